"""Mognad on a disk that remembers what was done to it, or that fails (tests/crash/disk.c), and the batches that the tests of the store give it."""
import os
import shutil
import struct

from harness import *

PRELOAD = os.path.join(BUILD, "tests/crash/disk.so")
REPLAY = os.path.join(BUILD, "tests/crash/replay")
LOG_MAGIC, LOG_MARK = 0x6D6F6C67, 11

KINDS = """
kind system "System" about system { name text  ok bool  class { confidentiality integer  availability integer } %s }
kind many account about system { name text personal  admin bool  tags set of text }
kind scan about system { at time  contact text personal  findings list { name text  score number  open bool } }
control 8.1 {
  rule ok       { title "It is in order"   level 1 for system s require s.ok }
  rule accounts { title "Few may do all"   level 2 for system require count(a in account where a.admin) <= 2 }
  rule findings { title "Nothing is open"  level 3 for system require no f in scan.findings has f.open }
}
"""
POLICY, LATER_POLICY = KINDS % "", KINDS % "owner text  since time"


def without_link(path):
    return os.path.realpath(path)


def fast_folder():
    """In memory where there is such a place: what is tested is what a disk was told, not the disk."""
    if not os.access("/dev/shm", os.W_OK):
        return without_link(folder())
    made = tempfile.mkdtemp(prefix="mognad-test-", dir="/dev/shm")
    also_remove(made)
    return made


def system(n, batch, **more):
    return {"kind": "system", "subject": "system:s%d" % n, "observed": "2026-10-%02dT00:00:00Z" % (1 + batch % 28),
            "fields": {"name": "System %d" % n, "ok": (n + batch) % 3 != 0, "class": {"confidentiality": n % 4}, **more}}


def account(n, k, batch):
    return {"kind": "account", "subject": "system:s%d" % n, "item": "a%d" % k, "observed": "2026-10-%02d" % (1 + batch % 28),
            "fields": {"name": "Person %d of %d" % (k, n), "admin": k == 0, "tags": ["x%d" % batch, "y" * (k * 37 % 300)]}}


def scan(n, batch, findings):
    return {"kind": "scan", "subject": "system:s%d" % n, "observed": "2026-10-%02d" % (1 + batch % 28),
            "fields": {"at": "2026-10-01", "contact": "Contact %d" % (n % 5),
                       "findings": [{"name": "f%d" % i, "score": i / 7, "open": i % 5 == 4} for i in range(findings)]}}


def lines_of(batch):
    """The records of a batch: from one to some hundreds, from a hundred bytes to more than a page each."""
    records = [system(n, batch) for n in range(1 + batch * 5 % 40)]
    if batch % 2:
        records += [account(n, k, batch) for n in range(batch % 7 + 1) for k in range(batch % 5 + 1)]
        records.append({"kind": "account", "subject": "system:s0", "observed": "2026-10-%02d" % (1 + batch % 28), "census": ["a0", "a1", "bo"]})
    if batch % 3 == 0:
        records += [scan(n, batch, 10 + batch * 13 % 300) for n in range(3)]
    return records


def knows(*words):
    return run(*words, "--help").status == 0


def batches(count, policy, later_policy, files):
    """What to run, as (arguments, standard input): so many additions, and between them all other commands that write to a store."""
    plugins = ["--plugins", os.path.join(files, "none")]
    os.makedirs(os.path.join(files, "none"), exist_ok=True)
    attached = write(b"%PDF " + bytes(range(256)) * 3000, "report.pdf", into=files)
    small = write("a note\n", "note.txt", into=files)
    work = []
    for batch in range(count):
        which = policy if batch < count // 2 else later_policy
        records_of = lines_of(batch)
        if batch >= count // 2:
            records_of.append(system(900 + batch, batch, owner="unit:it", since="2020-01-01"))
        work.append((["evidence", "add", "-", "--policy", which, *plugins], records(*records_of)))
        if batch == 4 and knows("evidence", "retract"):
            work += [(["evidence", "retract", "4", "--reason", "a fault"], ""), (["evidence", "retract", "9", "--reason", "another"], "")]
        if batch == 5 and knows("evidence", "attach"):
            work += [(["evidence", "attach", "5", attached], ""), (["evidence", "attach", "6", small], "")]
        if batch == 6 and knows("evidence", "erase"):
            work.append((["evidence", "erase", "--yes", "--person", "Person 0 of 0", "--reason", "asked for"], ""))
        if batch == 8 and knows("evidence", "erase"):
            work.append((["evidence", "erase", "--yes", "--subject", "system:s1", "--person", "Contact 1", "--reason", "asked for"], ""))
        if batch in (9, 17):
            work.append((["store", "compact"], ""))
        if batch == 10:
            work.append((["evidence", "list", "--personal", "--subject", "system:s0", "--format", "json"], ""))  # disclosed
        if batch == 11:
            work.append((["assess", "--record", "--jobs", "1", "--policy", which, *plugins], ""))
    return work


def on_disk(store, **variables):
    """The environment in which mognad runs on that disk."""
    return {"LD_PRELOAD": PRELOAD, "MOG_DISK_FOLDER": store, **{k: v for k, v in variables.items() if v is not None}}


def mark(log, number):
    with open(log, "ab") as f:
        f.write(struct.pack("<IIIIIIQQQ", LOG_MAGIC, LOG_MARK, 0, 0, 0, 0, 0, number, 0))


def copy_store(store, to):
    shutil.copytree(store, to, ignore=shutil.ignore_patterns("lock.mdb"))


def recorded(count):
    """Runs the batches on the disk that remembers: (store, log, folder of the boundaries, number of batches)."""
    if IS_ASAN:
        skip("a sanitizer's library wants to be the first that is loaded; the release flavour does it")
    base = fast_folder()
    store, log, boundaries = (os.path.join(base, name) for name in ("store", "log", "boundaries"))
    os.mkdir(boundaries)
    open(log, "w").close()
    env = on_disk(store, MOG_DISK_LOG=log)
    run("init", store=store, env=env).ok()
    mark(log, 0)
    copy_store(store, os.path.join(boundaries, "0"))
    work = batches(count, write(POLICY, "p.mog"), write(LATER_POLICY, "p.mog"), base)
    for number, (arguments, stdin) in enumerate(work, 1):
        run(*arguments, store=store, env=env, stdin=stdin).ok()
        mark(log, number)
        copy_store(store, os.path.join(boundaries, str(number)))
    return store, log, boundaries, len(work)
