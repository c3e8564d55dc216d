"""`export`: results, scores and an index of the evidence, with the columns that docs/export.md describes."""
import csv
import io

from history import *


def told():
    history = History(POLICY)
    history.add(at("2026-10-01", "system", "a", name="=cmd|' /C calc'!A0"), at("2026-10-01", "backup", "a", schedule="daily"), at("2026-10-01", "test", "a", "1", good=False))
    history.assess("2026-10-15")
    return history


def export(history, what, *more):
    return run("export", what, *(["--policy", history.policy, "--as-of", "2026-10-15"] if "--run" not in more and what != "evidence" else []), *more, store=history.store).ok().out


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


def described(section):
    with open(os.path.join(SOURCE, "docs/export.md"), encoding="utf-8") as f:
        page = f.read().split("## %s\n" % section)[1].split("\n## ")[0]
    return [name for line in page.splitlines() if line.startswith("| `") for name in re.findall(r"`([^`]+)`", line.split("|")[1])]


@test
def every_column_is_described_and_every_description_is_a_column():
    history = told()
    for what in ("results", "scores", "evidence"):
        heads = export(history, what, "--format", "csv").splitlines()[0].split(",")
        assert heads == described(what), (what, heads, described(what))


@test
def json_lines_and_csv_say_the_same():
    history = told()
    for what in ("results", "scores", "evidence"):
        lines, rows = objects(export(history, what)), list(csv.DictReader(io.StringIO(export(history, what, "--format", "csv"))))
        assert len(lines) == len(rows) > 0
        for line, row in zip(lines, rows):
            for head, cell in row.items():
                value = line
                for part in head.split("."):
                    value = value.get(part) if isinstance(value, dict) else None
                if isinstance(value, float):
                    assert float(cell) == value, (head, cell, value)
                elif value is None:
                    assert cell == "", (head, cell)
                elif isinstance(value, list):
                    assert cell == "; ".join(map(str, value))
                elif not isinstance(value, bool):
                    assert cell.lstrip("'") == str(value).lstrip("'"), (head, cell, value)


@test
def results_and_scores_are_those_of_the_assessment():
    history = told()
    said = run("assess", "--policy", history.policy, "--as-of", "2026-10-15", "--format", "json", store=history.store).ok().json
    for line, result in zip(objects(export(history, "results")), said["results"]):
        assert {key: line[key] for key in result} == result and line["run"] == said["run"]
    whole = objects(export(history, "scores"))[0]
    assert whole["by"] == "all" and whole["compliance"] == said["summary"]["compliance"]
    assert {l["by"] for l in objects(export(history, "scores"))} >= {"all", "control", "theme"} - {"theme"}


@test
def a_run_on_record_can_be_exported_later():
    history = told()
    before = export(history, "results")
    history.add(at("2026-10-16", "backup", "a", schedule="none"))
    history.change("longest = 20 days", "longest = 1 days")
    assert export(history, "results", "--run", "last") == before
    run("export", "results", "--run", "last", "--as-of", "2026-10-15", store=history.store).exits(2)


@test
def formulas_are_harmless_and_the_index_leads_to_the_journal():
    history = told()
    text = export(history, "results", "--format", "csv")
    assert not re.search(r'(^|,)"?[=+@-][^0-9]', text), text
    rows = list(csv.DictReader(io.StringIO(export(history, "evidence", "--format", "csv"))))
    assert [r["kind"] for r in rows] == ["backup", "system", "test"] or len(rows) == 3
    run("evidence", "retract", rows[0]["id"], "--reason", "a fault", store=history.store).ok()
    again = {r["id"]: r for r in csv.DictReader(io.StringIO(export(history, "evidence", "--format", "csv")))}
    assert again[rows[0]["id"]]["retracted"] and len(again) == 3
    log = run("store", "log", "--format", "json", store=history.store).ok().json
    assert {r["id"] for r in rows} <= {str(c["number"]) for c in log}


@test
def what_there_is_nothing_of_is_a_table_of_heads():
    assert export(History(POLICY), "results", "--format", "csv").count("\n") == 1
    assert export(History(POLICY), "evidence") == ""
    run("export", store=new_store()).exits(2)
    run("export", "shoes", store=new_store()).exits(2)
    run("export", "evidence", "--run", "last", store=new_store()).exits(2)


main()
