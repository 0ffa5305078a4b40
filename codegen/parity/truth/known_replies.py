"""What replies are read as, whole and item by item."""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any, Final

from pydantic import BaseModel

from codegen.parity.finding import Finding
from codegen.parity.trace import Answer
from codegen.parity.truth.played import JSON, Player, untrue

_A: Final = b'{"a": "x"}'


def _of(kind: str | None, content: bytes, status: int = 200) -> Answer:
    return Answer(status, (("content-type", kind),) if kind else (), (content,))


_WHOLE: Final[list[tuple[str, Answer, Any]]] = [
    ("replies.pick", _of("text/csv; charset=latin-1", b"\xe4"), "ä"),
    ("replies.pick", _of("text/csv", "ä".encode()), "ä"),
    ("replies.pick", _of("image/png", b"\x89"), b"\x89"),
    ("replies.pick", _of("application/json; charset=utf-8", _A), {"a": "x"}),
    ("replies.pick", _of("APPLICATION/Json", _A), {"a": "x"}),
    ("replies.pick", _of("application/vnd.x+json ; a=b", _A), {"a": "x"}),
    ("replies.pick", _of(None, _A), {"a": "x"}),
    ("replies.pick", _of("text/html", _A), "DecodeError"),
    ("replies.pick", _of("image/gif", _A), "DecodeError"),
    ("calls.whatever", _of("text/csv", b"a"), b"a"),
    ("calls.whatever", _of("application/json", b'{"id": 1}'), {"id": 1}),
    ("replies.anything", _of("application/json", _A), {"a": "x"}),
    ("replies.anything", _of("text/csv", b"a"), "DecodeError"),
    ("replies.statuses", _of("application/json", b"[%s]" % _A, 201), [{"a": "x"}]),
    ("replies.statuses", _of("application/json", _A, 202), None),
    ("replies.statuses", _of("application/json", _A, 299), "UnexpectedStatus"),
    ("replies.statuses", Answer(304), None),
    ("calls.do_get", Answer(304), None),
    ("calls.ranges", _of("application/json", b'[{"id": 1}]', 201), [{"id": 1}]),
    ("calls.ranges", _of("application/json", b'{"id": 1}', 299), {"id": 1}),
    ("calls.only_errors", _of("application/json", b"[1]"), [1]),
    ("calls.only_errors", _of("application/json", b"{"), "{"),
    ("calls.only_errors", _of("application/problem+json ; a=b", b"1"), 1),
    ("calls.only_errors", _of("text/plain", b"x"), "x"),
    ("calls.only_errors", _of("application/x", b"x"), b"x"),
    ("calls.only_errors", _of(None, b"x"), b"x"),
    ("calls.only_errors", _of("application/json", b""), None),
    ("calls.do_get", _of("application/json", b'{"id": 1, "nick_name": "x"}'), {"id": 1}),
    ("calls.do_get", _of("application/json", b'{"id": "x"}'), "DecodeError"),
    ("replies.union", _of("application/json", b'{"kind": "dog"}'), "RepliesDog"),
    ("replies.union", _of("application/json", b'{"kind": "cat"}'), "RepliesCat"),
    ("replies.union", _of("application/json", b'{"kind": "x"}'), "RepliesCat"),
    ("replies.union", _of("application/json", b"{}"), "DecodeError"),
    ("replies.union", _of("application/json", b"5"), "DecodeError"),
    ("calls.streams", _of("text/html", b"data: {}\n\n"), "DecodeError"),
    ("calls.streams", _of("application/json", b"{}"), "DecodeError"),
    ("calls.streams", _of("application/json", b"{}", 404), "NotFound"),
    ("replies.lines", _of("application/x-ndjson", b"{\n"), "DecodeError"),
    ("replies.lines", _of("application/x-ndjson", b"x{}x\n"), "DecodeError"),
    ("replies.lines", _of("application/x-ndjson", b"x\n"), "DecodeError"),
]  # fmt: skip
_EVENTS: Final = (
    b'\xef\xbb\xbfdata: {"a":\r\ndata: "x"}\r\n\r\n: hello\n\nevent: e\rid: 7\r'
    b'retry: 10\rdata:{"a": "y"}\r\revent: none\n\nid: a\0b\nretry: 1.5\nretry\n'
    b'other: 1\ndata: {"a": "\xff\xc3\xa4\xef\xbb\xbf"}\n\nid\nretry: 20\ndata: {}\n\n'
    b'data: {"a'
)
_READ: Final[list[tuple[str, str, str, int | None]]] = [
    # Data, type, identifier, and when to come back.
    ('{"a": "x"}', "message", "", None), ('{"a": "y"}', "e", "7", 10),
    ('{"a": "\ufffdä\ufeff"}', "message", "7", 10), ("{}", "message", "", 20),
]  # fmt: skip
_LINES: Final = b'\x1e{"a": "x"}\n\n \t\r\n {"a": "y"}\t\r\n\n{"a": "z"}'
_ZONE: Final = dt.timezone(dt.timedelta(hours=1))
_FORMATS: Final[list[tuple[str, str, Any]]] = [
    ("b64", '"+/8="', b"\xfb\xff"), ("b64", '"-_8="', None), ("b64", '"+/8"', None),
    ("b64", "5", None), ("b64", '"é"', None), ("url64", '"-_8"', b"\xfb\xff"),
    ("url64", '"-_8="', b"\xfb\xff"), ("url64", "5", None),
    ("when", '"Sun, 06 Nov 1994 08:49:37 GMT"',
     dt.datetime(1994, 11, 6, 8, 49, 37, tzinfo=dt.UTC)),
    ("b64", '"+/8=!"', None), ("url64", '"-_-_!!!!"', None),
    ("when", '"soon"', None), ("when", "5", None),
    ("unix", "1000000000.5", dt.datetime(2001, 9, 9, 1, 46, 40, 500000, dt.UTC)),
    ("unix", "true", None), ("unix", '"5"', None),
    ("seconds", "1.5", dt.timedelta(seconds=1.5)), ("seconds", '"x"', None),
    ("whole", '"12"', 12), ("whole", "12", None), ("whole", '"x"', None),
    ("exact", '"1.10"', Decimal("1.10")), ("flag", '"true"', True),
    ("flag", '"FALSE"', False), ("flag", '"yes"', None), ("flag", "true", None),
]  # fmt: skip
"""Field, its JSON, and what it is read as; None where it is refused."""
_WRITTEN: Final[list[tuple[str, Any, Any]]] = [
    ("b64", b"\xfb\xff", "+/8="), ("url64", b"\xfb\xff", "-_8="),
    ("when", dt.datetime(1994, 11, 6, 8, 49, 37), "Sun, 06 Nov 1994 08:49:37 GMT"),
    ("when", dt.datetime(1994, 11, 6, 9, 49, 37, tzinfo=_ZONE),
     "Sun, 06 Nov 1994 08:49:37 GMT"),
    ("unix", dt.datetime(2001, 9, 9, 1, 46, 40), 1000000000),
    ("unix", dt.datetime(2001, 9, 9, 2, 46, 40, 500000, _ZONE), 1000000000.5),
    ("seconds", dt.timedelta(seconds=90), 90),
    ("seconds", dt.timedelta(seconds=1.5), 1.5), ("whole", 2**60, str(2**60)),
    ("exact", Decimal("1.10"), "1.10"), ("real", 1.5, "1.5"), ("flag", True, "true"),
    ("flag", False, "false"),
]  # fmt: skip
_PRICES: Final[list[tuple[Decimal, str]]] = [
    (Decimal("1.50"), "1.5"), (Decimal(2), "2"), (Decimal("2.0"), "2"),
]  # fmt: skip


