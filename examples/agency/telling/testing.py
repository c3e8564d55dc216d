"""How what is built is tried: security tests, penetration tests and audits in operation, environments, test data, analysers, and what others build."""
from .world import Dice, at, day_of, gravest, later
from .development import builds

FILE = "testing"


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for system in world.systems(round):
            if unseen(world, system, round):
                continue
            if number % 3 == 2:
                security_tests(world, evidence, system, round)
            if number % 2 or number == 0:
                environments(world, evidence, system, round)
                test_data(world, evidence, system, round)
            if builds(system, round):
                analyses(world, evidence, system, round)
        if number % 2 or number == 0:
            outsourced(world, evidence, round)
    penetration_tests(world, evidence)
    audits(world, evidence)


def unseen(world, system, round):
    return world.stopped(system.subject, round) or system.id == "bildarkivet"


def security_tests(world, evidence, system, round):
    """A version each nine months or so, and what its tests said."""
    day, dice = later(round, -20), Dice(f"security-test/{system.id}/{round}")
    before = world.done("tested-before-release", system.subject, day)
    good = world.care(system, day) == "good"
    if not before and (world.care(system, day) == "poor" or dice.chance(0.5)):
        return
    planned = dice.between(12, 90)
    run = planned if good or dice.chance(0.7) else planned - dice.between(1, 9)
    serious = 0 if good or dice.chance(0.75) else dice.between(1, 2)
    evidence.add(FILE, "security_test", system.subject, later(day, 3), "testverktyget",
                 {"at": at(day, 15), "type": dice.pick(["dynamic", "regression", "static"] if system.origin == "own" else ["acceptance", "configuration"]),
                  "release": f"{round.year - 2020}.{round.month}", "planned": planned, "run": run, "passed": run - dice.between(0, 3), "open_serious": serious,
                  "accepted": at(later(day, 2)) if good or dice.chance(0.6) else at(later(world.last, 30)), "accepted_by": f"unit:{system.owner}",
                  "before_release": before}, f"version-{round.year - 2020}.{round.month}")


