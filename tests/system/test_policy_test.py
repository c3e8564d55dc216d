"""`mognad policy test`: tests beside the rules, run without a store."""
import re
import xml.etree.ElementTree as ET

from harness import *

POLICY = """module t
kind system "System" about system { name text, class { availability integer } }
kind many account "Account" about system { admin bool, mfa bool  fresh 30 days }

control 8.5 {
  rule admins_use_mfa {
    title "Administrators use MFA"
    level 2
    for system s where s.class.availability >= 1
    require every a in account where a.admin has a.mfa
    finding for a "{a.item} is an administrator without multi-factor authentication"
  }
  rule most_use_mfa {
    title "Most use MFA"
    level 2
    for system s
    measure share(a in account has a.mfa)
    target 90%
  }
}
"""

FOUND = """
test "an administrator without MFA is found" for 8.5/admins_use_mfa at 2026-11-01 {
  given system "hr" { class { availability 2 } }
  given account "root" { admin true, mfa false }
  expect not_met because "root is an administrator without multi-factor authentication"
}
"""
WRONG = """
test "this is not so" for 8.5/admins_use_mfa at 2026-11-01 {
  given system "hr" { class { availability 2 } }
  given account "root" { admin true, mfa false }
  expect met
}
"""
HALF = """
test "half <&> \\"half\\"" for 8.5/most_use_mfa {
  given account "a" { mfa true }
  given account "b" { mfa false }
  expect partly achievement 50%
}
"""


def policy(*tests):
    return write(POLICY + "".join(tests), "p.mog")


def test_of(path, *arguments):
    return run("policy", "test", path, *arguments)


@test
def tests_that_hold_pass_and_touch_nothing():
    here = folder()
    done = run("policy", "test", policy(FOUND), cwd=here).ok()
    assert "1 test: 1 passed, 0 failed" in done.out, done.out
    assert "1 of 2 rules have a test, 1 of 7 outcomes are reached" in done.out, done.out
    assert os.listdir(here) == []


@test
def a_test_that_fails_shows_what_was_expected_what_came_and_why():
    path = policy(FOUND, WRONG)
    done = test_of(path).exits(1)
    assert "FAIL  8.5/admins_use_mfa: this is not so" in done.out, done.out
    line = (POLICY + FOUND + WRONG).split("\n").index("  expect met") + 1
    assert "%s:%d:3" % (path, line) in done.out, done.out
    assert "- expected  met" in done.out and "+ got       not_met: root is an administrator" in done.out, done.out
    assert "every a in account where a.admin has a.mfa" in done.out and "account root" in done.out, done.out
    assert "2 tests: 1 passed, 1 failed" in done.out, done.out


@test
def an_achievement_is_compared():
    done = test_of(policy(HALF)).exits(1)
    assert "- expected  partly, achievement 50 %" in done.out and "+ got       partly, achievement 55.6 %" in done.out, done.out


@test
def a_filter_chooses_by_name_rule_or_file():
    path = policy(FOUND, WRONG)
    test_of(path, "--filter", "is found").ok()
    test_of(path, "--filter", "8.5/admins_use_mfa").exits(1)
    test_of(path, "--filter", "p.mog").exits(1)
    refused = test_of(path, "--filter", "zebra").exits(3)
    assert "no test has `zebra`" in refused.err, refused.err


@test
def coverage_lists_what_no_test_reaches():
    done = test_of(policy(FOUND), "--coverage").ok()
    rows = {line.split()[0]: line for line in done.out.split("\n") if line.startswith("8.5/")}
    assert rows["8.5/admins_use_mfa"].split(None, 2)[1:] == ["1", "met, unknown, not applicable"], rows
    assert rows["8.5/most_use_mfa"].split(None, 2)[1:] == ["0", "met, not met, unknown"], rows


@test
def fail_under_asks_for_coverage():
    path = policy(FOUND)
    test_of(path, "--fail-under", "14").ok()
    test_of(path, "--fail-under", "15%").exits(1)
    test_of(path, "--fail-under", "many").exits(2)


