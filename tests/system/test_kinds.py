"""The kinds of evidence: what they say of themselves, and that what is given to fill in is accepted as it comes."""
import glob
import re

from harness import *

KINDS = os.path.join(SOURCE, "policies/kinds")
CONTROLS = ["%d.%d" % (theme, n) for theme, last in ((5, 37), (6, 8), (7, 14), (8, 34)) for n in range(1, last + 1)]
ENTRY = re.compile(r"^#   ([a-z_]+(?:, [a-z_]+)*) {2,}(.*)")


def kinds():
    return run("kind", "list", "--format", "json").ok().json


def some(every):
    """All of a list; under the sanitizers, which are slow, each ninth."""
    return every[::9] if IS_ASAN else every


def templates():
    """[(kind, language, its lines)], the languages by turns; made once."""
    if not _templates:
        for number, kind in enumerate(some(kinds())):
            language = ("en", "sv")[number % 2]
            made = run("evidence", "template", kind["name"], "--format", "jsonl", "--lang", language).ok().out
            _templates.append((kind, language, made.splitlines()))
    return _templates


_templates = []


def entries(path):
    """{kind: [control]} of the comment at the top of a file."""
    found, last = {}, []
    with open(path, encoding="utf-8") as f:
        for line in f.read().split("\nmodule ")[0].splitlines():
            entry = ENTRY.match(line)
            if entry:
                last = entry.group(1).split(", ")
            if entry or (last and re.match(r"^# {9,}[0-9]", line)):
                for kind in last:
                    found.setdefault(kind, []).extend(re.findall(r"\b[5-8]\.[0-9]+\b", line))
    return found


@test
def each_file_says_which_controls_its_kinds_feed():
    for path in glob.glob(os.path.join(KINDS, "*.mog")):
        with open(path, encoding="utf-8") as f:
            declared = re.findall(r"^kind (?:many )?([a-z_]+)", f.read(), re.M)
        assert sorted(entries(path)) == sorted(declared), (path, set(entries(path)) ^ set(declared))


@test
def every_control_is_fed_by_a_kind():
    fed = {c for path in glob.glob(os.path.join(KINDS, "*.mog")) for feeds in entries(path).values() for c in feeds}
    assert sorted(fed) == sorted(CONTROLS), (set(CONTROLS) - fed, fed - set(CONTROLS))


@test
def every_kind_and_field_is_explained_in_both_languages():
    for kind in kinds():
        assert kind["title"] and kind["title_sv"], kind["name"]
        for field in kind["fields"]:
            if not field["path"].startswith("class."):
                assert field["explanation"] and field["explanation_sv"], (kind["name"], field["path"])


@test
def registers_of_the_organisation_say_how_long_an_entry_held():
    fields = {k["name"]: {f["path"]: f["type"] for f in k["fields"]} for k in kinds()}
    for name in ("unit", "role", "mandate", "forum", "requirement_group", "responsibility", "process"):
        assert fields[name].get("valid_from") == "time", name
        assert fields[name].get("valid_to", fields[name].get("until")) == "time", name


# ---- kind list, kind show

@test
def kinds_are_listed_by_subject_and_by_control():
    about = run("kind", "list", "--about", "site", "--format", "json").ok().json
    assert {"cabling", "secure_area", "site"} <= {k["name"] for k in about} and all("site" in k["about"] for k in about)
    backup = run("kind", "list", "--control", "8.13", "--format", "json").ok().json
    assert {"backup", "restore_test", "document"} <= {k["name"] for k in backup}
    assert "cabling" not in {k["name"] for k in backup}
    assert "restore_test" in run("kind", "list", "--control", "8.13").ok().out
    assert "There are none." in run("kind", "list", "--control", "99.1").ok().out
    assert "did you mean `system`?" in run("kind", "list", "--about", "sytem").exits(3).err
    assert "types of subject" in run("kind", "list", "--about", "the_whole_world").exits(3).err
    assert "takes the number of a control" in run("kind", "list", "--control", "first").exits(2).err


@test
def a_kind_is_shown_with_its_fields_and_who_reads_them():
    shown = run("kind", "show", "restore_test").ok().out
    for part in ("Restore test (Återläsningsprov)", "8.13/restore_tested", "enum { succeeded, failed }", "When it was done", "400 days"):
        assert part in shown, part
    swedish = run("kind", "show", "responsibility", "--lang", "sv").ok().out
    assert "Vem som innehar den (personuppgift)" in swedish
    told = run("kind", "show", "backup", "--format", "json").ok().json
    fields = {f["path"]: f for f in told["fields"]}
    assert fields["schedule"]["values"][0] == "none" and fields["volumes.protected"]["type"] == "bool"
    assert "8.13/volumes_all_covered" in fields["volumes.protected"]["read_by"]


