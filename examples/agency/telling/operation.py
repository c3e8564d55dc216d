"""Systems in operation: holes that are found and closed, settings against a baseline, and whether what there is lasts."""
from .testing import unseen
from .world import Dice, at, day_of, gravest, level, later

FILE = "operation"
VECTORS = {  # the scale's own examples of severity
    "critical": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",  # 9.8
    "high": "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",      # 8.8
    "stop": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",      # 7.5
    "medium": "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N",    # 6.1
    "low": "CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N",       # 2.5
}
SEVERITIES = ["critical", "high", "high", "stop", "medium", "medium", "medium", "low"]
DAYS_TO_CLOSE = {  # shortest and longest, by care and severity
    "good": {"critical": (2, 12), "high": (6, 40), "stop": (6, 40), "medium": (10, 90), "low": (20, 200)},
    "fair": {"critical": (5, 30), "high": (15, 80), "stop": (15, 80), "medium": (30, 200), "low": (60, 300)},
    "poor": {"critical": (30, 150), "high": (60, 300), "stop": (60, 300), "medium": (90, 400), "low": (90, 400)},
}
COMPONENTS = ["webbserver", "loggbibliotek", "databasmotor", "xml-tolk", "bildvisare", "operativsystem", "inloggningsmodul"]
REMEMBERED = 200  # days during which the scanner shows what was closed
DEVIATIONS = ["Äldre krypteringsprotokoll", "Lokal administratör kvar", "Service port open", "Utökad loggning avstängd"]


def tell(world, evidence):
    for round in world.rounds:
        for system in world.systems(round):
            if unseen(world, system, round):
                continue
            if world.done("scanned", system.subject, round):
                scan(world, evidence, system, round)
            if system.origin != "cloud" and world.done("compared", system.subject, round):
                configuration(world, evidence, system, round)
            if world.done("capacity-measured", system.subject, round):
                capacity(world, evidence, system, round)


def holes(world, system, day):
    """What was found in the system until that day, each once: name, severity, found, exploited, and when it was or will be closed."""
    dice, found = Dice(f"holes/{system.id}"), later(world.rounds[0], -250)
    rows = []
    while True:
        found = later(found, dice.between(20, 60))
        number, severity, component, share, exploited = dice.between(100, 999), dice.pick(SEVERITIES), dice.pick(COMPONENTS), dice.random(), dice.chance(0.12)
        if found > day:
            break
        care = world.care(system, found)
        shortest, longest = (1, 2) if severity == "critical" and exploited and care != "poor" else DAYS_TO_CLOSE[care][severity]
        rows.append((f"SV-{found[:4]}-{number}", severity, component, found, later(found, shortest + int(share * (longest - shortest))), severity == "critical" and exploited))
    if system.id == "provbank-norr":
        for number, when in ((901, "2026-09-20"), (417, "2025-02-04")):  # GAP: used by attackers elsewhere, and the bench cannot be updated
            if when <= day:
                rows.append((f"SV-{when[:4]}-{number}", "critical", "operativsystem", when, "9999-12-31", True))
    return rows


def scan(world, evidence, system, round):
    day, care = later(round, -8), world.care(system, later(round, -8))
    targets = Dice(f"targets/{system.id}").between(3, 24)
    rows = [{"name": name, "component": component, "vector": VECTORS[severity], "found": at(found), "exploited": exploited, **({"fixed": at(fixed)} if fixed <= day else {})}
            for name, severity, component, found, fixed, exploited in holes(world, system, day) if fixed > later(day, -REMEMBERED)]
    evidence.add(FILE, "vulnerability_scan", system.subject, at(day, 4), "skannern",
                 {"at": at(later(day, -1), 23), "authenticated": world.done("scanner-logs-in", system.subject, day), "targets_planned": targets,
                  "targets_scanned": targets if care != "poor" else max(1, targets - 2), "vulnerabilities": rows})


def configuration(world, evidence, system, round):
    day, care = later(round, -9), world.care(system, later(round, -9))
    dice = Dice(f"configuration/{system.id}/{round}")
    checked = Dice(f"settings/{system.id}").between(120, 260)
    passed = checked * dice.between(*{"good": (955, 990), "fair": (850, 930), "poor": (560, 700)}[care]) // 1000
    decided = world.done("deviations-decided", system.subject, day)
    count = Dice(f"deviations/{system.id}").between(0, 2) if care == "good" else Dice(f"deviations/{system.id}").between(1, 4)
    deviations = [{"name": name, **({"decided": at(later(day, -dice.between(20, 160))), "until": at(later(day, 200))} if decided else
                                    {"decided": at("2023-10-02"), "until": at("2024-01-31")} if care == "good" else {})} for name in DEVIATIONS[:count]]
    evidence.add(FILE, "configuration", system.subject, at(day, 2), "konfigurationskontrollen",
                 {"baseline": "MPE grundnivå server 3" if round.year > 2025 else "MPE grundnivå server 2", "at": at(day, 1), "checked": checked, "passed": passed, "deviations": deviations})


def capacity(world, evidence, system, round):
    """Storage of every system; the processor where it may not be slow."""
    day, care = later(round, -10), world.care(system, later(round, -10))
    alarmed, tried = world.done("capacity-alarmed", system.subject, day), world.done("load-tried", system.subject, day)
    fast = level(system.told["class"], "availability") >= 2
    grown = (day_of(day) - world.rounds[0]).days / 1100
    for resource, unit, size in (("storage", "GB", 200), ("processor", "cores", 8))[:2 if fast else 1]:
        dice = Dice(f"capacity/{system.id}/{resource}")
        available = float(size * dice.between(1, 6))
        peak = round_up(available * (0.3 + 0.35 * dice.random() + 0.2 * grown))
        tight = care == "poor" or dice.chance(0.06)
        evidence.add(FILE, "capacity", system.subject, day, "driftstatistiken",
                     {"resource": resource, "measured": at(day), "available": available, "peak": peak, "unit": unit, "alarm": available * 0.8 if alarmed or care == "good" else None,
                      "filling": resource == "storage",
                      "full_at": at(later(day, 40 if tight else dice.between(200, 1500))) if resource == "storage" else None, "lead_time": "P60D",
                      "load_tested": at(later(day, -Dice(f"load/{system.id}/{round.year}").between(20, 300)) if tried else "2022-05-10") if fast else None,
                      "load_held": (care == "good" or Dice(f"held/{system.id}").chance(0.6)) if fast else None, "shortages": 1 if tight else 0}, resource)


def round_up(figure):
    return float(int(figure + 1))
