"""The agency as the story tells of it, the days on which it takes stock, and the evidence that comes of it.

Each subject draws its own random numbers from a seed made of its name, so that adding one changes none of the others. Only random() is drawn, whose
sequence Python promises to keep: the same story gives the same bytes.
"""
import json
import random
import tomllib
from datetime import date, datetime, timedelta

ORGANISATION = "organisation:mpe"
ASPECTS = ("confidentiality", "integrity", "availability", "traceability")


# ---- days

def day_of(text):
    return text if isinstance(text, date) else date.fromisoformat(text)


def at(day, hour=0, minute=0):
    """2026-11-01 (text or date) as the instant that evidence writes; a date alone is its midnight."""
    return f"{day_of(day).isoformat()}T{hour:02}:{minute:02}:00Z"


def later(day, days):
    """The date so many days after another, as text."""
    return (day_of(day) + timedelta(days=days)).isoformat()


def hours_later(instant, hours):
    return (datetime.fromisoformat(instant.replace("Z", "+00:00")) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


# ---- dice

class Dice:
    """Random numbers of one name."""

    def __init__(self, name):
        self.random = random.Random("mpe/" + name).random

    def between(self, low, high):
        return low + int(self.random() * (high - low + 1))

    def chance(self, share):
        return self.random() < share

    def pick(self, items):
        return items[int(self.random() * len(items))]


# ---- evidence

class Evidence:
    """The records by file, in the order in which they are told."""

    def __init__(self):
        self.files = {}

    def add(self, file, kind, subject, observed, source, fields, item=None, assurance=None):
        """`observed` is a day or an instant. Fields that are None are left out: nobody knows."""
        record = {"kind": kind, "subject": subject}
        if item is not None:
            record["item"] = item
        record["observed"] = observed if isinstance(observed, str) and "T" in observed else at(observed)
        record["source"] = source
        if assurance:
            record["assurance"] = assurance
        record["fields"] = {name: value for name, value in fields.items() if value is not None}
        self.files.setdefault(file, []).append(record)

    def census(self, file, kind, subject, observed, source, items):
        self.files.setdefault(file, []).append(
            {"kind": kind, "subject": subject, "observed": observed if isinstance(observed, str) and "T" in observed else at(observed),
             "source": source, "census": items})

    def write(self, folder):
        for file, records in sorted(self.files.items()):
            lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records)
            (folder / f"{file}.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def classes(levels):
    """"3210" as the four aspects; "-" is one that nobody has judged."""
    return {aspect: int(level) for aspect, level in zip(ASPECTS, levels) if level != "-"}


def level(levels, aspect):
    """The class of one aspect, 0 where nobody has judged it."""
    digit = levels[ASPECTS.index(aspect)]
    return int(digit) if digit != "-" else 0


def gravest(levels):
    return max(level(levels, aspect) for aspect in ASPECTS)


# ---- the agency

class Thing:
    """A unit, site, supplier, system or host: what the story says of it as attributes; what it does not say is None."""

    def __init__(self, type, id, told):
        self.type, self.id, self.told = type, id, told
        self.subject = f"{type}:{id}"
        self.since = told.get("from")
        self.until = told.get("until")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self.told.get(name)

    def exists(self, day):
        return (self.since is None or self.since <= day_of(day)) and (self.until is None or day_of(day) <= self.until)


class World:
    def __init__(self, folder):
        """Reads every .toml file of the folder; each table of theirs is one of the story's."""
        self.story = {}
        for path in sorted(folder.glob("*.toml")):
            for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
                kept = self.story.setdefault(key, value)
                if kept is not value:
                    if not isinstance(kept, dict):
                        raise ValueError(f"{path}: {key} is told twice")
                    twice = set(kept) & set(value)
                    if twice:
                        raise ValueError(f"{path}: {key} tells twice of {sorted(twice)}")
                    kept.update(value)
        self.rounds = self.story["rounds"]
        self.last = self.rounds[-1]

    def all(self, type):
        return [Thing(type, id, told) for id, told in self.story[type + "s"].items()]

    def units(self, day):
        return [self.unit_then(unit, day) for unit in self.all("unit") if unit.exists(day)]

    def sites(self, day):
        return [thing for thing in self.all("site") if thing.exists(day)]

    def suppliers(self, day):
        return [thing for thing in self.all("supplier") if thing.exists(day)]

    def systems(self, day):
        """Those in use: not the planned ones."""
        return [thing for thing in self.all("system") if thing.exists(day) and thing.lifecycle != "planned"]

    def hosts(self, day):
        return [thing for thing in self.all("host") if thing.exists(day)]

    @staticmethod
    def unit_then(unit, day):
        """The unit as it was that day: `was` tells what it was like until then."""
        was = unit.was
        if was and day_of(day) <= was["until"]:
            return Thing(unit.type, unit.id, {**unit.told, **{k: v for k, v in was.items() if k != "until"}})
        return unit

    # ---- how it goes

    def share(self, course, day):
        """How far a course has come that day, 0..1: straight between the points that the story gives, level before and after them."""
        points = sorted((day_of(when), share) for when, share in self.story["courses"][course]["points"].items())
        day = day_of(day)
        if day <= points[0][0]:
            return points[0][1]
        for (before, low), (after, high) in zip(points, points[1:]):
            if day <= after:
                return low + (high - low) * ((day - before).days / (after - before).days)
        return points[-1][1]

    def done(self, course, subject, day):
        """Whether the course has reached a subject that day. Each has its place in the queue, so that what is done stays done while the share grows."""
        told = self.story["courses"][course]
        if subject in told.get("never", ()):
            return False
        if subject in told.get("always", ()):
            return True
        return Dice(f"course/{course}/{subject}").random() < self.share(course, day)

    def stopped(self, subject, day):
        """Evidence of the subject no longer comes: the story's `stopped` says since when."""
        since = self.story.get("stopped", {}).get(subject)
        return since is not None and day_of(day) > since

    def care(self, system, day):
        """How well a system is looked after that day: it comes to what the story says of it, by the courses fair-care and good-care."""
        if system.care == "poor" or not self.done("fair-care", system.subject, day):
            return "poor"
        return "good" if system.care == "good" and self.done("good-care", system.subject, day) else "fair"
