"""Schedules: what is installed for systemd and cron, runs that never overlap, what is kept and told of them, and figures for monitors."""
import fcntl
import signal

from history import *

SYSTEMD = shutil.which("systemd-analyze")


class Installed(History):
    """A store with evidence and a policy in a folder with blanks, and a root to install into."""

    def __init__(self):
        super().__init__()
        self.root = folder()
        self.here = os.path.join(folder(), "50% of $HOME \\ it's \"mine\"")
        os.mkdir(self.here)
        moved = os.path.join(self.here, "policy.mog")
        shutil.move(self.policy, moved)
        self.policy = moved
        self.add(at("2026-10-01", "system", "a", name="Alfa"), at("2026-10-01", "backup", "a", schedule="daily"))

    def install(self, *more, name="weekly", calendar="Mon 06:00", command=("assess", "--record", "--policy", "policy.mog"), **how):
        return run("schedule", "install", "--name", name, "--calendar", calendar, "--root", self.root, "--store", self.store, *more, "--", *command, cwd=self.here, **how)

    def unit(self, name="mognad-weekly.service"):
        with open(os.path.join(self.root, "etc/systemd/system", name), encoding="utf-8") as f:
            return f.read()

    def listed(self, name="weekly"):
        found = [s for s in run("schedule", "list", "--root", self.root, "--format", "json", store=self.store, env={"HOME": "/nonexistent"}).ok().json if s["name"] == name]
        assert len(found) == 1, found
        return found[0]

    def run(self, name, *more, command=(), **how):
        return run("schedule", "run", name, "--store", self.store, *more, "--", *command, **how)


def systemd_words(line):
    """The words of ExecStart= as systemd.syntax(7) and systemd.service(5) say."""
    words, word, i, quote = [], None, 0, None
    while i < len(line):
        c = line[i]
        if c == "\\":
            assert line[i + 1] in "\\\"'x"
            word = (word or "") + (chr(int(line[i + 2:i + 4], 16)) if line[i + 1] == "x" else line[i + 1])
            i += 4 if line[i + 1] == "x" else 2
            continue
        if quote:
            if c == quote:
                quote = None
            else:
                word += c
        elif c in "\"'":
            quote, word = c, word or ""
        elif c == " ":
            words += [word] if word is not None else []
            word = None
        else:
            word = (word or "") + c
        i += 1
    words += [word] if word is not None else []
    assert all(not re.search(r"(?<!%)%(?!%)(?:%%)*", w.replace("%%", "")) for w in words), "a specifier"
    return [w.replace("%%", "%") if n == 0 else w.replace("%%", "%").replace("$$", "$") for n, w in enumerate(words)]


def exec_start(unit):
    return systemd_words(re.search(r"^ExecStart=(.*)$", unit, re.M).group(1))


def called(words, **how):
    return run(*words[1:], command=[words[0]], **how)


# ---- installing

@test
def what_cannot_be_scheduled_is_refused_before_anything_is_written():
    made = Installed()
    for more, words in (({"name": "We.ekly"}, "named by"), ({"name": "../x"}, "named by"), ({"name": "x" * 49}, "at most 48"), ({"calendar": "Mon 25:00"}, "hour"),
                        ({"command": ("assess", "--nonsense")}, "--nonsense"), ({"command": ("asess",)}, "no command"), ({"command": ("schedule", "list")}, "not for a schedule"),
                        ({"command": ("assess", "--help")}, "--help"), ({"command": ()}, "after --")):
        assert words in made.install(**more).exits(2).err, more
    for more, words in ((("--notify-on", "change"), "--notify"), (("--notify", "x", "--notify-on", "often"), "often"), (("--run-as", "a b"), "account"), (("--enable",), "--root"),
                        (("--dynamic-user",), "/var/lib"), (("--cron", "--dynamic-user"), "systemd's"), (("--delay", "x"), "delay")):
        assert words in made.install(*more).exits(2).err, more
    assert "end of the month" in made.install("--cron", calendar="*-*~01 06:00").exits(2).err
    assert "newline" in made.install("--cron", "--notify", "a\nb").exits(2).err
    assert "998" in made.install("--cron", "--notify", "x" * 999).exits(2).err
    assert os.listdir(made.root) == []
    made.store = "/nonexistent/store"
    assert "no store" in made.install().exits(3).err
    made.install("--run-as", "isms").ok()
    assert "\nUser=isms\n" in made.unit()


