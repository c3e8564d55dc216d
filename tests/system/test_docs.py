"""Every command that README and docs show in a ```sh block works as it stands, in the order of the page.

A block whose first line says `file=NAME` is that file: the page is then read in a folder of its own, where the files are written and the commands run. What a page shows in a
```text block is said by its commands, line for line.
"""
import glob
import re
import shlex

from harness import *

BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```", re.S | re.M)


def blocks(path):
    """[(language, name of a file or "", text)]"""
    with open(path, encoding="utf-8") as f:
        return BLOCK.findall(f.read())


def commands(path):
    """What a page asks for, as a script; and whether it is written into a folder of its own."""
    script, own_folder = "", False
    for language, name, text in blocks(path):
        if name:
            own_folder = True
            script += "mkdir -p %s\ncat >%s <<'END OF FILE'\n%sEND OF FILE\n" % (shlex.quote(os.path.dirname(name) or "."), shlex.quote(name), text)
        elif language == "sh":
            # the build stands already, under the flavour that is tested
            script += re.sub(r"^scons$", ":", text.replace("$PWD/build/release", BUILD), flags=re.M)
    return script, own_folder


def page(path):
    def works():
        script, own_folder = commands(path)
        store = new_store() if "mognad init" not in script else None
        env = environment(PATH=BUILD + ":" + os.environ["PATH"], TMPDIR=folder())
        if store:
            env["MOGNAD_STORE"] = store
        script = "set -eu\n" + script
        done = subprocess.run(["bash", "-c", script], cwd=folder() if own_folder else SOURCE, env=env, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, "%s\nexit status %d\n%s\n%s" % (script, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
        said = done.stdout + done.stderr
        for language, _, text in blocks(path):
            for line in text.splitlines() if language == "text" else []:
                assert line.strip() in said, "the commands of the page do not say: %s\n%s" % (line, said[-3000:])
    works.__name__ = "the_commands_of_%s_work" % re.sub(r"\W", "_", os.path.relpath(path, SOURCE)).lower()
    return works


for path in [os.path.join(SOURCE, "README.md"), *sorted(glob.glob(os.path.join(SOURCE, "docs/*.md")))]:
    if commands(path)[0]:
        test(page(path))


@test
def every_link_of_the_docs_leads_somewhere():
    seen = 0
    for path in [os.path.join(SOURCE, "README.md"), *glob.glob(os.path.join(SOURCE, "docs/*.md"))]:
        with open(path, encoding="utf-8") as f:
            for target in re.findall(r"\]\(([^)#:]+)\)", f.read()):
                assert os.path.exists(os.path.join(os.path.dirname(path), target)), "%s: %s" % (path, target)
                seen += 1
    assert seen


main()
