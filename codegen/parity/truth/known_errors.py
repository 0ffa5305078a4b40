"""What an error tells besides its status."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, Final

from codegen.parity.finding import Finding
from codegen.parity.service import said
from codegen.parity.trace import Answer
from codegen.parity.truth.played import JSON, Player, later, untrue

_AFTER: Final = [
    # What `Retry-After` says at 2030-01-02 03:04:05 UTC, which time it is here.
    ("3", 3.0), (" 0 ", 0.0), ("", None), ("soon", None), ("-1", None),
    ("1.5", None), ("Wed, 02 Jan 2030 03:04:15 GMT", 10.0),
    ("Wed, 02 Jan 2030 03:04:16 -0000", 11.0),
    ("Wed, 02 Jan 2030 04:04:17 +0100", 12.0),
    ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
]  # fmt: skip
_CUT: Final = Answer(200, JSON, (b"{",))
_FIELD: Final = {"loc": ["body", "items", 0], "msg": "is missing", "type": "missing"}
_DETAILS: Final[list[tuple[Any, list[tuple[Any, str, str]]]]] = [
    ([_FIELD], [(("body", "items", 0), "is missing", "missing")]),
    ([{"loc": [], "msg": "m"}], [((), "m", "")]),
    ([{"loc": [None], "msg": "m", "type": 5}], [(("None",), "m", "5")]),
    ([1, _FIELD, "x"], [(("body", "items", 0), "is missing", "missing")]),
    ([{"loc": "body", "msg": "m"}, {"loc": [1], "msg": None}, {}], []),
    ("no", []), ({}, []), (None, []),
]  # fmt: skip


def error_faults(player: Player) -> Iterator[Finding]:
    """Answer with errors; say what is not told of them."""
    for answer, look, wanted in [*_waits(), *_details(), *_fields()]:
        found = _told(player, answer, look)
        if found != wanted:
            yield untrue("errors", f"{answer} tells {found!r}, not {wanted!r}")


Look = Callable[[Any], Any]


def _told(player: Player, answer: Answer, look: Look) -> Any:
    """What an error tells; another one, where it tells nothing."""

    def ask(client: Any) -> Any:
        try:
            return client.calls.do_get()
        except Exception as error:
            return look(error)

    return player.play(ask, [answer]).value


def _waits() -> Iterator[tuple[Answer, Look, Any]]:
    for status in (429, 503):
        yield said(status, {}), attrgetter("retry_after"), None
        for text, seconds in _AFTER:
            yield later(status, text), attrgetter("retry_after"), seconds


def _details() -> Iterator[tuple[Answer, Look, Any]]:
    def look(error: Any) -> Any:
        return [(one.loc, one.msg, one.type) for one in error.details]

    for detail, wanted in _DETAILS:
        yield said(422, {"detail": detail}), look, wanted
    for body in (b"[]", b"{", b"", b"[" * 5000, b"\xff", b"null"):
        yield Answer(422, JSON, (body,)), look, []


def _fields() -> Iterator[tuple[Answer, Look, Any]]:
    missing = said(404, {"reason": "r"})
    named = said(404, {"reason": "r"}, X_Request_ID="r-1")
    names = attrgetter("operation", "status", "body.reason", "request_id")
    kind = attrgetter("__class__.__name__", "response.status_code")
    for again in (_same, _from_another_process):
        yield missing, _after(again, names), ("GET /calls", 404, "r", None)
        yield named, _after(again, names), ("GET /calls", 404, "r", "r-1")
        yield missing, _after(again, kind), ("NotFound", 404)
        yield _CUT, _after(again, kind), ("DecodeError", 200)
        yield _CUT, _after(again, _begin), "GET /base/calls answered 200, but "
    yield missing, lambda e: type(e)(e.response).operation, ""
    yield missing, lambda e: e.body_as(type(e.body)) is e.body, True
    yield missing, lambda e: _failure(lambda: e.body_as(str)), "TypeError"
    for content in (b"<html>", b"", b'{"other": 1}'):
        yield Answer(404, JSON, (content,)), attrgetter("body"), content.decode()


def _after(again: Look, look: Look) -> Look:
    return lambda error: look(again(error))


def _same(error: Any) -> Any:
    return error


def _from_another_process(error: Any) -> Any:
    return pickle.loads(pickle.dumps(error))


def _begin(error: Any) -> str:
    return str(error)[:34]


def _failure(call: Callable[[], Any]) -> str:
    try:
        return f"no failure, but {call()!r}"
    except Exception as error:
        return type(error).__name__
