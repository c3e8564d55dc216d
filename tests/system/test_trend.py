"""`trend` and `rescore`: figures over the runs on record, what moved them, and yesterday's evidence under today's policies."""
import csv
import io

from history import *

CATALOGUE = """
catalogue iso27002 "Controls" {
  theme technological "Technological" sv "Tekniska" {
    control 8.13 "Backup" sv "Kopiering" {}
    control 8.29 "Testing" sv "Test" {}
  }
}
"""


def told():
    """Four runs: copied, copies too old, copied again, and the rule made stricter."""
    history = History(CATALOGUE + POLICY)
    history.add(at("2026-10-01", "system", "a", name="Alfa"), at("2026-10-01", "backup", "a", schedule="daily"), at("2026-10-01", "test", "a", "1", good=True))
    history.assess("2026-10-15")
    history.assess("2026-11-05")
    history.add(at("2026-11-06", "backup", "a", schedule="weekly"))
    history.assess("2026-11-10")
    history.change("in { daily, weekly }", "in { daily }")
    history.assess("2026-11-12")
    return history


def trend(history, *more):
    return run("trend", *more, "--format", "json", store=history.store).ok().json


@test
def a_trend_is_the_series_of_the_runs_and_says_what_moved_them():
    history = told()
    made = trend(history, "--by", "control", "--why")
    assert [r["clock"][:10] for r in made["runs"]] == ["2026-10-15", "2026-11-05", "2026-11-10", "2026-11-12"]
    series = {s["id"]: s["points"] for s in made["series"]}
    assert [p["level"] for p in series["8.13"]] == [2, 0, 2, 0], series
    assert [p["level"] for p in series["8.29"]] == [1, 1, 1, 1]
    assert series[None][0]["strict"] == 1.0 and series[None][1]["strict"] == 0.5
    moves = [[(m["control"], m["cause"], m["maturity_before"], m["maturity_after"]) for m in step["controls"]] for step in made["steps"]]
    assert moves == [[("8.13", "evidence_stale", 2, 0)], [("8.13", "evidence_changed", 0, 2)], [("8.13", "rule_changed", 2, 0)]], moves
    assert [s["same_policies"] for s in made["steps"]] == [True, True, False]
    assert [(r["kind"], r["observed"][:10]) for r in made["steps"][1]["controls"][0]["records"]] == [("backup", "2026-11-06"), ("backup", "2026-10-01")]


@test
def themes_are_told_without_being_asked_for_and_policy_changes_are_marked():
    history = told()
    said = run("trend", "--why", store=history.store).ok().out
    for words in ("technological", "Other policies than before", "as of: 2026-11-12", "2026-11-05 → 2026-11-10", "the evidence changed", "1010"):
        assert words in said, (words, said)
    said = run("trend", "--why", "--lang", "sv", store=history.store).ok().out
    assert "Andra regler än förut" in said and "underlaget blev för gammalt" in said, said
    assert len(trend(history, "--since", "2026-11-06")["runs"]) == 2
    assert [s["id"] for s in trend(history, "--by", "all")["series"]] == [None]


@test
def csv_has_a_line_for_each_point():
    history = told()
    rows = list(csv.DictReader(io.StringIO(run("trend", "--by", "control", "--format", "csv", store=history.store).ok().out)))
    assert len(rows) == 12 and {r["id"] for r in rows} == {"all", "8.13", "8.29"}
    assert [r["level"] for r in rows if r["id"] == "8.13"] == ["2", "0", "2", "0"]
    assert all(float(r["strict"]) <= 1 for r in rows)


@test
def of_runs_with_one_clock_the_last_recorded_counts_and_parts_do_not():
    history = told()
    history.assess("2026-11-12", "--rule", "8.13")
    history.change("in { daily }", "in { none, weekly }")
    history.assess("2026-11-12")
    made = trend(history, "--by", "control")
    assert len(made["runs"]) == 4
    assert [p["level"] for s in made["series"] if s["id"] == "8.13" for p in s["points"]] == [2, 0, 2, 2]


@test
def old_evidence_can_be_looked_at_under_the_policies_of_today():
    history = told()
    def rescore(*more):
        return run("rescore", "--policy", history.policy, *more, "--format", "json", store=history.store).ok().json
    then = [(r["strict_then"], r["strict"]) for r in rescore()]
    assert [a for a, _ in then] == [1.0, 0.5, 1.0, 0.666666667] and [b for _, b in then] == [1.0, 0.5, 0.666666667, 0.666666667], then
    assert len(run("runs", "list", "--format", "json", store=history.store).json) == 4
    rescore("--runs", "all", "--record")
    runs = run("runs", "list", "--format", "json", store=history.store).json
    first = runs[0]["number"]
    assert [r["rescored"] for r in runs[:5]] == [None, None, None, None, first], runs
    series = {s["id"]: s["points"] for s in trend(history, "--by", "control", "--rescored")["series"]}
    assert [p["level"] for p in series["8.13"]] == [2, 0, 0, 0]
    assert [p["level"] for s in trend(history, "--by", "control")["series"] if s["id"] == "8.13" for p in s["points"]] == [2, 0, 2, 0]
    rescored = str(runs[-1]["number"])
    assert "rescored itself" in run("rescore", rescored, "--policy", history.policy, store=history.store).exits(3).err
    run("runs", "verify", store=history.store).ok()


@test
def what_there_is_no_trend_of_is_refused():
    history = told()
    assert "no figures by `shoe`" in run("trend", "--by", "shoe", store=history.store).exits(3).err
    assert "profile `x`" in run("trend", "--profile", "x", store=history.store).exits(3).err
    assert "--since" in run("trend", "--since", "soon", store=history.store).exits(2).err
    assert "no run" in run("trend", "--since", "2027-01-01", store=history.store).exits(3).err
    assert "no run" in run("rescore", "--policy", history.policy, store=new_store()).exits(3).err


main()
