"""Who may decide, where they meet, and how work is done: roles, mandates, forums, processes and their follow-up. The registers follow the reorganisation a
quarter late, as the others do; mandates are those of the rules of procedure of their day."""
from .registers import OWNERS_KNOWN, in_being
from .world import Dice, Thing, at, classes, day_of, later

FILE = "processes"
REORGANISED = "2025-07-01"
RULES = {"2023": ("2023-01-01", "Arbetsordning 2023:1"), "2025": (REORGANISED, "Arbetsordning 2025:1")}
ENDED_KNOWN = "2025-05-15"  # when it was decided that the rules of 2023 cease
JUDGED = {"n": "not_met", "p": "partly", "m": "met"}
BEGINNING = "2023-01-01"  # of roles and forums that the story gives no day


def tell(world, evidence):
    processes = [Thing("process", id, told) for id, told in world.story["processes"].items()]
    for round in world.rounds:
        day = later(round, -19)
        for role in filter(lambda role: told_of(role, day), world.all("role")):
            register_role(evidence, role, day)
            mandates(world, evidence, role, day)
        for forum in filter(lambda forum: told_of(forum, day), world.all("forum")):
            register_forum(evidence, forum, day)
            meetings(world, evidence, forum, day)
        for process in filter(lambda process: told_of(process, day), processes):
            register_process(evidence, process, day)
            plan(evidence, process, day)
            reviews(evidence, process, day)
            decisions(evidence, process, day)
    for process in processes:
        impact(evidence, process)


def told_of(thing, day):
    """It exists, or ceased so lately that the register still says so."""
    return (thing.since is None or thing.since <= day_of(day)) and (thing.until is None or (day_of(day) - thing.until).days <= 100)


def being(thing):
    return {**in_being(thing), "valid_from": at(thing.since or BEGINNING)}


# ---- roles

def register_role(evidence, role, day):
    ended = role.until and day_of(day) > role.until
    evidence.add(FILE, "role", role.subject, day, "rollregistret",
                 {"name": role.name, "unit": f"unit:{role.unit}", "level": role.level, "competence": role.competence,
                  "replaced_by": f"role:{role.into}" if ended else None, **being(role)})


def mandates(world, evidence, role, day):
    """What the delegations give the role. A mandate that has ended is told of for half a year more."""
    if role.never_mandated:
        evidence.census(FILE, "mandate", role.subject, day, "arbetsordningen", [])
        return
    items = []
    old = min(day_of(day), day_of("2025-06-30"))
    if day_of(day) < day_of("2026-01-01") and (role.since or day_of(BEGINNING)) < day_of(REORGANISED) and world.done("mandates-written", role.subject, old):
        items.append("2023")
    if day_of(day) >= day_of(REORGANISED) and not role.until and not role.never_renewed and world.done("mandates-renewed", role.subject, day):
        items.append("2025")
    for item in items:
        begins, basis = RULES[item]
        begins = max(day_of(begins), role.since or day_of(BEGINNING))
        ends = at("2025-06-30") if item == "2023" and day_of(day) >= day_of(ENDED_KNOWN) else None
        evidence.add(FILE, "mandate", role.subject, day, "arbetsordningen",
                     {"name": f"Beslutar som {role.name.lower()}", "decides": role.decides, "basis": basis, "delegated_by": None if role.id == "gd" else "role:gd",
                      "valid_from": at(begins), "valid_to": ends}, item)
    evidence.census(FILE, "mandate", role.subject, day, "arbetsordningen", items)


# ---- forums

def register_forum(evidence, forum, day):
    convener = forum.was["convener"] if forum.was and day_of(day) < day_of(OWNERS_KNOWN) else forum.convener
    evidence.add(FILE, "forum", forum.subject, day, "forumregistret",
                 {"name": forum.name, "type": forum.told["type"], "level": forum.level, "owner": f"unit:{forum.owner}", "convener": f"role:{convener}",
                  "functions": forum.functions, "quorum": forum.quorum, "controls": forum.controls, **being(forum)})


def meetings(world, evidence, forum, day):
    """The meetings of the year before, as the minutes have them by now."""
    items = [meeting(world, evidence, forum, met, day) for met in days_met(forum, day) if (day_of(day) - day_of(met)).days <= 365]
    evidence.census(FILE, "forum_meeting", forum.subject, day, "protokollen", items)


def days_met(forum, day):
    """The days on which it has met by then, the last one last."""
    dice = Dice(f"forum/{forum.id}")
    met, days = later((forum.since or day_of("2023-10-01")).isoformat(), dice.between(10, 50)), []
    while day_of(met) < day_of(day) and not (forum.stopped and day_of(met) >= forum.stopped):
        days.append(met)
        met = later(met, 30 * forum.every + dice.between(-6, 6))
    return days


