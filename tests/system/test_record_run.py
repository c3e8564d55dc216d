"""Assessments on record: inputs and report by hash, what they keep, and that they can be made again from the store alone."""
import hashlib

from harness import *

CLOCK = "2026-11-01"
POLICY = """
kind system "System" about system { name text  class { availability integer } }
kind backup "Backup" about system { schedule enum { none, daily, weekly }  encrypted bool  fresh 30 days }
control 8.13 {
  rule backed_up { title "Backed up" level 1 weight 2 for system s require backup.schedule in { daily, weekly } }
  rule encrypted { title "Encrypted" level 3 for system s require backup.encrypted }
}
"""
EVIDENCE = (
    {"kind": "system", "subject": "system:payroll", "observed": "2026-10-01", "fields": {"name": "Payroll", "class": {"availability": 3}}},
    {"kind": "backup", "subject": "system:payroll", "observed": "2026-10-31", "fields": {"schedule": "daily", "encrypted": True}},
)


def reader(store, *words):
    """mognad as somebody who may read the store and not write it."""
    for name in os.listdir(store):
        os.chmod(os.path.join(store, name), 0o666 if name == "lock.mdb" else 0o444)  # who reads is counted there
    os.chmod(store, 0o555)
    own = shutil.copy(MOGNAD, folder())
    os.chmod(own, 0o755)
    return subprocess.run([own, *words, "--store", store], user=65534 if os.geteuid() == 0 else None, capture_output=True, text=True, env=environment())


def prepared():
    """A store with evidence, and the file of the policies that it was added under."""
    policy, store = write(POLICY, "policy.mog", folder()), new_store()
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(*EVIDENCE)).ok()
    return policy, store


def assess(policy, store, *more):
    return run("assess", "--policy", policy, "--as-of", CLOCK, *more, store=store).ok()


def listed(store):
    return run("runs", "list", "--format", "json", store=store).ok().json


@test
def a_recorded_run_names_its_inputs_and_its_report_by_hash():
    policy, store = prepared()
    before = assess(policy, store, "--no-record", "--format", "json")
    done = assess(policy, store, "--record")
    assert "recorded as change 5" in done.err, done.err
    (note,) = listed(store)
    assert note["report"] == hashlib.blake2b(before.out.encode(), digest_size=32).hexdigest()
    assert note["run"] == before.json["run"] and note["number"] == 5
    assert note["changes"] == 4 and note["profile"] is None and note["kept"] == ["policies", "results", "scores", "state"]
    assert note["strict"] == before.json["summary"]["compliance"]["strict"]
    shown = run("runs", "show", "last", "--format", "json", store=store).ok().json
    assert shown["scores"]["controls"] == before.json["controls"]
    assert [f["digest"] for f in shown["files"]] == [hashlib.blake2b(POLICY.encode(), digest_size=32).hexdigest()]
    run("store", "verify", store=store).ok()


@test
def a_whole_run_is_put_on_record_and_a_part_only_when_asked():
    policy, store = prepared()
    assess(policy, store, "--no-record")
    for part in (["--subject", "system:payroll"], ["--rule", "8.13"], ["--known-at", "2099-01-01"]):
        assert "record" not in assess(policy, store, *part).err
    assert listed(store) == []
    assert "recorded as change 5" in assess(policy, store).err
    assert "recorded as change 6" in assess(policy, store, "--rule", "8.13", "--record").err
    run("assess", "--policy", policy, "--record", "--no-record", store=store).exits(2)
    run("assess", "--policy", policy, "--as-of", "2026-12-24", "--fail-under", "100", store=store).exits(1)
    assert [r["rule"] for r in listed(store)] == [None, "8.13", None]


