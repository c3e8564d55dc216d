#!/usr/bin/env python3
"""Evidence of N systems, about 1 kB each, as JSON Lines on stdout: generate.py N. The same N gives the same bytes."""
import random
import sys

DAY = "2026-%02d-%02dT%02d:00:00Z"


def when(r, months):
    return DAY % (r.choice(months), r.randint(1, 28), r.randint(0, 23))


def main(count):
    r = random.Random(93)
    out = sys.stdout.write
    for i in range(count):
        subject = "system:s%06d" % i
        # not every fact is there
        classes = ",".join('"%s":%d' % (name, r.randint(0, 3)) for name in ("confidentiality", "integrity", "availability", "traceability") if r.random() < 0.95)
        owner = ',"owner":"unit:u%02d"' % r.randint(0, 40) if r.random() < 0.97 else ""
        out('{"kind":"system","subject":"%s","observed":"2026-10-01T00:00:00Z","fields":{"name":"System %d"%s,"class":{%s}}}\n' % (subject, i, owner, classes))
        if r.random() < 0.97:
            volumes = ",".join('{"name":"v%d","size":%.1f,"protected":%s}' % (k, r.random() * 1000, "true" if r.random() < 0.95 else "false") for k in range(r.randint(0, 4)))
            out('{"kind":"backup","subject":"%s","observed":"%s","fields":{"schedule":"%s","last_success":"%s"%s,"volumes":[%s]}}\n' % (
                subject, when(r, [8, 9, 10, 10, 10]), r.choice(["daily", "daily", "weekly", "none"]), when(r, [9, 10]),
                ',"encrypted":%s' % r.choice(["true", "false"]) if r.random() < 0.9 else "", volumes))
        for k in range(r.randint(0, 5)):
            out('{"kind":"account","subject":"%s","item":"a%d","observed":"%s","fields":{"name":"user%d","admin":%s%s,"last_login":"%s"}}\n' % (
                subject, k, when(r, [9, 10, 10, 10]), r.randint(0, 99999), "true" if r.random() < 0.3 else "false",
                ',"mfa":%s' % ("true" if r.random() < 0.9 else "false") if r.random() < 0.95 else "", when(r, [2, 6, 8, 9, 10])))
        if r.random() < 0.95:
            findings = ",".join('{"name":"f%d","score":%.1f,"found":"%s","open":%s}' % (
                k, r.random() * 10, when(r, [3, 6, 8, 9, 10]), "true" if r.random() < 0.5 else "false") for k in range(r.randint(0, 5)))
            out('{"kind":"scan","subject":"%s","observed":"%s","fields":{"at":"%s","findings":[%s]}}\n' % (subject, when(r, [9, 10]), when(r, [9, 10]), findings))


main(int(sys.argv[1]))
