#!/usr/bin/env python3
"""The evidence of an invented agency over three years, made from the story in story/*.toml. The same story gives the same bytes.

    python3 generate.py FOLDER     writes .jsonl files, which `mognad evidence add` takes
"""
import importlib
import pathlib
import sys

from telling.world import Evidence, World

HERE = pathlib.Path(__file__).resolve().parent
TELLERS = sorted(path.stem for path in (HERE / "telling").glob("*.py") if path.stem not in ("__init__", "world"))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    world, evidence = World(HERE / "story"), Evidence()
    for teller in TELLERS:
        importlib.import_module("telling." + teller).tell(world, evidence)
    folder.mkdir(parents=True, exist_ok=True)
    evidence.write(folder)


if __name__ == "__main__":
    main()
