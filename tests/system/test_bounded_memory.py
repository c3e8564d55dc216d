"""Evidence of any size in bounded memory: the peak of the processes that add it from a pipe, printed."""
import time

from harness import *

MIB = 1 << 20


def lines(kind, size, total):
    """A generator of chunks: records of about `size` bytes each, `total` bytes in all."""
    volumes = [{"name": "volume %d of the file server in the basement" % i, "size": 12.5, "protected": True} for i in range(max(1, size // 90))]
    before, after = json.dumps({"kind": kind, "subject": "@", "observed": "2026-10-31", "fields": {"schedule": "daily", "volumes": volumes}}).split("@")
    done = number = 0
    while done < total:
        chunk = "".join("%ssystem:%d%s\n" % (before, number + i, after) for i in range(max(1, 500000 // size))).encode()
        number += max(1, 500000 // size)
        done += len(chunk)
        yield chunk


def anonymous(pid):
    """KiB that the process and its children hold and no file backs; 0: it has ended."""
    try:
        with open("/proc/%d/status" % pid) as f:
            own = sum(int(line.split()[1]) for line in f if line.startswith("RssAnon"))
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return own + sum(anonymous(int(child)) for child in f.read().split())
    except (OSError, ValueError):
        return 0


def peak_of_adding(size, total):
    store = new_store()
    adding = subprocess.Popen([MOGNAD, "evidence", "add", "--store", store, "--policy", os.path.join(SOURCE, "policies/kinds")],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
    peak = 0
    for chunk in lines("backup", size, total):
        adding.stdin.write(chunk)
        peak = max(peak, anonymous(adding.pid))
    adding.stdin.close()
    while adding.poll() is None:
        peak = max(peak, anonymous(adding.pid))
        time.sleep(0.002)
    assert adding.returncode == 0 and adding.stdout.read().endswith(b" records added, 0 refused\n")
    kept = os.stat(os.path.join(store, "data.mdb")).st_size
    print("# %d MiB of lines of %d kB: peak %d MiB, store %d MiB" % (total // MIB, size // 1000, peak >> 10, kept // MIB))
    return peak >> 10, kept // MIB, store


def only_with_all_of_the_address_space():
    if IS_ASAN:
        skip("a sanitizer takes memory of its own, and the map is small under it")


@test
def large_records_do_not_pile_up_in_memory():
    only_with_all_of_the_address_space()
    peak, kept, store = peak_of_adding(100000, 160 * MIB)
    assert kept > 130 and peak < 105, (peak, kept)
    run("store", "verify", store=store).ok()
    assert len(run("evidence", "list", "--limit", "0", store=store).ok().out.splitlines()) > 1000


@test
def small_records_take_no_more_than_their_pages():
    only_with_all_of_the_address_space()
    peak, kept, _ = peak_of_adding(1000, 60 * MIB)
    assert peak < kept + 30, (peak, kept)


@test
def a_disk_that_fills_while_large_records_are_written_is_told_and_the_store_is_whole():
    only_with_all_of_the_address_space()
    store = new_store()
    add = ["evidence", "add", "-", "--policy", os.path.join(SOURCE, "policies/kinds")]
    run(*add, store=store, stdin=b"".join(lines("backup", 1000, 50000))).ok()
    before = run("store", "log", "--format", "json", store=store).ok().out
    limited = ["sh", "-c", 'ulimit -f 40000; exec "$@"', "sh", MOGNAD]  # of 512 bytes: 20 MB
    done = run(*add, store=store, stdin=b"".join(lines("backup", 100000, 90 * MIB)), command=limited).exits(4)
    assert "cannot store a record: the " in done.err and "nothing of what was being added has been kept" in done.err, done.err
    assert run("store", "log", "--format", "json", store=store).ok().out == before
    run("store", "verify", store=store).ok()
    run(*add, store=store, stdin=b"".join(lines("backup", 100000, MIB))).ok()


main()
