#!/usr/bin/env python3
"""Runs the fuzz targets with libFuzzer: tests/fuzz/run.py build/fuzz [--seconds 30] [--only compile].

Begins with the kept corpus (tests/fuzz/corpus/TARGET) and what earlier runs found (BUILD/corpus/TARGET). A finding is left in BUILD/findings and makes the
run fail.
"""
import argparse
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("build")
    options.add_argument("--seconds", type=int, default=30, help="for each target")
    options.add_argument("--only", default="")
    options = options.parse_args()
    findings = os.path.join(options.build, "findings")
    os.makedirs(findings, exist_ok=True)
    failed = []
    for target in sorted(glob.glob(os.path.join(options.build, "tests/fuzz/fuzz_*"))):
        name = os.path.basename(target)
        if "." in name or options.only not in name:
            continue
        found, kept = os.path.join(options.build, "corpus", name), os.path.join(HERE, "corpus", name)
        os.makedirs(found, exist_ok=True)
        line = [target, "-max_total_time=%d" % options.seconds, "-timeout=25", "-rss_limit_mb=4096", "-print_final_stats=1", "-verbosity=0",
                "-artifact_prefix=%s/%s-" % (findings, name), found, *([kept] if os.path.isdir(kept) else [])]
        done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        runs = [row.rsplit(":", 1)[1].strip() for row in done.stdout.splitlines() if row.startswith("stat::number_of_executed_units")]
        print("%-20s %12s runs  %s" % (name, runs[0] if runs else "?", "ok" if done.returncode == 0 else "FINDING"))
        sys.stdout.flush()
        if done.returncode:
            failed.append(name)
            print(done.stdout[-6000:])
    return 1 if failed else 0


sys.exit(main())
