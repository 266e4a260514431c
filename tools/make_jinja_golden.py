#!/usr/bin/env python3
"""Makes the reference data of the jinja tests with Python's jinja2, set up as transformers sets it up for chat templates.

Run by hand; the tests need no Python. Made with jinja2 3.1.6, Python 3.11.

    tools/make_jinja_golden.py templates  tests/data/jinja/inputs.json and expected.json, of tests/data/jinja/*.jinja
    tools/make_jinja_golden.py generated  tests/data/jinja/generated.json: 2,000 templates by the grammar in jinja_grammar.py
    tools/make_jinja_golden.py more SEED COUNT > cases.json: more of those, for one's own comparison

expected.json: for each template a list, in the order of inputs.json, of the text, or null where jinja2 raises.
generated.json: `variables`, and `cases`, each [template, text or null].
"""

import datetime
import json
import pathlib
import sys

import jinja2
import jinja2.ext
import jinja2.sandbox

from jinja_grammar import VARIABLES, Grammar

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "jinja"
NOW = datetime.datetime(2026, 12, 1, 15, 4, 5)

# ---------------------------------------------------------------------------------------------- jinja2


class Generation(jinja2.ext.Extension):
    """The tag that marks what a model wrote: its body, in a scope of its own."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def environment():
    env = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


ENVIRONMENT = environment()


def rendered(source, variables):
    """The text, or the exception."""
    try:
        text = ENVIRONMENT.from_string(source).render(**json.loads(json.dumps(variables)))
        text.encode()
        return text
    except Exception as e:  # whatever Python raises: the template has failed
        return e


# ---------------------------------------------------------------------------------------------- inputs


def message(role, content, **more):
    return {"role": role, "content": content, **more}


def call(name, arguments, id="abcdefghi"):
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather of a place.\nNow & <later>.",
        "parameters": {
            "type": "object",
            "properties": {
                "place": {"type": "string", "description": "where it is"},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
                "days": {"type": "array", "items": {"type": "integer"}},
            },
            "required": ["place"],
        },
    },
}
SEARCH = {
    "type": "function",
    "function": {
        "name": "a_search",
        "description": "Suche nach \u00dcbersicht \u2013 \u4e2d\u6587 \U0001f600",
        "parameters": {
            "type": "object",
            "properties": {
                "query": {"type": ["string", "null"], "description": " the words "},
                "options": {"type": "object", "properties": {"deep": {"type": "boolean"}}, "required": ["deep"]},
                "weights": {"type": "object", "additionalProperties": {"type": "number"}},
            },
        },
        "return": {"type": "string"},
    },
}
DOCUMENTS = [
    {"title": "Moon", "text": "It is far.\nVery.", "score": 0.75},
    {"title": "Sun", "text": "It is hot.", "score": 0.25},
    {"title": "Moon", "text": "It has phases.", "score": 0.5},
]
CHAT = [message("user", "Hello, who are you?"), message("assistant", "I am a model."), message("user", " Tell me more.\n")]
SYSTEM = message("system", "You answer in verse. /no_think")
CALLS = [
    message("user", "How is the weather in K\u00f6ln?"),
    message("assistant", "", tool_calls=[call("get_weather", {"place": "K\u00f6ln", "days": [1, 2], "unit": None})]),
    message("tool", '{"degrees": 21.5}', tool_call_id="abcdefghi", name="get_weather"),
    message("assistant", "It is 21.5 degrees."),
]
MANY_CALLS = [
    message("system", "Use the tools."),
    message("user", "Two things."),
    message("assistant", "<think>\nhm\n</think>\n\nWell:", tool_calls=[
        call("get_weather", {"place": "it's \"x\"", "deep": {"a": [True, 1.0, 1e-7]}}), call("a_search", {}, "1")]),
    message("tool", "one"),
    message("tool", "two\n"),
]  # fmt: skip
PARTS = [
    message("user", [{"type": "text", "text": " What is this? "}, {"type": "image", "url": "x.png"}]),
    message("assistant", "A \u201cpicture\u201d."),
    message("user", [{"type": "text", "text": "And\tthis?"}]),
]
THINKING = [
    message("user", "2+2?"),
    message("assistant", "<think>\nlet me see\n</think>\n\n4"),
    message("user", "3+3? /think"),
    message("assistant", "6", reasoning_content="three and three"),
]
TOKENS = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}


def asked(messages, generate=True, **more):
    return {"messages": messages, "tools": None, "documents": None, "add_generation_prompt": generate, **TOKENS, **more}


INPUTS = {
    "one message": asked(CHAT[:1]),
    "a conversation": asked(CHAT),
    "without a prompt at the end": asked(CHAT[:2], False),
    "a system message": asked([SYSTEM, *CHAT]),
    "two system messages": asked([SYSTEM, message("system", "/think And again."), *CHAT[:1]]),
    "two of a user in a row": asked([CHAT[0], CHAT[2]]),
    "the assistant begins": asked(CHAT[1:], False),
    "no messages": asked([]),
    "an unknown role": asked([*CHAT[:2], message("critic", "Bad!", name="Ada")]),
    "tools": asked(CHAT[:1], tools=[WEATHER, SEARCH]),
    "tools, in the system": asked([SYSTEM, *CHAT], tools=[SEARCH], tools_in_user_message=False),
    "a call": asked(CALLS, tools=[WEATHER]),
    "calls": asked(MANY_CALLS, tools=[WEATHER, SEARCH], enable_thinking=False),
    "documents": asked(CHAT, documents=DOCUMENTS, controls={"length": "short"}),
    "parts": asked(PARTS),
    "thinking": asked(THINKING, enable_thinking=True),
    "no thinking": asked([message("system", "Be brief. /think"), *THINKING], enable_thinking=False),
    "no content": asked([CHAT[0], {"role": "assistant", "content": None}, {"role": "user"}], False),
    "line breaks": asked([message("user", "a\r\nb\n\nc\n"), message("assistant", "  \n x \u00a0\u2003\n")], False),
}


def write(path, value, **how):
    path.write_text(json.dumps(value, ensure_ascii=False, **how) + "\n")


def write_templates():
    expected = {}
    for path in sorted(DATA.glob("*.jinja")):
        results = [rendered(path.read_text(), variables) for variables in INPUTS.values()]
        expected[path.stem] = [r if isinstance(r, str) else None for r in results]
        shown = {f"{type(r).__name__}: {r}" for r in results if not isinstance(r, str)}
        print(path.stem, sum(isinstance(r, str) for r in results), *sorted(shown), sep="\n    ")
    write(DATA / "inputs.json", INPUTS, indent=1)
    write(DATA / "expected.json", expected, indent=0)


# ---------------------------------------------------------------------------------------------- generated

def generated(seed, count):
    """Cases that do not depend on the machine, and do not need what is refused: integers of any size."""
    cases = []
    while len(cases) < count:
        source = Grammar(seed).template()
        seed += 1
        if len(source) > 900:
            continue
        result = rendered(source, VARIABLES)
        if isinstance(result, (OverflowError, MemoryError, RecursionError)):
            continue
        text = result if isinstance(result, str) else None
        if text is not None and (" at 0x" in text or "built-in" in text or len(text) > 1500):
            continue
        if text is None and cases and sum(c[1] is None for c in cases) > len(cases) // 4:
            continue
        cases.append([source, text])
    return cases


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what == "templates":
        write_templates()
    elif what == "generated":
        cases = generated(1, 2000)
        lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
        variables = json.dumps(VARIABLES, ensure_ascii=False)
        (DATA / "generated.json").write_text(f'{{"variables": {variables},\n"cases": [\n{lines}\n]}}\n')
        print(len(cases), "cases,", sum(c[1] is None for c in cases), "raise")
    elif what == "more":
        cases = generated(int(sys.argv[2]), int(sys.argv[3]))
        print(json.dumps({"variables": VARIABLES, "cases": cases}))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
