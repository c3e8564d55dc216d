"""Risk analyses of the whole agency, its units and its systems, as the register of analyses has them."""
from .world import ORGANISATION, Dice, at, day_of, gravest, later

FILE = "analyses"


def tell(world, evidence):
    for analysis in world.story["analyses"]:
        subject = ORGANISATION if analysis["of"] == "organisation" else analysis["of"]
        decided = at(later(analysis["at"], analysis["decided"])) if "decided" in analysis else None
        evidence.add(FILE, "risk_analysis", subject, later(analysis["at"], 7 + analysis.get("decided", 0)), "riskanalyserna",
                     {"scope": "operation", "orientation": analysis["orientation"], "method": "Metodstöd för riskanalys", "at": at(analysis["at"]),
                      "functions": analysis["functions"], "scenarios": analysis["scenarios"], "threats_used": analysis.get("on", []),
                      "classified": decided is not None, "untreated": analysis["untreated"], "decided": decided, "reported": analysis.get("reported", False),
                      "review_by": at(later(analysis["at"], 365))}, analysis["id"])
    for system in world.all("system"):
        if gravest(system.told["class"]) == 3:
            of_system(world, evidence, system)


def of_system(world, evidence, system):
    """Once a year where the class is 3, when the course has come to the system."""
    for year in (2024, 2025, 2026):
        day = later(f"{year}-04-01", Dice(f"analysis/{system.id}").between(0, 200))
        if system.lifecycle == "planned" or not system.exists(day) or not world.done("systems-analysed", system.subject, day):
            continue
        dice = Dice(f"analysis/{system.id}/{year}")
        evidence.add(FILE, "risk_analysis", system.subject, later(day, 21), "riskanalyserna",
                     {"scope": "operation", "orientation": "technology", "method": "Metodstöd för riskanalys", "at": at(day), "functions": ["it", "säkerhet", "verksamhet"],
                      "scenarios": dice.between(5, 12), "threats_used": [f"hot-{year}"], "classified": year > 2024, "untreated": dice.between(0, 1),
                      "decided": at(later(day, 14)), "reported": year > 2024, "review_by": at(later(day, 365))}, f"RA-{year}-{system.id}")
