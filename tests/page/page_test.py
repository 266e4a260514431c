"""The page at / of `constate serve`, in a real browser, with a real server and the demo model."""

import json
import os
import re
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request

from browser import CTRL, Browser, find_chromium

PROGRAM = os.environ.get("CONSTATE_PROGRAM", "../../build/constate")
MODEL = os.environ.get("CONSTATE_MODEL", "../../models/demo")
SCREENSHOTS = os.environ.get("CONSTATE_SCREENSHOTS", "../../build/tests")
HOSTILE = "<img src=x onerror=alert(1)> <script>alert(2)</script>"
KEY = "a-key-for-the-test"


class Server:
    def __init__(self, *flags):
        self.process = subprocess.Popen([PROGRAM, "serve", MODEL, "--port", "0", *flags], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.said, self.url, self.told = [], None, threading.Event()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stderr:
            self.said.append(line)
            if found := re.search(r"ready at (\S+)", line):
                self.url = found[1].rstrip("/")
                self.told.set()
        self.told.set()

    def await_ready(self):
        self.told.wait(120)
        assert self.url, "the server did not start: " + "".join(self.said)

    def get(self, path):
        return urllib.request.urlopen(self.url + path, timeout=10)

    def metric(self, name):
        return float(re.search(rf"^constate_{name}(?:\{{[^}}]*\}})? (\S+)$", self.get("/metrics").read().decode(), re.M)[1])

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not find_chromium():
            raise AssertionError("no Chromium: tools/setup.sh chromium")
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.__exit__)
        cls.server.await_ready()

    def setUp(self):
        b = self.browser
        b.size(1440, 900)
        b.scheme("light")
        b.open(self.server.url + "/?" + self._testMethodName)  # a fresh page
        self.await_ready()
        self.set("p-max_tokens", "24")
        self.set("p-temperature", "0")

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [])
        self.browser.events.clear()
        self.browser.js("localStorage.clear()")

    # ---- what a person does

    def await_ready(self):
        self.browser.until("document.querySelector('#dot.ok')")

    def set(self, field, value):
        self.browser.js(f"(e => {{ e.value = {json.dumps(value)}; e.dispatchEvent(new Event('input')) }})(document.getElementById('{field}'))")

    def send(self, text):
        self.browser.js("document.getElementById('input').focus()")
        self.browser.js("document.getElementById('input').value = ''")
        self.browser.type(text)
        self.browser.press("Enter", CTRL)
        self.await_end()

    def await_end(self):
        self.browser.until("document.getElementById('stop').hidden && document.querySelector('#sheet .meta')?.textContent")

    def text(self, selector="#sheet .text"):
        return self.browser.js(f"[...document.querySelectorAll({json.dumps(selector)})].at(-1).textContent")

    def meta(self):
        return self.browser.js("[...document.querySelectorAll('.meta')].at(-1).textContent")

    def cached(self):
        found = re.search(r"([\d,]+) of ([\d,]+) tokens before it", self.meta())
        return tuple(int(x.replace(",", "")) for x in found.groups())

    def branches(self):
        return self.browser.js("document.querySelectorAll('[role=treeitem]').length")

    # ---- tests

    def test_headers(self):
        headers = self.server.get("/").headers
        policy = headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertRegex(policy, r"script-src 'sha256-[\w+/]{43}='; style-src 'sha256-[\w+/]{43}='")
        self.assertIn("connect-src 'self'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["Cache-Control"], "no-cache")
        # What is not the page's own does not run: the policy is in force.
        b = self.browser
        b.js("(s => { try { s.textContent = 'window.breach = 1' } catch { } document.body.append(s) })(document.createElement('script'))")
        b.until("window.violations.length > 0")
        self.assertFalse(b.js("!!window.breach"))
        b.events.clear()
        b.js("window.violations = []")
        time.sleep(0.1)
        b.events.clear()

    def test_completes_with_a_stream(self):
        b = self.browser
        self.set("p-max_tokens", "400")
        b.js("window.lengths = new Set(); new MutationObserver(() => lengths.add(document.querySelectorAll('.tok').length))"
             ".observe(document.getElementById('paper'), { childList: true, subtree: true })")
        self.send("In the beginning")
        self.assertEqual(b.js("document.querySelectorAll('.tok').length"), 400)
        self.assertGreater(b.js("lengths.size"), 4)  # it came in pieces
        self.assertTrue(self.text().startswith("In the beginning"))
        self.assertIn("400 tokens", self.meta())
        self.assertIn("reached the length", self.meta())
        # The same with no probabilities is the same text.
        text = self.text()
        b.click("#p-logprobs")
        self.send("In the beginning")
        self.assertEqual(b.js("document.querySelectorAll('.tok').length"), 0)
        self.assertEqual(self.text(), text)

    def test_parameters(self):
        b = self.browser
        self.set("p-stop", "and")
        self.set("p-max_tokens", "200")
        self.send("In the beginning God created the")
        self.assertIn("met a stop text", self.meta())
        self.assertGreater(b.js("document.querySelectorAll('.tok.cut').length"), 0)
        self.set("p-stop", "")
        self.set("p-temperature", "1")
        self.set("p-seed", "7")
        self.set("p-top_k", "40")
        self.send("And he said")
        first = self.text()
        b.press("Escape")
        b.press("r")
        self.await_end()
        self.assertEqual(self.text(), first)
        self.set("p-seed", "8")
        b.press("r")
        self.await_end()
        self.assertNotEqual(self.text(), first)
        # What is wrong is said, at its field, and costs no text.
        self.set("p-top_p", "3")
        b.js("document.getElementById('input').focus()")
        b.press("Enter", CTRL)
        b.until("document.querySelector('.toast.bad')")
        self.assertEqual(b.js("document.activeElement.id"), "p-top_p")
        self.assertEqual(b.js("document.activeElement.getAttribute('aria-invalid')"), "true")
        self.assertEqual(b.js("document.getElementById('input').value"), "And he said")

    def test_stops(self):
        b = self.browser
        self.set("p-max_tokens", "4096")
        b.js("document.getElementById('input').focus()")
        b.type("In the beginning")
        b.press("Enter", CTRL)
        b.until("document.querySelectorAll('.tok').length > 20")
        self.assertTrue(b.js("document.getElementById('send').hidden"))
        b.press("Escape")
        self.await_end()
        self.assertIn("stopped", self.meta())
        self.assertLess(b.js("document.querySelectorAll('.tok').length"), 4096)
        end = time.monotonic() + 30
        while self.server.metric("requests_running") > 0 and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(self.server.metric("requests_running"), 0)  # the server has noticed
        # What came can be gone on from.
        tokens = b.js("document.querySelectorAll('.tok').length")
        self.set("p-max_tokens", "8")
        b.js("document.activeElement.blur()")
        b.press("c")
        b.until(f"document.querySelectorAll('.tok').length == {tokens} + 8 && document.getElementById('stop').hidden")

    def test_a_long_prompt_tells_its_progress(self):
        b = self.browser
        b.js("window.said = []; new MutationObserver(() => said.push(document.getElementById('doing').textContent))"
             ".observe(document.getElementById('doing'), { childList: true })")
        b.js("document.getElementById('input').value = 'And it came to pass in those days. '.repeat(900)")
        b.press("Enter", CTRL)
        self.await_end()
        self.assertTrue([s for s in b.js("said") if re.fullmatch(r"Reading the prompt: [\d,]+ of [\d,]+ tokens", s)], b.js("said"))

    def test_a_fork_is_a_branch(self):
        b = self.browser
        self.send("In the beginning God created the heaven and the earth, and all that is in")
        before = self.text()
        self.assertEqual(self.branches(), 2)
        texts = b.js("[...document.querySelectorAll('.tok')].map(t => t.textContent)")
        b.hover(".tok:nth-of-type(7)")  # the prompt is the first span
        b.until("!document.getElementById('pop').hidden")
        chances = b.js("[...document.querySelectorAll('.alt span')].map(s => s.textContent)")
        self.assertEqual(len(chances), 8)
        self.assertEqual(chances, sorted(chances, key=lambda c: -float(c.rstrip(" %"))))
        picked = b.js("document.querySelectorAll('.alt code')[1].textContent").replace("␣", " ").replace("↵", "\n")
        b.click(".alt:nth-of-type(2)")
        b.until("document.querySelectorAll('[role=treeitem]').length == 3")
        self.await_end()
        forked = b.js("[...document.querySelectorAll('.tok')].map(t => t.textContent)")
        self.assertEqual(forked[:5], texts[:5])
        self.assertEqual(forked[5], picked)
        self.assertNotEqual(self.text(), before)
        self.assertEqual(len(forked), 5 + 1 + 24)
        # The prompt was not fed again.
        cached, prompt = self.cached()
        self.assertGreaterEqual(cached, 16)
        self.assertLess(cached, prompt)
        # Both stand in the tree, and are shown by a click.
        b.click("[role=treeitem]:nth-of-type(2)")
        self.assertEqual(self.text(), before)
        b.press("ArrowDown")
        self.assertEqual(b.js("[...document.querySelectorAll('.tok')].map(t => t.textContent)"), forked)
        b.press("Delete")
        self.assertEqual(self.branches(), 2)
        self.assertEqual(self.text(), before)

    def test_a_fork_goes_on_from_the_tokens_that_are_shown(self):
        """The likeliest alternative at a place is what the model itself goes on with."""
        b = self.browser
        self.send("And God said unto Moses, ")
        before = self.text()
        b.click(".tok:nth-of-type(5)")
        b.until("document.activeElement.matches('.alt')")
        b.press("Enter")  # the token itself: the same text once more from here
        b.until("document.querySelectorAll('[role=treeitem]').length == 3")
        self.await_end()
        self.assertTrue(self.text().startswith(before), (before, self.text()))

    def test_chats(self):
        b = self.browser
        b.click("#tab-chat")
        self.send("Who was Abraham, and what did he say unto his son in the land of Canaan?")
        self.send("And what did he do then?")
        roles = b.js("[...document.querySelectorAll('.msg')].map(m => m.className.split(' ')[1])")
        self.assertEqual(roles, ["user", "assistant"] * 2)
        self.assertGreater(self.cached()[0], 16)  # the second turn goes on from the first one
        self.assertEqual(self.branches(), 5)
        answer = self.text(".msg.assistant .text")
        # An edited message is a branch beside the old one.
        b.js("[...document.querySelectorAll('.msg.user .acts button')].at(-1).click()")
        b.until("document.activeElement.matches('.msg textarea')")
        b.press("a", CTRL)
        b.type("And who was his wife?")
        b.press("Enter", CTRL)
        b.until("document.querySelectorAll('[role=treeitem]').length == 7")
        self.await_end()
        self.assertEqual(self.text(".msg.user .text"), "And who was his wife?")
        # Once more is one beside it too; and a token of a chat can be forked at.
        b.press("Escape")
        b.press("r")
        b.until("document.querySelectorAll('[role=treeitem]').length == 8")
        self.await_end()
        b.js("[...document.querySelectorAll('.tok')].at(-10).click()")
        b.until("document.activeElement.matches('.alt')")
        b.press("ArrowDown")
        b.press("Enter")
        b.until("document.querySelectorAll('[role=treeitem]').length == 9")
        self.await_end()
        self.assertEqual(b.js("document.querySelectorAll('.tok.forced').length"), 1)
        b.click("[role=treeitem]:nth-of-type(5)")
        self.assertEqual(self.text(".msg.assistant .text"), answer)

    def test_states(self):
        b = self.browser
        self.set("p-max_tokens", "40")
        self.send("Now these are the generations of the sons of Noah,")
        whole = self.text()
        self.set("p-max_tokens", "20")
        self.send("Now these are the generations of the sons of Noah, ")
        b.press("n")  # typed into the text field, which has the focus
        self.assertTrue(b.js("document.getElementById('input').value").endswith("n"))
        b.press("Escape")
        b.press("n")
        self.assertEqual(b.js("document.getElementById('input').value"), "")
        self.send("Now these are the generations of the sons of Noah,")
        half = self.text()
        self.set("save-name", "noah")
        b.click("#save")
        b.until("document.querySelector('#states .name')?.textContent == 'noah'")
        # Goes on from it with no text, to where the whole one ends.
        b.js("[...document.querySelectorAll('#states button')].find(x => x.textContent == 'Go on').click()")
        b.until("!document.getElementById('from').hidden")
        b.press("Enter", CTRL)
        self.await_end()
        self.assertEqual(half + self.text(), whole)
        self.assertEqual(self.cached()[0], self.cached()[1])
        self.assertIn("noah", b.js("document.querySelector('.note').textContent"))
        # A fork of what goes on from a state goes on from it too.
        b.click(".tok:nth-of-type(6)")
        b.until("document.activeElement.matches('.alt')")
        b.press("ArrowDown")
        b.press("Enter")
        self.await_end()
        self.assertGreater(self.cached()[0], 20)
        # The file goes out and comes in again.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        b.call("Page.setDownloadBehavior", behavior="allow", downloadPath=folder.name)
        b.js("[...document.querySelectorAll('#states button')].find(x => x.textContent == 'Download').click()")
        path = os.path.join(folder.name, "noah.state")
        end = time.monotonic() + 30
        while not os.path.exists(path) and time.monotonic() < end:
            time.sleep(0.05)
        self.assertGreater(os.path.getsize(path), 100000)
        remove = "[...document.querySelectorAll('#states button')].find(x => x.title == 'Delete noah').click()"
        b.js(remove)
        self.assertEqual(b.js("document.querySelectorAll('#states li').length"), 1)  # asked once more
        b.js(remove)
        b.until("document.querySelectorAll('#states li').length == 0")
        node = b.call("DOM.getDocument")["root"]["nodeId"]
        node = b.call("DOM.querySelector", nodeId=node, selector="#file")["nodeId"]
        self.set("save-name", "ark")
        b.call("DOM.setFileInputFiles", nodeId=node, files=[path])
        b.until("document.querySelector('#states .name')?.textContent == 'ark'")
        self.server.get("/v1/states/ark").close()

    def test_the_state_of_a_chat(self):
        b = self.browser
        b.click("#tab-chat")
        self.send(HOSTILE)
        self.set("save-name", "talk")
        b.click("#save")
        b.until("document.querySelector('#states .name')?.textContent.includes('talk') || [...document.querySelectorAll('.name')].some(n => n.textContent == 'talk')")
        kept = json.load(self.server.get("/v1/states/talk"))["messages"]
        self.assertEqual(kept, [{"role": "user", "content": HOSTILE}, {"role": "assistant", "content": self.text(".msg.assistant .text")}])
        b.js("[...document.querySelectorAll('#states button')].find(x => x.title == 'Go on from talk').click()")
        b.until("!document.getElementById('from').hidden")
        self.assertIn(HOSTILE, b.js("document.getElementById('sheet').textContent"))
        self.send("And then?")
        self.assertIn(HOSTILE, b.js("document.getElementById('sheet').textContent"))
        self.assertGreater(self.cached()[0], 16)
        self.assertEqual(b.js("document.querySelectorAll('#page img, #page script').length"), 0)

    def test_text_stays_text(self):
        b = self.browser
        self.send(HOSTILE)
        self.assertTrue(self.text().startswith(HOSTILE))
        # As if the model had written it, as a token and as one of the likeliest.
        b.js(f"(t => {{ t.text = {json.dumps(HOSTILE)}; t.top[0].text = t.text; tree().shown.text = t.text; render() }})(tree().shown.toks[0])")
        self.assertTrue(self.text().startswith(HOSTILE * 2))
        b.click(".tok")
        b.until("!document.getElementById('pop').hidden")
        self.assertEqual(b.js("document.querySelectorAll('#page img, #page script, #pop img').length"), 0)

    def test_by_keyboard_alone(self):
        b = self.browser
        b.press("?")  # into the text field, which has the focus at the start
        self.assertFalse(b.js("document.getElementById('keys').open"))
        b.press("a", CTRL)
        b.type("In the beginning")
        b.press("Escape")
        b.press("?")
        self.assertTrue(b.js("document.getElementById('keys').open"))
        b.press("Escape")
        b.until("!document.getElementById('keys').open")
        b.press("/")
        b.press("Tab")
        self.assertEqual(b.js("document.activeElement.id"), "send")
        b.press("Enter")
        self.await_end()
        b.press("Escape")
        b.press("t")
        self.assertEqual(b.js("document.activeElement.textContent"), b.js("document.querySelector('.tok').textContent"))
        for _ in range(4):
            b.press("ArrowRight")
        b.until("!document.getElementById('pop').hidden")
        b.press("Enter")
        self.assertTrue(b.js("document.activeElement.matches('.alt[aria-current]')"))
        b.press("Escape")
        self.assertTrue(b.js("document.activeElement.matches('.tok') && document.getElementById('pop').hidden"))
        b.press("Enter")
        b.press("ArrowDown")
        b.press("Enter")
        b.until("document.querySelectorAll('[role=treeitem]').length == 3")
        self.await_end()
        b.js("document.activeElement.blur()")
        b.press("b")
        self.assertEqual(b.js("document.activeElement.getAttribute('aria-selected')"), "true")
        b.press("ArrowLeft")
        self.assertEqual(b.js("document.querySelectorAll('.tok.forced').length"), 0)
        b.press("ArrowRight")
        self.assertEqual(b.js("document.querySelectorAll('.tok.forced').length"), 1)
        b.press("2")
        self.assertEqual(b.js("document.getElementById('tab-chat').getAttribute('aria-selected')"), "true")
        # Everything that takes the focus is reached in turn, is seen, and has a name.
        b.js("document.activeElement.blur(); scrollTo(0, 0)")
        b.js("document.querySelector('.skip').focus()")
        seen = []
        for _ in range(60):
            told = b.js("(e => [e.id || e.className || e.tagName, (e.labels?.[0]?.textContent || e.getAttribute('aria-label') || e.textContent || e.title).trim(),"
                        " getComputedStyle(e).outlineStyle])(document.activeElement)")
            if told[0] in ("BODY", "") or told in seen:
                break
            seen.append(told)
            b.press("Tab")
        names = [s[0] for s in seen]
        for name in ("tab-chat", "theme", "help", "input", "send", "save-name", "upload", "p-max_tokens", "p-seed", "p-logprobs", "key"):
            self.assertIn(name, names)
        self.assertLess(names.index("input"), names.index("p-max_tokens"))
        self.assertEqual([s for s in seen if not s[1]], [])
        self.assertEqual([s for s in seen if s[2] == "none"], [])

    def test_dark_and_light(self):
        b = self.browser
        light = "rgb(245, 243, 238)"
        color = "getComputedStyle(document.body).backgroundColor"
        self.assertEqual(b.js(color), light)
        b.scheme("dark")
        self.assertNotEqual(b.js(color), light)
        b.click("#theme")  # dark
        b.scheme("light")
        self.assertNotEqual(b.js(color), light)
        b.click("#theme")  # light
        b.scheme("dark")
        self.assertEqual(b.js(color), light)
        b.open(self.server.url + "/")  # is kept
        self.assertEqual(b.js(color), light)
        b.js("localStorage.clear()")

    def test_fits_a_telephone(self):
        b = self.browser
        b.size(360, 740)
        self.send("In the beginning")
        self.assertLessEqual(b.js("document.documentElement.scrollWidth"), 360)
        self.assertLess(b.js("document.querySelector('#sheet').getBoundingClientRect().top"), 200)
        b.screenshot(os.path.join(SCREENSHOTS, "page_small.png"))

    def test_live_figures(self):
        b = self.browser
        self.set("p-max_tokens", "4096")  # seconds of them
        b.js("document.getElementById('input').focus()")
        b.type("In the beginning God created the heaven and the earth. And the earth was without form, and void;")
        b.press("Enter", CTRL)
        b.until("document.getElementById('live-rows').textContent.startsWith('1 of 16')")
        b.until("document.getElementById('live-rate').textContent != '0'")
        b.press("Escape")
        self.await_end()
        # Not while nobody looks.
        count = "performance.getEntriesByName(location.origin + '/metrics').length"
        b.until(f"{count} > 1")
        b.js("Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))")
        before = b.js(count)
        time.sleep(1.3)
        self.assertLessEqual(b.js(count), before + 1)  # one may have been on its way
        b.js("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
        b.until(f"{count} > {before} + 1")

    def test_picture(self):
        b = self.browser
        self.set("p-max_tokens", "70")
        self.set("p-temperature", "0.8")
        self.set("p-seed", "3")
        self.send("In the beginning God created the heaven and the earth. And the earth was without form, and void;")
        b.js("[...document.querySelectorAll('.tok')][9].click()")
        b.until("document.activeElement.matches('.alt')")
        b.press("ArrowDown")
        b.press("Enter")
        self.await_end()
        b.js("document.activeElement.blur()")
        b.press("r")
        b.until("document.querySelectorAll('[role=treeitem]').length == 4")
        self.await_end()
        time.sleep(1.2)
        b.hover(".tok:nth-of-type(15)")
        b.until("!document.getElementById('pop').hidden")
        for scheme in ("light", "dark"):
            b.scheme(scheme)
            b.screenshot(os.path.join(SCREENSHOTS, "page.png" if scheme == "light" else "page_dark.png"))
        self.assertGreater(os.path.getsize(os.path.join(SCREENSHOTS, "page.png")), 20000)


class Keys(unittest.TestCase):
    def test_a_key_is_asked_for_and_kept_in_this_tab_alone(self):
        with tempfile.NamedTemporaryFile("w") as keys:
            keys.write(f"somebody {KEY}\n")
            keys.flush()
            server = Server("--api-key-file", keys.name)
            self.addCleanup(server.stop)
            with Browser() as b:
                server.await_ready()
                b.open(server.url)
                b.until("document.getElementById('model').textContent.includes('API key')")
                b.click("#key")
                b.type(KEY)
                b.until("document.querySelector('#dot.ok')")
                b.js("document.getElementById('input').focus()")
                b.type("In the beginning")
                b.press("Enter", CTRL)
                b.until("document.getElementById('stop').hidden && document.querySelector('.meta')?.textContent")
                self.assertEqual(b.js("Object.values(sessionStorage).join()"), KEY)
                self.assertNotIn(KEY, b.js("Object.values(localStorage).join()"))
                self.assertEqual(b.js("location.href + document.cookie"), server.url + "/")
                # The refusals without a key are the only complaints.
                self.assertEqual([c for c in b.complaints() if "401" not in c], [])


if __name__ == "__main__":
    unittest.main()
