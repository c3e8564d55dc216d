"""mognad and a second implementation, written from docs/language.md and docs/scoring.md alone (tests/oracle), say the same.

MOG_ORACLE_ROUNDS: how many rounds of random policies and evidence (40); MOG_ORACLE_SEED: the first one's seed (1).
"""
import random
from fractions import Fraction

from harness import *

sys.path.insert(0, os.path.join(SOURCE, "tests/oracle"))

from assess import assess
from evidence import Evidence
from expect import expected, read_evidence, read_policies
from groups import grouped
from generate import CLOCK, Generator
from language import parse_time
from parse import parse
from profile import Everything
from score import excepted_until, exceptions, score

WORKLOAD = os.path.join(SOURCE, "tests/oracle/workload")
AGENCY = os.path.join(SOURCE, "examples/agency")
AGENCY_CLOCK = "2026-11-25"
NEAR = 1e-9 + 1e-12  # figures are written with nine decimals
NO_FIGURES = dict.fromkeys(("strict", "known", "coverage", "possible", "maturity", "progress", "possible_value", "excepted", "level", "floor", "mean", "gap", "possible_level"))


def evidence_files(where):
    return sorted(os.path.join(where, name) for name in os.listdir(where) if name.endswith(".jsonl"))


def mognad_says(clock, files, *policies, profile=None):
    """What `assess --format json` prints over these files."""
    store, policy = new_store(), [word for path in policies for word in ("--policy", path)]
    run("evidence", "add", *files, *policy, store=store).ok()
    chosen = ("--profile", profile) if profile else ()
    mognad_says.on_record = lambda: run("runs", "show", "last", "--format", "json", store=store).ok().json["scores"]
    return run("assess", "--as-of", clock, "--format", "json", *policy, *chosen, store=store).ok().json


def is_near(a, b):
    return (a is None) == (b is None) and (a is None or abs(float(a) - float(b)) <= NEAR)


def by_result(said):
    return {(r["rule"], r["subject"]): (r["verdict"], r["achievement"]) for r in said["results"]}


def differences(ours, theirs, left_out=()):
    """Results that mognad (theirs) and the oracle (ours) do not agree on: ((rule, subject), ours, theirs)."""
    both = sorted(key for key in {*ours, *theirs} if key[0] not in left_out)
    nothing = ("no result", None)
    pairs = [(key, ours.get(key, nothing), theirs.get(key, nothing)) for key in both]
    return [(key, a, b) for key, a, b in pairs if a[0] != b[0] or not is_near(a[1], b[1])]


def figures_that_differ(said, controls, themes, everything):
    """The same for the figures of every control, theme and all: texts."""
    pairs = []
    for control in said["controls"]:
        ours = controls[control["id"]] or NO_FIGURES
        pairs += [(control["id"], name, ours[name], control["compliance"][name]) for name in ("strict", "known", "coverage")]
        pairs += [(control["id"], name, ours[name], control[name]) for name in ("maturity", "progress")]
        pairs.append((control["id"], "possible", ours["possible"], control["possible"]["strict"]))
        pairs.append((control["id"], "possible maturity", None if ours["possible_value"] is None else int(ours["possible_value"]), control["possible"]["maturity"]))
        pairs.append((control["id"], "excepted", ours["excepted"] or None, control.get("excepted")))
        pairs += [(control["id"], "risk", ours["residual"], control["risk"]["residual"]) for _ in range("risk" in control and "residual" in ours)]
        pairs += [(control["id"], name, ours[name], control[name]) for name in ("weight", "target") if name in ours and name in control]
        levels = {str(level): x for level, x in (ours.get("levels") or {}).items()}
        for level in sorted({*levels, *(control["levels"] or {})}):
            pairs.append((control["id"], "level " + level, levels.get(level), control["levels"].get(level, {}).get("achievement")))
    assert {c["id"] for c in said["controls"]} == set(controls), "not the same controls"
    for theme in [*said["themes"], {"id": "all", **said["summary"]}]:
        ours = (everything if theme["id"] == "all" else themes[theme["id"]]) or NO_FIGURES
        pairs += [(theme["id"], name, ours[name], theme["compliance"][name]) for name in ("strict", "known", "coverage")]
        pairs += [(theme["id"], name, ours[name], theme["maturity"][name]) for name in ("level", "mean", "floor", "gap") if name in theme["maturity"]]
        pairs.append((theme["id"], "excepted", ours["excepted"] or None, theme.get("excepted")))
    assert {t["id"] for t in said["themes"]} == set(themes), "not the same themes"
    ours, possible = everything or NO_FIGURES, said["summary"]["possible"]
    pairs += [("all", "possible", ours["possible"], possible["strict"]), ("all", "possible level", ours["possible_level"], possible["level"])]
    return ["%s: %s is %s, and mognad says %s" % pair for pair in pairs if not is_near(*pair[2:])]


