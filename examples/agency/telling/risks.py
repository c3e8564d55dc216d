"""What threatens the agency: the sources that it follows, its analyses, and the register of risks as it was at each round."""
from datetime import date

from .world import ORGANISATION, Dice, at, day_of, later

FILE = "risks"
KEPT = 400  # days that a closed risk stays in the register


def tell(world, evidence):
    for round in world.rounds:
        sources(world, evidence, later(round, -5))
        register(world, evidence, later(round, -19))
    for item, told in world.story["threat_analyses"].items():
        evidence.add(FILE, "threat_analysis", ORGANISATION, later(told["at"], 1), "hotbildslistan",
                     {"at": at(told["at"]), "horizon": told["horizon"], "area": told["area"], "threats": told["threats"], "threats_changed": told["changed"],
                      "sources": ["cert", "egen"], "functions": told["functions"], "sent_to": [f"unit:{unit}" for unit in told["sent_to"]], "led_to": told["led_to"]}, item)


def sources(world, evidence, day):
    items = []
    for item, told in world.story["threat_sources"].items():
        if told["from"] > day_of(day):
            continue
        items.append(item)
        dice, handled = Dice(f"threats/{item}/{day}"), told["handled"][str(day_of(day).year)]
        received = int(told["received"] * (0.7 + 0.6 * dice.random()))
        last = later(day, -dice.between(0, 3))
        silent = "silent" in told and told["silent"] < day_of(last)
        evidence.add(FILE, "threat_source", ORGANISATION, at(day, 9), "hotbildslistan",
                     {"name": told["name"], "owner": f"unit:{told['owner']}", "last_received": at(told["silent"] if silent else last, 6), "handled": handled,
                      "received": received, "assessed": int(received * handled), "acted_on": int(received * handled * 0.15)}, item)
    evidence.census(FILE, "threat_source", ORGANISATION, at(day, 9), "hotbildslistan", items)


def register(world, evidence, day):
    items, now = [], day_of(day)
    for item, told in world.story["risks"].items():
        done = "done" in told and told["done"] <= now
        if told["from"] > now or (done and (now - told["done"]).days > KEPT):
            continue
        items.append(item)
        decided = "decided" in told and told["decided"] <= now
        owned = "owner" in told and (decided or (now - told["from"]).days > 60)
        type, _, id = told.get("of", "").partition(":")
        reviewed = max(told["from"], looked_over(now))
        evidence.add(FILE, "risk", ORGANISATION, day, "riskregistret",
                     {"name": told["name"], "likelihood": told["likelihood"], "consequence": told["consequence"],
                      "residual": told["residual"] if decided else told["likelihood"] * told["consequence"], "owner": f"unit:{told['owner']}" if owned else None,
                      "treatment": told.get("treatment") if decided else None, "status": "closed" if done else "under_treatment" if decided and "due" in told else "open",
                      "decided": at(told["decided"]) if decided else None, "due": at(told["due"]) if decided and "due" in told else None,
                      "done": at(told["done"]) if done else None, "accepted_until": at(told["until"]) if decided and "until" in told else None,
                      "accepted_by": f"role:{told['by']}" if decided and "by" in told else None, "reviewed": at(reviewed), "controls": told["controls"],
                      **({type: told["of"]} if id else {})}, item)
    evidence.census(FILE, "risk", ORGANISATION, day, "riskregistret", items)


def looked_over(now):
    """The register is gone through each March and September, since 2025."""
    days = [date(year, month, 1) for year in (2025, 2026) for month in (3, 9)]
    return max((day for day in days if day <= now), default=date(2024, 1, 1))
