"""How systems are built: the way of working, requirements, architecture, and the code and who can change it."""
from .world import Dice, at, gravest, later

FILE = "development"
STEPS = ["code_review", "code_analysis", "security_test", "requirements", "component_check", "approval", "secret_search", "threat_model"]
REQUIREMENTS = [  # what is asked of a system, where it comes from, and which controls it carries out
    ("Inloggning med e-legitimation eller flerfaktor", "classification", ["8.5"]),
    ("Rights follow the role and end with it", "baseline", ["5.15", "5.18"]),
    ("Händelser loggas till centrala loggen", "law", ["8.15"]),
    ("Restored within the time of its class", "risk_analysis", ["8.13", "5.30"]),
    ("Inmatning kontrolleras på servern", "threat_model", ["8.26", "8.28"]),
    ("Uppgifter krypteras i vila och under transport", "classification", ["8.24"]),
    ("Exports can be traced to a person", "user", ["8.12", "8.15"]),
]


def builds(system, day):
    """Whether somebody builds the system for the agency."""
    return system.origin in ("own", "outsourced") and system.lifecycle != "planned"


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for system in world.systems(round):
            if world.stopped(system.subject, round) or system.id == "bildarkivet":
                continue
            if builds(system, round):
                code(world, evidence, system, round)
                if number % 2 or number == 0:
                    method(world, evidence, system, round)
            if number % 4 == 3 or number == 0:
                requirements(world, evidence, system, round)
            if number % 4 == 1:
                architecture(world, evidence, system, round, round)
            elif number % 4 == 3:
                architecture(world, evidence, system, round, world.rounds[number - 2])
        if number % 2:
            team(world, evidence, round)


def method(world, evidence, system, round):
    day, dice = later(round, -12), Dice(f"method/{system.id}/{round}")
    taken = world.done("method-taken-up", system.subject, day)
    trained = world.done("developers-trained", system.subject, day)
    developers = Dice(f"team/{system.id}").between(3, 11) if system.id != "kalibrering" else 1
    releases, found = dice.between(2, 9), dice.between(3, 12)
    steps = len(STEPS) - (0 if world.care(system, day) == "good" else 3) if taken else 2
    evidence.add(FILE, "secure_development", system.subject, day, "utvecklingsmetoden",
                 {"method_decided": at("2024-06-10") if taken else None, "developers": developers,
                  "developers_trained": developers - (dice.random() < 0.2) if trained else developers // 3,
                  "threat_modelled": at(later(day, -dice.between(30, 300))) if taken and steps == len(STEPS) else None,
                  "releases": releases, "releases_checked": releases - (0 if taken and steps > 5 or dice.chance(0.3) else 1) if taken else releases // 2,
                  "steps": STEPS[:steps], "flaws_found": found, "flaws_escaped": dice.between(0, 1 + found // 6) if taken else dice.between(2, 6)})


def team(world, evidence, round):
    day = later(round, -12)
    for unit in world.units(day):
        if unit.id != "utveckling":
            continue
        share = world.share("developers-trained", day)
        evidence.add(FILE, "secure_development", unit.subject, day, "utbildningsregistret",
                     {"method_decided": at("2024-06-10") if share > 0 else None, "developers": unit.staff - 12, "developers_trained": int(share * (unit.staff - 12))})


def requirements(world, evidence, system, round):
    day = later(round, -9)
    if not world.done("requirements-written", system.subject, day):
        if round.year > 2024:
            evidence.census(FILE, "security_requirement", system.subject, day, "kravdatabasen", [])
        return
    good = world.care(system, day) == "good"
    count = 7 if gravest(system.told["class"]) >= 2 and good else 4
    for number, (name, source, controls) in enumerate(REQUIREMENTS[:count]):
        dice = Dice(f"requirement/{system.id}/{number}")
        met = dice.chance(0.97 if good else 0.75)
        verified = world.done("requirements-verified", system.subject, day) and dice.chance(0.97)
        evidence.add(FILE, "security_requirement", system.subject, day, "kravdatabasen",
                     {"name": name, "source": source, "owner": f"unit:{system.owner}", "controls": controls, "mandatory": number in (0, 1, 3),
                      "decided": at(later(day, -dice.between(100, 500))), "status": "met" if met else dice.pick(["partly", "open"]),
                      "verified": at(later(day, -dice.between(5, 90))) if met and verified else None if not met else at(later(round, 120))}, f"K-{system.id}-{number + 1}", "tested" if met and verified else None)


def architecture(world, evidence, system, round, reviewed):
    """In May, where the architects come to, and in November what became of it; cloud services are their makers'."""
    review = later(reviewed, -30)
    if system.origin == "cloud" or not world.done("architecture-looked-at", system.subject, review):
        return
    dice = Dice(f"architecture/{system.id}/{reviewed.year}")
    good, followed_up = world.care(system, review) == "good", round != reviewed
    principles, findings = 12, dice.between(2, 8)
    followed = dice.between(9, 12) if good else dice.between(6, 9)
    decided = principles - followed if good or followed_up and world.care(system, round) != "poor" else (principles - followed) // 2
    evidence.add(FILE, "architecture_review", system.subject, later(round, -28), "arkitekturrådet",
                 {"at": at(review), "reviewer": "unit:it" if good else "unit:utveckling", "independent": good or dice.chance(0.3), "principles": principles,
                  "followed": followed, "deviations_decided": decided, "findings": findings,
                  "findings_closed": 0 if not followed_up else findings - dice.between(0, 1) if good else findings // 2,
                  "drawing": at(later(review, -dice.between(10, 400)))}, f"arkitektur-{reviewed.year}")


def code(world, evidence, system, round):
    day, dice = later(round, -6), Dice(f"code/{system.id}/{round}")
    lonely = system.id == "kalibrering"  # GAP: written and looked after by one person
    reviewed, guarded = world.done("code-reviewed", system.subject, day), world.done("code-guarded", system.subject, day)
    good = world.care(system, day) == "good"
    changes, findings, components = dice.between(12, 160), dice.between(1, 9), Dice(f"components/{system.id}").between(20, 140)
    secrets = dice.pick([0, 0, 0, 1, 2]) if guarded else dice.between(1, 4)
    evidence.add(FILE, "code_review", system.subject, day, "kodförrådet",
                 {"rules_decided": at("2024-09-16") if reviewed and world.share("method-taken-up", day) > 0.2 else None, "changes": changes,
                  "reviewed": 0 if lonely else changes - dice.between(0, changes // 40) if reviewed else int(changes * 0.4),
                  "analysed": changes if world.done("code-analysed", system.subject, day) else 0, "findings": findings,
                  "findings_closed": findings - (findings // 6 if good else findings // 2), "secrets": secrets,
                  "secrets_changed": secrets if guarded and good else secrets // 2, "components": components,
                  "components_outdated": components // (50 if good else 12)})
    writers = Dice(f"team/{system.id}").between(3, 11) if not lonely else 1
    former = 0 if guarded else dice.between(1, 4)
    services = Dice(f"services/{system.id}").between(1, 4)
    evidence.add(FILE, "source_access", system.subject, day, "kodförrådet",
                 {"readers": 48, "writers": writers + former, "writers_needed": writers, "external": 2 if system.origin == "outsourced" or system.id == "cases" else 0,
                  "services": services, "services_owned": services if guarded else services // 2, "branch_protected": reviewed and not lonely, "mfa": guarded,
                  "logged": guarded, "reviewed": at(later(day, -dice.between(20, 150 if good else 320))), "public": system.id == "oppna-data"})