def reply_faults(player: Player) -> Iterator[Finding]:
    """Answer; say what is read otherwise."""
    for path, answer, wanted in _WHOLE:
        found = player.play(_call(path), [answer]).value
        if _plain(found) != wanted and type(found).__name__ != wanted:
            yield untrue(path, f"{answer} is read as {found!r}, not {wanted!r}")
    yield from _large(player)
    yield from _streams(player)
    yield from _formats(player)


def _call(path: str) -> Callable[[Any], Any]:
    group, _, name = path.partition(".")

    def call(client: Any) -> Any:
        value = getattr(getattr(client, group), name)()
        return list(value) if hasattr(value, "events") else value

    return call


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True)
    return value


def _large(player: Player) -> Iterator[Finding]:
    """A reply that is large is read the same, and the garbage collector is as it was."""
    item = {"id": 1, "nick_name": "x" * 100, "new": 2}
    body = json.dumps([item] * 1000).encode()
    for is_on in (True, False):
        (gc.enable if is_on else gc.disable)()
        answer = _of("application/json", body, 201)
        found = player.play(_call("calls.ranges"), [answer]).value
        was_on = gc.isenabled()
        gc.enable()
        if was_on != is_on or _plain(found) != [{"id": 1}] * 1000:
            yield untrue("calls.ranges", f"1000 items are {str(found)[:80]}")


