"""`score`: the figures of an assessment by themes, owners, units, groups, attributes and phases."""
import csv
import io

from harness import *

POLICY = """
catalogue c "Catalogue" {
  theme people "People" sv "Personer" {
    control 6.3 "Training" { capabilities human  properties integrity }
  }
  theme technology "Technology" {
    control 8.13 "Backup" { capabilities continuity, human  properties availability }
    control 8.15 "Logs" { capabilities detection  properties integrity }
  }
}
group important "What matters" sv "Det viktiga" from c { include 8.*
  exclude 8.15
}
kind organisation "Organisation" about organisation { name text }
kind unit "Unit" about unit { name text  owner unit }
kind system "System" about system { name text  owner unit }
kind state "State" about organisation, unit, system { trained bool  copied bool  logged bool  reviewed bool }
kind many requirement_group "Group" about organisation { name text  controls set of control }
control 6.3 { rule trained { title "t" level 1 for unit u require state.trained } }
control 8.13 {
  rule decided { title "t" level 2 for organisation o require state.copied }
  rule copied { title "t" level 1 for system s require state.copied }
  rule reviewed { title "t" level 4 for system s require state.reviewed }
}
control 8.15 { rule logged { title "t" level 1 for system s require state.logged } }
"""


def at(kind, subject, item=None, **fields):
    record = {"kind": kind, "subject": subject, "observed": "2026-10-01", "fields": fields}
    return {**record, "item": item} if item else record


def told():
    policy, store = write(POLICY, "policy.mog", folder()), new_store()
    lines = [at("organisation", "organisation:o", name="O"), at("state", "organisation:o", copied=True),
             at("requirement_group", "organisation:o", "drift", name="Drift", controls=["8.13", "8.15"]),
             at("unit", "unit:it", name="It"), at("unit", "unit:dev", name="Dev", owner="unit:it"), at("unit", "unit:hr", name="Hr"),
             at("state", "unit:it", trained=True), at("state", "unit:dev", trained=False),
             at("system", "system:a", name="A", owner="unit:it"), at("state", "system:a", copied=True, logged=True, reviewed=True),
             at("system", "system:b", name="B", owner="unit:dev"), at("state", "system:b", copied=False, logged=True),
             at("system", "system:c", name="C"), at("state", "system:c", copied=True, logged=False)]
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(*lines)).ok()

    def score(by, *more):
        return run("score", "--by", by, "--policy", policy, "--as-of", "2026-11-01", *more, store=store)
    return score


def strict(answer):
    return {g["id"]: g["compliance"]["strict"] for g in answer.ok().json["groups"]}


def near(found, expected):
    assert found.keys() == expected.keys(), (found, expected)
    assert all(abs(found[k] - expected[k]) < 1e-8 for k in expected), (found, expected)


@test
def each_grouping_takes_its_own_results():
    score = told()
    # all: 6.3 1/3; 8.13 levels 1 and 2: 3/4; 8.15 2/3
    near(strict(score("control", "--format", "json")), {"6.3": 1 / 3, "8.13": 3 / 4, "8.15": 2 / 3})
    near(strict(score("theme", "--format", "json")), {"people": 1 / 3, "technology": (3 / 4 + 2 / 3) / 2})
    near(strict(score("group", "--format", "json")), {"important": 3 / 4})
    near(strict(score("requirement_group", "--format", "json")), {"drift": (3 / 4 + 2 / 3) / 2})
    near(strict(score("capabilities", "--format", "json")), {"human": (1 / 3 + 3 / 4) / 2, "continuity": 3 / 4, "detection": 2 / 3})
    near(strict(score("properties", "--format", "json")), {"integrity": (1 / 3 + 2 / 3) / 2, "availability": 3 / 4})
    near(strict(score("phase", "--format", "json")), {"plan": 1.0, "do": (1 / 3 + 2 / 3 + 2 / 3) / 3, "check": 1 / 3})
    # system:a is it's own; unit:dev is owned by it; organisation, unit:it, unit:hr and system:c by nobody
    near(strict(score("owner", "--format", "json")), {"unit:dev": (0 + 1) / 2, "unit:it": (0 + 1 + 1) / 3, None: (1 / 2 + 1 + 0) / 3})