@test
def a_kind_that_is_not_there_is_told_with_the_nearest():
    for command in (("kind", "show"), ("evidence", "template")):
        done = run(*command, "bakup").exits(3)
        assert "there is no kind `bakup`" in done.err and "did you mean `backup`?" in done.err
        assert "kind list" in run(*command, "something_else_altogether").exits(3).err
        run(*command).exits(2)
        run(*command, "backup", "restore_test").exits(2)


# ---- evidence template

@test
def the_lines_of_every_kind_are_accepted_as_they_come():
    lines = []
    for kind, _, made in templates():
        assert ("item" in json.loads(made[0])) == kind["many"] and len(made) == 1 + kind["many"], made
        lines += made
    said = run("evidence", "add", "-", store=new_store(), stdin="\n".join(lines)).ok()
    assert "%d records added" % len(lines) in said.out + said.err, said.out + said.err


def paths(value, before=""):
    """Paths of the fields of a record, those of rows of lists too."""
    for key, one in value.items():
        path = before + key
        if isinstance(one, dict):
            yield from paths(one, path + ".")
        else:
            yield path
            if isinstance(one, list) and isinstance(one[0], dict):
                yield from paths(one[0], path + ".")


@test
def every_field_of_a_kind_has_an_example():
    for kind, _, made in templates():
        assert sorted(paths(json.loads(made[0])["fields"])) == sorted(f["path"] for f in kind["fields"]), kind["name"]


@test
def the_table_of_every_kind_is_read_by_its_mapping():
    for kind, language, lines in templates():
        made = folder()
        for name, form in (("t.csv", "csv"), ("t.map.json", "mapping")):
            write(run("evidence", "template", kind["name"], "--format", form, "--lang", language).ok().out, name, made)
        done = run("evidence", "import", "--dry-run", "--format", "jsonl", "--mapping", os.path.join(made, "t.map.json"), os.path.join(made, "t.csv")).ok()
        imported = json.loads(done.out)
        template = json.loads(lines[0])
        lists = {f["path"] for f in kind["fields"] if f["type"].startswith("list")}
        expected = {k: v for k, v in template["fields"].items() if k not in lists}
        assert imported["fields"] == expected, (kind["name"], imported["fields"], expected)
        assert (imported["subject"], imported.get("item")) == (template["subject"], template.get("item"))


@test
def a_table_that_was_filled_in_is_added():
    made, store = folder(), new_store()
    for name, form in (("t.csv", "csv"), ("t.map.json", "mapping")):
        write(run("evidence", "template", "equipment", "--format", form, "--lang", "sv").ok().out, name, made)
    run("evidence", "import", "--mapping", os.path.join(made, "t.map.json"), os.path.join(made, "t.csv"), store=store).ok()
    assert "site:exempel" in run("evidence", "list", "--kind", "equipment", store=store).ok().out


@test
def explanations_stand_in_the_text_and_in_the_mapping():
    assert "När den senast lyckades" in run("evidence", "template", "backup", "--lang", "sv").ok().out
    mapping = run("evidence", "template", "backup", "--lang", "sv", "--format", "mapping").ok().json
    assert mapping["fields"]["last_success"]["explanation"] == "När den senast lyckades: time"
    assert list(mapping["fields"]["schedule"]["words"]) == ["none", "hourly", "daily", "weekly", "monthly"]
    assert "lists of rows have no columns" in run("evidence", "template", "backup", "--format", "csv").ok().err


ODD = """module odd
kind odd about odd { subject text  item integer  observed time  deep { deeper { part number } }  next odd  tags set of text  rows list { inner list { x bool } } }
kind bare about odd { rows list { x text } }
"""


@test
def odd_fields_have_columns_too():
    policy = write(ODD, "odd.mog")
    heading = run("evidence", "template", "odd", "--policy", policy, "--format", "csv").ok().out.splitlines()[0]
    assert heading == "subject,observed,fields.subject,fields.item,fields.observed,deep.deeper.part,next,tags", heading
    for kind in ("odd", "bare"):
        made = folder()
        for name, form in (("t.csv", "csv"), ("t.map.json", "mapping"), ("t.jsonl", "jsonl")):
            write(run("evidence", "template", kind, "--policy", policy, "--format", form).ok().out, name, made)
        run("evidence", "import", "--policy", policy, "--mapping", os.path.join(made, "t.map.json"), os.path.join(made, "t.csv"), store=new_store()).ok()
        run("evidence", "add", "--policy", policy, os.path.join(made, "t.jsonl"), store=new_store()).ok()


main()
