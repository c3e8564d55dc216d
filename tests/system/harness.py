"""What the system tests share: a TAP producer and a way to run mognad.

    from harness import *

    @test
    def a_store_is_made_once():
        store = new_store()
        assert run("init", store=store).status == 3

    main()

A test is a function whose name says what must hold. It fails by an exception. skip("why") ends it as skipped, and the reason is shown.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

SOURCE = os.path.abspath(os.environ.get("MOG_SOURCE", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")))
BUILD = os.path.abspath(os.environ.get("MOG_BUILD", os.path.join(SOURCE, "build/release")))
MOGNAD = os.path.join(BUILD, "mognad")
IS_ASAN = os.path.basename(BUILD) == "asan"

_tests = []
_folders = []


class Skip(Exception):
    pass


def skip(reason):
    raise Skip(reason)


def pseudo_terminal():
    """Its two ends."""
    import pty
    try:
        return pty.openpty()
    except OSError:
        skip("this machine has no pseudo-terminals (is /dev/pts mounted?)")


def figure(text):
    """Something that was measured, to be shown in the summary of all tests."""
    print("# figure: " + text)


def test(function):
    _tests.append(function)
    return function


def folder():
    """A new folder that is removed at the end."""
    made = tempfile.mkdtemp(prefix="mognad-test-")
    os.chmod(made, 0o755)
    _folders.append(made)
    return made


def also_remove(made):
    """A folder that was made elsewhere is removed at the end too."""
    _folders.append(made)


def write(text, name="file", into=None):
    """A new file with this text; returns its path."""
    path = os.path.join(into or folder(), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w" if isinstance(text, str) else "wb") as f:
        f.write(text)
    return path


class Result:
    def __init__(self, status, out, err, line):
        self.status, self.out, self.err, self.line = status, out, err, line

    @property
    def json(self):
        return json.loads(self.out)

    def ok(self):
        return self.exits(0)

    def exits(self, status):
        assert self.status == status, "%s\nexit status %s, expected %s\nstdout: %s\nstderr: %s" % (
            self.line, self.status, status, self.out[-3000:], self.err[-3000:])
        return self


def agency():
    """The files of the example agency's evidence, made once for the whole program."""
    if not agency.made:
        agency.made = folder()
        subprocess.run([sys.executable, os.path.join(SOURCE, "examples/agency/generate.py"), agency.made], check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    return sorted(os.path.join(agency.made, name) for name in os.listdir(agency.made))


agency.made = None
AGENCY_ROUNDS = [f"{year}-{month}-25" for year in (2024, 2025, 2026) for month in ("02", "05", "08", "11")]  # as examples/agency/story/agency.toml


def environment(**more):
    env = {k: v for k, v in os.environ.items() if not k.startswith("MOGNAD_") and k not in ("LANG", "LC_ALL", "LC_MESSAGES")}
    env["LC_ALL"] = "C.UTF-8"
    env.update(more)
    return env


def run(*arguments, store=None, stdin="", env=None, timeout=120, cwd=None, command=None):
    """Runs `mognad ARGUMENTS…`."""
    line = [*(command or [MOGNAD]), *map(str, arguments)]
    if store:
        line += ["--store", store]
    done = subprocess.run(line, input=stdin.encode() if isinstance(stdin, str) else stdin, capture_output=True,
                          env=environment(**(env or {})), timeout=timeout, cwd=cwd or SOURCE)
    return Result(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), " ".join(line))


# A small process between, since what a process takes is counted with what the one had that made it.
MEASURE = """import os, sys
child = os.fork()
if child == 0:
    os.dup2(1, 2)
    os.execv(sys.argv[1], sys.argv[1:])
os.close(0)
_, status, usage = os.wait4(child, 0)
os.write(2, b"%d %d" % (os.waitstatus_to_exitcode(status), usage.ru_maxrss))
"""


def measured(arguments, feed=b"", limit=60):
    """Runs mognad; its exit status, seconds, the largest memory of it and of its children in MiB, and what it said."""
    start = time.monotonic()
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", MEASURE, MOGNAD, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=environment(), cwd=SOURCE)
    try:
        for part in [feed] if isinstance(feed, bytes) else feed:
            process.stdin.write(part)
            assert time.monotonic() - start < limit, "it reads on and on"
        process.stdin.close()
    except BrokenPipeError:
        pass
    said, figures = process.stdout.read().decode("utf-8", "replace"), process.stderr.read().split()
    process.wait()
    return int(figures[0]), time.monotonic() - start, int(figures[1]) / 1024, said


def new_store():
    store = os.path.join(folder(), "store")
    run("init", store=store).ok()
    return store


def records(*lines):
    """Evidence as JSON Lines from dictionaries."""
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def verdicts(result):
    """{(rule, subject): verdict} of `assess --format json`."""
    return {(r["rule"], r["subject"]): r["verdict"] for r in result["results"]}


def main():
    print("1..%d" % len(_tests))
    failed = 0
    for number, function in enumerate(_tests, 1):
        try:
            function()
            print("ok %d - %s" % (number, function.__name__))
        except Skip as reason:
            print("ok %d - %s # SKIP %s" % (number, function.__name__, reason))
        except BaseException:
            failed += 1
            print("not ok %d - %s" % (number, function.__name__))
            for line in traceback.format_exc().rstrip().split("\n"):
                print("# " + line)
        sys.stdout.flush()
    for made in _folders:
        shutil.rmtree(made, ignore_errors=True)
    sys.exit(1 if failed else 0)
