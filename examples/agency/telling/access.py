"""Who may get in and why: rules of access, identities and whom they belong to, secrets, rights granted and taken away, and duties that nobody may combine."""
from .registers import owner_then
from .testing import unseen
from .world import Dice, at, later, level

FILE = "access"


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for system in world.systems(round):
            if unseen(world, system, round):
                continue
            if number % 4 == 3 or number in (0, 9):
                rules(world, evidence, system, later(round, -22))
            identities(world, evidence, system, later(round, -8))
            secrets(world, evidence, system, later(round, -8))
            changes(world, evidence, system, later(round, -7))
            if (number % 2 or number == 0) and level(system.told["class"], "integrity") >= 2:
                separation(world, evidence, system, later(round, -16))


def rules(world, evidence, system, day):
    if not world.done("access-decided", system.subject, day):
        return
    dice, good = Dice(f"rules/{system.id}/{day}"), world.care(system, day) == "good"
    roles, open_to_all, tried = Dice("roles/" + system.id).between(6, 40), dice.between(0, 2), world.done("access-tried", system.subject, day)
    cases = dice.between(10, 40) if tried else 0
    evidence.add(FILE, "access_rules", system.subject, day, "behörighetsportalen",
                 {"decided": at(later(world.rounds[0], -dice.between(10, 400)) if good else later(day, -dice.between(5, 60))), "owner": f"unit:{owner_then(system, day)}",
                  "reviewed": at(later(day, -dice.between(10, 300 if good else 700))), "roles": roles,
                  "roles_justified": roles if good else roles - dice.between(1, roles // 3), "refused_by_default": world.done("access-refused", system.subject, day),
                  "open_to_all": open_to_all, "open_to_all_decided": open_to_all if good else 0, "tested": at(later(day, -dice.between(5, 60))) if tried else None,
                  "cases_tested": cases, "cases_right": cases - (0 if good or dice.chance(0.5) else dice.between(1, 3)) if tried else 0})


def identities(world, evidence, system, day):
    if not world.done("identities-reconciled", system.subject, day):
        return
    dice, tidy = Dice(f"identities/{system.id}/{day}"), world.done("identities-tidy", system.subject, day)
    personal, services = Dice("persons/" + system.id).between(20, 400), Dice("programs/" + system.id).between(0, 9)
    lost = 0 if tidy else dice.between(1, 2 + personal // 25)
    shared = 2 if system.id in ("gamla-registret", "testmiljon") else 1 if system.id == "provbank-norr" or not tidy else 0
    unneeded = dice.between(0, 4)
    evidence.add(FILE, "identity_check", system.subject, day, "identitetsavstämningen",
                 {"at": at(later(day, -dice.between(0, 6))), "identities": personal + services + shared, "individual": personal, "matched": personal - lost, "shared": shared,
                  "shared_decided": shared if tidy and system.id != "provbank-norr" else 0, "services": services, "services_owned": services if tidy else services // 2,
                  "proved": personal if system.origin != "cloud" or tidy else personal - 3, "unneeded": unneeded, "unneeded_closed": unneeded if tidy else unneeded // 2})


def secrets(world, evidence, system, day):
    if not world.done("secrets-asked", system.subject, day):
        return
    dice = Dice(f"secrets/{system.id}/{day}")
    sound, vaulted = world.done("passwords-sound", system.subject, day), world.done("secrets-vaulted", system.subject, day)
    count, attacked = Dice("secret/" + system.id).between(0, 24), system.id == "cases" and "2025-10" <= day < "2025-12"
    exposed = 31 if attacked else dice.pick([0, 0, 0, 0, 1])
    evidence.add(FILE, "secret_handling", system.subject, day, "hemlighetskontrollen",
                 {"defaults_changed": world.done("defaults-changed", system.subject, day), "first_changed": True, "handed_over_safely": sound,
                  "minimum_length": 14 if sound else 8, "known_refused": sound, "stored": "slow_hash" if sound else "plain" if system.id == "provbank-norr" else "fast_hash",
                  "secrets": count, "secrets_in_vault": count if vaulted else count // 3, "secrets_current": count if vaulted else count // 2, "exposed": exposed,
                  "exposed_changed": 12 if attacked else exposed if sound else 0})


def changes(world, evidence, system, day):
    if not world.done("changes-counted", system.subject, day):
        return
    dice = Dice(f"rights/{system.id}/{day}")
    approved, ended = world.done("rights-approved", system.subject, day), world.done("rights-ended", system.subject, day)
    granted, moved, left, temporary = dice.between(3, 60), dice.between(0, 8), dice.between(0, 6), dice.between(0, 9)
    late = 0 if ended and dice.chance(0.97) or left == 0 else dice.between(1, left)
    evidence.add(FILE, "access_change", system.subject, day, "behörighetsportalen",
                 {"granted": granted, "approved": granted if approved else granted * 3 // 4, "moved": moved, "moved_adjusted": moved if ended else moved // 2, "left": left,
                  "left_removed": left - late, "slowest": "PT20H" if not late else f"P{dice.between(4, 40)}D", "temporary": temporary,
                  "temporary_overdue": 0 if ended else temporary // 3})


def separation(world, evidence, system, day):
    if not world.done("duties-apart", system.subject, day):
        return
    dice, enforced = Dice(f"separation/{system.id}/{day}"), world.done("duties-enforced", system.subject, day)
    pairs, compared = Dice("pairs/" + system.id).between(2, 8), world.done("duties-compared", system.subject, day)
    conflicts = 0 if enforced else Dice("conflicts/" + system.id).between(0, 3)
    if system.id == "cases":
        conflicts, enforced = 3, False  # GAP: the consultants and the system's owner can all of them begin and approve
    good, used = world.care(system, day) == "good", dice.between(0, 4) if conflicts else 0
    evidence.add(FILE, "duty_separation", system.subject, day, "behörighetsportalen",
                 {"decided": at(later(day, -dice.between(30, 600))), "pairs": pairs, "pairs_enforced": pairs if enforced else pairs // 2,
                  "checked": at(later(day, -dice.between(5, 100))) if compared else at(later(day, -dice.between(300, 600))), "people": dice.between(20, 200),
                  "conflicts": conflicts, "compensated": conflicts if good else max(0, conflicts - 2), "used": used, "used_reviewed": used if good else 0})
