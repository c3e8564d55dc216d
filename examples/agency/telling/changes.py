"""How systems in operation change, what may be installed in them, and the programs that go past all rights."""
from .world import Dice, at, later

FILE = "changes"
COMPONENTS = ["exempelbibliotek", "databas", "webbserver", "köhanterare", "rapportmotor", "loggagent"]
UTILITIES = [("Databaskonsolen", "change_past_rights"), ("Återläsningsverktyget", "read_past_rights"), ("Remote console", "change_settings"), ("Skyddspausaren", "stop_protection")]


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for system in world.systems(round):
            if world.stopped(system.subject, round) or system.id == "bildarkivet":
                continue
            if system.origin != "cloud":
                changes(world, evidence, system, round)
                software(world, evidence, system, round)
            if number % 2 or number == 0:
                utilities(world, evidence, system, round)


def changes(world, evidence, system, round):
    """Those of the quarter before the round."""
    for number in range(Dice(f"changes/{system.id}/{round}").between(1, 4)):
        dice = Dice(f"change/{system.id}/{round}/{number}")
        day = later(round, -dice.between(6, 88))
        prepared, care = world.done("changes-prepared", system.subject, day), world.care(system, day)
        type = "emergency" if number == 2 and care != "good" or dice.chance(0.04) else dice.pick(["standard", "normal", "normal"])
        careless = not prepared and dice.chance(0.5)
        failed = dice.chance(0.01 if prepared and care == "good" else 0.04 if prepared else 0.25)
        evidence.add(FILE, "change", system.subject, later(day, 1), "ändringsregistret",
                     {"type": type, "at": at(day, 18), "approved": at(later(day, 2 if careless and care == "poor" else -3), 10), "risk_assessed": not careless,
                      "tested": not careless, "rollback": not careless or dice.chance(0.5), "outcome": dice.pick(["reverted", "failed"]) if failed else "succeeded",
                      "supplier": f"supplier:{system.supplier}" if system.supplier and system.origin == "outsourced" else None,
                      "reviewed": at(later(day, 4 if prepared else 16)) if type == "emergency" and (prepared or care != "poor") else None},
                     f"A-{system.id}-{round.year % 100}{round.month:02}-{number + 1}")


def software(world, evidence, system, round):
    day, dice = later(round, -9), Dice(f"software/{system.id}/{round}")
    packages = [{"name": name, "version": f"{round.year - 2015}.{dice.between(0, 20)}.{dice.between(0, 9)}", "architecture": "amd64"}
                for name in COMPONENTS[:Dice(f"components/{system.id}").between(3, 6)]]
    if world.care(system, day) != "poor":
        evidence.add(FILE, "software_inventory", system.subject, day, "programförteckningen", {"packages": packages})
    listed, enforced = world.done("software-listed", system.subject, day), world.done("software-enforced", system.subject, day)
    good, installed, installers = world.care(system, day) == "good", Dice(f"installed/{system.id}").between(60, 400), Dice(f"installers/{system.id}").between(2, 9)
    if not listed and not good and round.year < 2025:
        return
    evidence.add(FILE, "software_approval", system.subject, day, "programförteckningen",
                 {"list_decided": at(later(day, -dice.between(20, 300))) if listed else at("2021-03-01"), "installed": installed,
                  "approved": installed - installed // 100 if listed and good else installed - installed // 9, "removed": dice.between(0, 9) if listed else 0,
                  "supported": installed - installed // (60 if good else 12), "installers": installers, "installers_needed": installers - (0 if good or listed else 1),
                  "origin_checked": good or listed, "enforced": enforced, "checked": at(day)})


def utilities(world, evidence, system, round):
    day = later(round, -8)
    cleared, good = world.done("utilities-cleared", system.subject, day), world.care(system, day) == "good"
    programs = UTILITIES[:Dice(f"utilities/{system.id}").between(0, 2) if cleared else Dice(f"utilities/{system.id}").between(0, 2) + 1]
    if system.origin == "cloud":
        programs = []  # their makers have them
    for name, can in programs:
        dice = Dice(f"utility/{system.id}/{name}/{round}")
        allowed, uses = dice.between(2, 6), dice.between(0, 12)
        evidence.add(FILE, "utility_program", system.subject, day, "behörighetsgranskningen",
                     {"name": name, "can": can, "needed": cleared or dice.chance(0.7), "approved": at(later(day, -300)) if cleared or good else at(later(world.last, 60)), "allowed": allowed,
                      "allowed_needed": allowed if cleared else max(1, allowed - 2), "logged": cleared or good, "uses": uses,
                      "uses_justified": uses if cleared and good else uses // 2, "reviewed": at(later(day, -dice.between(30, 300 if cleared else 700)))}, name)
    evidence.census(FILE, "utility_program", system.subject, day, "behörighetsgranskningen", [name for name, _ in programs])
