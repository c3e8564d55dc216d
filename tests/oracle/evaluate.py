"""Verdicts and achievements from docs/language.md: three-valued evaluation of a rule's tree over the evidence about one subject.

compile(tree) gives a type and a function of the run; what a bare name or 8.13 means comes from the type of the other operand, as in the page.
"""
import operator
import re
import unicodedata
from dataclasses import dataclass, field
from fractions import Fraction

from evidence import UNKNOWN, shift
from language import MONTH_NS, Duration

CAPS = {"stated": Fraction(1, 2), "documented": Fraction(85, 100), "measured": Fraction(1), "tested": Fraction(1)}
INT64 = range(-2 ** 63, 2 ** 63)


class Fault(Exception):
    """An error while a condition is evaluated: the rule's verdict is `error`."""


class Unsupported(Exception):
    """The rule asks for what the oracle cannot do: the functions of plugins."""


@dataclass
class Run:
    """One rule on one subject."""
    evidence: object
    subject: str
    fresh: object  # the rule's own, or None
    kinds: list    # what the rule's condition reads
    variables: dict = field(default_factory=dict)

    @property
    def now(self):
        return self.evidence.now

    def freshness(self, kind):
        """A kind that only `where` reads keeps its own, and so does the subject's register."""
        is_register = kind.name == self.subject.partition(":")[0] and not kind.many
        return self.fresh if self.fresh and kind in self.kinds and not is_register else kind.fresh


def length(duration):
    return duration.months * MONTH_NS + duration.ns


def ordered(value):
    """What values of one type compare by."""
    return length(value) if isinstance(value, Duration) else value


def checked(value):
    if isinstance(value, float) and value - value != 0:
        raise Fault("not finite")
    if isinstance(value, int) and value not in INT64:
        raise Fault("overflow")
    if isinstance(value, Duration) and (value.ns not in INT64 or length(value) not in INT64):
        raise Fault("overflow")
    return value


def number(value):
    """An integer as the number it is where a number is needed."""
    return float(value)


def add(a, b, sign, type):
    if type == "duration":
        return Duration(a.months + sign * b.months, a.ns + sign * b.ns)
    if type == "time":
        try:
            return shift(a, b, sign) if isinstance(b, Duration) else shift(b, a, sign)
        except (OverflowError, ValueError):
            raise Fault("beyond what a time can hold")
    if type == "elapsed":
        return Duration(0, a - b)
    return a + sign * b if type == "integer" else number(a) + sign * number(b)


def multiply(a, b, type):
    if type == "duration":
        return Duration(a.months * b, a.ns * b) if isinstance(a, Duration) else multiply(b, a, type)
    return a * b if type == "integer" else number(a) * number(b)


def divide(a, b):
    if b == 0:
        raise Fault("division by zero")
    return number(a) / number(b)


def strict(function):
    """A function of operands' values that is unknown where one of them is; all are evaluated, from left to right."""
    def made(*operands):
        def run(r):
            values = [operand(r) for operand in operands]
            return UNKNOWN if any(v is UNKNOWN for v in values) else function(*values)
        return run
    return made


def both(r, first, second):
    """C and P, stopping where C is false; C may be left out."""
    a = True if first is None else first(r)
    if a is False:
        return False
    b = second(r)
    return b if a is True or b is False else UNKNOWN


def implied(r, first, second):
    a = True if first is None else first(r)
    if a is False:
        return True
    b = second(r)
    return b if a is True or b is True else UNKNOWN


def negated(a):
    return UNKNOWN if a is UNKNOWN else not a


