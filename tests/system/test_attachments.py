"""Files attached to records: added, shown, saved, exported and read back, and refused where they cannot be."""
import hashlib
import time

from harness import *

GOOD = {"kind": "system", "subject": "system:a", "observed": "2026-01-01", "fields": {"name": "A"}}
ENV = {"MOGNAD_POLICIES": os.path.join(SOURCE, "policies/kinds")}


def go(store, *words, **how):
    return run(*words, store=store, env=ENV, **how)


def add(store, *lines, more=()):
    return go(store, "evidence", "add", "-", *more, stdin=records(*(lines or [GOOD])))


def shown(store, number, *more):
    return go(store, "evidence", "show", number, "--format", "json", *more).ok().json


def digest(data):
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def record_of(store):
    return go(store, "evidence", "list", "--format", "json").ok().json[0]["id"]


def files_in(path):
    found = {}
    for name in os.listdir(path):
        with open(os.path.join(path, name), "rb") as f:
            found[name] = f.read()
    return found


@test
def a_file_is_attached_when_a_record_is_added_and_comes_out_as_it_was():
    store, data = new_store(), os.urandom(3 << 20) + b"\0" * (1 << 20)
    path, empty = write(data, "protocol.pdf"), write("", "tomt.txt")
    done = add(store, more=["--attach", path, "--attach", empty]).ok()
    assert done.out == "1 record added, 0 refused\n2 files attached\n", done.out
    number = record_of(store)
    told = shown(store, number)["attachments"]
    assert [(a["name"], a["size"], a["content"]) for a in told] == [("protocol.pdf", len(data), digest(data)), ("tomt.txt", 0, digest(b""))]
    assert all(a["by"] and a["recorded"] and a["change"] > number for a in told)
    into = os.path.join(folder(), "new")
    go(store, "evidence", "show", number, "--save", into).ok()
    assert files_in(into) == {"protocol.pdf": data, "tomt.txt": b""}
    text = go(store, "evidence", "show", number).ok().out
    assert "protocol.pdf" in text and digest(data) in text
    said = go(store, "evidence", "history", "system:a", "system").ok().out
    assert "protocol.pdf, 4.0 MiB, attached" in said, said
    assert "protocol.pdf, 4,0 MiB, bifogad" in go(store, "evidence", "history", "system:a", "system", "--lang", "sv").ok().out


@test
def the_same_again_is_no_change_and_a_record_that_lacks_it_gets_it():
    store, path = new_store(), write("one", "a.txt")
    add(store).ok()
    number = record_of(store)
    done = add(store, GOOD, {**GOOD, "observed": "2026-02-01"}, more=["--attach", path]).ok()
    assert done.out == "1 record added, 1 identical, 0 refused\n2 files attached\n", done.out
    done = add(store, more=["--attach", path]).ok()
    assert done.out == "0 records added, 1 identical, 0 refused\n0 files attached, 1 already\n", done.out
    assert go(store, "evidence", "attach", number, path).ok().out == "0 files attached, 1 already\n"
    assert go(store, "evidence", "attach", number, path, "--lang", "sv").ok().out == "0 filer bifogade, 1 redan\n"
    other = write("two", "a.txt")  # the same name, another content
    assert go(store, "evidence", "attach", number, other, "--format", "json").ok().json == {"record": number, "attached": 1, "identical": 0}
    told = shown(store, number)["attachments"]
    assert [a["name"] for a in told] == ["a.txt", "a.txt"]
    into = folder()
    go(store, "evidence", "show", number, "--save", into).ok()
    assert files_in(into) == {"a.txt": b"one", "%d-a.txt" % told[1]["change"]: b"two"}


@test
def nothing_is_written_over():
    store, path, into = new_store(), write("one", "b.txt"), folder()
    add(store, more=["--attach", path, "--attach", write("x", "a.txt")]).ok()
    write("precious", "b.txt", into=into)
    done = go(store, "evidence", "show", record_of(store), "--save", into).exits(3)
    assert "b.txt: there is a file of that name already" in done.err and files_in(into) == {"b.txt": b"precious"}
    os.unlink(os.path.join(into, "b.txt"))
    os.symlink("/nonexistent/elsewhere", os.path.join(into, "b.txt"))
    go(store, "evidence", "show", record_of(store), "--save", into).exits(3)
    go(store, "evidence", "show", record_of(store), "--save", path).exits(3)  # no folder
    go(store, "evidence", "show", record_of(store), "--save", "/nonexistent/a/b").exits(3)


