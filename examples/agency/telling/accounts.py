"""Who can get into systems, and how: accounts, reviews of rights, ways of logging in, what is shut to those who are in, and what administrators do."""
from .registers import owner_then
from .testing import unseen
from .world import Dice, at, gravest, level, later

FILE = "accounts"


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for system in world.systems(round):
            if unseen(world, system, round):
                continue
            if world.done("accounts-exported", system.subject, round):
                accounts(world, evidence, system, round)
            if number % 2:
                review(world, evidence, system, round)
            if (number % 2 or number == 0) and level(system.told["class"], "confidentiality") >= 1:
                restriction(world, evidence, system, round)
            if gravest(system.told["class"]) >= 2:
                authentication(world, evidence, system, round)
                sessions(world, evidence, system, round)


def accounts(world, evidence, system, round):
    """The accounts as the system's export names them, and a census of them. A few stand for the many."""
    day, names = later(round, -12), []
    care = world.care(system, day)
    everybody, admins = world.done("mfa-for-all", system.subject, day), world.done("mfa-for-admins", system.subject, day)

    def account(name, type="person", admin=False, mfa=True, owner=True, idle=None, password="set"):
        dice, lately = Dice(f"account/{system.id}/{name}"), Dice(f"login/{system.id}/{name}/{round}")
        names.append(name)
        interactive = type != "service"
        last = later(day, -(idle if idle is not None else lately.between(0, 20)))
        evidence.add(FILE, "account", system.subject, at(day, 3), "kontoexport",
                     {"name": name, "enabled": True, "type": type, "interactive": interactive, "admin": admin, "mfa": mfa if interactive else False, "password": password,
                      "password_changed": at(later(day, -dice.between(20, 300))) if password == "set" else None, "last_login": at(last, lately.between(6, 17)),
                      "owner": f"anst-{dice.between(100, 799):04}" if owner else None}, name)

    for number in range(1, Dice(f"accounts/{system.id}").between(4, 6) if gravest(system.told["class"]) == 3 else 4):
        account(f"hl{number:03}", mfa=everybody or Dice(f"mfa/{system.id}/{number}").chance(0.4))
    account("adm-1", admin=True, mfa=admins or care == "good")
    account("adm-2", admin=True, mfa=admins, idle=160 if care == "poor" else None)
    if not world.done("administrators-few", system.subject, day):
        account("adm-3", admin=True, mfa=admins, idle=None if care != "poor" else 240)
    if system.id == "cases":  # GAP: the most sensitive system, administered by passwords alone
        account("konsult-db1", admin=True, mfa=False)
        account("konsult-db2", admin=True, mfa=False, idle=12)
    if system.id == "provbank-norr":
        account("bank", type="shared", admin=True, mfa=False, owner=False)  # GAP: everybody's account
    if system.id == "gamla-registret":
        account("sysop", type="shared", admin=True, mfa=False, owner=False, idle=410)  # GAP: whoever knew has left
    if not world.done("open-accounts-closed", system.subject, day):
        account("visning", type="shared", mfa=False, password="none")
    account("svc-backup", type="service")
    census = names + (["svc-okand"] if system.id == "passersystemet" else [])  # GAP: an account that nobody has described
    evidence.census(FILE, "account", system.subject, at(day, 3), "kontoexport", census)


