"""Conditions from docs/language.md: trees to functions that give a value, or UNKNOWN, of the evidence about one subject.

compile(tree) gives a type and a function of the run; what a bare name or 8.13 means comes from the type of the other operand, as in the page.
"""
import operator
import re
import unicodedata
from fractions import Fraction

from evidence import UNKNOWN
from language import Duration
from loops import Loops
from values import Unsupported, add, both, checked, divide, implied, multiply, negated, number, ordered, strict


class Compiler(Loops):
    """Trees of one rule to functions."""

    def __init__(self, program, module, scope=None):
        self.program, self.module, self.scope, self.kinds = program, module, dict(scope or {}), []

    # --- names

    def reads(self, kind):
        if kind not in self.kinds:
            self.kinds.append(kind)
        return kind

    def means_by_context(self, tree):
        """Whether the other operand must say what this is."""
        if tree[0] == "otherwise":
            return self.means_by_context(tree[1])
        if tree[0] == "number":
            return re.fullmatch(r"\d+\.\d+", tree[1]) is not None
        return tree[0] == "path" and len(tree[1]) == 1 and not self.is_declared(tree[1][0])

    def is_declared(self, name):
        return name in self.scope or self.program.kind(self.module, name) or self.program.visible(self.program.params, self.module, name)

    def pair(self, left, right):
        """Two operands, either of which may give the other its meaning; an integer beside a number is one."""
        if self.means_by_context(left):
            b = self.compile(right)
            a = self.compile(left, b[0])
        else:
            a = self.compile(left)
            b = self.compile(right, a[0])
        return self.alike(a, b)

    def alike(self, *operands):
        if {type for type, _ in operands} != {"integer", "number"}:
            return operands
        return [("number", strict(number)(f)) for _, f in operands]

    def path(self, tree, expected=None):
        names = tree[1]
        if isinstance(expected, tuple) and expected[0] == "enum" and len(names) == 1 and names[0] in expected[1]:
            return expected, lambda r: names[0]
        if names[0] in self.scope:
            return self.variable(names[0], names[1:])
        kind = self.program.kind(self.module, names[0])
        if kind and kind == self.program.registers().get(kind.name) and names[1:] == ("name",):
            return self.subject(kind.name, names[1:])
        if kind:
            return self.kind(kind, names[1:])
        literal = self.program.visible(self.program.params, self.module, names[0])
        if literal and len(names) == 1:
            return self.compile(literal, expected)
        raise Unsupported("no name %s" % ".".join(names))

    def variable(self, name, names):
        type = self.scope[name]
        if type[0] == "subject":
            return self.subject(type[1], names)
        if type[0] == "many":
            return self.element(name, type[1], names)
        if type[0] == "row":
            return self.walk(type[1], names, lambda r: r.variables[name])
        return type, lambda r: r.variables[name]

    def subject(self, type, names):
        register = self.program.registers().get(type)
        if names == ("id",) and not (register and "id" in register.fields):
            return "text", lambda r: r.subject
        if names != ("name",):
            return self.kind(register, names)
        after = lambda r: r.subject.partition(":")[2]
        if not register or "name" not in register.fields:
            return "text", after
        named = self.kind(register, names)[1]
        return "text", lambda r: after(r) if named(r) is UNKNOWN else named(r)

    def element(self, variable, kind, names):
        """A field or a built-in attribute of an element of a many kind."""
        if names[0] not in kind.fields:
            if names[0] in ("item", "name"):
                return "text", lambda r: r.variables[variable].item
            if names[0] == "observed":
                return "time", lambda r: r.variables[variable].record.observed if r.variables[variable].record else UNKNOWN

        def fields(r):
            record = r.variables[variable].record
            return UNKNOWN if record is None or record.stale else record.fields
        return self.walk(kind.fields, names, fields)

    def kind(self, kind, names):
        self.reads(kind)
        if kind.many:
            return ("many", kind), lambda r: r.evidence.elements(kind, r.subject, r.freshness(kind))
        record = lambda r: r.evidence.plain(kind, r.subject, r.freshness(kind))
        if not names:
            return ("kind", kind), record
        if names == ("observed",) and "observed" not in kind.fields:
            return "time", lambda r: record(r).observed if record(r) else UNKNOWN
        return self.walk(kind.fields, names, lambda r: UNKNOWN if record(r) is None or record(r).stale else record(r).fields)

    def walk(self, fields, names, start):
        type = fields[names[0]]
        value = lambda r: UNKNOWN if start(r) is UNKNOWN else start(r)[names[0]]
        return self.walk(type[1], names[1:], value) if names[1:] else (type, value)

    # --- expressions

    def compile(self, tree, expected=None):
        return getattr(self, "on_" + tree[0].replace(" ", "_"))(tree, expected)

    def function(self, tree, expected=None):
        return self.compile(tree, expected)[1] if tree else None

    def on_path(self, tree, expected):
        return self.path(tree, expected)

    def on_number(self, tree, expected):
        text = tree[1]
        if expected == "control":
            return "control", lambda r: text
        value = float(Fraction(text[:-1]) / 100) if text.endswith("%") else float(text) if "." in text else checked(int(text))
        return "integer" if isinstance(value, int) else "number", lambda r: value

    def on_value(self, tree, expected):
        type = "bool" if isinstance(tree[1], bool) else "duration" if isinstance(tree[1], Duration) else "time"
        return type, lambda r: tree[1]

    def on_now(self, tree, expected):
        return "time", lambda r: r.now

    def on_text(self, tree, expected):
        parts = [part if isinstance(part, str) else self.compile(part) for part in tree[1]]
        if any(not isinstance(p, str) and p[0] != "text" for p in parts):
            raise Unsupported("how a value is written in a text is not part of the page")
        operands = [p[1] if not isinstance(p, str) else lambda r, p=p: p for p in parts]
        return "text", strict(lambda *values: "".join(values))(*operands)

    def on_call(self, tree, expected):
        name, arguments = tree[1], tree[2:]
        definition = self.program.visible(self.program.lets, self.module, name)
        if definition:
            return self.defined(*definition, arguments, expected)
        operands = [self.function(a) for a in arguments]
        if name == "age":
            return "duration", strict(lambda now, t: Duration(0, now - t))(lambda r: r.now, *operands)
        if name == "lower":
            return "text", strict(lambda text: unicodedata.normalize("NFC", text.lower()))(*operands)
        if name == "length":
            return "integer", strict(len)(*operands)
        raise Unsupported("function %s" % name)

    def defined(self, module, parameters, body, arguments, expected):
        """A use of a definition means what its body would mean in its place. The body sees what its own module sees."""
        caller, self.module = self.module, module
        try:
            return self.compile(substituted(body, dict(zip(parameters, arguments))), expected)
        finally:
            self.module = caller

    def on_and(self, tree, expected):
        a, b = self.function(tree[1]), self.function(tree[2])
        return "bool", lambda r: both(r, a, b)

    def on_or(self, tree, expected):
        a, b = self.function(tree[1]), self.function(tree[2])
        return "bool", lambda r: negated(both(r, lambda r: negated(a(r)), lambda r: negated(b(r))))

    def on_implies(self, tree, expected):
        a, b = self.function(tree[1]), self.function(tree[2])
        return "bool", lambda r: implied(r, a, b)

    def on_not(self, tree, expected):
        a = self.function(tree[1])
        return "bool", lambda r: negated(a(r))

    def on_known(self, tree, expected):
        type, a = self.compile(tree[1])
        if type[0] == "kind":
            return "bool", lambda r: a(r) is not None and not a(r).stale
        return "bool", lambda r: a(r) is not UNKNOWN

    def on_otherwise(self, tree, expected):
        if self.means_by_context(tree[1]):
            a, b = self.compile(tree[1], expected), self.compile(tree[2], expected)
        else:
            a, b = self.pair(tree[1], tree[2])

        def run(r):
            value = a[1](r)
            return b[1](r) if value is UNKNOWN else value
        return a[0], run

    def on_compare(self, tree, expected):
        compare = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}[tree[1]]
        a, b = self.pair(tree[2], tree[3])
        return "bool", strict(lambda x, y: compare(ordered(x), ordered(y)))(a[1], b[1])

    def on_in_elements(self, tree, expected):
        """Stops where E is unknown, and at the first element that equals."""
        type = self.compile(tree[1])[0]
        (_, value), *elements = self.alike(self.compile(tree[1]), *(self.compile(e, type) for e in tree[2:]))

        def run(r):
            x, is_unsure = value(r), False
            for _, element in elements if x is not UNKNOWN else ():
                other = element(r)
                if other is UNKNOWN:
                    is_unsure = True
                elif ordered(other) == ordered(x):
                    return True
            return UNKNOWN if is_unsure or x is UNKNOWN else False
        return "bool", run

    def on_in_range(self, tree, expected):
        type = self.compile(tree[1])[0]
        operands = self.alike(self.compile(tree[1]), *(self.compile(t, type) for t in tree[2:]))
        return "bool", strict(lambda x, a, b: ordered(a) <= ordered(x) <= ordered(b))(*(f for _, f in operands))

    def on_in_set(self, tree, expected):
        type, values = self.compile(tree[2])
        return "bool", strict(lambda x, all: ordered(x) in map(ordered, all))(self.function(tree[1], type[1]), values)

    def on_contains(self, tree, expected):
        type, a = self.compile(tree[1])
        if type[0] == "set":
            return "bool", strict(lambda all, x: ordered(x) in map(ordered, all))(a, self.function(tree[2], type[1]))
        return "bool", strict(lambda text, part: part in text)(a, self.function(tree[2]))

    def on_starts(self, tree, expected):
        return "bool", strict(str.startswith)(self.function(tree[1]), self.function(tree[2]))

    def on_ends(self, tree, expected):
        return "bool", strict(str.endswith)(self.function(tree[1]), self.function(tree[2]))

    def on_matches(self, tree, expected):
        pattern = re.compile(tree[2][0], re.I if "i" in tree[2][1] else 0)
        return "bool", strict(lambda text: pattern.search(text) is not None)(self.function(tree[1]))

    def on_within(self, tree, expected):
        return "bool", strict(lambda now, t, d: add(now, d, -1, "time") <= t <= now)(lambda r: r.now, self.function(tree[1]), self.function(tree[2]))

    def on_older(self, tree, expected):
        return "bool", strict(lambda now, t, d: t < add(now, d, -1, "time"))(lambda r: r.now, self.function(tree[1]), self.function(tree[2]))

    def on_negative(self, tree, expected):
        type, a = self.compile(tree[1])
        return type, strict(lambda x: checked(Duration(-x.months, -x.ns) if type == "duration" else -x))(a)

    def on_arithmetic(self, tree, expected):
        sign, (a_type, a), (b_type, b) = tree[1], self.compile(tree[2]), self.compile(tree[3])
        types = {a_type, b_type}
        if sign == "/":
            return "number", strict(lambda x, y: checked(divide(x, y)))(a, b)
        if sign == "*":
            type = "duration" if "duration" in types else "integer" if types == {"integer"} else "number"
            return type, strict(lambda x, y: checked(multiply(x, y, type)))(a, b)
        sign = 1 if sign == "+" else -1
        if types == {"time"}:
            return "duration", strict(lambda x, y: checked(add(x, y, sign, "elapsed")))(a, b)
        type = "time" if "time" in types else "duration" if "duration" in types else "integer" if types == {"integer"} else "number"
        return type, strict(lambda x, y: checked(add(x, y, sign, type)))(a, b)


def substituted(tree, given):
    """The tree with what is given in place of the parameters; what hangs on a parameter by a dot hangs on the path that is given."""
    if not isinstance(tree, tuple):
        return [substituted(part, given) for part in tree] if isinstance(tree, list) else tree
    if tree and tree[0] == "path" and tree[1][0] in given:
        argument, names = given[tree[1][0]], tree[1][1:]
        if not names:
            return argument
        if argument[0] != "path":
            raise Unsupported("of another subject")
        return ("path", argument[1] + names)
    return tuple(substituted(part, given) for part in tree)
