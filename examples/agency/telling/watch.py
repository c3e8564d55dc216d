"""Logs of systems, those who look through them, and the operations centre."""
from .testing import unseen
from .world import Dice, at, gravest, level, later

FILE = "watch"
EVENTS = ["login", "rights", "administration", "access", "errors", "changes"]
AWAKE_AT_NIGHT = "2026-06-24"


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for system in world.systems(round):
            if unseen(world, system, round):
                continue
            if world.done("logs-received", system.subject, round):
                logging(world, evidence, system, round)
            if number % 2 and level(system.told["class"], "traceability") >= 2:
                log_review(world, evidence, system, round)
            if round.isoformat() > "2024-10":
                monitoring(world, evidence, system, round)


def logging(world, evidence, system, round):
    day, care = later(round, -6), world.care(system, later(round, -6))
    large = gravest(system.told["class"]) == 3 and world.share("central-log", day) > 0.8  # those come first
    central, traceability = large or world.done("central-log", system.subject, day), level(system.told["class"], "traceability")
    months = 18 if traceability == 3 and care == "good" else 12 if central and care == "good" else 7 if central or care == "good" else 3 if care == "fair" else 1
    evidence.add(FILE, "logging", system.subject, at(day, 6), "centrala loggen" if central else "systemförvaltningen",
                 {"service": "loggagent" if central else "syslog", "running": care != "poor" or central or Dice(f"log/{system.id}").chance(0.5), "persistent": True, "remote": central,
                  "retention": f"P{months}M", "required": EVENTS if gravest(system.told["class"]) >= 2 else EVENTS[:3],
                  "recorded": EVENTS if care == "good" else EVENTS[:4] if care == "fair" else EVENTS[:1],
                  "last_event": at(day, 5, Dice(f"event/{system.id}/{round}").between(0, 59)) if central else None, "unalterable": central, "audit": care == "good"})


def log_review(world, evidence, system, round):
    dice = Dice(f"log-review/{system.id}/{round}")
    day = later(round, -dice.between(15, 60))
    if not world.done("logs-looked-through", system.subject, day):
        if round.year > 2024:
            evidence.census(FILE, "log_review", system.subject, later(round, -5), "granskningsplanen", [])
        return
    unexplained, good = dice.between(0, 5), world.care(system, day) == "good"
    evidence.add(FILE, "log_review", system.subject, later(day, 1), "granskningsprotokoll",
                 {"at": at(day), "type": dice.pick(["access", "administration", "security"]), "reviewer": "unit:sakerhet" if good or dice.chance(0.6) else f"unit:{system.owner}",
                  "independent": good or dice.chance(0.6), "sampled": dice.between(40, 300), "unexplained": unexplained, "followed_up": unexplained if good else unexplained // 2},
                 f"{round.year}-{1 if round.month < 7 else 2}")


def monitoring(world, evidence, system, round):
    day, dice = later(round, -5), Dice(f"monitoring/{system.id}/{round}")
    if not world.done("watched", system.subject, day):
        evidence.add(FILE, "monitoring", system.subject, day, "övervakningscentralen", {"connected": False})
        return
    rules, alerts = Dice(f"rules/{system.id}").between(6, 20), dice.between(2, 60)
    tried, in_time = world.done("detection-tried", system.subject, day), world.done("alerts-in-time", system.subject, day)
    always = day >= AWAKE_AT_NIGHT and gravest(system.told["class"]) == 3
    evidence.add(FILE, "monitoring", system.subject, day, "övervakningscentralen",
                 {"connected": True, "hours_covered": 1.0 if always else 0.36, "use_cases": rules, "tested": rules - rules // 12 if tried else rules // 2, "alerts": alerts,
                  "triaged": alerts - (alerts // 40 if in_time else 1 + alerts // 8), "true_alerts": alerts // 7, "first_look": "PT20M" if in_time else "PT9H",
                  "tuned": at(later(day, -dice.between(5, 90 if tried else 300)))})
