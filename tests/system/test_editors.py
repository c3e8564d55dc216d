"""What docs/editors gives to editors knows every word of the language."""
import re

from harness import *

EDITORS = os.path.join(SOURCE, "docs/editors")
GRAMMAR = os.path.join(EDITORS, "vscode/mognad.tmLanguage.json")
SYNTAX = os.path.join(EDITORS, "vim/syntax/mognad.vim")


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def words():
    """The words of lexer.l: "every", "at least"."""
    text = read(os.path.join(SOURCE, "dsl/lexer.l"))
    single = re.findall(r'^"([a-z]+)"\s', text, re.M)
    double = [" ".join(pair) for pair in re.findall(r'^"([a-z]+)"\{BLANK\}\+"([a-z]+)"', text, re.M)]
    assert len(single) > 60 and len(double) >= 6, (single, double)
    return sorted(set(single)) + double


def patterns(node):
    """All regular expressions of the grammar."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("match", "begin", "end"):
                yield value
            else:
                yield from patterns(value)
    elif isinstance(node, list):
        for item in node:
            yield from patterns(item)


@test
def the_textmate_grammar_knows_every_word():
    grammar = json.loads(read(GRAMMAR))
    places = grammar["repository"]["word"]["patterns"] + grammar["repository"]["literal"]["patterns"] + grammar["repository"]["declared"]["patterns"]
    single = [re.compile(rule["match"]) for rule in places]
    missing = [word for word in words() if not any(one.fullmatch(word) for one in single)]
    assert not missing, missing


@test
def the_textmate_grammar_holds_together():
    grammar = json.loads(read(GRAMMAR))
    for pattern in patterns(grammar):
        re.compile(pattern)
    for name in re.findall(r'"include": "#(\w+)"', read(GRAMMAR)):
        assert name in grammar["repository"], name
    package = json.loads(read(os.path.join(EDITORS, "vscode/package.json")))
    for path in [package["contributes"]["languages"][0]["configuration"], package["contributes"]["grammars"][0]["path"]]:
        json.loads(read(os.path.join(EDITORS, "vscode", path)))
    assert package["contributes"]["grammars"][0]["scopeName"] == grammar["scopeName"]


@test
def the_vim_syntax_knows_every_word():
    text = read(SYNTAX)
    single = set()
    for line in re.findall(r"^syntax keyword \w+ (.*)$", text, re.M):
        single |= set(line.split())
    single |= set(re.findall(r'^syntax match \w+ "\\<(\w+)\\>"$', text, re.M))
    double = {" ".join(pair) for pair in re.findall(r'"\\<(\w+)\\_s\\\+(\w+)\\>"', text)}
    missing = [word for word in words() if word not in (double if " " in word else single)]
    assert not missing, missing


POLICY = """module a.b
use plugin technological
kind many account "Account # no comment" sv "Konto" about system {
  title bool personal # a comment
}
param p = 30 days
control 8.13 {
  rule r {
    title "Text {p} å \\" x"
    require every a in account where a.title has a.title in { 1, 2.5 } and a.item matches /a\\/b/i
    measure count(a in account) + 1.5%
    target 2026-01-31T08:00:00Z at least
  }
}
"""

# a place in POLICY, the group of the syntax file there
PLACES = [("module", "mognadDeclaration"), ("# no comment", "mognadText"), ("# a comment", "mognadComment"), ("personal", "mognadModifier"),
          ("bool", "mognadType"), ("30 days", "mognadDuration"), ("8.13", "mognadNumber"), ("p} å", "mognadInterpolation"), ("å", "mognadText"), ("every", "mognadOperator"),
          ("x\"", "mognadText"), ("title has", "mognadMember"), ("a\\/b", "mognadRegex"), ("count(a", "mognadFunction"), ("2026", "mognadTime"),
          ("require", "mognadClause"), ("at least", "mognadOperator")]


@test
def vim_colours_a_policy():
    if not shutil.which("vim"):
        skip("there is no vim here")
    home = folder()
    policy, out = write(POLICY, "a.mog", home), os.path.join(home, "out")
    script = ["set nocompatible runtimepath^=%s" % os.path.join(EDITORS, "vim"), "filetype plugin on", "syntax on", "edit %s" % policy,
              "call writefile([&filetype, &commentstring], '%s')" % out]
    for needle, _ in PLACES:
        at = POLICY.index(needle)
        line = POLICY.count("\n", 0, at) + 1
        column = len(POLICY[:at].rsplit("\n", 1)[-1].encode()) + 1
        script.append("call writefile([synIDattr(synID(%d, %d, 0), 'name')], '%s', 'a')" % (line, column, out))
    source = write("\n".join(script) + "\nqall!\n", "script.vim", home)
    done = subprocess.run(["vim", "-u", "NONE", "-es", "--not-a-term", "-c", "set encoding=utf-8", "-S", source], capture_output=True, timeout=60,
                          env=environment(HOME=home, TERM="xterm"))
    assert os.path.exists(out), (done.returncode, done.stdout, done.stderr)
    found = read(out).split("\n")
    if found[0] == "":
        skip("this vim has no syntax highlighting")
    assert found[0] == "mognad", found
    for (needle, group), name in zip(PLACES, found[2:]):
        assert name == group, (needle, name, group)


main()
