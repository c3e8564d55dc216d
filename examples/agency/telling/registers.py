"""Registers: the organisation, its units, sites, suppliers, systems and hosts, as they were at each round. A quarter passes before the registers know
of the reorganisation."""
from .world import ORGANISATION, Dice, at, classes, day_of, later

FILE = "registers"
ORIGINS = {"own": "own_development", "outsourced": "outsourced_development", "bought": "bought", "cloud": "cloud_service"}
CRITICALITY_JUDGED = "2025-02-01"
OWNERS_KNOWN = "2025-09-15"  # when the registers had followed the reorganisation of 2025-07-01


def owner_then(thing, day):
    """The owner in the register. Until the registers follow, it is the unit that is gone."""
    return thing.was if thing.was and day_of(day) < day_of(OWNERS_KNOWN) else thing.owner


def in_being(thing):
    return {"valid_from": thing.since and at(thing.since), "valid_to": thing.until and at(later(thing.until, 1))}


def tell(world, evidence):
    for round in world.rounds:
        units(world, evidence, round)
        places_and_suppliers(world, evidence, round)
        systems_and_hosts(world, evidence, round)


def units(world, evidence, round):
    day = later(round, -20)
    evidence.add(FILE, "organisation", ORGANISATION, day, "verksamhetsregistret",
                 {"name": world.story["name"], "owner": "unit:sakerhet", "class": classes(world.story["class"])})
    for unit in world.all("unit"):
        if unit.since and day_of(day) < unit.since:
            continue
        then = world.unit_then(unit, day)
        ended = unit.until and day_of(day) > unit.until
        if ended and (day_of(day) - unit.until).days > 100:
            continue
        evidence.add(FILE, "unit", unit.subject, day, "personalsystemet",
                     {"name": then.name, "owner": then.above and f"unit:{then.above}", "part_of": ORGANISATION, "staff": then.staff,
                      "class": classes(then.told["class"]), "merged_into": unit.into and f"unit:{unit.into}" if ended else None,
                      **(in_being(unit) if ended or unit.since else {})})


def places_and_suppliers(world, evidence, round):
    day = later(round, -18)
    for site in world.sites(day):
        evidence.add(FILE, "site", site.subject, day, "lokalregistret",
                     {"name": site.name, "owner": f"unit:{owner_then(site, day)}", "part_of": ORGANISATION, "type": site.told["type"],
                      "latitude": site.latitude, "longitude": site.longitude, "class": classes(site.told["class"])})
    for supplier in world.suppliers(day):
        evidence.add(FILE, "supplier", supplier.subject, day, "avtalsdatabasen",
                     {"name": supplier.name, "owner": f"unit:{supplier.owner}", "service": supplier.service, "type": supplier.told["type"],
                      "personal_data": supplier.personal, **known_of(world, supplier, day), **in_being(supplier), "class": classes(supplier.told["class"])})


def known_of(world, supplier, day):
    """Who stands behind a supplier, when its security was assessed before the agreement, and what it would mean if it failed."""
    told = world.story["shared"]
    behind = told["subcontractors"].get(supplier.id)
    assessed = None if supplier.id in told["never_assessed"] else later(supplier.since or "2023-03-15", -45)
    criticality = world.story["criticality"].get(supplier.id) if day_of(day) >= day_of(CRITICALITY_JUDGED) else None
    return {"criticality": criticality, "subcontractors": behind and [f"supplier:{one}" for one in behind], "assessed": assessed and at(assessed)}


def systems_and_hosts(world, evidence, round):
    day = later(round, -16)
    for system in world.all("system"):
        if system.since and day_of(day) < system.since or system.until and (day_of(day) - system.until).days > 100:
            continue
        dice = Dice(f"register/{system.id}")
        age = dice.between(0, 60) if world.care(system, day) != "poor" else dice.between(330, 420)
        known = {"class": classes(system.told["class"])} if system.told["class"] != "----" else {}
        evidence.add(FILE, "system", system.subject, day, "systemförteckningen",
                     {"name": system.name, "purpose": system.purpose, "owner": f"unit:{owner_then(system, day)}", "part_of": ORGANISATION,
                      "lifecycle": system.lifecycle or "production", "origin": ORIGINS[system.origin], "supplier": system.supplier and f"supplier:{system.supplier}",
                      "site": system.site and f"site:{system.site}", "internet_facing": bool(system.internet), "verified": at(later(day, -age)),
                      **in_being(system), **known})
    for host in world.all("host"):
        if not host.exists(day):
            continue
        evidence.add(FILE, "host", host.subject, day, "systemförteckningen",
                     {"name": host.name, "owner": host.owner and f"unit:{host.owner}", "part_of": ORGANISATION, "class": classes(host.told.get("class", "2222")),
                      **in_being(host)})
