"""The shell of each site and what goes on within: zones, entries, inspections, alarms, rounds, and rooms for work that nobody else may see."""
from .world import Dice, at, day_of, later

FILE = "premises"


def neglected(world, site, day):
    since = world.story["neglected"].get(site.id)
    return since is not None and day_of(day) >= since


def recent(told, day, days=399):
    """The items among (day on which it was told, item) that are not older than so many days."""
    return [item for when, item in told if 0 <= (day_of(day) - day_of(when)).days <= days]


def tell(world, evidence):
    for site in world.all("site"):
        premises = world.story["premises"][site.id]
        shell(world, evidence, site)
        entries(world, evidence, site, premises)
        inspections(world, evidence, site, premises)
        if premises["desks"]:
            rounds(world, evidence, site, premises)
        for number, round in enumerate(world.rounds):
            monitoring(world, evidence, site, premises, later(round, -22))
            if number % 2 or number == 0:
                secure_areas(world, evidence, site, later(round, -12))


def shell(world, evidence, site):
    for year in (2024, 2025, 2026):
        inspected = f"{year}-06-16" if site.id != "kundcenter" else f"{year}-07-02"
        if not world.done("shell-inspected", site.subject, inspected) or site.id == "kundcenter" and year == 2026:  # GAP: forgotten in 2026
            continue
        sensitive = [zone for zone in world.story["sensitive_zones"].values() if zone["site"] == site.id and zone["since"] <= day_of(inspected)]
        zones = [{"name": "Publik zon", "sensitive": False, "access_control": False, "alarm": True},
                 {"name": "Teknikzon" if site.told["type"] == "data_centre" else "Kontorszon", "sensitive": False, "access_control": True, "alarm": True}]
        zones += [{"name": zone["name"], "sensitive": True, "access_control": True, "alarm": zone.get("alarm", True)} for zone in sensitive]
        left = Dice(f"shell/{site.id}/{year}").between(0, (0, 4, 1, 0)[year - 2023])
        evidence.add(FILE, "perimeter", site.subject, later(inspected, 3), "besiktningsprotokoll",
                     {"drawn": at("2024-03-01" if sensitive or year == 2024 else "2025-02-10"), "inspected": at(inspected),
                      "deviations": 4 if neglected(world, site, inspected) else left, "zones": zones})


def entries(world, evidence, site, premises):
    told = []
    for year in (2024, 2025, 2026):
        for half, day in ((1, f"{year}-06-03"), (2, f"{year}-10-28")):
            if not world.done("entries-reviewed", site.subject, day) or neglected(world, site, day):
                continue
            dice = Dice(f"entries/{site.id}/{year}-{half}")
            blocked = world.done("badges-blocked", site.subject, day)
            orphaned = premises["badges"] * (0 if blocked and premises["badges"] < 60 else dice.between(2, 9) if blocked else dice.between(25, 70)) // 1000
            if site.id == "kontor-soder" and day == "2026-10-28":
                orphaned = 11  # GAP: badges of the seasonal staff
            visitors = premises["badges"] * dice.between(2, 5)
            told.append((later(day, 1), f"{year}-{half}"))
            evidence.add(FILE, "entry_log_review", site.subject, told[-1][0], "passersystemet",
                         {"at": at(day), "badges": premises["badges"], "orphaned": orphaned, "visitors": visitors,
                          "visitors_registered": visitors if blocked else visitors * dice.between(85, 99) // 100, "forced": dice.between(0, 1 if blocked else 4),
                          "remedied": (blocked or dice.chance(0.5)) and orphaned != 11}, told[-1][1])
    for round in world.rounds:
        evidence.census(FILE, "entry_log_review", site.subject, later(round, -8), "passersystemet", recent(told, later(round, -8)))


def inspections(world, evidence, site, premises):
    """Each autumn, two zones of a site; told once more when what was wanting has been mended."""
    told = []
    hall = site.told["type"] == "data_centre"
    points = ("perimeter", "entry", "offices", "monitoring", "fire", "water", "climate", "siting", "cabling") + (("utilities",) if hall else ("clear_desk", "storage_media", "disposal"))
    for year in (2024, 2025, 2026):
        day = later(f"{year}-09-08", Dice(f"inspection/{site.id}").between(0, 12))
        if not world.done("rooms-inspected", site.subject, day):
            continue
        for zone in ("Publik zon", "Teknikzon" if hall else "Kontorszon"):
            dice = Dice(f"inspection/{site.id}/{year}/{zone}")
            let_go = neglected(world, site, day)
            wanting = [name for name in points if dice.chance(0.24 - 0.07 * (year - 2024))]
            if zone != "Publik zon" and (let_go or site.id in ("kontor-vast", "huvudkontor")) and "offices" not in wanting:
                wanting.append("offices")
            mended = {name: later(day, dice.between(6, 26) if year > 2024 and (site.id, year) != ("kontor-vast", 2026) else dice.between(20, 60))
                      for name in wanting if not let_go}
            rooms = premises["rooms"] // 2
            secured = rooms * ((74 if let_go else 78, 88, 95)[min(year - 2024, 0 if let_go else 2)] + dice.between(-2, 2)) // 100
            told.append((later(day, 50), f"{year}-{'publik' if zone == 'Publik zon' else 'inre'}"))
            for when in (later(day, 2), later(day, 50)):
                evidence.add(FILE, "premises_inspection", site.subject, when, "inspektionsprotokoll",
                             {"at": at(day), "zone": zone, "inspector": "unit:forvaltning" if site.owner != "forvaltning" else "unit:sakerhet", "rooms": rooms, "rooms_secured": secured,
                              "points": [{"name": name, "result": "deficient" if name in wanting else "good",
                                          **({"remedied": at(mended[name])} if name in mended and mended[name] <= when else {})} for name in points]}, told[-1][1])
    for round in world.rounds:
        evidence.census(FILE, "premises_inspection", site.subject, later(round, -7), "inspektionsprotokoll",
                        recent([(later(when, -48), item) for when, item in told], later(round, -7)))


