#!/usr/bin/env python3
"""What must come of policies and evidence, as JSON: verdicts, achievements and figures.

    tests/oracle/expect.py 2026-06-30 tests/oracle/workload > tests/oracle/workload/expected.json
"""
import glob
import json
import os
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from assess import assess
from evidence import Evidence, read_lines
from language import parse_time
from parse import parse
from score import score


def read_policies(*folders):
    paths = [path for folder in folders for path in glob.glob(os.path.join(folder, "**/*.mog"), recursive=True)]
    texts = []
    for path in sorted(paths):
        with open(path, encoding="utf-8") as f:
            texts.append(f.read())
    return parse(*texts)


def read_evidence(program, folder, clock):
    return Evidence(program, read_lines(*sorted(glob.glob(os.path.join(folder, "*.jsonl")))), parse_time(clock))


def written(x):
    """Figures as decimals, for people and for JSON."""
    if isinstance(x, dict):
        return {str(key): written(value) for key, value in x.items() if key != "rows"}
    return round(float(x), 9) if isinstance(x, Fraction) else x


def expected(program, evidence, clock):
    results, _ = assess(program, evidence)
    controls, themes, everything = score(program, evidence, results)
    return {"clock": clock, "results": {"%s %s" % key: list(map(written, value)) for key, value in sorted(results.items())},
            "controls": written(controls), "themes": written(themes), "all": written(everything)}


if __name__ == "__main__":
    clock, folder = sys.argv[1:]
    program = read_policies(folder)
    json.dump(expected(program, read_evidence(program, folder, clock), clock), sys.stdout, ensure_ascii=False, indent=1)
    print()
