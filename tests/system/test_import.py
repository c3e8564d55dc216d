"""Importers, and the one that reads tables as text. Takes about 15 s."""
import resource
import signal
import time

from harness import *

MAPPING = {
    "kind": "account",
    "subject": "system:{System}",
    "item": "{Konto}",
    "observed": "2026-10-01",
    "source": "behörighetslista",
    "assurance": "documented",
    "zone": "Z",
    "fields": {
        "Namn": "name",
        "Admin": {"to": "admin", "type": "bool"},
        "MFA": {"to": "mfa", "type": "bool", "empty": False},
        "Lösenord": {"to": "password", "words": {"Satt": "set", "Låst": "locked", "Inget": "none"}},
        "Senast": {"to": "last_login", "type": "time", "format": "DD/MM/YYYY hh:mm"},
    },
    "pass_over": [{"column": "Konto", "empty": True}],
}
HEADING = ["System", "Konto", "Namn", "Admin", "MFA", "Lösenord", "Senast"]
ROWS = [
    ["löner", "anna", 'Anna "A"; å, ä', "Ja", "x", "Satt", "30/09/2026 08:15"],
    ["löner", "bo", "Bo\npå två rader", "nej", "", "låst", ""],
    ["löner", "", "summa", "", "", "", ""],
    ["ärenden", "cesar", "=1+1", "FALSKT", "X", "Inget", "01/02/2026 00:00"],
]
EXPECTED = [
    ("system:löner", "anna", {"name": 'Anna "A"; å, ä', "admin": True, "mfa": True, "password": "set", "last_login": "2026-09-30T08:15:00Z"}),
    ("system:löner", "bo", {"name": "Bo\npå två rader", "admin": False, "mfa": False, "password": "locked"}),
    ("system:ärenden", "cesar", {"name": "=1+1", "admin": False, "mfa": True, "password": "none", "last_login": "2026-02-01T00:00:00Z"}),
]


def cell(text, separator):
    return '"%s"' % text.replace('"', '""') if any(c in text for c in '"\r\n' + separator) else text


def csv(rows=ROWS, separator=";", end="\r\n", encoding="utf-8", heading=HEADING):
    lines = [separator.join(cell(c, separator) for c in row) + "\n" for row in [heading, *rows]]
    return "".join(lines).replace("\n", end).encode(encoding)


def mapping(**changes):
    return write(json.dumps({**MAPPING, **changes}), "mapping.json")


def lines_of(text):
    return [json.loads(line) for line in text.splitlines()]


def preview(content, **options):
    changes = options.pop("changes", {})
    return run("evidence", "import", "--mapping", mapping(**changes), write(content, "accounts.csv"), "--dry-run", "--format", "jsonl", **options)


def told(records):
    return [(r["subject"], r["item"], r["fields"]) for r in records]


@test
def a_table_is_the_same_records_in_every_dialect():
    dialects = 0
    for separator in ";,\t|":
        for encoding in "utf-8", "utf-8-sig", "utf-16", "cp1252":
            for end in "\r\n", "\n", "\r":
                done = preview(csv(separator=separator, encoding=encoding, end=end)).ok()
                assert told(lines_of(done.out)) == EXPECTED, (separator, encoding, end, done.out)
                assert ("Windows-1252" in done.err) == (encoding == "cp1252"), done.err
                dialects += 1
    print("# %d dialects" % dialects)
    record = lines_of(preview(b"sep=;\r\n" + csv()).ok().out)[0]
    assert record["source"] == "behörighetslista" and record["observed"] == "2026-10-01" and record["assurance"] == "documented"


@test
def an_import_adds_once_and_recognises_what_is_there():
    store, file, how = new_store(), write(csv(), "accounts.csv"), mapping(census=True)
    done = run("evidence", "import", "-m", how, file, store=store).ok()
    assert done.out == "5 records added, 0 refused\n", done.out
    assert "%s is read with import_csv.csv" % file in done.err
    done = run("evidence", "import", "-m", how, file, "--format", "json", store=store).ok().json
    assert (done["added"], done["identical"], done["refused"]) == (0, 5, 0), done
    assert done["files"] == [{"file": file, "importer": "import_csv.csv", "records": 5, "whole": True}], done
    assert run("evidence", "import", "-m", how, file, "--lang", "sv", store=store).ok().out == "0 poster tillagda, 5 fanns redan likadana, 0 avvisade\n"
    listed = run("evidence", "list", "--format", "json", store=store).ok().out
    assert "ärenden" in listed


