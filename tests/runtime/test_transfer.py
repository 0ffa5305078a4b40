"""Streams that go on after an interruption, downloads that are whole or not there."""

from __future__ import annotations

import contextlib
import io
import re
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Driver

CONTENT = bytes(range(256)) * 2000
HEAD = "HTTP/1.1 {}\r\nConnection: close\r\n"


class Script:
    """A server that answers by a script, one connection a request, and may break off.

    Attributes:
        url: Its base URL.
        requests: Headers of the requests that came.
    """

    def __init__(self, answer: Callable[[dict[str, str], int], list[bytes]]) -> None:
        self.requests: list[dict[str, str]] = []
        self._answer = answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                received = b""
                while b"\r\n\r\n" not in received:
                    if not (piece := connection.recv(65536)):
                        break
                    received += piece
                lines = received.decode("latin-1").split("\r\n")[1:]
                pairs = [line.split(": ", 1) for line in lines if ": " in line]
                self.requests.append({k.lower(): v for k, v in pairs})
                number = len(self.requests)
                for piece in self._answer(self.requests[-1], number):
                    connection.sendall(piece)
                # Half-closed, so that what was sent still arrives.
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(2)
                while connection.recv(65536):
                    pass

    def close(self) -> None:
        """Stop serving."""
        self._listening.close()


@pytest.fixture
def script() -> Iterator[Callable[..., Script]]:
    """Starts scripted servers, which end with the test."""
    started: list[Script] = []

    def start(answer: Callable[[dict[str, str], int], list[bytes]]) -> Script:
        started.append(Script(answer))
        return started[-1]

    yield start
    for server in started:
        server.close()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def test_events_go_on_after_the_last_one_that_came(
    driver: Driver, script: Callable[..., Script]
) -> None:
    """A connection that breaks would end the stream, or repeat its events."""

    def answer(headers: dict[str, str], number: int) -> list[bytes]:
        head = HEAD.format("200 OK") + "Content-Type: text/event-stream\r\n"
        start = int(headers.get("last-event-id", -1)) + 1
        events = [f'id: {n}\ndata: {{"number": {n}}}\n\n'.encode() for n in range(7)]
        pieces = [chunk(e) for e in events[start : start + 3]]
        end = b"0\r\n\r\n" if start + 3 >= 7 else chunk(b"data: half")
        return [f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), *pieces, end]

    server = script(answer)
    retry = driver.core("retry").Retry(1, backoff_factor=0)
    client = driver.client(server.url, retries=retry)
    found = driver.items(client.things.events())
    assert [tick.number for tick in found] == list(range(7))
    assert [r.get("last-event-id") for r in server.requests] == [None, "2", "5"]


def test_events_without_identifiers_end_with_the_connection(
    driver: Driver, script: Callable[..., Script]
) -> None:
    """Events would come twice, or the break be taken for the end."""

    def answer(_: dict[str, str], __: int) -> list[bytes]:
        head = HEAD.format("200 OK") + "Transfer-Encoding: chunked\r\n\r\n"
        return [head.encode(), chunk(b'data: {"number": 1}\n\n')]

    client = driver.client(script(answer).url)
    with pytest.raises(driver.errors.ConnectionFailed):
        driver.items(client.things.events())


class Ranges:
    """Serves a file, breaking off after some bytes, with or without ranges."""

    def __init__(
        self, breaks: int | None, *, ranges: bool = True, etag: str = '"v1"'
    ) -> None:
        self.breaks = breaks
        self.ranges = ranges
        self.etag = etag
        self.content = CONTENT

    def __call__(self, headers: dict[str, str], number: int) -> list[bytes]:
        """Answer one request."""
        start, status, extra = 0, "200 OK", ""
        wanted = headers.get("range", "").removeprefix("bytes=").rstrip("-")
        if self.ranges and wanted and headers.get("if-range") == self.etag:
            start, status = int(wanted), "206 Partial Content"
            extra = f"Content-Range: bytes {start}-{len(self.content) - 1}/*\r\n"
        rest = self.content[start:]
        tag = f"ETag: {self.etag}\r\n" if self.etag else ""
        head = f"{HEAD.format(status)}{extra}{tag}Content-Length: {len(rest)}\r\n\r\n"
        return [head.encode(), rest[: self.breaks]]


def download(driver: Driver, client: Any, target: Path, **options: Any) -> Path:
    """Download the big file."""
    path: Path = driver.call(
        client.download(client.things.big, target, **options), "name"
    )
    return path


