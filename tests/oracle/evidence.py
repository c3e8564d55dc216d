"""Evidence as docs/evidence.md says it is written, and which records are current (docs/language.md)."""
import calendar
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from fractions import Fraction

from language import SECOND, Duration, parse_time


class Unknown:
    """The third truth value, and what a field that is not recorded holds. To take it for true or false is a mistake in the oracle."""

    def __repr__(self):
        return "?"

    def __bool__(self):
        raise TypeError("unknown is neither true nor false")


UNKNOWN = Unknown()


@dataclass
class Record:
    kind: object
    subject: str
    observed: int
    fields: dict
    item: str
    census: list
    assurance: str
    stale: bool = False


@dataclass
class Element:
    """An element of a many kind: what is recorded of an item, or only that it exists (record is None)."""
    item: str
    record: Record


def add_months(time, months):
    """Calendar arithmetic in UTC, clamped to the last day of the month."""
    day, rest = divmod(time, 86400 * SECOND)
    date = (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(days=day)).date()
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    date = date.replace(year=year, month=month + 1, day=min(date.day, calendar.monthrange(year, month + 1)[1]))
    return (date - datetime(1970, 1, 1).date()).days * 86400 * SECOND + rest


def shift(time, duration, sign=1):
    return add_months(time, sign * duration.months) + sign * duration.ns


def read_duration(text):
    """ISO 8601; decimals on the last part, of which none but seconds' are needed here."""
    m = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", text)
    sign = -1 if m[1] else 1
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in m.groups()[1:-1])
    exact = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + Fraction(m[8] or 0)
    return Duration(sign * (years * 12 + months), sign * int(exact * SECOND))


def read_value(type, given, order):
    """A field's value by its type; what is null or left out is unknown."""
    if given is None:
        return UNKNOWN
    shape, inner = type if isinstance(type, tuple) else (type, None)
    if shape == "group":
        return read_fields(inner, given, order)
    if shape == "list":
        return [read_fields(inner, row, order) for row in given]
    if shape == "set":
        values = []
        for value in (read_value(inner, v, order) for v in given):
            if value not in values:
                values.append(value)
        return order(values)
    readers = {"integer": int, "number": float, "time": parse_time, "duration": read_duration, "bool": bool}
    return readers.get(shape, plain)(given)


def read_fields(fields, given, order):
    return {name: read_value(type, given.get(name), order) for name, type in fields.items()}


def plain(text):
    return text and unicodedata.normalize("NFC", text)


class Evidence:
    """All records in the order in which they were added, as they look at one instant. `order` puts the elements of a set, which has none, in one."""

    def __init__(self, program, lines, now, order=list):
        self.now = now
        self.records = {}   # (kind name, subject) to its records, in order
        self.subjects = {}  # subject type to subjects, in the order in which they were met
        for line in lines:
            given = json.loads(line) if isinstance(line, str) else line
            kind = program.kind_anywhere(given["kind"])
            census = given.get("census")
            record = Record(kind, plain(given["subject"]), parse_time(given["observed"]), read_fields(kind.fields, given.get("fields") or {}, order),
                            plain(given.get("item")), None if census is None else [plain(name) for name in census],
                            given.get("assurance") or kind.assurance)
            if record.observed > now:
                continue
            self.records.setdefault((kind.name, record.subject), []).append(record)
            self.subjects.setdefault(record.subject.partition(":")[0], {})[record.subject] = None

    def is_stale(self, record, fresh):
        return fresh is not None and record.observed < shift(self.now, fresh, -1)

    def newest(self, records):
        """Of two observed at the same instant the later recorded: max() gives the first of equals, so it is asked from the end."""
        return max(reversed(records), key=lambda r: r.observed, default=None)

    def marked(self, record, fresh):
        return Record(**{**record.__dict__, "stale": self.is_stale(record, fresh)})

    def plain(self, kind, subject, fresh):
        record = self.newest(self.records.get((kind.name, subject), []))
        return record and self.marked(record, fresh)

    def in_being(self, program, subject):
        """Whether the register of the subject, stale or not, lets it exist at the clock."""
        kind = program.registers().get(subject.partition(":")[0])
        record = kind and self.newest(self.records.get((kind.name, subject), []))
        if not record:
            return True
        begins, ends = (record.fields.get(name, UNKNOWN) if kind.fields.get(name) == "time" else UNKNOWN for name in ("valid_from", "valid_to"))
        return (begins is UNKNOWN or begins <= self.now) and (ends is UNKNOWN or ends > self.now)

    def census(self, kind, subject, fresh):
        census = self.newest([r for r in self.records.get((kind.name, subject), []) if r.census is not None])
        return census and self.marked(census, fresh)

    def elements(self, kind, subject, fresh):
        """The current elements of a many kind, by item; UNKNOWN where the list is."""
        census, items = self.census(kind, subject, fresh), {}
        for record in self.records.get((kind.name, subject), []):
            if record.census is None:
                items.setdefault(record.item, []).append(record)
        elements = {}
        for item, versions in items.items():
            record = self.newest(versions)
            if census is None or record.observed > census.observed or item in census.census:
                elements[item] = Element(item, self.marked(record, fresh))
        if not elements and (census is None or census.stale):
            return UNKNOWN
        for item in census.census if census else ():
            elements.setdefault(item, Element(item, None))
        return [elements[item] for item in sorted(elements, key=lambda item: item.encode())]

    def current(self, kind, subject, fresh):
        """The current records, for the cap by assurance; the current census is one."""
        if not kind.many:
            return [r for r in [self.plain(kind, subject, fresh)] if r]
        elements = self.elements(kind, subject, fresh)
        records = [] if elements is UNKNOWN else [e.record for e in elements if e.record]
        return records + [r for r in [self.census(kind, subject, fresh)] if r]


def read_lines(*paths):
    lines = []
    for path in paths:
        with open(path, encoding="utf-8") as f:
            lines += [line for line in f if line.strip()]
    return lines
