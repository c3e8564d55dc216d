"""`mognad gate`: open or shut, and what remains."""

from harness import *

POLICIES = os.path.join(SOURCE, "policies")
CLOCK = "2026-11-25"
GATE = """param enough = 2
kind initiative about initiative { name text  risk integer  flag bool  wrong number }
kind many decision about initiative { approved bool  functions set of text }
catalogue small "Small" { theme t "T" { control 5.1 "C" } }
gate production "Into production" sv "Till produktion" for initiative i {
  step zero "The risk is known" sv "Risken är känd" require i.risk is known
  step flagged require i.flag action "Flag it" action sv "Flagga det"
  step council "{enough} functions approved" sv "{enough} funktioner godkände"
    require any d in decision has d.approved and count(f in d.functions) >= enough
    finding "{i.name}: no approval by {enough} functions"
    finding sv "{i.name}: inget godkännande av {enough} funktioner"
}
gate error for initiative i { step divide require 1 / i.wrong > 0 }
profile strict from small { include all
  set enough = 3 }
"""


def world(**fields):
    policy, store = write(GATE, "gate.mog"), new_store()
    lines = [{"kind": "initiative", "subject": "initiative:portal", "observed": "2026-10-01", "fields": {"name": "Portal", **fields}},
             {"kind": "decision", "subject": "initiative:portal", "item": "1", "observed": "2026-10-01", "fields": {"approved": True, "functions": ["a", "b"]}}]
    run("evidence", "add", write(records(*lines)), "--policy", policy, store=store).ok()
    return store, policy


def gate(store, policy, *more, name="production", subject="initiative:portal"):
    return run("gate", name, subject, "--policy", policy, "--as-of", CLOCK, *more, store=store)


@test
def a_gate_is_open_when_every_step_is_met():
    store, policy = world(risk=2, flag=True)
    result = gate(store, policy, "--format", "json").ok().json
    assert result["open"] and result["remaining"] == 0 and result["gate"] == "production" and result["profile"] is None
    assert [(s["step"], s["rule"], s["verdict"], s["action"]) for s in result["steps"]] == [
        ("zero", "production/zero", "met", None), ("flagged", "production/flagged", "met", None), ("council", "production/council", "met", None)]
    said = gate(store, policy).ok().out
    assert "Into production · Portal (initiative:portal)" in said and "open: every step is met" in said, said


@test
def what_is_not_met_or_unknown_keeps_it_shut_and_is_told():
    store, policy = world()
    result = gate(store, policy, "--format", "json").exits(1).json
    assert not result["open"] and result["remaining"] == 2
    assert [s["verdict"] for s in result["steps"]] == ["not_met", "unknown", "met"]
    assert result["steps"][1]["action"] == "Flag it" and "flag" in result["steps"][1]["reason"]
    said = gate(store, policy, "--lang", "sv").exits(1).out
    assert "stängd: 2 av 3 steg återstår: zero, flagged (okänt)" in said and "→ Flagga det" in said, said


@test
def a_profile_sets_the_parameters_of_a_gate():
    store, policy = world(risk=2, flag=True)
    result = gate(store, policy, "--profile", "strict", "--format", "json").exits(1).json
    assert result["profile"] == "strict" and result["steps"][2]["findings"] == ["Portal: no approval by 3 functions"]
    assert result["run"] != gate(store, policy, "--format", "json").ok().json["run"]


@test
def an_error_keeps_it_shut_and_says_so():
    store, policy = world(wrong=0)
    said = gate(store, policy, name="error").exits(1)
    assert "ended in an error" in said.out and "divi" in said.out, said.out
    assert gate(store, policy, "--format", "json", name="error").exits(1).json["degraded"]


@test
def what_is_not_there_is_refused_with_a_proposal():
    store, policy = world(risk=2)
    for name, subject, words in (("prodction", "initiative:portal", "did you mean `production`?"), ("production", "initiative:portl", "did you mean `initiative:portal`?"),
                                 ("production", "system:hr", "as in initiative:NAME")):
        said = gate(store, policy, name=name, subject=subject).exits(3)
        assert words in said.err, said.err
    early = run("gate", "production", "initiative:portal", "--policy", policy, "--as-of", "2020-01-01", store=store).exits(3)
    assert "nothing was observed" in early.err, early.err
    run("gate", "production", "--policy", policy, store=store).exits(2)


@test
def gates_are_listed_without_a_store():
    result = run("gate", "--policy", write(GATE, "gate.mog"), "--format", "json").ok().json
    assert [(g["gate"], g["type"], g["steps"]) for g in result] == [
        ("error", "initiative", ["divide"]), ("production", "initiative", ["zero", "flagged", "council"])]
    assert "Till produktion" in run("gate", "--policy", write(GATE, "gate.mog"), "--lang", "sv").ok().out


@test
def steps_count_in_no_assessment_and_can_be_explained():
    store, policy = world(risk=2)
    result = run("assess", "--policy", policy, "--as-of", CLOCK, "--format", "json", store=store).ok().json
    assert result["results"] == [] and result["controls"] == []
    refused = run("assess", "--policy", policy, "--rule", "production/zero", store=store).exits(3)
    assert "step of a gate" in refused.err, refused.err
    said = run("explain", "production/flagged", "initiative:portal", "--policy", policy, "--as-of", CLOCK, store=store).ok().out
    assert "step of a gate" in said and "What to do" in said, said


@test
def the_initiatives_of_the_agency_are_where_they_should_be():
    store = new_store()
    run("evidence", "add", *agency(), "--policy", POLICIES, store=store).ok()
    expected = {("production", "ombud"): [], ("production", "bildtolkning"): ["classification", "threats", "privacy", "law", "verified", "council"],
                ("procurement", "ny-chatt"): ["law"]}
    for (name, initiative), remaining in expected.items():
        said = run("gate", name, "initiative:" + initiative, "--policy", POLICIES, "--as-of", CLOCK, "--format", "json", store=store)
        said.exits(1 if remaining else 0)
        assert [s["step"] for s in said.json["steps"] if s["verdict"] != "met"] == remaining, said.out


main()
