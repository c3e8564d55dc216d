"""How the work is led: duties and who can stand in, requirement groups, the policy and who has confirmed it, reviews by the management and by auditors, and the
units' own word."""
from .processes import days_met
from .registers import OWNERS_KNOWN
from .world import ORGANISATION, Dice, Thing, at, day_of, later

FILE = "governance"
RULES = "2025-07-01"  # the rules of procedure of 2025 hold, and the old conveners are gone


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        day = later(round, -13)
        duties(world, evidence, day)
        groups(world, evidence, day)
        reviews(world, evidence, day)
        audits(world, evidence, day)
        acknowledgements(world, evidence, day)
        if number % 2:
            self_assessments(world, evidence, day)


def duties(world, evidence, day):
    items = []
    for item, duty in world.story["duties"].items():
        if duty["from"] > day_of(day) or (duty.get("until") and later(duty["until"], 77) < day and "taken_over" in duty):
            continue  # not yet assigned, or given to somebody else since
        items.append(item)
        number = int(item[-2:])
        written = day_of(day) >= day_of("2024-09-02") or duty["from"].year < 2024
        ended = duty.get("until")
        evidence.add(FILE, "responsibility", ORGANISATION, day, "arbetsordningen",
                     {"role": duty["role"], "office": f"role:{duty['office']}", "unit": f"unit:{duty['unit']}", "holder": duty["holder"],
                      "deputy": duty.get("deputy") if day > "2024-10" else None,
                      "basis": f"{'Arbetsordning 2025:1' if day >= RULES else 'Arbetsordning 2023:1'} {number + 10} §" if written else None, "duty": duty["duty"],
                      "controls": duty.get("controls", []), "valid_from": at(duty["from"]), "competence": Dice("competence/" + item).chance(0.85),
                      "accepted": at(later(duty["from"], 7)), "until": ended and day >= "2025-05-15" and at(ended) or None}, item)
    evidence.census(FILE, "responsibility", ORGANISATION, day, "arbetsordningen", items)


def groups(world, evidence, day):
    items = []
    for item, group in world.story["requirement_groups"].items():
        if group["from"] > day_of(day):
            continue
        items.append(item)
        forum = group.get("forum") and next(forum for forum in world.all("forum") if forum.id == group["forum"])
        met = [one for one in days_met(forum or as_forum(item, group), day)]
        missed = "convened" in group and RULES <= day < OWNERS_KNOWN
        planned = max(1, min(12, (day_of(day) - group["from"]).days // 30) // group["every"])
        evidence.add(FILE, "requirement_group", ORGANISATION, day, "kravregistret",
                     {"convener": None if missed else group.get("convened") if day < RULES and "convened" in group else group["convener"],
                      "functions": group["functions"], "controls": group["controls"], "last_meeting": at(met[-1], 13) if met else at(group["from"], 13),
                      "forum": group.get("forum") and f"forum:{group['forum']}", "meetings_planned": planned,
                      "meetings_held": min(planned, sum((day_of(day) - day_of(one)).days <= 365 for one in met)), "valid_from": at(group["from"])}, item)
    evidence.census(FILE, "requirement_group", ORGANISATION, day, "kravregistret", items)


def as_forum(item, group):
    return Thing("forum", "kravgrupp-" + item, {"from": group["from"], "every": group["every"]})


def reviews(world, evidence, day):
    """The reviews of the last year, with what has been done since."""
    for review in world.story["management_reviews"]:
        if not 0 <= (day_of(day) - review["at"]).days <= 400:
            continue
        evidence.add(FILE, "management_review", ORGANISATION, day, "ledningens protokoll",
                     {"at": at(review["at"]), "chair": "Generaldirektör", "need_met": review.get("need_met"), "untreated_serious_risks": review.get("untreated"),
                      "decisions": [{"name": one["name"], "owner": f"unit:{one['owner']}", "due": at(one["due"]), **done(one, "done", day)}
                                    for one in review.get("decisions", [])]}, review["item"])


def audits(world, evidence, day):
    for audit in world.story["audits"]:
        if not 0 <= (day_of(day) - audit["at"]).days <= 730:
            continue
        evidence.add(FILE, "internal_audit", ORGANISATION, day, "internrevisionen",
                     {"at": at(audit["at"]), "auditor": audit["auditor"], "independent": True, "controls": audit["controls"],
                      "findings": [{"name": one["name"], "severity": one["severity"], "owner": f"unit:{one['owner']}", "due": at(one["due"]), **done(one, "closed", day)}
                                   for one in audit["findings"]]}, audit["item"])


def done(one, field, day):
    return {field: at(one[field])} if field in one and one[field] <= day_of(day) else {}


def reached(world, unit, day, aim):
    """What share of its aim the unit reaches that day: one that has lost its coordinator decays."""
    return min(1.0, aim * world.share("norr-held", day) / 0.6 if unit.id == "prov-norr" else aim)


def acknowledgements(world, evidence, day):
    share = world.share("policy-confirmed", day)
    for unit in world.units(day):
        if share == 0 or (unit.id == "forvaltning" and day > "2025-09"):
            continue  # GAP: Förvaltningsavdelningen has not counted since the summer of 2025
        confirmed = min(1.0, share * reached(world, unit, day, min(1.0, unit.told["trained"] + 0.02)))
        evidence.add(FILE, "acknowledgement", unit.subject, day, "intranätet", {"staff": unit.staff, "acknowledged": int(unit.staff * confirmed + 0.5)})


def self_assessments(world, evidence, day):
    for unit in world.units(day):
        if not world.done("units-answer", unit.subject, day):
            continue
        held = reached(world, unit, day, unit.told["trained"])
        evidence.add(FILE, "self_assessment", unit.subject, day, "enkät",
                     {"controls": ["5.10", "5.37", "6.7", "7.7"], "answer": "fully" if held > 0.93 else "partly" if held > 0.6 else "unsure",
                      "statement": "Vi låser skärmen och plockar undan" if held > 0.6 else "Vi har inte hunnit svara på allt", "role": "Enhetschef"},
                     f"{day_of(day).year}-{'var' if day_of(day).month < 7 else 'host'}", "stated")
