"""Evidence in, evidence out: the commands evidence add, list, show, collect and plugin list."""
import re
import time

import harness
from harness import *

GOOD = {"kind": "backup", "subject": "system:pay", "observed": "2026-10-31", "source": "backup server",
        "fields": {"schedule": "daily", "encrypted": True, "storage": {"offline": False},
                   "volumes": [{"name": "db", "size": 12.5, "protected": True}, {"name": "files"}]}}
BAD = {"kind": "backup", "subject": "system:pay", "observed": "2026-10-31", "fields": {"schedule": "dayly"}}


def run(*arguments, **how):
    return harness.run(*arguments, env={"MOGNAD_POLICIES": os.path.join(SOURCE, "policies/kinds")}, **how)


def plugin_folder(*names):
    """Copies of test plugins where nobody else can write."""
    into = folder()
    for name in names:
        source = os.path.join(BUILD, "tests", "plugins", name + ".so")
        if not os.path.exists(source):
            skip("the test plugins are not built")
        shutil.copy(source, into)
        os.chmod(os.path.join(into, name + ".so"), 0o644)
    return into


def has_open(pid, name):
    """The process, or the one in which it lets the command work, holds a file of that name open; what ends while this looks is passed over."""
    with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
        processes = [str(pid)] + f.read().split()
    for where in ("/proc/%s/fd" % process for process in processes):
        try:
            if any(name in os.readlink(os.path.join(where, fd)) for fd in os.listdir(where)):
                return True
        except FileNotFoundError:
            pass
    return False


def listed(store, *options):
    return run("evidence", "list", "--format", "json", *options, store=store).ok().json


@test
def the_examples_of_the_documentation_are_accepted():
    with open(os.path.join(SOURCE, "docs/evidence.md"), encoding="utf-8") as f:
        lines = re.findall(r"^    (\{.*\})$", f.read(), re.M)
    assert len(lines) >= 8
    done = run("evidence", "add", store=new_store(), stdin="\n".join(lines)).ok()
    assert done.out == "%d records added, 0 refused\n" % len(lines), done.out


@test
def what_is_shown_can_be_added_again_and_is_the_same():
    store, copy = new_store(), new_store()
    run("evidence", "add", write(records(GOOD)), store=store).ok()
    shown = listed(store)[0]
    assert shown.pop("id") >= 1 and shown.pop("recorded")
    assert shown == {**GOOD, "observed": "2026-10-31T00:00:00Z", "assurance": "measured"}, shown
    run("evidence", "add", "-", store=copy, stdin=records(shown)).ok()
    again = listed(copy)[0]
    assert {k: again[k] for k in shown} == shown


@test
def a_refused_line_is_told_with_its_place_and_nothing_is_added():
    store = new_store()
    path = write(records(GOOD, BAD) + "not json\n" + records(GOOD))
    done = run("evidence", "add", path, store=store).exits(3)
    assert done.out == "0 records added, 2 refused\n", done.out
    assert "%s:2: fields.schedule: `dayly` is not one of the words" % path in done.err, done.err
    assert "did you mean `daily`?" in done.err
    assert "%s:3: " % path in done.err
    assert listed(store) == []


@test
def keep_going_keeps_the_good_lines_and_still_exits_3():
    store = new_store()
    done = run("evidence", "add", "--keep-going", store=store, stdin=records(GOOD, BAD, {**GOOD, "subject": "system:other"})).exits(3)
    assert done.out == "2 records added, 1 refused\n", done.out
    assert sorted(r["subject"] for r in listed(store)) == ["system:other", "system:pay"]


@test
def twenty_refused_lines_are_told_and_the_rest_is_counted():
    done = run("evidence", "add", store=new_store(), stdin=records(*[BAD] * 50)).exits(3)
    assert done.err.count("fields.schedule") == 20
    assert "30 more refused" in done.err
    assert done.out == "0 records added, 50 refused\n"


@test
def a_file_that_cannot_be_read_adds_nothing_of_the_others():
    store = new_store()
    done = run("evidence", "add", write(records(GOOD)), "/nonexistent/file", store=store).exits(3)
    assert "/nonexistent/file" in done.err
    run("evidence", "add", folder(), store=store).exits(3)
    assert listed(store) == []