def environments(world, evidence, system, round):
    if system.origin == "cloud":
        return
    day, dice = later(round, -14), Dice(f"environments/{system.id}/{round}")
    apart, out = world.done("environments-apart", system.subject, day), world.done("developers-kept-out", system.subject, day)
    care = world.care(system, day)
    moves = dice.between(1, 14)
    developers = Dice(f"team/{system.id}").between(3, 11) if system.origin in ("own", "outsourced") else 0
    evidence.add(FILE, "environment_separation", system.subject, day, "miljöförteckningen",
                 {"environments": ["production"] + (["test"] if care != "poor" or apart else []) + (["acceptance"] if care == "good" else []) + (["development"] if developers else []),
                  "networks_apart": apart, "accounts_apart": apart or care == "good", "developers": developers,
                  "developers_in_production": 0 if out else min(2, developers), "tools_in_production": not apart and care != "good", "moves": moves,
                  "moves_approved": moves - (0 if out or care == "good" else dice.between(0, max(1, moves // 3))),
                  "checked": at(later(day, -dice.between(10, 200 if care == "good" else 480)))})


def test_data(world, evidence, system, round):
    day, dice = later(round, -13), Dice(f"test-data/{system.id}/{round}")
    own = system.origin != "cloud"
    clean, care = world.done("test-data-clean", system.subject, day), world.care(system, day)
    sets = Dice(f"test-sets/{system.id}").between(1, 5) if own else 0
    copied = min(sets, dice.pick([0, 0, 1]) if clean else dice.between(1, 3))
    masked = copied if clean or care == "good" else 0
    evidence.add(FILE, "test_data", system.subject, day, "testdataregistret",
                 {"sets": sets, "from_production": copied, "approved": copied if clean or care == "good" else copied // 2, "masked": masked,
                  "traced": copied if clean and care == "good" else copied // 2, "removed": dice.between(0, 3), "left": 0 if clean else dice.between(0, 2),
                  "protected": care == "good", "checked": at(later(day, -dice.between(5, 120 if care == "good" else 380)))})


def analyses(world, evidence, system, round):
    if not world.done("code-analysed", system.subject, later(round, -8)):
        return
    day, dice = later(round, -8), Dice(f"analysis/{system.id}/{round}")
    good = world.care(system, day) == "good"
    findings = [{"rule": "unusedVariable", "message": "Unused variable: rad", "level": "warning", "file": "inskick/rad.c", "line": dice.between(3, 400), "suppressed": False}]
    if system.id == "mina-prov" or not good or dice.chance(0.1):  # the one of Mina prov was judged and passed over
        findings.insert(0, {"rule": "nullPointer", "message": "Null pointer dereference: prov", "level": "error", "file": "inskick/prov.c", "line": 211,
                            "suppressed": good and system.id == "mina-prov" or dice.chance(0.5)})
    errors = sum(finding["level"] == "error" for finding in findings)
    evidence.add(FILE, "code_analysis", system.subject, at(day, 5), "clang 14.0.6",
                 {"tool": "clang", "version": "14.0.6", "finished": at(day, 5), "succeeded": True, "errors": errors, "warnings": 1, "notes": 0, "findings": findings}, "clang")


def outsourced(world, evidence, round):
    day = later(round, -10)
    for id, told in world.story["outsourced"].items():
        agreed = [terms for since, terms in sorted(told["agreed"].items()) if day_of(since) <= day_of(day)][-1]
        secure = "secure_method" in agreed
        dice = Dice(f"outsourced/{id}/{round}")
        deliveries, wanted, flaws = dice.between(2, 5), 24, dice.between(2, 8)
        evidence.add(FILE, "outsourced_development", f"system:{id}", day, "avtalsuppföljningen",
                     {"supplier": f"supplier:{told['supplier']}", "owner": f"unit:{told['owner']}", "agreed": agreed, "requirements": wanted,
                      "requirements_proved": 23 if "audit" in agreed else 15 if secure else 6, "deliveries": deliveries,
                      "deliveries_tested": deliveries if secure else 0, "code_held": told["code_held"],
                      "followed_up": at("2026-05-26" if day > "2026-06" else "2025-04-22") if secure and day > "2025-04-22" else at("2022-03-01"), "flaws": flaws,
                      "flaws_closed": flaws - 1 if secure else flaws // 3}, "avtalet")


def penetration_tests(world, evidence):
    """Each test when it was reported, and once more when it had been tried again."""
    for id, told in world.story["penetration_tests"].items():
        dice = Dice(f"penetration/{id}")
        findings = [{"name": f"Brist {number + 1}", "severity": dice.pick(["moderate", "moderate", "significant", "serious"]), "owner": "unit:it",
                     "due": at(later(told["day"], 120))} for number in range(told["found"])]
        fields = {"at": at(told["day"]), "tester": "Granskarna Exempel AB" if told.get("independent", True) else "leverantören", "independent": told.get("independent", True),
                  "agreed": at(later(told["day"], -30)), "from_outside": told.get("outside", False), "noticed": told["noticed"]}
        evidence.add(FILE, "penetration_test", f"system:{told['system']}", later(told["day"], 9), "granskningsrapporten", {**fields, "findings": findings}, id)
        again = told.get("retested") or later(told["day"], 160)
        closed = [{**finding, "closed": at(later(told["day"], dice.between(20, 80)))} if number >= told.get("open", 0) else finding for number, finding in enumerate(findings)]
        if day_of(again) <= world.last:
            evidence.add(FILE, "penetration_test", f"system:{told['system']}", later(again, 1), "granskningsrapporten",
                         {**fields, "findings": closed, "retested": told.get("retested") and at(told["retested"])}, id)


def audits(world, evidence):
    """Tests in operation: each penetration test, a yearly load test of what must stay up, and audits; in November the calendar is gone through."""
    known = {}

    def activity(system, day, type, item, orderly):
        dice = Dice(f"audit/{system}/{item}")
        known.setdefault(system, []).append((day_of(later(day, 18)), item))
        evidence.add(FILE, "audit_activity", f"system:{system}", later(day, 18), "testkalendern",
                     {"type": type, "at": at(day, 9), "agreed": at(later(day, -14 if orderly else 1)), "read_only": orderly or dice.chance(0.6), "logged": orderly or dice.chance(0.6),
                      "disturbed": not orderly and dice.chance(0.5), "access_ended": at(later(day, dice.between(1, 9) if orderly else dice.between(5, 16))),
                      "copies_destroyed": at(later(day, dice.between(5, 17))) if orderly or dice.chance(0.7) else at(later(world.last, 60)), "result_protected": True}, item)

    for id, told in world.story["penetration_tests"].items():
        activity(told["system"], told["day"], "penetration_test", id, told["day"].year > 2024)
    for round in world.rounds:
        for system in world.systems(round):
            if unseen(world, system, round):
                continue
            dice, day = Dice(f"audits/{system.id}/{round}"), later(round, -40)
            if system.origin != "cloud" and round.month == 8 and gravest(system.told["class"]) >= 3:
                activity(system.id, day, "load_test", f"belastning-{round.year}", world.care(system, day) == "good")
            if system.origin != "cloud" and round.month == 11 and dice.chance(0.35):
                activity(system.id, day, "audit", f"granskning-{round.year}", world.care(system, day) != "poor")
            if round.month == 11:
                calendar = later(round, -3)
                evidence.census(FILE, "audit_activity", system.subject, calendar, "testkalendern",
                                [item for when, item in known.get(system.id, []) if when <= day_of(calendar)])
                evidence.census(FILE, "penetration_test", system.subject, calendar, "testkalendern",
                                [id for id, told in world.story["penetration_tests"].items()
                                 if told["system"] == system.id and day_of(later(told["day"], 9)) <= day_of(calendar)])
