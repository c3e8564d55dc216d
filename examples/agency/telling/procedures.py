"""Procedures by which systems are run, looked over in spring and told of each half-year."""
from .registers import owner_then
from .testing import unseen
from .world import Dice, at, day_of, later, level

FILE = "procedures"
BAD_DAYS = {"errors": "Felhantering", "backup": "Säkerhetskopiering", "restart": "Restart"}


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for system in world.systems(round) if number % 2 else ():
            day = later(round, -13)
            if not unseen(world, system, round) and world.done("procedures-written", system.subject, day):
                procedures(world, evidence, system, day)


def procedures(world, evidence, system, day):
    items = {"start": ("start_and_stop", "Start och stopp")}
    if level(system.told["class"], "availability") >= 2 and world.done("procedures-for-bad-days", system.subject, day):
        items |= {type: (type, name) for type, name in BAD_DAYS.items()}
    for item, (type, name) in items.items():
        procedure(world, evidence, system, day, item, type, name)
    evidence.census(FILE, "operating_procedure", system.subject, day, "driftdokumentationen", list(items))


def procedure(world, evidence, system, day, item, type, name):
    dice = Dice(f"procedure/{system.id}/{item}")
    looked_over, tried = world.done("procedures-looked-over", system.subject, day), world.done("procedures-tried", system.subject, day)
    year = day_of(day).year
    reviewed = later(f"{year}-03-01", dice.between(0, 60)) if looked_over else "2023-03-15"
    steps, forgotten = dice.between(6, 25), dice.chance(0.06)
    evidence.add(FILE, "operating_procedure", system.subject, day, "driftdokumentationen",
                 {"name": name, "type": type, "owner": None if forgotten else f"unit:{owner_then(system, day)}", "decided": at("2023-03-15"), "reviewed": at(reviewed),
                  "review_by": at(later(reviewed, 380)), "reachable": looked_over or dice.chance(0.3), "tried": at(later(f"{year - 1}-10-01", dice.between(0, 40))) if tried else None,
                  "steps": steps if tried else None, "steps_right": steps - (1 if dice.chance(0.1) else 0) if tried else None}, item)
