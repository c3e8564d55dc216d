"""docs/grammar.md says what dsl/parser.y reads."""
import sys

from harness import *

sys.path.insert(0, os.path.join(SOURCE, "tests"))
import grammar


@test
def the_page_is_the_grammar_of_the_parser():
    with open(os.path.join(SOURCE, "docs/grammar.md"), encoding="utf-8") as f:
        text = f.read()
    assert text == grammar.page(), "docs/grammar.md is not what dsl/parser.y says: python3 tests/grammar.py > docs/grammar.md"


@test
def every_rule_that_is_named_is_there():
    head, rules = grammar.read(os.path.join(SOURCE, "dsl/parser.y"))
    known = grammar.rules_of(rules)
    used = {symbol for alternatives in known.values() for one in alternatives for symbol in one if symbol.islower() and symbol[0] not in "\"'"}
    assert len(known) > 50 and not used - set(known), used - set(known)


main()