def review(world, evidence, system, round):
    dice = Dice(f"review/{system.id}/{round}")
    day = later(round, -dice.between(15, 70))
    if not world.done("rights-reviewed", system.subject, day):
        return
    decided, rights = world.done("rights-decided", system.subject, day) or world.care(system, day) == "good", Dice(f"rights/{system.id}").between(30, 900)
    evidence.add(FILE, "access_review", system.subject, later(day, 1), "behörighetsgenomgång",
                 {"at": at(day), "rights": rights, "decided": rights - (0 if decided else 1 + rights // 40), "removed": dice.between(0, rights // 30),
                  "privileged": decided or dice.chance(0.5), "reviewer": f"unit:{owner_then(system, day)}"}, f"{round.year}-{1 if round.month < 7 else 2}")


def restriction(world, evidence, system, round):
    day, dice = later(round, -14), Dice(f"restriction/{system.id}/{round}")
    care, restricted = world.care(system, day), world.done("access-restricted", system.subject, day)
    if care == "poor" and not restricted and round.year < 2025:
        return
    areas, tried = Dice(f"areas/{system.id}").between(8, 60), world.done("restriction-tried", system.subject, day)
    traced = world.done("reads-traced", system.subject, day)
    cases = Dice(f"tries/{system.id}").between(8, 30)
    evidence.add(FILE, "access_restriction", system.subject, day, "behörighetsgenomgång",
                 {"areas": areas, "restricted": areas - (0 if care == "good" else areas // 30) if restricted else areas * 7 // 10,
                  "anonymous": 1 if not restricted and care == "poor" and system.internet else 0, "export_limited": traced, "reads_logged": traced or care == "good",
                  "tested": at(later(day, -Dice(f"trial/{system.id}/{round.year}").between(5, 40))) if tried else at("2023-06-01"), "cases_tested": cases if tried else 0,
                  "cases_stopped": cases - (0 if restricted else dice.between(1, 3)) if tried else 0, "reviewed": at(later(day, -dice.between(10, 250 if care == "good" else 600)))})


def authentication(world, evidence, system, round):
    day, care = later(round, -12), world.care(system, later(round, -12))
    everybody, admins, closed = (world.done(course, system.subject, day) for course in ("mfa-for-all", "mfa-for-admins", "ways-past-closed"))
    if not admins and care == "poor":
        return  # nobody has drawn how it is done
    users, bypasses = Dice(f"users/{system.id}").between(12, 500), Dice(f"bypasses/{system.id}").between(1, 4)
    evidence.add(FILE, "authentication", system.subject, day, "inloggningskontrollen",
                 {"methods": ["federated", "smart_card"] if everybody else ["password", "one_time_code"] if admins else ["password"],
                  "mfa_required": "always" if everybody else "administrators" if admins else "never", "users": users, "users_mfa": users if everybody else users // 5 if admins else 0,
                  "users_resistant": users * 3 // 4 if everybody and day > "2026-05" else 0, "bypasses": bypasses // 2 if closed else bypasses, "bypasses_decided": bypasses // 2,
                  "tries": 6 if care != "poor" else 0, "idle": "PT15M" if care == "good" else "PT1H", "failures_watched": world.done("watched", system.subject, day),
                  "tested": at(later(day, -Dice(f"login-trial/{system.id}/{round.year}").between(10, 120))) if closed else None, "test_passed": care == "good" if closed else None})


def sessions(world, evidence, system, round):
    day, dice = later(round, -10), Dice(f"sessions/{system.id}/{round}")
    if not world.done("accounts-exported", system.subject, day):
        return
    watched, good = world.done("privileged-watched", system.subject, day), world.care(system, day) == "good"
    administrators = 2 if world.done("administrators-few", system.subject, day) else 3
    if system.id == "cases":
        administrators += 2
    count, emergency = dice.between(6, 80), dice.pick([0, 0, 0, 1])
    evidence.add(FILE, "privileged_session", system.subject, day, "inloggningskontrollen",
                 {"administrators": administrators, "separate": administrators if good else administrators - 1, "permanent": 1 if watched else administrators, "sessions": count,
                  "approved": count if watched else count // 2, "recorded": count if watched else 0 if not world.done("central-log", system.subject, day) else count // 2,
                  "reviewed": max(1, count // 5) if watched and (good or dice.chance(0.7)) else 0, "emergency": emergency, "emergency_reviewed": emergency if good else 0,
                  "from_workstation": watched and day > "2026-03"})
