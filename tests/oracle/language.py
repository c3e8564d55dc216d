"""The rule language, read a second time: policy text to trees, from docs/language.md alone.

A tree is a tuple whose first member says what it is: ("and", a, b), ("path", ("s", "name")), ("every", var, list, where, body). What names mean is decided
in evaluate.py, where kinds are known. Texts of findings and actions are passed over. A plain mistake raises LanguageError; the oracle is given policies that mognad
has accepted, so it says no more than where.
"""
import re
import unicodedata
from collections import namedtuple
from dataclasses import dataclass, field
from datetime import datetime, timezone

Token = namedtuple("Token", "type text line")
Duration = namedtuple("Duration", "months ns")

SECOND = 1_000_000_000
MONTH_NS = 2_629_746 * SECOND
UNITS = {
    "second": Duration(0, SECOND), "minute": Duration(0, 60 * SECOND), "hour": Duration(0, 3600 * SECOND), "day": Duration(0, 86400 * SECOND),
    "week": Duration(0, 7 * 86400 * SECOND), "month": Duration(1, 0), "year": Duration(12, 0),
}
ASSURANCES = ("stated", "documented", "measured", "tested")
SCALARS = ("bool", "integer", "number", "text", "time", "duration", "control")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
VALUE_AGGREGATES = ("sum", "min", "max", "average", "latest", "earliest")
CLAUSES = ("title", "level", "weight", "must", "for", "fresh", "require", "measure", "target", "finding", "action", "rule")

TOKEN = re.compile(r"""
    (?P<space>\s+|\#[^\n]*)
  | (?P<time>\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?)
  | (?P<number>\d+(?:\.\d+)*%?)
  | (?P<word>[^\W\d]\w*)
  | (?P<sign>\.\.|!=|<=|>=|[{}()=<>+\-*/.,:])
""", re.X)


class LanguageError(Exception):
    pass


@dataclass
class Kind:
    name: str
    many: bool
    about: list
    fields: dict  # name to type: a scalar's name, ("enum", words), ("group", fields), ("list", fields), ("set", type), ("ref", subject type)
    fresh: Duration = None
    assurance: str = "measured"


@dataclass
class Rule:
    name: str
    control: str
    module: str
    level: int = 0
    weight: int = 1
    must: bool = False
    subject_type: str = ""
    subject_name: str = ""
    where: tuple = None
    fresh: Duration = None
    require: tuple = None
    measure: tuple = None
    target: tuple = None


@dataclass
class Program:
    """Every policy file together."""
    kinds: dict = field(default_factory=dict)    # (module, name) to Kind
    profiles: dict = field(default_factory=dict)  # name to Profile
    groups: dict = field(default_factory=dict)    # name to [(pattern, whether it includes)]
    lets: dict = field(default_factory=dict)      # (module, name) to (module, names of the parameters, tree)
    catalogues: dict = field(default_factory=dict)  # name to {control: {attribute: words}}; the theme is one, too
    deferred: list = field(default_factory=list)  # what makes the rules of each `for each control`, when all catalogues are known
    params: dict = field(default_factory=dict)   # (module, name) to a literal's tree
    uses: dict = field(default_factory=dict)     # module to the modules whose names it sees, itself first
    rules: list = field(default_factory=list)
    themes: dict = field(default_factory=dict)   # control to theme
    aspects: dict = field(default_factory=dict)  # control to the set of aspects that its catalogue names

    def registers(self):
        return {k.name: k for k in self.kinds.values() if k.name in k.about and not k.many}

    def visible(self, table, module, name):
        for seen in self.uses[module]:
            if (seen, name) in table:
                return table[seen, name]
        return None

    def kind(self, module, name):
        return self.visible(self.kinds, module, name) or self.registers().get(name)

    def kind_anywhere(self, name):
        return next((kind for (_, own), kind in self.kinds.items() if own == name), None)


def parse_time(text):
    """RFC 3339, or a date, as nanoseconds since 1970 UTC."""
    m = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d))?", text)
    if not m:
        raise LanguageError("not a time: %r" % text)
    zone = (m[4] or "Z").upper().replace("Z", "+00:00")
    at = datetime.fromisoformat("%sT%s%s" % (m[1], m[2] or "00:00:00", zone))
    whole = at - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return (whole.days * 86400 + whole.seconds) * SECOND + int((m[3] or "").ljust(9, "0")[:9])


def tokens(source, line=1):
    made, at = [], 0
    while at < len(source):
        if source[at] == '"':
            parts, end = read_text(source, at)
            made.append(Token("text", parts, line))
        elif made and made[-1].text == "matches" and (m := re.match(r"/((?:\\.|[^/\\\n])*)/(\w*)", source[at:])):
            made.append(Token("regex", (m[1].replace("\\/", "/"), m[2]), line))
            end = at + m.end()
        else:
            m = TOKEN.match(source, at)
            if not m:
                raise LanguageError("line %d: %r" % (line, source[at:at + 20]))
            if m.lastgroup != "space":
                made.append(Token(m.lastgroup, m[0], line))
            end = m.end()
        line += source.count("\n", at, end)
        at = end
    return made + [Token("end", "", line)]


def read_text(source, at):
    """The text that begins at this quote: its parts (str, or the source of an expression as a one-tuple), and where it ends."""
    parts, now, at = [], "", at + 1
    while source[at] != '"':
        if source[at] == "\\":
            now += {"n": "\n", "t": "\t"}.get(source[at + 1], source[at + 1])
            at += 2
        elif source[at] == "{":
            end, depth = at + 1, 1
            while depth:
                if source[end] == '"':
                    end = read_text(source, end)[1]
                    continue
                depth += {"{": 1, "}": -1}.get(source[end], 0)
                end += 1
            parts += [now, (source[at + 1:end - 1],)]
            now, at = "", end
        else:
            now += source[at]
            at += 1
    return [p if isinstance(p, tuple) else unicodedata.normalize("NFC", p) for p in parts + [now] if p], at + 1