def quick(driver: Driver, url: str, total: int = 9) -> Any:
    """A client that repeats without waiting."""
    return driver.client(url, retries=driver.core("retry").Retry(total, 0.0))


def test_a_download_is_saved_whole(
    driver: Driver, script: Callable[..., Script], tmp_path: Path
) -> None:
    """A large file would be held in memory, or end without its last bytes."""
    server = script(Ranges(None))
    seen: list[tuple[int, int, int | None]] = []
    target = tmp_path / "file.bin"
    found = download(
        driver, quick(driver, server.url), target, progress=lambda *n: seen.append(n)
    )
    assert found == target
    assert target.read_bytes() == CONTENT
    assert seen[-1][1:] == (len(CONTENT), len(CONTENT))
    assert [p.name for p in tmp_path.iterdir()] == ["file.bin"]
    assert server.requests[0]["accept-encoding"] == "identity"


def test_a_download_goes_on_by_range(
    driver: Driver, script: Callable[..., Script], tmp_path: Path
) -> None:
    """A break would start a large download from the beginning."""
    server = script(Ranges(100_000))
    download(driver, quick(driver, server.url), tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT
    starts = [r.get("range") for r in server.requests]
    assert starts[0] is None
    assert starts[1:] == [f"bytes={n}-" for n in range(100_000, 512_000, 100_000)]


def test_a_later_call_goes_on_and_nothing_is_there_before(
    driver: Driver, script: Callable[..., Script], tmp_path: Path
) -> None:
    """Half a file would be taken for the whole one."""
    ranges = Ranges(300_000)
    server = script(ranges)
    target = tmp_path / "f"
    target.write_bytes(b"the old one")
    with pytest.raises(driver.errors.ConnectionFailed):
        download(driver, quick(driver, server.url, 0), target)
    assert target.read_bytes() == b"the old one"
    ranges.breaks = None
    download(driver, quick(driver, server.url), target)
    assert target.read_bytes() == CONTENT
    assert server.requests[1]["range"] == "bytes=300000-"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f"]


def test_another_version_starts_anew(
    driver: Driver, script: Callable[..., Script], tmp_path: Path
) -> None:
    """The file would be half of one version and half of another."""
    ranges = Ranges(300_000)
    server = script(ranges)
    with pytest.raises(driver.errors.ConnectionFailed):
        download(driver, quick(driver, server.url, 0), tmp_path / "f")
    ranges.content, ranges.etag, ranges.breaks = b"new" * 1000, '"v2"', None
    download(driver, quick(driver, server.url), tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == b"new" * 1000


@pytest.mark.parametrize(
    "ranges", [Ranges(300_000, ranges=False), Ranges(300_000, etag="")]
)
def test_a_service_without_ranges_starts_anew(
    driver: Driver, script: Callable[..., Script], tmp_path: Path, ranges: Ranges
) -> None:
    """What comes from the beginning would be appended."""
    broken = Ranges(ranges.breaks, ranges=ranges.ranges, etag=ranges.etag)
    server = script(broken)
    with pytest.raises(driver.errors.ConnectionFailed):
        download(driver, quick(driver, server.url, 0), tmp_path / "f")
    broken.breaks = None
    download(driver, quick(driver, server.url), tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT


def test_an_error_is_not_saved(driver: Driver, server: str, tmp_path: Path) -> None:
    """The text of a 404 would be the file."""
    client = driver.client(server)
    with pytest.raises(driver.errors.NotFound):
        download(driver, client, tmp_path / "f")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(driver.errors.ArgumentError, match="no such folder"):
        download(driver, client, tmp_path / "no" / "f")
    with pytest.raises(driver.errors.ArgumentError, match="it is a folder"):
        download(driver, client, tmp_path)


SIZE = 48 * 2**20


@pytest.fixture
def sink() -> Iterator[tuple[str, list[int]]]:
    """A server that takes a large body and keeps nothing of it, or gives one away."""
    taken: list[int] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection:
                    answer(connection)

    def answer(connection: socket.socket) -> None:
        head, _, begun = connection.recv(65536).partition(b"\r\n\r\n")
        if head.startswith(b"GET"):
            start = HEAD.format("200 OK") + f"Content-Length: {SIZE}\r\n\r\n"
            connection.sendall(start.encode())
            for _ in range(SIZE // 65536):
                connection.sendall(bytes(65536))
            return
        length = re.search(rb"content-length: (\d+)", head.lower())
        received, last = len(begun), begun

        def is_whole() -> bool:
            # Chunks tell no length, but have an end that zeros do not look like.
            if length is None:
                return last.endswith(b"0\r\n\r\n")
            return received >= int(length[1])

        while not is_whole():
            last = connection.recv(2**20)
            received += len(last)
        taken.append(received)
        done = HEAD.format("200 OK") + "Content-Length: 2\r\n\r\n{}"
        connection.sendall(done.encode())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", taken
    # Closing alone wakes nobody who waits for a connection.
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def memory_of(function: Callable[[], Any]) -> int:
    """Bytes of Python objects that a call held at its peak, beyond those before."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", ["path", "file", "iterator", "form"])
def test_an_upload_is_not_read_whole(
    driver: Driver, sink: tuple[str, list[int]], tmp_path: Path, kind: str
) -> None:
    """A file larger than the memory could not be sent."""
    url, taken = sink
    path = tmp_path / "large"
    with open(path, "wb") as file:
        file.truncate(SIZE)
    client = driver.client(url)

    def send() -> None:
        if kind == "form":
            driver.call(client.things.upload, path)
        elif kind == "path":
            driver.call(client.things.raw, path)
        elif kind == "file":
            with open(path, "rb") as opened:
                driver.call(client.things.raw, opened)
        else:
            driver.call(client.things.raw, (bytes(65536) for _ in range(SIZE // 65536)))

    assert memory_of(send) < SIZE / 8
    assert taken[0] >= SIZE


def test_a_download_is_not_held_in_memory(
    driver: Driver, sink: tuple[str, list[int]], tmp_path: Path
) -> None:
    """A file larger than the memory could not be fetched."""
    client = driver.client(sink[0])
    target = tmp_path / "large"
    assert memory_of(lambda: download(driver, client, target)) < SIZE / 8
    assert target.stat().st_size == SIZE


UPLOADED = bytes(range(256)) * 4000


def content(kind: str, folder: Path) -> Any:
    """The same bytes in one of the forms that uploads take."""
    path = folder / "up.bin"
    path.write_bytes(UPLOADED)
    pieces = [UPLOADED[i : i + 70_000] for i in range(0, len(UPLOADED), 70_000)]
    return {
        "bytes": UPLOADED,
        "path": path,
        "file": io.BytesIO(UPLOADED),
        "iterator": iter(pieces),
    }[kind]


@pytest.mark.parametrize("kind", ["bytes", "path", "file", "iterator"])
def test_an_upload_shows_how_far_it_is(
    driver: Driver, server: str, tmp_path: Path, kind: str
) -> None:
    """A person would wait for minutes without a sign, or see a wrong total."""
    client = driver.client(server)
    seen: list[tuple[int, int, int | None]] = []
    put = client.with_progress(client.things.raw, lambda *now: seen.append(now))
    assert driver.call(put, content(kind, tmp_path)) == UPLOADED
    size = len(UPLOADED)
    assert len(seen) > 4
    assert (seen[0][1], seen[-1][1]) == (0, size)
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert {total for *_, total in seen} == {None if kind == "iterator" else size}


def test_the_parts_of_a_form_are_counted_together(
    driver: Driver, server: str, tmp_path: Path
) -> None:
    """The bar of a form with files would start anew with each file, or not end."""
    client = driver.client(server)
    seen: list[tuple[int, int, int | None]] = []
    send = client.with_progress(client.things.upload, lambda *now: seen.append(now))
    files = [content("path", tmp_path), content("file", tmp_path)]
    sent = driver.call(send, files=files, title="two")
    assert [size for _, _, size, _ in sent["files"]] == [len(UPLOADED)] * 2
    total = int(sent["length"])
    assert seen[-1] == (1, total, total)


def test_an_upload_that_is_sent_again_is_counted_anew(
    driver: Driver, watched: tuple[str, Any], tmp_path: Path
) -> None:
    """The bar would go beyond its end."""
    url, state = watched
    state.busy = 1
    seen: list[tuple[int, int, int | None]] = []
    client = quick(driver, url)
    put = client.with_progress(client.things.raw, lambda *now: seen.append(now))
    assert driver.call(put, content("path", tmp_path)) == UPLOADED
    size = len(UPLOADED)
    assert [now for now in seen if now[1] in (0, size)] == [
        (1, 0, size),
        (1, size, size),
        (2, 0, size),
        (2, size, size),
    ]


def test_a_bar_is_shown_for_an_upload(
    driver: Driver, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`with_progress` alone would show nothing, or stay on the screen unfinished."""
    client = driver.client(server)
    driver.call(client.with_progress(client.things.raw), UPLOADED)
    size = len(UPLOADED)
    assert f"{size}/{size}" in capsys.readouterr().err
