"""Computers and telephones of staff, and the protection against malware, as figures of each unit."""
from .world import Dice, at, later

FILE = "endpoints"


def tell(world, evidence):
    for round in world.rounds:
        day = later(round, -4)
        for unit in world.units(day):
            if round == world.rounds[0] and unit.id in world.story["behind"]:
                continue  # not asked yet
            devices(world, evidence, unit, day)
            malware(world, evidence, unit, day)


def share(world, course, unit, day):
    """Of a unit that is behind, as the others were so many days ago."""
    return world.share(course, later(day, -world.story["behind"].get(unit.id, 0)))


def devices(world, evidence, unit, day):
    dice = Dice(f"devices/{unit.id}/{day}")
    count = unit.staff + unit.staff // 2  # most have a telephone of the agency's, too
    private = count // 20 if unit.id not in ("sakerhet", "it", "ratt") else 0
    managed, encrypted, current, apart = (share(world, course, unit, day) for course in ("devices-managed", "devices-encrypted", "devices-current", "private-apart"))
    evidence.add(FILE, "endpoint_state", unit.subject, day, "klienthanteringen",
                 {"devices": count, "managed": int(count * managed), "encrypted": int(count * encrypted), "locking": int(count * managed), "updated": int(count * current),
                  "supported": int(count * min(1, current + 0.01)), "without_admin": int(count * min(1, current + 0.005)), "seen": count - dice.between(0, count // 40),
                  "private": private, "private_separated": int(private * apart)})


def malware(world, evidence, unit, day):
    dice = Dice(f"malware/{unit.id}/{day}")
    servers = {"it": 160, "utveckling": 40, "prov-norr": 6, "prov-soder": 14}.get(unit.id, 0)
    count = unit.staff + servers
    protected = int(count * share(world, "malware-protected", unit, day))
    exclusions = Dice(f"exclusions/{unit.id}").between(0, 6) + (9 if unit.id == "utveckling" else 0)
    found = dice.between(0, 3)
    tested = f"{day[:4]}-04-15" if day > f"{day[:4]}-04-16" else f"{int(day[:4]) - 1}-04-15"
    evidence.add(FILE, "malware_protection", unit.subject, at(day, 6), "skyddskonsolen",
                 {"devices": count, "protected": protected, "current": protected - dice.between(0, protected // 50 if day > "2025" else protected // 12), "reporting": protected,
                  "exclusions": exclusions, "exclusions_current": exclusions if unit.id == "sakerhet" else int(exclusions * share(world, "exclusions-decided", unit, day)),
                  "found": found, "run": 0 if found < 3 else 1, "handled": found if day > "2025-06" or found < 2 else found - 1,
                  "tested": at(tested if tested > "2024" else "2022-11-08"), "test_stopped": tested > "2024" and unit.id != "prov-norr"})  # GAP: the sample got through in Norr each year
