"""The documents that govern the controls of development, networks, cryptography and information in systems, as the register of documents has them."""
from .world import ORGANISATION, at, day_of, later

FILE = "technical_documents"


def tell(world, evidence):
    for round in world.rounds:
        day = later(round, -17)
        for id, told in world.story["technical_documents"].items():
            begun = told.get("decided") or told["since"]
            if day_of(day) < begun:
                continue
            evidence.add(FILE, "document", ORGANISATION, day, "dokumentregistret", {**fields(told, day), "title": told["title"], "type": told["type"],
                         "owner": f"unit:{told['owner']}", "controls": told["controls"]}, id, "tested" if "tested" in told and told["tested"] <= day_of(day) else None)


def fields(told, day):
    """Decided, looked over each year on the day of its decision, and from `since` on what `status` says."""
    decided = told.get("decided")
    if not decided:
        return {"status": told["status"], "version": "0.4"}
    until = min(day_of(day), told.get("since", day_of(day)))
    reviewed = decided
    while day_of(later(reviewed, 365)) <= until:
        reviewed = day_of(later(reviewed, 365))
    status = told["status"] if "status" in told and told["since"] <= day_of(day) else "decided"
    return {"status": status, "version": f"{reviewed.year - decided.year + 1}.0", "decided": at(decided), "published": at(later(decided, 14)), "reviewed": at(reviewed),
            "review_by": at(later(reviewed, 365))}
