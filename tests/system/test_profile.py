"""`--profile`: which controls are assessed, what a profile sets, weighs and aims at, and what is said of the controls that it excludes."""
from harness import *

RULES = """module rules
param longest = 30 days
param enough = 80%
kind system about system { name text  checked time  share number  flag bool }
catalogue small "Small" {
  theme people "People" { control 6.1 "Screening" }
  theme technology "Technology" {
    control 8.1 "Devices"
    control 8.13 "Backup"
  }
}
control 6.1 { rule a { title "Screened" level 1 for system s require s.flag } }
control 8.1 {
  rule b { title "Checked within {longest}" level 1 for system s require s.checked within longest }
  rule c { title "Enough" level 4 for system s measure s.share target enough }
}
control 8.13 { rule d { title "Flagged" level 1 for system s require s.flag } }
control 9.9 { rule e { title "Outside the catalogue" level 1 for system s require s.flag } }
"""
EVIDENCE = [{"kind": "system", "subject": "system:hr", "observed": "2026-10-01", "assurance": "stated",
             "fields": {"name": "HR", "checked": "2026-08-20T00:00:00Z", "share": 0.4, "flag": True}}]
CLOCK = "2026-10-01"


def profile(*lines, name="chosen", title='"The chosen ones" sv "De valda"'):
    return "module own\nuse rules\nprofile %s %s from small {\n  %s\n}\n" % (name, title, "\n  ".join(lines))


def policies(*lines, **more):
    into = folder()
    write(RULES, "rules.mog", into)
    write(profile(*lines, **more), "own.mog", into)
    return into


def a_store():
    store = new_store()
    run("evidence", "add", write(records(*EVIDENCE)), "--policy", write(RULES, "rules.mog"), store=store).ok()
    return store


def assess(store, policy, *more, name="chosen", clock=CLOCK):
    chosen = ("--profile", name) if name else ()
    return run("assess", "--policy", policy, "--as-of", clock, "--format", "json", *chosen, *more, store=store)


def of_control(result, control):
    return next(c for c in result["controls"] if c["id"] == control)


@test
def only_included_controls_are_assessed():
    store, policy = a_store(), policies("include 8.*")
    result = assess(store, policy).ok().json
    assert sorted({r["control"] for r in result["results"]}) == ["8.1", "8.13"]
    assert [t["id"] for t in result["themes"]] == ["technology"]
    assert result["profile"] == "chosen" and result["excluded"] == []
    everything = assess(store, policy, name=None).ok().json
    assert sorted({r["control"] for r in everything["results"]}) == ["6.1", "8.1", "8.13", "9.9"]
    assert list(result) == [*everything, "excluded", "profile"] # what a profile adds comes last
    assert list(of_control(result, "8.1")) == [*of_control(everything, "8.1"), "weight", "target"]
    assert everything["run"] != result["run"]


@test
def what_a_profile_sets_is_in_force_only_where_it_is_chosen():
    store = a_store()
    policy = policies("include all", "set longest = 60 days", "set enough = 40%", "set assurance stated = 60%")
    plain, chosen = assess(store, policy, name=None).ok().json, assess(store, policy).ok().json
    assert verdicts(plain)["8.1/b", "system:hr"] == "not_met" and verdicts(chosen)["8.1/b", "system:hr"] == "met"
    assert verdicts(plain)["8.1/c", "system:hr"] == "partly" and verdicts(chosen)["8.1/c", "system:hr"] == "met"
    achieved = {r["rule"]: r["achievement"] for r in chosen["results"]}
    assert achieved["8.13/d"] == 0.6, achieved
    assert {r["rule"]: r["achievement"] for r in plain["results"]}["8.13/d"] == 0.5
    said = run("explain", "8.1/b", "system:hr", "--policy", policy, "--profile", "chosen", "--as-of", CLOCK, store=store).ok().out
    assert "Checked within 60 days" in said and "achievement 60 %" in said, said


@test
def a_value_that_is_out_of_place_where_it_is_set_is_found_under_the_profile():
    into = folder()
    write("module rules\nparam how = 2\nkind system about system { flag bool }\n"
          'catalogue small "S" { theme t "T" { control 8.1 "D" } }\n'
          'control 8.1 { rule b { title "B" level how for system s require s.flag } }\n', "rules.mog", into)
    write(profile("include all", "set how = 7"), "own.mog", into)
    run("policy", "check", into).ok()
    said = run("policy", "check", into, "--profile", "chosen").exits(3)
    assert "E0117" in said.out and "`level` is 1 to 5" in said.out, said.out


