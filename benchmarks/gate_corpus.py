"""The gate on real documents: reordered, damaged, and under other hash seeds.

    python -m benchmarks.gate_corpus [--damage N] [NAME...]

Each document of `python benchmarks/specs.py fetch` is compared with itself in another order
(everything that has none is shuffled), about which nothing may be said; and with itself
damaged at N random places, which must be compared without a traceback, and be said.
"""

from __future__ import annotations

import argparse
import copy
import random
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from codegen.config import Config
from codegen.diff.compare import compare
from codegen.diff.finding import Finding
from codegen.diff.sameness import references
from codegen.errors import IsospinError
from codegen.spec.document import Document
from codegen.spec.load import load

SPECS = Path(__file__).resolve().parent.parent / ".benchmarks" / "specs"
SETS = frozenset({"enum", "parameters", "required", "security", "type"})
"""Arrays without an order; `tags` have one (the first is the group), and `servers`."""
UNIONS = frozenset({"allOf", "anyOf", "oneOf"})
"""They have none on the wire; in Python, branches without a name are numbered by it."""
VALUES = frozenset({"const", "default", "example", "examples"})
WRONG: tuple[Any, ...] = (None, 5, "text", [], {}, True, {"$ref": "#/nowhere"}, [[1]])


def shuffled(
    node: Any, pick: random.Random, sets: frozenset[str], key: str = ""
) -> Any:
    """Return a document with objects, and arrays of some keywords, in another order."""
    if isinstance(node, dict):
        keys = list(node)
        pick.shuffle(keys)
        return {
            k: node[k] if k in VALUES else shuffled(node[k], pick, sets, str(k))
            for k in keys
        }
    if isinstance(node, list):
        found = [shuffled(item, pick, sets) for item in node]
        if key in sets:
            pick.shuffle(found)
        return found
    return node


def damaged(node: Any, pick: random.Random, times: int) -> Any:
    """Return a document with something wrong at a few places."""
    found = copy.deepcopy(node)
    places: list[tuple[Any, Any]] = []
    stack = [found]
    while stack:
        here = stack.pop()
        items: Iterable[tuple[Any, Any]] = (
            here.items() if isinstance(here, dict) else enumerate(here)
        )
        for key, value in items:
            places.append((here, key))
            if isinstance(value, dict | list):
                stack.append(value)
    for holder, key in pick.sample(places, min(times, len(places))):
        holder[key] = copy.deepcopy(pick.choice(WRONG))
    return found


def reordered(document: Document, pick: random.Random) -> list[Finding]:
    """Return what is said of a document in another order, which should be nothing.

    Arrays keep their order where references lead through their indexes.
    """
    indexed = any(re.search(r"/\d+(/|$)", ref) for ref in references(document.root))
    none: frozenset[str] = frozenset()
    one, both = (none, none) if indexed else (SETS, SETS | UNIONS)
    new = replace(document, root=shuffled(document.root, pick, one))
    found = list(compare(document, new).findings)
    new = replace(document, root=shuffled(document.root, pick, both))
    return found + [f for f in compare(document, new).findings if f.rule[:3] != "py."]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--damage", type=int, default=20)
    parser.add_argument("--debug", action="store_true", help="stop at an exception")
    options = parser.parse_args()
    bad = compared = 0
    paths = sorted([*SPECS.rglob("*.json"), *SPECS.rglob("*.y*ml")])
    for path in paths:
        if (
            path.name == "index.json"
            or "clients" in path.parts
            or (options.names and path.stem not in options.names)
        ):
            continue
        try:
            document = load(str(path), config=Config(input=str(path)))
        except IsospinError:
            continue  # no document, or one that cannot be read at all
        pick, start = random.Random(path.stem), time.process_time()
        compared += 1
        try:
            moved = reordered(document, pick)
            new = damaged(document.root, pick, options.damage)
            found = compare(document, replace(document, root=new)).findings
        except Exception as error:
            bad += 1
            if options.debug:
                raise
            print(f"{path.stem}: {type(error).__name__}: {error}"[:300])
            continue
        if moved or not found:
            bad += 1
            rules = sorted({f"{f.severity} {f.rule}" for f in moved})
            print(f"{path.stem}: {len(moved)} findings of another order {rules}")
            for finding in moved[:3]:
                print(f"    {finding.sentence} {finding.new or finding.old}")
        print(
            f"{path.stem}: {time.process_time() - start:.1f} s, damaged: {len(found)}",
            file=sys.stderr,
        )
    print(f"{compared} documents, {bad} with something wrong")
    if not compared:
        print("there is no such document: run `python benchmarks/specs.py fetch` first")
    return 1 if bad or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
