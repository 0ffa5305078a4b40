"""What every request carries: of a client, of a copy of it, and of the call itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Final

from codegen.parity.finding import Finding
from codegen.parity.pair import BASE
from codegen.parity.service import said
from codegen.parity.trace import Answer
from codegen.parity.truth.played import (
    BUSY,
    DONE,
    JSON,
    NOTHING,
    Played,
    Player,
    untrue,
)

_WAITS: Final = ("connect", "read", "write", "pool")
_TOKEN: Final = said(200, {"access_token": "t", "token_type": "Bearer"})
_WRONG: Final = said(200, {"level": "none"})


def option_faults(player: Player) -> Iterator[Finding]:
    """Set options; say which of them are not in requests."""
    yield from _headers(player)
    yield from _queries(player)
    yield from _timeouts(player)
    yield from _kept(player)
    yield from _requests(player)


def _get(client: Any) -> Any:
    return client.calls.do_get()


def _headers(player: Player) -> Iterator[Finding]:
    """One line of each name: the call's, else the copy's, else the client's own."""
    expected: list[tuple[dict[str, str], Callable[[Any], Any], dict[str, str]]] = [
        ({}, _get, {"accept": "application/json", "host": "service.test",
                    "accept-encoding": "gzip, deflate", "connection": "keep-alive"}),
        ({"USER-AGENT": "mine", "accept-Encoding": "br", "X-One": "1"}, _get,
         {"user-agent": "mine", "accept-encoding": "br", "x-one": "1"}),
        ({"ACCEPT": "a/b"}, _get, {"accept": "a/b"}),
        ({"IDEMPOTENCY-KEY": "client"}, lambda c: c.calls.do_once(idempotency_key="it"),
         {"idempotency-key": "it"}),
        ({"content-TYPE": "a/b"}, lambda c: c.calls.do_put({"id": 1}),
         {"content-type": "application/json", "content-length": "8"}),
        ({}, lambda c: c.calls.odd(["a"]), {"content-length": "0", "accept": "*/*"}),
        ({}, lambda c: c.bodies.optional(), {"content-length": "0"}),
        ({}, lambda c: c.replies.pick(accept="text/csv"), {"accept": "text/csv"}),
        ({}, lambda c: c.replies.pick(),
         {"accept": "application/json, text/csv, image/png"}),
        ({}, lambda c: c.request("post", "/"), {"content-length": "0"}),
    ]  # fmt: skip
    for given, call, wanted in expected:
        played = player.play(call, [NOTHING], {"headers": given} if given else None)
        for name, value in wanted.items():
            lines = [one.lines(name) for one in played.sent]
            if lines != [[value]]:
                yield untrue("options", f"{name} is {lines}, not {value!r}")
    played = player.play(_get, [DONE])
    if any(one.lines("content-length") for one in played.sent):
        yield untrue("options", "a GET has the length of a body")


def _queries(player: Player) -> Iterator[Finding]:
    """Of one name: the call's, else the copy's."""
    expected: list[tuple[dict[str, Any], Callable[[Any], Any], str]] = [
        ({}, _get, ""), ({"none": None}, _get, ""),
        ({"a b": [1, "c d"], "none": None}, _get, "a%20b=1&a%20b=c%20d"),
        ({"per_page": 9, "k": True}, lambda c: list(c.lists.by_page(per_page=2)),
         "per_page=2&k=true"),
        ({"a b": "client", "k": 1}, lambda c: c.parameters.names(a_b="call"),
         "a%20b=call&k=1"),
        ({"k": 1}, lambda c: c.request("GET", "/calls?a=b"), "a=b&k=1"),
        ({}, lambda c: c.request("GET", "/calls?a=b"), "a=b"),
        ({"k": 1}, lambda c: c.with_options(query={"l": 2}).calls.do_get(), "k=1&l=2"),
        ({"k": 1}, lambda c: c.with_options(query={"k": 2}).calls.do_get(), "k=2"),
    ]  # fmt: skip
    empty = said(200, [])
    for given, call, wanted in expected:
        played = player.play(call, [empty], {"query": given} if given else None)
        if [one.raw_query for one in played.sent] != [wanted]:
            yield untrue("options", f"with {given} {played.sent}, not {wanted!r}")
    long = player.call("place", "a" * 70_000)
    if not long.is_refused:
        yield untrue("options", f"a URL that is too long leads to {long.value!r}")


