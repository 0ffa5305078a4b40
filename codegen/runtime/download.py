"""Saves a reply to a file: resumed by range, and never half under its name.

What has come so far is beside the target, in a file of its own with a note of what it
is part of. An interrupted download goes on from there, in this call or a later one,
where the service can serve ranges of the same version (RFC 9110, sections 13 and 14).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

from ._http import httpx
from .call import Pour, Sleep, Steps, exchange, read, translated
from .errors import ArgumentError
from .progress import Report, reporter

if TYPE_CHECKING:
    from .operation import Operation
    from .options import Options

T = TypeVar("T")


class Download:
    """One file that is being downloaded.

    Args:
        path: Where it goes; it is replaced when the download is complete.
        progress: Show a bar, or call a function with requests, bytes and total.

    Raises:
        ArgumentError: There is no such folder, or the path is one.
    """

    def __init__(
        self, path: str | os.PathLike[str], progress: bool | Report = False
    ) -> None:
        self.path = Path(path)
        if not self.path.parent.is_dir():
            raise ArgumentError(f"cannot write {self.path}: there is no such folder")
        if self.path.is_dir():
            raise ArgumentError(f"cannot write {self.path}: it is a folder")
        self._part = self.path.with_name(f".{self.path.name}.part")
        self._note = self.path.with_name(f".{self.path.name}.part.json")
        self._progress = progress
        self._source = ""

    def steps(
        self, options: Options, request: httpx.Request, operation: Operation[T]
    ) -> Steps[Path]:
        """Download, going on after interruptions as often as retries are allowed."""
        report = reporter(self._progress, "bytes")
        failures = 0
        request.headers["Accept-Encoding"] = "identity"
        # Only a digest is written down: a query may hold a key.
        self._source = sha256(str(request.url).encode()).hexdigest()
        try:
            while True:
                before = self._size()
                try:
                    yield from self._attempt(options, request, operation, report)
                    break
                except httpx.HTTPError as error:
                    failures = 1 if self._size() > before else failures + 1
                    wait = options.retries.after_error(request, error, failures)
                    if wait is None:
                        raise translated(error, request) from error
                    yield Sleep(wait)
        finally:
            report.close()
        os.replace(self._part, self.path)
        self._note.unlink(missing_ok=True)
        return self.path

    def _attempt(
        self,
        options: Options,
        request: httpx.Request,
        operation: Operation[T],
        report: Callable[[int, int, int | None], object],
    ) -> Steps[None]:
        self._ask_for_rest(request)
        response = yield from exchange(options, request, operation, stream=True)
        if response.status_code == 416:
            # What is there is no part of it any more, or already all of it.
            self._part.unlink(missing_ok=True)
            self._ask_for_rest(request)
            response = yield from exchange(options, request, operation, stream=True)
        if response.status_code >= 300 or operation.reply(response.status_code) is None:
            raise operation.error((yield from read(response)))
        begin = _range_start(response) if response.status_code == 206 else 0
        with open(self._part, "ab") as file:
            if begin > file.tell():
                raise httpx.RemoteProtocolError("the range that came is another one")
            file.truncate(begin)
            self._remember(response)
            yield from _pour(response, file, begin, report)
            file.flush()
            os.fsync(file.fileno())

    def _ask_for_rest(self, request: httpx.Request) -> None:
        """Ask for what is missing of the version that is there."""
        request.headers.pop("Range", None)
        request.headers.pop("If-Range", None)
        version = self._version()
        if version is not None and (size := self._size()):
            request.headers["Range"] = f"bytes={size}-"
            request.headers["If-Range"] = version

    def _size(self) -> int:
        return self._part.stat().st_size if self._part.exists() else 0

    def _version(self) -> str | None:
        try:
            note: object = json.loads(self._note.read_bytes())
        except (OSError, ValueError):
            return None
        known = cast("dict[str, object]", note if isinstance(note, dict) else {})
        version = known.get("version")
        same = known.get("source") == self._source
        return version if same and isinstance(version, str) else None

    def _remember(self, response: httpx.Response) -> None:
        tag: str = response.headers.get("etag", "")
        version = response.headers.get("last-modified")
        if tag and not tag.startswith("W/"):
            version = tag
        if "content-encoding" in response.headers:
            version = None
        note = {"source": self._source, "version": version}
        self._note.write_text(json.dumps(note), encoding="utf-8")


def _pour(
    response: httpx.Response,
    file: BinaryIO,
    begin: int,
    report: Callable[[int, int, int | None], object],
) -> Steps[None]:
    length: str = response.headers.get("content-length", "")
    total = begin + int(length) if length.isdigit() else None
    done = begin
    report(1, done, total)

    def write(piece: bytes) -> None:
        nonlocal done
        file.write(piece)
        done += len(piece)
        report(1, done, total)

    yield Pour(response, write)
    encoded = "content-encoding" in response.headers
    if total is not None and done != total and not encoded:
        raise httpx.RemoteProtocolError(f"{done} bytes came, of {total}")


def _range_start(response: httpx.Response) -> int:
    """First byte of `Content-Range: bytes 100-199/200`."""
    value: str = response.headers.get("content-range", "")
    start = value.removeprefix("bytes").strip().partition("-")[0]
    return int(start) if start.isascii() and start.isdigit() else 0