@test
def the_list_is_filtered_and_limited():
    store = new_store()
    lines = [{"kind": "account", "subject": "system:" + s, "observed": "2026-10-01", "item": "u%d" % n} for s in "ab" for n in range(5)]
    run("evidence", "add", store=store, stdin=records(GOOD, *lines)).ok()
    assert len(listed(store)) == 11
    assert len(listed(store, "--kind", "account")) == 10
    assert len(listed(store, "--subject", "system:a")) == 5
    assert len(listed(store, "--subject", "system:a", "--kind", "backup")) == 0
    assert len(listed(store, "--limit", "3")) == 3
    table = run("evidence", "list", "--limit", "2", store=store).ok()
    assert len(table.out.splitlines()) == 3 and "--limit 0 shows all" in table.err
    done = run("evidence", "list", "--subject", "system:pai", store=store).exits(3)
    assert "did you mean `system:pay`?" in done.err
    run("evidence", "list", "--kind", "bakup", store=store).exits(3)
    run("evidence", "list", "--limit", "many", store=store).exits(2)


@test
def personal_fields_are_shown_only_when_asked_for():
    store = new_store()
    run("evidence", "add", store=store, stdin=records({"kind": "account", "subject": "system:pay", "observed": "2026-10-01", "item": "u",
                                                       "fields": {"mfa": True, "owner": "role 4711"}})).ok()
    number = listed(store)[0]["id"]
    for more in ([], ["--format", "json"]):
        hidden = run("evidence", "show", number, *more, store=store).ok()
        assert "role 4711" not in hidden.out + hidden.err and "owner" in hidden.out + hidden.err
        assert "role 4711" in run("evidence", "show", number, "--personal", *more, store=store).ok().out
    assert "role 4711" not in run("evidence", "list", "--format", "json", store=store).ok().out
    run("evidence", "show", "99999", store=store).exits(3)
    run("evidence", "show", "x", store=store).exits(2)
    run("evidence", "show", store=store).exits(2)


@test
def a_second_writer_is_told_that_it_waits_and_then_has_its_turn():
    store = new_store()
    line = [MOGNAD, "evidence", "add", "--store", store, "--policy", os.path.join(SOURCE, "policies/kinds")]
    record = records({"kind": "system", "subject": "system:a", "observed": "2026-10-01"})
    first = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())
    first.stdin.write(record)
    first.stdin.flush()
    while not has_open(first.pid, "data.mdb"):
        time.sleep(0.02)
    time.sleep(0.2)
    second = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
    second.stdin.write(record.replace("system:a", "system:b"))
    second.stdin.close()
    assert "waiting for another process" in second.stderr.readline()
    first.communicate(timeout=30)
    assert second.wait(30) == 0 and first.returncode == 0
    assert len(listed(store)) == 2


@test
def a_plugin_folder_that_was_named_must_be_there():
    done = run("plugin", "list", "--plugins", "/nonexistent/plugins").exits(3)
    assert "/nonexistent/plugins" in done.err, done.err


@test
def refused_plugins_are_listed_with_the_reason():
    plugins = plugin_folder("good", "wrong_major", "constructor_crash")
    told = {p["name"]: p for p in run("plugin", "list", "--format", "json", "--plugins", plugins).ok().json}
    assert told["good"]["refused"] is None and len(told["good"]["functions"]) == 16
    assert told["wrong_major"]["refused"].startswith("it was compiled for ABI 2.1")
    assert told["constructor_crash"]["refused"] == "it crashed (SIGSEGV) while it was loaded"
    table = run("plugin", "list", "--plugins", plugins).ok().out
    assert "half" in table and "half(number) → number" in table and "refused" in table