def _requests(player: Player) -> Iterator[Finding]:
    """A request that the document does not have is sent as it is given."""
    odd = "/a%20b/ä:@!$&'()*+,;=%?x=/~#"
    quoted = "/a%20b/%C3%A4:@!$&'()*+,;=%?x=/~%23"
    text = "text/plain"
    expected: list[tuple[tuple[str, str], dict[str, Any], tuple[str, bytes, str]]] = [
        (("get", odd), {}, (f"GET {quoted}", b"", "")),
        (("PUT", "/x"), {"json": {"a": [1]}},
         ("PUT /x", b'{"a":[1]}', "application/json")),
        (("PUT", "/x"), {"json": 0}, ("PUT /x", b"0", "application/json")),
        (("POST", "/x"), {"content": b"x"},
         ("POST /x", b"x", "application/octet-stream")),
        (("POST", "/x"), {"content": b"", "content_type": text}, ("POST /x", b"", text)),
        (("POST", "/"), {"query": {"a b": [1, None]}}, ("POST /?a%20b=1", b"", "")),
    ]  # fmt: skip
    for args, given, wanted in expected:
        given["headers"] = {"X-A": "1", "ACCEPT-encoding": "br"}
        played = _asked(player, args, given)
        for one in played.sent:
            url = f"{one.path}?{one.raw_query}" if one.raw_query else one.path
            found = f"{one.method} {url}", one.body, one.media_type
            lines = one.lines("x-a"), one.lines("accept-encoding"), one.lines("accept")
            if found != wanted or lines != (["1"], ["br"], ["*/*"]):
                yield untrue("request", f"{found}, {lines} is sent, not {wanted}")
        if len(played.sent) != 1 or getattr(played.value, "status_code", 0) != 204:
            yield untrue("request", f"{args} leads to {played.value!r}")
    tables = import_module(f"{player.pair.package}._operations.calls")
    played = player.play(lambda c: c.calls._send(tables.DO_GET, {"none": 1}))
    if not played.is_refused:
        yield untrue("request", f"an argument that is none leads to {played.value!r}")
    for args, given in (
        (("GET", "//x"), {}), (("GET", "//other.test"), {}), (("GET", "x"), {}), (("GET", ""), {}),
        (("PUT", "/"), {"json": 1, "content": b"x"}), (("GET", "/"), {"headers": {"é": "x"}}),
        (("GET", "/"), {"headers": {"x": "é\n"}}),
    ):  # fmt: skip
        played = _asked(player, args, given)
        if not played.is_refused:
            yield untrue("request", f"{args}, {given} leads to {played.value!r}")
    played = _asked(player, ("GET", "/"), {"returns": int}, said(200, []))
    if type(played.value).__name__ != "DecodeError":
        yield untrue("request", f"[] is read as {played.value!r}, which is no int")
    for status, body, kind in (
        (200, b"[1]", list[int]),
        (204, b"", None),
        (299, b"5", int),
    ):
        reply = Answer(status, JSON, (body,))
        played = _asked(player, ("GET", "/"), {"returns": kind}, reply)
        value = played.value if kind else getattr(played.value, "content", None)
        if value != (json.loads(body) if kind else body):
            yield untrue("request", f"{body!r} is read as {value!r}")


def _asked(
    player: Player,
    args: tuple[str, str],
    given: dict[str, Any],
    answer: Answer = NOTHING,
) -> Played:
    return player.play(lambda client: client.request(*args, **given), [answer])


def _timeouts(player: Player) -> Iterator[Finding]:
    whole = player.pair.httpx.Timeout(9, read=2)
    expected: list[tuple[dict[str, Any], tuple[float | None, ...]]] = [
        ({}, (10, 60, 60, 60)), ({"timeout": 7}, (7, 7, 7, 7)),
        ({"timeout": None}, (None, None, None, None)), ({"timeout": whole}, (9, 2, 9, 9)),
        ({"headers": {"x": "y"}}, (10, 60, 60, 60)),
    ]  # fmt: skip
    for changes, seconds in expected:
        for played in (
            player.play(_get, [DONE], changes),
            player.play(_get, [DONE], **({} if "headers" in changes else changes)),
        ):
            if played.timeouts != [dict(zip(_WAITS, seconds, strict=True))]:
                yield untrue("options", f"{changes} are {played.timeouts}")


def _kept(player: Player) -> Iterator[Finding]:
    """What a copy does not change is as it was."""
    changes: dict[str, Any] = {"headers": {"x": "1"}, "lenient": True, "retries": 1}
    copy = {"headers": {"y": "2"}}
    played = player.play(
        lambda c: c.with_options(**copy).calls.known(), [BUSY, _WRONG], changes
    )
    lines = [(one.lines("x"), one.lines("y")) for one in played.sent]
    if lines != [(["1"], ["2"])] * 2 or played.value != {"level": "none"}:
        yield untrue("options", f"of a copy's copy {lines}, {played.value!r} are left")
    played = player.play(
        lambda c: c.with_options(lenient=False).calls.known(), [_WRONG], changes
    )
    if type(played.value).__name__ != "DecodeError":
        yield untrue("options", f"it is lenient all the same: {played.value!r}")
    wrong = said(200, {"id": "x"})
    played = player.play(
        lambda c: [c.calls.ranges(), c.calls.ranges()], [wrong], {"lenient": True}
    )
    if played.warned != 1 or played.value != [{"id": "x"}] * 2:
        yield untrue("options", f"{played.warned} warnings come, and {played.value!r}")
    store = player.pair.core("credentials").MemoryStore()
    for url, logins in ((f"{BASE}/", ["/token"]), (BASE, [])):
        oauth = player.pair.core("oauth").OAuth2(
            "me",
            client_secret="s",
            token_url="token",
            grant="client_credentials",
            store=store,
        )
        played = player.play(
            lambda c: c.calls.secured(), [_TOKEN, DONE], base_url=url, auth=oauth
        )
        paths = [one.path for one in played.aside], [one.path for one in played.sent]
        if paths != (logins, ["/calls/secured"]):
            yield untrue("options", f"{url} leads to {paths}")
