"""What is shared with suppliers and independent actors: the transfers of personal data to them, and whether the lawyers have found that it may be done."""
from .world import Dice, at, day_of, later

FILE = "shared"
CHANNELS = ("interface", "file_transfer", "portal")


def tell(world, evidence):
    told = world.story["shared"]
    for supplier in world.all("supplier"):
        if supplier.personal or supplier.id in told["transfers"]:
            for round in world.rounds:
                day = later(round, -21)
                if supplier.exists(day):
                    transfers(world, evidence, supplier, day, told["transfers"].get(supplier.id, [supplier.service]))
        for assessment in told["assessments"]:
            if assessment["of"] == supplier.id:
                assessed(evidence, supplier, assessment)


def transfers(world, evidence, supplier, day, names):
    settled = world.done("sharing-settled", supplier.subject, day)
    for number, name in enumerate(names, 1):
        dice = Dice(f"shared/{supplier.id}/{number}")
        safe = settled or dice.chance(0.7)
        reviewed = later(f"{day_of(day).year}-02-01", dice.between(0, 30))
        if day_of(reviewed) > day_of(day):
            reviewed = later(reviewed, -365)
        evidence.add(FILE, "transfer", supplier.subject, day, "överföringsregistret",
                     {"name": name, "to": supplier.name, "direction": "out" if number == 1 else "both", "channel": CHANNELS[dice.between(0, 2)] if safe else "email",
                      "owner": f"unit:{supplier.owner}", "confidentiality": int(supplier.told["class"][0]), "personal_data": True, "third_country": False,
                      "agreed": at(supplier.since or "2023-06-01") if settled or number == 1 else None, "encrypted": safe, "recipient_verified": settled,
                      "traced": settled, "reviewed": at(reviewed) if settled else None, "misdirected": dice.between(0, 1)}, f"Ö-{supplier.id}-{number}")
    evidence.census(FILE, "transfer", supplier.subject, day, "överföringsregistret", [f"Ö-{supplier.id}-{number}" for number in range(1, len(names) + 1)])


def assessed(evidence, supplier, assessment):
    evidence.add(FILE, "legal_assessment", supplier.subject, later(assessment["at"], 5), "rättsavdelningen",
                 {"question": assessment["question"], "outcome": assessment["outcome"], "conditions_met": assessment.get("met"), "functions": ["rätt", "dataskydd", "säkerhet"],
                  "decided": at(assessment["at"])}, f"R-{assessment['at'].isoformat()}-{supplier.id}")
