"""What was acknowledged survives a power cut at any moment, whole; what was not is whole too, or not there. MOG_CRASH_POINTS says how many are tried."""
import re

from disk import *

POINTS = int(os.environ.get("MOG_CRASH_POINTS", "2000"))
SEED = os.environ.get("MOG_CRASH_SEED", "1")

_made = []


def world():
    if not _made:
        _made.append(recorded(24))
    return _made[0]


def replay(points, *more):
    store, log, boundaries, _ = world()
    scratch = fast_folder()
    done = subprocess.run([REPLAY, log, store, boundaries, scratch, str(points), SEED, *more], capture_output=True, text=True, timeout=1500)
    first = done.stdout.splitlines()[0]
    figure("a disk that forgets %s: %s" % (more[-1], first) if more else first)
    assert done.returncode in (0, 1), done.stderr[-3000:]
    return done


@test
def acknowledged_batches_survive_power_cuts():
    done = replay(POINTS)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    assert done.stdout.startswith("%d power cuts" % POINTS)


@test
def a_disk_that_lies_about_syncing_is_found_out():
    """Each kind of sync has to be asked for: without this the test above might be one that cannot fail."""
    for what, least in (("all", 100), ("files", 60), ("meta", 60), ("names", 20)):
        done = replay(300, "--forget", what)
        assert done.returncode == 1 and int(re.search(r": (\d+) stores not good", done.stdout)[1]) > least, (what, done.stdout)


@test
def the_store_that_was_recorded_holds_what_was_added():
    store, _, _, _ = world()
    listed = run("evidence", "list", "--format", "json", store=store).ok().json
    given = [line for batch in range(24) for line in lines_of(batch)]

    def systems(lines):
        return sorted(json.dumps([line["subject"], line["observed"][:10], line["fields"]], sort_keys=True) for line in lines
                      if line["kind"] == "system" and line["subject"] < "system:s9")
    assert systems(listed) == systems(given)
    for kind in ("account", "scan"):
        assert sum(line["kind"] == kind for line in listed) == sum(line["kind"] == kind for line in given), kind


main()
