"""An assessment can be put on record: its inputs and its report by hash, in the journal."""
import hashlib

from harness import *

CLOCK = "2026-11-01"


def store_with_evidence():
    store = new_store()
    path = write("".join(json.dumps(r) + "\n" for r in (
        {"kind": "system", "subject": "system:payroll", "observed": "2026-10-01", "fields": {"name": "Payroll", "class": {"availability": 3}}},
        {"kind": "backup", "subject": "system:payroll", "observed": "2026-10-31", "fields": {"schedule": "daily", "encrypted": True}},
    )))
    run("evidence", "add", path, store=store).ok()
    return store


def runs_of(store):
    """The notes of recorded runs, as they lie in the store's file: one line of JSON each."""
    with open(os.path.join(store, "data.mdb"), "rb") as f:
        bytes_ = f.read()
    found = set()
    at = bytes_.find(b'{"run":')
    while at >= 0:
        found.add(bytes_[at:bytes_.index(b"}", at) + 1])
        at = bytes_.find(b'{"run":', at + 1)
    return [json.loads(line) for line in found]


@test
def a_recorded_run_names_its_inputs_and_its_report_by_hash():
    store = store_with_evidence()
    before = run("assess", "--as-of", CLOCK, "--format", "json", store=store).ok()
    done = run("assess", "--as-of", CLOCK, "--record", store=store).ok()
    assert "recorded as change 5" in done.err, done.err
    (note,) = runs_of(store)
    assert note["report"] == hashlib.blake2b(before.out.encode(), digest_size=32).hexdigest()
    assert note["run"] == before.json["run"]
    assert note["changes"] == 4 and note["profile"] is None
    assert note["strict"] == before.json["summary"]["compliance"]["strict"]


@test
def recording_a_run_changes_no_figure():
    store = store_with_evidence()
    run("assess", "--as-of", CLOCK, "--record", store=store).ok()
    before = run("assess", "--as-of", CLOCK, "--format", "json", store=store).ok().json
    run("assess", "--as-of", CLOCK, "--record", store=store).ok()
    after = run("assess", "--as-of", CLOCK, "--format", "json", store=store).ok().json
    assert before["summary"] == after["summary"] and before["results"] == after["results"]
    assert len(runs_of(store)) == 2


main()
