"""Plugins that crash, loop and eat memory cost their rule on that subject, and nothing else; the store survives what kills its readers."""
import signal
import time

from harness import *

POLICY = """
module killers
use plugin crash
use plugin loop
use plugin memory
kind system "System" about system { crash integer  loop integer  memory integer }
control 8.1 {
  rule before  { title "Before" level 1 for system s require s.crash < 9 }
  rule crashes { title "Crashes" level 1 for system s require crash.crash_at(s.crash) > 0 }
  rule eats    { title "Eats" level 2 for system s require memory.eat_at(s.memory) > 0 }
  rule loops   { title "Loops" level 2 for system s require loop.loop_at(s.loop) > 0 }
  rule zafter  { title "After" level 3 for system s require s.crash < 9 }
}
"""


def plugins(*names):
    into = folder()
    for name in names:
        shutil.copy(os.path.join(BUILD, "tests/plugins", name + ".so"), into)
    return into


def world(systems):
    """A store with these systems, each a dictionary of fields, and the options that go with it."""
    store = new_store()
    options = ["--policy", write(POLICY, "killers.mog"), "--plugins", plugins("crash", "loop", "memory")]
    lines = records(*[{"kind": "system", "subject": "system:" + name, "observed": "2026-10-01", "fields": fields} for name, fields in systems.items()])
    run("evidence", "add", *options, "-", store=store, stdin=lines).ok()
    return store, options


def assess(store, options, *more):
    return run("assess", *options, "--as-of", "2026-11-01", "--format", "json", "--call-limit", "1", "--memory-limit", "128", *more, store=store)


def fields(crash=1, loop=1, memory=1):
    return {"crash": crash, "loop": loop, "memory": memory}


@test
def a_function_that_kills_costs_its_rule_on_that_subject():
    eater = 1 if IS_ASAN else -1  # no limit on memory holds under AddressSanitizer
    systems = {"s%02d" % n: fields() for n in range(40)}
    systems["s07"], systems["s20"], systems["s21"] = fields(crash=-1), fields(crash=-1, loop=-1), fields(memory=eater)
    store, options = world(systems)
    found = assess(store, options).ok().json
    reasons = {(r["rule"], r["subject"]): r["reason"] for r in found["results"]}
    dead = {("8.1/crashes", "system:s07"), ("8.1/crashes", "system:s20"), ("8.1/loops", "system:s20")}
    if not IS_ASAN:
        dead.add(("8.1/eats", "system:s21"))
        assert "used up its memory" in reasons["8.1/eats", "system:s21"], reasons["8.1/eats", "system:s21"]
        assert "SIGSEGV" in reasons["8.1/crashes", "system:s07"], reasons["8.1/crashes", "system:s07"]
    assert "crash.crash_at" in reasons["8.1/crashes", "system:s07"]
    assert "loop.loop_at took longer than 1 s" in reasons["8.1/loops", "system:s20"], reasons["8.1/loops", "system:s20"]
    assert len(found["results"]) == 200
    for key, verdict in verdicts(found).items():
        assert verdict == ("error" if key in dead else "met"), (key, verdict)


@test
def the_number_of_workers_cannot_be_seen_though_they_die():
    systems = {"s%02d" % n: fields(crash=-1 if n % 5 == 0 else 1) for n in range(30)}
    store, options = world(systems)
    one = assess(store, options, "--jobs", "1").ok().out
    assert one.count('"error"') == 6
    for jobs in "2", "4", "7":
        assert assess(store, options, "--jobs", jobs).ok().out == one


@test
def the_report_and_the_explanation_say_what_died():
    store, options = world({"a": fields(crash=-1), "b": fields()})
    report = run("assess", *options, "--as-of", "2026-11-01", store=store).ok().out
    assert "Errors" in report and "crash.crash_at" in report, report
    told = run("explain", *options, "--as-of", "2026-11-01", "8.1/crashes", "system:a", store=store).ok().out
    assert "error" in told and "crash.crash_at" in told, told


@test
def no_worker_outlives_its_supervisor():
    store, options = world({"a": fields(loop=-1)})
    line = [MOGNAD, "assess", *options, "--as-of", "2026-11-01", "--store", store, "--call-limit", "30"]
    started = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    children = []
    for _ in range(100):
        time.sleep(0.05)
        with open("/proc/%d/task/%d/children" % (started.pid, started.pid)) as f:
            children = f.read().split()
        if children and time.time():
            busy = [c for c in children if open("/proc/%s/stat" % c).read().split()[2] == "R"]
            if busy:
                break
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    assert children, "no worker was seen"
    for _ in range(100):
        if not any(os.path.exists("/proc/" + c) and open("/proc/%s/stat" % c).read().split()[2] != "Z" for c in children):
            return
        time.sleep(0.05)
    assert False, "a worker is left"


@test
def a_damaged_store_is_reported_as_one():
    store, options = world({"s%03d" % n: fields() for n in range(300)})
    data = os.path.join(store, "data.mdb")
    size = os.path.getsize(data)
    whole = open(data, "rb").read()
    for part in 7, 4, 2, 1, 0:
        with open(data, "wb") as f:
            f.write(whole[:size * part // 8])
        result = assess(store, options)
        assert result.status in (0, 4), (part, result.status, result.err)
        if result.status:
            assert result.out == "" and result.err.strip(), (part, result.err)


main()