@test
def rows_that_cannot_be_read_are_told_by_line_and_column_and_nothing_is_added():
    store, how = new_store(), mapping(census=True)
    wrong = [ROWS[0], ["löner", "bo", "två\nrader", "kanske", "", "", ""], ["löner", "cy", "", "", "", "Glömt", ""], ["", "di", "", "", "", "", ""],
             ["löner", "ed", "", "", "", "", "2026-01-01"], ["löner", "fi", "", "", "", "", "", "mer"]]
    file = write(csv(wrong), "accounts.csv")
    done = run("evidence", "import", "-m", how, file, store=store).exits(3)
    for line, cause in ((3, "column `Admin`: `kanske` is neither yes nor no"), (5, "column `Lösenord`: `Glömt` is not among the words of the mapping"),
                        (6, "column `System` is empty, and is needed"), (7, "column `Senast`: `2026-01-01` is not a time of the form DD/MM/YYYY hh:mm"),
                        (8, "the row has 8 cells, the heading 7; is the separator right?")):
        assert "error: %s:%d: %s\n" % (file, line, cause) in done.err, done.err
    assert "no census is made" in done.err
    assert done.out == "0 records added, 0 refused\n", done.out
    done = run("evidence", "import", "-m", how, file, "--keep-going", store=store).exits(3)
    assert done.out == "1 record added, 0 refused\n", done.out


@test
def records_that_the_kind_does_not_fit_are_refused_with_their_row():
    store, how = new_store(), mapping(fields={"Namn": "name", "Admin": "admin"})
    file = write(csv(), "accounts.csv")
    done = run("evidence", "import", "-m", how, file, store=store).exits(3)
    assert "error: %s: record 1: fields.admin: " % file in done.err, done.err
    assert "note: %s:2: this row is the record that was refused" % file in done.err, done.err
    assert done.out == "0 records added, 3 refused\n", done.out
    done = run("evidence", "import", "-m", mapping(observed=None), file, store=store).exits(3)
    assert "the file does not say when this was so: --observed 2026-11-01 does" in done.err, done.err
    assert run("evidence", "import", "-m", mapping(observed=None), "--observed", "2026-10-01", file, store=store).ok().out == "3 records added, 0 refused\n"


@test
def what_the_store_refuses_is_told_with_its_number():
    store, file = new_store(), write(csv(), "accounts.csv")
    kind = "kind many account about system { name text %s }\n"
    run("evidence", "add", "-", "--policy", write(kind % "admin text", "old.mog"), store=store,
        stdin=records({"kind": "account", "subject": "system:a", "item": "x", "observed": "2026-10-01", "fields": {"admin": "yes"}})).ok()
    how = mapping(fields={"Namn": "name"}, **{"pass_over": [{"column": "Konto", "differs": "cesar"}]})
    done = run("evidence", "import", "-m", how, file, "--policy", write(kind % "admin bool", "new.mog"), store=store).exits(3)
    assert "error: %s: record 1: " % file in done.err and done.out == "0 records added, 1 refused\n", done.err


@test
def a_long_list_of_faults_is_cut():
    done = run("evidence", "import", "-m", mapping(), write(csv([["a", "k%d" % i, "", "?", "", "", ""] for i in range(5000)]), "a.csv"), "-n").exits(3)
    assert done.err.count("is neither yes nor no") == 20 and "4980 more rows cannot be read" in done.err, done.err[-500:]


@test
def the_preview_shows_records_and_counts_and_needs_no_store():
    file = write(csv([["s%d" % i, "k", "", "", "", "", ""] for i in range(30)] + [["ö", "k", "", "?", "", "", ""]]), "a.csv")
    done = run("evidence", "import", "-m", mapping(census=True), file, "--dry-run", store="/nonexistent/store").exits(3)
    assert "account  system:s0 / k  2026-10-01" in done.out and "… and 20 more" in done.out and "30 would be added, 0 refused" in done.out, done.out
    done = run("evidence", "import", "-m", mapping(), file, "-n", "-k", "--format", "json").exits(3).json
    assert done["kinds"] == {"account": 30} and len(done["records"]) == 10 and done["files"][0]["whole"] is False, done


@test
def several_files_are_one_batch():
    store, how = new_store(), mapping()
    good, bad = write(csv(), "good.csv"), write(csv([["löner", "x", "", "?", "", "", ""]]), "bad.csv")
    assert run("evidence", "import", "-m", how, good, bad, store=store).exits(3).out == "0 records added, 0 refused\n"
    assert run("evidence", "import", "-m", how, good, "/nonexistent.csv", store=store).exits(3).out == ""
    assert run("evidence", "list", store=store).ok().out.count("account") == 0
    assert run("evidence", "import", "-k", "-m", how, good, bad, store=store).exits(3).out == "3 records added, 0 refused\n"