def scores_of(said, program, evidence, profile=Everything()):
    """The oracle's figures from mognad's own results."""
    results = {key: (verdict, None if achievement is None else Fraction(str(achievement))) for key, (verdict, achievement) in by_result(said).items()}
    return score(program, evidence, results, profile)


def kept_workload():
    with open(os.path.join(WORKLOAD, "expected.json"), encoding="utf-8") as f:
        return json.load(f)


@test
def the_oracle_still_gives_the_workload_what_was_checked_by_hand():
    kept = kept_workload()
    program = read_policies(WORKLOAD)
    again = expected(program, read_evidence(program, WORKLOAD, kept["clock"]), kept["clock"])
    assert again == kept, "run tests/oracle/expect.py, and check what changed by hand"


@test
def the_workload_shows_every_verdict_and_every_cap():
    verdicts_seen = {verdict for verdict, _ in kept_workload()["results"].values()}
    assert verdicts_seen == {"met", "partly", "not_met", "unknown", "error", "not_applicable"}, verdicts_seen
    assert {0.5, 0.85, 1.0} <= {achievement for verdict, achievement in kept_workload()["results"].values() if verdict == "met"}
    controls = kept_workload()["controls"].values()
    assert any(c is None for c in controls) and any(c and c["capped"] for c in controls)


@test
def mognad_gives_the_workload_what_is_expected():
    kept = kept_workload()
    said = mognad_says(kept["clock"], evidence_files(WORKLOAD), WORKLOAD)
    ours = {tuple(key.split(" ", 1)): tuple(result) for key, result in kept["results"].items()}
    wrong = differences(ours, by_result(said))
    assert not wrong, wrong
    themes = {None if name == "None" else name: figures for name, figures in kept["themes"].items()}
    wrong = figures_that_differ(said, kept["controls"], themes, kept["all"])
    assert not wrong, "\n".join(wrong)


@test
def the_agency_gets_the_same_verdicts_and_scores():
    program = read_policies(os.path.join(SOURCE, "policies"))
    files = agency()
    evidence = read_evidence(program, os.path.dirname(files[0]), AGENCY_CLOCK)
    said = mognad_says(AGENCY_CLOCK, files, os.path.join(SOURCE, "policies"))
    ours, left_out = assess(program, evidence)
    print("# the agency: %d results by both, %d rules left out since they call plugins or read other subjects: %s" % (len(ours), len(left_out), ", ".join(left_out)))
    assert len(left_out) < len(program.rules) / 10, left_out
    wrong = differences(ours, by_result(said), left_out)
    assert not wrong, wrong[:10]
    wrong = figures_that_differ(said, *scores_of(said, program, evidence))
    assert not wrong, "\n".join(wrong)


@test
def the_agency_counts_as_its_own_profile_says():
    own = os.path.join(AGENCY, "mpe.mog")
    program = read_policies(os.path.join(SOURCE, "policies"), AGENCY)
    profile = program.profiles["mpe"]
    profile.set_parameters(program)
    files = agency()
    evidence = read_evidence(program, os.path.dirname(files[0]), AGENCY_CLOCK)
    said = mognad_says(AGENCY_CLOCK, files, os.path.join(SOURCE, "policies"), own, profile="mpe")
    ours, left_out = assess(program, evidence, profile=profile)
    wrong = differences(ours, by_result(said), left_out)
    assert not wrong, wrong[:10]
    wrong = figures_that_differ(said, *scores_of(said, program, evidence, profile))
    assert not wrong, "\n".join(wrong)
    assert not any(r["control"] == "6.1" for r in said["results"]) and any(r["control"] == "7.7" for r in said["results"])


