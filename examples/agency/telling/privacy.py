"""Processing of personal data, what it may mean for people, and what they have asked for."""
from .world import ORGANISATION, Dice, at, day_of, later

FILE = "privacy"
TYPES = ["access", "access", "access", "rectification", "erasure", "restriction", "objection", "portability"]


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        if number % 2:
            register(world, evidence, later(round, -8))
        for told in world.story["assessments_of_impact"]:
            assessment(evidence, told, later(round, -4))
        requests(world, evidence, round)


def register(world, evidence, day):
    items = []
    for id, told in world.story["processing"].items():
        if told["from"] <= day_of(day) and not ("until" in told and told["until"] < day_of(day)):
            items.append(id)
            processing(world, evidence, id, told, day)
    evidence.census(FILE, "processing_record", ORGANISATION, day, "dataskyddsregistret", items)


def processing(world, evidence, id, told, day):
    verified = later(day, -Dice(f"entry/{id}").between(10, 200)) if world.done("entries-verified", id, day) else told["from"]
    processors = told.get("processors")
    third = told.get("third")
    evidence.add(FILE, "processing_record", ORGANISATION, day, "dataskyddsregistret",
                 {"name": told["name"], "purpose": told["purpose"], "legal_basis": told.get("basis"), "owner": f"unit:{told['owner']}", "subjects": told["subjects"],
                  "categories": told["categories"], "special_categories": told.get("special", False), "systems": [f"system:{system}" for system in told["systems"]],
                  "processors": [f"supplier:{one}" for one in processors] if processors else None,
                  "processors_agreed": (len(processors) if world.done("processors-bound", id, day) else len(processors) - 1) if processors else None,
                  "recipients": [f"supplier:{one}" for one in told["recipients"]] if "recipients" in told else None if processors else [],
                  "third_country": third is not None, "third_country_basis": third or None, "retention": "keep" in told and f"P{told['keep']}Y" or None, "controls": ["5.34", "8.3"],
                  "dpia_required": told.get("risky", False), "informed": told.get("informed", True) and world.done("people-informed", id, day),
                  "verified": at(max(day_of(verified), told["from"]))}, id)


def assessment(evidence, told, day):
    """Told of when it was made, and again as its measures are taken."""
    steps = {day_of(when): count for when, count in told["done"].items()}
    if not any(0 <= (day_of(day) - when).days < 100 for when in (told["at"], *steps)):
        return
    evidence.add(FILE, "dpia", ORGANISATION, day, "dataskyddsregistret",
                 {"processing": told["of"], "at": at(told["at"]), "functions": ["dataskydd", "verksamhet", "it"], "officer_opinion": at(later(told["at"], 7)) if told["officer"] else None,
                  "outcome": told["outcome"], "measures": told["measures"], "measures_done": max([count for when, count in steps.items() if when <= day_of(day)], default=0),
                  "decided": at(later(told["at"], 14)) if told["decided"] else None, "review_by": at(later(told["at"], 730))}, told["id"])


def requests(world, evidence, round):
    """Three or four a quarter, by the number of their case."""
    dice = Dice(f"requests/{round}")
    for number in range(1, dice.between(3, 5)):
        received = later(round, -dice.between(40, 130))
        asked, extended, slow = dice.pick(TYPES), dice.chance(0.1), dice.between(35, 90)
        soon, identified, outcome = dice.between(4, 27), dice.chance(0.9 if received > "2025" else 0.6), dice.pick(["granted", "granted", "partly", "refused"])
        item = f"D-{received[:7]}-{number}"
        answered = later(received, soon if world.done("requests-in-time", item, received) else slow)
        known = day_of(answered) < day_of(later(round, -3))
        carried = asked in ("rectification", "erasure", "restriction") and outcome != "refused" and known
        evidence.add(FILE, "data_subject_request", ORGANISATION, later(round, -3), "diariet",
                     {"type": asked, "received": at(received), "owner": "unit:ratt", "identified": identified, "extended": extended, "answered": at(answered) if known else None,
                      "outcome": outcome if known else None, "carried_out": at(min(day_of(later(answered, dice.between(1, 20))), day_of(later(round, -3)))) if carried else None}, item)
        if not known and day_of(later(answered, 1)) < world.last:
            evidence.add(FILE, "data_subject_request", ORGANISATION, later(answered, 1), "diariet",
                         {"type": asked, "received": at(received), "owner": "unit:ratt", "identified": identified, "extended": extended, "answered": at(answered), "outcome": outcome}, item)