@test
def units_that_are_written_are_understood_by_systemd():
    if not SYSTEMD:
        skip("systemd-analyze is not here")
    made = Installed()
    for more in ([], ["--network"], ["--notify", "printf '%s' \"$HOME\" 'a\\b'", "--writable", made.here], ["--cron", "--dry-run"]):
        made.install("--force", *more).ok()
        paths = [os.path.join(made.root, "etc/systemd/system", "mognad-weekly" + end) for end in (".service", ".timer")]
        done = subprocess.run([SYSTEMD, "verify", *paths], capture_output=True, text=True, env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"})
        said = [line for line in done.stderr.splitlines() if "mognad" in line]
        assert done.returncode == 0 and not said, done.stderr
    unit = made.unit()
    assert "PrivateNetwork=yes" in unit and "ProtectSystem=strict" in unit and "CapabilityBoundingSet=\n" in unit and "MemoryDenyWriteExecute" not in unit, unit


@test
def a_service_has_the_rights_that_its_command_needs():
    made = Installed()
    plain = json.loads(made.install("--dry-run", "--format", "json").ok().out)["files"][0]["text"]
    assert "MemoryDenyWriteExecute=yes" in plain and "RestrictAddressFamilies=AF_UNIX\n" in plain and "network-online" not in plain
    assert "PrivateTmp" not in plain  # the store of this test is in /tmp
    open_one = made.install("--dry-run", "--network").ok().out
    assert "PrivateNetwork" not in open_one and "AF_INET6" in open_one and "network-online" in open_one
    collector = made.install("--dry-run", command=("collect", "host")).ok().out
    assert "ProtectSystem" not in collector and "PrivateNetwork" not in collector and "CAP_DAC_READ_SEARCH" in collector and "NoNewPrivileges=yes" in collector
    own = made.install("--dry-run", "--user", env={"HOME": "/home/anna"}).ok().out
    assert made.root + "/home/anna/.config/systemd/user/mognad-weekly.timer" in own and "User=" not in own and "ProtectSystem" not in own and "systemctl --user" in own
    metrics = made.install("--dry-run", command=("assess", "--metrics", "/var/lib/x y/m.prom")).ok().out
    assert re.search(r'^ReadWritePaths=-\S+ "-/var/lib/x y"$', metrics, re.M), metrics
    store, made.store = made.store, "/var/lib/private/mognad/store"
    dynamic = made.install("--dry-run", "--dynamic-user").ok().out
    assert "\nDynamicUser=yes\n" in dynamic and "\nUser=mognad\n" in dynamic and "\nStateDirectory=mognad\n" in dynamic and "PrivateTmp" not in dynamic
    made.store = store
    assert "ProtectHome=read-only" in made.install("--dry-run", "--notify", "sh /home/anna/tell").ok().out
    made.store = "/home/anna/store"
    assert "ProtectHome=read-only" in made.install("--dry-run", "--run-as", "anna").ok().out


@test
def times_are_the_ones_that_systemd_says():
    if not SYSTEMD:
        skip("systemd-analyze is not here")
    made = Installed()
    for calendar in ("Mon 06:00", "Sat..Sun 1:05", "*-*-01 06:00", "*-*~01 22:30", "Mon *-05~07/1 12:00", "*:0/20:30", "daily", "quarterly", "*-02-29", "Mon,Thu *-1/2-5..9 8..18/3:15", "daily UTC",
                     "2040-*-01", "semiannually", "Fri *-*-13 13:13:13"):
        next_one = json.loads(made.install("--dry-run", "--format", "json", calendar=calendar, env={"TZ": "UTC"}).ok().out)["next"]
        said = subprocess.run([SYSTEMD, "calendar", calendar], capture_output=True, text=True, env={**os.environ, "TZ": "UTC", "LC_ALL": "C"}, check=True).stdout
        told = re.search(r"Next elapse: \w+ (\S+) (\S+) UTC", said)
        assert next_one == "%sT%sZ" % told.groups(), (calendar, next_one, said)


@test
def what_mognad_did_not_write_is_never_written_over():
    made = Installed()
    write("[Unit]\n", "mognad-weekly.timer", os.path.join(made.root, "etc/systemd/system"))
    assert "did not write" in made.install("--force").exits(3).err
    assert os.listdir(os.path.join(made.root, "etc/systemd/system")) == ["mognad-weekly.timer"]
    made.install(name="other").ok()
    before = made.unit("mognad-other.service")
    assert "--force" in made.install("--network", name="other").exits(3).err and made.unit("mognad-other.service") == before
    made.install("--force", "--network", name="other").ok()
    assert made.unit("mognad-other.service") != before
    assert oct(os.stat(os.path.join(made.root, "etc/systemd/system/mognad-other.service")).st_mode & 0o777) == "0o644"


@test
def what_was_edited_is_told_and_removed_by_force_alone():
    made = Installed()
    made.install().ok()
    assert not made.listed()["edited"]
    write(made.unit().replace("Nice=10", "Nice=5"), "mognad-weekly.service", os.path.join(made.root, "etc/systemd/system"))
    assert made.listed()["edited"]
    assert "edited" in run("schedule", "remove", "weekly", "--root", made.root).exits(3).err
    assert "systemctl disable --now mognad-weekly.timer" in run("schedule", "remove", "weekly", "--root", made.root, "--force").ok().out
    assert os.listdir(os.path.join(made.root, "etc/systemd/system")) == []
    assert "no schedule `weekly`" in run("schedule", "remove", "weekly", "--root", made.root).exits(3).err


@test
def a_damaged_mark_is_told_and_hurts_nothing_else():
    made = Installed()
    made.install(name="good").ok()
    for number, text in enumerate(("{", "{}", "[]", '{"name":1}', '{"name":"x","calendar":"daily","store":"relative"}', "")):
        write("# mognad schedule 1: %s\n# x\n" % text, "mognad-bad%d.service" % number, os.path.join(made.root, "etc/systemd/system"))
    os.symlink("/dev/null", os.path.join(made.root, "etc/systemd/system/mognad-masked.service"))
    said = run("schedule", "list", "--root", made.root, store=made.store).ok()
    assert "good" in said.out and said.err.count("warning") == 7, said.err
    assert "did not write" in made.install("--force", name="masked").exits(3).err


@test
def installing_speaks_swedish_too():
    made = Installed()
    assert "nästa gång" in made.install("--lang", "sv").ok().out
    assert "inte körd än" in run("schedule", "list", "--root", made.root, "--lang", "sv", store=made.store).ok().out


# ---- running

@test
def the_line_of_a_service_records_a_run_writes_metrics_and_notifies():
    made = Installed()
    got, metrics = os.path.join(made.here, "got.json"), os.path.join(made.here, "m.prom")
    made.install("--notify", "cat > '%s'; printf '%%s' \"$1\"" % got.replace("'", "'\\''"), command=("assess", "--record", "--fail-under", "50", "--policy", "policy.mog", "--metrics", "m.prom")).ok()
    words = exec_start(made.unit())
    assert words[0] == MOGNAD and words[-1] == metrics and "--policy" in words and os.path.join(made.here, "policy.mog") in words, words
    called(words, cwd="/").exits(1)  # its only copy is too old
    notice = json.load(open(got, encoding="utf-8"))
    assert notice["schedule"] == "weekly" and notice["reason"] == "worse" and notice["status"] == 1 and notice["previous"] is None and notice["change"] is None, notice
    runs = run("runs", "list", "--format", "json", store=made.store).ok().json
    assert len(runs) == 1 and notice["run"]["number"] == runs[0]["number"]
    text = open(metrics, encoding="utf-8").read()
    assert 'mognad_run_exit_status{schedule="weekly"} 1\n' in text, text
    state = made.listed()
    assert (state["outcome"], state["status"], state["run"], state["notified"]) == ("no", 1, runs[0]["number"], "done"), state
    os.unlink(got)
    called(words, cwd="/").exits(1)
    assert not os.path.exists(got) and made.listed()["notified"] == "no reason"
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    made.add(at(now, "backup", "a", schedule="weekly"), at(now, "test", "a", "1", good=True))
    time.sleep(1.1)  # nothing observed later than the clock is seen, and it has whole seconds
    called(words, cwd="/").ok()
    notice = json.load(open(got, encoding="utf-8"))
    assert notice["reason"] == "change" and notice["run"]["strict"] > notice["previous"]["strict"] and {c["cause"] for c in notice["change"]["causes"]} == {"evidence_changed"}, notice
    assert notice["change"]["results"][0]["after"] == "met" and notice["change"]["results"][0]["gain"] > 0
    assert made.listed()["outcome"] == "done"
    run("schedule", "run", "weekly", "--root", made.root).ok()  # what is installed says the rest


@test
def the_lines_of_a_crontab_run_and_catch_up_what_was_missed():
    made = Installed()
    made.install("--cron", "--notify", "cat >/dev/null; echo 100% of it").ok()
    path = os.path.join(made.root, "etc/cron.d/mognad-weekly")
    lines = [line for line in open(path, encoding="utf-8").read().split("\n") if re.match(r"[\d*]", line)]
    assert lines[0].startswith("0 6 * * 1 ") and re.match(r"\d+ \* \* \* \* ", lines[1]) and len(lines) == 2, lines
    plain, catch_up = (re.sub(r"\\%", "%", line.split(" ", 6)[6]) for line in lines)
    state = os.path.join(made.store, "schedules/weekly.json")

    def by_shell(line):
        subprocess.run(["/bin/sh", "-c", line], cwd="/", env=environment(), check=True, capture_output=True)
        return json.load(open(state, encoding="utf-8"))

    assert by_shell(catch_up)["started"] is None  # it is new: nothing was missed
    known = json.load(open(state))
    known["since"] = "2026-01-01T00:00:00Z"
    write(json.dumps(known), "weekly.json", os.path.dirname(state))
    first = by_shell(catch_up)
    assert first["started"] and first["status"] == 0
    assert by_shell(catch_up)["started"] == first["started"] and by_shell(catch_up)["process"] == first["process"]
    assert by_shell(plain)["process"] != first["process"]
    assert made.listed()["by"] == "cron"
    said = made.install("--cron", "--user").ok().out
    assert "crontab -e" in said and re.search(r"^0 6 \* \* 1 /", said, re.M), said
    run("schedule", "remove", "weekly", "--root", made.root).ok()
    assert not os.path.exists(path) and made.listed()["by"] is None


@test
def a_schedule_never_overlaps_itself():
    made = Installed()
    made.run("x", command=("store", "info")).ok()
    with open(os.path.join(made.store, "schedules/x.lock")) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "running already" in made.run("x", command=("store", "info")).exits(75).err
        assert "körs redan" in made.run("x", "--lang", "sv", command=("store", "info")).exits(75).err
        assert made.listed("x")["outcome"] == "running"
        made.run("y", command=("store", "info")).ok()
        made.run("x", "--catch-up", "daily", command=("store", "info")).ok()
    made.run("x", command=("store", "info")).ok()


def waiting(made):
    """A run that waits for evidence."""
    process = subprocess.Popen([MOGNAD, "schedule", "run", "x", "--store", made.store, "--", "evidence", "add", "--policy", made.policy, "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    end = time.monotonic() + 30
    while not (os.path.exists(os.path.join(made.store, "schedules/x.json")) and made.listed("x")["outcome"] == "running"):
        assert time.monotonic() < end, "it does not begin"
        time.sleep(0.02)
    return process


@test
def a_run_that_is_killed_leaves_no_lock_and_is_told():
    made = Installed()
    process = waiting(made)
    process.kill()
    process.communicate()
    end = time.monotonic() + 30
    while made.listed("x")["outcome"] == "running":  # what it had started is killed with it
        assert time.monotonic() < end
        time.sleep(0.02)
    assert made.listed("x")["outcome"] == "broken_off"
    made.run("x", command=("store", "info")).ok()
    assert made.listed("x")["outcome"] == "done"


@test
def a_run_that_is_asked_to_end_ends_and_says_so():
    made = Installed()
    process = waiting(made)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 4, (process.returncode, said)
    assert made.listed("x")["outcome"] == "failed" and made.listed("x")["status"] == 128 + signal.SIGTERM, made.listed("x")


@test
def what_a_command_says_and_how_it_ends_is_passed_on():
    made = Installed()
    assert made.run("x", command=("runs", "list", "--format", "json")).ok().out.strip() == "[]"
    made.run("x", command=("runs", "show", "17")).exits(3)
    assert made.listed("x")["outcome"] == "failed" and made.listed("x")["status"] == 3
    assert "no schedule `x`" in run("schedule", "run", "x", "--root", made.root, store=made.store).exits(3).err
    assert "mognad init" in run("schedule", "run", "x", "--store", "/nonexistent/store", "--", "assess").exits(4).err


# ---- telling

@test
def a_notification_is_sent_when_there_is_a_reason():
    made = Installed()
    got = os.path.join(folder(), "got")

    def told(when, *command):
        if os.path.exists(got):
            os.unlink(got)
        status = made.run("x", "--notify", "cat >" + got, "--notify-on", when, command=command).status
        return status, json.load(open(got))["reason"] if os.path.exists(got) else None

    def assess(day):
        return ("assess", "--record", "--policy", made.policy, "--as-of", day)

    assert told("worse", *assess("2026-10-02")) == (0, None)
    assert told("change", *assess("2026-10-02")) == (0, None)
    assert told("always", *assess("2026-10-03")) == (0, "always")
    assert told("change", *assess("2026-10-04")) == (0, None)
    assert told("worse", *assess("2026-11-20")) == (0, "worse")  # the copy is too old
    assert told("failure", *assess("2026-11-21")) == (0, None)
    assert told("worse", *assess("2026-10-05")) == (0, None)
    assert told("failure", *assess("2026-10-05"), "--fail-under", "100") == (1, "failure")
    assert told("worse", "runs", "show", "17") == (3, "failure")
    assert told("change", "runs", "show", "17") == (3, "failure")
    assert told("change", "store", "info") == (0, "change")  # it is no failure any more
    assert told("change", "store", "info") == (0, None)


@test
def a_notification_that_fails_or_hangs_is_told():
    made = Installed()
    for notify, words in (("exit 7", "status 7"), ("kill -9 $$", "signal 9"), ("nonsense-that-is-not-there", "status 127"), ("sleep 60 & sleep 60", "more than 1 seconds")):
        start = time.monotonic()
        result = made.run("x", "--notify", notify, "--notify-on", "always", "--notify-limit", "1", command=("store", "info")).exits(4)
        assert words in result.err and time.monotonic() - start < 20, result.err
        assert made.listed("x")["notified"] == "failed" and made.listed("x")["outcome"] == "done"
    made.run("x", "--notify", "exit 7", "--notify-on", "always", command=("runs", "show", "17")).exits(3)
    # what is not read hangs nothing, and what it prints is no result
    result = made.run("x", "--notify", "echo hello", "--notify-on", "always", command=("runs", "list", "--format", "json")).ok()
    assert result.out == "[]\n" and "hello" in result.err


# ---- metrics

SAMPLE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$')


def exposition(path):
    """{(name, labels)}: value, of text format 0.0.4, held to what it asks for."""
    text, types, last, samples = open(path, encoding="utf-8").read(), {}, None, {}
    assert text.endswith("\n")
    for line in text.split("\n")[:-1]:
        if line.startswith("# HELP "):
            last = line.split(" ", 3)[2]
            assert last not in types and line.split(" ", 3)[3]
        elif line.startswith("# TYPE "):
            assert line.split(" ")[2:] == [last, "gauge"]
            types[last] = "gauge"
        else:
            name, labels, value = SAMPLE.match(line).groups()
            assert name == last, line
            key = (name, frozenset(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or "")))
            assert key not in samples
            samples[key] = float(value)
    return samples


@test
def metrics_are_the_figures_of_the_report():
    made = Installed()
    made.policy = write('catalogue x "X" { theme technological "T" { control 8.13 "B" {} control 8.29 "T" {} } }\n' + POLICY, "p.mog")
    path = os.path.join(folder(), "m.prom")
    report = run("assess", "--policy", made.policy, "--as-of", "2026-10-02", "--format", "json", "--metrics", path, store=made.store).ok().json
    samples = exposition(path)
    assert oct(os.stat(path).st_mode & 0o777) == "0o644" and os.listdir(os.path.dirname(path)) == ["m.prom"]
    whole, theme = report["summary"], report["themes"][0]
    for labels, group in ((frozenset(), whole), (frozenset({("theme", "technological")}), theme)):
        assert samples["mognad_compliance_strict_ratio", labels] == group["compliance"]["strict"]
        assert samples["mognad_compliance_known_ratio", labels] == group["compliance"]["known"]
        assert samples["mognad_coverage_ratio", labels] == group["compliance"]["coverage"]
        assert samples["mognad_maturity_level", labels] == group["maturity"]["level"]
        assert samples["mognad_maturity_mean", labels] == group["maturity"]["mean"]
        assert samples["mognad_maturity_gap", labels] > 0
    counts = {}
    for verdict in verdicts(report).values():
        counts[verdict] = counts.get(verdict, 0) + 1
    for verdict in ("met", "partly", "not_met", "unknown", "not_applicable", "error"):
        assert samples["mognad_results", frozenset({("verdict", verdict)})] == counts.get(verdict, 0)
    assert samples["mognad_unknown_ratio", frozenset()] == round(counts["unknown"] / sum(counts.values()), 9)
    assert samples["mognad_run_clock_timestamp_seconds", frozenset()] == 1790899200 and samples["mognad_run_degraded", frozenset()] == 0
    assert abs(samples["mognad_run_timestamp_seconds", frozenset()] - time.time()) < 60 and 0 < samples["mognad_run_duration_seconds", frozenset()] < 60
    assert samples["mognad_run_exit_status", frozenset()] == 0


@test
def metrics_of_a_run_that_failed_say_so():
    made = Installed()
    path = os.path.join(folder(), "m.prom")
    run("assess", "--policy", "/nonexistent.mog", "--metrics", path, store=made.store).exits(3)
    samples = exposition(path)
    assert samples["mognad_run_exit_status", frozenset()] == 3 and len(samples) == 3, samples
    run("assess", "--policy", made.policy, "--metrics", path, "--fail-under", "100", store=made.store).exits(1)
    assert exposition(path)["mognad_run_exit_status", frozenset()] == 1
    run("assess", "--policy", made.policy, "--metrics", "/nonexistent/m.prom", store=made.store).exits(3)
    run("assess", "--policy", made.policy, "--metrics", path, store=made.store, env={"MOGNAD_SCHEDULE": 'a"b\\c\nd'}).ok()
    assert ("mognad_run_exit_status", frozenset({("schedule", 'a\\"b\\\\c\\nd')})) in exposition(path)


# ---- the sandbox

def system_service():
    """The system calls of @system-service, as this systemd knows them."""
    text = subprocess.run([SYSTEMD, "syscall-filter"], capture_output=True, text=True, check=True).stdout
    sets, name = {}, None
    for line in text.split("\n"):
        if line.startswith("@"):
            name = line.strip()
            sets[name] = []
        elif name and line.startswith("    ") and not line.strip().startswith("#"):
            sets[name].append(line.strip())

    def calls(of):
        return {c for entry in sets[of] for c in (calls(entry) if entry.startswith("@") else [entry])}
    return calls("@system-service")


@test
def a_run_makes_no_system_call_that_the_service_may_not():
    if not SYSTEMD or not shutil.which("strace"):
        skip("systemd-analyze or strace is not here")
    if IS_ASAN:
        skip("a sanitizer makes calls of its own")
    made = Installed()
    trace = os.path.join(folder(), "trace")
    done = subprocess.run(["strace", "-f", "-o", trace, MOGNAD, "schedule", "run", "x", "--store", made.store, "--notify", "cat >/dev/null", "--notify-on", "always", "--", "assess", "--record", "--policy",
                           made.policy], capture_output=True, text=True, env=environment())
    if "ptrace" in done.stderr:
        skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    made_calls = {m.group(1) for m in re.finditer(r"^\d+ +(\w+)\(", open(trace, encoding="utf-8", errors="replace").read(), re.M)}
    denied = made_calls - system_service()
    assert len(made_calls) > 20 and not denied, denied


main()
