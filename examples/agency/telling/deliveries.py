"""What suppliers deliver: what stands behind it, whether it came as agreed, what changed, and the cloud services among it."""
from .world import Dice, at, day_of, later, level

FILE = "deliveries"
CHANGES = ["technology", "place", "subcontractor", "owner", "staff", "terms", "service"]
PLACES = ["Sverige", "Sverige, Finland", "EU"]


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for supplier in world.suppliers(round):
            if round.month == 11:
                chain(world, evidence, supplier, later(round, -35))
            if level(supplier.told["class"], "availability") >= 2 and supplier.told["type"] in ("it_supplier", "cloud_service"):
                delivered(world, evidence, supplier, later(round, -12))
        if number % 2:
            clouds(world, evidence, later(round, -11))
    for supplier in world.all("supplier"):
        changes(world, evidence, supplier)


def chain(world, evidence, supplier, day):
    if supplier.told["type"] not in ("it_supplier", "cloud_service") or not world.done("chains-mapped", supplier.subject, day):
        return
    dice = Dice(f"chain/{supplier.id}")
    behind, components, critical = dice.between(0, 8), dice.between(0, 60), dice.between(0, 4)
    bound, listed = world.done("chains-bound", supplier.subject, day), world.done("components-listed", supplier.subject, day)
    evidence.add(FILE, "supply_chain", supplier.subject, day, "leverantörsuppföljningen",
                 {"mapped": at(later(day, -14)), "subcontractors": behind, "subcontractors_bound": behind if bound else behind // 2, "components": components,
                  "components_listed": components * (94 if listed else 30) // 100, "components_verified": components * (88 if listed else 55) // 100, "critical": critical,
                  "critical_replaceable": critical if dice.chance(0.6) else critical // 2, "flaws_told": listed, "support_until": at(later(day, dice.between(100, 1500)))})


def delivered(world, evidence, supplier, day):
    """The quarter before, from when it is followed up."""
    if not world.done("levels-followed", supplier.subject, day):
        return
    dice = Dice(f"delivered/{supplier.id}/{day}")
    levels = Dice(f"levels/{supplier.id}").between(4, 12)
    missed = dice.between(0, 1) if dice.chance(0.4) else 0
    incidents = dice.between(0, 2)
    first = later(day, -95)
    evidence.add(FILE, "service_level", supplier.subject, day, "leverantörsuppföljningen",
                 {"period_from": at(first), "period_to": at(later(first, 90)), "owner": f"unit:{supplier.owner}", "outage": f"PT{dice.between(0, 70) + 120 * missed}M", "outage_allowed": "PT2H",
                  "incidents": incidents, "incidents_told": incidents - (missed if incidents else 0), "levels": levels, "levels_met": levels - missed,
                  "discussed": at(later(day, -2))}, f"{first[:7]}")


def changes(world, evidence, supplier):
    """One a year or so, told of beforehand or not."""
    dice = Dice(f"changes/{supplier.id}")
    came = later("2023-11-01", dice.between(0, 300))
    while came < "2026-11-10":
        if supplier.exists(came):
            care = world.share("suppliers-followed-up", came)
            told = later(came, -dice.between(20, 90)) if dice.chance(0.4 + 0.5 * care) else came
            assessed = later(told, dice.between(3, 18)) if dice.chance(0.3 + 0.6 * care) else None
            fields = {"type": dice.pick(CHANGES), "announced": at(told), "at": at(came), "assessed": assessed and at(assessed),
                      "outcome": "pending" if assessed is None else "accepted_with_measures" if dice.chance(0.3) else "accepted", "owner": f"unit:{supplier.owner}"}
            evidence.add(FILE, "supplier_change", supplier.subject, later(came, 5), "leverantörsuppföljningen", fields, f"F-{came}")
            if assessed and dice.chance(care) and day_of(later(came, 75)) < world.last:
                evidence.add(FILE, "supplier_change", supplier.subject, later(came, 75), "leverantörsuppföljningen", {**fields, "followed_up": at(later(came, 70))}, f"F-{came}")
        came = later(came, dice.between(200, 560))


# ---- cloud services

def clouds(world, evidence, day):
    found = {}
    for system in world.systems(day):
        if system.origin == "cloud" and world.done("cloud-listed", system.subject, day):
            cloud(world, evidence, system, day)
            found.setdefault(system.supplier, []).append(system.id)
    for supplier in world.suppliers(day):
        if supplier.id == "identiteten":
            login(world, evidence, supplier, day)
            found.setdefault(supplier.id, []).append("e-legitimation")
        if supplier.id in found:
            evidence.census(FILE, "cloud_service", supplier.subject, day, "molnförteckningen", found[supplier.id])


def cloud(world, evidence, system, day):
    dice = Dice(f"cloud/{system.id}")
    approved, divided = world.done("cloud-approved", system.subject, day), world.done("cloud-divided", system.subject, day)
    home, tried = world.done("cloud-keys", system.subject, day), world.done("cloud-exits", system.subject, day)
    settings = dice.between(20, 80)
    right = {"good": 98, "fair": 90, "poor": 60}[world.care(system, day)]
    year = day_of(day).year
    evidence.add(FILE, "cloud_service", f"supplier:{system.supplier}", day, "molnförteckningen",
                 {"name": system.name, "model": "software", "owner": f"unit:{system.owner}", "systems": [system.subject], "approved": at(later("2023-09-01", dice.between(0, 120))) if approved else None,
                  "place": dice.pick(PLACES), "confidentiality": level(system.told["class"], "confidentiality"), "shared_duties": divided, "keys": "own" if home else "supplier",
                  "exit_planned": at(later(f"{year - 1}-11-01", dice.between(0, 60))) if divided else None, "checked": at(later(day, -3)), "settings": settings,
                  "settings_right": settings * right // 100, "logs_received": home, "own_backup": system.id != "kundchatten",
                  "exit_tried": at(later(f"{year - 1}-09-01", dice.between(0, 80))) if tried else None, "unapproved_found": 0 if approved else dice.between(1, 3)}, system.id)


def login(world, evidence, supplier, day):
    """Log-in for the public, bought as a platform."""
    year = day_of(day).year
    evidence.add(FILE, "cloud_service", supplier.subject, day, "molnförteckningen",
                 {"name": "E-legitimation", "model": "platform", "owner": f"unit:{supplier.owner}", "systems": ["system:identitetsvaxeln"], "approved": at("2023-05-10"), "place": "Sverige",
                  "confidentiality": 2, "shared_duties": True, "keys": "own_outside" if year > 2025 else "own", "exit_planned": at("2024-02-01"), "checked": at(later(day, -5)), "settings": 24,
                  "settings_right": 24 if year > 2024 else 21, "logs_received": True, "own_backup": False, "exit_tried": at(f"{year - 1}-10-04"), "unapproved_found": 0}, "e-legitimation")