@test
def whoever_may_only_read_can_assess_and_is_told_that_it_is_not_on_record():
    policy, store = prepared()
    words = ("assess", "--policy", policy, "--as-of", CLOCK, "--format", "json")
    then = run(*words, "--no-record", store=store).ok().out
    done = reader(store, *words)
    assert (done.returncode, done.stdout) == (0, then) and "can only be read" in done.stderr, done
    insisted = reader(store, *words, "--record")
    assert insisted.returncode == 4 and "permission denied" in insisted.stderr, insisted
    os.chmod(store, 0o755)
    assert listed(store) == []


@test
def running_again_gives_the_same_run_and_it_is_recorded_once():
    policy, store = prepared()
    assess(policy, store, "--record")
    before = assess(policy, store, "--format", "json").out
    again = assess(policy, store, "--record", "--format", "json")
    assert "on record already, as change 5" in again.err and again.out == before
    assert len(listed(store)) == 1
    # other inputs: another run
    run("evidence", "add", "-", "--policy", policy, store=store,
        stdin=records({"kind": "backup", "subject": "system:payroll", "observed": "2026-10-31T12:00:00Z", "fields": {"schedule": "none"}})).ok()
    assert "recorded as change 7" in assess(policy, store, "--record").err
    assert [r["number"] for r in listed(store)] == [5, 7]


@test
def a_run_is_made_again_from_the_store_alone():
    policy, store = prepared()
    then = assess(policy, store, "--record", "--format", "json").out
    os.remove(policy)
    run("evidence", "retract", "4", "--reason", "a fault", store=store).ok()
    again = run("assess", "--replay", "5", "--format", "json", store=store).ok()
    assert again.out == then and "reproduced to the byte" in again.err, again.err
    assert "återskapad" in run("assess", "--replay", "last", "--lang", "sv", store=store).ok().err
    verified = run("runs", "verify", "--format", "json", store=store).ok().json
    assert verified == [{"number": 5, "run": json.loads(then)["run"], "outcome": "reproduced", "same_id": True, "same_report": True}]
    assert "to the byte" in run("runs", "verify", store=store).ok().out


@test
def runs_are_found_by_number_id_and_place():
    policy, store = prepared()
    assert "No run is on record" in run("runs", "list", store=store).ok().out
    assert "no run is on record yet" in run("runs", "show", "last", store=store).exits(3).err
    for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
        run("assess", "--policy", policy, "--as-of", day, "--record", store=store).ok()
    numbers = {name: run("runs", "show", name, "--format", "json", store=store).ok().json["number"]
               for name in ("first", "last", "last-1", "6", listed(store)[2]["run"][:12])}
    assert list(numbers.values()) == [5, 7, 6, 6, 7], numbers
    for name in ("last-3", "4", "ffffffffffff", "last-", "x"):
        assert "no run" in run("runs", "show", name, store=store).exits(3).err
    run("runs", "show", store=store).exits(2)
    text = run("runs", "list", store=store).ok().out
    assert "2026-11-02" in text and "than before" not in text
    with open(policy, "a", encoding="utf-8") as f:
        f.write("# changed\n")
    assess(policy, store, "--record")
    assert "other policies than before" in run("runs", "list", store=store).ok().out


@test
def runs_survive_backup_export_and_import():
    policy, store = prepared()
    then = assess(policy, store, "--record", "--format", "json").out
    where = folder()
    run("store", "export", os.path.join(where, "all.mga"), store=store).ok()
    other = os.path.join(where, "imported")
    run("store", "import", os.path.join(where, "all.mga"), store=other).ok()
    run("store", "verify", store=other).ok()
    assert run("assess", "--replay", "last", "--format", "json", store=other).ok().out == then
    run("store", "backup", os.path.join(where, "copy"), store=store).ok()


@test
def what_does_not_go_with_a_replay_is_refused():
    policy, store = prepared()
    assess(policy, store, "--record")
    for more in (["--as-of", CLOCK], ["--record"], ["--rule", "8.13"], ["--subject", "system:payroll"], ["--profile", "x"]):
        assert "--replay" in run("assess", "--replay", "last", *more, store=store).exits(2).err


main()
