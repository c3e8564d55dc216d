"""Whom the agency can call, and with whom it shares experience."""
from .world import ORGANISATION, at, day_of, later

FILE = "contacts"


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        if number % 2 or number == 0:
            day = later(round, -9)
            for item, told in world.story["authority_contacts"].items():
                if told["from"] <= day_of(day):
                    authority(evidence, item, told, day)
            for item, told in world.story["interest_groups"].items():
                if told["from"] <= day_of(day) and day_of(day).year >= 2024:
                    group(evidence, item, told, day)


def latest(days, day):
    past = [one for one in days if one <= day_of(day)]
    return at(past[-1]) if past else None


def authority(evidence, item, told, day):
    evidence.add(FILE, "authority_contact", ORGANISATION, day, "kontaktlistan",
                 {"name": told["name"], "type": told["type"], "purpose": told["purpose"], "owner": f"unit:{told['owner']}",
                  "deputy": f"unit:{told['deputy']}" if "deputy" in told and day > "2025" else None, "any_hour": told["any_hour"], "verified": latest(told["tried"], day),
                  "last_exchange": latest(told["exchanged"], day), "exercised": latest(told.get("exercised", []), day) or at("2021-04-20"),
                  "improvements": told["improved"].get(str(day_of(day).year), 0)}, item, "tested" if tried_lately(told, day) else None)


def tried_lately(told, day):
    """The one who keeps the list has called."""
    return any(0 <= (day_of(day) - one).days <= 365 for one in told["tried"])


def group(evidence, item, told, day):
    meetings, attended, received, assessed, improvements = told["by"][str(day_of(day).year)]
    evidence.add(FILE, "interest_group", ORGANISATION, day, "kontaktlistan",
                 {"name": told["name"], "type": told["type"], "owner": f"unit:{told['owner']}", "terms": told.get("terms", False), "meetings": meetings, "attended": attended,
                  "last_exchange": at(later(day, -20)), "received": received, "assessed": assessed, "improvements": improvements}, item,
                 "measured" if day > "2025" else None)  # since then the unit keeps count of what comes
