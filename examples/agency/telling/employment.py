"""People before and after employment: checks, terms, duties of confidentiality, breaches of rules, and who left."""
from .world import ORGANISATION, Dice, at, day_of, later

FILE = "employment"
YEARS = (2024, 2025, 2026)


def orderly(world, unit, day):
    """How well a unit keeps what is asked of all, 0..1. Where somebody looked after it, the story tells until when."""
    coordinator = world.story["coordinators"].get(unit.id)
    return coordinator["trained"] if coordinator and day_of(day) < coordinator["until"] else unit.trained


def reached(world, course, unit, day, of, weight=1.0):
    """How many of the people the course has reached. What a unit does by itself weighs 1, what is done for it less."""
    if unit.subject in world.story["courses"][course].get("never", ()):
        weight += 1
    share = world.share(course, day) + (orderly(world, unit, day) - 0.95) * weight
    return round(of * min(1.0, max(0.0, share)))


def hired(world, unit):
    told = world.story["hired"].get(unit.id, {"people": 0})
    return told["people"], told.get("unsigned", 0)


def recruited(unit, year):
    return max(1, unit.staff * Dice(f"recruited/{unit.id}/{year}").between(6, 11) // 100)


def tell(world, evidence):
    for year in YEARS:
        for unit in world.units(f"{year}-05-11"):
            confidentiality(world, evidence, unit, year)
        for unit in world.units(f"{year}-09-16"):
            terms(world, evidence, unit, year)
        for unit in world.units(f"{year}-10-20"):
            screening(world, evidence, unit, year)
        suppliers(world, evidence, year)
    for told in world.story["breaches"]:
        breaches(world, evidence, told)
    leaving(world, evidence)


def screening(world, evidence, unit, year):
    day, new, roles = f"{year}-10-20", recruited(unit, year), max(1, unit.staff // 8)
    screened = reached(world, "checked", unit, day, new, 0.2)
    current = reached(world, "checks-renewed", unit, day, roles, 0.2)
    if year == 2026:
        screened = new - 2 if unit.id == "kund" else new  # GAP: summer staff
        current = roles - 2 if unit.id == "it" else roles  # GAP: the system administrators' ran out during the attack
    evidence.add(FILE, "screening", unit.subject, day, "personalsystemet",
                 {"recruited": new, "screened": screened, "sensitive_roles": roles, "sensitive_current": current})


def terms(world, evidence, unit, year):
    day, new = f"{year}-09-16", recruited(unit, year)
    people, unsigned = hired(world, unit)
    evidence.add(FILE, "employment_terms", unit.subject, day, "personalsystemet",
                 {"employed": unit.staff, "signed": reached(world, "terms-signed", unit, day, unit.staff, 0.5), "recruited": new,
                  "signed_before": reached(world, "terms-first", unit, day, new, 0.3), "hired": people,
                  "hired_signed": min(reached(world, "terms-hired", unit, day, people, 0.2), people - unsigned),
                  "reviewed": at(f"{year}-04-08") if year > 2024 else None})


def confidentiality(world, evidence, unit, year):
    day, new = f"{year}-05-11", recruited(unit, year - 1)
    people, unsigned = hired(world, unit)
    bound = min(reached(world, "outsiders-bound", unit, day, people, 0), people - unsigned)
    evidence.add(FILE, "confidentiality_agreement", unit.subject, day, "avtalsdatabasen",
                 {"people": unit.staff + people, "bound": reached(world, "bound", unit, day, unit.staff, 0.2) + bound, "outsiders": people, "outsiders_bound": bound,
                  "before_access": reached(world, "terms-first", unit, day, new, 0.3), "bound_now": new, "reviewed": at("2024-03-18" if year < 2026 else "2026-02-16"),
                  "breaches": 1 if Dice(f"breach/{unit.id}/{year}").chance(0.12) else 0})


def suppliers(world, evidence, year):
    day = f"{year}-05-12"
    for supplier in world.suppliers(day):
        if supplier.told["type"] not in ("consultant", "facility", "independent_actor"):
            continue
        dice = Dice(f"bound/{supplier.id}")
        people = dice.between(2, 18)
        bound = people if world.done("suppliers-bound", supplier.subject, day) else people * dice.between(0, 7) // 10
        evidence.add(FILE, "confidentiality_agreement", supplier.subject, day, "avtalsdatabasen",
                     {"people": people, "bound": bound, "outsiders": people, "outsiders_bound": bound, "reviewed": at("2024-03-18"), "breaches": 0})


def breaches(world, evidence, told):
    people = sum(unit.staff for unit in world.units(told["day"]))
    evidence.add(FILE, "disciplinary_process", ORGANISATION, told["day"], "HR-avdelningen",
                 {"decided": at(told["decided"]), "people": people, "informed": round(people * told["informed"]), "cases": told["cases"],
                  "cases_by_process": told["by_process"], "cases_in_time": told["in_time"], "evidence_kept": told["kept"], "lessons": told["lessons"]},
                 assurance="documented")


# ---- who left

def personal_number(born, last=0):
    """A number with the serial 000, which is given to nobody, and the check digit that belongs to it."""
    digits = f"{born:%y%m%d}000"
    products = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return f"{born:%Y%m%d}-000{-sum(product // 10 + product % 10 for product in products) % 10}"


def leavers(world):
    """Who left, in the order of their days: unit, last day, birth, working on what was closed and given back."""
    told = [dict(case, left=day_of(case["left"])) for case in world.story["leaving"]["told"]]
    for unit in world.all("unit"):
        if unit.id in world.story["leaving"]["nobody_from"]:
            continue
        dice = Dice(f"leavers/{unit.id}")
        for number in range(max(1, unit.staff * 7 // 100) * 3):
            left = day_of(later("2024-01-01", dice.between(0, 1040)))
            born = day_of(later("1962-01-01", dice.between(0, 14000)))
            if not world.unit_then(unit, left).exists(left):
                continue
            tidy = Dice(f"left/{unit.id}/{number}").random() < world.share("left-in-order", left)
            told.append({"unit": unit.id, "left": left, "born": born, "closed_after": 0 if tidy else dice.between(2, 25),
                         "equipment": tidy or dice.chance(0.8), "keys": tidy or dice.chance(0.7), "duties": tidy or dice.chance(0.4)})
    return sorted(told, key=lambda case: (case["left"], case["unit"], case["born"]))


def leaving(world, evidence):
    numbers, cases = {}, {}
    for case in leavers(world):
        year = case["left"].year
        numbers[year] = numbers.get(year, 0) + 1
        cases.setdefault(case["unit"], []).append((f"{year}-{numbers[year]:03}", case))
    for round in world.rounds:
        day = later(round, -9)
        for unit in world.units(day):
            recent = [(item, case) for item, case in cases.get(unit.id, []) if 0 <= (day_of(day) - case["left"]).days < 400]
            for item, case in recent:
                if (day_of(day) - case["left"]).days >= 120:
                    continue  # told before
                closed = later(case["left"], case["closed_after"]) if "closed_after" in case else None
                evidence.add(FILE, "offboarding", unit.subject, day, "personalsystemet",
                             {"personal_number": personal_number(case["born"]), "left": at(case["left"]),
                              "accounts_closed": at(closed, 15) if closed and day_of(closed) <= day_of(day) else None, "equipment_returned": case.get("equipment", True),
                              "keys_returned": case.get("keys", True), "duties_explained": case.get("duties", True)}, item)
            evidence.census(FILE, "offboarding", unit.subject, at(day, 9), "personalsystemet", [item for item, _ in recent])