@test
def json_tells_all():
    done = test_of(policy(FOUND, WRONG), "--format", "json").exits(1).json
    assert (done["passed"], done["failed"]) == (1, 1)
    good, bad = done["tests"]
    assert good["outcome"] == "passed" and "explanation" not in good
    assert good["subject"] == "system:hr" and good["clock"] == "2026-11-01T00:00:00Z"
    assert bad["outcome"] == "other_verdict" and bad["expected"] == {"verdict": "met"}
    assert bad["got"]["verdict"] == "not_met" and len(bad["got"]["findings"]) == 1
    assert bad["explanation"]["condition"][-1]["value"] == "no"
    assert done["coverage"]["by_rule"][0] == {"rule": "8.5/admins_use_mfa", "tests": 2, "reached": ["not met"],
                                              "missing": ["met", "unknown", "not applicable"]}


@test
def junit_is_well_formed():
    done = test_of(policy(FOUND, WRONG, HALF), "--format", "junit").exits(1)
    suites = ET.fromstring(done.out)
    assert [s.get("tests") for s in suites] == ["3"] and suites[0].get("failures") == "2"
    names = [case.get("name") for case in suites[0]]
    assert names[2] == 'half <&> "half"', names
    assert suites[0][0].find("failure") is None
    assert "expected met, got not_met" in suites[0][1].find("failure").get("message")


@test
def the_number_of_processes_makes_no_difference():
    tests = [FOUND.replace("is found", "is found %d" % i).replace('"root"', '"r%d"' % i).replace("root is", "r%d is" % (i % 30))
             for i in range(60)]
    path = policy(*tests)
    one, four = (test_of(path, "--jobs", n, "--format", "json").exits(1).out for n in (1, 4))
    assert one == four
    assert json.loads(one)["failed"] == 30


@test
def a_plugin_that_dies_costs_its_test():
    into = folder()
    shutil.copy(os.path.join(BUILD, "tests/plugins/crash.so"), into)
    path = write("""module m
use plugin crash
kind system "S" about system { n integer }
control 8.1 { rule r { title "t" level 1 for system s require crash.crash_at(s.n) > 0 } }
test "it dies" for 8.1/r { given system "x" { n -1 } expect error because "crash.crash_at ended" }
test "it lives" for 8.1/r { given system "x" { n 1 } expect met }
""", "p.mog")
    done = run("policy", "test", path, "--plugins", into).ok()
    assert "2 passed" in done.out, done.out


@test
def a_rule_without_a_test_is_told_where_others_have_one():
    done = run("policy", "check", policy(FOUND), "--format", "json").ok().json
    told = [d["message"] for d in done["diagnostics"] if d["code"] == "W0206"]
    assert len(told) == 1 and "8.5/most_use_mfa" in told[0], told
    done = run("policy", "check", policy(), "--format", "json").ok().json
    assert not [d for d in done["diagnostics"] if d["code"] == "W0206"]


@test
def the_policies_hold_their_own_tests():
    done = run("policy", "test", os.path.join(SOURCE, "policies"), "--format", "json").ok().json
    assert done["failed"] == 0 and done["passed"] >= 90, done["passed"]
    seen = 0
    for rule in done["coverage"]["by_rule"]:
        if rule["rule"].split("/")[0] in ("5.22", "6.1", "6.8", "8.13", "8.17"):
            assert not rule["missing"], rule
            seen += 1
    assert seen >= 25, seen


@test
def swedish_is_spoken():
    done = test_of(policy(WRONG), "--lang", "sv").exits(1)
    assert "FEL   8.5/admins_use_mfa" in done.out and "väntat" in done.out and "1 test: 0 godkända, 1 underkända" in done.out, done.out

@test
def a_failing_test_shows_values_as_people_read_them():
    path = write("""kind system about system { word text }
kind many account about system { mfa bool }
catalogue c "C" { theme t "T" { control 8.1 "A" control 8.2 "B" { concepts recover } } }
for each control k in c {
  rule word { title "{k}" level 1 for system s require s.word in k.concepts or s.word = "x" }
}
control 8.1 {
  rule most { title "m" level 1 for system s measure share(a in account has a.mfa) target 0.95 + 0% }
}
test "word" for 8.1/word { given system "a" { word "recover" } expect met }
test "most" for 8.1/most { given account "a" { mfa true } given account "b" { mfa false } given account "c" { mfa false } expect met }
""", "p.mog")
    said = run("policy", "test", path).exits(1).out
    assert re.search(r"s\.word in k\.concepts +no\n", said), said
    assert "→ 33.3 %" in said and "→ 95 %" in said, said


main()
