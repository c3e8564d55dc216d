"""Incidents, as the register of cases had them at each round, what was secured of them, what was learnt, and how ready the agency is."""
from .world import ORGANISATION, at, day_of, hours_later, later

FILE = "incidents"


def tell(world, evidence):
    for round in world.rounds:
        day = later(round, -7)
        for told in world.story["incidents"]:
            if told["at"] <= day_of(day) and changes_after(told, later(day, -100)):
                incident(evidence, told, day)
                lessons(evidence, told, day)
        for told in world.story["collections"]:
            if 0 <= (day_of(day) - told["at"]).days < 370:
                collection(evidence, told, day)
        for told in world.story["exercises"]:
            exercise(evidence, told, day)
    for told in world.story["readiness"]:
        readiness(evidence, told)


def changes_after(told, day):
    """Whether the register of cases has had something new to say of the incident since that day."""
    ends = [told["at"], told.get("graded", told["at"]), *(lesson.get("done") or day_of("9999-12-31") for lesson in told.get("lessons", ()))]
    ends.append(day_of(later(told["at"], max(told["close"], told.get("final", 0)))) if "close" in told else day_of("9999-12-31"))
    return max(ends) >= day_of(day)


def lessons_then(told, day):
    """Lessons are drawn when the incident is closed; until then nobody knows of any."""
    if "close" not in told or day_of(later(told["at"], told["close"])) > day_of(day):
        return None
    return [{"name": lesson["name"], "owner": f"unit:{lesson['owner']}", "due": at(lesson["due"]),
             **({"done": at(lesson["done"])} if "done" in lesson and lesson["done"] <= day_of(day) else {})} for lesson in told.get("lessons", ())]


def incident(evidence, told, day):
    start = at(told["at"], 7)

    def hours(count):
        instant = None if count is None else hours_later(start, count)
        return instant if instant and instant <= at(day, 23) else None

    def days(count, hour):
        return None if count is None else hours(24 * count + hour)

    stage = told.get("stage", "incident")
    closed = days(told.get("close"), 9)
    graded = day_of(day) >= told.get("graded", told["at"])
    evidence.add(FILE, "incident", ORGANISATION, at(day, 23), "ärendesystemet",
                 {"title": told["title"], "stage": stage if graded else None, "category": told["harmed"], "severity": told["severity"] if graded else None, "detected": start,
                  "reported": hours(told["report"]), "reporter": told["reporter"], "decided": hours(told["judge"]), "contained": days(told["contain"], 6),
                  "recovered": days(told.get("recover", told["contain"]), 8), "closed": closed, "personal_data": told.get("personal", False), "notifiable": "tell" in told,
                  "warned": hours(told.get("warn")), "notified": hours(told.get("tell")), "notified_fully": days(told.get("final"), 10),
                  "evidence_preserved": told.get("secured"), "by_plan": told.get("by_plan", told["at"] >= day_of("2024-10-15")),
                  "supplier": "supplier" in told and f"supplier:{told['supplier']}" or None, "controls": told.get("controls") if closed else None,
                  "systems": [f"system:{system}" for system in told.get("systems", ())], "root_cause": told.get("cause") if closed else None,
                  "lessons": lessons_then(told, day)}, told["id"])


def lessons(evidence, told, day):
    """The list of lessons of the whole agency, which began when there was somebody to keep it."""
    for number, lesson in enumerate(lessons_then(told, day) or (), 1):
        if day < "2024-10":
            continue
        learnt = later(told["at"], told["close"])
        done = lesson.get("done")
        seen = done and day_of(done[:10]) <= day_of(later(day, -60))
        evidence.add(FILE, "lesson", ORGANISATION, day, "lärdomslistan",
                     {"name": lesson["name"], "source": "incident", "incident": told["id"], "learnt": at(learnt), "controls": told.get("controls"), "owner": lesson["owner"],
                      "due": lesson["due"], "done": done, "shared_with": [lesson["owner"], "unit:it"], "effect": "as_meant" if seen else "not_checked",
                      "recurred": told["id"] == "I-2025-04" and "2025-10-14" <= day < "2026-02-10"}, f"{told['id']}-{number}")


def collection(evidence, told, day):
    evidence.add(FILE, "evidence_collection", ORGANISATION, day, "bevisförteckningen",
                 {"incident": told["incident"], "at": at(told["at"]), "decided_by": "role:incidentledare", "trained": told.get("trained", True), "items": told["items"],
                  "items_sealed": told["sealed"], "items_traced": told["traced"], "items_verified": told["unchanged"], "kept_safely": told["at"].year > 2025,
                  "given_to": told.get("to", "nobody"), "kept_until": at(told["until"])}, told["id"])


def exercise(evidence, told, day):
    """Told of when it was held, and again as its lessons are carried out."""
    age = (day_of(day) - told["at"]).days
    steps = {day_of(when): count for when, count in told["done"].items()}
    news = [told["at"], *steps]
    if not any(0 <= (day_of(day) - when).days < 100 for when in news) or age < 0:
        return
    evidence.add(FILE, "exercise", ORGANISATION, day, "övningsprotokoll",
                 {"at": at(told["at"]), "type": told["type"], "scenario": told["scenario"], "functions": told["functions"], "security_exercised": told.get("security", False),
                  "lessons": told["lessons"], "lessons_done": max([count for when, count in steps.items() if when <= day_of(day)], default=0)}, told["id"])


def readiness(evidence, told):
    evidence.add(FILE, "incident_process", ORGANISATION, told["at"], "incidentledaren",
                 {"decided": at(told["decided"]), "owner": "unit:sakerhet", "roles": told["roles"], "roles_manned": told["manned"], "roles_trained": told["trained"],
                  "any_hour": told["any_hour"], "plans": told["plans"], "plans_ready": told["ready"], "plans_exercised": told["exercised"],
                  "contacts_verified": "contacts" in told and at(told["contacts"]) or None, "exercised": "tried" in told and at(told["tried"]) or None,
                  "lessons": told["lessons"], "lessons_done": told["lessons_done"]})
