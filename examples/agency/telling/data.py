"""Information in systems: sent, deleted, masked and kept from leaking."""
from .world import ORGANISATION, Dice, at, level, later

FILE = "data"
EXITS = ["email", "web", "removable_media", "print", "cloud_storage", "messaging"]
RECEIVERS = [  # what is sent, to whom, how
    ("Provresultat", "Statens exempelnämnd", "interface", "out"),
    ("Beslut för utskick", "Utskick & Tryck AB", "file_transfer", "out"),
    ("Underlag för statistik", "Datalagret", "interface", "out"),
    ("Delprov", "Provlab Syd Ekonomisk Förening", "portal", "both"),
    ("Verification of identity", "Identiteten Sample AB", "interface", "both"),
    ("Handlingar på begäran", "Allmänheten", "email", "out"),
]


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for system in world.systems(round):
            if world.stopped(system.subject, round) or system.id == "bildarkivet":
                continue
            secrecy = level(system.told["class"], "confidentiality")
            if number % 4 == 0 or number == 11:
                transfers(world, evidence, system, round, secrecy)
            if secrecy >= 1:
                deletion(world, evidence, system, round, secrecy)
            if secrecy >= 2 and (number % 2 or number == 0):
                masking(world, evidence, system, round)
        leakage(world, evidence, round)


def transfers(world, evidence, system, round, secrecy):
    day, count = later(round, -24), Dice(f"transfers/{system.id}").between(0, 3)
    settled, good = world.done("transfers-settled", system.subject, day), world.care(system, day) == "good"
    items = []
    for number in range(count):
        dice = Dice(f"transfer/{system.id}/{number}")
        name, to, channel, direction = dice.pick(RECEIVERS)
        tidy = settled and (good or dice.chance(0.7))
        items.append(f"Ö-{system.id}-{number + 1}")
        evidence.add(FILE, "transfer", system.subject, day, "överföringsregistret",
                     {"name": name, "to": to, "direction": direction, "channel": channel, "owner": f"unit:{system.owner}", "confidentiality": min(secrecy, dice.between(1, 3)),
                      "personal_data": bool(system.personal), "third_country": False, "agreed": at(later(world.rounds[0], -dice.between(30, 900))) if settled else None,
                      "encrypted": channel != "email" or tidy, "recipient_verified": tidy or dice.chance(0.5), "traced": good,
                      "reviewed": at(later(day, -dice.between(10, 200 if good else 700))), "misdirected": 0 if tidy else dice.between(0, 2)}, items[-1])
    evidence.census(FILE, "transfer", system.subject, day, "överföringsregistret", items)


def deletion(world, evidence, system, round, secrecy):
    day, dice = later(round, -11), Dice(f"deletion/{system.id}/{round}")
    automatic, verified = world.done("deletion-automatic", system.subject, day), world.done("deletion-verified", system.subject, day)
    kept_for_ever = system.id == "gamla-registret"  # GAP: built before anything was to be deleted
    good = world.care(system, day) == "good"
    due = dice.between(40, 4000)
    deleted = due - (due // 200 if automatic and good else due // 30) if automatic else 0 if kept_for_ever else due * dice.between(3, 8) // 10
    evidence.add(FILE, "deletion", system.subject, day, "gallringsloggen",
                 {"rules_decided": at("2024-09-12" if day > "2024-09-12" else "2019-05-02") if not kept_for_ever else None,
                  "retention": f"P{Dice('retention/' + system.id).between(2, 10)}Y", "automatic": automatic,
                  "last_run": at(later(day, -dice.between(1, 30) if automatic else -dice.between(100, 500))) if not kept_for_ever else at("2015-03-01"), "due": due, "deleted": deleted, "overdue": due - deleted,
                  "copies_covered": automatic and (good or secrecy < 3), "verified": at(later(day, -dice.between(20, 200))) if verified else at("2023-02-01"),
                  "sampled": 30 if verified else 0, "found": 0 if automatic and good or not verified else dice.between(0, 3)})


def masking(world, evidence, system, round):
    day, dice = later(round, -11), Dice(f"masking/{system.id}/{round}")
    masked, good = world.done("masking", system.subject, day), world.care(system, day) == "good"
    if not masked and not good and round.year < 2026:
        return  # nobody has asked
    fields, views = Dice(f"fields/{system.id}").between(4, 30), Dice(f"views/{system.id}").between(3, 40)
    evidence.add(FILE, "masking", system.subject, day, "maskeringsregistret",
                 {"fields_listed": at("2024-11-20" if masked and day > "2024-11-20" else later(world.last, 90)), "fields": fields, "masked": fields if masked else fields // 3,
                  "methods": ["pseudonymised", "synthetic"] if masked else ["removed"], "views": views, "views_limited": views - (0 if good else dice.between(0, views // 4)),
                  "key_apart": masked, "tested": at("2025-10-01" if day > "2025-10-01" else "2023-05-01") if masked and good else None,
                  "identified": 0 if system.id not in ("datalagret", "hr") else 2})


def leakage(world, evidence, round):
    day, dice = later(round, -5), Dice(f"leakage/{round}")
    share = world.share("exits-guarded", day)
    devices = 640 + 14 * world.rounds.index(round)
    alerts, rules = dice.between(20, 90), 24
    guarded = EXITS[:2 + int(share * 4)] if share > 0 else ["email"]
    evidence.add(FILE, "leakage_prevention", ORGANISATION, day, "läckageskyddet",
                 {"required": EXITS, "guarded": [way for way in guarded if way != "print"],  # GAP: the guard of printers was never bought
                  "devices": devices, "covered": int(devices * share), "rules": rules, "rules_tested": int(rules * min(share, 0.96)),
                  "alerts": alerts, "alerts_handled": alerts if round.year > 2025 else alerts - dice.between(1, 9), "leaks": dice.between(0, 2),
                  "staff_informed": day > "2025-02-10"})
