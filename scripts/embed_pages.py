#!/usr/bin/env python3
"""Makes a C file of the pages of docs/diagnostics, so that `mognad policy explain` needs nothing beside the program.

    scripts/embed_pages.py OUT.c PAGE.md…

A page is a heading `# CODE: title`, a line `sv: title`, the text, and examples in ```mog blocks under `## Wrong` and `## Right`; several blocks under one
heading are files that belong together.
"""
import os
import re
import sys

PAGE = re.compile(r"# (?P<code>[EW]\d{4}): (?P<title>[^\n]+)\n\nsv: (?P<sv>[^\n]+)\n\n(?P<text>.+?)\n\n## Wrong\n(?P<wrong>.+?)\n## Right\n(?P<right>.+)\Z", re.S)
BLOCK = re.compile(r"^```mog[^\n]*\n(.*?)^```$", re.S | re.M)


def literal(text):
    lines = text.encode().splitlines(keepends=True) or [b""]
    quoted = ["".join({"\n": "\\n", '"': '\\"', "\\": "\\\\", "?": "\\?"}.get(chr(b), chr(b) if 32 <= b < 127 else "\\%03o" % b) for b in line) for line in lines]
    return "\n        ".join('"%s"' % line for line in quoted)


def main(out, *paths):
    pages = []
    for path in sorted(paths):
        with open(path, encoding="utf-8") as f:
            whole = f.read()
        page = PAGE.match(whole)
        if not page or page["code"] + ".md" != os.path.basename(path):
            sys.exit("%s: not a page as scripts/embed_pages.py describes it" % path)
        examples = [(side, block) for side in ("wrong", "right") for block in BLOCK.findall(page[side])]
        if {side for side, _ in examples} != {"wrong", "right"}:
            sys.exit("%s: an example of what is wrong or right is missing" % path)
        pages.append((page, whole, examples))
    with open(out, "w", encoding="ascii") as f:
        f.write('#include "dsl/page.h"\n\n')
        for page, _, examples in pages:
            f.write("static const mog_page_example examples_%s[] = {\n" % page["code"])
            for side, block in examples:
                f.write("    {%s,\n        %s},\n" % ("true" if side == "right" else "false", literal(block)))
            f.write("};\n\n")
        f.write("const mog_page mog_pages[] = {\n")
        for page, whole, examples in pages:
            code = page["code"]
            f.write("    {%s, %s, %s,\n        %s,\n        %s,\n        examples_%s, %d},\n" % (
                literal(code), literal(page["title"]), literal(page["sv"]), literal(page["text"]), literal(whole), code, len(examples)))
        f.write("};\n\nconst size_t mog_page_count = %d;\n" % len(pages))


main(*sys.argv[1:])
