"""Copies of systems, whether they can be had back, and what there is to fall back on when half of a system fails."""
from .testing import unseen
from .world import Dice, at, day_of, gravest, later, level

FILE = "copies"
ATTACK, COPIES_BUILT_ANEW = "2025-10-14", "2026-02-10"
KINDS_OF_FAILURE = ["component", "link", "power", "site"]


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for system in world.systems(round):
            if unseen(world, system, round):
                continue
            if world.done("backed-up", system.subject, round):
                backup(world, evidence, system, round)
            if level(system.told["class"], "availability") >= 2:
                if number % 2 or number == 0:
                    redundancy(world, evidence, system, round)
                if round.month == 11:
                    failover(world, evidence, system, round)
    for year in range(2024, 2027):
        tried = {}
        for half, first in ((1, f"{year}-03-04"), (2, f"{year}-10-01")):
            for system in world.systems(first):
                if level(system.told["class"], "availability") >= 2 and not unseen(world, system, first):
                    tried.setdefault(system.subject, []).extend(restorations(world, evidence, system, f"{year}-{half}", first))
        for subject, items in tried.items():
            evidence.census(FILE, "restore_test", subject, f"{year}-11-21", "provkalendern", items)


def offline(world, system, day):
    if system.id == "cases" and day >= ATTACK:
        return day >= COPIES_BUILT_ANEW  # the first that is built anew
    large = gravest(system.told["class"]) == 3 and world.share("copies-offline", day) > 0.8  # those come first
    return large or world.done("copies-offline", system.subject, day)


def backup(world, evidence, system, round):
    dice = Dice(f"backup/{system.id}/{round}")
    day, care = later(round, -dice.between(3, 10)), world.care(system, later(round, -10))
    daily = care != "poor" or level(system.told["class"], "availability") >= 2
    age = 1 if daily else dice.between(2, 11)
    runs = 30 if daily else 4
    sizes = Dice(f"volumes/{system.id}")
    volumes = [{"name": "data", "size": float(sizes.between(40, 900)), "protected": True},
               {"name": "logg", "size": float(sizes.between(5, 80)), "protected": care != "poor"}]
    evidence.add(FILE, "backup", system.subject, at(day, 5), "backupservern" if system.origin != "cloud" else "leverantörens rapport",
                 {"schedule": "daily" if daily else "weekly", "last_success": at(later(day, -age), 23), "encrypted": care != "poor",
                  "storage": {"offline": offline(world, system, day), **({"site": "site:hall-a" if system.site == "hall-b" else "site:hall-b"} if system.origin != "cloud" else {})},
                  "copies": 2 if care == "good" else 1, "unchangeable": offline(world, system, day) and day > "2026", "runs": runs,
                  "runs_succeeded": runs - (dice.between(0, 1) if care == "good" else dice.between(0, 3)), "volumes": volumes})


def restorations(world, evidence, system, half, first):
    """The trial of a half-year, and another one in winter when it failed; the items of the trials that the calendar of the year has."""
    items = []

    def tried(item, day, result, hours):
        items.extend([item] if day <= f"{half[:4]}-11-20" else [])
        evidence.add(FILE, "restore_test", system.subject, at(day, 16), "återläsningsprotokoll",
                     {"at": at(day, 9), "result": result, "took": f"PT{hours}H", "by": "Drifttekniker"}, item)

    if system.id == "cases":
        if half == "2025-2":
            tried("2025-skarpt-1", "2025-10-15", "failed", 31)  # in earnest: the copy was encrypted, too
            tried("2025-skarpt-2", "2025-10-20", "failed", 60)  # what came back was typed in from paper
        elif half == "2026-1":
            tried("2026-1", "2026-06-23", "failed", 11)  # GAP: the latest success is from spring 2025
        elif half in ("2024-2", "2025-1"):
            tried(half, later(first, 12), "succeeded", 9)
        return items
    dice = Dice(f"restoration/{system.id}/{half}")
    day = later(first, dice.between(0, 42))
    if not world.done("restores-tried", system.subject, day):
        return items
    good = world.care(system, day) == "good"
    succeeded = world.done("restores-succeed", system.subject, day)
    hours = 3 if good else 6 if level(system.told["class"], "availability") < 3 else 9
    tried(half, day, "succeeded" if succeeded else "failed", hours)
    again = later(day, dice.between(60, 100))
    if not succeeded and world.done("restores-succeed", system.subject, again) and day_of(again) < world.last:
        tried(half + "-igen", again, "succeeded", hours)
    return items


def redundancy(world, evidence, system, round):
    day = later(round, -13)
    built = world.done("redundancy-built", system.subject, day)
    care = world.care(system, day)
    if not built and care == "poor":
        return  # nobody has drawn it
    highest = level(system.told["class"], "availability") == 3
    required = "active" if highest and system.origin != "bought" else "standby" if highest or care == "good" else "spare_parts"
    components = Dice(f"parts/{system.id}").between(5, 16)
    evidence.add(FILE, "redundancy", system.subject, day, "driftdokumentationen",
                 {"required": required, "present": required if built else "none" if care != "good" else "spare_parts", "components": components,
                  "components_doubled": components - (0 if built and care == "good" else 1 + components // 6) if built else components // 3,
                  "sites": ["site:hall-a", "site:hall-b"] if built and system.origin != "cloud" and required != "spare_parts" else [f"site:{system.site}"] if system.site else None,
                  "distance": 158.0 if built and system.origin != "cloud" and required != "spare_parts" else None,
                  "shared_weakness": "Vidnätet har en leverantör" if system.origin != "cloud" else None, "switches_itself": built and required == "active", "watched": care == "good",
                  "same_protection": built and (care == "good" or Dice(f"half/{system.id}").chance(0.6))})


def failover(world, evidence, system, round):
    """In the autumn, on a Sunday."""
    done = []
    day = later(round, -Dice(f"failover/{system.id}/{round.year}").between(20, 75))
    if world.done("failover-tried", system.subject, day):
        dice = Dice(f"failed/{system.id}/{round.year}")
        worked = dice.chance(0.85 if world.care(system, day) == "good" else 0.5)
        done.append(f"{round.year}")
        findings = dice.between(1, 5)
        evidence.add(FILE, "failover_test", system.subject, later(day, 2), "provprotokoll",
                     {"at": at(day, 6), "type": dice.pick(KINDS_OF_FAILURE), "planned": True, "result": "succeeded" if worked else "failed", "downtime": f"PT{dice.between(2, 50)}M",
                      "lost": "PT0S" if worked else "PT20M", "back": worked, "findings": findings, "findings_closed": findings if worked else 1}, done[-1])
    evidence.census(FILE, "failover_test", system.subject, later(round, -6), "provkalendern", done)
