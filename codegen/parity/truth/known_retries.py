"""What is sent again, after which wait, under which policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from codegen.parity.finding import Finding
from codegen.parity.service import said
from codegen.parity.trace import Answer
from codegen.parity.truth.played import (
    BUSY,
    DONE,
    NOTHING,
    Played,
    Player,
    later,
    untrue,
)

_CALLS: Final[dict[str, Callable[[Any], Any]]] = {
    "get": lambda c: c.calls.do_get(),
    "put": lambda c: c.calls.do_put({"id": 1}),
    "delete": lambda c: c.calls.do_delete(),
    "post": lambda c: c.calls.do_post({"id": 1}),
    "patch": lambda c: c.calls.do_patch({"id": 1}),
    "once": lambda c: c.calls.do_once(),
    "again": lambda c: c.calls.do_again(x_idempotency_key="mine"),
    "pieces": lambda c: c.calls.store([b"a", b"b"]),
    "used up": lambda c: c.calls.store(iter([b"a"])),
}
_SAFE: Final = ("get", "put", "delete", "once", "again", "pieces")
"""Calls of which two do what one does; the others are not sent again by themselves."""


def _failed(name: str) -> Answer:
    return Answer(fault=name, early=True)


_UNSENT: Final = _failed("ConnectError")
_SLOW: Final = _failed("ConnectTimeout")
_LATE: Final = _failed("ReadTimeout")
_RULES: Final[list[tuple[dict[str, Any], str, list[Answer], list[float]]]] = [
    # Policy, call (`*` for all), what is answered before it is done, and the waits:
    # half of the longest, for chance is in the middle here.
    ({}, "*", [BUSY, BUSY, BUSY], [0.05, 0.1, 0.2]),
    ({"total": 0}, "get", [], []),
    ({"total": 1}, "get", [BUSY], [0.05]),
    ({"total": 5}, "get", [BUSY] * 5, [0.05, 0.1, 0.2, 0.4, 0.8]),
    ({"backoff_factor": 2}, "get", [BUSY, BUSY], [1.0, 2.0]),
    ({"backoff_max": 0.3}, "get", [BUSY, BUSY, BUSY], [0.05, 0.1, 0.15]),
    ({"total": 12, "backoff_factor": 1}, "get", [BUSY] * 9, [
        0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0,
    ]),
    ({"status_forcelist": {500}}, "get", [said(500, {})], [0.05]),
    ({"allowed_methods": None}, "post", [BUSY, BUSY], [0.05, 0.1]),
    ({"allowed_methods": {"PATCH"}}, "patch", [BUSY], [0.05]),
    ({"retry_after_max": 90}, "get", [later(503, "61")], [61.0]),
    ({"respect_retry_after_header": False}, "get", [later(503, "99")], [0.05]),
    ({}, "get", [later(429, "60"), later(503, "0")], [60.0, 0.0]),
    ({}, "get", [later(429, "soon")], [0.05]),
    ({}, "get", [_failed("ReadError"), _failed("WriteError")], [0.05, 0.1]),
    ({}, "get", [_failed("RemoteProtocolError"), _UNSENT], [0.05, 0.1]),
    ({}, "post", [_UNSENT, _UNSENT], [0.05, 0.1]),
    ({"timeouts": True}, "get", [_LATE, _SLOW, _failed("PoolTimeout")], [0.05, 0.1, 0.2]),
    ({"timeouts": True}, "post", [_SLOW], [0.05]),
]  # fmt: skip
_NEVER: Final[list[tuple[dict[str, Any], str, Answer]]] = [
    ({}, "post", BUSY), ({}, "patch", BUSY), ({}, "used up", BUSY),
    ({}, "used up", _UNSENT), ({"allowed_methods": {"PATCH"}}, "get", BUSY),
    ({"allowed_methods": None}, "used up", BUSY), ({"total": 0}, "get", BUSY),
    ({"total": 0}, "get", _UNSENT), ({"status_forcelist": {500}}, "get", BUSY),
    ({}, "get", later(429, "61")), ({"retry_after_max": 1}, "get", later(503, "2")),
    ({}, "get", _LATE), ({}, "get", _SLOW), ({}, "get", _failed("PoolTimeout")),
    ({}, "get", _failed("WriteTimeout")), ({"timeouts": True}, "post", _LATE),
    ({"timeouts": True}, "used up", _SLOW), ({}, "post", _failed("ReadError")),
    ({}, "get", _failed("UnsupportedProtocol")),
    ({}, "get", _failed("LocalProtocolError")), ({}, "get", _failed("DecodingError")),
    *(({}, "get", said(status, {})) for status in (400, 408, 409, 500)),
]  # fmt: skip
"""Policy, call, and the answer that ends it."""


def retry_faults(player: Player) -> Iterator[Finding]:
    """Fail under every policy; say what is sent too often, or waited for."""
    for policy, name, answers, waits in _RULES:
        for call in _SAFE if name == "*" else (name,):
            played = _played(player, policy, call, [*answers, DONE])
            sent = [(one.method, one.path, one.body) for one in played.sent]
            if played.slept != waits or len(set(sent)) != 1:
                found = f"waits {played.slept}, not {waits}: {played.value!r}"
                yield untrue(f"{call} under {policy}", found)
            if (
                len(sent) != len(waits) + 1
                or type(played.value).__name__ not in _VALUES
            ):
                yield untrue(f"{call} under {policy}", f"{sent}, {played.value!r}")
            keys = {
                one.lines(h)[0] for one in played.sent for h in _KEYS if one.lines(h)
            }
            if len(keys) != (call in ("once", "again")):
                yield untrue(f"{call} under {policy}", f"it has the keys {keys}")
    for policy, name, answer in _NEVER:
        played = _played(player, policy, name, [answer, DONE])
        if len(played.sent) != 1 or played.slept:
            yield untrue(f"{name} under {policy}", f"is sent again after {answer}")
    played = _played(player, {}, "get", [BUSY] * 9)
    if played.slept != [0.05, 0.1, 0.2] or len(played.sent) != 4:
        yield untrue("get", f"without end it is sent {len(played.sent)} times")
    for method in ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"):
        played = player.play(partial(_requested, method), [BUSY, NOTHING], retries=1)
        if len(played.sent) != 2:
            yield untrue(method, "it is not sent again")
    yield from _keys(player)


def _requested(method: str, client: Any) -> Any:
    return client.request(method, "/")


_KEYS: Final = ("idempotency-key", "x-idempotency-key")
_VALUES: Final = ("Item", "NoneType")


def _played(
    player: Player, policy: dict[str, Any], name: str, answers: Sequence[Answer]
) -> Played:
    retry = player.pair.core("retry").Retry(**policy)
    return player.play(_CALLS[name], answers, retries=retry)


def _keys(player: Player) -> Iterator[Finding]:
    """A key is the caller's, else one of its own for a call that may be sent again."""
    expected: list[tuple[int, Callable[[Any], Any], str | None]] = [
        (2, lambda c: c.calls.do_once(idempotency_key="mine"), "mine"),
        (2, lambda c: c.calls.do_again(x_idempotency_key="mine"), "mine"),
        (0, lambda c: c.calls.do_once(idempotency_key="mine"), "mine"),
        (0, lambda c: c.calls.do_once(), None), (0, lambda c: c.calls.do_again(), None),
        (2, lambda c: c.calls.do_once(), f"{1:032x}"),
        (2, lambda c: c.calls.do_again(), f"{1:032x}"), (2, _CALLS["get"], None),
        (2, _CALLS["post"], None),
    ]  # fmt: skip
    for retries, call, wanted in expected:
        played = player.play(call, [DONE], retries=retries)
        keys = [line for one in played.sent for h in _KEYS for line in one.lines(h)]
        if keys != ([wanted] if wanted else []):
            yield untrue("idempotency", f"the keys are {keys}, not {wanted!r}")
    for one in player.call("anything", retries=2).sent:
        if one.lines("x-any"):
            yield untrue("idempotency", "another header is filled in as a key")