def _streams(player: Player) -> Iterator[Finding]:
    """Events and lines, however the network cuts them."""

    def events(client: Any) -> Any:
        with client.replies.events() as stream:
            return [(_plain(e.data), e.event, e.id, e.retry) for e in stream.events()]

    wanted = [(json.loads(data), *more) for data, *more in _READ]
    kind = (("content-type", "text/event-stream"),)
    for pieces in _cut(_EVENTS):
        found = player.play(events, [Answer(200, kind, pieces)]).value
        if found != wanted:
            yield untrue("replies.events", f"{found} is read, not {wanted}")
    texts = Answer(200, kind, (b"data: a\ndata:  {\n\ndata\n\n",))
    found = player.play(_call("calls.texts"), [texts]).value
    if found != ["a\n {", ""]:
        yield untrue("calls.texts", f"{found!r} is read")
    kind = (("content-type", "application/x-ndjson"),)
    for pieces in _cut(_LINES):
        found = player.play(_call("replies.lines"), [Answer(200, kind, pieces)]).value
        if _plain(found) != [{"a": one} for one in "xyz"]:
            yield untrue("replies.lines", f"{found!r} is read")


def _cut(content: bytes) -> Iterator[tuple[bytes, ...]]:
    yield (content,)
    yield tuple(content[at : at + 1] for at in range(len(content)))
    yield tuple(content[at : at + 7] for at in range(0, len(content), 7))


@contextmanager
def _in_tokyo() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()
    try:
        yield
    finally:
        del os.environ["TZ"]
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


def _formatted(given: Any, client: Any) -> Any:
    return client.bodies.formats(given)


def _formats(player: Player) -> Iterator[Finding]:
    """Values of the formats that pydantic does not have, in both directions."""
    for name, text, wanted in _FORMATS:
        answer = _of("application/json", f'{{"{name}": {text}}}'.encode())
        found = player.play(_call("replies.formats"), [answer]).value
        if wanted is None:
            if type(found).__name__ != "DecodeError":
                yield untrue("replies.formats", f"{name}: {text} is read as {found!r}")
        elif getattr(found, name, None) != wanted or found.model_dump()[name] != wanted:
            yield untrue(
                "replies.formats", f"{name}: {text} is {found!r}, not {wanted}"
            )
    models = player.models
    for name, value, written in _WRITTEN:
        given = models["BodiesFormats"](**{name: value})
        with _in_tokyo():  # what has no zone is not that of the machine
            played = player.play(partial(_formatted, given))
        if [json.loads(one.body) for one in played.sent] != [{name: written}]:
            yield untrue("bodies.formats", f"{value!r} is {played.sent}, not {written}")
    for value, text in _PRICES:
        played = player.call("priced", models["Priced"](price=value))
        if [one.body.decode() for one in played.sent] != [f'{{"price":{text}}}']:
            yield untrue("priced", f"{value} is {played.sent}, not {text}")
    for text, value in (("1.5", Decimal("1.5")), ("2", Decimal(2))):
        answer = Answer(200, JSON, (f'{{"price": {text}}}'.encode(),))
        found = player.call("priced", {}, answers=[answer]).value
        if getattr(found, "price", None) != value:
            yield untrue("priced", f"{text} is read as {found!r}")
