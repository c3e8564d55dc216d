"""What people know and do: trainings, exercises with fake messages, and work away from the office."""
from .employment import orderly, reached
from .world import Dice, at, day_of, later

FILE = "awareness"


def tell(world, evidence):
    trainings(world, evidence)
    for day in world.story["phishing"]["days"]:
        exercise(world, evidence, day)
    for day in ("2024-09-30", "2025-03-31", "2025-09-30", "2026-03-31", "2026-09-30"):
        remote_work(world, evidence, day)


def trainings(world, evidence):
    for id, told in sorted(world.story["trainings"].items(), key=lambda pair: pair[1]["day"]):
        for unit in world.units(told["day"]):
            invited = audience(unit, told)
            if invited:
                training(world, evidence, unit, id, told, invited)
    for year in range(2024, world.last.year + 1):  # the learning platform lists what counts when the year's last training is over
        day = f"{year}-11-{10 if year > 2024 else 11}"
        for unit in world.units(day):
            items = [id for id, told in sorted(world.story["trainings"].items()) if told["day"].year == year and audience(unit, told)]
            evidence.census(FILE, "training", unit.subject, at(day, 9), "lärplattformen", items)


def audience(unit, told):
    if "units" in told:
        return told["units"].get(unit.id, 0)
    return unit.staff if told["audience"] == "all" else max(1, unit.staff // 12)


def training(world, evidence, unit, id, told, invited):
    completed = max(0, reached(world, told["course"], unit, told["day"], invited) - told.get("missed", 0))
    tried = told["audience"] != "all" or told["day"].year > 2024  # the first ones had no test
    share = 0.86 + 0.12 * Dice(f"passed/{unit.id}/{id}").random() - (0.2 if orderly(world, unit, told["day"]) < 0.6 else 0)
    evidence.add(FILE, "training", unit.subject, told["day"], "lärplattformen",
                 {"activity": told["name"], "type": told["type"], "at": at(told["day"]), "audience": told["audience"], "invited": invited, "completed": completed,
                  "passed": round(completed * share) if tried else None}, id)


def exercise(world, evidence, day):
    for unit in world.units(day):
        if unit.id in world.story["phishing"]["left_out"]:
            continue
        dice, order = Dice(f"exercise/{unit.id}/{day}"), orderly(world, unit, day)
        followed = world.share("messages-followed", day) + (0.95 - order) * 0.32
        minutes = 74 if order < 0.6 else dice.between(3, 12) if day.year > 2025 or day > day_of("2025-04-01") and dice.chance(0.6) else dice.between(9, 55)
        evidence.add(FILE, "event_report", unit.subject, day, "övningsverktyget",
                     {"reported": dice.between(0, 2 + unit.staff // 20) if order > 0.6 else 0, "exercise_sent": unit.staff,
                      "exercise_reported": reached(world, "messages-reported", unit, day, unit.staff),
                      "exercise_clicked": round(unit.staff * max(0.0, followed)), "first_report": f"PT{minutes}M"})


def remote_work(world, evidence, day):
    """Once nobody coordinates a unit any more, its figures are what it says itself."""
    for unit in world.units(day):
        people = round(unit.staff * 0.6)
        alone = orderly(world, unit, day) < 0.6
        evidence.add(FILE, "remote_work", unit.subject, day, "enkät" if alone else "klientregistret",
                     {"people": people, "agreements": reached(world, "remote-agreed", unit, day, people, 0.6), "devices": people,
                      "managed": reached(world, "remote-managed", unit, day, people, 0.0) - (6 if alone else 0)}, assurance="stated" if alone else None)
