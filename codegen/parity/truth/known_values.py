"""What Python's values are as text, and which of them nothing can carry."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum, IntEnum
from functools import cached_property
from typing import Any, Final, Literal
from urllib.parse import unquote
from uuid import UUID

from pydantic import Field, RootModel, create_model

from codegen.parity.finding import Finding
from codegen.parity.service import said
from codegen.parity.truth.played import Played, Player, untrue


class _Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "another"


class _Whole(int):
    def __repr__(self) -> str:
        return "another"


class _Real(float):
    def __repr__(self) -> str:
        return "another"


class _Moment(dt.datetime):
    """What has a time is no day."""


class _Twice:
    """What a model of a patch keeps beside its fields."""

    @cached_property
    def twice(self) -> list[int]:
        return [2]


_Choice: Any = Literal["c", "d"]


class _Plain(Enum):
    NUMBER = 2
    TRUE = True


class _Grade(IntEnum):
    TOP = 3


_ZONE: Final = dt.timezone(dt.timedelta(hours=-3, minutes=-30))
_TEXTS: Final[list[tuple[Any, str]]] = [
    ("a b", "a b"), (_Text("a"), "a"), ("", ""), (True, "true"), (False, "false"),
    (7, "7"), (_Whole(7), "7"), (1.5, "1.5"), (_Real(1.5), "1.5"), (1e-7, "1e-07"),
    (_Plain.NUMBER, "2"), (_Plain.TRUE, "true"), (_Grade.TOP, "3"),
    (Decimal("1.50"), "1.50"), (UUID(int=7), str(UUID(int=7))), (b"a", "a"),
    (dt.date(2020, 1, 2), "2020-01-02"),
    (dt.datetime(2020, 1, 2, 3, tzinfo=dt.UTC), "2020-01-02T03:00:00Z"),
    (_Moment(2020, 1, 2, 3, tzinfo=dt.UTC), "2020-01-02T03:00:00Z"),
    (dt.datetime(2020, 1, 2, 3, tzinfo=_ZONE), "2020-01-02T03:00:00-03:30"),
    (dt.datetime(2020, 1, 2, 3), "2020-01-02T03:00:00"),
    (dt.time(3, tzinfo=dt.UTC), "03:00:00Z"),
    (dt.timedelta(seconds=90), "PT1M30S"),
    (ipaddress.IPv4Address("10.0.0.1"), "10.0.0.1"),
]  # fmt: skip
_INNER: Final[list[tuple[Any, str]]] = [
    (["a", 1], '["a",1]'), ({"b": None}, '{"b":null}'), (RootModel[bool](True), "true"),
    (RootModel[bool](False), "false"), (RootModel[int](4), "4"),
]  # fmt: skip
"""What stands for itself where it is inside of a list or an object."""
_NO_TEXTS: Final = (object(), b"\xff", "\ud800")
_NO_HEADERS: Final = ("€", "a\nb", " a", "a\t", "\x7f", "\x00")
_NO_COOKIES: Final = ("a;b", 'a"b', "a b", "é", "a\\b", "a,b")
_NO_SEGMENTS: Final[tuple[Any, ...]] = (
    "", ".", "..", "%2e", "%2E%2e", "a/../b", "..\\a", "a/%2e%2e", "%252e%252e", " . ",
    "a/.", None, [], {}, "\ud800",
)  # fmt: skip
_SEGMENTS: Final = ("...", "a.b", ".a", "%41", "a%", "a/b", "\\", "~")


def value_faults(player: Player) -> Iterator[Finding]:
    """Give values in every place of a request; say what becomes of them otherwise."""
    yield from _texts(player)
    yield from _refused(player)
    yield from _segments(player)
    yield from _members(player)
    yield from _changed(player)


def _texts(player: Player) -> Iterator[Finding]:
    for value, text in [*_TEXTS, *(([one], text) for one, text in _INNER)]:
        played = player.call("anything", q=value)
        yield from _query_is(played, {"q": [text]})
    for value, text in [*_TEXTS, *_INNER]:
        played = player.call("anything", flat={"a": value})
        yield from _query_is(played, {"flat": [f"a,{text}"]})
        if text.isascii() and text.strip() == text:
            played = player.call("anything", x_map={"b": value})
            lines = [line for one in played.sent for line in one.lines("x-map")]
            if lines != [f"b={text}"]:
                yield untrue("header", f"{value!r} is {lines}, not b={text}")
    for items, lines in (([1, True, None], ["1,true"]), ((), []), ({"a"}, ["a"])):
        played = player.call("anything", x_list=items)
        if [one.lines("x-list") for one in played.sent] != [lines]:
            yield untrue("header", f"{items!r} leads to {played.sent}")
    for key, text in ((7, "7"), (True, "true"), (_Plain.NUMBER, "2")):
        played = player.call("anything", flat={key: "a"})
        yield from _query_is(played, {"flat": [f"{text},a"]})
    for text in ("a\tb", "é", 'a,b;c="d"'):
        sent = [one.lines("x-any") for one in player.call("anything", x_any=text).sent]
        if sent != [[text]]:
            yield untrue("header", f"{text!r} is sent as {sent}")
    everything = "".join(map(chr, range(0x21, 0x7F)))
    token = "".join(c for c in everything if c not in '"(),/:;<=>?@[\\]{}')
    octets = "".join(c for c in everything if c not in '",;\\')
    played = player.call(
        "exploded", object={token: octets}, changes={"headers": {token: everything}}
    )
    both = [(one.lines("cookie"), one.lines(token)) for one in played.sent]
    if both != [([f"{token}={octets}"], [everything])]:
        yield untrue("cookie", f"{token}={octets} leads to {both}, {played.value!r}")
    for value, text in ((7, "7"), (True, "true"), (_Grade.TOP, "3")):
        played = player.call("cookies", number=value)
        if [one.lines("cookie") for one in played.sent] != [[f"number={text}"]]:
            yield untrue("cookie", f"{value!r} leads to {played.events}")


def _query_is(played: Played, wanted: dict[str, list[str]]) -> Iterator[Finding]:
    for request in played.sent:
        found: dict[str, list[str]] = {}
        for key, value in request.query:
            found.setdefault(unquote(key), []).append(unquote(value))
        if found != wanted:
            yield untrue("query", f"{found} is sent, not {wanted}")
    if not played.sent:
        yield untrue("query", f"{wanted} is not sent: {played.value!r}")


def _refused(player: Player) -> Iterator[Finding]:
    given: list[tuple[str, str, Any]] = [
        *(("anything", "q", value) for value in _NO_TEXTS),
        *(("anything", "x_any", value) for value in _NO_HEADERS),
        *(("do_once", "idempotency_key", value) for value in _NO_HEADERS),
        *(("cookies", "number", value) for value in _NO_COOKIES),
        *(("cookies", "list", ["1", value]) for value in _NO_COOKIES),
        *(("place", "name", value) for value in _NO_SEGMENTS),
        *(("between", "name", value) for value in ("", "..", "a/../b")),
        ("odd", "co_l_o_r", []),
        ("exploded", "object", {"a b": 1}),
        ("exploded", "object", {"": 1}),
    ]
    for name, argument, value in given:
        needed: dict[str, Any] = {"next": "a"} if name == "between" else {}
        played = player.call(name, **needed, **{argument: value})
        if not played.is_refused:
            yield untrue(name, f"{argument}={value!r} leads to {played.value!r}")


def _segments(player: Player) -> Iterator[Finding]:
    for value in _SEGMENTS:
        played = player.call("place", value)
        paths = [unquote(one.path) for one in played.sent]
        if paths != [f"/calls/place/{value}"]:
            yield untrue("place", f"{value!r} leads to {paths}, {played.value!r}")
    odd = ":/?@!$'()*,;=&+#%"
    played = player.call("reserved", odd, q=odd)
    path, query = ":%2F%3F@!$'()*,;=%26%2B%23%25", ":/?@!$'()*,;=%26%2B%23%25"
    sent = [(one.path, one.raw_query) for one in played.sent]
    played = player.play(lambda client: client.parameters.reserved(q=odd))
    if [one.raw_query for one in played.sent] != [f"q={query}"]:
        yield untrue("reserved", f"it sends {played.sent}")
    if sent != [(f"/calls/reserved/{path}", f"q={query}")]:
        yield untrue("reserved", f"it sends {sent}")
    played = player.play(
        lambda client: client.parameters.cookie_form_flat_dict(color={"a": "b=c=d"})
    )
    if [one.lines("cookie") for one in played.sent] != [["color=a,b=c=d"]]:
        yield untrue("cookie", f"it sends {played.sent}")
    played = player.call("between", "a/b", "c")
    if [one.path for one in played.sent] != ["/calls/a%20b%20%7C%5E/a%2Fb-c/"]:
        yield untrue("between", f"the path is {played.events}")


def _members(player: Player) -> Iterator[Finding]:
    """What an enum does not know is a member of it, and equal to its value."""
    expected: list[tuple[str, Any]] = [("colour", "blue"), ("level", 9), ("share", 2.5)]
    for name, value in expected:
        played = player.call("known", answers=[said(200, {name: value})])
        member: Any = getattr(played.value, name, None)
        is_member = isinstance(member, Enum) and member == value
        if not is_member or (member.name, member.value) != (str(value), value):
            yield untrue("known", f"{name}={value!r} is read as {played.value!r}")
    no_members: tuple[tuple[str, Any], ...] = (
        ("colour", 1), ("level", "x"), ("level", True), ("share", True), ("share", "x"),
    )  # fmt: skip
    for name, wrong in no_members:
        played = player.call("known", answers=[said(200, {name: wrong})])
        if type(played.value).__name__ != "DecodeError":
            yield untrue("known", f"{name}={wrong!r} is read as {played.value!r}")


def _changed(player: Player) -> Iterator[Finding]:
    """What is set in a model by now is sent, and nothing else of it."""
    models = player.models
    cat, sheet, opened = models["Cat"], models["Sheet"], models["Open"]
    marked = cat()
    marked.marks.append(1)
    other = cat()
    other.marks.append(1)
    deep = opened(more=[cat(inner=cat())], other=cat(cat_name=None))
    deep.model_extra["more"][0].inner.marks.append(2)
    tagged = {"a": (marked, {"b": [cat()]})}
    bases: Any = (player.pair.core("model").Model, _Twice)
    made: Any = create_model(
        "Made",
        __base__=bases,
        a=(int, 1),
        b=(list[int], Field(default_factory=lambda data: [data["a"]])),
        c=(_Choice, Field("c")),
    )
    longer = made()
    longer.b.append(longer.twice[0])
    kind = '"kind":"cat"'
    expected: list[tuple[str, Any, str]] = [
        ("keep", cat(), f"{{{kind}}}"),
        ("keep", marked, f'{{{kind},"marks":[1]}}'),
        ("keep", cat(inner=marked), f'{{{kind},"inner":{{{kind},"marks":[1]}}}}'),
        ("keep", cat(cat_name=None), f'{{{kind},"cat name":null}}'),
        ("mixed", other, f'{{{kind},"marks":[1]}}'),
        ("mixed", {"kind": "cat"}, f"{{{kind}}}"),
        ("open", opened(), "{}"),
        ("open", made(), "{}"),
        ("open", longer, '{"b":[1,2]}'),
        ("open", opened(text="d"), '{"text":"d"}'),
        ("open", deep, f'{{"more":[{{{kind},"inner":{{{kind},"marks":[2]}}}}],'
         f'"other":{{{kind},"cat name":null}}}}'),
        ("open", tagged, f'{{"a":[{{{kind},"marks":[1]}},{{"b":[{{{kind}}}]}}]}}'),
        ("any_body", sheet(title="t"), '{"title":"t"}'),
        ("any_body", sheet(title="t", cat=marked), f'{{"title":"t","cat":{{{kind},'
         '"marks":[1]}}'),
    ]  # fmt: skip
    for name, model, text in expected:
        played = player.call(name, model)
        bodies = [one.body.decode() for one in played.sent]
        if played.warned:
            yield untrue(name, f"{model!r} leads to a warning")
        if bodies != [text]:
            yield untrue(name, f"{model!r} is {bodies or played.value!r}, not {text}")
