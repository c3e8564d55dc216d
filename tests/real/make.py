#!/usr/bin/env python3
"""Runs the tools whose files mognad imports on this machine, and leaves what they write in a folder: tests/real/make.py FOLDER [--whole].

    arf.xml, xccdf.xml     oscap xccdf eval, with the benchmark of the package ssg-debian
    lynis-report.dat       lynis audit system; some groups of tests (5 s), all of them with --whole (a minute)
    cppcheck.xml           cppcheck --xml, over this repository's base/ and a file with faults
    clang.sarif            clang --analyze, over a file with faults
    bom.json               no program of Debian 12 writes CycloneDX: built here from what dpkg-query says of this machine

Says a line for each file, or why there is none: `skipped: arf.xml: oscap is not installed`. Takes some ten seconds without --whole.
"""
import argparse
import concurrent.futures
import datetime
import glob
import json
import os
import re
import shutil
import subprocess
import uuid

SOURCE = os.path.abspath(os.environ.get("MOG_SOURCE", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")))
CONTENT = "/usr/share/xml/scap/ssg/content"
GROUPS = "accounting authentication banners kernel_hardening logging shells ssh time"
FAULTY = """#include <stdlib.h>
#include <string.h>
int freed(void) { int *p = malloc(sizeof *p); if (!p) return 0; *p = 1; free(p); return *p; }
int past_the_end(int n) { int a[4] = {0}; a[4] = n; return a[n & 3]; }
void lost(const char *text) { char *copy = strdup(text); copy[0] = 0; }
int none(void) { int *p = 0; return *p; }
int by_nothing(int n) { int zero = 0; return n / zero; }
"""


class Absent(Exception):
    pass


def need(program):
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not found:
        raise Absent("%s is not installed" % program)
    return found


def call(*line, statuses=(0,), **options):
    done = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=170, **options)
    if done.returncode not in statuses:
        raise RuntimeError("%s: exit status %d\n%s" % (" ".join(line), done.returncode, done.stderr.decode("utf-8", "replace")[-2000:]))
    return done


def benchmark(folder):
    """The newest Debian benchmark. That of another release of Debian would find itself not applicable in every rule, so in a copy of it the test for the
    release names this one: the rules are run, and what they say of this machine is as good an input as any."""
    found = [path for path in glob.glob(os.path.join(CONTENT, "ssg-debian*-ds.xml"))]
    if not found:
        raise Absent("no benchmark in %s (package ssg-debian)" % CONTENT)
    newest = max(found, key=lambda path: int(re.search(r"debian(\d+)", path)[1]))
    try:
        with open("/etc/debian_version") as f:
            release = re.match(r"\d+", f.read())[0]
    except (OSError, TypeError):
        raise Absent("this is no release of Debian")
    copy = os.path.join(folder, "benchmark.xml")
    with open(newest, encoding="utf-8") as f, open(copy, "w", encoding="utf-8") as out:
        out.write(re.sub(r"\^\d+\.\[0-9\]\+\$", r"^%s.[0-9]+$" % release, f.read()))
    return copy


def openscap(folder):
    oscap = need("oscap")
    # 2: at least one rule failed
    call(oscap, "xccdf", "eval", "--profile", "xccdf_org.ssgproject.content_profile_anssi_np_nt28_high", "--results-arf", "arf.xml", "--results", "xccdf.xml",
         benchmark(folder), statuses=(0, 2), cwd=folder)
    return ["arf.xml", "xccdf.xml"]


def lynis(folder, whole):
    line = [need("lynis"), "audit", "system", "--quick", "--no-colors", "--report-file", os.path.join(folder, "lynis-report.dat"), "--log-file",
            os.path.join(folder, "lynis.log")]
    if not whole:
        line += ["--skip-plugins", "--tests-from-group", GROUPS]
    if os.geteuid() != 0:
        line.append("--pentest")
    call(*line, cwd=folder)
    return ["lynis-report.dat"]


def cppcheck(folder):
    done = call(need("cppcheck"), "--xml", "--enable=warning,style,information", "-q", *sorted(glob.glob(os.path.join(SOURCE, "base/*.c")))[:6],
                os.path.join(folder, "faulty.c"), cwd=SOURCE)
    with open(os.path.join(folder, "cppcheck.xml"), "wb") as f:
        f.write(done.stderr)
    return ["cppcheck.xml"]


def clang(folder):
    call(need("clang"), "--analyze", "-Xclang", "-analyzer-output=sarif", "-o", "clang.sarif", "faulty.c", cwd=folder)
    return ["clang.sarif"]


def bill_of_materials(folder):
    done = call(need("dpkg-query"), "-W", "-f", "${Package}\t${Version}\t${Architecture}\t${Maintainer}\n")
    components = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        name, version, architecture, maintainer = line.split("\t")
        purl = "pkg:deb/debian/%s@%s?arch=%s" % (name, version.replace("+", "%2B"), architecture)
        components.append({"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
                           "supplier": {"name": re.sub(r"\s*<.*", "", maintainer)}})
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": "urn:uuid:%s" % uuid.uuid4(), "version": 1,
                "metadata": {"timestamp": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
                             "component": {"type": "operating-system", "bom-ref": "this", "name": "Debian", "version": "12"}},
                "components": components}
    with open(os.path.join(folder, "bom.json"), "w", encoding="utf-8") as f:
        json.dump(document, f)
    return ["bom.json"]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--whole", action="store_true", help="all tests of lynis")
    options = options.parse_args()
    folder = os.path.abspath(options.folder)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "faulty.c"), "w") as f:
        f.write(FAULTY)
    work = {"arf.xml": lambda: openscap(folder), "lynis-report.dat": lambda: lynis(folder, options.whole), "cppcheck.xml": lambda: cppcheck(folder),
            "clang.sarif": lambda: clang(folder), "bom.json": lambda: bill_of_materials(folder)}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, done in [(name, pool.submit(one)) for name, one in work.items()]:
            try:
                for made in done.result():
                    print("made: %s, %d bytes" % (made, os.path.getsize(os.path.join(folder, made))))
            except Absent as reason:
                print("skipped: %s: %s" % (name, reason))


main()