@test
def standard_input_may_be_a_pipe_or_a_file():
    done = run("evidence", "import", "-f", "csv", "-m", mapping(), "-", "-n", "--format", "jsonl", stdin=csv()).ok()
    assert told(lines_of(done.out)) == EXPECTED
    done = run("evidence", "import", "-m", mapping(), "-", "-n", stdin=csv()).exits(2)
    assert "is a pipe, which cannot be looked into beforehand" in done.err, done.err
    with open(write(csv(), "a.csv"), "rb") as f:
        done = subprocess.run([MOGNAD, "evidence", "import", "-f", "import_csv.csv", "-m", mapping(), "-", "-n"], stdin=f, capture_output=True, env=environment(), cwd=SOURCE)
        assert done.returncode == 0 and b"3 would be added" in done.stdout, done.stderr
    # the writer takes its time
    writer = subprocess.Popen([MOGNAD, "evidence", "import", "-f", "csv", "-m", mapping(), "-", "-n", "--format", "jsonl"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=SOURCE)
    for part in (csv()[:40], csv()[40:41], csv()[41:]):
        writer.stdin.write(part)
        writer.stdin.flush()
        time.sleep(0.1)
    out, _ = writer.communicate()
    assert told(lines_of(out.decode())) == EXPECTED


@test
def what_no_importer_or_several_could_read_is_refused_with_the_list():
    plugins = plugins_of("importers")
    for text, cause in (("<neither/>", "neither its name nor its beginning tells what could read it"),
                        ("<tells also/>", "several importers could read it: importers.tells, importers.other_xml")):
        file = write(text, "x.xml")
        done = run("evidence", "import", file, "-n", "--plugins", plugins).exits(3)
        assert "error: %s: %s" % (file, cause) in done.err and "--from NAME" in done.err, done.err
    assert "x.xml|none|none|<" in run("evidence", "import", write("<other/>", "x.xml"), "-n", "--plugins", plugins).ok().err
    done = run("evidence", "import", "--from", "cvs", write("a", "a"), "-n").exits(3)
    assert "there is no importer `cvs`" in done.err and "did you mean `csv`?" in done.err, done.err


def plugins_of(*names):
    into = folder()
    for name in names:
        shutil.copy(os.path.join(BUILD, "tests/plugins", name + ".so"), into)
        os.chmod(os.path.join(into, name + ".so"), 0o644)
    return into


@test
def an_importer_that_dies_adds_nothing():
    store, plugins = new_store(), plugins_of("importers")
    done = run("evidence", "import", "--from", "crashes", write("x"), "--plugins", plugins, "-k", store=store).exits(4)
    assert "the importer importers.crashes crashed (SIGSEGV)" in done.err and done.out == "", done.err
    done = run("evidence", "import", write('{"kind":"system","subject":"system:a","fields":{"name":"A"}}\n?\n', "a.recs"), "--observed", "2026-10-01",
               "--plugins", plugins, store=store).exits(3)
    assert "a line is not understood" in done.err and done.out == "0 records added, 0 refused\n", done.err
    done = run("plugin", "list", "--plugins", plugins).ok().out
    assert "importer lines, .recs .records" in done, done
    told_of = run("plugin", "list", "--plugins", plugins, "--format", "json").ok().json
    assert {"name": "lines", "suffixes": ".recs .records", "title": "Records, a line each"} in [p for p in told_of if p["name"] == "importers"][0]["importers"]


BOUND = 64  # MiB, of mognad and of the importer each


@test
def hostile_tables_are_refused_in_bounded_memory_and_time():
    head, how = csv([]), mapping()

    def endless(start, part):
        yield start
        while True:
            yield part

    cases = {
        "a million columns": (b";".join(b"c%d" % i for i in range(1000000)), "more than 4096 columns"),
        "a heading without end": (endless(b"", b"x" * 65536), "a cell is longer than 1048576 bytes"),
        "a row without end": (endless(head + b"a;b", b";" * 65536), "more than 4096 columns"),
        "a quote that is not closed": (endless(head + b'a;"', b"x\n" * 32768), "a cell is longer than 1048576 bytes"),
        "a quote that is not closed at the end": (head + b'a;"b;c\n', ":2: the quote that is opened in this line is not closed"),
        "cells that are long together": (endless(head, b"y" * 1000000 + b";"), "the row is longer than 8388608 bytes"),
        "zeros": (endless(b"", bytes(65536)), "NUL byte"),
        "a NUL byte": (head + b"a;b\0;c;d\n", ":2: it holds a NUL byte"),
        "no UTF-8 after all": (head + b"a;" + "å".encode() * 40000 + b"\xff;c\n", "is not all UTF-8"),
        "half a character": (b"\xff\xfea\0;\0\x00\xd8;\0", "half a character"),
        "nothing": (b"", "there is no heading in it"),
        "text after a quote": (head + b'"a"b;c\n', ":2: text follows a closing quote in cell 1"),
    }
    worst = [0, 0]
    for name, (content, cause) in cases.items():
        status, took, memory, said = measured(["evidence", "import", "-f", "csv", "-m", how, "-", "-n"], content)
        assert status == 3 and cause in said, (name, status, said[-1000:])
        assert took < 30, (name, took)
        worst = [max(worst[0], memory), max(worst[1], took)]
        if not IS_ASAN:
            assert memory < BOUND, (name, memory)
    figure("hostile tables: at most %.0f MiB and %.1f s (bound %d MiB)" % (*worst, BOUND))


@test
def a_large_table_takes_no_more_memory_than_a_small_one():
    rows, text = 20000 if not IS_ASAN else 2000, "x" * 1000

    def parts():
        yield csv([])
        for at in range(0, rows, 100):
            yield csv([["s%d" % (i % 50), "k%d" % i, text, "ja", "", "Satt", ""] for i in range(at, at + 100)]).partition(b"\n")[2]

    status, took, memory, said = measured(["evidence", "import", "-f", "csv", "-m", mapping(), "-", "-n"], parts(), limit=200)
    assert status == 0 and "%d would be added, 0 refused" % rows in said, said[-500:]
    figure("%d rows of 1 kB in %.1f s, at most %.0f MiB" % (rows, took, memory))
    if not IS_ASAN:
        assert memory < BOUND, memory


@test
def where_records_cannot_be_kept_it_is_a_clear_error():
    file = write(csv([["a", "k%d" % i, "x" * 100000, "", "", "", ""] for i in range(60)]), "a.csv")
    done = run("evidence", "import", "-m", mapping(), file, "-n", env={"TMPDIR": "/nonexistent"}).exits(4)
    assert "/nonexistent: cannot keep the records until they are added" in done.err and "TMPDIR" in done.err, done.err

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, 4 << 20))

    done = subprocess.run([MOGNAD, "evidence", "import", "-m", mapping(), file, "-n"], capture_output=True, env=environment(), cwd=SOURCE, preexec_fn=small)
    assert done.returncode == 4 and b"cannot keep the records" in done.stderr, done.stderr
    left = [name for name in os.listdir("/tmp") if name.startswith("mognad-records-")]
    assert not left, left


