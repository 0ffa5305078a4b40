"""Answers to a request, drawn: right ones, wrong ones, broken ones."""

from __future__ import annotations

import gzip
import json
from typing import Any, Final

from hypothesis import strategies as st
from pydantic import TypeAdapter

from codegen.parity.draw import Drawer, UndrawableError
from codegen.parity.trace import Answer

_OTHER: Final = (
    204,
    206,
    304,
    400,
    401,
    403,
    404,
    405,
    409,
    418,
    422,
    429,
    500,
    503,
    599,
)
_FAULTS: Final = (
    "ConnectError",
    "ConnectTimeout",
    "ReadError",
    "ReadTimeout",
    "RemoteProtocolError",
    "WriteError",
    "PoolTimeout",
    "DecodingError",
)
_PLACES: Final = (
    "/elsewhere",
    "?again=1",
    "https://other.test/x",
    "http://service.test/plain",
    "http://[bad",
    "",
)
_RANGES: Final = {"1": 103, "2": 200, "3": 300, "4": 499, "5": 598}
_JSON: Final = (
    b'{"detail": [{"loc": ["body", 0], "msg": "m", "type": "t"}], "error": "no"}'
)


class Answers:
    """Draws answers for the operations of one client.

    Args:
        drawer: Draws values of types.
    """

    def __init__(self, drawer: Drawer) -> None:
        self._drawer = drawer
        self._bodies: dict[int, tuple[object, st.SearchStrategy[bytes]]] = {}

    def answer(self, draw: Any, operation: Any, modes: tuple[str, ...]) -> Answer:
        """Draw the answer to a request.

        Args:
            draw: Takes a strategy, returns an example of it.
            operation: The entry of the operation table; None when nobody knows it.
            modes: Kinds of answers: `right`, `error`, `wrong`, `redirect`, `fault`,
                `broken off`.
        """
        match draw(st.sampled_from(modes)):
            case "redirect":
                status = draw(st.sampled_from([301, 302, 303, 307, 308]))
                place = draw(st.sampled_from(_PLACES))
                return Answer(status, (("location", place),), (b"moved",))
            case "fault":
                right = self._right(draw, operation)
                fault = draw(st.sampled_from(_FAULTS))
                halves = right.pieces[: len(right.pieces) // 2]
                early = fault != "DecodingError" and draw(st.booleans())
                return Answer(right.status, right.headers, halves, fault, early)
            case "broken off":  # after all of it, so that a stream can go on
                right = self._right(draw, operation)
                return Answer(right.status, right.headers, right.pieces, "ReadError")
            case "error":
                return self._error(draw, operation)
            case "wrong":
                return self._wrong(draw, self._right(draw, operation))
            case _:
                return self._right(draw, operation)

    def _right(self, draw: Any, operation: Any) -> Answer:
        replies = dict(getattr(operation, "replies", {}))
        if not replies:
            return self._made(draw, 200, None)
        status, reply = draw(st.sampled_from(list(replies.items())))
        return self._made(draw, code_of(status, 200), reply)

    def _error(self, draw: Any, operation: Any) -> Answer:
        declared = dict(getattr(operation, "errors", {}))
        if declared and draw(st.booleans()):
            status, reply = draw(st.sampled_from(list(declared.items())))
            return self._made(draw, code_of(status, 599), reply)
        status = draw(st.sampled_from(_OTHER))
        kind = draw(st.sampled_from(["application/json", "text/html; charset=latin-1"]))
        content = draw(
            st.sampled_from([b"", _JSON, b"<h1>n\xf6</h1>", b'{"title": 1}'])
        )
        return Answer(status, self._headers(draw, kind), _pieces(draw, content))

    def _made(self, draw: Any, status: int, reply: Any) -> Answer:
        media_type, reply = self._one(draw, reply)
        content = draw(self._body(reply))
        headers = self._headers(draw, media_type)
        if status in (204, 304) or status < 200:
            content = b""
        elif draw(st.integers(0, 9)) == 0:
            content = gzip.compress(content, mtime=0)
            headers = (*headers, ("content-encoding", "gzip"))
        return Answer(status, headers, _pieces(draw, content))

    def _one(self, draw: Any, reply: Any) -> tuple[str, Any]:
        by_type = getattr(reply, "by_type", None)
        if by_type is not None:
            media_type, inner = draw(st.sampled_from(list(by_type.items())))
            return concrete(media_type), inner
        types = getattr(reply, "media_types", ()) or ("application/json",)
        return concrete(types[0]), reply

    def _body(self, reply: Any) -> st.SearchStrategy[bytes]:
        if id(reply) not in self._bodies:
            # The reply is kept too, so that no other gets its id.
            self._bodies[id(reply)] = (reply, self._new_body(reply))
        return self._bodies[id(reply)][1]

    def _new_body(self, reply: Any) -> st.SearchStrategy[bytes]:
        kind = type(reply).__name__
        if kind == "Empty":
            return st.just(b"")
        if kind == "Text":
            return st.text(max_size=20).map(str.encode)
        if kind == "Binary":
            return st.binary(max_size=40)
        if not hasattr(reply, "type"):
            return st.sampled_from([b"", b"null", b"[1, 2]", b"x"])
        one = self._json(reply.type())
        if kind == "Events":
            fields = st.sampled_from([b"", b"id: 7\n", b"event: e\nid: 8\nretry: 5\n"])
            event = st.tuples(fields, one).map(
                lambda e: e[0] + event_data(e[1]) + b"\n\n"
            )
            return st.lists(event, max_size=4).map(b"".join)
        if kind == "JsonLines":
            end = st.sampled_from([b"\n", b""])
            lines = st.tuples(st.lists(one, max_size=4).map(b"\n".join), end)
            return lines.map(b"".join)
        return one

    def _json(self, annotation: Any) -> st.SearchStrategy[bytes]:
        try:
            values = self._drawer.of(annotation)
            adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        except UndrawableError:
            return st.sampled_from([b"{}", b"[]", b"null", b"1"])
        known = values.map(lambda value: dumped(adapter, value))
        # What a service adds must not matter.
        return st.one_of(known, known, known, known.map(with_more))

    def _wrong(self, draw: Any, right: Answer) -> Answer:
        content = b"".join(right.pieces)
        what = draw(
            st.sampled_from(["cut", "other", "bytes", "type", "none", "coding"])
        )
        headers = right.headers
        match what:
            case "cut":
                content = content[: len(content) // 2]
            case "other":
                content = draw(
                    st.sampled_from([b"{}", b"[]", b"null", b'[{"id": "x"}]'])
                )
            case "bytes":
                content = b"\xff\xfe" + content
            case "type":
                headers = (("content-type", "text/html"),)
            case "coding":
                headers = (*headers, ("content-encoding", "gzip"))
            case _:
                headers = ()
        return Answer(right.status, headers, _pieces(draw, content))

    def _headers(self, draw: Any, media_type: str) -> tuple[tuple[str, str], ...]:
        more = draw(
            st.sampled_from(
                [
                    (),
                    (),
                    (("x-request-id", "r-1"),),
                    (("retry-after", "3"), ("x-total-count", "3")),
                    (("link", '</next?page=2>; rel="next"'), ("set-cookie", "a=b")),
                    (("content-range", "items 0-1/5"), ("etag", '"e"')),
                ]
            )
        )
        return (("content-type", media_type), *more)


def code_of(status: int | str, default: int) -> int:
    """A status that a key of a table stands for: 404, `4XX`, `default`."""
    if isinstance(status, int):
        return status
    return _RANGES.get(status[0], default)


def concrete(media_type: str) -> str:
    """A media type that a range stands for."""
    return media_type.replace("*", "x")


def _pieces(draw: Any, content: bytes) -> tuple[bytes, ...]:
    """The content in one piece or in several."""
    cut = draw(st.integers(0, 2)) * len(content) // 3
    return tuple(piece for piece in (content[:cut], content[cut:]) if piece)


def event_data(content: bytes) -> bytes:
    """The lines by which an event carries a text."""
    return b"\n".join(b"data: " + line for line in content.splitlines() or [b""])


def with_more(content: bytes) -> bytes:
    """JSON whose objects have a field that nobody has described."""

    def more(value: Any) -> Any:
        if isinstance(value, dict):
            return {**{k: more(v) for k, v in value.items()}, "not_known_yet": 1}
        return [more(one) for one in value] if isinstance(value, list) else value

    return json.dumps(more(json.loads(content))).encode()


def dumped(adapter: TypeAdapter[Any], value: Any) -> bytes:
    """A value as a service writes it."""
    try:
        return adapter.dump_json(
            value, by_alias=True, exclude_unset=True, warnings=False
        )
    except ValueError:  # bytes that are no text, a surrogate
        return json.dumps(repr(value)).encode()