def monitoring(world, evidence, site, premises, day):
    """What the alarm centre has of the site; it began to tell in the spring of 2024."""
    if day < "2024-04-01":
        return
    tested = f"{day[:4]}-05-12" if day[5:] >= "05-12" else f"{int(day[:4]) - 1}-05-12"
    if tested < "2024":
        tested = "2022-10-03"
    if site.id == "kontor-norr":
        tested = "2025-08-19" if day > "2025-08-19" else tested  # GAP: not since
    broken = Dice(f"cameras/{site.id}/{day}").between(0, 2 if day < "2025-06" else 0) + (1 if site.id == "kundcenter" else 0)
    alarm = site.id != "kontor-vast" or day > "2025-02-20"
    evidence.add(FILE, "physical_monitoring", site.subject, day, "larmcentralen",
                 {"burglar_alarm": alarm, "alarm_tested": at(tested) if alarm else None, "alarm_worked": (site.id != "kundcenter" or day > "2025-05-12") if alarm else None,
                  "response": "PT45M" if site.id == "arkivet" else "PT40M" if site.id == "hall-b" and day < "2025-06" else "PT20M",
                  "cameras": premises["cameras"], "cameras_ok": premises["cameras"] - broken})


def rounds(world, evidence, site, premises):
    told = []
    for year in (2024, 2025, 2026):
        for half, day in (("v", f"{year}-05-19"), ("h", f"{year}-10-20")):
            if not world.done("desk-rounds", site.subject, day) or neglected(world, site, day) or day < "2024-10":
                continue
            share = {"2024-10-20": 0.26, "2025-05-19": 0.16, "2025-10-20": 0.11, "2026-05-19": 0.06, "2026-10-20": 0.02}[day] * (4 if site.id == "kundcenter" else 1)
            messy = int(premises["desks"] * min(0.5, share))
            told.append((later(day, 1), f"{year}-{half}"))
            evidence.add(FILE, "clear_desk_round", site.subject, told[-1][0], "rondprotokoll",
                         {"at": at(day, 18), "places": premises["desks"], "papers": messy - messy // 3, "screens": messy // 3, "reported": year > 2024}, told[-1][1])
    for round in world.rounds:
        evidence.census(FILE, "clear_desk_round", site.subject, later(round, -6), "rondprotokoll", recent(told, later(round, -6)))


def secure_areas(world, evidence, site, day):
    areas = {id: area for id, area in world.story["secure_areas"].items() if area["site"] == site.id and area["since"] <= day_of(day)}
    for id, area in areas.items():
        rules = "rules" in area and area["rules"] <= day_of(day)
        orderly = rules and day_of(day) > day_of(later(area["rules"], 300))
        dice = Dice(f"area/{id}/{day}")
        visits, observed = dice.between(4, 60), dice.between(2, 9) if orderly else 0
        evidence.add(FILE, "secure_area", site.subject, day, "förteckningen över säkra områden",
                     {"name": area["name"], "owner": f"unit:{area['owner']}", "rules_decided": at(area["rules"]) if rules else None, "authorised": area["authorised"],
                      "authorised_needed": area.get("needed") if orderly else area["authorised"] * 8 // 10,
                      "authorised_informed": area["authorised"] if orderly else area["authorised"] * (7 if rules else 3) // 10,
                      "reviewed": at(later(day, -dice.between(10, 120))) if orderly else at(later(day, -dice.between(200, 300))),
                      "recording_barred": orderly and not area.get("cameras", False), "vacant_locked": rules, "visits": visits,
                      "visits_escorted": visits if orderly else visits - dice.between(0, 3), "observed": observed, "observed_deviating": min(observed, dice.between(0, 1))}, id)
    evidence.census(FILE, "secure_area", site.subject, at(day, 9), "förteckningen över säkra områden", sorted(areas))
