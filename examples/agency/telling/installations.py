"""What stands in the premises and keeps them running: threats and what protects against them, power and cooling, equipment, cables, maintenance, and
what left; and what people carry out: devices, media and papers."""
from .employment import reached
from .premises import neglected
from .world import Dice, at, day_of, later

FILE = "installations"
YEARS = (2024, 2025, 2026)


def tell(world, evidence):
    threats(world, evidence)
    utilities(world, evidence)
    equipment(world, evidence)
    cabling(world, evidence)
    maintenance(world, evidence)
    disposals(world, evidence)
    for day in ("2024-09-26", "2025-03-27", "2025-09-25", "2026-03-26", "2026-09-24"):
        for unit in world.units(day):
            taken_out(world, evidence, unit, day)
            media(world, evidence, unit, later(day, 12))


def threats(world, evidence):
    for year in YEARS:
        day = f"{year}-04-22"
        for id, told in world.story["threats"].items():
            since = told.get("since", day_of(day))
            observed = day if since <= day_of(day) else later(since, 10)
            if not world.done("threats-assessed", f"site:{told['site']}", day) or since.year > year:
                continue
            threat(evidence, id, told, day_of(observed))
            if year >= 2025 and told["needed"]:  # and once more when it has been tested
                threat(evidence, id, told, day_of(f"{year}-09-11"))


def threat(evidence, id, told, day):
    present = told["needed"] and not ("missing" in told and day < told["missing"])
    tests = [test for test in (day_of("2024-09-09"), day_of("2025-09-09"), day_of("2026-09-08")) if test < day]
    last = tests[-1] if tests and present else None
    have, decided = told.get("class", ("", ""))
    dice = Dice(f"threat/{id}/{day.year}")
    remarks = dice.between(0, 3) if present else 0
    evidence.add(FILE, "environmental_protection", f"site:{told['site']}", day, "lokalförvaltningen",
                 {"threat": told["threat"], "assessed": at(f"{day.year}-04-15") if day.month >= 4 else None, "likelihood": told["likelihood"], "needed": told["needed"],
                  "present": present, "detected": present and not told.get("silent", False), "enclosure": have or None, "enclosure_required": decided or None,
                  "tested": at(last) if last else at("2022-05-10") if present else None,
                  "result": ("failed" if last in told.get("failed", ()) else "passed") if present else None, "remarks": remarks, "remarks_remedied": remarks - (remarks > 1)}, id)


def utilities(world, evidence):
    for year in YEARS:
        for id, told in world.story["utilities"].items():
            load = told.get("load", {}).get(str(year))
            failed = year in told.get("failed", ())
            lasted = told["capacity"] * told["efficiency"] * 60 / load if load else None
            evidence.add(FILE, "utilities_test", f"site:{told['site']}", f"{year}-09-09", "provprotokoll",
                         {"equipment": told["equipment"], "at": at(f"{year}-09-08", 22), "due": at(f"{year}-09-30"), "result": "failed" if failed else "passed",
                          "lasted": f"PT{int(min(lasted, 60))}M" if load else "PT1H" if told["equipment"] == "generator" and not failed else None,
                          "capacity_wh": told.get("capacity"), "load_w": load, "efficiency": told.get("efficiency")}, id)


def equipment(world, evidence):
    for year in YEARS:
        for id, told in world.story["equipment"].items():
            site, day = f"site:{told['site']}", later(f"{year}-10-06", Dice(f"equipment/{told['site']}").between(0, 9))
            if not world.done("siting-inspected", site, day):
                continue
            warm, damp = told.get("warm", (None, None)), told.get("damp", (None, None))
            faults = (told.get("open", day_of(day)) > day_of(day)) + (told.get("seen", day_of(day)) > day_of(day))
            mended = year < 2026 and faults and Dice(f"mended/{id}").chance(0.5)
            evidence.add(FILE, "equipment", site, day, "anläggningsregistret",
                         {"name": told["name"], "type": told["type"], "owner": f"unit:{world.story['sites'][told['site']]['owner']}", "zone": told["zone"], "confidentiality": told["class"],
                          "locked": told.get("open", day_of(day)) <= day_of(day), "overlooked": told.get("seen", day_of(day)) > day_of(day),
                          "temperature": told.get("hotter", {}).get(str(year), warm[0]), "temperature_limit": warm[1],
                          "humidity": told.get("damper", {}).get(str(year), damp[0]), "humidity_limit": damp[1], "inspected": at(day), "deviations": faults,
                          "deviations_remedied": faults if mended else 0}, id)


