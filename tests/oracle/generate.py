"""Random policies and evidence from a seed: every form of docs/language.md over records with gaps, ties, censuses and old observations.

Numbers are quarters, so that sums do not depend on how they are rounded; patterns are such that PCRE2 and Python agree on.
"""
import random

CLOCK = "2025-03-31T12:00:00Z"
TIMES = ("2023-11-30", "2024-02-29", "2024-03-31T12:00:00Z", "2024-12-31T23:59:59Z", "2025-01-31", "2025-02-28T12:00:00Z", "2025-03-01",
         "2025-03-24T12:00:00Z", "2025-03-30T08:15:00.5+02:00", "2025-03-31T12:00:00Z")
LATER = ("2025-03-31T12:00:00.000000001Z", "2025-04-02")
DURATIONS = ("1 day", "7 days", "30 days", "1 month", "12 months", "1 year", "365 days", "48 hours", "90 minutes", "1 second", "2 weeks", "0 days")
ISO = ("P1D", "P30D", "P1M", "P1Y", "P1Y6M", "PT48H", "PT90M", "P2W", "P1M3DT4H", "PT0S")
WORDS = ("", "alpha", "Alpha beta", "ÅSA", "åsa", "a\u030asa", "db-01", "x.y", "zz top")
LITERALS = ("alpha", "ÅSA", "åsa", "db", "x.y", "", "a")
PATTERNS = (r"/^a/", r"/A/i", r"/[0-9]+$/", r"/x\.y/", r"/b|z{2}/", r"/^$/", r"/a.*b/i")
MODES = ("off", "slow", "fast")
CONTROLS = ("5.1", "5.10", "8.13", "8.1")
UNITS = ("unit:hr", "unit:it", "unit:Ekonomi 1")
NAMES = ("anna", "bo", "cecilia", "db")

SCALAR_FIELDS = {"flag": "bool", "on": "bool", "n": "integer", "m": "integer", "x": "number", "y": "number", "word": "text", "line": "text", "at": "time",
                 "due": "time", "span": "duration", "rest": "duration", "mode": "enum", "ctl": "control", "owner": "ref"}
SETS = {"tags": ("set", "text"), "sizes": ("set", "integer"), "modes": ("set", "enum"), "controls": ("set", "control"), "days": ("set", "time")}
SUBROWS = ("list", {"flag": "bool", "n": "integer", "word": "text"})
ROWS = ("list", {**{f: SCALAR_FIELDS[f] for f in ("flag", "n", "x", "word", "at", "span", "mode")}, "tags": SETS["tags"], "subs": SUBROWS})
BOX = ("group", {"flag": "bool", "n": "integer", "inner": ("group", {"word": "text", "x": "number"})})
FIELDS = {**SCALAR_FIELDS, **SETS, "rows": ROWS, "box": BOX}
CLASS = ("group", {a: "integer" for a in ("confidentiality", "integrity", "availability", "traceability")})
KINDS = {  # name: (many, about, fields)
    "system": (False, ("system",), {"name": "text", "owner": "ref", "class": CLASS, "n": "integer", "mode": "enum", "flag": "bool"}),
    "unit": (False, ("unit",), {"staff": "integer", "part_of": "ref"}),
    "thing": (False, ("system", "unit"), FIELDS),
    "other": (False, ("system",), {"flag": "bool", "n": "integer", "word": "text", "at": "time", "rows": ROWS, "observed": "time"}),
    "part": (True, ("system", "unit"), FIELDS),
    "account": (True, ("system",), {"name": "text", "flag": "bool", "n": "integer", "x": "number", "at": "time", "mode": "enum", "rows": ROWS}),
    "event": (True, ("system", "unit"), {"observed": "time", "item": "text", "flag": "bool", "n": "integer"}),
}
PARAMS = {"p_int": ("integer", "3"), "p_number": ("number", "0.75"), "p_share": ("number", "80%"), "p_time": ("time", "2025-01-31"),
          "p_month": ("duration", "1 month"), "p_days": ("duration", "45 days"), "p_text": ("text", '"alpha"'), "p_bool": ("bool", "true")}
