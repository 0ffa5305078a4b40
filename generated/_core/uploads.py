"""Content of files on its way to the service, without reading it whole."""

from __future__ import annotations

import io
import mimetypes
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias, cast

from ._http import httpx
from .errors import ArgumentError

CHUNK = 256 * 1024
"""Bytes that are read from a file at a time."""

Content: TypeAlias = (
    bytes
    | bytearray
    | os.PathLike[str]
    | IO[bytes]
    | Iterable[bytes]
    | AsyncIterable[bytes]
)
"""Bytes, a path, a file object opened in binary mode, or pieces of bytes."""


@dataclass(frozen=True)
class File:
    """A file to upload, with the name and media type that go along with it.

    Attributes:
        content: Bytes, a path, a binary file object, or an iterable of bytes (an
            async one in the aio client).
        filename: Name that the service is told; a path's own name when omitted.
        content_type: Media type; guessed from the name when omitted.
    """

    content: Content
    filename: str | None = None
    content_type: str | None = None


Upload: TypeAlias = Content | File
"""What is accepted where the service wants a file."""


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in parts: bytes, files and iterables, one after the other.

    Attributes:
        size: Bytes in all; None when an iterable does not tell.
        replayable: Whether it can be sent a second time.
    """

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        sizes = [part.size for part in parts]
        self.size = None if None in sizes else sum(cast("list[int]", sizes))
        self.replayable = all(part.replayable for part in parts)

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            yield from part.pieces()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            async for piece in part.apieces():
                yield piece


class Part:
    """One piece of content: how large it is, and how to read it.

    Args:
        content: What the caller gave.

    Raises:
        ArgumentError: It is not the content of a file.
    """

    def __init__(self, content: object) -> None:
        self.filename: str | None = None
        self.size: int | None = None
        self.replayable = True
        self._content = content
        self._start = 0
        if isinstance(content, (bytes, bytearray)):
            self.size = len(content)
        elif isinstance(content, os.PathLike):
            self._measure(Path(cast("os.PathLike[str]", content)))
        elif isinstance(content, io.TextIOBase):
            raise ArgumentError(
                "a file must be opened in binary mode: open(path, 'rb')"
            )
        elif hasattr(content, "read"):
            self._measure_file(cast("IO[bytes]", content))
        elif isinstance(content, (Iterable, AsyncIterable)) and not isinstance(
            content, str
        ):
            # An iterator can be used up only once; a list of pieces again and again.
            self.replayable = not isinstance(content, (Iterator, AsyncIterator))
        else:
            raise ArgumentError(
                f"{type(content).__name__} is no content of a file; give bytes, a "
                "pathlib.Path, a file object opened in binary mode or an iterable of "
                "bytes"
            )

    def _measure(self, path: Path) -> None:
        try:
            self.size = path.stat().st_size
        except OSError as error:
            raise ArgumentError(f"cannot read {path}: {error.strerror}") from None
        if not path.is_file():
            raise ArgumentError(f"cannot read {path}: it is not a file")
        self.filename = path.name

    def _measure_file(self, file: IO[bytes]) -> None:
        name = getattr(file, "name", None)
        if isinstance(name, str):
            self.filename = os.path.basename(name)
        try:
            self._start = file.tell()
            self.size = file.seek(0, os.SEEK_END) - self._start
            file.seek(self._start)
        except (OSError, AttributeError):
            self.size, self.replayable = None, False

    @property
    def inline(self) -> bytes | None:
        """The content, when it is in memory already."""
        content = self._content
        return bytes(content) if isinstance(content, (bytes, bytearray)) else None

    def pieces(self) -> Iterator[bytes]:
        """The content, a piece at a time."""
        content = self._content
        if isinstance(content, (bytes, bytearray)):
            yield bytes(content)
        elif isinstance(content, os.PathLike):
            with open(cast("os.PathLike[str]", content), "rb") as opened_file:
                yield from _read(opened_file)
        elif hasattr(content, "read"):
            file = cast("IO[bytes]", content)
            if self.replayable:
                file.seek(self._start)
            yield from _read(file)
        elif isinstance(content, Iterable):
            yield from cast("Iterable[bytes]", content)
        else:
            raise ArgumentError("an async iterable can be sent by the aio client only")

    async def apieces(self) -> AsyncIterator[bytes]:
        """The content, a piece at a time; files are read in a thread."""
        content = self._content
        if isinstance(content, AsyncIterable):
            async for piece in cast("AsyncIterable[bytes]", content):
                yield piece
        elif isinstance(content, (bytes, bytearray)):
            yield bytes(content)
        else:
            from asyncio import to_thread

            pieces = self.pieces()
            while piece := await to_thread(_next, pieces):
                yield piece


def _next(pieces: Iterator[bytes]) -> bytes:
    # The next piece that is not empty; nothing at the end. StopIteration cannot leave
    # a thread for a coroutine.
    return next(filter(None, pieces), b"")


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        if not isinstance(cast("object", piece), bytes):
            raise ArgumentError(
                "a file must be opened in binary mode: open(path, 'rb')"
            )
        yield piece


def opened(value: object) -> tuple[Part, str | None, str | None]:
    """The content of an upload, its name and its media type, where known."""
    file = value if isinstance(value, File) else File(cast("Content", value))
    part = Part(file.content)
    name = file.filename or part.filename
    kind = file.content_type
    if kind is None and name is not None:
        kind = mimetypes.guess_type(name)[0]
    return part, name, kind
