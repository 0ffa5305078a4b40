"""A listing that was collected: its items, how to go on, and tables made of it.

The pages are kept as they came, as bytes: a tenth of what the objects would take.
Models are made when somebody asks for them, tables without any.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast, overload

from .errors import ArgumentError, Error
from .outline import descend
from .pagination import Pagination, Place
from .replies import fault
from .tables import Columns, Frame, arrow_table, pandas_frame, polars_frame

T = TypeVar("T")
MAGIC = b"isospin listing 1\n"


class Listing(Sequence[T]):
    """Items of the pages that were read, in their order.

    Attributes:
        next: Where it goes on; None when it is complete.
        error: What stopped it, when it was told to keep what it has.
        total: Items in all, where the service says so.
    """

    def __init__(self, pagination: Pagination[T], call: str) -> None:
        self.next: Place | None = Place()
        self.error: Error | None = None
        self.total: int | None = None
        self._pagination = pagination
        self._call = call
        self._contents: list[bytes] = []
        self._counts: list[int] = []
        self._results: list[T] = []
        self._parsed = 0

    def __repr__(self) -> str:
        state = (
            "complete" if self.next is None else f"to go on at page {len(self.pages)}"
        )
        return f"<Listing: {len(self)} items, {len(self.pages)} pages, {state}>"

    @property
    def results(self) -> list[T]:
        """The items, validated when they are first asked for.

        Raises:
            Error: A page is not what the description promises; it is in `pages`, and
                the tables can be made all the same.
        """
        while self._parsed < len(self._contents):
            try:
                found = self._pagination.parse(self._contents[self._parsed])
            except ValueError as error:
                page = f"page {self._parsed + 1} of the listing"
                raise Error(f"{page} is not as promised: {fault(error)}") from error
            self._results += found
            self._parsed += 1
        return self._results

    @property
    def pages(self) -> Sequence[bytes]:
        """The JSON of each page, as it came."""
        return tuple(self._contents)

    def add(self, content: bytes, count: int, following: Place | None) -> None:
        """Take a page in."""
        self._contents.append(content)
        self._counts.append(count)
        self.next = following

    def __len__(self) -> int:
        return sum(self._counts)

    def __iter__(self) -> Iterator[T]:
        return iter(self.results)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self.results[index]

    # --- on disk -----------------------------------------------------------------------

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write everything to a file, to go on in another process or flavour.

        The file is written beside the path and takes its name when it is whole.
        """
        target = Path(path)
        head = {
            "call": self._call,
            "next": None if self.next is None else asdict(self.next),
            "total": self.total,
            "sizes": [len(content) for content in self._contents],
            "counts": self._counts,
        }
        aside = target.with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")
        try:
            with open(aside, "wb") as file:
                file.write(MAGIC + json.dumps(head).encode() + b"\n")
                file.writelines(self._contents)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, target)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise

    def resumed(self, source: Listing[T] | str | os.PathLike[str]) -> Listing[T]:
        """A listing with what another one, or a file of one, has so far.

        Raises:
            ArgumentError: It is of another call, or no listing.
        """
        found = source if isinstance(source, Listing) else self._load(Path(source))
        if found._call != self._call:
            raise ArgumentError(
                f"cannot go on: the listing is of {found._call!r}, not {self._call!r}"
            )
        self.next, self.total = found.next, found.total
        self._contents, self._counts = list(found._contents), list(found._counts)
        return self

    def _load(self, path: Path) -> Listing[T]:
        content = path.read_bytes()
        head, newline, pages = content.removeprefix(MAGIC).partition(b"\n")
        if not content.startswith(MAGIC) or not newline:
            raise ArgumentError(f"{path} is no saved listing")
        known = cast("Mapping[str, object]", json.loads(head))
        loaded = Listing(self._pagination, str(known["call"]))
        following = cast("dict[str, object] | None", known["next"])
        begin = 0
        counts = cast("list[int]", known["counts"])
        for size, count in zip(cast("list[int]", known["sizes"]), counts, strict=True):
            loaded.add(pages[begin : begin + size], count, None)
            begin += size
        if begin != len(pages):
            raise ArgumentError(f"{path} is cut short")
        loaded.next = None if following is None else Place(**following)  # type: ignore[arg-type]
        loaded.total = cast("int | None", known["total"])
        return loaded

    # --- as tables ---------------------------------------------------------------------

    def columns(self) -> Columns:
        """Values by column, by Python name; None where a row has none.

        Without any rows, the columns are those of the model.
        """
        found: Columns = {}
        rows_before = 0
        names = _python_names(self._pagination.item())
        if not self:
            return {name: [] for name in names.values()}
        for content in self._contents:
            rows = self._rows(content)
            wires = {wire for row in rows for wire in row}
            for wire in sorted(
                wires - found.keys(), key=lambda w: _rank(w, names, rows)
            ):
                found[wire] = [None] * rows_before
            for wire, column in found.items():
                column += [row.get(wire) for row in rows]
            rows_before += len(rows)
        return {names.get(wire, wire): column for wire, column in found.items()}

    def _rows(self, content: bytes) -> list[dict[str, object]]:
        from pydantic_core import from_json

        rows = descend(from_json(content, cache_strings="all"), self._pagination.items)
        found = cast("list[object]", rows)
        if found and not isinstance(found[0], dict):
            return [{"value": row} for row in found]
        return cast("list[dict[str, object]]", found)

    def to_pandas(self) -> Frame:
        """A `pandas.DataFrame` with a row an item.

        Raises:
            ImportError: pandas is not installed.
        """
        columns = self.columns()
        return pandas_frame(columns, self._times(columns))

    def to_polars(self) -> Frame:
        """A `polars.DataFrame` with a row an item.

        Raises:
            ImportError: polars is not installed.
        """
        columns = self.columns()
        return polars_frame(columns, self._times(columns))

    def to_arrow(self) -> Frame:
        """A `pyarrow.Table` with a row an item.

        Raises:
            ImportError: pyarrow is not installed.
        """
        columns = self.columns()
        return arrow_table(columns, self._times(columns))

    def _times(self, columns: Columns) -> list[str]:
        """Columns that hold a date and a time, as the description says."""
        fields = cast(
            "Mapping[str, object]", getattr(self._pagination.item(), "model_fields", {})
        )
        kinds = (datetime, datetime | None)
        return [
            name
            for name, known in fields.items()
            if name in columns and getattr(known, "annotation", None) in kinds
        ]


def _python_names(item: object) -> dict[str, str]:
    """Name on the wire to name in Python, of a model's fields."""
    fields = cast("Mapping[str, object]", getattr(item, "model_fields", {}))
    return {
        getattr(field, "validation_alias", None) or name: name
        for name, field in fields.items()
    }


def _rank(
    wire: str, names: Mapping[str, str], rows: Sequence[Mapping[str, object]]
) -> int:
    """Order of columns: the model's, then that of the rows."""
    known = list(names)
    if wire in names:
        return known.index(wire)
    return len(known) + next(list(row).index(wire) for row in rows if wire in row)
