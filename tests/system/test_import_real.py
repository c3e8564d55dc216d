"""What the real tools of Debian write is imported, and says what an independent reading of the same file says."""
import collections
import xml.etree.ElementTree as ET

from harness import *

XCCDF = "{http://checklists.nist.gov/xccdf/1.2}"
RESULTS = {"pass": "passed", "fail": "failed", "error": "errors", "unknown": "undetermined", "notapplicable": "not_applicable", "notchecked": "not_checked",
           "notselected": "not_selected", "informational": "informational", "fixed": "fixed"}
WORDS = {"pass": "passed", "fail": "failed", "error": "error", "notapplicable": "not_applicable", "notchecked": "not_checked", "informational": "informational",
         "fixed": "fixed"}
_made = {}


def real(name):
    """The file that the tool has written just now, or why there is none."""
    if not _made:
        into = folder()
        done = subprocess.run([sys.executable, os.path.join(SOURCE, "tests/real/make.py"), into], capture_output=True, text=True, timeout=200)
        assert done.returncode == 0, done.stdout + done.stderr
        _made["folder"] = into
        for line in done.stdout.splitlines():
            what, _, rest = line.partition(": ")
            file, _, detail = rest.replace(",", ":", 1).partition(":")
            _made[file] = (what, detail)
    what, detail = _made.get(name, ("skipped", "it was not made"))
    if what == "skipped":
        skip("%s: %s" % (name, detail.strip()))
    return os.path.join(_made["folder"], name)


def imported(path, *options, subject="host:web1"):
    """The records of an import, through the store."""
    store = new_store()
    run("evidence", "import", "--subject", subject, *options, path, store=store).ok()
    again = run("evidence", "import", "--subject", subject, *options, path, store=store).ok()
    assert "0 records added" in again.out and "identical" in again.out, again.out
    run("store", "verify", store=store).ok()
    return run("evidence", "list", "--format", "json", store=store).ok().json


def checked_by_oscap(path):
    (record,) = imported(path)
    fields = record["fields"]
    tree = ET.parse(path)
    (result,) = tree.iter(XCCDF + "TestResult")
    rules = {rule.get("id"): rule for rule in tree.iter(XCCDF + "Rule")}
    told = [(one.get("idref"), one.findtext(XCCDF + "result"), one.get("severity")) for one in result.iter(XCCDF + "rule-result")]
    counts = collections.Counter(word for _, word, _ in told)
    assert sum(counts.values()) > 50
    for word, field in RESULTS.items():
        assert fields.get(field, 0) == counts[word], (word, fields.get(field), counts[word])
    score = result.find(XCCDF + "score")
    assert abs(fields["score"] - float(score.text)) < 1e-9 and fields["score_maximum"] == float(score.get("maximum"))
    held = {one["rule"]: one for one in fields["results"]}
    for rule, word, severity in told:
        if word == "notselected":
            assert rule not in held
            continue
        assert held[rule].get("result") == WORDS.get(word), (rule, word)
        if severity and severity != "unknown":
            assert held[rule]["severity"] == severity
        if rule in rules:
            title = " ".join("".join(rules[rule].find(XCCDF + "title").itertext()).split())
            assert held[rule]["title"] == title, (held[rule]["title"], title)
    assert len(held) == len(told) - counts["notselected"]
    assert fields["profile"] == result.find(XCCDF + "profile").get("idref")
    figure("%s: %d rules, %d failed, score %s" % (os.path.basename(path), len(held), fields.get("failed", 0), score.text))


@test
def an_arf_of_oscap_says_what_it_says():
    checked_by_oscap(real("arf.xml"))


@test
def an_xccdf_result_of_oscap_says_what_it_says():
    checked_by_oscap(real("xccdf.xml"))


@test
def a_report_of_lynis_says_what_it_says():
    path = real("lynis-report.dat")
    records = {record["kind"]: record["fields"] for record in imported(path)}
    values, lists = {}, collections.defaultdict(list)
    with open(path, encoding="utf-8", errors="replace") as f:
        for line in f:
            key, equals, value = line.rstrip("\n").partition("=")
            if not equals or key.startswith("#"):
                continue
            if key.endswith("[]"):
                lists[key[:-2]].append(value)
            else:
                values[key] = value
    fields = records["check_run"]
    assert fields["version"] == values["lynis_version"]
    if "hardening_index" in values:
        assert fields["score"] == float(values["hardening_index"])
    held = fields["results"]
    for kind, word in (("warning", "warning"), ("suggestion", "suggestion")):
        given = [line.split("|")[:2] for line in lists[kind]]
        assert sorted([one["rule"], one["title"]] for one in held if one["result"] == word) == sorted(given), kind
        assert fields.get(word + "s", 0) == len(given)
    assert len(lists["suggestion"]) > 3
    if "tests_executed" in values:
        assert set(fields["tests"]) == {t for t in values["tests_executed"].split("|") if t}
    figure("lynis-report.dat: %d suggestions, %d tests" % (len(lists["suggestion"]), len(fields.get("tests", []))))


@test
def an_xml_report_of_cppcheck_says_what_it_says():
    path = real("cppcheck.xml")
    (record,) = imported(path, "--observed", "2026-11-01", subject="system:payroll")
    findings = record["fields"]["findings"]
    errors = list(ET.parse(path).iter("error"))
    given = sorted((e.get("id"), e.get("msg")) for e in errors if e.find("location") is not None)
    assert len(given) >= 2
    held = sorted((f["rule"], f["message"]) for f in findings)
    assert set(given) <= set(held) and len(held) <= len(errors), (given, held)
    lines = {(e.get("id"), int(e.find("location").get("line"))) for e in errors if e.find("location") is not None}
    assert lines <= {(f["rule"], f.get("line")) for f in findings}
    figure("cppcheck.xml: %d findings" % len(findings))


@test
def a_sarif_of_clang_says_what_it_says():
    path = real("clang.sarif")
    records = imported(path, "--observed", "2026-11-01", subject="system:payroll")
    with open(path, encoding="utf-8") as f:
        runs = json.load(f)["runs"]
    given = sorted((r["ruleId"], r["message"]["text"], r["locations"][0]["physicalLocation"]["region"]["startLine"]) for one in runs for r in one["results"])
    held = sorted((f["rule"], f["message"], f["line"]) for record in records for f in record["fields"]["findings"])
    assert given and held == given, (held, given)
    figure("clang.sarif: %d findings" % len(given))


@test
def a_bill_of_materials_says_what_it_says():
    path = real("bom.json")
    (record,) = imported(path, subject="host:web1")
    with open(path, encoding="utf-8") as f:
        given = json.load(f)
    held = {(c["name"], c.get("version"), c.get("purl")) for c in record["fields"]["components"]}
    assert held == {(c["name"], c.get("version"), c.get("purl")) for c in given["components"]} and len(held) > 50
    figure("bom.json: %d components" % len(held))


main()