@test
def a_collector_adds_its_records_or_none():
    plugins, store = plugin_folder("collectors"), new_store()
    # The test collectors emit records that no kind fits: all are refused, one by one.
    done = run("collect", "plain", "--subject", "host:a", "--plugins", plugins, store=store).exits(3)
    assert done.out == "0 records added, 3 refused\n", done.out
    done = run("collect", "crashes", "--subject", "host:a", "--plugins", plugins, store=store).exits(4)
    assert "crashed (SIGSEGV)" in done.err
    run("collect", "nothing", "--subject", "host:a", "--plugins", plugins, store=store).exits(1)
    run("collect", "plain", "--subject", "system:a", "--plugins", plugins, store=store).exits(3)
    run("collect", "--plugins", plugins, store=store).exits(2)
    assert "did you mean `plain`?" in run("collect", "plian", "--plugins", plugins, store=store).exits(3).err
    assert listed(store) == []


@test
def what_a_collector_leaves_out_is_filled_in():
    plugins, store = plugin_folder("collectors"), new_store()
    dry = run("collect", "collectors.facts", "--dry-run", "--subject", "host:a", "--plugins", plugins, store=store).exits(3)
    line = json.loads(dry.out)
    assert line["subject"] == "host:a" and line["source"] == "collectors.facts" and line["observed"], line
    assert "fields.name: a text is wanted here, not an integer" in dry.err, dry.err
    assert listed(store) == []
    done = run("collect", "facts", "--subject", "host:a", "--plugins", plugins, store=store).exits(3)
    assert done.out == "1 record added, 1 refused\n", done.out
    record = listed(store)[0]
    assert record["subject"] == "host:a" and record["source"] == "collectors.facts" and record["fields"] == {"name": "A host"}, record

@test
def on_a_terminal_it_is_told_how_far_it_is():
    import pty
    store, told = new_store(), b""
    above, below = pseudo_terminal()
    adding = subprocess.Popen([MOGNAD, "evidence", "add", "--store", store, "--policy", os.path.join(SOURCE, "policies/kinds")],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=below, env=environment())
    os.close(below)
    for n in range(40):
        adding.stdin.write(records(*[{"kind": "system", "subject": "system:%d-%d" % (n, i), "observed": "2026-10-01"} for i in range(64)]).encode())
        adding.stdin.flush()
        time.sleep(0.03)
    adding.stdin.close()
    assert adding.wait(30) == 0
    while True:
        try:
            some = os.read(above, 10000)
        except OSError:
            break
        told += some
        if not some:
            break
    os.close(above)
    assert re.search(rb"adding evidence, records \d+", told) and told.endswith(b"\r\x1b[K"), told


@test
def what_is_no_file_of_lines_is_not_read_for_ever():
    done = run("evidence", "add", "/dev/zero", store=new_store()).exits(3)
    assert "/dev/zero:1: the line has no end within 256 MiB" in done.err, done.err


@test
def a_number_that_no_record_can_have_is_refused():
    store = new_store()
    done = run("evidence", "show", "99999999999999999999", store=store).exits(2)
    assert "`99999999999999999999` is not the number of a record" in done.err, done.err
    run("evidence", "show", "18446744073709551615", store=store).exits(3)


@test
def a_field_of_another_type_now_is_not_said_to_have_been_left_out():
    store = new_store()
    old = write("kind system about system { n integer }\nkind many acc about system { n integer }\n", "old.mog")
    new = write("""kind system about system { n text }
kind many acc about system { n text }
control 8.1 {
  rule a { title "a" level 1 for system s require s.n = "x" }
  rule b { title "b" level 1 for system s require any x in acc has x.n = "x" }
}
""", "new.mog")
    lines = records({"kind": "system", "subject": "system:a", "observed": "2026-10-01", "fields": {"n": 3}},
                    {"kind": "acc", "subject": "system:a", "item": "q", "observed": "2026-10-01", "fields": {"n": 3}})
    harness.run("evidence", "add", "--policy", old, store=store, stdin=lines).ok()
    result = harness.run("assess", "--policy", new, "--as-of", "2026-11-01", "--format", "json", store=store).ok().json
    reasons = sorted(r["reason"] for r in result["results"])
    tail = " in the record of 2026-10-01, or is stated there under another type than the policies declare"
    assert reasons == ["acc.n of q is not stated" + tail, "system.n is not stated" + tail], reasons


main()
