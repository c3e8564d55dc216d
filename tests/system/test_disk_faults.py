"""A disk that is full or fails, at each change that a command makes to it in turn: a clear error, the store as it was, and the next command works."""
import resource

from disk import *

HOWS = ("ENOSPC", "ENOSPC+", "EIO", "EIO+", "EDQUOT", "EDQUOT+", "short", "short+", "kill")
_made = {}


def base():
    """A store with some batches, the policy, and the folder of both."""
    if IS_ASAN:
        skip("a sanitizer's library wants to be the first that is loaded; the release flavour does it")
    if not _made:
        at = fast_folder()
        _made.update(at=at, store=os.path.join(at, "base"), policy=write(POLICY, "p.mog", into=at), file=write(b"%PDF" * 30000, "report.pdf", into=at))
        os.mkdir(os.path.join(at, "none"))
        run("init", store=_made["store"]).ok()
        for batch in range(6):
            add(_made["store"], records(*lines_of(batch))).ok()
    return _made


def add(store, lines, **more):
    return run("evidence", "add", "-", "--policy", _made["policy"], "--plugins", os.path.join(_made["at"], "none"), store=store, stdin=lines, **more)


def held(store):
    """What is in the store, but for when it was recorded. (Personal values are not asked for: that would be a change to it.)"""
    listed = run("evidence", "list", "--format", "json", store=store).ok().json
    for record in listed:
        record.pop("recorded")
        if "retracted" in record:
            record["retracted"].pop("recorded")
    return listed


class Trial:
    def __init__(self, name, arguments, stdin=""):
        self.name, self.arguments, self.stdin = name, arguments, stdin
        self.store = os.path.join(base()["at"], "trial")
        self.fired = os.path.join(base()["at"], "fired")
        self.fresh()
        self.before = held(self.store)
        self.run().ok()
        self.after = held(self.store)
        self.count = self.told_clearly = 0

    def fresh(self):
        shutil.rmtree(self.store, ignore_errors=True)
        shutil.copytree(base()["store"], self.store)

    def run(self, **more):
        return run(*self.arguments, store=self.store, stdin=self.stdin, **more)

    def at(self, number, how):
        """Runs the command with that change failing; False: it has not so many."""
        self.fresh()
        if os.path.exists(self.fired):
            os.unlink(self.fired)
        done = self.run(env=on_disk(self.store, MOG_DISK_FAULT="%d:%s" % (number, how), MOG_DISK_FIRED=self.fired))
        if not os.path.exists(self.fired):
            done.ok()
            return False
        call = open(self.fired).read().split()[0]
        where = "%s: change %d (%s) %s\n%s%s" % (self.name, number, call, how, done.out, done.err)
        now = held(self.store)
        assert done.status in (0, 4), "status %d, %s" % (done.status, where)
        if done.status == 4:
            assert "mognad: error: " in done.err and "mognad: note: " in done.err, where
            assert self.store in done.err, where
            assert now in (self.before, self.after), where
            if "nothing of what was being added has been kept" in done.err:
                assert now == self.before, where
            self.told_clearly += 1
        else:
            assert now == self.after, where
        more = add(self.store, records(system(77, 9)))
        assert more.status == 0, "the next one: %s\n%s" % (more.err, where)
        later = held(self.store)
        assert len(later) == len(now) + 1 and [r for r in later if r["subject"] != "system:s77"] == now, where
        self.count += 1
        return True

    def all(self, hows=HOWS):
        changes = 0
        for how in hows:
            number = 1
            while self.at(number, how):
                number += 1
            changes = max(changes, number - 1)
        figure("%s: %d changes to the disk, %d faults, %d told of" % (self.name, changes, self.count, self.told_clearly))
        return changes


def addition():
    """Of many pages, with new persons and a new layout."""
    lines = records(*lines_of(9), *[account(n, 0, 9) for n in range(50, 60)], {"kind": "note", "subject": "system:s1", "observed": "2026-10-01", "fields": {"t": "x"}})
    policy = write(POLICY + "kind note about system { t text }\n", "q.mog", into=base()["at"])
    return Trial("evidence add", ["evidence", "add", "-", "--policy", policy, "--plugins", os.path.join(base()["at"], "none")], lines)


@test
def each_fault_of_an_addition_is_told_and_leaves_the_store_whole():
    assert addition().all() >= 5


