"""What is to be reached, planned, reported, done and accepted for a time: goals, the yearly cycle, situation reports, the action plan, exceptions of systems, and what
the management decided for the whole."""
from .world import ORGANISATION, Dice, at, day_of, later

FILE = "improvement"
KEPT = 400  # days that what is done stays on its list


def tell(world, evidence):
    for round in world.rounds:
        day = later(round, -6)
        goals(world, evidence, day)
        cycle(world, evidence, day)
        reports(world, evidence, day)
        actions(world, evidence, day)
        decisions(world, evidence, day)
    for item, told in world.story["system_exceptions"].items():
        exception(evidence, item, told)


def goals(world, evidence, day):
    items = []
    for item, told in world.story["goals"].items():
        values = sorted((when, value) for when, value in told["values"].items() if day_of(when) <= day_of(day))
        if told["from"] > day_of(day) or (day_of(day) - told["due"]).days > KEPT:
            continue
        items.append(item)
        measured, value = values[-1] if values else (None, None)
        evidence.add(FILE, "goal", ORGANISATION, day, "verksamhetsplanen",
                     {"name": told["name"], "horizon": told["horizon"], "owner": f"unit:{told['owner']}", "controls": told["controls"], "measure": told["measure"],
                      "start": told["start"], "target": told["target"], "value": value, "measured": measured and at(measured), "measured_by": f"unit:{told['by']}",
                      "analysed_by": f"unit:{told['judged']}", "due": at(told["due"])}, item)
    evidence.census(FILE, "goal", ORGANISATION, day, "verksamhetsplanen", items)


def cycle(world, evidence, day):
    """This year's activities and last year's."""
    items = []
    for year in (day_of(day).year - 1, day_of(day).year):
        for id, told in world.story["cycle"].items():
            if year < told["since"]:
                continue
            item, due = f"{id}-{year}", f"{year}-{told['day']}"
            items.append(item)
            kept, dice = world.done("cycle-kept", item, due), Dice("cycle/" + item)
            done = later(due, -dice.between(0, 12) if kept else dice.between(35, 90))
            evidence.add(FILE, "planned_activity", ORGANISATION, day, "årshjulet",
                         {"name": told["name"], "type": told["type"], "owner": f"unit:{told['owner']}", "due": at(due), "done": at(done) if done <= day else None,
                          "postponed": 0 if kept or day < due else 1}, item)
    evidence.census(FILE, "planned_activity", ORGANISATION, day, "årshjulet", items)


def reports(world, evidence, day):
    """Those of the last year, with the decisions that were carried out since."""
    for item, told in world.story["situation_reports"].items():
        age = (day_of(day) - told["at"]).days
        if not 0 <= age <= KEPT:
            continue
        risks, threats, decisions = told["figures"]
        evidence.add(FILE, "situation_report", ORGANISATION, day, "lägesbilden",
                     {"at": at(told["at"]), "period_from": at(told["from"]), "period_to": at(told["to"]), "area": told["area"], "level": told["level"],
                      "recipients": [f"forum:{forum}" for forum in told["forums"]], "serious_risks": risks, "threats": threats, "obstacles": told["obstacles"],
                      "decisions": decisions, "decisions_done": min(decisions, decisions * age // 120)}, item)


def actions(world, evidence, day):
    items, now = [], day_of(day)
    for item, told in world.story["actions"].items():
        done = "done" in told and told["done"] <= now
        if told["from"] > now or done and (now - told["done"]).days > KEPT:
            continue
        items.append(item)
        stopped = "stopped" in told and told["stopped"] <= now
        status = "done" if done else "stopped" if stopped else "under_way" if "start" in told and told["start"] <= now else "not_started"
        effect, seen = told.get("seen", (None, None))
        checked = done and seen and seen <= now
        evidence.add(FILE, "action", ORGANISATION, day, "handlingsplanen",
                     {"name": told["name"], "track": told["track"], "source": told["source"], "controls": told["controls"], "priority": told["priority"], "cost": told["cost"],
                      "days": told["days"], "owner": f"unit:{told['owner']}" if "owner" in told else None, "start": at(told["start"]) if "start" in told else None,
                      "due": at(told["due"]), "done": at(told["done"]) if done else None, "status": status, "depends_on": told.get("depends"),
                      "effect": (effect if checked else "not_checked") if done else None, "effect_checked": at(seen) if checked else None}, item)
    evidence.census(FILE, "action", ORGANISATION, day, "handlingsplanen", items)


def exception(evidence, item, told):
    """Told when it was approved, prolonged, and needed no more."""
    fields = {"name": told["name"], "controls": told.get("controls"), "rules": told.get("rules"), "reason": told["reason"], "compensation": told["compensation"],
              "owner": f"unit:{told['owner']}", "approved_by": f"role:{told['by']}", "approved": at(told["approved"]), "until": at(told["until"]), "prolonged": 0}
    evidence.add(FILE, "exception", told["of"], later(told["approved"], 1), "undantagslistan", fields, item)
    if "again" in told:
        decided, until = told["again"]
        fields = {**fields, "approved": at(decided), "until": at(until), "prolonged": 1}
        evidence.add(FILE, "exception", told["of"], later(decided, 1), "undantagslistan", fields, item)
    if "ended" in told:
        evidence.add(FILE, "exception", told["of"], later(told["ended"], 1), "undantagslistan", {**fields, "ended": at(told["ended"])}, item)


def decisions(world, evidence, day):
    for item, told in world.story["decisions"].items():
        age = (day_of(day) - told["at"]).days
        if 0 <= age <= KEPT:
            evidence.add(FILE, "decision", ORGANISATION, day, "diariet",
                         {"body": told["body"], "forum": f"forum:{told['forum']}", "decided_by": f"role:{told['by']}", "level": "strategic", "concerns": told["concerns"],
                          "outcome": "approved", "prepared": True, "owner": f"unit:{told['owner']}", "due": at(told["due"]),
                          "done": at(told["done"]) if "done" in told and told["done"] <= day_of(day) else None, "functions": told["functions"], "at": at(told["at"])}, item)
