"""kill -9 of a writer at random moments: every acknowledged batch is there whole, no other is there in part, and the store verifies."""
import random
import signal
import time

from disk import *

KILLS = int(os.environ.get("MOG_KILLS", "40" if IS_ASAN else "300"))
SEED = os.environ.get("MOG_SEED", "27002")
EACH = 40  # records of a batch


def batch_of(n):
    return records(*[account(n, k, n) for k in range(EACH - 10)], *[{**system(k, n), "source": "batch %d" % n} for k in range(10)])


def started(line, text):
    """The command in a group of its own, with its input there from the beginning."""
    path = write(text, "in.jsonl")
    return subprocess.Popen([*line, path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(), start_new_session=True)


def held_by_batch(store):
    counts = {}
    for record in run("evidence", "list", "--format", "json", store=store).ok().json:
        name = record.get("source", record["subject"])  # accounts go by the number of the batch, as their subject
        number = int(name.split(" ")[1]) if name.startswith("batch") else int(name[len("system:s"):])
        counts[number] = counts.get(number, 0) + 1
    return counts


@test
def a_writer_that_is_killed_leaves_whole_batches():
    chance = random.Random(SEED)
    store, policy, none = os.path.join(fast_folder(), "store"), write(POLICY, "p.mog"), folder()
    line = [MOGNAD, "evidence", "add", "--store", store, "--policy", policy, "--plugins", none]
    run("init", store=store).ok()
    start = time.monotonic()
    assert started(line, batch_of(0)).wait(60) == 0
    whole = time.monotonic() - start
    acknowledged, killed, kept = {0}, 0, 0
    number = 0
    while killed < KILLS:
        number += 1
        writer = started(line, batch_of(number))
        time.sleep(chance.uniform(0, 1.2 * whole))
        os.killpg(writer.pid, signal.SIGKILL)
        status = writer.wait(60)
        writer.stderr.close()
        if status == 0:
            acknowledged.add(number)
        else:
            assert status == -signal.SIGKILL, status
            killed += 1
        if killed % 10 == 0 or status != 0 and chance.random() < 0.1:
            verified = run("store", "verify", store=store)
            assert verified.status == 0, "after %d kills\n%s%s" % (killed, verified.out, verified.err)
            counts = held_by_batch(store)
            assert set(counts.values()) <= {EACH}, counts
            assert acknowledged <= set(counts), acknowledged - set(counts)
            kept = len(counts) - len(acknowledged)
    verified = run("store", "verify", store=store).ok()
    counts = held_by_batch(store)
    assert set(counts.values()) == {EACH} and acknowledged <= set(counts)
    for k in (0, number):  # personal values too, which have keys of their own
        listed = run("evidence", "list", "--subject", "system:s0", "--format", "json", store=store).ok().json
        assert listed
    assert started(line, batch_of(number + 1)).wait(60) == 0
    figure("%d kills of a writer: %d batches acknowledged, %d committed and not yet acknowledged, all whole" % (
        killed, len(acknowledged), len(counts) - len(acknowledged)))


main()