@test
def each_fault_of_an_erasure_is_told_and_leaves_the_store_whole():
    if not knows("evidence", "erase"):
        skip("there is no `evidence erase`")
    base()
    assert Trial("evidence erase", ["evidence", "erase", "--yes", "--person", "Person 0 of 0", "--reason", "asked for"]).all() >= 8


@test
def each_fault_of_a_retraction_is_told_and_leaves_the_store_whole():
    if not knows("evidence", "retract"):
        skip("there is no `evidence retract`")
    base()
    Trial("evidence retract", ["evidence", "retract", "5", "--reason", "a fault"]).all(("ENOSPC", "EIO+", "short", "kill"))


@test
def each_fault_of_an_attachment_is_told_and_leaves_the_store_whole():
    if not knows("evidence", "attach"):
        skip("there is no `evidence attach`")
    Trial("evidence attach", ["evidence", "attach", "5", base()["file"]]).all(("ENOSPC", "EIO+", "short", "kill"))


@test
def each_fault_of_making_a_store_is_told():
    at = base()["at"]
    store, fired = os.path.join(at, "new"), os.path.join(at, "fired")
    faults = 0
    for how in ("ENOSPC", "EIO+", "short", "EDQUOT", "kill"):
        for number in range(1, 100):
            shutil.rmtree(store, ignore_errors=True)
            if os.path.exists(fired):
                os.unlink(fired)
            done = run("init", store=store, env=on_disk(store, MOG_DISK_FAULT="%d:%s" % (number, how), MOG_DISK_FIRED=fired))
            if not os.path.exists(fired):
                break
            faults += 1
            call = open(fired).read().split()[0]
            assert done.status in (0, 4), (number, call, how, done.status, done.err)
            if done.status == 4:
                assert "mognad: error: " in done.err and "mognad: note: " in done.err, (number, call, how, done.err)
                again = run("init", store=store)
                assert again.status in (0, 3) or "mognad: note: " in again.err, (number, call, how, again.err)
            if run("evidence", "list", store=store).status == 0:
                add(store, records(system(1, 1))).ok()
    figure("init: %d faults" % faults)
    assert faults >= 15, faults


# ---- real limits

@test
def a_file_system_that_is_full_keeps_what_was_there():
    at, mounted = base()["at"], os.path.join(base()["at"], "small")
    os.makedirs(mounted, exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", mounted], capture_output=True, text=True)
    if done.returncode:
        skip("a small file system cannot be mounted here: %s" % done.stderr.strip())
    try:
        store = os.path.join(mounted, "store")
        run("init", store=store).ok()
        before, full = held(store), None
        for batch in range(100):
            full = add(store, records(*[account(n, k, batch) for n in range(9) for k in range(9)], *[system(n, batch) for n in range(30)]))
            if full.status:
                break
            before = held(store)
        full.exits(4)
        assert "disk is full" in full.err and "mognad: note: free some space" in full.err and "nothing of what was being added" in full.err, full.err
        assert held(store) == before
        subprocess.run(["mount", "-o", "remount,size=8m", mounted], check=True)
        add(store, records(system(77, 9))).ok()
        assert len(held(store)) == len(before) + 1
        figure("the file system of 700 KiB was full after %d records" % len(before))
    finally:
        subprocess.run(["umount", mounted], check=True)


@test
def a_limit_on_the_size_of_files_keeps_what_was_there():
    trial = addition()
    size, told = os.path.getsize(os.path.join(base()["store"], "data.mdb")), 0
    for more in range(0, 40 * 4096, 4096 * 3):
        limit = size + more + (more // 4096 * 512) % 4096  # at a page's end, and within
        trial.fresh()
        line = [MOGNAD, *trial.arguments, "--store", trial.store]
        done = subprocess.run(line, input=trial.stdin.encode(), capture_output=True, env=environment(), cwd=SOURCE,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        err = done.stderr.decode()
        assert done.returncode in (0, 4), err
        if done.returncode == 4:
            told += 1
            assert ("larger than allowed" in err or "disk is full" in err) and "mognad: note: " in err, err
        assert held(trial.store) == (trial.before if done.returncode else trial.after)
        add(trial.store, records(system(77, 9))).ok()
    figure("a limit on the size of files was met %d times" % told)
    assert told >= 3, told


main()
