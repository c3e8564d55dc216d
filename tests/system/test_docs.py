"""Every command that README and docs show in a ```sh block works as it stands, in the order of the page."""
import glob
import re

from harness import *


def commands(path):
    with open(path, encoding="utf-8") as f:
        blocks = re.findall(r"^```sh\n(.*?)^```", f.read(), re.S | re.M)
    # the build stands already, under the flavour that is tested
    return [re.sub(r"^scons$", ":", block.replace("$PWD/build/release", BUILD), flags=re.M) for block in blocks]


def page(path):
    def works():
        store = new_store() if "init" not in "".join(commands(path)) else None
        script = "set -eu\n" + "".join(commands(path))
        env = environment(PATH=BUILD + ":" + os.environ["PATH"], TMPDIR=folder())
        if store:
            env["MOGNAD_STORE"] = store
        done = subprocess.run(["bash", "-c", script], cwd=SOURCE, env=env, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, "%s\nexit status %d\n%s\n%s" % (script, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    works.__name__ = "the_commands_of_%s_work" % re.sub(r"\W", "_", os.path.relpath(path, SOURCE)).lower()
    return works


for path in [os.path.join(SOURCE, "README.md"), *sorted(glob.glob(os.path.join(SOURCE, "docs/*.md")))]:
    if commands(path):
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
