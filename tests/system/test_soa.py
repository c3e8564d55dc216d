"""`soa`: the statement of applicability."""
import csv
import io

from harness import *

POLICY = """
catalogue c "Catalogue" {
  theme people "People" sv "Personer" { control 6.3 "Training" {}  control 6.7 "Remote" sv "Distans" {} }
  theme technology "Technology" { control 8.13 "Backup" sv "Kopiering" {}  control 8.15 "Logs | all" {}  control 8.30 "Outsourced" {} }
}
kind organisation "Organisation" about organisation { name text }
kind state "State" about organisation { copied bool  logged bool }
kind many risk "Risk" about organisation { name text  residual integer  status enum { open, closed }  controls set of control }
kind many legal_requirement "Law" about organisation { name text  controls set of control  applies_from time }
kind many responsibility "Duty" about organisation { role text  duty enum { control_owner, auditor }  controls set of control  until time }
kind many action "Action" about organisation { name text  source enum { threat_analysis, audit }  controls set of control }
control 6.3 { rule trained { title "t" level 1 for organisation o require state.copied } }
control 8.13 { rule copied { title "t" level 1 for organisation o require state.copied } }
control 8.15 { rule logged { title "t" level 1 for organisation o require state.logged } }
profile chosen "Chosen" from c {
  include all
  exclude 6.3 because "Nobody is trained here" decided by "Head" on 2026-01-01 review 2027-01-01
  exclude 8.15 because "=HYPERLINK(1)" decided by "Head" on 2026-01-01 review 2026-06-01
  exclude 8.30 because "Nothing is outsourced" decided by "Head" on 2026-01-01
}
"""


def at(kind, item=None, **fields):
    record = {"kind": kind, "subject": "organisation:o", "observed": "2026-10-01", "fields": fields}
    return {**record, "item": item} if item else record


def told():
    policy, store = write(POLICY, "policy.mog", folder()), new_store()
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(
        at("organisation", name="O"), at("state", copied=True),
        at("risk", "R1", name="Theft", residual=9, status="open", controls=["8.13", "8.30"]), at("risk", "R2", name="Old", residual=20, status="closed", controls=["6.7"]),
        at("legal_requirement", "L1", name="Act 1", controls=["8.13"], applies_from="2026-01-01"),
        at("legal_requirement", "L2", name="Act 2", controls=["6.7"], applies_from="2027-01-01"),
        at("responsibility", "A", role="Head of IT", duty="control_owner", controls=["8.13", "8.15"]),
        at("responsibility", "B", role="Once", duty="control_owner", controls=["8.13"], until="2026-05-01"),
        at("responsibility", "C", role="Auditor", duty="auditor", controls=["8.13"]),
        at("action", "T", name="Do", source="threat_analysis", controls=["6.7"]))).ok()

    def soa(*more, profile="chosen", day="2026-11-01"):
        chosen = ("--profile", profile) if profile else ()
        return run("soa", "--policy", policy, "--as-of", day, *chosen, *more, store=store).ok()
    return soa


def rows(answer):
    return {r["control"]: r for r in answer.json["controls"]}


@test
def each_control_of_the_catalogue_is_applicable_or_left_out_with_reason_decider_and_dates():
    made = told()("--format", "json")
    found = rows(made)
    assert list(found) == ["6.3", "6.7", "8.13", "8.15", "8.30"] and made.json["applicable"] == 3
    assert {c: r["applicable"] for c, r in found.items()} == {"6.3": False, "6.7": True, "8.13": True, "8.15": True, "8.30": False}
    assert found["6.3"]["exclusion"] == {"because": "Nobody is trained here", "decided_by": "Head", "decided": "2026-01-01T00:00:00Z", "review": "2027-01-01T00:00:00Z"}
    # past its review date it is applicable, and unknown until there is evidence
    assert found["8.15"]["exclusion"]["review"].startswith("2026-06-01") and found["8.15"]["state"] == "not_shown"
    assert rows(told()("--format", "json", day="2026-05-01"))["8.15"]["applicable"] is False


@test
def reasons_owners_and_states_come_from_the_evidence():
    found = rows(told()("--format", "json"))
    assert {c: r["reasons"] for c, r in found.items()} == {
        "6.3": [], "6.7": ["outside_world_analysis", "organisation_analysis"], "8.13": ["risk_analysis", "legal_requirement", "organisation_analysis"],
        "8.15": ["organisation_analysis"], "8.30": []}
    assert [o["name"] for o in found["8.13"]["owners"]] == ["Head of IT"] and [r["item"] for r in found["8.13"]["risks"]] == ["R1"]
    assert {c: r["state"] for c, r in found.items()} == {"6.3": "none", "6.7": "none", "8.13": "implemented", "8.15": "not_shown", "8.30": "none"}
    assert found["8.13"]["maturity"] == 1 and found["8.15"]["findings"] == 1
    assert rows(told()("--format", "json", profile=None))["6.3"]["reasons"] == ["other"]


@test
def leaving_out_what_an_open_risk_names_is_a_warning():
    soa = told()
    assert [c for c, r in rows(soa("--format", "json")).items() if r["excluded_against_risk"]] == ["8.30"] and soa("--format", "json").json["warnings"] == 1
    assert "Warning: 8.30 is left out, and an open risk names it: Theft" in soa().out
    assert "Varning: 8.30 är bortvald" in soa("--lang", "sv").out


@test
def it_is_written_for_spreadsheets_and_documents():
    soa = told()
    table = list(csv.DictReader(io.StringIO(soa("--format", "csv").out)))
    assert [r["control"] for r in table] == ["6.3", "6.7", "8.13", "8.15", "8.30"]
    assert table[3]["left out because"] == "'=HYPERLINK(1)", "a formula is made harmless"
    assert table[2]["owner"] == "Head of IT" and table[2]["strict"] == "100 %"
    page = soa("--format", "md", "--lang", "sv").out
    lines = [line for line in page.splitlines() if line.startswith("|")]
    assert len(lines) == 7 and len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1 and "Logs \\| all" in page and "Kopiering" in page


@test
def the_catalogue_of_the_project_has_a_row_for_each_of_the_93():
    made = run("soa", "--profile", "baseline", "--format", "json", store=new_store()).ok().json
    assert len([r for r in made["controls"] if r["theme"] in ("organisational", "people", "physical", "technological")]) == 93
    assert any(not r["in_profile"] and not r["applicable"] for r in made["controls"])


main()