class Compiler:
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
        """Two operands, either of which may give the other its meaning."""
        if self.means_by_context(left):
            b = self.compile(right)
            return self.compile(left, b[0]), b
        a = self.compile(left)
        return a, self.compile(right, a[0])

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
        operands = [self.function(a) for a in arguments]
        if name == "age":
            return "duration", strict(lambda now, t: Duration(0, now - t))(lambda r: r.now, *operands)
        if name == "lower":
            return "text", strict(lambda text: unicodedata.normalize("NFC", text.lower()))(*operands)
        if name == "length":
            return "integer", strict(len)(*operands)
        raise Unsupported("function %s" % name)

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
        a, b = self.pair(tree[1], tree[2]) if expected is None else (self.compile(tree[1], expected), self.compile(tree[2], expected))

        def run(r):
            value = a[1](r)
            return b[1](r) if value is UNKNOWN else value
        return "number" if {a[0], b[0]} == {"integer", "number"} else a[0], run

    def on_compare(self, tree, expected):
        compare = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}[tree[1]]
        a, b = self.pair(tree[2], tree[3])
        return "bool", strict(lambda x, y: compare(ordered(x), ordered(y)))(a[1], b[1])

    def on_in_elements(self, tree, expected):
        type, value = self.compile(tree[1])
        elements = [self.function(e, type) for e in tree[2:]]

        def run(r):
            x, others = value(r), [e(r) for e in elements]
            if x is UNKNOWN:
                return UNKNOWN
            if any(ordered(o) == ordered(x) for o in others if o is not UNKNOWN):
                return True
            return UNKNOWN if any(o is UNKNOWN for o in others) else False
        return "bool", run

    def on_in_range(self, tree, expected):
        type, value = self.compile(tree[1])
        bounds = [self.function(t, type) for t in tree[2:]]
        return "bool", strict(lambda x, a, b: ordered(a) <= ordered(x) <= ordered(b))(value, *bounds)

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

    # --- quantifiers and aggregates

    def loop(self, tree):
        """(list, C, P) of `X in L where C …`, and P's type; each element is bound to X while C and P are evaluated."""
        _, variable, source, where, body = tree[:5]
        type, elements = self.path(source)
        outer, self.scope = self.scope, dict(self.scope)
        self.scope[variable] = type if type[0] == "many" else ("row", type[1]) if type[0] == "list" else type[1]
        condition = self.function(where)
        body_type, value = self.compile(body) if body else (None, None)
        self.scope = outer

        def each(r):
            for element in elements(r):
                r.variables[variable] = element
                yield element
        return elements, each, condition, body_type, value

    def quantifier(self, tree, step, wanted, at_end):
        """Over an unknown list unknown; else the first step(element) that equals `wanted` decides."""
        elements, each, condition, _, body = self.loop(tree)

        def run(r):
            if elements(r) is UNKNOWN:
                return UNKNOWN
            is_unsure = False
            for _ in each(r):
                found = step(r, condition, body)
                if found is wanted:
                    return at_end(wanted)
                is_unsure |= found is UNKNOWN
            return UNKNOWN if is_unsure else at_end(not wanted)
        return "bool", run

    def on_every(self, tree, expected):
        return self.quantifier(tree, implied, False, lambda found: found)

    def on_any(self, tree, expected):
        return self.quantifier(tree, both, True, lambda found: found)

    def on_no(self, tree, expected):
        return self.quantifier(tree, both, True, lambda found: not found)

    def on_at_least(self, tree, expected):
        elements, each, condition, _, body = self.loop(tree)
        wanted = self.function(tree[5])

        def run(r):
            if elements(r) is UNKNOWN:
                return UNKNOWN
            found = unsure = 0
            need = wanted(r)
            for _ in each(r):
                if found >= need:
                    break
                truth = both(r, condition, body)
                found, unsure = found + (truth is True), unsure + (truth is UNKNOWN)
            return True if found >= need else UNKNOWN if found + unsure >= need else False
        return "bool", run

    def aggregate(self, tree, combine, type=None):
        elements, each, condition, value_type, value = self.loop(tree)
        type = type or value_type

        def run(r):
            if elements(r) is UNKNOWN:
                return UNKNOWN
            belongs, values = [], []
            for _ in each(r):
                belongs.append(True if condition is None else condition(r))
                if value and belongs[-1] is True:
                    values.append(value(r))
            if any(b is UNKNOWN for b in belongs) or any(v is UNKNOWN for v in values):
                return UNKNOWN
            return checked(combine(values if value else [b for b in belongs if b]))
        return type, run

    def on_count(self, tree, expected):
        return self.aggregate(tree, len, "integer")

    def on_share(self, tree, expected):
        return self.aggregate(tree, lambda values: divide(values.count(True), len(values)) if values else UNKNOWN, "number")

    def on_sum(self, tree, expected):
        def total(values):
            if values and isinstance(values[0], Duration):
                return Duration(sum(v.months for v in values), sum(v.ns for v in values))
            so_far = 0
            for value in values:
                so_far = checked(so_far + value)
            return so_far
        return self.aggregate(tree, total)

    def on_average(self, tree, expected):
        return self.aggregate(tree, lambda values: divide(sum(values), len(values)) if values else UNKNOWN, "number")

    def extreme(self, tree, choose):
        return self.aggregate(tree, lambda values: choose(values, key=ordered) if values else UNKNOWN)

    def on_min(self, tree, expected):
        return self.extreme(tree, min)

    def on_max(self, tree, expected):
        return self.extreme(tree, max)

    on_earliest, on_latest = on_min, on_max


