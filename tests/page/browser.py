"""A real browser, headless, driven over its DevTools protocol by a pipe. Needs Chromium and nothing else."""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time

KEYS = {  # name: (code, key code, text)
    "Enter": ("Enter", 13, "\r"), "Escape": ("Escape", 27, ""), "Tab": ("Tab", 9, ""), "Delete": ("Delete", 46, ""),
    "ArrowLeft": ("ArrowLeft", 37, ""), "ArrowUp": ("ArrowUp", 38, ""), "ArrowRight": ("ArrowRight", 39, ""),
    "ArrowDown": ("ArrowDown", 40, ""), " ": ("Space", 32, " "),
}
CTRL = 2


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    return None


def above(descriptor):
    """The same, at a number that leaves 3 and 4 free."""
    out = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return out


class Browser:
    """One page of one browser. `with Browser() as b: b.open(url)`."""

    def __init__(self, width=1440, height=900):
        self.folder = tempfile.mkdtemp(prefix="page_test.")
        to_child, self.out = map(above, os.pipe())
        self.into, from_child = map(above, os.pipe())
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--hide-scrollbars", "--force-color-profile=srgb", f"--user-data-dir={self.folder}/profile",
                 f"--window-size={width},{height}", "--remote-debugging-pipe", "about:blank"]
        with open(self.folder + "/stderr", "wb") as stderr:
            self.process = self._start(flags, to_child, from_child, stderr)
        os.close(to_child)
        os.close(from_child)
        self.ready = threading.Condition()
        self.answers, self.events, self.number, self.ended = {}, [], 0, False
        threading.Thread(target=self._read, daemon=True).start()
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.size(width, height)
        self.call("Page.addScriptToEvaluateOnNewDocument", source="""
            window.violations = [];
            addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
            window.alert = text => violations.push('alert ' + text);""")

    @staticmethod
    def _start(flags, to_child, from_child, stderr):
        # The pipe is at descriptors 3 and 4.
        script = f'exec "$0" "$@" 3<&{to_child} 4>&{from_child} {to_child}<&- {from_child}>&-'
        return subprocess.Popen(["/bin/bash", "-c", script, find_chromium(), *flags], pass_fds=(to_child, from_child),
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.session = None
            self.call("Browser.close", wait=5)
        except Exception:  # it is ended below
            pass
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self):
        rest = b""
        while piece := os.read(self.into, 1 << 16):
            *whole, rest = (rest + piece).split(b"\0")
            with self.ready:
                for text in whole:
                    message = json.loads(text)
                    if "id" in message:
                        self.answers[message["id"]] = message
                    else:
                        self.events.append(message)
                self.ready.notify_all()
        with self.ready:
            self.ended = True
            self.ready.notify_all()

    def call(self, method, wait=60, **params):
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        with self.ready:
            if not self.ready.wait_for(lambda: number in self.answers or self.ended, wait) or number not in self.answers:
                with open(self.folder + "/stderr", errors="replace") as file:
                    raise RuntimeError(f"{method}: no answer from the browser; it says: {file.read()[-2000:]}")
            answer = self.answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    # ---- what a test does

    def open(self, url):
        self.call("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def js(self, source):
        """The value of an expression in the page; a promise is awaited."""
        out = self.call("Runtime.evaluate", expression=source, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in out:
            raise RuntimeError(f"{source}: {out['exceptionDetails'].get('exception', {}).get('description')}")
        return out["result"].get("value")

    def until(self, source, seconds=40):
        """Waits until the expression is true, and gives its value."""
        end = time.monotonic() + seconds
        while not (value := self.js(f"(v => v instanceof Node || v)({source})")):
            if time.monotonic() > end:
                raise AssertionError(f"not so after {seconds} s: {source}\n{self.js('document.body.innerText')[:3000]}")
            time.sleep(0.02)
        return value

    def press(self, key, modifiers=0):
        code, number, text = KEYS.get(key) or ("Key" + key.upper() if key.isalpha() else "", ord(key.upper()), key)
        if modifiers & CTRL:
            text = ""
        common = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def place(self, selector):
        self.js(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'nearest'}})")
        return self.js(f"(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector({json.dumps(selector)}).getClientRects()[0])")

    def hover(self, selector):
        x, y = self.place(selector)
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, selector):
        x, y = self.place(selector)
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="none" if kind == "mouseMoved" else "left", clickCount=1)

    def scheme(self, name):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def screenshot(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def complaints(self):
        """What the console says of errors and warnings, exceptions, and breaches of the policy."""
        out = []
        for event in list(self.events):
            params = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                out.append(details.get("exception", {}).get("description") or details["text"])
            elif event["method"] == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
                out.append(str(params["args"]))
            elif event["method"] == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                out.append(params["entry"]["text"] + " " + params["entry"].get("url", ""))
        return out + (self.js("window.violations") or [])
