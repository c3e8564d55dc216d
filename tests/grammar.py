#!/usr/bin/env python3
"""The grammar of docs/grammar.md, derived from dsl/parser.y: tests/grammar.py prints the page; tests/system/test_grammar.py keeps the page equal.

What only serves the parser is left out: actions, precedences, alternatives with `error`, empty helper rules. Left recursion becomes repetition, and a rule of one use
with an empty alternative becomes an option, so that the page is read by people and says the same language.
"""
import os
import re
import sys
import textwrap

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

HEAD = """# Grammar

EBNF in the form of the XML recommendation: `?` at most once, `*` any number of times, `+` at least once, `|` or. Words in quotes stand in the text as they are; what is in CAPITALS is
described under it. Derived from `dsl/parser.y` by `tests/grammar.py`; a test keeps both equal. What a policy means is said in [language.md](language.md).

```
"""

# Tokens that are not words of their own.
LEXICAL = {
    "IDENTIFIER": ("NAME", "a letter or `_`, then letters, digits and `_`; ASCII"),
    "INTEGER": ("INTEGER", "digits"),
    "NUMBER": ("NUMBER", "digits, `.`, digits"),
    "PERCENT": ("PERCENT", "an INTEGER or NUMBER and `%`, with nothing between"),
    "CONTROL_NUMBER": ("LONG_NUMBER", "three or four INTEGERs with `.` between"),
    "TIME": ("TIME", "RFC 3339: `2026-11-01` or `2026-11-01T08:00:00+01:00`"),
    "DURATION": ("DURATION", "an INTEGER and one of `second minute hour day week month year`, with or without `s`"),
    "REGEX": ("MATCHES", "`matches`, then a pattern between `/` on one line, then perhaps `i`; `\\/` is a `/`"),
    "PIECE": ("CHARACTERS", "anything but `\"`, `\\`, `{`, `}` and the end of the line; escapes are `\\\" \\\\ \\n \\t \\{ \\}`"),
    "TEXT_START": ("'\"'", None), "TEXT_END": ("'\"'", None),
    "INTERPOLATION": ('"{"', None), "INTERPOLATION_END": ('"}"', None),
    "SET_OPEN": ('"{"', None), "SET_CLOSE": ('"}"', None),
}
LEFT_OUT = {"line", "error", "EXPRESSION_START"}


def read(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    head, rules = text.split("\n%%\n")[:2]
    return head, rules


def tokens_of(head):
    """Token name -> how it is written."""
    written = {}
    for line in re.findall(r"^%token\b(.*)$", head, re.M):
        line = re.sub(r"/\*.*?\*/|<\w+>", "", line)
        for name, alias in re.findall(r'(\w+)(?:\s+\d+)?\s+"((?:[^"\\]|\\.)*)"', line):
            written[name] = '"%s"' % alias
    for name, (shown, _) in LEXICAL.items():
        written[name] = shown
    return written


def strip_actions(text):
    out, depth, i = "", 0, 0
    while i < len(text):
        c = text[i]
        literal = re.match(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|/\*.*?\*/', text[i:], re.S)
        if literal:
            if depth == 0 and not literal[0].startswith("/*"):
                out += literal[0]
            i += len(literal[0])
            continue
        if c == "{":
            depth += 1
        elif c == "}":
            depth -= 1
        elif depth == 0:
            out += c
        i += 1
    return out


def rules_of(text):
    rules = {}
    for name, body in re.findall(r"(\w+)\s*:((?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^;\"'])*);", strip_actions(text)):
        alternatives = []
        for alternative in re.split(r'\|(?=(?:[^"]*"[^"]*")*[^"]*$)', body):
            symbols = re.findall(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|%\w+|\w+', alternative)
            clean = []
            skip = False
            for symbol in symbols:
                if skip:
                    skip = False
                elif symbol == "%prec":
                    skip = True
                elif symbol != "%empty":
                    clean.append(symbol)
            if "error" in clean or "EXPRESSION_START" in clean:
                continue
            alternatives.append([s for s in clean if s not in LEFT_OUT])
        rules[name] = alternatives
    rules.pop("line", None)
    return rules


def group(alternatives, suffix=""):
    """Alternatives as one piece of text."""
    unique = []
    for one in alternatives:
        if one not in unique:
            unique.append(one)
    texts = [" ".join(one) for one in unique]
    if len(texts) == 1 and (not suffix or len(unique[0]) == 1):
        return texts[0] + suffix
    return "( " + " | ".join(texts) + " )" + suffix


def shown(name, alternatives):
    """The alternatives of a rule, left recursion as repetition."""
    again = [a[1:] for a in alternatives if a and a[0] == name]
    base = [a for a in alternatives if not a or a[0] != name]
    optional = [] in base
    base = [a for a in base if a]
    if not again:
        lines = [" ".join(a) for a in base]
        return [("( " + " | ".join(lines) + " )?" if len(lines) > 1 else group(base, "?"))] if optional else lines
    if not base:
        return [group(again, "*")]
    return [(group(base, "?" if optional else "") if len(base) > 1 or optional else " ".join(base[0])) + " " + group(again, "*")]


def page():
    head, text = read(os.path.join(HERE, "dsl/parser.y"))
    written, rules = tokens_of(head), rules_of(text)
    for name in rules:
        rules[name] = [[written.get(s, s) for s in a] for a in rules[name]]
    # a rule that is one symbol only is that symbol
    for name in [n for n, alternatives in rules.items() if len(alternatives) == 1 and len(alternatives[0]) == 1 and n != "file"]:
        (symbol,) = rules.pop(name)[0]
        rules = {n: [[symbol if s == name else s for s in a] for a in alternatives] for n, alternatives in rules.items()}
    lines = []
    for name, alternatives in rules.items():
        texts = shown(name, alternatives)
        lines += textwrap.wrap("%s ::= %s" % (name, texts[0]), 150, subsequent_indent=" " * (len(name) + 5), break_long_words=False)
        lines += ["%s | %s" % (" " * (len(name) + 2), more) for more in texts[1:]]
    out = HEAD + "\n".join(lines) + "\n```\n\n| token | what it is |\n|---|---|\n"
    for shown_as, meaning in LEXICAL.values():
        if meaning:
            out += "| %s | %s |\n" % (shown_as, meaning.replace("|", "\\|"))
    out += "\nA comment is `#` to the end of the line. Binding, loosest first:\n\n"
    levels = re.findall(r"^%(precedence|left|right|nonassoc)\s+(.*)$", head, re.M)
    for kind, names in levels:
        symbols = [written.get(s, s) for s in re.findall(r'"[^"]*"|\w+', names)]
        symbols = ['unary "-"' if s == "NEGATIVE" else s for s in symbols]
        out += "- %s%s\n" % (" ".join(symbols), {"left": ", from the left", "right": ", from the right", "nonassoc": ", not chained"}.get(kind, ""))
    return out


if __name__ == "__main__":
    sys.stdout.write(page())
