"""What a client does by its own rules, and no document says: known answers to it.

Which error a status is, what is sent again and when, what becomes of a redirect, how a
listing goes on. The rules are written down here a second time, from the documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from codegen.parity.finding import Finding
from codegen.parity.pair import BASE, Pair
from codegen.parity.service import said
from codegen.parity.trace import Answer
from codegen.parity.truth.fault import fault
from codegen.parity.truth.known_bodies import body_faults
from codegen.parity.truth.known_errors import error_faults
from codegen.parity.truth.known_options import option_faults
from codegen.parity.truth.known_replies import reply_faults
from codegen.parity.truth.known_retries import retry_faults
from codegen.parity.truth.known_values import value_faults
from codegen.parity.truth.listings import listing_faults
from codegen.parity.truth.needless import Needless, needless
from codegen.parity.truth.played import BUSY, DONE, JSON, Played, Player, later
from codegen.parity.truth.reading import Request
from codegen.parity.truth.styles import WrongFormError

_ERRORS: Final = {
    400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound",
    405: "MethodNotAllowed", 406: "NotAcceptable", 409: "Conflict", 410: "Gone",
    412: "PreconditionFailed", 413: "ContentTooLarge", 415: "UnsupportedMediaType",
    418: "ApiError", 422: "ValidationFailed", 423: "Locked", 429: "RateLimited",
    499: "ApiError", 500: "ServerError", 501: "ServerError", 502: "BadGateway",
    503: "ServiceUnavailable", 504: "GatewayTimeout", 599: "ServerError",
    300: "UnexpectedStatus", 399: "UnexpectedStatus",
}  # fmt: skip
_RULES: Final[list[tuple[tuple[str, ...], Callable[[Player], Iterator[Finding]]]]] = [
    (("wire", "parameters", "model", "writing", "adapters"), value_faults),
    (("bodies", "multipart", "uploads"), body_faults),
    (("errors",), error_faults),
    (("replies", "events", "types", "unions"), reply_faults),
    (("retry",), retry_faults),
    (("options",), option_faults),
    (("pagination", "outline"), listing_faults),
]
"""What tells of which modules of `_core`, where there are the operations for it."""
_CUT: Final = Answer(200, JSON, (b"{",), "ReadError")
_DOWN: Final = Answer(fault="ConnectError", early=True)
_LATE: Final = Answer(fault="ReadTimeout", early=True)
_HARMLESS: Final = ("accept", "accept-encoding", "connection", "user-agent")
_SAFE: Final = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE")


class Known:
    """Plays what is known with the blocking client.

    Args:
        pair: Both clients.
    """

    def __init__(self, pair: Pair) -> None:
        self._player = Player(pair)
        self._calls = list(needless(self._player))

    def faults(self, about: str = "", but: str = "") -> Iterator[Finding]:
        """Play everything; give what is not as it should be.

        Args:
            about: Only what tells of this module of `_core`, such as `retry`.
            but: All but what tells of this one.
        """
        rules: list[tuple[tuple[str, ...], Callable[[], Iterator[Finding]]]] = [
            (("redirects", "operation", "errors", "retry"), self._calls_faults),
            (("options",), self._bases),
        ]
        if self._player.has_rules:
            rules += [
                (modules, partial(play, self._player)) for modules, play in _RULES
            ]
        for modules, play in rules:
            if about in ("", *modules) and but not in modules:
                try:
                    yield from play()
                except WrongFormError as error:  # what is sent cannot even be read
                    yield fault("client", str(error), "")

    def _calls_faults(self) -> Iterator[Finding]:
        for call in self._first_of_each():
            yield from self._statuses(call)
            yield from self._repetitions(call)
            yield from self._redirects(call)
            yield from self._ports(call)
            yield from self._options(call)
            yield from self._refusals(call)
            yield from self._undeclared(call)
            yield from self._leniency(call)

    def _first_of_each(self) -> list[Needless]:
        """One operation of every method, with and without key and credentials."""
        found: dict[tuple[str, str, bool], Needless] = {}
        for call in self._calls:
            found.setdefault((call.method, call.key, call.secured), call)
        return list(found.values())

    def _play(self, call: Needless, answers: list[Answer], **options: Any) -> Played:
        return self._player.play(call.on, answers, **options)

    def _statuses(self, call: Needless) -> Iterator[Finding]:
        for status, name in _ERRORS.items():
            if status in call.successes:
                continue
            answer = said(status, {"reason": "no", "id": 7})
            value = self._play(call, [answer]).value
            if type(value).__name__ != name or getattr(value, "status", 0) != status:
                yield self._fault(call, f"{status} is {value!r}, not {name}")
            elif call.operation.group == "calls":
                yield from self._error_body(call, value, status)

    def _error_body(self, call: Needless, error: Any, status: int) -> Iterator[Finding]:
        """The declared type of an error: of its status, its range, or the default."""
        kind = "Item" if 400 <= status < 500 and status != 404 else "Problem"
        if status >= 300 and type(error.body).__name__ != kind:
            yield self._fault(
                call, f"the body of {status} is {error.body!r}, no {kind}"
            )

    def _repetitions(self, call: Needless) -> Iterator[Finding]:
        again = call.method in _SAFE or bool(call.key)
        more = [0.05, 0.1] if again else []
        expected: list[tuple[str, list[Answer], list[float]]] = [
            ("503 three times", [BUSY, BUSY, BUSY, DONE], more),
            ("503 once", [BUSY, DONE], more[:1]),
            *(
                (str(code), [said(code, {}), DONE], more[:1])
                for code in (429, 502, 504)
            ),
            *((str(code), [said(code, {}), DONE], []) for code in (408, 500, 501)),
            ("Retry-After", [later(429, "3"), DONE], [3.0] if again else []),
            ("Retry-After of 503", [later(503, "60"), DONE], [60.0] if again else []),
            ("Retry-After too long", [later(429, "61"), DONE], []),
            ("nobody there", [_DOWN, _DOWN, DONE], [0.05, 0.1]),
            ("nobody there at all", [_DOWN, _DOWN, _DOWN, DONE], [0.05, 0.1]),
            ("a reply cut off", [_CUT, DONE], more[:1]),
            ("a timeout", [_LATE, DONE], []),
        ]
        for what, answers, waits in expected:
            played = self._play(call, answers, retries=2)
            value, slept = played.value, played.slept
            if slept != waits:
                yield self._fault(call, f"after {what} it waits {slept}, not {waits}")
            if len(played.sent) != len(waits) + 1:
                yield self._fault(call, f"after {what} it sends {played.events}")
            is_done = bool(waits) and len(answers) == len(waits) + 1
            failed = isinstance(value, Exception)
            if is_done and failed and type(value).__name__ != "DecodeError":
                yield self._fault(call, f"after {what} it fails: {value!r}")

    def _redirects(self, call: Needless) -> Iterator[Finding]:
        plain = call.method in ("GET", "HEAD")
        expected = [
            (307, f"{BASE}/else", True), (308, "else?a=b", True),
            (302, f"{BASE}/else", plain), (301, "/else", plain), (303, "/else", plain),
            (307, "https://other.test/x", plain), (307, "http://service.test/x", False),
            (302, "", False), (302, "ftp://service.test/x", False), (307, "mailto:x@y.z", False), (302, "http://[", False),
            (304, "/else", False), (309, "/else", False), (306, "/else", False), (305, "/else", False), (300, "/else", False),
        ]  # fmt: skip
        for status, place, is_followed in expected:
            location = (("location", place),) if place else ()
            moved = Answer(status, location, (b"",))
            played = self._play(call, [moved, DONE], auth="secret")
            sent = played.sent
            if (len(sent) == 2) != is_followed:
                yield self._fault(call, f"{status} to {place} leads to {sent[1:]}")
            elif is_followed:
                yield from self._followed(call, place, *sent)
                first, second = played.timeouts
                if first != second:
                    yield self._fault(call, f"a redirect waits {second}, not {first}")

        insecure = BASE.replace("https", "http")
        for place, is_followed in (("https://service.test/x", False), ("/x", True)):
            moved = Answer(307, (("location", place),))
            played = self._play(call, [moved, DONE], base_url=insecure)
            if (len(played.sent) == 2) != (is_followed or plain):
                yield self._fault(call, f"from http, {place} leads to {played.sent}")

    def _ports(self, call: Needless) -> Iterator[Finding]:
        """Another port is another host; the one of the scheme is none (RFC 6454)."""
        changes = {"headers": {"X-Known": "one"}}
        for base, place, is_here in (
            ("https://service.test", "https://service.test:443/x", True),
            ("https://service.test", "https://service.test:444/x", False),
            ("http://service.test", "http://service.test:81/x", False),
            ("http://service.test:81", "http://service.test:81/x", True),
            ("http://service.test:81", "http://service.test:82/x", False),
        ):
            moved = Answer(307, (("location", place),))
            played = self._play(call, [moved, DONE], base_url=base, changes=changes)
            told = [one.lines("x-known") for one in played.sent[1:]]
            is_followed = is_here or call.method in ("GET", "HEAD")
            if told != [["one"] * is_here] * is_followed:
                yield self._fault(call, f"from {base}, {place} is told {told}")

    def _followed(
        self, call: Needless, place: str, first: Request, second: Request
    ) -> Iterator[Finding]:
        """Another host is told nothing, this one the same again."""
        is_here = "service.test" in place or "//" not in place
        kept = [one for one in first.headers if is_here or one[0] in _HARMLESS]
        kept = [one for one in kept if one[0] != "host"]
        kept.append(("host", "service.test" if is_here else "other.test"))
        found = sorted(second.headers)
        if found != sorted(kept):
            yield self._fault(call, f"{place} is told {found}, not {kept}")
        if first.body != second.body:
            yield self._fault(call, f"a redirect to {place} loses the body")
        if call.secured != bool(first.lines("authorization")):
            yield self._fault(call, "it is signed, or is not")

    def _options(self, call: Needless) -> Iterator[Finding]:
        changes = {
            "headers": {"X-Known": "one"},
            "query": {"known": ["1", "b c"], "none": None},
            "timeout": 7,
        }
        played = self._play(call, [DONE], auth="secret", changes=changes)
        if not played.sent:
            yield self._fault(call, "with options of the client it sends nothing")
            return
        request = played.sent[0]
        expected = {
            "x-known": "one",
            "host": "service.test",
            "accept-encoding": "gzip, deflate",
            "connection": "keep-alive",
            "authorization": "Bearer secret" if call.secured else None,
        }
        for name, value in expected.items():
            if (lines := request.lines(name)) != ([value] if value else []):
                yield self._fault(call, f"{name} is {lines}, not {value!r}")
        if not any(request.lines("user-agent")):
            yield self._fault(call, "it does not say which program asks")
        query = request.raw_query
        if "known=1&known=b%20c" not in query or "none" in query:
            yield self._fault(call, f"the query of the client is lost: {query}")
        if set(played.timeouts[0].values()) != {7}:
            yield self._fault(call, f"the timeouts are {played.timeouts}")

    def _bases(self) -> Iterator[Finding]:
        """URLs that no request can go to are refused at once."""
        for url in (
            "https://a.test/x?y=1", "https://a.test/x#y", "https://u:p@a.test",
            "ftp://a.test", "a.test", "https://",
        ):  # fmt: skip
            try:
                self._player.pair.sync.kind(url, auth=None)
            except ValueError:
                continue
            yield fault("client", f"{url} is taken for a base URL", "")

    def _undeclared(self, call: Needless) -> Iterator[Finding]:
        """A success that nobody has declared is read as the only one that is."""
        if call.operation.group == "calls" and call.body is None:
            answer = said(207, {"id": 1})
            value = self._play(call, [answer]).value
            if type(value).__name__ != "Item":
                yield self._fault(call, f"207 gives {value!r}")

    def _leniency(self, call: Needless) -> Iterator[Finding]:
        """A reply that is not as promised is returned, with one warning, if asked."""
        if call.operation.group != "calls":
            return
        wrong = said(200, {"reason": "none"})
        played = self._play(call, [wrong], changes={"lenient": True})
        if played.value != {"reason": "none"} or played.warned != 1:
            value, warned = played.value, played.warned
            yield self._fault(call, f"leniently it gives {value!r}, {warned} warnings")

    def _refusals(self, call: Needless) -> Iterator[Finding]:
        """What HTTP and JSON cannot carry is refused, before anything is sent."""
        for name, value in (
            ("a b", "c"),
            ("", "c"),
            ("é", "c"),
            ("x", "a\nb"),
            ("x", " c"),
            ("x", "€"),
        ):
            changes = {"headers": {name: value}}
            played = self._play(call, [DONE], changes=changes)
            if not played.is_refused:
                given = f"header {name!r}: {value!r}"
                yield self._fault(call, f"{given} leads to {played.value!r}")
        for number in (float("nan"), float("inf"), -float("inf")):
            if call.body is not None:
                odd = replace(call, body={"id": 1, "more": [number]})
                played = self._play(odd, [DONE])
                if not played.is_refused:
                    given = f"{number} in JSON"
                    yield self._fault(call, f"{given} leads to {played.value!r}")

    def _fault(self, call: Needless, what: str) -> Finding:
        return fault(call.operation.path, what, call.operation.place)