GROUPINGS = ("theme", "control", "owner", "unit", "group", "requirement_group", "phase", "capabilities", "concepts", "properties", "domains", "control_type")
MODELS = ("capability", "staged", "cumulative", "minimum", "average")


def groups_that_differ(said, ours, by):
    """What `score --by` says, held against the oracle's groups: texts."""
    theirs = {group["id"]: group for group in said["groups"]}
    pairs = [("", "groups", sorted(map(str, ours)), sorted(map(str, theirs)))] if set(ours) != set(theirs) else []
    for name in set(ours) & set(theirs):
        a, b = ours[name], theirs[name]
        figures = [*((f, b["compliance"][f]) for f in ("strict", "known", "coverage")), *((f, b["maturity"][f]) for f in ("level", "mean", "floor", "gap")),
                   ("possible", b["possible"]["strict"]), ("possible_level", b["possible"]["level"])]
        pairs += [(name, f, a[f], value) for f, value in figures if not is_near(a[f], value)]
        if by != "phase":
            pairs += [(name, "distribution", a["distribution"], b["distribution"])] if [a["distribution"].get(level, 0) for level in range(6)] != b["distribution"] else []
        if "inherited" in a and a["inherited"] != b["inherited"]:
            pairs.append((name, "inherited", a["inherited"], b["inherited"]))
    return ["by %s, %s: %s is %s, and mognad says %s" % (by, *pair) for pair in pairs]


@test
def every_group_of_the_agency_has_the_same_figures_in_every_model():
    where = folder()
    for model in MODELS:
        write("module m_%s\nprofile m_%s \"M\" from iso27002 {\n  include all\n  weight 8.* = 3\n  weight 8.13, 5.9 = 5\n  target level 4 for 5.*\n  model %s\n%s}\n" % (
            model, model, model, "  weight by risk\n" if model in ("staged", "average") else ""), "%s.mog" % model, where)
    program = read_policies(os.path.join(SOURCE, "policies"), where)
    files, store = agency(), new_store()
    policy = ["--policy", os.path.join(SOURCE, "policies"), "--policy", where]
    run("evidence", "add", *files, *policy, store=store).ok()
    evidence, compared = read_evidence(program, os.path.dirname(files[0]), AGENCY_CLOCK), 0
    for model in MODELS:
        profile = program.profiles["m_" + model]
        asked = [*policy, "--profile", "m_" + model, "--as-of", AGENCY_CLOCK, "--format", "json"]
        results = {key: (verdict, None if a is None else Fraction(str(a))) for key, (verdict, a) in by_result(run("assess", *asked, store=store).ok().json).items()}
        for by in GROUPINGS if model == "capability" else ("theme", "owner", "unit", "requirement_group", "capabilities"):
            ours = grouped(program, evidence, results, by, profile)
            wrong = groups_that_differ(run("score", "--by", by, *asked, store=store).ok().json, ours, by)
            assert not wrong, "model %s:\n%s" % (model, "\n".join(wrong[:20]))
            compared += len(ours)
    print("# %d groups of the agency by both" % compared)


def depends_on_order(program, lines, key, theirs, profile):
    """A set has no order, so which element is visited first, and so whether an error is met, is mognad's to choose."""
    for seed in range(30):
        shuffle = random.Random(seed)
        evidence = Evidence(program, lines, parse_time(CLOCK), order=lambda values: shuffle.sample(values, len(values)))
        ours, _ = assess(program, evidence, only=key, profile=profile)
        if not differences({key: ours[key]}, {key: theirs}):
            return True
    return False


