"""What law and agreements ask for, and whether it is met; licences; and records that must be kept."""
from .testing import unseen
from .world import ORGANISATION, Dice, at, day_of, later, level

FILE = "legal"
JUDGED = {"f": "fully", "p": "partly", "n": "not_at_all", "-": "not_assessed"}
REGISTER_SINCE = "2024-09-01"  # before then the laws were in the heads of the lawyers


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        if later(round, -10) < REGISTER_SINCE:
            continue
        if number % 2:
            requirements(world, evidence, later(round, -10))
            licences(world, evidence, later(round, -9))
        if round.month == 11:
            for system in world.systems(round):
                if not unseen(world, system, round):
                    records(world, evidence, system, later(round, -21))


# ---- what is asked for

def requirements(world, evidence, day):
    items = []
    for told in world.story["requirements"]:
        if told["applies"] > day_of(day):
            continue
        assessed, judged = assessment(world, told, day)
        items.append(told["id"])
        functions = ["rätt", "verksamhet"] if assessed and assessed > "2025" else ["rätt"]
        evidence.add(FILE, "legal_requirement", ORGANISATION, day, "kravförteckningen",
                     {"name": told["name"], "provision": told["provision"], "type": told["type"], "demands": told["demands"],
                      "owner": "owner" in told and f"unit:{told['owner']}" or None, "controls": told["controls"], "applies_from": at(told["applies"]),
                      "assessed": assessed and at(assessed), "met": judged, "functions": functions if assessed else None,
                      "review_by": at(later(assessed, 365)) if assessed else None}, told["id"])
    evidence.census(FILE, "legal_requirement", ORGANISATION, day, "kravförteckningen", items)


def assessment(world, told, day):
    """The latest that was made by then: each autumn where the course has come that far, else the one before holds on."""
    latest, judged = None, "not_assessed"
    for year, letter in told["met"].items():
        made = later(f"{year}-10-01", Dice(f"law/{told['id']}").between(0, 35)) if not (told["applies"].year == int(year)) else later(told["applies"], 90)
        if made <= day and letter != "-" and world.done("law-assessed", told["id"], made):
            latest, judged = made, JUDGED[letter]
    return latest, judged


# ---- what others have made

def licences(world, evidence, day):
    year = day_of(day).year
    items = []
    for id, told in world.story["licences"].items():
        dice = Dice(f"licence/{id}")
        checked = later(f"{year - 1 if day_of(day).month < 7 else year}-09-01", dice.between(0, 50))
        compared, read = world.done("licences-compared", f"licence:{id}", day), world.done("terms-read", f"licence:{id}", day)
        held = told.get("held")
        items.append(id)
        evidence.add(FILE, "licence", ORGANISATION, day, "licensregistret",
                     {"name": told["name"], "type": told["type"], "owner": f"unit:{told['owner']}", "held": held, "used": told.get("used") if year > 2025 or compared else None,
                      "terms_known": read, "terms_met": told.get("terms", True) if read else None, "proof": read,
                      "checked": at(checked if compared else "2023-02-15"),
                      "ends": at(f"{year + 1}-{dice.between(1, 12):02}-01") if told["type"] == "subscription" else None}, id)
    evidence.census(FILE, "licence", ORGANISATION, day, "licensregistret", items)


# ---- records

def records(world, evidence, system, day):
    """Each autumn, where there are any to keep."""
    classed = system.told["class"]
    if max(level(classed, "integrity"), level(classed, "traceability")) < 1 or not world.done("retention-decided", system.subject, day):
        return
    dice = Dice(f"records/{system.id}")
    locked, disposed = world.done("records-locked", system.subject, day), world.done("records-disposed", system.subject, day)
    read = world.done("records-read", system.subject, day)
    sampled = dice.between(20, 80)
    evidence.add(FILE, "records_protection", system.subject, day, "arkivförteckningen",
                 {"rules_decided": at(later("2023-02-01", dice.between(0, 200))), "retention": f"P{dice.pick([2, 5, 10, 25])}Y", "unalterable": locked or dice.chance(0.5),
                  "removable_by_one": not locked, "copies": dice.between(1, 3), "checked": at(later(day, -dice.between(5, 40))) if read else None, "sampled": sampled if read else 0,
                  "readable": sampled - (1 if dice.chance(0.15) else 0) if read else 0, "overdue": 0 if disposed else dice.between(40, 900), "lost": 1 if dice.chance(0.04) else 0})