def cabling(world, evidence):
    for year in YEARS:
        for site in world.sites(f"{year}-09-24"):
            premises, dice = world.story["premises"][site.id], Dice(f"cabling/{site.id}/{year}")
            if not world.done("cabling-inspected", site.subject, f"{year}-09-24"):
                continue
            old = 4 if site.id.startswith("kontor") else 1  # stretches that can only be protected when the house is rebuilt
            unknown = dice.between(0, 3)
            evidence.add(FILE, "cabling", site.subject, f"{year}-09-24", "besiktningsprotokoll",
                         {"inspected": at(f"{year}-09-22"), "routes": premises["routes"], "protected": premises["routes"] - old - (6 if year == 2024 else 0), "rooms": premises["cabinets"],
                          "locked": premises["cabinets"] - (1 if site.id.startswith("kontor") or year == 2024 else 0), "separated": site.id != "kontor-norr",
                          "documented": at(f"{year - (1 if year == 2024 else 0)}-08-14"), "unknown": unknown,
                          "unknown_removed": 0 if neglected(world, site, f"{year}-09-24") else unknown - (1 if unknown and (year == 2024 or site.id == "kundcenter") else 0),
                          "ways_in": premises["ways_in"] if (site.id, year > 2024) != ("hall-b", False) else 1})


def maintenance(world, evidence):
    """Told when it has been done, and where it was not, when it was to have been."""
    for year in YEARS:
        for id, told in world.story["maintenance"].items():
            due = day_of(f"{year}-{told['month']:02}-20")
            site = next(site for site in world.sites(due) if site.id == told["site"])
            dice = Dice(f"maintenance/{id}/{year}")
            planned = dice.random() < world.share("maintained-in-time", due)
            forgotten = neglected(world, site, due) or not planned and dice.chance(0.35)
            done = None if forgotten else later(due, -dice.between(1, 18) if planned else dice.between(20, 70))
            if told.get("late") == year:
                done = f"{year}-08-17"
            careful = told.get("exposed") != year and (planned or dice.chance(0.6))
            faults = dice.between(0, 2) if done else 0
            evidence.add(FILE, "maintenance", site.subject, later(done or due, 3 if done else 30), "underhållsplanen",
                         {"equipment": told["equipment"], "type": told["type"], "owner": f"unit:{told['owner']}", "interval": "P1Y", "due": at(due), "done": done and at(done),
                          "supplier": "supplier" in told and f"supplier:{told['supplier']}" or None, "authorised": careful or year > 2024 if done else None,
                          "protected": careful if done else None, "faults": faults, "faults_remedied": faults, "checked_after": (planned or year > 2025) if done else None},
                         f"{id}-{year}")


def disposals(world, evidence):
    for id, told in world.story["disposals"].items():
        evidence.add(FILE, "disposal", f"site:{told['site']}", later(told["day"], 2), "avvecklingslistan",
                     {"equipment": told["what"], "holds": told["holds"], "method": told["how"], "certificate": told["certificate"], "at": at(told["day"]),
                      "destination": told["to"]}, id)
    for round in world.rounds:
        day = later(round, -15)
        for site in world.sites(day):
            if day > "2024-10":  # before, nobody kept a list of them all
                evidence.census(FILE, "disposal", site.subject, day, "avvecklingslistan", sorted(
                    id for id, told in world.story["disposals"].items() if told["site"] == site.id and told["day"] < day_of(day)))


def taken_out(world, evidence, unit, day):
    assets = unit.staff * 9 // 10
    devices = unit.staff * 8 // 10
    dice = Dice(f"taken-out/{unit.id}/{day}")
    lost = dice.between(0, 1 + unit.staff // 80)
    encrypted = reached(world, "taken-out-encrypted", unit, day, devices, 0)
    evidence.add(FILE, "off_site_asset", unit.subject, day, "klientregistret",
                 {"assets": assets, "registered": reached(world, "taken-out-registered", unit, day, assets, 0.5), "confirmed": reached(world, "taken-out-confirmed", unit, day, assets),
                  "devices": devices, "encrypted": min(encrypted, devices - 3) if unit.id == "utveckling" else encrypted,  # GAP: boards with systems of their own
                  "erasable": encrypted * 9 // 10, "lost": lost, "lost_reported": lost if day > "2025-06" else lost // 2, "lost_secured": lost if encrypted == devices else lost // 2})


def media(world, evidence, unit, day):
    dice = Dice(f"media/{unit.id}/{day}")
    count = max(1, unit.staff // (5 if unit.id.startswith("prov-") else 14))
    order = reached(world, "media-in-order", unit, day, count, 0.6)
    discarded, moved = dice.between(0, 4), dice.between(0, 6)
    counted = world.done("media-counted", unit.subject, day)
    evidence.add(FILE, "storage_media", unit.subject, day, "medieförteckningen",
                 {"media": count, "registered": order, "encrypted": order if unit.id != "prov-soder" else min(order, count - 4),  # GAP: sticks of the benches
                  "locked_away": order, "ports_blocked": world.done("ports-blocked", unit.subject, day), "transports": moved,
                  "transports_protected": moved if order == count else moved // 2, "discarded": discarded,
                  "destroyed": discarded if order == count or dice.chance(0.6) else discarded // 2, "inspected": at(later(day, -dice.between(10, 90)) if counted else "2021-05-05"),
                  "missing": dice.pick([0, 0, 0, 1]) if counted else None})
