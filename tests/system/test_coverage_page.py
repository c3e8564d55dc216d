"""docs/coverage.md: every row of what a management system asks for is served, and what serves it exists."""
import glob

from harness import *

PARTS = [str(n) for n in range(1, 27)]
SEED = (["P0a", "P0b", "P0c", "P0d", "P0e", "P1a", "P1b", "P2a", "P2b", "P2c", "P2d", "P3a", "P3b", "P4a", "P4b", "P5a", "P5b", "P6a", "P6b"]
        + ["%s%d" % (letter, n) for letter, most in (("C", 6), ("R", 15), ("J", 6), ("B", 3), ("L", 19), ("T", 16), ("U", 5), ("G", 5), ("A", 5), ("D", 5)) for n in range(1, most + 1)])


def rows():
    with open(os.path.join(SOURCE, "docs/coverage.md"), encoding="utf-8") as f:
        cells = [line.split("|") for line in f if line.startswith("| ") and not line.startswith("| |")]
    return {row[1].strip(): row[3] for row in cells}


def text_of_policies():
    texts = {}
    for path in glob.glob(os.path.join(SOURCE, "policies/**/*.mog"), recursive=True):
        with open(path, encoding="utf-8") as f:
            texts[path] = f.read()
    return texts


def rules_of(texts):
    """CONTROL/RULE, as they are written; rules for each control of a catalogue as */RULE."""
    found = set()
    for text in texts.values():
        control = None
        for line in text.splitlines():
            if line.startswith("control "):
                control = line.split()[1]
            elif line.startswith("for each control"):
                control = "*"
            named = re.match(r"\s+rule (\w+) \{", line)
            if named and control:
                found.add("%s/%s" % (control, named[1]))
    return found


@test
def every_row_is_there_once_and_served():
    found = rows()
    assert set(found) == set(PARTS + SEED), (set(PARTS + SEED) ^ set(found))
    for name, served in found.items():
        assert "`" in served or "*waiting*" in served or name == "D4", (name, served)


@test
def what_serves_a_row_exists():
    texts = text_of_policies()
    every, rules = "\n".join(texts.values()), rules_of(texts)
    controls = {rule.split("/")[0] for rule in rules}
    help_text = run("--help").out + run().err
    wrong = []
    for name, served in rows().items():
        for reference in re.findall(r"`([^`]+)`", served):
            word, _, rest = reference.partition(" ")
            if word in ("kind", "gate", "profile", "group"):
                good = re.search(r"^\s*%s (many )?%s\b" % (word, re.escape(rest)), every, re.M)
            elif word == "mognad":
                good = run(*[w for w in rest.split() if not w.startswith("--")][:1], "--help").status == 0 if rest.split()[0] in help_text else False
            elif reference.startswith(("tests/", "docs/")):
                good = os.path.exists(os.path.join(SOURCE, reference))
            elif reference.endswith("/*"):
                good = reference[:-2] in controls
            elif reference.startswith("*/"):
                good = any(rule.endswith(reference[1:]) for rule in rules)
            else:
                good = reference in rules
            if not good:
                wrong.append((name, reference))
    assert not wrong, wrong


main()
