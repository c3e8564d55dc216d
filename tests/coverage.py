#!/usr/bin/env python3
"""How many lines of each room the tests run: tests/coverage.py build/coverage, after the tests of that flavour were run (`scons flavour=coverage coverage`).

Counts come from gcov. A line that several objects hold (a header) counts as run when one of them ran it. What a process that ends by _exit has run is not counted.
"""
import collections
import glob
import json
import os
import subprocess
import sys

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def room(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in ("engine", "plugins") else parts[0]


def main(build):
    lines = collections.defaultdict(dict)  # file -> line -> run
    objects = [f for f in glob.glob(os.path.join(os.path.abspath(build), "**/*.gcda"), recursive=True) if "/tests/" not in f]
    if not objects:
        sys.exit("coverage: nothing was run under %s" % build)
    for at in range(0, len(objects), 50):
        text = subprocess.run(["gcov", "--json-format", "--stdout", *objects[at:at + 50]], cwd=SOURCE, capture_output=True, text=True).stdout
        for row in text.splitlines():
            for file in json.loads(row)["files"]:
                path = os.path.relpath(os.path.join(SOURCE, file["file"]), SOURCE)
                if path.startswith("..") or path.startswith("build"):
                    continue
                for line in file["lines"]:
                    lines[path][line["line_number"]] = lines[path].get(line["line_number"], False) or line["count"] > 0
    rooms = collections.defaultdict(lambda: [0, 0])
    for path, counts in lines.items():
        for name in (room(path), "all"):
            rooms[name][0] += sum(counts.values())
            rooms[name][1] += len(counts)
    for name in sorted(rooms, key=lambda n: (n == "all", n)):
        run, whole = rooms[name]
        print("%-24s %6d of %6d lines  %5.1f %%" % (name, run, whole, 100 * run / whole))


main(*sys.argv[1:])