@test
def a_mapping_to_begin_with_is_printed_and_works_once_filled_in():
    done = run("evidence", "import", "--suggest", write(csv(encoding="utf-16"), "a.csv")).ok().json
    assert done["fields"]["Admin"] == {"to": "admin", "type": "bool"} and done["kind"] == "KIND", done
    done.update(kind="account", subject="system:{System}", item="{Konto}", observed="2026-10-01", fields={"Namn": "name"}, pass_over=[{"column": "Konto", "empty": True}])
    assert "3 would be added" in run("evidence", "import", "-n", "-m", write(json.dumps(done)), write(csv(), "a.csv")).ok().out
    assert "takes no mapping" in run("evidence", "import", "--suggest", "-f", "tells", "--plugins", plugins_of("importers"), write("x")).exits(3).err


@test
def a_wrong_mapping_is_refused_with_its_place():
    file = write(csv(), "a.csv")
    for content, cause in (("{", "the mapping cannot be used: it is not JSON: line 1"), ('{"kind":"account","feilds":{}}', "there is no key `feilds`"),
                           ("[" * 100000, "the mapping cannot be used: it is not JSON"),
                           ('{"kind":"account","fields":{"Name":"name"}}', "there is no column `Name`; the columns are `System`, `Konto`"),
                           ('{"kind":"acount"}', "there is no kind `acount`")):
        done = run("evidence", "import", "-m", write(content), file, "-n").exits(3)
        assert cause in done.err, done.err
    assert "NUL byte" in run("evidence", "import", "-m", write(b"{\0}"), file, "-n").exits(3).err
    assert "--suggest prints one" in run("evidence", "import", file, "-n").exits(3).err
    assert "--format jsonl" in run("evidence", "import", "-m", mapping(), file, "--format", "jsonl").exits(2).err
    assert "it is a folder" in run("evidence", "import", "-f", "csv", folder(), "-n").exits(3).err
    assert "--subject takes TYPE:NAME" in run("evidence", "import", "--subject", "x", file, "-n").exits(2).err
    assert "--observed takes a time" in run("evidence", "import", "--observed", "igår", file, "-n").exits(2).err
    assert "name a file to import" in run("evidence", "import").exits(2).err


@test
def an_item_that_stands_twice_makes_no_census():
    done = run("evidence", "import", "-n", "-m", mapping(census=True), write(csv([*ROWS, ROWS[0]]), "a.csv")).exits(3)
    assert "7: the item `anna` stands in line 2 already" in done.err, done.err
    counted = lines_of(preview(csv(), changes={"census": True, "source": "{Konto}"}).ok().out)[-2:]
    assert [(r["subject"], r["census"]) for r in counted] == [("system:löner", ["anna", "bo"]), ("system:ärenden", ["cesar"])], counted


main()
