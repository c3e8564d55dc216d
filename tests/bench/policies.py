#!/usr/bin/env python3
"""Writes a folder of policies as an organisation with very many of its own would have them: FILES modules with RULES rules in all, a module of kinds that
all of them use, parameters, quantifiers, texts in two languages. The same arguments give the same bytes.

    tests/bench/policies.py FOLDER [--files 500] [--rules 5000]
"""
import argparse
import os

KINDS = """module bench.kinds

kind system "System" sv "System" about system {
  name text  "What people call it"
  owner unit
  class { confidentiality integer  integrity integer  availability integer  traceability integer }
  lifecycle enum { planned, production, phase_out }
}
kind unit "Unit" sv "Enhet" about unit { name text }
"""

KIND = """
kind many asset_%(n)03d "Asset %(n)d" sv "Tillgång %(n)d" about system {
  name      text  "Its name" sv "Dess namn"
  state     enum { good, worn, broken }
  seen      time
  size      number
  critical  bool
  labels    set of text
  parts     list { name text  size number  sound bool }
  fresh     90 days
}
"""

RULE = """  rule holds_%(n)05d {
    title    "Asset %(k)d of the system was seen within {longest} and is sound, check %(n)d"
    title sv "Systemets tillgång %(k)d har setts inom {longest} och är hel, kontroll %(n)d"
    level    %(level)d
    weight   %(weight)d
    for      system s where s.class.availability >= %(class)d and s.lifecycle in { production, phase_out }
    require  count(x in asset_%(k)03d) >= 1 and every a in asset_%(k)03d where a.critical and a.size > %(n)d has a.state != broken and a.seen within longest
    finding for a "{s.name}: {a.name} is {a.state}, seen {a.seen}"
    finding for a sv "{s.name}: {a.name} är {a.state}, sågs {a.seen}"
    action   "Repair or replace it within {longest}"
    action sv "Reparera eller byt inom {longest}"
  }
"""


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--files", type=int, default=500)
    options.add_argument("--rules", type=int, default=5000)
    options = options.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    kinds = min(options.files, 200)
    with open(os.path.join(options.folder, "kinds.mog"), "w", encoding="utf-8") as out:
        out.write(KINDS)
        for n in range(kinds):
            out.write(KIND % {"n": n})
    for f in range(options.files):
        with open(os.path.join(options.folder, "module_%05d.mog" % f), "w", encoding="utf-8") as out:
            out.write("# Module %d.\nmodule bench.m%05d\n\nuse bench.kinds\n\nparam longest = %d days \"How long ago at most\" sv \"Hur länge sedan som mest\"\n\n" % (f, f, 30 + f))
            out.write("control %d.%d {\n" % (1 + f // 100, 1 + f % 100))
            for n in range(f * options.rules // options.files, (f + 1) * options.rules // options.files):
                out.write(RULE % {"n": n, "k": f % kinds, "level": 1 + n % 5, "weight": 1 + n % 7, "class": n % 4})
            out.write("}\n")


main()
