#!/usr/bin/env python3
"""What the store costs over plain puts; throughput and memory of ingest and assess, and the ratio to the same rules written by hand in C (loop.c), measured in the same run; before them how fast
very many policies (policies.py) are compiled and checked.

    tests/bench/bench.py build/release [--systems 1000,10000,100000]

A time is the best of the rounds. `rules/s` counts a rule on a subject, applicable or not. Memory is the largest resident set of one process of the run; it
counts the store's pages that the process has mapped. The verdict counts of both are compared: a bench that computes something else is worth nothing.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
POLICY = os.path.join(HERE, "bench.mog")
CLOCK = "2026-11-01T00:00:00Z"
VERDICTS = ("met", "partly", "not_met", "unknown", "not_applicable")


def timed(line, stdout=subprocess.DEVNULL):
    """Seconds and peak KiB of one process (its waited-for children count as themselves)."""
    start = time.monotonic()
    process = subprocess.Popen(line, stdout=stdout, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit("bench: %s: exit status %d" % (" ".join(line), process.returncode))
    return time.monotonic() - start, usage.ru_maxrss


def best(rounds, line):
    runs = [timed(line) for _ in range(rounds)]
    return min(r[0] for r in runs), max(r[1] for r in runs)


def counts_of_loop(loop, store):
    text = subprocess.run([loop, store, POLICY, CLOCK], check=True, capture_output=True, text=True).stdout
    return {row.split()[0]: tuple(map(int, row.split()[1:])) for row in text.splitlines()}


def counts_of_assess(mognad, store):
    done = subprocess.run([mognad, "assess", "--store", store, "--policy", POLICY, "--as-of", CLOCK, "--format", "json", "--no-record"], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit("bench: assess: " + done.stderr)
    counts = collections.defaultdict(lambda: collections.Counter())
    for result in json.loads(done.stdout)["results"]:
        counts[result["rule"]][result["verdict"]] += 1
    return {rule: tuple(c[v] for v in VERDICTS) for rule, c in counts.items()}


def check_policies(mognad, folder, rounds, files, rules):
    """One line on `policy check`, which reads, checks and lowers all of it."""
    policies = os.path.join(folder, "policies")
    subprocess.run([sys.executable, os.path.join(HERE, "policies.py"), policies, "--files", str(files), "--rules", str(rules)], check=True)
    texts = [open(os.path.join(policies, name), "rb").read() for name in os.listdir(policies)]
    lines = sum(text.count(b"\n") for text in texts)
    seconds, memory = best(rounds, [mognad, "policy", "check", policies])
    print("policy check: %d rules in %d files, %d lines, %.1f MB: %.3f s, %.0f lines/s, %.1f MB" % (
        rules, len(texts), lines, sum(map(len, texts)) / 1e6, seconds, lines / seconds, memory / 1024))
    sys.stdout.flush()
    shutil.rmtree(policies)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("build")
    options.add_argument("--systems", default="1000,10000,100000")
    options.add_argument("--records", type=int, default=1000000, help="how many records of 1 kB the store takes against plain puts (million.c)")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--rules", type=int, default=5000, help="how many rules the policies of `policy check` have, in a tenth as many files")
    options = options.parse_args()
    mognad = os.path.join(options.build, "mognad")
    loop = os.path.join(options.build, "tests/bench/loop")
    folder = tempfile.mkdtemp(prefix="mognad-bench-")
    try:
        million = os.path.join(folder, "million")
        os.mkdir(million)
        print(" · ".join(subprocess.run([os.path.join(options.build, "tests/bench/million"), million, str(options.records)], check=True, capture_output=True, text=True).stdout.splitlines()))
        sys.stdout.flush()
        shutil.rmtree(million)
        check_policies(mognad, folder, options.rounds, max(1, options.rules // 10), options.rules)
        print("%8s %9s %10s | %11s %10s | %11s %11s | %11s | %8s %8s | %9s" % (
            "systems", "records", "evidence", "ingest/s", "memory", "rules/s -j1", "rules/s all", "by hand", "j1/hand", "all/hand", "memory"))
        for systems in map(int, options.systems.split(",")):
            lines, store = os.path.join(folder, "evidence.jsonl"), os.path.join(folder, "store")
            with open(lines, "wb") as out:
                subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), str(systems)], check=True, stdout=out)
            with open(lines, "rb") as f:
                records = sum(block.count(b"\n") for block in iter(lambda: f.read(1 << 20), b""))
            subprocess.run([mognad, "init", "--store", store], check=True, stdout=subprocess.DEVNULL)
            ingest, ingest_memory = timed([mognad, "evidence", "add", lines, "--store", store, "--policy", POLICY])
            if systems <= 1000 and counts_of_loop(loop, store) != counts_of_assess(mognad, store):
                for rule, counts in counts_of_loop(loop, store).items():
                    print(rule, counts, counts_of_assess(mognad, store).get(rule))
                sys.exit("bench: the loop by hand and the engine do not agree")
            line = [mognad, "assess", "--store", store, "--policy", POLICY, "--as-of", CLOCK, "--top", "0", "--no-record"]
            rounds = options.rounds if systems < 100000 else 1
            one, memory = best(rounds, line + ["--jobs", "1"])
            every, _ = best(rounds, line)
            hand, _ = best(rounds, [loop, store, POLICY, CLOCK])
            evaluations = systems * 18
            print("%8d %9d %7.1f MB | %11.0f %7.1f MB | %11.0f %11.0f | %11.0f | %8.2f %8.2f | %6.1f MB" % (
                systems, records, os.path.getsize(lines) / 1e6, records / ingest, ingest_memory / 1024, evaluations / one, evaluations / every,
                evaluations / hand, one / hand, every / hand, memory / 1024))
            sys.stdout.flush()
            shutil.rmtree(store)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