@test
def a_unit_has_the_units_under_it_and_inherits_the_organisation():
    answer = told()("unit", "--format", "json").ok().json
    groups = {g["id"]: g for g in answer["groups"]}
    near({u: g["compliance"]["strict"] for u, g in groups.items()},
         {"unit:it": (1 / 2 + 2 / 3 + 1) / 3, "unit:dev": (0 + 1 / 2 + 1) / 3, "unit:hr": (0 + 1) / 2})
    assert {u: (g["controls"], g["inherited"]) for u, g in groups.items()} == {"unit:it": (3, 0), "unit:dev": (3, 0), "unit:hr": (2, 1)}
    assert groups["unit:it"]["title"] == "It" and answer["all"]["controls"] == 3


@test
def every_figure_is_explained_in_both_languages():
    score = told()
    said = score("theme", "--explain").ok().out
    for word in ("strict", "known", "coverage", "level", "mean", "floor", "gap", "at 0–5", "possible", "excepted", "inherited", "capability"):
        assert re.search("^" + word, said, re.M) or "model " + word in said, word
    said = score("theme", "--explain", "--lang", "sv").ok().out
    assert "Personer" in said and "grind" in said and re.search("försumbar|måttlig|betydande|allvarlig", said), said


@test
def gaps_have_a_word_and_csv_has_every_figure():
    score = told()
    severities = {g["id"]: (g["maturity"]["gap"], g["maturity"]["severity"]) for g in score("control", "--format", "json").ok().json["groups"]}
    assert severities == {"6.3": (3.0, "serious"), "8.13": (2.0, "significant"), "8.15": (2.0, "significant")}, severities
    rows = list(csv.DictReader(io.StringIO(score("unit", "--format", "csv").ok().out)))
    assert [r["id"] for r in rows] == ["unit:dev", "unit:hr", "unit:it", "all"] and rows[1]["inherited"] == "1"
    assert sum(int(rows[-1]["at_%d" % level]) for level in range(6)) == 3


@test
def what_there_is_no_grouping_by_is_refused_with_what_there_is():
    score = told()
    said = score("shoe").exits(3).err
    assert "requirement_group" in said and "capabilities" in said
    score("theme", "more").exits(2)


LADDER = """
kind system "System" about system { name text  class { availability integer } }
kind copy "Copy" about system { made bool  fresh 30 days }
kind plan "Plan" about system { decided bool }
control 8.13 {
  rule copied { title "t" level 1 must for system s require copy.made }
  rule planned { title "t" level 2 for system s require plan.decided }
}
"""


def ladder(lines, *days):
    policy, store = write(LADDER, "policy.mog", folder()), new_store()
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(*lines)).ok()
    return [run("score", "--by", "control", "--policy", policy, "--as-of", day, "--format", "json", store=store).ok().json["all"] for day in days]


@test
def evidence_that_grows_old_lowers_the_headline_though_the_average_of_what_is_known_rises():
    lines = [{"kind": "plan", "subject": "system:s%d" % n, "observed": "2026-10-01", "fields": {"decided": True}} for n in range(20)]
    # two are not copied; their records, and three good ones, are the oldest
    lines += [{"kind": "copy", "subject": "system:s%d" % n, "observed": "2026-10-01" if n < 5 else "2026-10-20", "fields": {"made": n > 1}} for n in range(20)]
    before, after = ladder(lines, "2026-10-25", "2026-11-05")
    assert after["compliance"]["known"] > before["compliance"]["known"], "an average over what is known rises"
    assert after["compliance"]["strict"] < before["compliance"]["strict"] and after["maturity"]["level"] < before["maturity"]["level"], (before, after)


@test
def a_key_requirement_that_fails_where_the_class_is_highest_does_not_look_like_one_that_fails_where_it_is_lowest():
    def failing(which):
        lines = []
        for n in range(40):
            subject, level = "system:s%d" % n, 3 if n == 0 else 0
            lines += [{"kind": "system", "subject": subject, "observed": "2026-10-01", "fields": {"name": "S", "class": {"availability": level}}},
                      {"kind": "plan", "subject": subject, "observed": "2026-10-01", "fields": {"decided": True}},
                      {"kind": "copy", "subject": subject, "observed": "2026-10-20", "fields": {"made": n != which}}]
        return ladder(lines, "2026-10-25")[0]
    most, least = failing(0), failing(7)
    assert most["maturity"]["level"] == 1 and least["maturity"]["level"] == 2, (most, least)
    assert most["compliance"]["strict"] < least["compliance"]["strict"]


main()
