"""`control show`: what a control is, what judges it, what that needs and what there is of it. And the catalogue has all controls."""
from harness import *

NUMBERS = {"organisational": ["5.%d" % n for n in range(1, 38)], "people": ["6.%d" % n for n in range(1, 9)],
           "physical": ["7.%d" % n for n in range(1, 15)], "technological": ["8.%d" % n for n in range(1, 35)]}
ATTRIBUTES = {"control_type", "properties", "concepts", "capabilities", "domains"}


@test
def every_control_of_the_standard_is_there_with_titles_and_attributes():
    assert sum(map(len, NUMBERS.values())) == 93
    with open(os.path.join(SOURCE, "policies/iso27002/catalogue.mog"), encoding="utf-8") as f:
        text = f.read()
    themes = re.split(r"^  theme ", text, flags=re.M)[1:]
    found = {theme.split()[0]: re.findall(r"^    control ([0-9.]+)\s+\"[^\"]+\"\s+sv\s+\"[^\"]+\"\s+\{", theme, re.M) for theme in themes}
    assert found == NUMBERS, found
    for number in ("5.1", "6.3", "7.11", "8.8"):
        assert set(run("control", "show", number, "--format", "json").ok().json["attributes"]) == ATTRIBUTES


@test
def rules_evidence_and_what_the_store_has_are_shown():
    store = new_store()
    run("evidence", "add", "-", store=store, stdin=records(
        {"kind": "backup", "subject": "system:a", "observed": "2026-10-01", "fields": {"schedule": "daily"}},
        {"kind": "backup", "subject": "system:a", "observed": "2026-11-01", "fields": {"schedule": "weekly"}})).ok()
    told = run("control", "show", "8.13", "--format", "json", store=store).ok().json
    assert told["title_sv"] == "Säkerhetskopiering av information" and told["theme"] == "technological"
    assert {"rule": "8.13/backed_up", "level": 1, "weight": 3, "must": False, "title": "The system is backed up", "title_sv": "Systemet säkerhetskopieras"} in told["rules"]
    supplies = {one["kind"]: one for one in told["evidence"]}
    assert supplies["backup"]["records"] == 2 and supplies["backup"]["latest"].startswith("2026-11-01") and supplies["restore_test"]["records"] == 0
    listed = run("evidence", "list", "--format", "json", store=store).ok().json
    run("evidence", "retract", listed[0]["id"], "--reason", "a fault", store=store).ok()
    told = run("control", "show", "8.13", "--format", "json", store=store).ok().json
    assert {one["kind"]: one["records"] for one in told["evidence"]}["backup"] == 1
    shown = run("control", "show", "8.13", "--lang", "sv", store=store).ok().out
    assert "Säkerhetskopiering av information" in shown and "Systemet säkerhetskopieras" in shown and "poster" in shown


PAGE = os.path.join(SOURCE, "docs/controls.md")


def page_of_controls():
    """docs/controls.md as it is to be: what `control list` says of the catalogue."""
    listed = [c for c in run("control", "list", "--format", "json").ok().json if c["theme"] in NUMBERS]
    lines = ["# What feeds each control", "",
             "The 93 controls, the levels that have rules, and the kinds of evidence that those rules read: `mognad control list` says the same of the policies",
             "in force, `mognad control show NUMBER` what the store has of it, and `mognad evidence template KIND` how to write it."]
    for theme in NUMBERS:
        lines += ["", "## " + theme.capitalize(), "", "| | control | rules | levels | evidence |", "|---|---|---|---|---|"]
        lines += ["| %s | %s | %d | %s | %s |" % (c["control"], c["title"], c["rules"], " ".join(sorted(c["levels"])), " ".join("`%s`" % k for k in c["evidence"]))
                  for c in listed if c["theme"] == theme]
    return "\n".join(lines) + "\n"


@test
def the_page_of_controls_says_what_the_policies_say():
    page = page_of_controls()
    if os.environ.get("MOGNAD_WRITE_PAGE"):
        with open(PAGE, "w", encoding="utf-8") as f:
            f.write(page)
    with open(PAGE, encoding="utf-8") as f:
        kept = f.read()
    assert kept == page, "docs/controls.md is behind the policies; MOGNAD_WRITE_PAGE=1 makes this test write it"
    assert sum(line.startswith(("| 5.", "| 6.", "| 7.", "| 8.")) for line in page.splitlines()) == 93


@test
def each_control_has_rules_at_three_levels_or_more_and_evidence_of_its_own():
    """Level 1, and 3 or 4; and not documents alone."""
    for control in run("control", "list", "--format", "json").ok().json:
        if control["theme"] not in NUMBERS:
            continue
        assert "1" in control["levels"] and ("3" in control["levels"] or "4" in control["levels"]), control
        assert set(control["evidence"]) - {"document"}, control


@test
def controls_are_listed_by_theme():
    listed = run("control", "list", "--theme", "people").ok().out
    assert "6.3" in listed and "5.1" not in listed and "training" in listed
    assert "Medvetenhet" in run("control", "list", "--theme", "people", "--lang", "sv").ok().out
    assert "people" in run("control", "list", "--theme", "peple").exits(3).err
    run("control", "list", "more").exits(2)


@test
def without_a_store_it_says_so_and_wrong_numbers_are_refused():
    nowhere = os.path.join(folder(), "none")
    assert "no store here" in run("control", "show", "8.13", store=nowhere).ok().out
    assert not os.path.exists(nowhere)
    assert "no control 9.1" in run("control", "show", "9.1").exits(3).err
    assert "8.x" in run("control", "show", "8.x").exits(2).err
    run("control", "show").exits(2)


main()
