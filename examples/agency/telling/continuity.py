"""Plans for systems that may not be away long, their exercises, and what their absence would mean."""
from .registers import owner_then
from .testing import unseen
from .world import Dice, at, day_of, later, level

FILE = "continuity"


def tell(world, evidence):
    for round in world.rounds:
        for system in needed(world, round):
            if world.done("plans-decided", system.subject, later(round, -14)):
                plan(world, evidence, system, later(round, -14))
            if round.month == 5:
                impact(world, evidence, system, later(round, -40))
        for spring in range(2024, round.year + 1):
            for system in needed(world, round):
                exercise(world, evidence, system, spring, later(round, -5))


def needed(world, round):
    return [system for system in world.systems(round) if level(system.told["class"], "availability") >= 2 and not unseen(world, system, round)]


def first_round(world, course, system):
    """The first round at which the course has reached the system."""
    return next(round for round in world.rounds if world.done(course, system.subject, later(round, -14)))


def back_within(system):
    """Hours within which the system must be back."""
    return 4 if level(system.told["class"], "availability") == 3 else 24


def plan(world, evidence, system, day):
    decided = day_of(later(first_round(world, "plans-decided", system), -Dice(f"plan/{system.id}").between(20, 75)))
    reviewed = decided
    while day_of(later(reviewed, 365)) <= day_of(day) and world.done("plans-reviewed", system.subject, later(reviewed, 365)):
        reviewed = day_of(later(reviewed, 365))
    if world.done("plans-reviewed", system.subject, day) and (day_of(day) - reviewed).days > 365:
        reviewed = day_of(f"{day_of(day).year}-02-10")  # with the yearly planning
    measures = Dice(f"measures/{system.id}").between(1, 5)
    evidence.add(FILE, "continuity_plan", system.subject, day, "kontinuitetsplanen",
                 {"decided": at(decided), "reviewed": at(min(reviewed, day_of(day))), "owner": f"unit:{owner_then(system, day)}", "rto": f"PT{back_within(system)}H", "rpo": "PT24H",
                  "manual": level(system.told["class"], "availability") < 3, "security_kept": world.done("plans-protect", system.subject, day), "substitutes": measures,
                  "substitutes_tried": measures if world.done("substitutes-tried", system.subject, day) else measures // 2,
                  "reachable": world.done("plans-within-reach", system.subject, day)})


def exercise(world, evidence, system, spring, day):
    """Told of at the round after it, and in autumn with what has been done of its lessons."""
    dice = Dice(f"exercise/{system.id}/{spring}")
    held = later(f"{spring}-03-10", dice.between(0, 95))
    age = (day_of(day) - day_of(held)).days
    if not (0 <= age < 100 or 150 < age < 250) or not system.exists(held) or not world.done("plans-exercised", system.subject, held):
        return
    highest = level(system.told["class"], "availability") == 3
    functional = highest and system.id not in world.story["continuity"]["talked_through"] and world.done("plans-proved", system.subject, held)
    good = world.care(system, held) == "good"
    lessons = dice.between(2, 6)
    done = 0 if age < 100 else lessons if good else lessons // 2
    late = functional and dice.chance(0.12)
    evidence.add(FILE, "exercise", system.subject, day, "övningsprotokoll",
                 {"at": at(held), "type": "functional" if functional else "tabletop", "scenario": "Kryptering" if spring > 2025 else "Avbrott i datahall", "functions": ["it", "verksamhet"],
                  "security_exercised": world.done("protection-exercised", system.subject, held), "recovered": f"PT{back_within(system) + (2 if late else -1)}H" if functional else None,
                  "lessons": lessons, "lessons_done": done}, str(spring))


def impact(world, evidence, system, day):
    if not world.done("impact-analysed", system.subject, day):
        return
    hours = back_within(system)
    evidence.add(FILE, "impact_analysis", system.subject, day, "kontinuitetsarbetet",
                 {"at": at(later(day, -30)), "decided": at(later(day, -9)), "owner": f"unit:{owner_then(system, day)}", "tolerated": f"PT{2 * hours}H", "rto": f"PT{hours}H", "rpo": "PT24H",
                  "suppliers": system.supplier and [f"supplier:{system.supplier}"], "by_hand": hours > 4, "security_needs": day > "2026", "review_by": at(later(day, 365))})