@test
def weights_and_targets_enter_the_figures():
    store = a_store()
    result = assess(store, policies("include all", "weight 8.13 = 4", "target level 4 for 8.1", "target level 1 for 6.1")).ok().json
    backup, devices = of_control(result, "8.13"), of_control(result, "8.1")
    assert (backup["weight"], backup["target"]) == (4, 3) and (devices["weight"], devices["target"]) == (1, 4)
    assert devices["compliance"]["strict"] == 0.25  # not met at level 1, half at level 4
    # 6.1 and 8.13 at level 1 by a claim that is worth one half: P, so maturity 0
    assert result["summary"]["compliance"]["strict"] == round((0.5 + 0.25 + 4 * 0.5) / 6, 9)
    assert result["summary"]["maturity"]["gap"] == round((1 * 1 + 1 * 4 + 4 * 3) / 6, 9)


@test
def an_exclusion_is_shown_with_its_reason_until_its_review():
    store = a_store()
    policy = policies("include all", 'exclude 6.1 because "Nobody works here" decided by "The board" on 2026-02-01 review 2027-02-01')
    before, after = assess(store, policy).ok().json, assess(store, policy, clock="2027-02-01").ok().json
    assert "6.1" not in {r["control"] for r in before["results"]}
    assert before["excluded"] == [{"control": "6.1", "because": "Nobody works here", "decided_by": "The board", "decided": "2026-02-01T00:00:00Z",
                                   "review": "2027-02-01T00:00:00Z", "counts_again": False}]
    assert "6.1" in {r["control"] for r in after["results"]} and after["excluded"][0]["counts_again"]
    said = run("assess", "--policy", policy, "--profile", "chosen", "--as-of", CLOCK, store=store).ok().out
    assert "profile chosen · The chosen ones" in said and "Excluded by the profile" in said, said
    assert "Nobody works here (decided by The board on 2026-02-01, to be reviewed by 2027-02-01)" in " ".join(said.split()), said
    assert "--profile chosen" in said  # in the commands that it proposes
    late = run("assess", "--policy", policy, "--profile", "chosen", "--as-of", "2027-03-01", "--lang", "sv", store=store).ok().out
    assert "räknas igen: skulle ses över senast 2027-02-01" in late and "profil chosen · De valda" in late, late


@test
def asking_for_what_does_not_count_says_why():
    store = a_store()
    policy = policies("include 6.1, 8.*", 'exclude 8.13 because "Nothing to copy" decided by "The board" on 2026-02-01')
    said = assess(store, policy, "--rule", "8.13").exits(3)
    assert "excludes 8.13: Nothing to copy" in said.err, said.err
    said = run("explain", "9.9/e", "system:hr", "--policy", policy, "--profile", "chosen", store=store).exits(3)
    assert "does not include 9.9" in said.err, said.err


@test
def an_unknown_profile_is_refused_with_a_proposal():
    store, policy = a_store(), policies("include all")
    for arguments in (["assess"], ["policy", "check"]):
        said = run(*arguments, "--policy", policy, "--profile", "chosn", store=store if arguments == ["assess"] else None).exits(3)
        assert "no profile `chosn`" in said.err and "did you mean `chosen`?" in said.err, said.err
    said = run("policy", "check", "--policy", write(RULES, "r.mog"), "--profile", "chosen").exits(3)
    assert "no profile `chosen`" in said.err and "declare none" in said.err, said.err


@test
def every_model_is_made_and_named():
    store = a_store()
    for model in ("capability", "staged", "cumulative", "minimum", "average"):
        policy = policies("include all", "model " + model)
        result = assess(store, policy).ok().json
        assert result["summary"]["maturity"]["model"] == model, result["summary"]
        assert {t["maturity"]["model"] for t in result["themes"]} == {c["model"] for c in result["controls"]} == {model}
        said = run("assess", "--policy", policy, "--as-of", CLOCK, "--profile", "chosen", store=store).ok()
        assert "Maturity by the model %s:" % model in said.out, said.out


@test
def risks_that_nobody_knows_cannot_weigh():
    said = run("policy", "check", policies("include all", "weight by risk")).exits(3)
    assert "E0132" in said.out and "a kind `risk`" in said.out, said.out


@test
def a_profile_sets_only_what_its_module_sees():
    into = folder()
    write(RULES, "rules.mog", into)
    write('module own\nprofile chosen from small { include all\nset longest = 60 days }\n', "own.mog", into)
    said = run("policy", "check", into).exits(3)
    assert "E0125" in said.out and "write `use rules`" in said.out, said.out


@test
def the_baseline_is_sound():
    policy = os.path.join(SOURCE, "policies")
    run("policy", "check", policy, "--profile", "baseline", "--strict").ok()


main()
