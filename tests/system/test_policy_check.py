"""What `policy check` says in its three formats, and the pages that `policy explain` has on its codes."""
import glob
import re
import urllib.parse

from harness import *

PAGES = sorted(glob.glob(os.path.join(SOURCE, "docs/diagnostics/*.md")))
WRONG = """kind system about system { name text  seen time }
control 8.1 {
  rule r {
    title   "Åtgärden"
    level   1
    for     system s
    require s.nme = "å" and s.seen
      within 30 days
  }
}
"""


def codes_of_the_compiler():
    with open(os.path.join(SOURCE, "dsl/diagnostics.def"), encoding="utf-8") as f:
        return dict(re.findall(r'^DIAGNOSTIC\((\w+), "(.*)"\)$', f.read(), re.M))


def check(*paths, **more):
    return run("policy", "check", *paths, "--format", "json", **more).json


# ---- policy explain


@test
def every_code_has_a_page_with_its_title():
    titles = codes_of_the_compiler()
    assert len(titles) > 30
    pages = {page["code"]: page for page in run("policy", "explain", "--format", "json").ok().json}
    assert set(pages) == set(titles), set(pages) ^ set(titles)
    for code, page in pages.items():
        assert page["title"] == titles[code], code
        assert page["title_sv"] and page["title_sv"] != page["title"], code
        assert len(page["text"]) > 60 and page["wrong"] and page["right"], code


def compiled(page, side):
    """The codes that the files of an example lead to. A page says in which encoding a file is meant."""
    into = folder()
    text = page.split("## Wrong")[1].split("## Right")[side == "right"]
    for number, (encoding, block) in enumerate(re.findall(r"^```mog *(\S*)\n(.*?)^```", text, re.S | re.M)):
        write(block.encode(encoding or "utf-8"), "%d.mog" % number, into)
    return [one["code"] for one in check(into)["diagnostics"]]


def page_test(path):
    code = os.path.basename(path)[:-3]

    def holds():
        with open(path, encoding="utf-8") as f:
            page = f.read()
        assert set(compiled(page, "wrong")) == {code}
        assert compiled(page, "right") == []
    holds.__name__ = "the_wrong_example_of_%s_shows_it_and_the_right_one_is_clean" % code
    return holds


for one in PAGES:
    test(page_test(one))


@test
def a_page_is_shown_in_either_language():
    text = run("policy", "explain", "e0107").ok().out
    assert text.startswith("E0107: no such field\n") and "s.encryptd" in text and "wrong" in text, text
    assert run("policy", "explain", "E0107", "--lang", "sv").ok().out.startswith("E0107: inget sådant fält\n")


@test
def a_code_that_is_none_is_refused():
    result = run("policy", "explain", "E9999").exits(3)
    assert "`mognad policy explain` lists the codes" in result.err
    run("policy", "explain", "E0107", "E0108").exits(2)


# ---- formats


@test
def an_unknown_format_is_refused_with_those_there_are():
    result = run("policy", "check", "--format", "xml").exits(2)
    assert "text|json|sarif" in result.err, result.err
    assert "--format text|json|sarif" in run("policy", "check", "--help").ok().out
    assert "text|json," in run("assess", "--format", "sarif").exits(2).err


@test
def json_and_sarif_say_the_same():
    path = write(WRONG, "wrong.mog")
    result = run("policy", "check", path, "--format", "sarif").exits(3)
    log = result.json
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    (only,) = log["runs"]
    diagnostics = run("policy", "check", path, "--format", "json").exits(3).json["diagnostics"]
    assert len(only["results"]) == len(diagnostics) > 0
    for one, other in zip(only["results"], diagnostics):
        region = one["locations"][0]["physicalLocation"]["region"]
        assert one["ruleId"] == other["code"] and one["level"] == other["severity"] and one["message"]["text"] == other["message"]
        assert (region["startLine"], region["startColumn"], region["endLine"]) == (other["line"], other["column"], other["end_line"])
        assert region["endColumn"] == other["end_column"] + 1, "SARIF's end column is past the last"