def told(seed, policy, lines, wrong):
    """The first result that differs, with the rule and the evidence about its subject."""
    (name, subject), ours, theirs = wrong
    control, rule = name.split("/")
    block = policy[policy.index("control %s {" % control):].split("  rule ")
    return "seed %d: %s on %s: the oracle says %s, mognad %s\n%s\n  rule %s\n%s" % (
        seed, name, subject, ours, theirs, policy.split("control 5.1 {\n")[0], next(b for b in block if b.startswith(rule + " ")),
        records(*(line for line in lines if line["subject"] == subject)))


def one_round(seed, rules, subjects, with_profile=False):
    """Counts of results: (compared, of which by an order of a set's)."""
    generator, where = Generator(seed), folder()
    policy, lines = generator.policy(rules), generator.evidence(subjects)
    if with_profile:
        policy += generator.profile()
        lines += generator.follow_up(lines)
    program = parse(policy)
    profile = program.profiles["chosen"] if with_profile else Everything()
    profile.set_parameters(program)
    evidence = Evidence(program, lines, parse_time(CLOCK))
    said = mognad_says(CLOCK, [write(records(*lines), "random.jsonl", where)], write(policy, "random.mog", where),
                       profile="chosen" if with_profile else None)
    ours, left_out = assess(program, evidence, profile=profile)
    assert not left_out, left_out
    theirs = by_result(said)
    wrong = differences(ours, theirs)
    by_order = [w for w in wrong if "error" in (w[1][0], w[2][0]) and depends_on_order(program, lines, w[0], w[2], profile)]
    wrong = [w for w in wrong if w not in by_order]
    assert not wrong, told(seed, policy, lines, wrong[0])
    assert {c["model"] for c in said["controls"]} | {said["summary"]["maturity"]["model"]} == {profile.model}
    holding, rules_by_name = exceptions(program, evidence), {rule.name: rule for rule in program.rules}
    for r in said["results"]:
        until = excepted_until(holding, rules_by_name[r["rule"]], r["subject"]) if r["verdict"] in ("not_met", "partly", "unknown") else None
        assert until == ("excepted" in r and parse_time(r["excepted"]["until"]) or None), (r, holding)
    wrong = figures_that_differ(said, *scores_of(said, program, evidence, profile))
    assert not wrong, "seed %d, %d rules, %d subjects:\n%s" % (seed, rules, subjects, "\n".join(wrong))
    results = {key: (verdict, None if a is None else Fraction(str(a))) for key, (verdict, a) in theirs.items()}
    kept = mognad_says.on_record()["groups"] if with_profile else {}
    assert not with_profile or set(kept) >= set(GROUPINGS) - {"theme", "control"}, set(kept)
    for by, groups in kept.items():
        wrong = groups_that_differ({"groups": groups}, grouped(program, evidence, results, by, profile), by)
        assert not wrong, "seed %d, %d rules, %d subjects:\n%s" % (seed, rules, subjects, "\n".join(wrong))
    shutil.rmtree(where)
    return len(ours), len(by_order)


@test
def random_rules_over_random_evidence_get_the_same_verdicts_and_scores():
    first, rounds = int(os.environ.get("MOG_ORACLE_SEED", "1")), int(os.environ.get("MOG_ORACLE_ROUNDS", "40"))
    compared = by_order = 0
    for seed in range(first, first + rounds):
        results, depending = one_round(seed, *((100, 8) if seed % 2 else (10, 5)))
        compared, by_order = compared + results, by_order + depending
    print("# %d rounds from seed %d: %d results by both, of which %d depend on the order of a set" % (rounds, first, compared, by_order))
    assert compared > 100 * rounds and by_order * 1000 <= compared, (compared, by_order)


@test
def random_profiles_count_alike():
    first, rounds = int(os.environ.get("MOG_ORACLE_SEED", "1")), max(int(os.environ.get("MOG_ORACLE_ROUNDS", "40")) // 2, 1)
    compared = sum(one_round(seed, *((60, 6) if seed % 2 else (20, 5)), with_profile=True)[0] for seed in range(first, first + rounds))
    print("# %d rounds from seed %d under random profiles: %d results by both" % (rounds, first, compared))
    assert compared > 40 * rounds, compared


main()
