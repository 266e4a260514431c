"""Templates at random, for tools/make_jinja_golden.py: the grammar, and the variables that its templates name."""

import random

VARIABLES = {
    "n": 3,
    "z": 0,
    "neg": -4,
    "big": 123456789,
    "f": 2.5,
    "s": "Hello World",
    "pad": " \tpad\u00a0\n",
    "e": "",
    "u": "h\u00e9llo \u00df \u00dcn\u00ef \u4e2d\u6587 \U0001f600",
    "nl": "a\n  b\r\n\nc\n",
    "q": "it's \"x\" \\ <b>&",
    "csv": "a,b,,c",
    "num": " 42 ",
    "flag": True,
    "off": False,
    "no": None,
    "xs": [3, 1, 2, 1],
    "ws": ["b", "A", "c", "a", "B"],
    "fs": [0.5, -1.25, 3.0],
    "mixed": [1, "a", None, 2.5, True],
    "ll": [[1, 2], [3], []],
    "d": {"b": 2, "a": 1, "C": 3},
    "dd": {"x": {"y": [1, {"z": "deep"}]}, "k": None, "s": "t"},
    "ms": [
        {"role": "system", "content": "Be good.", "n": 2},
        {"role": "user", "content": "Hi\nthere ", "n": 1},
        {"role": "assistant", "content": "", "n": 3, "calls": [{"name": "f", "args": {"x": 1.5}}]},
        {"role": "user", "content": None, "n": 1},
    ],
}
NUMBERS = ["n", "z", "neg", "f", "big", "flag"]
TEXTS = ["s", "pad", "e", "u", "nl", "q", "csv", "num"]
LISTS = ["xs", "ws", "fs", "mixed", "ll", "ms"]
DICTS = ["d", "dd", "ms[0]", "ms[2]"]


