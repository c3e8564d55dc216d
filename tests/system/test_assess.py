"""What `assess` and `explain` print: the object for programs, key by key; the report for people in both languages; exit statuses."""
from harness import *

POLICY = """
module assess
kind system "System" about system { name text  class { confidentiality integer } }
kind backup "Backup" about system { encrypted bool  size number  fresh 30 days }
kind organisation "Organisation" about organisation { name text }
catalogue c "C" { theme technological "Technological" sv "Tekniska" { control 8.1 "Backup" sv "Kopior" { properties confidentiality } } }
control 8.1 {
  rule encrypted { title "Backup is encrypted" title sv "Kopior krypteras" level 1 weight 2 must for system s require backup.encrypted
                   finding "{s.name} is not encrypted" finding sv "{s.name} krypteras inte" action "Encrypt" action sv "Kryptera" }
  rule size { title "Size" level 2 for system measure backup.size target 10 }
}
control 9.1 { rule named { title "Named" level 1 for organisation o require o.name != "" } }
"""
CLOCK = ["--as-of", "2026-11-01"]


def record(kind, subject, fields, observed="2026-10-20"):
    return {"kind": kind, "subject": subject, "observed": observed, "fields": fields}


def world():
    store, options = new_store(), ["--policy", write(POLICY, "assess.mog"), "--plugins", folder()]
    lines = records(record("system", "system:a", {"name": "Alfa", "class": {"confidentiality": 3}}), record("backup", "system:a", {"encrypted": False, "size": 5}),
                    record("system", "system:b", {"name": "Beta"}), record("backup", "system:b", {"encrypted": True}, "2026-01-01"),
                    record("system", "system:c", {"name": "Gamma"}), record("backup", "system:c", {"encrypted": True, "size": 20}),
                    record("organisation", "organisation:x", {"name": "Example agency"}))
    run("evidence", "add", *options, "-", store=store, stdin=lines).ok()
    return store, options


@test
def the_object_has_these_keys_in_this_order():
    store, options = world()
    found = run("assess", *options, *CLOCK, "--format", "json", store=store).ok().json
    assert list(found) == ["run", "clock", "summary", "themes", "controls", "results"]
    assert len(found["run"]) == 64 and found["clock"] == "2026-11-01T00:00:00Z"
    assert list(found["summary"]) == ["compliance", "maturity", "possible"]
    assert list(found["summary"]["compliance"]) == ["strict", "known", "coverage"]
    assert list(found["summary"]["maturity"]) == ["level", "mean", "floor", "model"]
    assert list(found["summary"]["possible"]) == ["strict", "level"]
    for theme in found["themes"]:
        assert list(theme) == ["id", "compliance", "maturity"]
    assert [t["id"] for t in found["themes"]] == ["technological", None]
    for control in found["controls"]:
        assert list(control) == ["id", "theme", "compliance", "maturity", "progress", "possible", "cap", "levels", "model"]
        assert list(control["possible"]) == ["strict", "maturity"]
        for level in control["levels"].values():
            assert list(level) == ["achievement", "rating"]
    for result in found["results"]:
        assert list(result) == ["rule", "control", "level", "weight", "subject", "verdict", "achievement", "reason", "findings", "evidence"]


@test
def the_figures_are_those_of_a_hand():
    store, options = world()
    found = run("assess", *options, *CLOCK, "--format", "json", store=store).ok().json
    control = found["controls"][0]
    # w(a) = 4, w(b) = w(c) = 1; encrypted weighs 2: a 0, b unknown, c 1; size weighs 1: a 0.5, b unknown, c 1
    assert control["id"] == "8.1"
    assert control["compliance"] == {"strict": round(5 / 18, 9), "known": round(5 / 15, 9), "coverage": round(15 / 18, 9)}, control
    assert control["levels"] == {"1": {"achievement": round(2 / 12, 9), "rating": "P"}, "2": {"achievement": 0.5, "rating": "P"}}, control
    assert control["possible"] == {"strict": round(8 / 18, 9), "maturity": 0} and control["maturity"] == 0 and control["cap"] is None
    assert found["summary"]["compliance"]["strict"] == round((5 / 18 + 1) / 2, 9)
    assert found["summary"]["maturity"] == {"level": 0, "mean": 0.5, "floor": 0, "model": "capability"}
    results = {(r["rule"], r["subject"]): r for r in found["results"]}
    assert results["8.1/encrypted", "system:a"]["findings"] == ["Alfa is not encrypted"]
    stale = results["8.1/size", "system:b"]
    assert stale["achievement"] is None and stale["reason"] == "backup is stale since 2026-01-31 (observed 2026-01-01)", stale
    assert len(stale["evidence"]) == 1


