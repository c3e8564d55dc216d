"""Checkpoints, verification and proofs, as an auditor uses them. Altering stores entry by entry is done in tests/unit/test_verify.c."""
import base64
import re
import stat

from harness import *

BACKUPS = [{"kind": "system", "subject": "system:s%d" % i, "observed": "2025-10-%02d" % (i + 1), "fields": {"name": "Nameplate%03d" % i}} for i in range(20)]


def audited():
    """A store with records, a key, and a checkpoint that was kept: (store, folder, verifier)."""
    store, place = new_store(), folder()
    run("evidence", "add", "-", store=store, stdin=records(*BACKUPS)).ok()
    key = os.path.join(place, "audit.key")
    verifier = run("store", "key", "new", "--name", "mognad.example/audit", key).ok().out.strip()
    run("store", "checkpoint", "--key", key, "--out", os.path.join(place, "kept"), store=store).ok()
    return store, place, verifier


def data(store):
    return os.path.join(store, "data.mdb")


@test
def a_key_is_for_its_owner_alone():
    place = folder()
    key = os.path.join(place, "k")
    made = run("store", "key", "new", "--name", "mognad.example/a", key).ok()
    assert re.fullmatch(r"mognad\.example/a\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}\n", made.out), made.out
    assert stat.S_IMODE(os.stat(key).st_mode) == 0o600
    store = new_store()
    again = run("store", "key", "new", key).exits(3)
    assert "already" in again.err and "never overwritten" in again.err
    for mode in (0o640, 0o604, 0o660, 0o777):
        os.chmod(key, mode)
        refused = run("store", "checkpoint", "--key", key, store=store).exits(3)
        assert "open to others" in refused.err and "chmod 600" in refused.err, refused.err
    os.chmod(key, 0o600)
    run("store", "checkpoint", "--key", key, store=store).ok()
    assert "no key to sign with" in run("store", "checkpoint", store=store).exits(2).err
    run("store", "checkpoint", store=store, env={"MOGNAD_KEY": key}).ok()
    assert run("store", "key", "new", "--name", "two words", os.path.join(place, "n")).exits(3).out == ""
    assert run("store", "key", "new", os.path.join(place, "d"), "--format", "json").ok().json["verifier"].count("+") >= 2


@test
def a_checkpoint_is_a_signed_note_that_others_can_read():
    store, place, verifier = audited()
    with open(os.path.join(place, "kept"), encoding="utf-8") as f:
        text, signature = f.read().split("\n\n")
    origin, size, root = text.split("\n")
    assert origin.startswith("mognad.store/") and len(base64.b64decode(root)) == 32
    dash, name, coded = signature.rstrip("\n").split(" ")
    assert dash == "\u2014" and name == "mognad.example/audit"
    assert base64.b64decode(coded)[:4].hex() == verifier.split("+")[1]
    # the key itself is in the journal by then, so that the checkpoint is of one change more than was added
    assert int(size) == len(BACKUPS) + 1 + 1


@test
def a_checkpoint_that_is_kept_is_not_overwritten():
    store, place, _ = audited()
    before = open(os.path.join(place, "kept")).read()
    refused = run("store", "checkpoint", "--key", os.path.join(place, "audit.key"), "--out", os.path.join(place, "kept"), store=store).exits(3)
    assert "already" in refused.err
    assert open(os.path.join(place, "kept")).read() == before


@test
def a_whole_store_holds_against_its_checkpoints():
    store, place, verifier = audited()
    kept = os.path.join(place, "kept")
    assert "All holds" in run("store", "verify", store=store).ok().out
    told = run("store", "verify", "--checkpoint", kept, store=store).ok()
    assert "known only from the store itself" in told.out.replace("\n", " ")
    run("evidence", "add", "-", store=store, stdin=records({**BACKUPS[0], "observed": "2025-11-01"})).ok()
    told = run("store", "verify", "--checkpoint", kept, "--verifier", verifier, store=store).ok()
    assert "known only" not in told.out
    report = run("store", "verify", "--checkpoint", kept, "--verifier", verifier, "--format", "json", store=store).ok().json
    assert report["holds"] and report["records"] == len(BACKUPS) + 1 and report["checkpoints"][0]["holds"] is True
    assert "Allt stämmer" in run("store", "verify", "--lang", "sv", store=store).ok().out