class Grammar:
    """Templates at random: of every construct, mostly of the right kinds, so that most of them give a text."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = []  # of variables that are set
        self.macros = []
        self.spaces = []
        self.loops = 0

    def pick(self, *options):
        chosen = self.random.choice(options)
        return chosen() if callable(chosen) else chosen

    def chance(self, p):
        return self.random.random() < p

    # ---- expressions

    def any(self, depth):
        if self.chance(0.15) and self.names:
            return self.random.choice(self.names)
        kind = self.random.choice([self.number, self.text, self.text, self.list, self.dict, self.boolean])
        return kind(depth)

    def wrong(self, depth):
        return self.pick("undefd", "no", lambda: self.any(depth))

    def number(self, depth):
        if self.chance(0.03):
            return self.wrong(depth - 1)
        if depth <= 0:
            return self.pick(*NUMBERS, "1", "2", "7", "0", "-1", "1.5", "10", "1e3", "0x1F", "1_000")
        d = depth - 1
        number, text, items = (lambda: self.number(d)), (lambda: self.text(d)), (lambda: self.list(d))
        return self.pick(
            lambda: f"({number()} {self.pick('+', '-', '*', '/', '//', '%')} {number()})",
            lambda: f"{number()} {self.pick('+', '-', '*')} {number()}",
            lambda: f"{self.pick('2', '3', 'n', 'f')} ** {self.pick('2', '3', '0', '-1')}",
            lambda: f"-{number()}",
            lambda: f"{number()}|abs",
            lambda: f"({number()})|round({self.pick('', '1', '2', '1, %sceil%s' % (chr(39), chr(39)), 'method=%sfloor%s' % (chr(39), chr(39)))})",
            lambda: f"({number()})|int",
            lambda: f"({number()})|float",
            lambda: f"{text()}|int({self.pick('', '7', 'default=-1')})",
            lambda: f"{text()}|float",
            lambda: f"'{self.pick('3.7', '1_0', 'ff', '0x1f', ' 12 ', '1e3', 'x', '-5', '+3', '.5', '1e', '1__0')}'|{self.pick('int', 'float', 'int(0, 16)', 'int(base=16)', 'int(0, 2)')}",
            lambda: f"{items()}|{self.pick('length', 'count', 'sum', 'max', 'min', 'first', 'last')}",
            lambda: f"{self.pick('xs', 'fs', 'ws')}|{self.pick('max', 'min')}",
            lambda: f"ms|{self.pick('sum', 'max', 'min')}(attribute='n')",
            lambda: f"{text()}|{self.pick('length', 'wordcount')}",
            lambda: f"({text()}).{self.pick('find', 'rfind', 'count', 'index')}({text()})",
            lambda: f"{self.pick('xs', 'ws', 'mixed')}.{self.pick('index', 'count')}({self.any(0)})",
            lambda: f"{items()}[{self.pick('0', '-1', '1', number)}]",
            lambda: f"({self.iterator(d)})|{self.pick('first', 'sum', 'max', 'last', 'length')}|string",
            lambda: f"({self.iterator(d)})|join('+')",
            lambda: f"({number()} if {self.boolean(d)} else {number()})",
            lambda: self.loop_number(),
        )

    def loop_number(self):
        if not self.loops:
            return "n"
        return "loop." + self.pick("index", "index0", "revindex", "revindex0", "length", "depth", "depth0")

    def literal(self):
        return self.pick(
            "'abc'", '"x y"', "'it\\'s'", '"tab\\there"', "'line\\nbreak'", "'\\u00e9\\x41'", "''", "'a' 'b'", "'<b>'",
            "'ABC def'", "'%'", "'{}'", "'\\q'", "'\\101\\0'", "'\u4e2d'", '"\\U0001F600"',
        )  # fmt: skip

    def text(self, depth):
        if self.chance(0.03):
            return self.wrong(depth - 1)
        if depth <= 0:
            return self.pick(*TEXTS, self.literal, self.literal, "ms[1].content", "ms[0]['role']")
        d = depth - 1
        number, text, items = (lambda: self.number(d)), (lambda: self.text(d)), (lambda: self.list(d))
        small = lambda: self.pick("0", "1", "2", "3", "-1", "-2", "5", "n")  # noqa: E731
        return self.pick(
            lambda: f"({text()} + {text()})",
            lambda: f"{text()} ~ {self.any(d)} ~ {text()}",
            lambda: f"{text()} * {small()}",
            lambda: f"({text()})[{self.slice()}]",
            lambda: f"({text()})[{small()}]",
            lambda: f"({text()}).{self.pick('strip', 'lstrip', 'rstrip')}({self.pick('', self.literal, 'None')})",
            lambda: f"({text()}).{self.pick('upper', 'lower', 'title', 'capitalize', 'swapcase')}()",
            lambda: f"({text()}).replace({text()}, {text()}{self.pick('', '', ', 1', ', -1', ', 0')})",
            lambda: f"({text()}).{self.pick('removeprefix', 'removesuffix')}({text()})",
            lambda: f"({text()}).{self.pick('center', 'ljust', 'rjust')}({self.pick('12', '5', 'n')}{self.pick('', chr(44) + ' %s*%s' % (chr(39), chr(39)))})",
            lambda: f"({text()}).zfill({self.pick('12', '5', 'n')})",
            lambda: f"({text()}).join({items()})",
            lambda: f"({text()}).join(ws)",
            lambda: f"{text()}|{self.pick('upper', 'lower', 'title', 'capitalize', 'trim', 'reverse', 'string')}",
            lambda: f"({text()})|trim({self.literal()})",
            lambda: f"({text()})|replace({text()}, {self.any(0)}{self.pick('', ', 1', ', count=2')})",
            lambda: f"({text()})|indent({self.pick('', '2', 'width=3, first=true', '2, blank=true', '%s> %s' % (chr(39), chr(39)))})",
            lambda: f"({text()})|{self.pick('e', 'escape', 'urlencode', 'center(9)', 'truncate(5)', 'truncate(7, true)')}",
            lambda: f"({text()})|truncate(9, end='..', leeway={self.pick('0', '2')})",
            lambda: f"{items()}|join({self.pick('', self.literal, ', '.join(['%s, %s' % (chr(39), chr(39))]))})",
            lambda: f"ms|join('/', attribute='{self.pick('role', 'n', 'content', 'calls.0.name')}')",
            lambda: f"{self.any(d)}|tojson({self.pick('', '', 'indent=2', 'sort_keys=true', 'ensure_ascii=true', 'separators=(%s,%s, %s:%s)' % ((chr(39),) * 4))})",
            lambda: f"({self.any(d)})|string",
            lambda: f"{self.wrong(d)}|{self.pick('default', 'd')}({text()}{self.pick('', ', true', ', boolean=true')})",
            lambda: f"'{self.pick('%s|%r', '%5s|%-6s|', '%.2s%%%s', '%s')}' % ({self.any(d)}, {self.any(d)})",
            lambda: f"'{self.pick('%d', '%5.2f', '%+d', '%05d', '%.0f', '%e', '%g', '%-8d|', '%i', '% d')}' % {number()}",
            lambda: f"'{self.pick('%s-%s', '%s')}'|format({self.any(d)}, {self.any(d)})",
            lambda: f"'%(a)s %(b)05d'|format(a={self.any(d)}, b={number()})",
            lambda: f"'{self.pick('{} {}', '{0}{1}{0}', '{{{}}}{}', '{}')}'.format({self.any(d)}, {self.any(d)})",
            lambda: f"'{{a}}-{{b}}'.format(a={self.any(d)}, b={self.any(d)})",
            lambda: f"strftime_now('{self.pick('%d %B %Y', '%Y-%m-%d', '%A %-d %b', '%H:%M:%S %p %I %j %y %%')}')",
            lambda: f"({text()} if {self.boolean(d)} else {text()})",
            lambda: f"({text()} if {self.boolean(d)})",
            lambda: f"({self.macros and self.random.choice(self.macros) or 's.upper'}({self.pick('', text, lambda: self.any(d))}))",
            lambda: f"ms[{small()}].{self.pick('role', 'content', 'nothing', 'calls', 'n')}",
            lambda: f"dd.{self.pick('x.y[1].z', 'x.y.0', 's', 'k', 'x.q', 'k.w')}",
            lambda: self.spaces and f"{self.random.choice(self.spaces)}.{self.pick('a', 'b', 'c')}" or "s",
        )

    def slice(self):
        part = lambda: self.pick("", "", "0", "1", "2", "-1", "-2", "n", "9")  # noqa: E731
        return self.pick(lambda: f"{part()}:{part()}", lambda: f"{part()}:{part()}:{self.pick('', '1', '2', '-1', '-2')}")

    def list(self, depth):
        if self.chance(0.03):
            return self.wrong(depth - 1)
        if depth <= 0:
            return self.pick(*LISTS, "[]", "[1, 2, 3]", "['x', 'y']", "range(4)", "range(1, 9, 3)", "(1, 'b')", "()")
        d = depth - 1
        text, items = (lambda: self.text(d)), (lambda: self.list(d))
        listed = self.pick("|list", "|list", "|list", "|join(',')")  # an iterator has no text that can be compared
        return self.pick(
            lambda: f"[{self.any(d)}, {self.any(d)}]",
            lambda: f"({self.any(d)}, {self.any(d)})",
            lambda: f"({items()})[{self.slice()}]",
            lambda: f"({items()} + {items()})",
            lambda: f"{items()} * 2",
            lambda: f"({text()}).{self.pick('split', 'rsplit')}({self.pick('', text, '%s,%s' % (chr(39), chr(39)), 'None, 1', 'maxsplit=1', '%s %s, 1' % (chr(39), chr(39)))})",
            lambda: f"({text()}).splitlines({self.pick('', 'true')})",
            lambda: f"({text()}).{self.pick('partition', 'rpartition')}({text()})",
            lambda: f"({items()}|sort{self.pick('', '(reverse=true)', '(case_sensitive=true)')})",
            lambda: f"({self.pick('ws', 'xs')}|sort{self.pick('', '(true)', '(case_sensitive=true)')})",
            lambda: f"(ms|sort(attribute='{self.pick('n', 'role', 'role,n', 'nothing')}'))",
            lambda: f"({items()}|{self.pick('reverse', 'unique', 'select', 'reject')}{listed})",
            lambda: f"({items()}|map('{self.pick('string', 'upper', 'length', 'trim', 'int', 'list', 'abs', 'tojson')}'){listed})",
            lambda: f"(ms|map(attribute='{self.pick('role', 'content', 'n', 'calls.0', 'nothing')}'{self.pick('', ', default=0')}){listed})",
            lambda: f"({items()}|{self.pick('select', 'reject')}('{self.pick('odd', 'string', 'none', 'defined', 'number', 'mapping', 'true')}'){listed})",
            lambda: f"({items()}|{self.pick('select', 'reject')}('{self.pick('eq', 'gt', 'in', 'ne', 'lessthan')}', {self.any(d)}){listed})",
            lambda: f"(ms|{self.pick('selectattr', 'rejectattr')}('{self.pick('content', 'calls', 'n')}'){listed})",
            lambda: f"(ms|{self.pick('selectattr', 'rejectattr')}('role', '{self.pick('equalto', 'eq', 'ne', 'in', '==')}', {self.pick('%suser%s' % (chr(39), chr(39)), '[%suser%s, %ssystem%s]' % ((chr(39),) * 4))}){listed})",
            lambda: f"({items()}|{self.pick('batch', 'slice')}({self.pick('2', '3')}{self.pick('', ', %s-%s' % (chr(39), chr(39)))}){listed})",
            lambda: f"({self.dict(d)}).{self.pick('items', 'keys', 'values')}()",
            lambda: f"({self.dict(d)}|{self.pick('items|list', 'dictsort', 'list', 'dictsort(by=%svalue%s)' % (chr(39), chr(39)), 'dictsort(true, reverse=true)')})",
            lambda: f"(ms|groupby('{self.pick('role', 'n')}'))",
            lambda: f"({text()}|list)",
            lambda: f"range({self.pick('n', '5', '2, 7', '5, 0, -2', '0', 'neg')}){self.pick('', '|list')}",
        )

    def iterator(self, depth):
        return self.pick(
            lambda: f"{self.list(depth)}|{self.pick('reverse', 'unique', 'select', 'reject', 'batch(2)', 'slice(2)')}",
            lambda: f"{self.list(depth)}|map('{self.pick('string', 'upper', 'length', 'int')}')",
            lambda: f"ms|selectattr('n', 'gt', {self.pick('1', '2')})",
            lambda: f"{self.dict(depth)}|items",
        )

    def dict(self, depth):
        if self.chance(0.03):
            return self.wrong(depth - 1)
        if depth <= 0:
            return self.pick(*DICTS, "{}", "{'k': 1, 'j': 'v'}", "{1: 'one', true: 2, 2.0: none}")
        d = depth - 1
        return self.pick(
            lambda: f"{{'a': {self.any(d)}, {self.text(0)}: {self.any(d)}}}",
            lambda: f"dict({self.pick('', 'd, ', '[[1, 2]], ')}x={self.any(d)})",
            lambda: "dd.x",
            lambda: "ms[2].calls[0].args",
        )

    def boolean(self, depth):
        if depth <= 0:
            return self.pick("flag", "off", "true", "False", "no", "e", "xs", "z")
        d = depth - 1
        a, b = (lambda: self.any(d)), (lambda: self.boolean(d))
        return self.pick(
            lambda: f"{a()} {self.pick('==', '!=')} {a()}",
            lambda: f"{self.number(d)} {self.pick('<', '>', '<=', '>=')} {self.number(d)}",
            lambda: f"{self.number(0)} < {self.number(0)} <= {self.number(0)}",
            lambda: f"{self.text(d)} {self.pick('<', '>', '<=', '>=')} {self.text(d)}",
            lambda: f"{self.list(d)} {self.pick('<', '==', '>=')} {self.list(d)}",
            lambda: f"{a()} {self.pick('in', 'not in')} {self.list(d)}",
            lambda: f"{self.text(d)} {self.pick('in', 'not in')} {self.text(d)}",
            lambda: f"{self.text(d)} in {self.dict(d)}",
            lambda: f"({b()} and {b()})",
            lambda: f"({b()} or {a()})",
            lambda: f"(not {b()})",
            lambda: f"({a()}) is {self.pick('', 'not ')}{self.pick('defined', 'none', 'string', 'mapping', 'iterable', 'sequence', 'number', 'integer', 'float', 'boolean', 'true', 'false', 'callable', 'undefined', 'lower', 'upper', 'escaped')}",
            lambda: f"{self.number(d)} is {self.pick('odd', 'even', 'divisibleby 2', 'divisibleby(3)')}",
            lambda: f"{a()} is {self.pick('eq', 'ne', 'equalto', 'in', 'sameas')} {self.pick('n', 's', 'none', 'true', '(1)', 'xs', '[1, 2]')}",
            lambda: f"{self.number(d)} is {self.pick('gt', 'lt', 'ge', 'le', 'greaterthan')}({self.number(d)})",
            lambda: f"undefd is {self.pick('defined', 'not defined', 'none')}",
            lambda: f"'{self.pick('upper', 'nofilter', 'tojson', 'odd')}' is {self.pick('filter', 'test')}",
            lambda: f"({self.text(d)}).{self.pick('startswith', 'endswith')}({self.pick(self.literal, 's', '(%sa%s, %sH%s)' % ((chr(39),) * 4), 'xs')}{self.pick('', ', 1', ', 0, 3')})",
            lambda: f"({self.text(d)}).{self.pick('isupper', 'islower', 'isalpha', 'isdigit', 'isspace', 'isalnum', 'isnumeric', 'isdecimal', 'isascii')}()",
            lambda: f"({self.dict(d)}).get({self.text(0)}{self.pick('', ', 5')})",
            lambda: f"loop.{self.pick('first', 'last')}" if self.loops else "flag",
            lambda: f"loop.changed({self.any(0)})" if self.loops else "off",
        )

    # ---- statements

    def block(self, inside, begin="{%", end="%}"):
        return f"{begin}{self.pick('', '', '', '-', '+')} {inside} {self.pick('', '', '', '-', '+' if end == '%}' else '')}{end}"

    def print(self, depth):
        inside = self.any(depth)
        return f"{{{{{self.pick('', '', '-')} {inside} {self.pick('', '', '-')}}}}}"

    def data(self):
        return self.pick("x", " ", "\n", "\n\n", "  \n  ", "text ", "\t", "\n    ", "<|im_start|>", "a\r\n", "{ }", "% #", "\u00e9\u00a0\n")

    def body(self, depth):
        kept, macros, spaces = list(self.names), list(self.macros), list(self.spaces)
        out = "".join(self.pick(self.data, lambda: self.statement(depth)) for _ in range(self.random.randint(1, 4)))
        self.names, self.macros, self.spaces = kept, macros, spaces
        return out

    def statement(self, depth):
        if depth <= 0:
            return self.pick(lambda: self.print(2), lambda: self.print(1), self.data)
        return self.pick(
            lambda: self.print(3),
            lambda: self.print(2),
            lambda: self.if_(depth - 1),
            lambda: self.for_(depth - 1),
            lambda: self.for_(depth - 1),
            lambda: self.set_(depth - 1),
            lambda: self.set_(depth - 1),
            lambda: self.macro(depth - 1),
            lambda: self.call_block(depth - 1),
            lambda: self.other(depth - 1),
        )

    def if_(self, depth):
        out = self.block(f"if {self.boolean(2)}") + self.body(depth)
        if self.chance(0.3):
            out += self.block(f"elif {self.boolean(2)}") + self.body(depth)
        if self.chance(0.5):
            out += self.block("else") + self.body(depth)
        return out + self.block("endif")

    def for_(self, depth):
        target, items = self.pick(
            lambda: ("x", self.list(2)),
            lambda: ("x", self.pick("xs", "ws", "ms", "range(3)", "s")),
            lambda: ("x", self.iterator(1)),
            lambda: ("x", self.pick("xs", "ws", "ms", "d", "ll", "xs|reverse", "ms[::-1]")),
            lambda: ("k, v", f"{self.dict(1)}.items()"),
            lambda: ("k, v", self.pick("d|dictsort", "dd|items", "[(1, 2), (3, 4)]", "ll", "ms|groupby('role')")),
            lambda: ("k, (a, b)", "[(1, (2, 3)), (4, 'xy')]"),
        )
        test = f" if {self.boolean(1)}" if self.chance(0.25) else ""
        out = self.block(f"for {target} in {items}{test}")
        kept = list(self.names)
        self.names += [name.strip("() ") for name in target.split(",")]
        self.loops += 1
        out += self.body(depth)
        if self.chance(0.35):
            out += "{{ " + self.pick("loop.index", "loop.last", "loop.cycle('a', 'b')", "loop.previtem", "loop.nextitem is defined", "loop", "loop.revindex") + " }}"
        if self.chance(0.15):
            out += self.block(f"if {self.boolean(1)}") + self.block(self.pick("break", "continue")) + self.block("endif")
        if self.chance(0.5):
            out += self.data()
        self.loops -= 1
        self.names = kept
        if self.chance(0.25):
            out += self.block("else") + self.body(depth)
        return out + self.block("endfor")

    def set_(self, depth):
        name = self.pick("a1", "a2", "a3", "s", "n", "xs")
        if self.chance(0.25):
            space = self.pick("ns", "ns2")
            if space not in self.spaces:
                self.spaces.append(space)
                return self.block(f"set {space} = namespace({self.pick('', 'd, ')}a={self.any(1)}, b={self.any(1)})")
            return self.block(f"set {space}.{self.pick('a', 'b', 'c')} = {self.pick(lambda: self.any(2), f'{space}.a ~ 1')}")
        if self.chance(0.15):
            out = self.block(f"set {name}{self.pick('', '', ' | upper', ' | trim | replace(%sx%s, %sy%s)' % ((chr(39),) * 4))}")
            out += self.body(depth) + self.block("endset")
        elif self.chance(0.1):
            out, name = self.block(f"set a1, a2 = {self.any(1)}, {self.any(1)}"), "a2"
        else:
            out = self.block(f"set {name} = {self.any(3)}")
        self.names.append(name)
        return out

    def macro(self, depth):
        name = self.pick("m1", "m2")
        parameters = self.pick("", "p", "p, r='dft'", "p=1, r=p", "p, r=none")
        kept, loops = list(self.names), self.loops
        self.names += [p.split("=")[0] for p in parameters.split(", ") if p] * 2
        self.loops = 0
        body = self.body(depth) + self.pick("", "", "{{ varargs }}", "{{ kwargs }}", "{{ caller() if caller }}", "{{ caller('c') }}")
        self.names, self.loops = kept, loops
        out = self.block(f"macro {name}({parameters})") + body + self.block("endmacro")
        self.macros.append(name)
        arguments = self.pick("", lambda: self.any(1), lambda: f"{self.any(1)}, {self.any(1)}", lambda: f"p={self.any(1)}", lambda: f"1, r={self.any(1)}", "1, 2, 3", "1, q=2")
        return out + f"{{{{ {name}({arguments}) }}}}" + self.pick("", "", f"{{{{ {name} }}}}", f"{{{{ {name}.name }}}}{{{{ {name}.arguments }}}}")

    def call_block(self, depth):
        name = self.macros and self.random.choice(self.macros) or "s.upper"
        signature = self.pick("", "(c)", "(c='z')")
        loops, self.loops = self.loops, 0
        out = self.block(f"call{signature} {name}({self.pick('', '1', 's, 2')})") + self.body(depth) + self.block("endcall")
        self.loops = loops
        return out

    def other(self, depth):
        return self.pick(
            lambda: self.block(f"filter {self.pick('upper', 'trim', 'replace(%sa%s, %sb%s)|title' % ((chr(39),) * 4), 'indent(2)')}") + self.body(depth) + self.block("endfilter"),
            lambda: self.block(f"with w = {self.any(1)}, a1 = {self.any(1)}") + self.body(depth) + "{{ w }}" + self.block("endwith"),
            lambda: self.block("raw") .replace("+ raw", " raw").replace("raw +%", "raw %") + "{{ x }}\n{% if %}" + self.data() + self.block("endraw"),
            lambda: f"{{#{self.pick('', '-', '+')} a {{{{ comment }}}} {self.pick('', '-', '+')}#}}",
            lambda: self.block("generation") + self.body(depth) + self.block("endgeneration"),
            lambda: self.block(f"print {self.any(1)}, {self.any(1)}"),
            lambda: self.block(f"if {self.boolean(1)}") + f"{{{{ raise_exception({self.text(1)}) }}}}" + self.block("endif"),
            lambda: "{{ " + self.pick("s.nothing.more", "undefd.x", "undefd + 1", "n()", "xs.append(1)", "d.update({})", "s[", "1 +", "xs[1:2", "(", "n n") + " }}",
            lambda: self.pick("{% endif %}", "{% if x %}", "{% for %}", "{% set 1 = 2 %}", "{% nothing %}", "{{ s|nofilter }}", "{{ s is notest }}", "{% break %}", "{# open"),
        )  # fmt: skip

    def template(self):
        parts = [self.pick(self.data, lambda: self.statement(3)) for _ in range(self.random.randint(2, 7))]
        return "".join(parts)