class CompiledRule:
    def __init__(self, program, rule):
        self.rule, self.program = rule, program
        scope = {rule.subject_name: ("subject", rule.subject_type)} if rule.subject_name else {}
        self.where = Compiler(program, rule.module, scope).function(rule.where)
        compiler = Compiler(program, rule.module, scope)
        self.require, self.measure, self.target = (compiler.function(t) for t in (rule.require, rule.measure, rule.target))
        self.fresh = Compiler(program, rule.module).function(rule.fresh)
        self.kinds = compiler.kinds

    def on(self, evidence, subject):
        """(verdict, achievement), the achievement a Fraction with nine decimals, or None."""
        r = Run(evidence, subject, self.fresh and self.fresh(None), self.kinds)
        try:
            verdict, achievement = self.verdict(r)
        except Fault:
            return "error", None
        if achievement is not None:
            achievement = min(achievement, self.cap(r))
        return verdict, achievement

    def verdict(self, r):
        applies = True if self.where is None else self.where(r)
        if applies is not True:
            return "unknown" if applies is UNKNOWN else "not_applicable", None
        if self.require:
            met = self.require(r)
            return ("unknown", None) if met is UNKNOWN else ("met", Fraction(1)) if met else ("not_met", Fraction(0))
        value = self.measure(r)
        target = UNKNOWN if value is UNKNOWN else self.target(r)
        if target is UNKNOWN:
            return "unknown", None
        if target <= 0:
            raise Fault("a target that is zero or less")
        reached = checked(divide(value, target))
        verdict = "met" if reached >= 1 else "not_met" if reached <= 0 else "partly"
        return verdict, nine_decimals(Fraction(min(max(reached, 0.0), 1.0)))

    def cap(self, r):
        records = [record for kind in self.kinds for record in r.evidence.current(kind, r.subject, r.freshness(kind))]
        return min((CAPS[record.assurance] for record in records if not record.stale), default=Fraction(1))


def nine_decimals(x):
    """Rounded half to even, as round() of a Fraction does."""
    return Fraction(round(x * 10 ** 9), 10 ** 9)


def assess(program, evidence):
    """{(rule, subject): (verdict, achievement)}, and the names of the rules that the oracle cannot evaluate."""
    results, left_out = {}, []
    for rule in program.rules:
        try:
            compiled = CompiledRule(program, rule)
        except Unsupported:
            left_out.append(rule.name)
            continue
        for subject in evidence.subjects.get(rule.subject_type, ()):
            results[rule.name, subject] = compiled.on(evidence, subject)
    return results, left_out