def meeting(world, evidence, forum, met, day):
    dice = Dice(f"forum/{forum.id}/{met}")
    item = f"{forum.id}-{met}"
    present = [function for function in forum.functions if dice.chance(forum.present)] or forum.functions[:1]
    prepared = forum.decisions if world.done("decisions-prepared", item, met) else forum.decisions - 1
    carried = min(forum.decisions, int(forum.decisions * forum.done * min(1.0, (day_of(day) - day_of(met)).days / 90) + 0.5))
    minutes = later(met, dice.between(6, 24) if world.done("minutes-in-time", item, met) else dice.between(40, 70))
    evidence.add(FILE, "forum_meeting", forum.subject, day, "protokollen",
                 {"at": at(met), "functions": present, "items": forum.decisions + dice.between(1, 4), "decisions": forum.decisions, "prepared": prepared,
                  "carried_out": carried, "minutes": at(minutes) if day_of(minutes) <= day_of(day) else None}, item)
    return item


# ---- processes

def register_process(evidence, process, day):
    known = day_of(day) >= day_of(OWNERS_KNOWN)
    reviewed = [review["at"] for review in process.reviews or () if review["at"] <= day_of(day)]
    method = process.method and process.method <= day_of(day)
    points = [{"name": point["name"], "role": point.get("role") and f"role:{point['role']}", "forum": point.get("forum") and f"forum:{point['forum']}"}
              for point in process.points or ()]
    points = [{name: value for name, value in point.items() if value} for point in points]
    evidence.add(FILE, "process", process.subject, day, "processregistret",
                 {"name": process.name, "type": process.told.get("type", "management"), "security_process": process.security, "owner": f"unit:{process.owner}",
                  "owner_role": f"role:{process.role}" if method or not process.security else None, "part_of": process.part_of and f"process:{process.part_of}",
                  "method": method and f"Metodstöd {process.name}" or None, "method_decided": at(process.method) if method else None,
                  "competence": process.competence, "reviewed": at(max(reviewed)) if reviewed else at(process.method) if method else None,
                  "decision_points": points if method and (known or day_of(day) >= day_of("2024-11-01")) else None,
                  "class": classes(process.told["class"]), **being(process)})


def reviews(evidence, process, day):
    """Each follow-up when it was made, and again while its changes are carried out. The register shows the last two years."""
    items = []
    for review in process.reviews or ():
        age = (day_of(day) - review["at"]).days
        if not 0 <= age <= 730:
            continue
        items.append(review["at"].isoformat())
        suitability, adequacy, effect = (JUDGED[letter] for letter in review["judged"])
        measured = f"unit:{process.owner}"
        evidence.add(FILE, "process_review", process.subject, day, "processuppföljningen",
                     {"at": at(review["at"]), "phase": "check", "suitability": suitability, "adequacy": adequacy, "effect": effect, "measured_by": measured,
                      "analysed_by": measured if review.get("same") else "unit:stab" if process.owner != "stab" else "unit:sakerhet",
                      "competent": review["competent"], "people": review["people"], "changes": review["changes"],
                      "changes_done": int(review["changes"] * review["done"] * min(1.0, age / 200) + 0.5), "reported": review["at"].year > 2025 or effect != "not_met"},
                     review["at"].isoformat())
    if process.reviews:
        evidence.census(FILE, "process_review", process.subject, day, "processuppföljningen", items)


def decisions(evidence, process, day):
    """Decisions of the last year and a half, and what has become of them."""
    items = []
    for decision in process.decisions or ():
        if not 0 <= (day_of(day) - decision["at"]).days <= 550:
            continue
        items.append(f"{process.id}-{decision['at'].isoformat()}")
        done = decision.get("done")
        evidence.add(FILE, "decision", process.subject, day, "diariet",
                     {"body": "top_management" if decision["by"] == "gd" else "management", "decided_by": f"role:{decision['by']}",
                      "level": "strategic" if decision["by"] == "gd" else "tactical", "concerns": decision["concerns"], "outcome": "approved", "prepared": True,
                      "owner": f"unit:{process.owner}", "due": at(decision["due"]), "done": at(done) if done and done <= day_of(day) else None,
                      "functions": ["säkerhet", "verksamhet"], "at": at(decision["at"])}, items[-1])
    if process.decisions:
        evidence.census(FILE, "decision", process.subject, day, "diariet", items)


def impact(evidence, process):
    """How long the process may stand still, each time it was decided."""
    for decided in filter(None, (process.analysed, process.renewed)):
        evidence.add(FILE, "impact_analysis", process.subject, later(decided, 10), "kontinuitetsarbetet",
                     {"at": at(later(decided, -20)), "decided": at(decided), "owner": f"unit:{process.owner}", "tolerated": f"PT{process.tolerated}H",
                      "by_hand": process.tolerated >= 48, "security_needs": decided.year > 2024, "review_by": at(later(decided, 730))})


def plan(evidence, process, day):
    """The plan for when it does, as the register has it."""
    if not process.plan or process.plan > day_of(day):
        return
    renewed = process.rto_renewed and process.renewed and process.renewed <= day_of(day)
    evidence.add(FILE, "continuity_plan", process.subject, day, "kontinuitetsarbetet",
                 {"decided": at(process.plan), "reviewed": at(process.renewed if renewed else process.plan), "owner": f"unit:{process.owner}",
                  "rto": f"PT{process.rto_renewed if renewed else process.rto}H", "rpo": "PT24H", "manual": True, "security_kept": bool(renewed)})
