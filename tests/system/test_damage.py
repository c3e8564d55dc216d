"""One flipped bit anywhere in the store's file: it is reported, or it makes no difference. And a file that is cut short under a reader."""
import random
import time

from disk import *

FLIPS = int(os.environ.get("MOG_FLIPS", "60" if IS_ASAN else "1000"))
SEED = os.environ.get("MOG_SEED", "27002")
CLOCK = ["--as-of", "2026-11-01"]
_made = {}


def base():
    """A store in which every database holds something, and what is to be read in it."""
    if not _made:
        at = fast_folder()
        store, policy, none = os.path.join(at, "base"), write(POLICY, "p.mog", into=at), os.path.join(at, "none")
        os.mkdir(none)
        _made.update(at=at, store=store, options=["--policy", policy, "--plugins", none])
        run("init", store=store).ok()
        for batch in range(9):
            run("evidence", "add", "-", *_made["options"], store=store, stdin=records(*lines_of(batch))).ok()
        run("evidence", "retract", "4", "--reason", "a fault", store=store).ok()
        run("evidence", "attach", "5", write(b"%PDF" + bytes(range(256)) * 40, "report.pdf", into=at), store=store).ok()
        run("evidence", "erase", "--yes", "--person", "Contact 1", "--reason", "asked for", store=store).ok()
        run("store", "compact", store=store).ok()  # so that most pages are read
        _made["assessed"] = told(assess(store).ok())
        _made["listed"] = listing(store).ok().out
        run("store", "verify", store=store).ok()
    return _made


def assess(store):
    return run("assess", "--format", "json", "--jobs", "1", *CLOCK, *_made["options"], store=store, timeout=60)


def listing(store):
    return run("evidence", "list", "--format", "json", store=store, timeout=60)


def told(done):
    """Verdicts and figures."""
    return {key: done.json[key] for key in ("summary", "themes", "controls", "results")}


def is_told_of(done):
    """Not a crash of the program, nor a hang; the error has a cause, a place and a remedy."""
    if done.status == 0:
        return False
    assert done.status in (1, 4), "%s\nstatus %s\n%s" % (done.line, done.status, done.err)
    if done.status == 4:
        assert "mognad: error: " in done.err and "mognad: note: " in done.err, done.err
    return True


@test
def a_flipped_bit_is_reported_or_makes_no_difference():
    base()
    chance = random.Random(SEED)
    with open(os.path.join(_made["store"], "data.mdb"), "rb") as f:
        whole = f.read()
    trial = os.path.join(_made["at"], "trial")
    found = met = silent = 0
    for _ in range(FLIPS):
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(_made["store"], trial, ignore=shutil.ignore_patterns("lock.mdb"))
        at, bit = chance.randrange(len(whole)), chance.randrange(8)
        with open(os.path.join(trial, "data.mdb"), "r+b") as f:
            f.seek(at)
            f.write(bytes([whole[at] ^ 1 << bit]))
        where = "bit %d of byte %d (page %d)" % (bit, at, at // 4096)
        verified = is_told_of(run("store", "verify", store=trial, timeout=60))
        done = assess(trial)
        assessed = is_told_of(done)
        if not assessed:
            assert told(done) == _made["assessed"] or "error" in {r["verdict"] for r in done.json["results"]}, "another score, silently: " + where
        done = listing(trial)
        listed = is_told_of(done)
        if not listed:
            assert done.out == _made["listed"] or verified, "another list, and verify finds nothing: " + where
        found += verified
        met += assessed or listed
        silent += not verified
        if not verified:
            assert not assessed and not listed, "verify finds nothing, and a read does: " + where
    figure("%d flipped bits: verify found %d, a read met %d, %d lie where nothing is read" % (FLIPS, found, met, silent))
    assert found > FLIPS // 5


@test
def a_file_cut_short_under_a_reader_is_an_error():
    base()
    trial = os.path.join(_made["at"], "cut")
    shutil.copytree(_made["store"], trial)
    run("evidence", "add", "-", *_made["options"], store=trial, stdin=records(*[account(n, k, 1) for n in range(60) for k in range(60)])).ok()
    size = os.path.getsize(os.path.join(trial, "data.mdb"))
    reader = subprocess.Popen([MOGNAD, "evidence", "export", "--store", trial], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    # The pipe is full before a tenth is written, so the reader waits in the middle, with the file mapped.
    time.sleep(0.5)
    with open(os.path.join(trial, "data.mdb"), "r+b") as f:
        f.truncate(8192)
    out, err = reader.communicate(timeout=60)
    err = err.decode()
    assert reader.returncode == 4, (reader.returncode, len(out), size, err)
    assert "damaged" in err or "truncated" in err or "crashed" in err, err
    assert "mognad: note: " in err and trial in err, err


main()
