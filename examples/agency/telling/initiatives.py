"""What is built, bought or changed: the register of initiatives, what was written on their way to procurement and production, and how security is part of them."""
from datetime import date

from .world import Dice, at, classes, day_of, later

FILE = "initiatives"


def tell(world, evidence):
    for initiative in world.all("initiative"):
        for round in world.rounds:
            day = later(round, -23)
            stage = stage_then(initiative, day)
            if stage:
                register(evidence, initiative, day, stage)
                if stage in ("preparation", "realisation", "production"):
                    project(world, evidence, initiative, later(day, 1), stage)
        for told in initiative.told.get("told", []):
            fields = {name: at(value) if isinstance(value, date) else value for name, value in told.items() if name not in ("kind", "item", "day")}
            evidence.add(FILE, told["kind"], initiative.subject, told["day"], "säkerhetsresan", fields, told["item"])
        for kind, day in initiative.told.get("census", []):
            evidence.census(FILE, kind, initiative.subject, day, "säkerhetsresan",
                            [told["item"] for told in initiative.told.get("told", []) if told["kind"] == kind and told["day"] <= day])


def stage_then(initiative, day):
    """How far it had come; None before it was there, and some time after it was closed."""
    stage, since = None, None
    for begins, name in initiative.stages:
        if begins <= day_of(day):
            stage, since = name, begins
    return None if stage == "closed" and (day_of(day) - since).days > 100 else stage


def register(evidence, initiative, day, stage):
    classified = initiative.classified if initiative.classified and initiative.classified <= day_of(day) else None
    evidence.add(FILE, "initiative", initiative.subject, day, "projektkontoret",
                 {"name": initiative.name, "purpose": initiative.purpose, "owner": f"unit:{initiative.owner}", "type": initiative.told["type"], "stage": stage,
                  "system": initiative.system and f"system:{initiative.system}", "supplier": initiative.supplier and f"supplier:{initiative.supplier}",
                  "personal_data": initiative.personal, "classified": classified and at(classified),
                  "class": classes(initiative.told["class"]) if classified else None})


def project(world, evidence, initiative, day, stage):
    if not initiative.answered or day_of(day) < day_of("2024-05-01"):
        return  # nobody has been asked to answer for security in it
    requirements, checkpoints = initiative.figures
    named = initiative.answered <= day_of(day)
    due = {"preparation": checkpoints // 3, "realisation": checkpoints * 2 // 3, "production": checkpoints}[stage]
    passed = due if due == 1 or world.done("checkpoints-passed", initiative.subject, day) else max(0, due - 2)  # the first is passed to begin at all
    settled = named and any(told["kind"] == "requirement_list" and told["day"] <= day_of(day) for told in initiative.told.get("told", []))
    risks = Dice("project/" + initiative.id).between(3, 9) if named else 0
    evidence.add(FILE, "project_security", initiative.subject, day, "projektkontoret",
                 {"responsible": "unit:sakerhet" if named else None, "joined": initiative.joined if named else None, "checkpoints": checkpoints, "checkpoints_due": due,
                  "checkpoints_passed": passed if named else 0, "risks": risks, "risks_owned": risks - (0 if passed == due else 1) if named else 0,
                  "requirements": requirements if settled else 0, "requirements_verified": {"preparation": 0, "realisation": requirements // 3, "production": requirements}[stage]
                  if settled else 0, "resources": named and initiative.id != "bildtolkning",
                  "followed_up": at(later(day, -Dice(f"steering/{initiative.id}/{day}").between(5, 80 if passed == due else 200))) if named else None})
