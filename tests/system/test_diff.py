"""`diff`: what came out otherwise in one run than in another, each with its cause."""
from history import *

def begun():
    history = History()
    history.add(at("2026-10-01", "system", "a", name="Alfa"), at("2026-10-01", "backup", "a", schedule="daily"),
                at("2026-10-01", "test", "a", "1", good=True))
    history.assess("2026-10-15")
    return history


@test
def new_evidence_is_the_cause_of_what_it_changes_and_is_named():
    history = begun()
    history.add(at("2026-10-16", "backup", "a", schedule="none"))
    history.assess("2026-10-17")
    told = history.diff()
    assert [(c["rule"], c["cause"], c["before"]["verdict"], c["after"]["verdict"]) for c in told["results"]] == [
        ("8.13/backed_up", "evidence_changed", "met", "not_met")]
    assert [(r["kind"], r["observed"], r["came"]) for r in told["results"][0]["records"]] == [
        ("backup", "2026-10-16T00:00:00Z", True), ("backup", "2026-10-01T00:00:00Z", False)]
    assert told["results"][0]["gain"] == -2.0 and told["unchanged"] == 2 and told["same_policies"]
    assert [(c["control"], c["maturity_before"], c["maturity_after"]) for c in told["controls"]] == [("8.13", 2, 0)]


@test
def time_alone_makes_evidence_too_old_and_lets_dates_come():
    history = begun()
    history.assess("2026-11-05")
    assert history.causes() == {("backed_up", "a"): "evidence_stale", ("recent", "a"): "time_passed"}
    stale = [c for c in history.diff()["results"] if c["cause"] == "evidence_stale"][0]
    assert [(r["kind"], r["came"]) for r in stale["records"]] == [("backup", False)]


@test
def a_changed_rule_parameter_definition_or_freshness_is_told_apart():
    history = begun()
    history.add(at("2026-10-16", "backup", "a", schedule="weekly", encrypted=False), at("2026-10-16", "test", "a", "2", good=False))
    history.assess("2026-10-30")
    for old, new, expected, what in (
            ("param longest = 20 days", "param longest = 10 days", {("recent", "a"): "parameter_changed"}, "longest: 20 days → 10 days"),
            ("{ daily, weekly } \n", "{ daily } # stricter\n", {("backed_up", "a"): "rule_changed"}, "copied"),
            ("require every t in test", "require any t in test", {("tested", "a"): "rule_changed"}, "require"),
            ('weekly }  encrypted bool  fresh 30 days', 'weekly }  encrypted bool  fresh 3 days', {("backed_up", "a"): "freshness_changed"}, "backup")):
        if old.endswith("\n"):
            history.change("in { daily, weekly }\n", "in { daily } # stricter\n")
        else:
            history.change(old, new)
        history.assess("2026-10-30")
        told = history.diff()
        assert history.causes() == expected, (history.causes(), expected)
        assert not told["same_policies"] and [c["what"] for c in told["results"]] == [what], told["results"]
    history.change("title \"Recent\"", "title \"Not old\"")
    history.change("level 2 for system s fresh", "level 2\n    for system s   fresh")
    history.assess("2026-10-30")
    told = history.diff()
    assert told["rules"] == [] and told["results"] == [] and not told["same_policies"], told


@test
def an_exception_that_begins_or_ends_is_a_cause_and_changes_no_verdict():
    history = History(POLICY + "kind many exception about system { controls set of control  approved time  until time }\n")
    history.add(at("2026-10-01", "system", "a", name="Alfa"), at("2026-10-01", "backup", "a", schedule="none"),
                at("2026-10-01", "exception", "a", "1", controls=["8.13"], approved="2026-10-10", until="2026-10-20"))
    for day in ("2026-10-05", "2026-10-15", "2026-10-20T12:00:00Z"):
        history.assess(day)
    for pair, cause in ((("first", "last-1"), "exception_began"), (("last-1", "last"), "exception_ended")):
        told = history.diff(*pair)
        assert [(c["rule"], c["cause"], c["before"]["verdict"], c["after"]["verdict"], c["gain"]) for c in told["results"]] == [
            ("8.13/backed_up", cause, "not_met", "not_met", 0.0)], told["results"]
    assert "undantag började gälla" in run("diff", "first", "last-1", "--lang", "sv", store=history.store).ok().out


@test
def subjects_and_rules_come_and_go():
    history = begun()
    history.add(at("2026-10-16", "system", "a", name="Alfa", valid_to="2026-10-16"), at("2026-10-16", "system", "b", name="Beta"))
    history.assess("2026-10-17")
    assert set(history.causes().items()) == {
        (("backed_up", "a"), "subject_gone"), (("recent", "a"), "subject_gone"), (("tested", "a"), "subject_gone"),
        (("backed_up", "b"), "subject_added"), (("recent", "b"), "subject_added"), (("tested", "b"), "subject_added")}
    history.change("control 8.29 {", "control 8.30 {")
    history.assess("2026-10-17")
    assert history.causes() == {("tested", "b"): "rule_gone"} or len(history.diff()["results"]) == 2
    assert {(c["rule"], c["cause"]) for c in history.diff()["results"]} == {("8.29/tested", "rule_gone"), ("8.30/tested", "rule_added")}


@test
def the_whole_is_told_to_people_in_both_languages():
    history = begun()
    history.add(at("2026-10-16", "backup", "a", schedule="none"))
    history.assess("2026-10-17")
    said = run("diff", "first", "last", store=history.store).ok().out
    for words in ("strict 100 %", "the evidence changed", "backup, 2026-10-16", "met → not met", "2 → 0"):
        assert words in said, said
    said = run("diff", "--lang", "sv", store=history.store).ok().out
    assert "underlaget ändrades" in said and "uppfyllt → ej uppfyllt" in said, said
    history.assess("2026-10-17", "--subject", "system:a")
    assert "No result is another one" in run("diff", store=history.store).ok().out


@test
def what_cannot_be_compared_is_refused():
    history = History()
    assert "no run is on record yet" in run("diff", store=history.store).exits(3).err
    history.add(at("2026-10-01", "system", "a", name="Alfa"))
    history.assess("2026-10-15")
    run("diff", store=history.store).exits(3)
    run("diff", "first", "last", "last", store=history.store).exits(2)
    assert "No result is another one" in run("diff", "last", store=history.store).ok().out


main()
