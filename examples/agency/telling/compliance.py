"""Whether rules are followed: samples of what is done, deviations and their remedies, and exceptions."""
from .world import ORGANISATION, Dice, at, day_of, later

FILE = "compliance"


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        if later(round, -30) >= str(world.story["compliance"]["since"]):
            samples(world, evidence, number, later(round, -30))
        deviations(world, evidence, later(round, -4))
        for told in world.story["exceptions"]:
            exception(evidence, told, later(round, -4))


def taken(world, number):
    """The sample of a quarter: what was looked at, how many of ten to twenty, and how many deviated."""
    turns = world.story["compliance"]["samples"]
    told, dice = turns[number % len(turns)], Dice(f"sample/{number}")
    sampled = dice.between(10, 20)
    share = told["first"] + (told["last"] - told["first"]) * number / (len(world.rounds) - 1)
    return told, sampled, int(sampled * share + 0.5)


def samples(world, evidence, number, day):
    told, sampled, deviating = taken(world, number)
    evidence.add(FILE, "sample_test", ORGANISATION, day, "stickprov",
                 {"at": at(later(day, -4)), "controls": told["controls"], "type": "sample", "method": "inspection", "population": 40 * sampled, "sampled": sampled, "deviating": deviating,
                  "tester": "unit:sakerhet", "independent": True, "reported": True}, f"S-{day[:7]}")


def deviations(world, evidence, day):
    """Of each sample that found something: what it was, until half a year after it was remedied."""
    for number, round in enumerate(world.rounds):
        opened = later(round, -28)
        told, _, deviating = taken(world, number)
        if opened < str(world.story["compliance"]["since"]) or opened > day or not deviating:
            continue
        dice, item = Dice(f"deviation/{number}"), f"A-{opened[:7]}"
        due = later(opened, 60)
        closed = later(due, -dice.between(3, 30) if world.done("deviations-remedied", item, opened) else dice.between(20, 110))
        verified = later(closed, 30) if world.done("remedies-verified", item, closed) else None
        if day_of(day) > day_of(later(closed, 180)):
            continue
        evidence.add(FILE, "deviation", ORGANISATION, day, "avvikelselistan",
                     {"name": f"{told['name']} ({opened[:4]})", "source": "sample_test", "controls": told["controls"], "severity": "significant" if deviating > 4 else "moderate",
                      "owner": f"unit:{told['unit']}", "opened": at(opened), "cause": "Regeln var inte känd" if deviating > 2 else "Slarv", "due": at(due),
                      "closed": at(closed) if closed <= day else None, "verified": at(verified) if verified and verified <= day else None}, item)


def exception(evidence, told, day):
    first = told.get("approved", day_of("2026-04-01"))
    if first > day_of(day):
        return
    renewed = told.get("renewed")
    now = renewed if renewed and renewed["approved"] <= day_of(day) else told
    evidence.add(FILE, "exception", ORGANISATION, day, "undantagslistan",
                 {"name": told["name"], "controls": told.get("controls"), "rules": told.get("rules"), "subjects": told["subjects"], "reason": told["reason"],
                  "compensation": told.get("compensation"), "owner": f"unit:{told['owner']}", "approved_by": "role:ciso" if "approved" in told else None,
                  "approved": "approved" in now and at(now["approved"]) or None, "until": "until" in now and at(now["until"]) or None, "prolonged": 1 if now is renewed else 0,
                  "ended": at(told["ended"]) if "ended" in told and told["ended"] <= day_of(day) else None}, told["id"])
