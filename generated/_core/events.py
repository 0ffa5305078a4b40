"""Takes streams apart: server-sent events and JSON lines, bytes in, items out."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Event(Generic[T]):
    """One server-sent event (WHATWG HTML, section 9.2).

    Attributes:
        data: The parsed data.
        event: Its type, `message` when the service names none.
        id: The last identifier that the service gave, empty when it gave none.
        retry: Milliseconds to wait before reconnecting, where the service says so.
    """

    data: T
    event: str = "message"
    id: str = ""
    retry: int | None = None


class EventDecoder:
    """Lines of `text/event-stream` to events with their data as text.

    Attributes:
        last_id: Identifier of the last event, for `Last-Event-ID`.
        retry: Milliseconds to wait before reconnecting, once the service said so.
    """

    def __init__(self) -> None:
        self.last_id = ""
        self.retry: int | None = None
        self._lines = LineDecoder()
        self._data: list[str] = []
        self._event = ""

    def feed(self, data: bytes) -> Iterator[Event[str]]:
        """Events that `data` completes. The end of a stream completes none."""
        for line in self._lines.feed(data):
            if (event := self._line(line)) is not None:
                yield event

    def _line(self, line: str) -> Event[str] | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self.last_id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry = int(value)
        return None

    def _dispatch(self) -> Event[str] | None:
        data, self._data = self._data, []
        event, self._event = self._event, ""
        if not data:
            return None
        return Event("\n".join(data), event or "message", self.last_id, self.retry)


class LineDecoder:
    """Bytes to lines, however the network cuts them: CR, LF and CRLF end a line."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pieces: list[str] = []
        self._started = False
        self._after_cr = False

    def feed(self, data: bytes) -> list[str]:
        """Lines that `data` completes."""
        text = self._decoder.decode(data)
        if not text:
            return []
        if not self._started:
            self._started = True
            text = text.removeprefix("\ufeff")
        if self._after_cr:
            text = text.removeprefix("\n")
        self._after_cr = text.endswith("\r")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        # Joined only when a line is complete, so that a long one costs linear time.
        self._pieces.append(lines[0])
        if len(lines) == 1:
            return []
        lines[0] = "".join(self._pieces)
        self._pieces = [lines.pop()]
        return lines


class JsonLineDecoder:
    """Bytes to the lines of JSON lines, blank ones left out."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Lines that `data` completes."""
        head, newline, tail = data.rpartition(b"\n")
        if not newline:
            self._pieces.append(data)
            return
        whole = b"".join(self._pieces) + head
        self._pieces = [tail]
        for line in whole.split(b"\n"):
            if line.strip(b"\x1e\r\t "):
                yield line.strip(b"\x1e\r\t ")

    def end(self) -> Iterator[bytes]:
        """The last line, where nothing ends it."""
        yield from self.feed(b"\n")
