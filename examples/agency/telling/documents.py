"""The documents that govern the controls, as the register of documents has them at each round: drafts, prepared ones, decided ones, those under review and those
that were weeded out a while ago."""
from .registers import OWNERS_KNOWN
from .world import ORGANISATION, Dice, at, day_of, later

FILE = "documents"
WROTE = {"it": ["it", "säkerhet"], "sakerhet": ["säkerhet", "it"], "utveckling": ["utveckling", "säkerhet"], "ratt": ["rätt", "it"],
         "ekonomi": ["inköp", "utveckling"]}  # who takes part where the story does not say
KEPT_IN_REGISTER = 400  # days that a document stays there after it was weeded out


def tell(world, evidence):
    for round in world.rounds:
        day, items = later(round, -17), []
        for id, told in world.story["documents"].items():
            document = as_of(id, told, day_of(day))
            if document:
                items.append(id)
                tested = "tested" in told and told["tested"] <= day_of(day) and document["status"] == "decided"
                evidence.add(FILE, "document", ORGANISATION, day, "dokumentregistret",
                             {"title": told["title"], "type": told["type"], "owner": owner(told, day), "functions": told.get("functions") or WROTE[told["owner"]],
                              "controls": told["controls"], "processes": [f"process:{one}" for one in told.get("processes", [])] or None, **document},
                             id, "tested" if tested else None)
        evidence.census(FILE, "document", ORGANISATION, day, "dokumentregistret", items)


def owner(told, day):
    if "left" in told and told["left"] <= day_of(day):
        return None
    return "unit:" + (told["was"] if "was" in told and day_of(day) < day_of(OWNERS_KNOWN) else told["owner"])


def as_of(id, told, day):
    """What the register says of it that day; None where it is not there."""
    decided, retired = told.get("decided"), told.get("retired")
    begun = told.get("begun") or (day_of(later(decided, -150)) if decided else told["since"])
    if day < begun or (retired and (day - retired).days > KEPT_IN_REGISTER):
        return None
    if not decided or day < decided:
        return {"status": unfinished(told, day), "version": "0.4"}
    reviewed = looked_over(told, day)
    number = reviewed.year - decided.year + 1
    changed = number > 1 and Dice(f"document/{id}/{reviewed.year}").chance(0.45)
    fields = {"version": f"{number}.0", "decided": at(decided), "published": at(later(decided, 14)), "reviewed": at(reviewed), "review_by": at(later(reviewed, 365)),
              "outcome": None if number == 1 else "updated" if changed else "unchanged", "status": "decided"}
    if retired and retired <= day:
        return {**fields, "status": "retired", "outcome": "retired", "retired": at(retired), "replaced_by": told.get("by")}
    if "status" in told and told["since"] <= day < told.get("again", day_of("9999-12-31")):
        fields["status"] = told["status"]
    return fields


def unfinished(told, day):
    if "decided" in told:
        return "prepared" if day >= day_of(later(told["decided"], -30)) else "draft"
    return told["status"] if told["since"] <= day else "draft"


def looked_over(told, day):
    """The last time: each year after the decision, until something stopped it."""
    reviewed, until = told["decided"], min(day, told.get("last", day), told.get("retired", day), told.get("since", day) if "again" not in told else day)
    if "again" in told and told["again"] <= until:
        reviewed = told["again"]
    elif "again" in told:
        until = min(until, told["since"])
    while day_of(later(reviewed, 365 + told.get("late", 0))) <= until:
        reviewed = day_of(later(reviewed, 365 + told.get("late", 0)))
    return reviewed