@test
def bytes_altered_in_the_file_are_told_with_the_record():
    store, place, verifier = audited()
    with open(data(store), "rb") as f:
        whole = f.read()
    assert whole.count(b"Nameplate007") >= 1
    with open(data(store), "wb") as f:
        f.write(whole.replace(b"Nameplate007", b"Nameplate00X"))
    told = run("store", "verify", store=store).exits(1)
    assert "The store differs" in told.out and "system:s7" in told.out, told.out
    report = run("store", "verify", "--checkpoint", os.path.join(place, "kept"), "--verifier", verifier, "--format", "json", store=store).exits(1).json
    assert report["difference"]["database"] == "records" and report["difference"]["subject"] == "system:s7" and report["difference"]["kind"] == "system"
    assert report["checkpoints"][0]["holds"] is True  # the journal is what it was


@test
def a_store_made_anew_is_whole_and_only_the_checkpoint_tells():
    store, place, verifier = audited()
    other = new_store()
    run("evidence", "add", "-", store=other, stdin=records(*BACKUPS[:-1])).ok()
    run("store", "verify", store=other).ok()
    told = run("store", "verify", "--checkpoint", os.path.join(place, "kept"), "--verifier", verifier, store=other).exits(1)
    assert "another store" in told.out.replace("\n", " "), told.out


@test
def an_older_copy_of_the_store_lacks_what_the_checkpoint_has():
    store, place, verifier = audited()
    older = os.path.join(folder(), "older")
    shutil.copytree(store, older)
    run("evidence", "add", "-", store=store, stdin=records({**BACKUPS[0], "observed": "2025-11-01"})).ok()
    later = os.path.join(place, "later")
    run("store", "checkpoint", "--key", os.path.join(place, "audit.key"), "--out", later, store=store).ok()
    told = run("store", "verify", "--checkpoint", os.path.join(place, "kept"), "--checkpoint", later, "--verifier", verifier, "--format", "json", store=older).exits(1).json
    assert [c["holds"] for c in told["checkpoints"]] == [True, False]
    assert told["difference"]["after"] == told["changes"] and "missing" in told["difference"]["what"], told


@test
def checkpoints_that_are_altered_or_of_nobody_known_are_refused():
    store, place, verifier = audited()
    kept = os.path.join(place, "kept")
    text = open(kept, encoding="utf-8").read()
    other = run("store", "key", "new", "--name", "mognad.example/other", os.path.join(place, "other")).ok().out.strip()
    altered = write(text.replace("\n22\n", "\n21\n"), "altered")
    assert altered and "\n22\n" in text
    assert "does not hold" in run("store", "verify", "--checkpoint", altered, "--verifier", verifier, store=store).exits(3).err
    fresh = new_store()
    assert "no key that was given" in run("store", "verify", "--checkpoint", kept, "--verifier", other, store=fresh).exits(3).err
    for wrong in ("", "x", text[:-5], text + "x\n", "\0" + text, "a" * 100000):
        run("store", "verify", "--checkpoint", write(wrong, "wrong"), store=store).exits(3)
    for wrong in ("", "x", verifier[:-1], verifier.replace("audit", "audit2")):
        assert "--verifier" in run("store", "verify", "--verifier", wrong, store=store).exits(3).err


