#!/usr/bin/env python3
"""Runs every test of one or more built flavours and sums up: `N passed, N failed`.

    tests/run.py build/release build/asan
    tests/run.py build/release --only store     # programs whose name holds "store"

Each program in BUILD/tests/unit and BUILD/tests/fuzz and each tests/system/test_*.py is run by itself and speaks TAP. What a program that fails said is shown; figures that
tests measured ("# figure: …") and skipped tests with their reasons are listed at the end. A program that ends without its plan fulfilled, or with a status, is a failure of its own.
"""
import argparse
import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def environment(build):
    env = dict(os.environ, MOG_SOURCE=SOURCE, MOG_BUILD=os.path.abspath(build), CMOCKA_MESSAGE_OUTPUT="TAP", PYTHONDONTWRITEBYTECODE="1")
    env["ASAN_OPTIONS"] = "detect_leaks=1:strict_string_checks=1:allocator_may_return_null=0:detect_stack_use_after_return=1"
    env["UBSAN_OPTIONS"] = "print_stacktrace=1"
    return env


def run_one(build, line, name, limit):
    start = time.monotonic()
    try:
        done = subprocess.run(line, cwd=SOURCE, env=environment(build), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=limit)
        status, text = done.returncode, done.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired as late:
        status, text = "none: ended after %d s" % limit, (late.stdout or b"").decode("utf-8", "replace")
    passed = failed = planned = 0
    skipped = []
    for row in text.splitlines():
        if m := re.match(r"1\.\.(\d+)", row):
            planned += int(m[1])
        elif m := re.match(r"not ok\b", row):
            failed += 1
        elif m := re.match(r"ok\b[ \d]*-? ?(.*)", row):
            if "# SKIP" in row.upper():
                skipped.append(m[1])
            else:
                passed += 1
    if passed + failed + len(skipped) < planned or planned == 0 or (status != 0 and failed == 0):
        failed += 1
        text += "\n%s: exit status %s; %d of %d tests were told of\n" % (name, status, passed + failed - 1 + len(skipped), planned)
    figures = re.findall(r"^# figure: (.*)", text, re.M)
    return name, passed, failed, skipped, figures, text, time.monotonic() - start


def main():
    options = argparse.ArgumentParser(description="Runs the tests of built flavours.")
    options.add_argument("build", nargs="+")
    options.add_argument("--only", default="", help="only programs whose name holds this")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options.add_argument("--limit", type=int, default=480, help="seconds for each program")
    options.add_argument("--verbose", action="store_true", help="show each program's time")
    options = options.parse_args()
    work = []
    for build in options.build:
        flavour = os.path.basename(os.path.normpath(build))
        for path in sorted(glob.glob(os.path.join(build, "tests/unit/test_*")) + glob.glob(os.path.join(build, "tests/fuzz/fuzz_*"))):
            if os.access(path, os.X_OK) and "." not in os.path.basename(path):
                work.append((build, [path], "%s: %s" % (flavour, os.path.basename(path))))
        for path in sorted(glob.glob(os.path.join(SOURCE, "tests/system/test_*.py"))):
            work.append((build, [sys.executable, path], "%s: %s" % (flavour, os.path.basename(path)[:-3])))
    work = [w for w in work if options.only in w[2]]
    passed = failed = 0
    skipped, slow, figures = [], [], []
    with concurrent.futures.ThreadPoolExecutor(max(1, options.jobs)) as pool:
        for name, p, f, s, told, text, took in pool.map(lambda w: run_one(*w, options.limit), work):
            passed, failed = passed + p, failed + f
            skipped += ["%s: %s" % (name, reason) for reason in s]
            figures += ["%s: %s" % (name, figure) for figure in told]
            slow.append((took, name))
            if f:
                print("---- %s\n%s" % (name, text))
            print("%s %s (%d)" % ("FAILED" if f else "ok    ", name, p))
            sys.stdout.flush()
    if options.verbose:
        for took, name in sorted(slow, reverse=True)[:15]:
            print("%7.1f s  %s" % (took, name))
    for figure in figures:
        print("figure: %s" % figure)
    for reason in skipped:
        print("skipped: %s" % reason)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


sys.exit(main())
