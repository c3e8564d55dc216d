"""The example agency: the same story gives the same bytes, all of it is accepted, and what is wrong on purpose is found."""
import tomllib

from harness import *

AGENCY = os.path.join(SOURCE, "examples/agency")
CLOCK = "2026-11-25"

# rule, subject, verdict: the gaps of examples/agency/README.md, and things that are in order beside them
EXPECTED = [
    ("8.5/admins_use_mfa", "system:cases", "not_met"),
    ("8.5/admins_use_mfa", "system:mina-prov", "met"),
    ("8.13/restore_tested", "system:cases", "not_met"),
    ("8.13/restore_tested", "system:diariet", "met"),
    ("5.30/critical_plan_proved", "system:cases", "not_met"),
    ("5.4/serious_risks_treated_in_time", "organisation:mpe", "not_met"),
    ("5.35/serious_findings_closed", "organisation:mpe", "not_met"),
    ("5.12/classified", "system:bildarkivet", "not_met"),
    ("5.12/classified", "system:kundchatten", "not_met"),
    ("5.12/class_follows_information", "system:upphandling", "not_met"),
    ("5.12/classified", "system:provflodet-ny", "not_applicable"),
    ("8.13/backed_up", "system:bildarkivet", "unknown"),
    ("8.13/backed_up", "system:telefonin", "unknown"),
    ("8.2/administrators_known", "system:passersystemet", "unknown"),
    ("8.2/administrators_have_owner", "system:provbank-norr", "not_met"),
    ("8.8/exploited_closed", "system:provbank-norr", "not_met"),
    ("8.8/operating_system_supported", "host:bank-norr", "not_met"),
    ("8.8/critical_closed_in_time", "system:mina-prov", "met"),
    ("8.8/components_without_critical", "system:matvarden", "not_met"),
    ("8.9/benchmark_mostly_passed", "host:app01", "met"),
    ("8.9/benchmark_no_serious_failure", "host:bank-norr", "not_met"),
    ("8.28/analysis_without_errors", "system:mina-prov", "met"),
    ("5.9/host_owned", "host:bank-norr", "not_met"),
    ("6.3/training_reaches_all", "unit:prov-norr", "partly"),
    ("6.3/training_reaches_all", "unit:sakerhet", "met"),
    ("6.5/accounts_are_closed", "unit:prov-norr", "not_met"),
    ("6.5/accounts_closed_in_time", "unit:it", "partly"),
    ("6.5/accounts_are_closed", "unit:stab", "not_applicable"),
    ("6.8/few_follow", "unit:prov-norr", "not_met"),
    ("6.8/reporting_exercised", "unit:gd", "unknown"),
    ("5.1/policy_made_known", "unit:forvaltning", "unknown"),
    ("7.1/sensitive_zones_protected", "site:arkivet", "partly"),
    ("7.4/alarm_reaches_somebody", "site:kontor-norr", "not_met"),
    ("7.11/power_lasts", "site:hall-b", "not_met"),
    ("7.11/power_lasts", "site:hall-a", "met"),
    ("7.14/gravest_physically_destroyed", "site:hall-b", "not_met"),
    ("5.19/critical_supplier_followed_up", "supplier:konsultringen", "not_met"),
    ("5.20/agreement_signed", "supplier:provlab", "unknown"),
    ("5.20/certificate_valid", "supplier:driftbolaget", "not_met"),
    ("5.26/authorities_told_in_time", "organisation:mpe", "partly"),
    ("5.27/lessons_not_overdue", "organisation:mpe", "not_met"),
    ("8.17/time_governed", "organisation:mpe", "not_met"),
    ("8.13/backup_governed", "organisation:mpe", "met"),
]


def assessed(clock=CLOCK):
    if clock not in assessed.made:
        store = new_store()
        run("evidence", "add", *agency(), store=store).ok()
        assessed.made[clock] = run("assess", "--as-of", clock, "--format", "json", store=store).ok().json
    return assessed.made[clock]


assessed.made = {}


@test
def the_same_story_gives_the_same_bytes():
    again = folder()
    subprocess.run([sys.executable, "-B", os.path.join(AGENCY, "generate.py"), again], check=True)
    assert sorted(os.listdir(again)) == [os.path.basename(path) for path in agency()]
    for path in agency():
        with open(path, "rb") as kept, open(os.path.join(again, os.path.basename(path)), "rb") as new:
            assert kept.read() == new.read(), path


@test
def it_has_the_size_that_its_story_tells():
    with open(os.path.join(AGENCY, "story/agency.toml"), "rb") as f:
        story = tomllib.load(f)
    units = [unit for unit in story["units"].values() if "until" not in unit]
    assert len(units) == 12 and sum(unit["staff"] for unit in units) == 900
    assert (len(story["systems"]), len(story["suppliers"]), len(story["sites"])) == (60, 25, 8)


@test
def every_record_is_accepted():
    total = 0
    for path in agency():
        with open(path, encoding="utf-8") as f:
            total += sum(1 for _ in f)
    said = run("evidence", "add", *agency(), store=new_store()).ok()
    assert "%d records added, 0 refused" % total in said.out + said.err, said.out + said.err
    assert total > 20000


@test
def what_is_wrong_on_purpose_is_found():
    found = verdicts(assessed())
    wrong = ["%s %s: %s, expected %s" % (rule, subject, found.get((rule, subject)), verdict)
             for rule, subject, verdict in EXPECTED if found.get((rule, subject)) != verdict]
    assert not wrong, "\n".join(wrong)


@test
def no_rule_ends_in_an_error():
    errors = sorted({rule for (rule, _), verdict in verdicts(assessed()).items() if verdict == "error"})
    assert not errors, errors


@test
def every_rule_reaches_some_subject():
    reached = {rule for (rule, _), verdict in verdicts(assessed()).items() if verdict != "not_applicable"}
    every = {rule for rule, _ in verdicts(assessed())}
    assert not every - reached, sorted(every - reached)


@test
def every_control_has_a_maturity_and_none_is_unknown_for_want_of_a_rule():
    told = assessed()
    controls = {c["id"]: c for c in told["controls"]}
    standard = [c for c in controls if c.split(".")[0] in "5678"]
    assert len(standard) == 93
    for control in controls.values():
        assert control["maturity"] is not None and "reason" not in control and control["compliance"]["coverage"] > 0, control
    unknown = {c for c in controls if all(r["verdict"] in ("unknown", "not_applicable") for r in told["results"] if r["control"] == c)}
    assert not unknown, unknown


@test
def no_control_depends_on_one_kind_of_document_alone():
    """Every control of the standard is judged, met or not, by a rule above level 2 or at level 1: by evidence of its own."""
    judged = {r["control"] for r in assessed()["results"] if r["verdict"] in ("met", "partly", "not_met") and r["level"] != 2}
    assert len([c for c in judged if c and c.split(".")[0] in "5678"]) == 93


main()