@test
def a_file_cut_off_or_filled_with_noise_is_a_clear_error():
    store, place, _ = audited()
    with open(data(store), "rb") as f:
        whole = f.read()
    for size in (len(whole) // 2, 4096, 100, 0):
        with open(data(store), "wb") as f:
            f.write(whole[:size])
        told = run("store", "verify", store=store).exits(4)
        assert "mognad: error:" in told.err and "mognad: note:" in told.err
    for page in range(2, len(whole) // 4096):
        with open(data(store), "wb") as f:
            f.write(whole[:page * 4096] + bytes((i * 37 + page) % 251 for i in range(4096)) + whole[(page + 1) * 4096:])
        told = run("store", "verify", store=store, timeout=60)
        assert told.status in (0, 1, 4), (page, told.status, told.err)  # 0: a page that is free
        assert told.status != 4 or "damaged" in told.err, told.err


@test
def a_proof_stands_without_the_store():
    store, place, verifier = audited()
    proof = run("store", "prove", 5, "--checkpoint", os.path.join(place, "kept"), store=store).ok().out
    path = write(proof, "5.proof")
    told = run("store", "check-proof", path, "--verifier", verifier).ok()
    assert "The proof holds" in told.out and "system:s3" in told.out and "Nameplate003" in told.out and "kind system about system" in told.out
    checked = run("store", "check-proof", path, "--checkpoint", os.path.join(place, "kept"), "--format", "json").ok().json
    assert checked["record"]["subject"] == "system:s3" and checked["change"] == 5
    bare = write(run("store", "prove", 5, "--without-record", "--checkpoint", os.path.join(place, "kept"), store=store).ok().out, "bare")
    assert "Nameplate" not in open(bare).read()
    assert checked["payload"] == run("store", "check-proof", bare, "--verifier", verifier, "--format", "json").ok().json["payload"]
    assert "worth what its checkpoint is" in run("store", "check-proof", path).exits(2).err


@test
def proofs_that_do_not_hold_are_told():
    store, place, verifier = audited()
    key = os.path.join(place, "audit.key")
    proof = json.loads(run("store", "prove", 5, "--key", key, store=store).ok().out)
    other = run("store", "key", "new", os.path.join(place, "other")).ok().out.strip()

    def check(altered, status=1, who=verifier, *more):
        return run("store", "check-proof", write(json.dumps(altered), "p"), "--verifier", who, *more).exits(status)

    check(proof, 0)
    assert "none of the given keys" in check(proof, 1, other).out.replace("\n", " ")
    for part, value in (("number", 6), ("recorded", "2001-01-01"), ("by", "someone"), ("key", "00"), ("payload", "00" * 32), ("path", []), ("type", "kind")):
        assert "does not hold" in check({**proof, "change": {**proof["change"], part: value}}).out
    record = bytearray(base64.b64decode(proof["record"]))
    record[100] ^= 1
    check({**proof, "record": base64.b64encode(record).decode()})
    check({**proof, "layout": {**proof["layout"], "text": proof["layout"]["text"].replace("name", "nome")}})
    for part in ("format", "change", "checkpoint"):
        check({k: v for k, v in proof.items() if k != part}, 3)
    check([], 3)
    run("evidence", "add", "-", store=store, stdin=records({**BACKUPS[0], "observed": "2025-11-01"})).ok()
    later = os.path.join(place, "later")
    run("store", "checkpoint", "--key", key, "--out", later, store=store).ok()
    assert "another one" in check(proof, 1, verifier, "--checkpoint", later).out.replace("\n", " ")
    assert "not among the" in run("store", "prove", 23, "--checkpoint", os.path.join(place, "kept"), store=store).exits(3).err
    run("store", "prove", 999, "--key", key, store=store).exits(3)
    run("store", "prove", "x", "--key", key, store=store).exits(2)


@test
def what_is_erased_is_gone_and_all_holds():
    store, place, verifier = audited()
    key, kept = os.path.join(place, "audit.key"), os.path.join(place, "later")
    policy = write("kind many officer about system { name text personal  since integer }\n", "p.mog")
    people = [{"kind": "officer", "subject": "system:s1", "observed": "2025-10-01", "item": "o%d" % i, "fields": {"name": "Person %d" % i, "since": i}} for i in range(3)]
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(*people)).ok()
    run("store", "checkpoint", "--key", key, "--out", kept, store=store).ok()
    number = int(open(kept).read().split("\n")[1])
    proof = write(run("store", "prove", number, "--checkpoint", kept, store=store).ok().out, "p.proof")
    assert "Person" not in open(proof).read()
    assert run("store", "verify", "--format", "json", store=store).ok().json["personal"] == {"values": 3, "opened": 3, "erased": 0, "without_key": 0, "withheld": 0}
    run("evidence", "erase", "--person", "Person 1", "--reason", "asked to", "--yes", store=store).ok()
    report = run("store", "verify", "--checkpoint", kept, "--verifier", verifier, "--format", "json", store=store).ok().json
    assert report["personal"]["values"] == 3 and report["personal"]["erased"] == 1 and report["personal"]["opened"] == 2
    told = run("store", "check-proof", proof, "--verifier", verifier).ok()
    assert "system:s1" in told.out and "withheld" in told.out, told.out
    again = write(run("store", "prove", number - 1, "--key", key, store=store).ok().out, "again")
    run("store", "check-proof", again, "--verifier", verifier).ok()
    # A copy for an auditor comes without the keys: everything but the values is verified.
    os.unlink(os.path.join(store, "personal.keys"))
    assert "whose keys are not here" in run("store", "verify", store=store).ok().out


@test
def a_key_is_named_in_the_journal_once():
    store, place, verifier = audited()
    key = os.path.join(place, "audit.key")
    sizes = [int(run("store", "checkpoint", "--key", key, store=store).ok().out.split("\n")[1]) for _ in range(2)]
    assert sizes[0] == sizes[1]
    note = json.loads(run("store", "prove", sizes[0], "--key", key, store=store).ok().out)["note"]
    assert json.loads(note)["verifier"] == verifier


main()
