"""Eight readers and two writers at once: no reader sees half a batch, no writer is lost."""
import collections
import threading
import time

from disk import *

SECONDS = float(os.environ.get("MOG_CROWD_SECONDS", "4" if IS_ASAN else "60"))
READERS, WRITERS, EACH = 8, 2, 25


def batch_of(writer, number):
    return records(*[{"kind": "system", "subject": "system:w%dn%d" % (writer, k), "observed": "2026-10-01T00:%02d:%02dZ" % (number // 60 % 60, number % 60),
                      "source": "%d/%d" % (writer, number), "fields": {"name": "x" * (k * 97 % 1500), "ok": True}} for k in range(EACH)])


@test
def readers_see_whole_batches_and_writers_get_their_turns():
    at = fast_folder()
    store, policy, none = os.path.join(at, "store"), write(POLICY, "p.mog", into=at), os.path.join(at, "none")
    os.mkdir(none)
    run("init", store=store).ok()
    until = time.monotonic() + SECONDS
    acknowledged, faults, reads, slowest = collections.Counter(), [], [0] * READERS, [0.0] * WRITERS

    def writing(writer):
        number = 0
        while time.monotonic() < until and not faults:
            start = time.monotonic()
            done = run("evidence", "add", "-", "--policy", policy, "--plugins", none, store=store, stdin=batch_of(writer, number))
            slowest[writer] = max(slowest[writer], time.monotonic() - start)
            if done.status or "%d records added" % EACH not in done.out:
                faults.append("writer %d: %s%s" % (writer, done.out, done.err))
                return
            number += 1
            acknowledged[writer] = number

    def reading(reader):
        before = 0
        while time.monotonic() < until and not faults:
            known = dict(acknowledged)
            done = run("evidence", "list", "--format", "json", store=store)
            if done.status:
                faults.append("reader %d: %s" % (reader, done.err))
                return
            seen = collections.Counter(record["source"] for record in done.json)
            half = {source: count for source, count in seen.items() if count != EACH}
            missing = ["%d/%d" % (w, n) for w, count in known.items() for n in range(count) if "%d/%d" % (w, n) not in seen]
            if half or missing or len(seen) < before:
                faults.append("reader %d: half %s, missing %s, fewer than %d" % (reader, half, missing, before))
                return
            before = len(seen)
            reads[reader] += 1

    crowd = [threading.Thread(target=writing, args=(w,)) for w in range(WRITERS)] + [threading.Thread(target=reading, args=(r,)) for r in range(READERS)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(SECONDS + 110)
    assert not faults, faults[0]
    assert not any(one.is_alive() for one in crowd)
    run("store", "verify", store=store).ok()
    seen = collections.Counter(record["source"] for record in run("evidence", "list", "--format", "json", store=store).ok().json)
    assert seen == {"%d/%d" % (w, n): EACH for w in range(WRITERS) for n in range(acknowledged[w])}
    assert min(acknowledged.values()) * 4 >= max(acknowledged.values()) and len(acknowledged) == WRITERS, acknowledged
    assert min(reads) >= 1
    figure("%g s: %d readers read %d times, %d writers added %s batches of %d, the slowest waited %.2f s: none half, none lost" % (
        SECONDS, READERS, sum(reads), WRITERS, " and ".join(str(acknowledged[w]) for w in range(WRITERS)), EACH, max(slowest)))


main()
