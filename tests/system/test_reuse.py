"""What a policy says once holds for each control, and evidence outlives a later version of its kind."""
from harness import *

CLOCK = "2026-11-01T12:00:00Z"

KINDS = """module kinds
kind system about system { name text }
kind many document about system {
  controls set of control  status enum { draft, decided }  property enum { confidentiality, integrity, availability }
}
"""

CATALOGUE = """module standard
catalogue iso "ISO" {
  theme technological "Technology" {
    control 8.1 "One" sv "Ett" { properties confidentiality, integrity }
    control 8.13 "Two" sv "Två" { properties availability }
    control 8.14 "Three" { properties integrity }
  }
  theme people "People" { control 6.1 "Screening" }
}
"""

RULES = """module rules
use kinds
for each control c in iso where c.theme = technological and not (c.id = "8.14") {
  rule governed {
    title "{c.title} is governed"  level 1  for system
    require any d in document has c in d.controls and d.status = decided
    finding "no document of {c}, {c.title}"
  }
  rule fitting {
    title "{c.title} has a document that fits it"  level 2  for system
    require any d in document where c in d.controls has d.property in c.properties
  }
}
"""


def document(item, **fields):
    return {"kind": "document", "subject": "system:hr", "item": item, "observed": CLOCK, "fields": fields}


def results(store, *policies):
    found = run("assess", *[a for p in policies for a in ("--policy", p)], "--as-of", CLOCK, "--format", "json", store=store)
    assert found.status in (0, 1), found.err
    return {r["rule"]: r for r in found.json["results"]}


def a_rule_holds_for_each_control_by_itself():
    where, store = folder(), new_store()
    policies = [write(KINDS, "kinds.mog", where), write(CATALOGUE, "standard.mog", where), write(RULES, "rules.mog", where)]
    lines = [
        {"kind": "system", "subject": "system:hr", "observed": CLOCK, "fields": {"name": "HR"}},
        document("a", controls=["8.13"], status="decided", property="availability"),
        document("b", controls=["8.1"], status="draft", property="availability"),
    ]
    run("evidence", "add", "-", "--policy", policies[0], store=store, stdin=records(*lines)).ok()
    found = results(store, *policies)
    verdicts = {rule: r["verdict"] for rule, r in found.items()}
    assert verdicts == {
        "8.1/governed": "not_met", "8.13/governed": "met", "8.1/fitting": "not_met", "8.13/fitting": "met",
    }, verdicts
    assert found["8.1/governed"]["findings"] == ["no document of 8.1, One"], found["8.1/governed"]


def evidence_outlives_a_later_version_of_its_kind():
    where, store = folder(), new_store()
    rule = 'control 8.13 { rule r { title "t" level 1 for system require %s } }\n'
    old = write("kind backup about system { encrypted bool  mode enum { none, daily } }\n" + rule % "backup.encrypted", "old.mog", where)
    new = write("module new\n"
                "kind backup about system { encrypted bool  mode enum { none, daily } }\n"
                "kind backup version 2 about system { size integer  mode enum { weekly, none, daily }  encrypted bool }\n"
                "extend kind backup { offsite bool }\n"
                + rule % "backup.encrypted and backup.mode = daily and backup.offsite is unknown and backup.size is unknown", "new.mog", where)
    line = {"kind": "backup", "subject": "system:hr", "observed": CLOCK, "fields": {"encrypted": True, "mode": "daily"}}
    run("evidence", "add", "-", "--policy", old, store=store, stdin=records(line)).ok()
    assert results(store, new)["8.13/r"]["verdict"] == "met"
    line["fields"].update(offsite=True, size=3, mode="weekly")
    run("evidence", "add", "-", "--policy", new, store=store, stdin=records(line)).ok()
    assert results(store, new)["8.13/r"]["verdict"] == "not_met"


test(a_rule_holds_for_each_control_by_itself)
test(evidence_outlives_a_later_version_of_its_kind)
main()
