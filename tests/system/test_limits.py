"""Every limit of docs/language.md is met by a policy or by evidence that passes it, and says what the page says."""
import re

from harness import *

# The rows of the page by the header's name for the limit.
ROWS = {
    "MOG_LIMIT_FILE": ["size of a file"],
    "MOG_LIMIT_NESTING": ["brackets in brackets", "depth of an expression", "depth of a definition, those it uses in place",
                          "definitions that use definitions"],
    "MOG_LIMIT_TEXT": ["size of a text"],
    "MOG_LIMIT_REGEX": ["size of a regular expression"],
    "MOG_LIMIT_ENUM": ["values of an enum"],
    "MOG_LIMIT_FIELDS": ["fields of a kind, or of the rows of a list"],
    "MOG_LIMIT_ITEMS": ["members of a set that is written out"],
    "MOG_LIMIT_REGISTERS": [],  # what bounds depth and parameters keeps every policy below it
    "MOG_LIMIT_RULES": ["rules of all files"],
    "MOG_LIMIT_UNROLLED": ["rules that `for each control` makes"],
    "MOG_LIMIT_ARGUMENTS": ["parameters of a definition"],
    "MOG_LIMIT_RULE_USES": ["operations of a definition, those it uses in place", "operations that definitions put into a rule"],
    "MOG_LIMIT_USES": ["operations that definitions put into all rules", "operations that `for each control` makes"],
    "MOG_LIMIT_VERSION": ["version of a kind"],
    "MOG_LIMIT_THEMES": ["themes of all catalogues"],
    "MOG_LIMIT_PROFILES": ["profiles of all files"],
    "MOG_LIMIT_GROUPS": ["groups of all files"],
    "MOG_LIMIT_DIAGNOSTICS": ["diagnostics that are listed"],
    "MOG_LIMIT_SYNTAX_ERRORS": ["faults of syntax in a file"],
    "MOG_INSTRUCTION_BUDGET": ["instructions of a rule on a subject; a long text counts as many"],
    "MOG_REGEX_BUDGET": ["steps of a match of a regular expression"],
    "MOG_TEXT_LIMIT": ["size of a text that is built"],
    "MOG_FINDING_LIMIT": ["findings of a rule on a subject"],
}
UNITS = {"": 1, "bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20}


def of_headers():
    """{name: value}"""
    found = {}
    for path, pattern in (("dsl/limits.h", r"^#define (MOG_LIMIT_\w+) +(.+?) */\*"),
                          ("engine/vm/machine.h", r"^#define (MOG_\w+_(?:BUDGET|LIMIT)) +(.+?) */\*")):
        with open(os.path.join(SOURCE, path), encoding="utf-8") as f:
            for name, value in re.findall(pattern, f.read(), re.M):
                number, shift = re.fullmatch(r"\(?(?:UINT(?:32|64)_C\()?(\d+)u?\)?(?: << (\d+)\))?", value).groups()
                found[name] = int(number) << int(shift or 0)
    return found


def of_page():
    """{row: (value, message)}"""
    with open(os.path.join(SOURCE, "docs/language.md"), encoding="utf-8") as f:
        section = f.read().split("\n## Limits\n")[1].split("\n## ")[0]
    found = {}
    for row, number, unit, message in re.findall(r"^\| (.+?) \| ([\d,]+) ?(\w*) \| `{1,2}(.+?)`{1,2} \|$", section, re.M):
        found[row] = (int(number.replace(",", "")) * UNITS[unit], message)
    return found


LIMITS, PAGE = of_headers(), of_page()
SYSTEM = "kind system about system { name text  n integer  ok bool }\n"


def rule(condition, name="r", of="for system s"):
    return 'rule %s { title "t" level 1 %s require %s }\n' % (name, of, condition)


def control(rules):
    return SYSTEM + "control 8.1 { %s }\n" % rules


def catalogue(controls):
    return SYSTEM + 'catalogue c "C" { theme t "T" { %s } }\n' % " ".join('control 8.%d "C"' % n for n in range(1, controls + 1))


def definitions(count, body):
    """let f0(a: bool) = a, and each next one over the one before."""
    return "let f0(a: bool) = a\n" + "".join("let f%d(a: bool) = %s\n" % (n, body.replace("F", "f%d" % (n - 1))) for n in range(1, count))


def says(row, output):
    assert PAGE[row][1] in output, "%s: %s\n%s" % (row, PAGE[row][1], output[-2000:])


def refused(row, policy):
    done = run("policy", "check", write(policy, "p.mog")).exits(3)
    says(row, done.out + done.err)


def accepted(policy):
    run("policy", "check", write(policy, "p.mog")).ok()


def at(name):
    return LIMITS[name]


@test
def the_page_lists_the_limits_of_the_headers():
    assert set(ROWS) == set(LIMITS), set(ROWS) ^ set(LIMITS)
    assert [row for rows in ROWS.values() for row in rows if row not in PAGE] == []
    assert len(PAGE) == sum(map(len, ROWS.values())), set(PAGE) - {row for rows in ROWS.values() for row in rows}
    for name, rows in ROWS.items():
        for row in rows:
            assert PAGE[row][0] == LIMITS[name], "%s: %d in the header" % (row, LIMITS[name])


# ---- what is written

@test
def a_file_is_no_larger():
    refused("size of a file", control(rule("s.ok")) + "#" * at("MOG_LIMIT_FILE"))


@test
def a_text_is_no_larger():
    accepted(control(rule('s.name = "%s"' % ("a" * at("MOG_LIMIT_TEXT")))))
    refused("size of a text", control(rule('s.name = "%s"' % ("a" * (at("MOG_LIMIT_TEXT") + 1)))))


@test
def a_regular_expression_is_no_larger():
    accepted(control(rule("s.name matches /%s/" % ("a" * at("MOG_LIMIT_REGEX")))))
    refused("size of a regular expression", control(rule("s.name matches /%s/" % ("a" * (at("MOG_LIMIT_REGEX") + 1)))))


@test
def brackets_are_nested_no_deeper():
    # two are open around the condition
    accepted(control(rule("(" * (at("MOG_LIMIT_NESTING") - 2) + "s.ok" + ")" * (at("MOG_LIMIT_NESTING") - 2))))
    refused("brackets in brackets", control(rule("(" * at("MOG_LIMIT_NESTING") + "s.ok" + ")" * at("MOG_LIMIT_NESTING"))))


@test
def expressions_are_nested_no_deeper():
    accepted(control(rule("not " * (at("MOG_LIMIT_NESTING") - 2) + "s.ok")))
    refused("depth of an expression", control(rule("not " * at("MOG_LIMIT_NESTING") + "s.ok")))
    refused("depth of an expression", control(rule("not " * 100000 + "s.ok")))


@test
def definitions_are_nested_no_deeper():
    refused("depth of a definition, those it uses in place", definitions(10, "not " * 50 + "F(a)") + control(rule("f9(s.ok)")))
    chain = "".join("let f%d(a: bool) = f%d(a)\n" % (n, n + 1) for n in range(300)) + "let f300(a: bool) = a\n"
    refused("definitions that use definitions", chain + control(rule("f0(s.ok)")))


@test
def a_definition_has_no_more_parameters():
    def policy(count):
        names = ["a%d" % n for n in range(count)]
        return "let f(%s) = %s\n" % (", ".join(n + ": bool" for n in names), " or ".join(names)) + control(rule("f(%s)" % ", ".join(["s.ok"] * count)))
    accepted(policy(at("MOG_LIMIT_ARGUMENTS")))
    refused("parameters of a definition", policy(at("MOG_LIMIT_ARGUMENTS") + 1))


@test
def definitions_put_no_more_into_rules():
    twice = "F(a) and F(not a)"
    refused("operations of a definition, those it uses in place", definitions(18, twice) + control(rule("f17(s.ok)")))
    refused("operations that definitions put into a rule", definitions(14, twice) + control(rule("f13(s.ok) or f13(not s.ok)")))
    many = "".join(rule("f13(s.ok)", "r%d" % n) for n in range(35))
    refused("operations that definitions put into all rules", definitions(14, twice) + control(many))


@test
def for_each_makes_no_more():
    rules = "".join(rule("s.ok", "r%d" % n) for n in range(at("MOG_LIMIT_UNROLLED") // 200))
    accepted(catalogue(200) + "for each control c in c { %s }" % rules)
    refused("rules that `for each control` makes", catalogue(201) + "for each control c in c { %s }" % rules)
    large = rule("s.n in { %s }" % ", ".join(map(str, range(at("MOG_LIMIT_ITEMS")))))
    refused("operations that `for each control` makes", catalogue(201) + "for each control c in c { %s }" % large)


@test
def there_are_no_more_rules():
    rules = "".join(rule("s.ok", "r%d" % n) for n in range(at("MOG_LIMIT_RULES") + 1))
    refused("rules of all files", control(rules))


@test
def an_enum_has_no_more_values():
    def policy(count):
        return "kind system about system { e enum { %s } }\n" % ", ".join("v%d" % n for n in range(count)) + "control 8.1 { %s }" % rule("s.e = v1")
    accepted(policy(at("MOG_LIMIT_ENUM")))
    refused("values of an enum", policy(at("MOG_LIMIT_ENUM") + 1))


@test
def a_kind_has_no_more_fields():
    def policy(count, form="kind system about system { %s }\n"):
        return form % " ".join("f%d bool" % n for n in range(count))
    rows = "kind system about system { f0 bool  l list { %s } }\n"
    accepted(policy(at("MOG_LIMIT_FIELDS")) + "control 8.1 { %s }" % rule("s.f0"))
    accepted(policy(at("MOG_LIMIT_FIELDS"), rows) + "control 8.1 { %s }" % rule("any x in s.l has x.f0"))
    refused("fields of a kind, or of the rows of a list", policy(at("MOG_LIMIT_FIELDS") + 1))
    refused("fields of a kind, or of the rows of a list", policy(at("MOG_LIMIT_FIELDS") + 1, rows))


@test
def a_set_is_written_out_with_no_more_members():
    def policy(count):
        return control(rule("s.n in { %s }" % ", ".join(map(str, range(count)))))
    accepted(policy(at("MOG_LIMIT_ITEMS")))
    refused("members of a set that is written out", policy(at("MOG_LIMIT_ITEMS") + 1))


@test
def a_version_is_no_higher():
    policy = "kind thing version %d about system { b bool }\n"
    use = control(rule("thing.b"))
    accepted(policy % at("MOG_LIMIT_VERSION") + use)
    refused("version of a kind", policy % (at("MOG_LIMIT_VERSION") + 1) + use)


@test
def there_are_no_more_themes():
    def policy(count):
        return 'catalogue c "C" { %s }\n' % " ".join('theme t%d "T" { }' % n for n in range(count)) + control(rule("s.ok"))
    accepted(policy(at("MOG_LIMIT_THEMES")))
    refused("themes of all catalogues", policy(at("MOG_LIMIT_THEMES") + 1))


@test
def there_are_no_more_profiles():
    def policy(count):
        return catalogue(1) + "control 8.1 { %s }\n" % rule("s.ok") + "".join('profile p%d "P" from c { include all }\n' % n for n in range(count))
    accepted(policy(at("MOG_LIMIT_PROFILES")))
    refused("profiles of all files", policy(at("MOG_LIMIT_PROFILES") + 1))


@test
def there_are_no_more_groups():
    def policy(count):
        return catalogue(1) + "control 8.1 { %s }\n" % rule("s.ok") + "".join('group g%d "G" from c { include all }\n' % n for n in range(count))
    accepted(policy(at("MOG_LIMIT_GROUPS")))
    refused("groups of all files", policy(at("MOG_LIMIT_GROUPS") + 1))


@test
def a_file_with_many_faults_of_syntax_is_passed_over():
    faulty = control("".join("rule r%d { ) }\n" % n for n in range(at("MOG_LIMIT_SYNTAX_ERRORS") + 5)))
    refused("faults of syntax in a file", faulty)


@test
def no_more_diagnostics_are_listed():
    faulty = control("".join(rule("s.nothing%d" % n, "r%d" % n) for n in range(at("MOG_LIMIT_DIAGNOSTICS") + 2)))
    path = write(faulty, "p.mog")
    done = run("policy", "check", path).exits(3)
    says("diagnostics that are listed", done.out + done.err)
    shown = run("policy", "check", path, "--format", "json").exits(3).json
    assert len(shown["diagnostics"]) == at("MOG_LIMIT_DIAGNOSTICS")


# ---- what is run

def outcome(condition, fields, kind="n integer", more=""):
    """The result of a rule on a subject with these fields."""
    store = new_store()
    policy = write("kind thing about system { %s }\ncontrol 8.1 { rule r { title \"t\" level 1 for system require %s %s } }\n" % (kind, condition, more), "p.mog")
    line = {"kind": "thing", "subject": "system:a", "observed": "2026-01-01", "fields": fields}
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(line)).ok()
    (result,) = run("assess", "--policy", policy, "--format", "json", "--call-limit", "100", store=store).ok().json["results"]
    return result


def ends_in_error(row, result):
    assert result["verdict"] == "error", result
    says(row, result["reason"])


@test
def a_rule_runs_no_more_instructions():
    rows = [{"n": n} for n in range(500)]
    nested = "count(x in thing.l where count(y in thing.l where count(z in thing.l where z.n = x.n + y.n) > 1) > 1) > 0"
    ends_in_error("instructions of a rule on a subject; a long text counts as many", outcome(nested, {"l": rows}, "l list { n integer }"))


@test
def a_match_takes_no_more_steps():
    ends_in_error("steps of a match of a regular expression", outcome("thing.t matches /^(a|aa)+$/", {"t": "a" * 60 + "b"}, "t text"))


@test
def a_text_that_is_built_is_no_larger():
    half = "a" * (at("MOG_TEXT_LIMIT") // 2)
    twice = '"{thing.t}{thing.t}" ends with "a"'
    assert outcome(twice, {"t": half}, "t text")["verdict"] == "met"
    ends_in_error("size of a text that is built", outcome(twice, {"t": half + "a"}, "t text"))


@test
def a_rule_says_no_more_findings():
    rows = [{"n": n} for n in range(at("MOG_FINDING_LIMIT") + 50)]
    result = outcome("every x in thing.l has x.n < 0", {"l": rows}, "l list { n integer }", 'finding for x "{x.n}"')
    assert result["verdict"] == "not_met" and len(result["findings"]) == at("MOG_FINDING_LIMIT"), result
    says("findings of a rule on a subject", result["findings"][-1])


@test
def a_list_as_long_as_a_line_allows_is_read():
    largest = 8 << 20
    count = largest // len('{"n":0},') - 20
    line = '{"kind":"thing","subject":"system:a","observed":"2026-01-01","fields":{"l":[%s]}}\n' % ",".join(['{"n":0}'] * count)
    assert largest - 200 < len(line) <= largest
    store = new_store()
    policy = write('kind thing about system { l list { n integer } }\n'
                   'control 8.1 { rule r { title "t" level 1 for system require count(x in thing.l) = %d } }\n' % count, "p.mog")
    long = run("evidence", "add", "-", "--policy", policy, store=store, stdin=line.replace("[", "[" + '{"n":0},' * 100)).exits(3)
    assert "8 MiB" in long.err or "8388608" in long.err, long.err
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=line).ok()
    (result,) = run("assess", "--policy", policy, "--format", "json", store=store).ok().json["results"]
    assert result["verdict"] == "met", result


main()
