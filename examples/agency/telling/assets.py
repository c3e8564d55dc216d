"""Information: the register of it and how right it is, the classes of systems, the labels on it, the rules of its use, and what people give back when they leave."""
from .governance import reached
from .registers import owner_then
from .testing import unseen
from .world import ORGANISATION, Dice, Thing, at, classes, day_of, later, level

FILE = "assets"


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        if number % 2 or number == 0:
            information(world, evidence, later(round, -15))
            use(world, evidence, later(round, -11))
        labels(world, evidence, number, later(round, -12))
        returns(world, evidence, number, round)
    checks(world, evidence)
    for system in world.all("system"):
        classification(world, evidence, system)


# ---- what there is

def information(world, evidence, day):
    for id, told in world.story["information"].items():
        asset = Thing("information_asset", id, told)
        if not asset.exists(day):
            continue
        dice = Dice("information/" + asset.id)
        evidence.add(FILE, "information_asset", asset.subject, day, "informationsförteckningen",
                     {"name": asset.name, "purpose": asset.purpose, "owner": f"unit:{owner_then(asset, day)}", "part_of": ORGANISATION, "type": asset.told["type"],
                      "medium": asset.medium, "lifecycle": "in_use" if asset.id != "material-vast" else "phase_out",
                      "systems": [f"system:{one}" for one in asset.systems or []], "sites": [f"site:{one}" for one in asset.sites or []],
                      "process": asset.process and f"process:{asset.process}", "personal_data": bool(asset.personal), "retention": asset.retention,
                      "verified": at(later(day, -dice.between(5, 120))), **({"class": classes(asset.told["class"])} if asset.told["class"] != "----" else {})})


def checks(world, evidence):
    for item, told in world.story["inventory_checks"].items():
        entries, owned, sampled, correct, found, entered = told["figures"]
        evidence.add(FILE, "inventory_check", ORGANISATION, later(told["at"], 5), "inventeringen",
                     {"at": at(told["at"]), "entries": entries, "owned": owned, "sampled": sampled, "correct": correct, "found": found, "found_entered": entered}, item)


# ---- classes

def classification(world, evidence, system):
    """When the course came to the system, and anew two years later."""
    if system.lifecycle == "planned" or "-" in system.told["class"]:
        return
    for decided in days_classified(world, system):
        together = world.done("classified-together", system.subject, decided)
        evidence.add(FILE, "classification", system.subject, at(decided, 14), "klassningsverktyget",
                     {"decided": at(decided), "review_by": at(later(decided, 730)), "decided_by": f"unit:{owner_then(system, decided)}",
                      "functions": ["systemägare", "säkerhet", "rätt"] if together else ["säkerhet"], "personal_data": bool(system.personal),
                      "raised_by_amount": system.id in ("cases", "datalagret"), "information": holds(system)})


def days_classified(world, system):
    if system.id == "passersystemet":
        return ["2023-10-02"]
    reached_by = next((round for round in world.rounds if system.exists(round) and world.done("classified", system.subject, round)), None)
    if reached_by is None:
        return []
    days = [later(reached_by, -Dice("classified/" + system.id).between(25, 85))]
    if system.since and day_of(days[0]) < system.since:
        days = [later(system.since, 5)]
    while day_of(later(days[-1], 700)) < world.last:
        days.append(later(days[-1], 700))
    return days


def holds(system):
    levels = classes(system.told["class"])
    information = [{"name": "Huvudinformation", **levels}, {"name": "Stödinformation", **{aspect: max(0, one - 1) for aspect, one in levels.items()}}]
    if system.id == "upphandling":  # GAP: holds bids that are more sensitive than its class
        information.append({"name": "Anbud före öppning", "confidentiality": 3, "integrity": 2, "availability": 1, "traceability": 3})
    return information


# ---- labels

def labels(world, evidence, number, day):
    if number not in (1, 3, 5, 7, 9, 11):
        return
    for system in world.systems(day):
        if level(system.told["class"], "confidentiality") < 1 or unseen(world, system, day) or not world.done("labelled", system.subject, day):
            continue
        dice, good = Dice(f"labels/{system.id}/{day}"), world.care(system, day) == "good"
        sampled = dice.between(20, 60)
        labelled = sampled - dice.between(0, sampled // 10) if good else sampled * dice.between(4, 8) // 10
        automatic = day > "2025-05" and system.origin == "cloud"
        evidence.add(FILE, "labelling", system.subject, day, "märkningskontrollen",
                     {"checked": at(day), "sampled": sampled, "labelled": labelled, "correct": labelled - (0 if good else dice.between(0, labelled // 8)),
                      "automatic": automatic, "follows_transfer": world.done("label-follows", system.subject, day)})


# ---- use, and what is given back

def use(world, evidence, day):
    for unit in world.units(day):
        dice = Dice(f"use/{unit.id}/{day}")
        share = min(1.0, world.share("use-confirmed", day) * reached(world, unit, day, min(1.0, unit.told["trained"] + 0.03)))
        breaches = dice.between(0, 3)
        followed = world.done("use-followed", unit.subject, day)
        evidence.add(FILE, "acceptable_use", unit.subject, day, "intranätet",
                     {"people": unit.staff, "informed": int(unit.staff * share + 0.5), "checked": at(later(day, -dice.between(20, 200))) if followed else at("2023-02-01"),
                      "breaches": breaches, "breaches_handled": breaches if followed or dice.chance(0.5) else 0})


def leavers(world, unit, number):
    """Those of the unit whose things are due in the quarter before the round: item, day, things."""
    round = world.rounds[number]
    for case in range(Dice(f"leavers/{unit.id}/{number}").between(0, 1 + unit.staff // 60)):
        dice = Dice(f"leaver/{unit.id}/{number}/{case}")
        yield f"Å-{round.year}-{round.month:02}-{unit.id}-{case + 1}", later(round, -dice.between(30, 88)), dice.between(2, 6)


def returns(world, evidence, number, round):
    """The returns of the year before, as the register has them by now. What was still out at the last round has come back since, or is reported as lost."""
    day = later(round, -9)
    for unit in world.units(day):
        items = []
        for past in range(max(0, number - 4), number + 1):
            for item, due, things in leavers(world, unit, past):
                items.append(item)
                if past >= number - 1:
                    given_back(world, evidence, unit, item, due, things, day, past < number)
        evidence.census(FILE, "asset_return", unit.subject, day, "personalsystemet", items)


def given_back(world, evidence, unit, item, due, things, day, chased):
    dice = Dice("return/" + item)
    norr = unit.id == "prov-norr" and due > "2026-03-01"  # GAP: since nobody coordinates there, nobody asks for the last things
    in_time = world.done("returned", item, due) and not norr
    missing = 0 if in_time or (chased and not norr) else 1
    evidence.add(FILE, "asset_return", unit.subject, day, "personalsystemet",
                 {"reason": dice.pick(["employment_ended", "employment_ended", "duties_changed", "assignment_ended"]), "due": at(due), "items": things,
                  "returned": things - missing, "completed": at(later(due, -dice.between(0, 3) if in_time else dice.between(10, 25))) if not missing else None,
                  "lost": 0, "information_handed_over": world.done("handed-over", item, due) and not norr,
                  "erased": world.done("handed-over", item + "/erased", due) and not norr}, item)
