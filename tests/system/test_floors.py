"""The house keeps its floors: no include runs upwards, and a plugin sees <mognad/plugin.h> only."""
import glob
import re

from harness import *

# From the ground. A room may include rooms on its own floor and below.
FLOORS = [["base"], ["dsl"], ["engine/store"], ["engine/audit"], ["engine/archive"], ["engine/ingest", "engine/host", "engine/vm"], ["engine/assess"], ["engine/score"],
          ["engine/report"], ["engine/run"], ["engine/plan"], ["cli"]]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def room(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "engine" else parts[0]


def sources(*folders):
    for folder in folders:
        for suffix in ("c", "h", "y", "l", "def"):
            for path in sorted(glob.glob(os.path.join(SOURCE, folder, "**", "*." + suffix), recursive=True)):
                yield os.path.relpath(path, SOURCE)


def includes(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as f:
        return re.findall(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', f.read(), re.M)


@test
def no_include_runs_upwards():
    seen = 0
    for path in sources("base", "dsl", "engine", "cli"):
        for mark, name in includes(path):
            if mark != '"' or name == "parser.h":
                continue
            assert room(name) in FLOOR, "%s includes %s, which is in no room" % (path, name)
            assert FLOOR[room(name)] <= FLOOR[room(path)], "%s includes %s, which is on a higher floor" % (path, name)
            seen += 1
    assert seen > 100, seen


@test
def every_folder_of_the_engine_is_a_room():
    for path in glob.glob(os.path.join(SOURCE, "engine/*/")):
        assert os.path.relpath(path, SOURCE) in FLOOR, path


@test
def a_plugin_includes_nothing_of_mognad_but_its_header():
    seen = 0
    for path in sources("plugins"):
        for mark, name in includes(path):
            if name == "mognad/plugin.h":
                seen += 1
            if mark == '"':
                own = os.path.dirname(path)
                assert os.path.exists(os.path.join(SOURCE, own, name)), "%s includes \"%s\", which is not its own" % (path, name)
    assert seen >= 4, seen


@test
def nothing_below_the_command_line_prints():
    for path in sources("base", "dsl", "engine"):
        if path in ("base/log.c",):
            continue
        with open(os.path.join(SOURCE, path), encoding="utf-8") as f:
            text = re.sub(r"/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"", "", f.read(), flags=re.S)
        found = re.search(r"\b(printf|puts|putchar|perror|fputs)\s*\(|\bstderr\b|\bstdout\b", text)
        assert not found, "%s prints: %s" % (path, found[0])


main()