@test
def the_number_of_workers_and_the_place_of_the_policies_cannot_be_seen():
    store, options = world()
    one = run("assess", *options, *CLOCK, "--format", "json", "--jobs", "1", store=store).ok().out
    assert run("assess", *options, *CLOCK, "--format", "json", "--jobs", "4", store=store).ok().out == one
    moved = ["--policy", write(POLICY, "deep/er/moved.mog"), "--plugins", folder()]
    assert run("assess", *moved, *CLOCK, "--format", "json", store=store).ok().out == one


@test
def the_report_speaks_both_languages():
    store, options = world()
    english = run("assess", *options, *CLOCK, "--controls", store=store).ok().out
    for words in "Example agency", "Technological", "What matters most", "Alfa is not encrypted", "→ Encrypt", "What is unknown", "backup is stale since", \
            "mognad explain --store", "8.1/encrypted system:a":
        assert words in english, (words, english)
    swedish = run("assess", *options, *CLOCK, "--lang", "sv", store=store).ok().out
    for words in "Tekniska", "Viktigast att åtgärda", "Alfa krypteras inte", "→ Kryptera", "underlaget backup är inaktuellt sedan":
        assert words in swedish, (words, swedish)
    assert "\033" not in english + swedish


@test
def an_answer_of_no_exits_1():
    store, options = world()
    run("assess", *options, *CLOCK, "--fail-under", "63", store=store).ok()
    run("assess", *options, *CLOCK, "--fail-under", "64", store=store).exits(1)
    run("assess", *options, *CLOCK, "--fail-under", "164", store=store).exits(2)
    run("assess", *options, *CLOCK, "--jobs", "many", store=store).exits(2)


@test
def a_part_is_assessed_when_asked_for():
    store, options = world()
    part = run("assess", *options, *CLOCK, "--format", "json", "--subject", "system:a", "--rule", "8.1/size", store=store).ok().json
    assert [(r["rule"], r["subject"]) for r in part["results"]] == [("8.1/size", "system:a")]
    assert "system:a" in run("assess", *options, *CLOCK, "--subject", "system:aa", store=store).exits(3).err
    assert "8.1/size" in run("assess", *options, *CLOCK, "--rule", "8.1/sise", store=store).exits(3).err


@test
def an_explanation_leads_from_verdict_to_record():
    store, options = world()
    told = run("explain", *options, *CLOCK, "8.1/encrypted", "system:a", store=store).ok().out
    for words in "not met", "require", "backup.encrypted", "Records that decided", 'encrypted  ', "What to do", "Encrypt":
        assert words.lower() in told.lower(), (words, told)
    found = run("explain", *options, *CLOCK, "8.1/encrypted", "system:a", "--format", "json", store=store).ok().json
    step = found["condition"][0]
    assert step["expression"] == "backup.encrypted" and step["value"] == "no", step
    assert step["record"] in found["evidence"]
    assert [r["record"]["fields"]["encrypted"] for r in found["records"] if r["id"] == step["record"]] == [False]
    run("explain", *options, *CLOCK, "8.1/encrypted", "organisation:x", store=store).exits(3)
    run("explain", *options, *CLOCK, "8.1/encryptd", "system:a", store=store).exits(3)


@test
def an_empty_store_shows_nothing_of_any_control():
    told = run("assess", "--as-of", "2026-11-25", "--format", "json", store=new_store()).ok().json
    listed = {c["control"] for c in run("control", "list", "--format", "json").ok().json if c["rules"]}
    assert {c["id"] for c in told["controls"]} == listed and len(listed) >= 93
    for control in told["controls"]:
        assert control["compliance"] == {"strict": 0.0, "known": None, "coverage": 0.0} and control["maturity"] == 0, control
        assert control["reason"].startswith("never collected: no subject is on record of the type "), control
    assert told["results"] == [] and told["summary"]["compliance"]["strict"] == 0.0 and told["summary"]["maturity"]["level"] == 0
    assert told["summary"]["possible"]["strict"] == 1.0
    said = run("assess", "--lang", "sv", store=new_store()).ok().out
    assert "Aldrig insamlat" in said and "mognad evidence template system" in said


@test
def only_what_was_never_collected_counts_so():
    """One system on record: its controls are unknown by their results, the others by the lack of any; a part of the whole has neither."""
    store = new_store()
    run("evidence", "add", "-", store=store, stdin=records({"kind": "system", "subject": "system:a", "observed": "2026-11-01", "fields": {"name": "A"}})).ok()
    told = run("assess", "--as-of", "2026-11-25", "--format", "json", store=store).ok().json
    with_results = {r["control"] for r in told["results"]}
    assert "8.13" in with_results and "7.1" not in with_results
    assert {c["id"] for c in told["controls"] if "reason" in c} == {c["id"] for c in told["controls"]} - with_results
    part = run("assess", "--as-of", "2026-11-25", "--subject", "system:a", "--format", "json", store=store).ok().json
    assert all(c["maturity"] is None for c in part["controls"] if c["id"] not in with_results) and not any("reason" in c for c in part["controls"])


main()