@test
def what_is_no_file_that_can_be_attached_is_refused_and_nothing_is_added():
    store, pipe = new_store(), os.path.join(folder(), "pipe.pdf")
    os.mkfifo(pipe)
    large = write("", "large.bin")
    os.truncate(large, 65 << 20)
    dotted, dashed, controlled = write("x", ".hidden"), write("x", "-rf"), write("x", "a\nb")
    latin = os.path.join(folder().encode(), b"\xe5.txt")
    open(latin, "w").close()
    cases = [(large, "more than the 64 MiB"), (folder(), "folder"), (pipe, "not a regular file"), ("/dev/zero", "not a regular file"),
             ("/nonexistent/x", "no such file"), (dotted, "dot"), (dashed, "dash"), (controlled, "control character"), (os.fsdecode(latin), "UTF-8")]
    for path, words in cases:
        began = time.monotonic()
        done = go(store, "evidence", "add", "-", "--attach", path, stdin=records(GOOD)).exits(3)
        assert words in done.err, (path, done.err)
        assert time.monotonic() - began < 10
    assert go(store, "evidence", "list", "--format", "json").ok().json == []
    add(store).ok()
    good = write("x", "good.txt")
    for path, words in cases:
        assert words in go(store, "evidence", "attach", record_of(store), good, path).exits(3).err
    assert "attachments" not in shown(store, record_of(store))
    go(store, "evidence", "attach", "999", good).exits(3)
    go(store, "evidence", "attach", "x", good).exits(2)
    go(store, "evidence", "attach", record_of(store)).exits(2)


@test
def a_file_over_the_limit_is_refused_without_being_read():
    store, huge = new_store(), write("", "huge.bin")
    try:
        os.truncate(huge, 1 << 40)
    except OSError as cause:
        skip("no sparse file of a TiB here: %s" % cause)
    began = time.monotonic()
    assert "more than the 64 MiB" in add(store, more=["--attach", huge]).exits(3).err
    assert time.monotonic() - began < 10


@test
def the_largest_file_that_is_allowed_is_attached():
    store, path = new_store(), write("", "just.bin")
    os.truncate(path, 64 << 20)
    add(store, more=["--attach", path]).ok()
    assert shown(store, record_of(store))["attachments"][0]["size"] == 64 << 20
    assert os.stat(os.path.join(store, "data.mdb")).st_size < 8 << 20  # zeros take no room


@test
def a_refused_line_takes_the_attachments_with_it():
    store, path = new_store(), write("one", "a.txt")
    add(store, GOOD, {"kind": "system"}, more=["--attach", path]).exits(3)
    assert go(store, "store", "log", "--format", "json").ok().json == []
    done = add(store, GOOD, {"kind": "system"}, more=["--attach", path, "--keep-going"]).exits(3)
    assert "1 file attached" in done.out
    assert [a["name"] for a in shown(store, record_of(store))["attachments"]] == ["a.txt"]


@test
def attachments_are_exported_with_their_records_and_come_back():
    store, copy, files = new_store(), new_store(), os.path.join(folder(), "files")
    add(store, more=["--attach", write("one", "a.txt"), "--attach", write("two", "b.txt")]).ok()
    add(store, {**GOOD, "observed": "2026-02-01"}, more=["--attach", write("one", "c.txt")]).ok()
    assert "attached files are left out: 3" in go(store, "evidence", "export").ok().err
    out = go(store, "evidence", "export", "--attachments", files).ok()
    assert files_in(files) == {digest(b"one"): b"one", digest(b"two"): b"two"}
    assert go(store, "evidence", "export", "--attachments", files).ok().out == out.out  # they are there already
    go(copy, "evidence", "add", "-", "--attachments", files, stdin=out.out).ok()
    assert go(copy, "evidence", "export", "--attachments", files).ok().out == out.out
    assert "says in which folder" in go(new_store(), "evidence", "add", "-", stdin=out.out).exits(3).err
    write("changed", digest(b"one"), into=files)
    go(store, "evidence", "export", "--attachments", files).exits(3)
    done = go(new_store(), "evidence", "add", "-", "--attachments", files, stdin=out.out).exits(3)
    assert "is another file than the record was exported with" in done.err


@test
def what_a_line_says_of_its_attachments_is_checked():
    store, files = new_store(), folder()
    write("one", digest(b"one"), into=files)
    good = {"name": "a.txt", "size": 3, "content": digest(b"one")}
    for wrong in ({}, "x", {**good, "name": "../a"}, {**good, "name": 1}, {**good, "size": 4}, {**good, "size": "3"}, {**good, "content": "../" + "0" * 61},
                  {**good, "content": digest(b"missing")}, {**good, "content": digest(b"one").upper()}, {**good, "extra": 1}):
        done = go(store, "evidence", "add", "-", "--attachments", files, stdin=records({**GOOD, "attachments": [good, wrong]})).exits(3)
        assert "attachments[1]" in done.err, (wrong, done.err)
    go(store, "evidence", "add", "-", "--attachments", files, stdin=records({**GOOD, "attachments": 3})).exits(3)
    assert go(store, "store", "log", "--format", "json").ok().json == []
    go(store, "evidence", "add", "-", "--attachments", files, stdin=records({**GOOD, "attachments": [good]})).ok()
    assert shown(store, record_of(store))["attachments"][0]["content"] == digest(b"one")


@test
def attachments_are_seen_from_when_they_were_attached():
    store = new_store()
    add(store).ok()
    number = record_of(store)
    recorded = shown(store, number)["recorded"]
    while time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()) <= recorded:
        time.sleep(0.05)
    go(store, "evidence", "attach", number, write("x", "a.txt")).ok()
    assert "attachments" in shown(store, number) and "attachments" not in shown(store, number, "--known-at", recorded)


main()
