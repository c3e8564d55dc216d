"""Every case of tests/golden/language gives the verdict that is written under it.

A file *.cases begins with policy text (kinds, parameters) up to a line `===`. Then come cases, blank lines between them:

    # what must hold (optional)
    count(x in things where x.a > 1) = 2          the condition; or `where C require E`; or `measure E target T`; `finding …` may follow
    {"a": 1}                                      the subject's `thing`; or a list of records; or null
    not_met: finding                              verdict, then what the reason or a finding must hold; `partly 0.5` an achievement

Lines that begin with a blank go on the line before. Each case gets a rule and a subject `system:cN` of its own. A record in a list may leave out kind (thing), subject
and observed (the clock, 2026-11-01T12:00:00Z). `$` stands for cN in the evidence and in what is expected, so that a case may have other subjects of its own
(`unit:$`, `system:$-part`).
"""
import glob
import re

from harness import *

CLOCK = "2026-11-01T12:00:00Z"


def read_cases(path):
    with open(path, encoding="utf-8") as f:
        prelude, body = re.split(r"^===\n", f.read(), maxsplit=1, flags=re.M)
    cases = []
    for block in re.split(r"\n\s*\n", body):
        lines = []
        for line in block.split("\n"):
            if line.startswith("#") or not line.strip():
                continue
            if line[0] in " \t" and lines:
                lines[-1] += "\n" + line
            else:
                lines.append(line)
        if lines:
            assert len(lines) == 3, "%s: a case has three lines: %r" % (path, lines)
            cases.append(lines)
    return prelude, cases


def rule(number, text):
    where, body = "", text.strip()
    if body.startswith("where "):
        where, body = re.split(r"\brequire\b", body, maxsplit=1)
        body = "require " + body
    if not re.match(r"(require|measure|fresh)\b", body):
        body = "require " + body
    return 'rule c%d { title "case %d" level 1 for system s %s\n %s }\n' % (number, number, where, body)


def check_file(path):
    prelude, cases = read_cases(path)
    source = prelude + "\ncontrol 9.%d {\n" % 1
    lines = []
    for number, (condition, evidence, _) in enumerate(cases, 1):
        source += rule(number, condition)
        given = json.loads(evidence.replace("$", "c%d" % number))
        given = [] if given is None else [{"fields": given}] if isinstance(given, dict) else given
        subject = "system:c%d" % number
        for record in [{"kind": "system", "fields": {"name": "case %d" % number}}, *given]:
            lines.append({"kind": "thing", "subject": subject, "observed": CLOCK, **record})
    source += "}\n"
    where = folder()
    policy = write(source, "case.mog", where)
    store = new_store()
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(*lines)).ok()
    result = run("assess", "--policy", policy, "--as-of", CLOCK, "--format", "json", store=store)
    assert result.status in (0, 1), result.err
    found = {(r["rule"], r["subject"]): r for r in result.json["results"]}
    for number, (condition, evidence, expected) in enumerate(cases, 1):
        got = found["9.1/c%d" % number, "system:c%d" % number]
        verdict, _, more = expected.partition(":")
        verdict, _, figure = verdict.strip().partition(" ")
        place = "%s: %s\n  %s" % (os.path.basename(path), condition, evidence)
        assert got["verdict"] == verdict, "%s\nexpected %s, got %s" % (place, expected, got)
        if figure:
            assert abs(got["achievement"] - float(figure)) < 1e-9, "%s\nexpected %s, got %s" % (place, figure, got)
        said = " ".join(got["findings"]) + " " + (got["reason"] or "")
        more = more.strip().replace("$", "c%d" % number)
        assert more in said, "%s\nexpected «%s», got %s" % (place, more, got)
    return len(cases)


def case_file(path):
    def checked():
        assert check_file(path) > 0
    checked.__name__ = "cases_of_" + os.path.basename(path)[:-6].replace("-", "_")
    return checked


for path in sorted(glob.glob(os.path.join(SOURCE, "tests/golden/language/*.cases"))):
    test(case_file(path))


main()