FOLLOW_UP = """kind many risk about system, unit { residual integer  status enum { open, treated, closed }  controls set of control  fresh 90 days }
kind many exception about system, unit { controls set of control  approved time  until time  ended time  fresh 60 days }
kind many requirement_group about system, unit { convener text  controls set of control }
"""
TYPES = ("bool", "integer", "number", "text", "time", "duration", "enum", "control", "ref")
# how tightly each form binds, as the table of docs/language.md has it
QUANTIFIER, IMPLIES, OR, AND, NOT, TEST, OTHERWISE, SUM, PRODUCT, UNARY, ATOM = range(11)


def spelt(type):
    if isinstance(type, tuple):
        if type[0] == "set":
            return "set of " + spelt(type[1])
        return ("list " if type[0] == "list" else "") + "{ %s }" % "  ".join("%s %s" % (n, spelt(t)) for n, t in type[1].items())
    return {"enum": "enum { %s }" % ", ".join(MODES), "ref": "unit"}.get(type, type)


class Generator:
    def __init__(self, seed):
        self.random, self.variables = random.Random(seed), 0

    def chance(self, p):
        return self.random.random() < p

    def one(self, *among):
        return self.random.choice(among)

    # --- expressions: (text, how tightly it binds)

    def operand(self, type, depth, level):
        """An expression of the type that can stand where something binding at least this tightly must."""
        text, own = self.expression(type, depth)
        return "(%s)" % text if own < level or self.chance(0.05) else text

    def expression(self, type, depth):
        if depth <= 0 or self.chance(0.12):
            return self.leaf(type)
        makers = [self.default]
        makers += {"bool": [self.logic, self.logic, self.compare, self.compare, self.member, self.text_test, self.time_test, self.known, self.quantifier,
                            self.quantifier, self.kind_known],
                   "integer": [self.arithmetic, self.arithmetic, self.count, self.extreme, self.total, self.length],
                   "number": [self.arithmetic, self.arithmetic, self.divide, self.share, self.extreme, self.total, self.average],
                   "text": [self.lower, self.interpolated, self.leaf], "time": [self.moved, self.moved, self.latest],
                   "duration": [self.durations, self.durations, self.age, self.extreme, self.elapsed, self.total]}.get(type, [])
        return self.one(*makers)(type, depth - 1)

    def leaf(self, type, depth=0):
        paths = [p for p, t in self.paths() if t == type]
        if paths and self.chance(0.75) or type == "ref":
            return self.one(*paths), ATOM
        own = [name for name, (t, _) in PARAMS.items() if t == type]
        if own and self.chance(0.2):
            return self.one(*own), ATOM
        return self.literal(type)

    def literal(self, type):
        r = self.random
        if type == "integer":
            return str(r.choice([0, 1, 2, 3, 5, 10]) if self.chance(0.97) else r.choice([2 ** 62, 2 ** 63 - 1])), ATOM
        if type == "number":
            return self.one("0.0", "0.25", "0.5", "1.5", "2.75", "50%", "100%", "12.5%"), ATOM
        if type == "text":
            return '"%s"' % self.one(*LITERALS), ATOM
        return {"bool": lambda: self.one("true", "false"), "time": lambda: self.one("now", *TIMES[:5]), "duration": lambda: self.one(*DURATIONS),
                "enum": lambda: self.one("thing.mode", "thing.mode otherwise slow"), "control": lambda: "thing.ctl"}[type](), \
            OTHERWISE if type == "enum" else ATOM

    def default(self, type, depth):
        if type in ("enum", "control"):  # a bare word has no other operand to get its meaning from but a path's
            paths = [p for p, t in self.paths() if t == type]
            return " otherwise ".join([self.one(*paths) for _ in range(self.one(1, 1, 2))] + [self.one(*(MODES if type == "enum" else CONTROLS))]), OTHERWISE
        return "%s otherwise %s" % (self.operand(type, depth, OTHERWISE), self.operand(type, depth - 1, SUM)), OTHERWISE

    def logic(self, type, depth):
        word = self.one("and", "or", "implies", "not")
        level = {"and": AND, "or": OR, "implies": IMPLIES, "not": NOT}[word]
        if word == "not":
            return "not " + self.last(depth, NOT), NOT
        return "%s %s %s" % (self.operand("bool", depth, level + (word == "implies")), word, self.last(depth, level + (word != "implies"))), level

    def last(self, depth, level):
        """The rightmost operand: a quantifier may stand there without parentheses, and then reaches as far right as it can."""
        text, own = self.expression("bool", depth)
        return text if own >= level or own == QUANTIFIER and self.chance(0.7) else "(%s)" % text

    def compare(self, type, depth):
        compared = self.one(*TYPES)
        sign = self.one("=", "!=", "<", "<=", ">", ">=") if compared in ("integer", "number", "text", "time", "duration") else self.one("=", "!=")
        if compared in ("enum", "control") and self.chance(0.6):
            field = self.operand(compared, depth, OTHERWISE)
            literal = self.one(*MODES, *('"%s"' % m for m in MODES)) if compared == "enum" else self.one(*CONTROLS)
            return "%s %s %s" % ((field, sign, literal) if self.chance(0.8) else (literal, sign, field)), TEST
        other = "integer" if compared == "number" and self.chance(0.3) else compared
        return "%s %s %s" % (self.operand(compared, depth, OTHERWISE), sign, self.operand(other, depth, OTHERWISE)), TEST

    def member(self, type, depth):
        form = self.one("elements", "range", "set", "contains")
        if form == "elements":
            of = self.one(*TYPES)
            some = {"enum": lambda: self.one(*MODES), "control": lambda: self.one(*CONTROLS)}.get(of, lambda: self.operand(of, depth - 1, IMPLIES))
            return "%s in { %s }" % (self.operand(of, depth, OTHERWISE), ", ".join(some() for _ in range(self.random.randint(1, 4)))), TEST
        if form == "range":
            of = self.one("integer", "number", "text", "time", "duration")
            return "%s in %s..%s" % tuple(self.operand(of, depth, OTHERWISE) for _ in range(3)), TEST
        path, of = self.one(*((p, t[1]) for p, t in self.paths() if t[0] == "set"))
        element = self.one(*CONTROLS) if of == "control" else self.one(*MODES) if of == "enum" else self.operand(of, depth, OTHERWISE)
        return ("%s in %s" % (element, path), TEST) if form == "set" else ("%s contains %s" % (path, element), TEST)

    def text_test(self, type, depth):
        text = self.operand("text", depth, OTHERWISE)
        if self.chance(0.3):
            return "%s matches %s" % (text, self.one(*PATTERNS)), TEST
        return "%s %s %s" % (text, self.one("contains", "starts with", "ends with"), self.operand("text", depth, OTHERWISE)), TEST

    def time_test(self, type, depth):
        word = self.one("within", "older than")
        return "%s %s %s" % (self.operand("time", depth, OTHERWISE), word, self.operand("duration", depth, OTHERWISE)), TEST

    def known(self, type, depth):
        return "%s is %s" % (self.operand(self.one(*TYPES), depth, OTHERWISE), self.one("known", "unknown")), TEST

    def kind_known(self, type, depth):
        kinds = [k for k in self.kinds() if not k.startswith("system")]
        paths = [p for p, t in self.paths() if isinstance(t, tuple) and t[0] in ("list", "set")]
        return "%s is %s" % (self.one(*kinds, *paths), self.one("known", "unknown")), TEST

    def arithmetic(self, type, depth):
        sign, level = self.one(("+", SUM), ("-", SUM), ("*", PRODUCT), ("-", UNARY))
        if level == UNARY:
            return "-" + self.operand(type, depth, UNARY), UNARY
        types = [type, type if type == "integer" or self.chance(0.6) else "integer"]
        self.random.shuffle(types)
        return "%s %s %s" % (self.operand(types[0], depth, level), sign, self.operand(types[1], depth, level + 1)), level

    def divide(self, type, depth):
        of = self.one("integer", "number")
        return "%s / %s" % (self.operand(of, depth, PRODUCT), self.operand(self.one("integer", "number"), depth, UNARY)), PRODUCT

    def length(self, type, depth):
        return "length(%s)" % self.expression("text", depth)[0], ATOM

    def lower(self, type, depth):
        return "lower(%s)" % self.expression("text", depth)[0], ATOM

    def interpolated(self, type, depth):
        return '"%s{%s}%s"' % (self.one("", "a", "<"), self.one(*(p for p, t in self.paths() if t == "text")), self.one("", ">")), ATOM

    def age(self, type, depth):
        return "age(%s)" % self.expression("time", depth)[0], ATOM

    def elapsed(self, type, depth):
        return "%s - %s" % (self.operand("time", depth, SUM), self.operand("time", depth, PRODUCT)), SUM

    def moved(self, type, depth):
        return "%s %s %s" % (self.operand("time", depth, SUM), self.one("+", "-"), self.operand("duration", depth, PRODUCT)), SUM

    def durations(self, type, depth):
        if self.chance(0.4):
            return "%s * %s" % (self.operand("duration", depth, PRODUCT), self.one("2", "3", "thing.n", "p_int")), PRODUCT
        return "%s %s %s" % (self.operand("duration", depth, SUM), self.one("+", "-"), self.operand("duration", depth, PRODUCT)), SUM

    # --- loops

    def looped(self, inside):
        """` X in L [where C]`, and what `inside` makes while X is bound."""
        lists = [(p, t) for p, t in self.paths() if isinstance(t, tuple) and t[0] in ("list", "set")]
        many = [k for k in self.kinds() if KINDS[k][0]]
        self.variables += 1
        name = "v%d" % self.variables
        if self.chance(0.5):
            source = self.one(*many)
            bound = {**KINDS[source][2], **{n: t for n, t in (("item", "text"), ("name", "text"), ("observed", "time")) if n not in KINDS[source][2]}}
        else:
            source, type = self.one(*lists)
            bound = type[1]
        self.scope.append((name, bound))
        where = " where " + self.last(1, IMPLIES) if self.chance(0.5) else ""
        made = inside(name, bound)
        self.scope.pop()
        return "%s in %s%s" % (name, source, where), made

    def quantifier(self, type, depth):
        which = self.one("every", "any", "no", "at least %s" % self.one("0", "1", "2", "3", "p_int"))
        head, body = self.looped(lambda name, bound: self.expression("bool", depth)[0])
        return "%s %s has %s" % (which, head, body), QUANTIFIER

    def count(self, type, depth):
        return "count(%s)" % self.looped(lambda name, bound: "")[0], ATOM

    def share(self, type, depth):
        return "share(%s has %s)" % self.looped(lambda name, bound: self.expression("bool", depth)[0]), ATOM

    def aggregate(self, word, type, depth):
        head, value = self.looped(lambda name, bound: self.expression(type, depth - 1)[0])
        return "%s(%s for %s)" % (word, value, head), ATOM

    def total(self, type, depth):
        return self.aggregate("sum", type, depth)

    def average(self, type, depth):
        return self.aggregate("average", self.one("integer", "number"), depth)

    def extreme(self, type, depth):
        return self.aggregate(self.one("min", "max"), type, depth)

    def latest(self, type, depth):
        return self.aggregate(self.one("latest", "earliest"), type, depth)

    # --- what is in sight

    def kinds(self):
        return [name for name, (_, about, _) in KINDS.items() if self.subject_type in about]

    def paths(self):
        made = [("s.name", "text"), ("s.id", "text")]

        def walk(prefix, fields):
            for name, type in fields.items():
                if isinstance(type, tuple) and type[0] == "group":
                    walk("%s.%s" % (prefix, name), type[1])
                else:
                    made.append(("%s.%s" % (prefix, name), type))
        walk("s", {n: t for n, t in KINDS[self.subject_type][2].items() if n != "name"})
        for name in self.kinds():
            many, _, fields = KINDS[name]
            if not many:
                walk(name, fields)
                made.append((name + ".observed", "time"))
        for name, bound in self.scope * 3:  # what is bound is meant to be used
            walk(name, bound) if isinstance(bound, dict) else made.append((name, bound))
        return made

    # --- policy and evidence

    def policy(self, rules, depth=4):
        text = ["module random", ""]
        text += ["param %s = %s \"%s\"" % (name, value, name) for name, (_, value) in PARAMS.items()]
        for name, (many, about, fields) in KINDS.items():
            fresh = "  fresh %s" % self.one(*DURATIONS[1:8]) if self.chance(0.6) else ""
            assurance = "  assurance %s" % self.one("stated", "documented", "measured", "tested") if self.chance(0.4) else ""
            text.append("kind %s%s \"%s\" about %s {\n  %s%s%s\n}" % (
                "many " if many else "", name, name, ", ".join(about), "\n  ".join("%s %s" % (f, spelt(t)) for f, t in fields.items()), fresh, assurance))
        text.append(CATALOGUE)
        for control in ("5.1", "5.2", "8.1", "8.13", "9.9"):
            text.append("control %s {" % control)
            text += [self.rule("r%d" % number, depth) for number in range(rules // 5)]
            text.append("}")
        return "\n".join(text) + "\n"

    def rule(self, name, depth):
        self.subject_type, self.scope = self.one("system", "system", "unit"), []
        text = ["  rule %s { title \"t\" level %d weight %d" % (name, self.random.randint(1, 5), self.one(1, 1, 2, 5, 100))]
        text.append("    for %s s%s" % (self.subject_type, " where " + self.expression("bool", 2)[0] if self.chance(0.3) else ""))
        if self.chance(0.2):
            text.append("    must")
        if self.chance(0.2):
            text.append("    fresh %s" % self.one("p_days", *DURATIONS[1:8]))
        if self.chance(0.75):
            text.append("    require %s" % self.expression("bool", depth)[0])
        else:
            text.append("    measure %s" % self.expression(self.one("number", "integer"), depth)[0])
            text.append("    target %s" % (self.one("1", "0.5", "95%", "p_share", "3") if self.chance(0.8) else self.expression("number", 1)[0]))
        return "\n".join(text) + " }"

    def profile(self):
        """Over the catalogue below: patterns that overlap, of which the narrowest counts."""
        patterns = ("all", "5.*", "8.*", "5.1", "5.2", "8.1", "8.13")
        text = ["profile chosen \"Chosen\" from standard {"]
        text.append("  include %s" % self.one("all", "all", "5.*, 8.*", "5.1, 8.*"))
        if self.chance(0.6):
            review = self.one("", " review 2025-03-31", " review 2025-03-31T12:00:00Z", " review 2025-04-01")
            text.append("  exclude %s because \"No\" decided by \"X\" on 2024-01-01%s" % (self.one("5.2", "8.1", "8.13"), review))
        for name in self.random.sample(sorted(PARAMS), self.random.randint(0, 3)):
            values = {"integer": ("0", "7"), "number": ("0.25", "2", "40%"), "time": ("2024-12-31", "2025-06-30"), "duration": ("2 months", "10 days"),
                      "text": ('"db"', '""'), "bool": ("false",)}[PARAMS[name][0]]
            text.append("  set %s = %s" % (name, self.one(*values)))
        for word in self.random.sample(("stated", "documented", "measured", "tested"), self.random.randint(0, 2)):
            text.append("  set assurance %s = %s" % (word, self.one("60%", "0.125", "100%", "0%")))
        for pattern in self.random.sample(patterns, self.random.randint(0, 3)):
            text.append("  target level %d for %s" % (self.random.randint(1, 5), pattern))
        weighed = self.random.sample(patterns, self.random.randint(0, 4))
        text += ["  weight %s = %d" % (pattern, self.one(1, 2, 4, 5, 17, 100)) for pattern in weighed]
        text.append("  model %s" % self.one("capability", "staged", "cumulative", "cumulative", "minimum", "average"))
        if "cumulative" in text[-1]:
            shares = sorted((self.random.randint(1, 100) for _ in range(5)), reverse=True)
            text += ["  set threshold level %d = %d%%" % (level + 1, share) for level, share in enumerate(shares[:self.random.randint(0, 5)])]
        if self.chance(0.6):
            text.append("  weight by risk")
        return FOLLOW_UP + "\n".join(text) + "\n}\n" + "".join(self.group("g%d" % number, patterns) for number in range(self.random.randint(0, 3)))

    def group(self, name, patterns):
        if self.chance(0.4):  # what is excluded is narrower than what is included
            said = "include %s\n  exclude %s" % (self.one("all", "5.*, 8.*"), self.one("5.1", "5.2", "8.13", "8.1"))
        else:
            said = "include " + ", ".join(self.random.sample(patterns, self.random.randint(1, 3)))
        return "group %s \"%s\" from standard {\n  %s\n}\n" % (name, name, said)

    def follow_up(self, lines):
        """Risks and exceptions about subjects that there are, with gaps, and some that are over; groups of requirements, and units in units."""
        made, subjects = [], sorted({line["subject"] for line in lines})
        for number in range(self.random.randint(0, 12)):
            fields = {"residual": self.random.randint(-3, 30), "status": self.one("open", "treated", "closed"),
                      "controls": self.random.sample(CONTROLS, self.random.randint(0, 3))}
            made.append({"kind": "risk", "subject": self.one(*subjects), "item": "r%d" % (number % 5), "observed": self.one(*TIMES),
                         "fields": {name: value for name, value in fields.items() if self.chance(0.85)}})
        for number in range(self.random.randint(0, 12)):
            fields = {"approved": self.one(*TIMES), "until": self.one(*TIMES, *LATER, "2026-01-01", "2027-01-01"), "ended": self.one("2025-01-31", CLOCK, LATER[0]),
                      "controls": self.random.sample(CONTROLS, self.random.randint(0, 3))}
            keep = {"approved": 0.9, "until": 0.9, "ended": 0.3, "controls": 0.95}
            made.append({"kind": "exception", "subject": self.one(*subjects), "item": "e%d" % (number % 8), "observed": self.one(*TIMES[-5:]),
                         "fields": {name: value for name, value in fields.items() if self.chance(keep[name])}})
        for number in range(self.random.randint(0, 4)):
            fields = {"convener": self.one("", "alpha"), "controls": self.random.sample((*CONTROLS, "5.2"), self.random.randint(0, 3))}
            made.append({"kind": "requirement_group", "subject": subjects[0], "item": "q%d" % (number % 3), "observed": self.one(*TIMES),
                         "fields": {name: value for name, value in fields.items() if self.chance(0.85)}})
        for number in range(1, len(UNITS)):
            fields = {"part_of": self.one(*UNITS[:number])}
            if self.chance(0.7):
                made.append({"kind": "unit", "subject": UNITS[number], "observed": self.one(*TIMES), "fields": fields if self.chance(0.8) else {}})
        return made

    def value(self, type):
        if isinstance(type, tuple):
            if type[0] == "group":
                return self.fields(type[1])
            count = self.one(0, 1, 2, 3)
            return [self.value(type[1]) if type[0] == "set" else self.fields(type[1]) for _ in range(count)]
        return {"bool": lambda: self.chance(0.5), "integer": lambda: self.random.randint(-1, 4) if self.chance(0.98) else 2 ** 63 - 1,
                "number": lambda: self.random.randint(-4, 16) / 4, "text": lambda: self.one(*WORDS), "time": lambda: self.one(*TIMES, "2025-06-30"),
                "duration": lambda: self.one(*ISO), "enum": lambda: self.one(*MODES), "control": lambda: self.one(*CONTROLS),
                "ref": lambda: self.one(*UNITS)}[type]()

    def fields(self, fields):
        gaps = self.one(0.05, 0.05, 0.3, 0.8)
        made = {name: self.value(type) for name, type in fields.items() if not self.chance(gaps)}
        for name in made.get("class", {}):
            made["class"][name] = self.random.randint(0, 3)
        if self.chance(0.05):
            made["flag" if "flag" in fields else next(iter(fields))] = None
        return made

    def evidence(self, subjects):
        lines = []
        for number in range(subjects):
            subject = "%s:%s%d" % (self.one("system", "system", "unit"), self.one("a", "Ö ", "b-"), number)
            for name, (many, about, fields) in KINDS.items():
                if subject.partition(":")[0] in about:
                    lines += self.records(name, many, fields, subject)
        self.random.shuffle(lines)
        return lines

    def records(self, kind, many, fields, subject):
        lines = []
        recent = self.chance(0.6)
        for _ in range(self.one(0, 1, 1, 2, 5) if many else self.one(0, 1, 1, 1, 2)):
            line = {"kind": kind, "subject": subject, "observed": self.one(*(TIMES[6:] if recent else TIMES), *(LATER if self.chance(0.1) else ()))}
            if self.chance(0.3):
                line["assurance"] = self.one("stated", "documented", "measured", "tested")
            if many and self.chance(0.3):
                line["census"] = self.random.sample(NAMES, self.random.randint(0, 3))
            else:
                if many:
                    line["item"] = self.one(*NAMES)
                line["fields"] = self.fields(fields)
            lines.append(line)
        return lines


CATALOGUE = """
catalogue standard "Standard" {
  theme first "First" {
    control 5.1 "a" { properties confidentiality, availability  capabilities governance  control_type preventive }
    control 5.2 "b" { properties integrity  aspects traceability  capabilities governance, continuity }
  }
  theme second "Second" {
    control 8.1 "c" { concepts protect  domains protection  control_type preventive, corrective }
    control 8.13 "d" { properties availability  concepts protect, detect  domains protection, resilience  capabilities continuity }
  }
}
"""
