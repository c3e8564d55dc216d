"""The example agency: its files are what the generator makes, all of it is accepted, and what is wrong on purpose is found."""
import glob

from harness import *

AGENCY = os.path.join(SOURCE, "examples/agency")
FILES = sorted(glob.glob(os.path.join(AGENCY, "*.jsonl")))
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
    store = new_store()
    run("evidence", "add", *FILES, store=store).ok()
    return run("assess", "--as-of", clock, "--format", "json", store=store).ok().json


@test
def the_files_are_what_the_generator_makes():
    made = folder()
    subprocess.run([sys.executable, os.path.join(AGENCY, "generate.py"), made], check=True)
    assert sorted(os.listdir(made)) == [os.path.basename(path) for path in FILES]
    for path in FILES:
        with open(path, "rb") as kept, open(os.path.join(made, os.path.basename(path)), "rb") as new:
            assert kept.read() == new.read(), "%s differs; run examples/agency/generate.py" % path


@test
def every_record_is_accepted():
    total = sum(sum(1 for _ in open(path, encoding="utf-8")) for path in FILES)
    store = new_store()
    said = run("evidence", "add", *FILES, store=store).ok()
    assert str(total) in said.out + said.err, said.out + said.err


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


main()
