"""Agreements with suppliers, and how suppliers are followed up."""
from .world import at, day_of, gravest, later

FILE = "suppliers"
PLANNED_SINCE = "2025-06-01"  # before then nobody could say who had been followed up and who had not


def tell(world, evidence):
    for round in world.rounds:
        for supplier in world.suppliers(later(round, -15)):
            agreement(world, evidence, supplier, later(round, -15))
            reviews(world, evidence, supplier, later(round, -6))


# ---- agreements

def agreement(world, evidence, supplier, day):
    """As the register of agreements has it, once somebody found it."""
    told = world.story["agreements"].get(supplier.id)
    if not told or not (supplier.since or world.done("agreements-found", supplier.subject, day)):
        return
    signed, ends, clauses = told["signed"], told.get("ends"), settled(world, supplier, told, day)
    if signed > day_of(day):
        signed, ends, clauses = later(signed, -4 * 365), later(signed, -1), world.story["supplier_clauses"]["basic"]
    requirements = 8 + 7 * gravest(supplier.told["class"])
    certified = told.get("certificate") if day_of(day) >= told["signed"] else None
    evidence.add(FILE, "supplier_agreement", supplier.subject, day, "avtalsdatabasen",
                 {"signed": at(signed), "ends": ends and at(ends), "requirements": requirements, "requirements_agreed": requirements * min(len(clauses) + 1, 10) // 10,
                  "reviewed": at(max(day_of(signed), day_of(f"{day_of(day).year - 1}-01-10")) if len(clauses) > 3 else signed), "clauses": clauses,
                  "certificate": certified, "certificate_until": at(current_certificate(told, day)) if certified else None})


def settled(world, supplier, told, day):
    """The clauses of the agreement of today: what is missing at first is added on the way."""
    final = told["clauses"]
    final = world.story["supplier_clauses"][final] if isinstance(final, str) else final
    if not (supplier.since or world.done("clauses-settled", supplier.subject, day)):
        return [clause for clause in final if clause in world.story["supplier_clauses"]["basic"] or clause == "data_processing"]
    more = world.done("flaws-settled", supplier.subject, day) and len(final) >= 6
    return final + ["vulnerability_handling", "change_notice"] if more else final


def current_certificate(told, day):
    """Certificates hold for three years: the one of that day, if it was renewed; the last one ends as told."""
    until = told["until"]
    while day_of(later(until, -3 * 365)) > day_of(day):
        until = day_of(later(until, -3 * 365))
    return until


# ---- follow-up

def reviews(world, evidence, supplier, day):
    """The reviews of the last two years, as the list of purchasing has them by now."""
    told = world.story["supplier_reviews"].get(supplier.id)
    items = []
    for item, review in done(world, supplier, told) if told else ():
        age = (day_of(day) - review["at"]).days
        if not 7 <= age <= 800:
            continue
        items.append(item)
        findings = [finding_then(finding, day) for finding in review.get("findings", ())]
        if age > 130 and not any(quarter_of_closing(finding, day) for finding in review.get("findings", ())):
            continue  # told before, and nothing has happened since
        evidence.add(FILE, "supplier_review", supplier.subject, later(review["at"], 7) if age < 90 else day, "leverantörsuppföljningen",
                     {"at": at(review["at"]), "method": review["method"], "required": review["required"], "met": review["met"], "due": at(later(review["at"], 14)),
                      "owner": f"unit:{supplier.owner}", "subcontractors": review["behind"], "findings": findings}, item)
    if day >= PLANNED_SINCE:
        evidence.census(FILE, "supplier_review", supplier.subject, day, "leverantörsuppföljningen", items)


def done(world, supplier, told):
    """The latest review as told, and those of the years before that were made, each by the supplier's own word."""
    for years in (2, 1):
        before = day_of(later(told["at"], -365 * years))
        if told.get("first") or supplier.since and before < supplier.since or not world.done("suppliers-followed-up", supplier.subject, before):
            continue
        required = told["required"] * 3 // 5
        finding = {"name": "Krav besvarades inte", "severity": "moderate", "due": day_of(later(before, 90)), "closed": day_of(later(before, 40 + 60 * years))}
        yield str(before.year), {"at": before, "method": "self_declaration", "required": required, "met": required * (82 if years == 2 else 91) // 100,
                                 "behind": False, "findings": [finding]}
    yield str(told["at"].year), told


def finding_then(finding, day):
    closed = finding.get("closed")
    return {"name": finding["name"], "severity": finding["severity"], "due": at(finding["due"]),
            **({"closed": at(closed)} if closed and closed <= day_of(day) else {})}


def quarter_of_closing(finding, day):
    closed = finding.get("closed")
    return closed is None or 0 <= (day_of(day) - closed).days <= 95