@test
def sarif_points_into_the_file_by_lines_and_bytes():
    path = write(WRONG, "a b/wröng.mog")
    (only,) = run("policy", "check", path, "--format", "sarif").exits(3).json["runs"]
    assert only["columnKind"] == "unicodeCodePoints"
    lines = WRONG.splitlines()
    for result in only["results"]:
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        uri = urllib.parse.urlsplit(place["artifactLocation"]["uri"])
        assert uri.scheme == "file" and urllib.parse.unquote(uri.path) == path
        assert only["artifacts"][place["artifactLocation"]["index"]]["location"]["uri"] == place["artifactLocation"]["uri"]
        start, size = region["byteOffset"], region["byteLength"]
        by_bytes = WRONG.encode()[start:start + size].decode()
        if region["startLine"] == region["endLine"]:
            assert lines[region["startLine"] - 1][region["startColumn"] - 1:region["endColumn"] - 1] == by_bytes
        assert by_bytes


@test
def sarif_names_every_code_with_its_help():
    (only,) = run("policy", "check", write("", "empty.mog"), "--format", "sarif").ok().json["runs"]
    rules = only["tool"]["driver"]["rules"]
    assert only["results"] == [] and only["invocations"] == [{"executionSuccessful": True}]
    assert {r["id"]: r["shortDescription"]["text"] for r in rules} == codes_of_the_compiler()
    for rule in rules:
        assert rule["help"]["text"] and rule["help"]["markdown"].startswith("# " + rule["id"])
        assert rule["defaultConfiguration"]["level"] == ("error" if rule["id"][0] == "E" else "warning")


@test
def sarif_holds_nothing_that_its_objects_do_not_have():
    """The properties of SARIF 2.1.0 that are used, by object (OASIS, section 3)."""
    known = {
        "log": {"$schema", "version", "runs"},
        "run": {"tool", "invocations", "columnKind", "artifacts", "results"},
        "driver": {"name", "semanticVersion", "language", "rules"},
        "rule": {"id", "shortDescription", "fullDescription", "help", "defaultConfiguration"},
        "result": {"ruleId", "ruleIndex", "level", "message", "locations"},
        "region": {"startLine", "startColumn", "endLine", "endColumn", "byteOffset", "byteLength"},
    }
    log = run("policy", "check", write(WRONG, "wrong.mog"), "--format", "sarif").exits(3).json
    (only,) = log["runs"]
    driver = only["tool"]["driver"]
    assert set(log) == known["log"] and set(only) == known["run"] and set(driver) == known["driver"]
    for rule in driver["rules"]:
        assert set(rule) == known["rule"]
    for result in only["results"]:
        assert set(result) == known["result"] and driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert set(result["locations"][0]["physicalLocation"]["region"]) == known["region"]


@test
def what_is_beyond_the_limit_is_told_of():
    rule = '  rule r%d { title "t" level 1 for system s require s.nme = "x" }\n'
    path = write("kind system about system { name text }\ncontrol 8.1 {\n" + "".join(rule % n for n in range(300)) + "}\n", "many.mog")
    (only,) = run("policy", "check", path, "--format", "sarif").exits(3).json["runs"]
    notes = only["invocations"][0]["toolExecutionNotifications"]
    assert len(only["results"]) == 200 and notes == [{"level": "warning", "message": {"text": "100 more diagnostics are not listed"}}]


@test
def the_exit_status_is_the_same_in_every_format():
    clean = write("kind system about system { name text }\n", "clean.mog")
    warned = write("param unused = 3\n", "warned.mog")
    for form in ("text", "json", "sarif"):
        run("policy", "check", clean, "--format", form).ok()
        run("policy", "check", warned, "--format", form).ok()
        run("policy", "check", warned, "--format", form, "--strict").exits(1)
        run("policy", "check", write(WRONG, "wrong.mog"), "--format", form).exits(3)


@test
def a_path_that_is_named_twice_is_read_once():
    into = folder()
    write("kind system about system { name text }\n", "a.mog", into)
    assert check(into, os.path.join(into, "a.mog"), into)["diagnostics"] == []


@test
def very_many_policies_are_checked_in_no_time():
    into = os.path.join(folder(), "policies")
    subprocess.run([sys.executable, os.path.join(SOURCE, "tests/bench/policies.py"), into, "--files", "100", "--rules", "1000"], check=True)
    told = check(into, timeout=60)
    assert told["rules"] == 1000 and told["diagnostics"] == [], told["diagnostics"][:3]


main()
