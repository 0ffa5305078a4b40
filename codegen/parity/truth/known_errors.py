"""What an error tells besides its status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from codegen.parity.finding import Finding
from codegen.parity.trace import Answer
from codegen.parity.truth.played import JSON, Player, untrue

_AFTER: Final = [
    # What `Retry-After` says at 2030-01-02 03:04:05 UTC, which time it is here.
    ("3", 3.0), (" 0 ", 0.0), ("", None), ("soon", None), ("-1", None),
    ("1.5", None), ("Wed, 02 Jan 2030 03:04:15 GMT", 10.0),
    ("Wed, 02 Jan 2030 03:04:16 -0000", 11.0),
    ("Wed, 02 Jan 2030 04:04:17 +0100", 12.0),
    ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
]  # fmt: skip
_FIELD: Final = {"loc": ["body", "items", 0], "msg": "is missing", "type": "missing"}
_DETAILS: Final[list[tuple[Any, list[tuple[Any, str, str]]]]] = [
    ([_FIELD], [(("body", "items", 0), "is missing", "missing")]),
    ([{"loc": [], "msg": "m"}, _FIELD][:1], [((), "m", "")]),
    ([{"loc": [None], "msg": "m", "type": 5}], [(("None",), "m", "5")]),
    ([1, _FIELD, "x"], [(("body", "items", 0), "is missing", "missing")]),
    ([{"loc": "body", "msg": "m"}, {"loc": [1], "msg": None}, {}], []),
    ("no", []), ({}, []), (None, []),
]  # fmt: skip


def error_faults(player: Player) -> Iterator[Finding]:
    """Answer with errors; say what is not told of them."""
    yield from _waits(player)
    yield from _details(player)
    yield from _fields(player)


def _answered(player: Player, answer: Answer) -> Any:
    return player.call("do_get", answers=[answer]).value


def _waits(player: Player) -> Iterator[Finding]:
    for status in (429, 503):
        for text, seconds in _AFTER:

            def told(client: Any) -> Any:
                try:
                    return client.calls.do_get()
                except Exception as error:
                    return error.retry_after  # type: ignore[attr-defined]

            answer = Answer(status, (*JSON, ("retry-after", text)), (b"{}",))
            found = player.play(told, [answer]).value
            if found != seconds:
                yield untrue("errors", f"{text!r} means {found!r}, not {seconds} s")
    error = _answered(player, Answer(429, JSON, (b"{}",)))
    if error.retry_after is not None:
        yield untrue("errors", f"without a header it is {error.retry_after!r}")


def _details(player: Player) -> Iterator[Finding]:
    for detail, wanted in _DETAILS:
        body = json.dumps({"detail": detail}).encode()
        error = _answered(player, Answer(422, JSON, (body,)))
        found = [(one.loc, one.msg, one.type) for one in getattr(error, "details", [0])]
        if found != wanted:
            yield untrue("errors", f"of {body!r} the details are {found}")
    for body in (b"[]", b"{", b"", b"[" * 5000, b"\xff", b"null"):
        error = _answered(player, Answer(422, JSON, (body,)))
        if list(error.details):
            yield untrue("errors", f"of {body[:9]!r} the details are {error.details}")


def _fields(player: Player) -> Iterator[Finding]:
    error = _answered(player, Answer(404, JSON, (b'{"reason": "r"}',)))
    told = (error.operation, error.status, error.response.status_code)
    if told != ("GET /calls", 404, 404) or error.body.reason != "r":
        yield untrue("errors", f"404 is {vars(error)}")
    for content in (b"<html>", b"", b'{"other": 1}'):
        error = _answered(player, Answer(404, JSON, (content,)))
        if error.body != content.decode():
            yield untrue("errors", f"{content!r} is {error.body!r}")
    error = _answered(player, Answer(200, JSON, (b"{",)))
    said = str(error)
    if error.response.status_code != 200 or not said.startswith("GET /base/calls ans"):
        yield untrue("errors", f"what cannot be read is {said!r}")
    if type(error)(*error.args, error.response).args != error.args:
        yield untrue("errors", f"its arguments are {error.args}")
