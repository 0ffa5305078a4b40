"""Which body a value becomes, and what a file is sent as."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from codegen.parity.finding import Finding
from codegen.parity.trace import Answer
from codegen.parity.truth.content import Form, Part, decoded
from codegen.parity.truth.played import BUSY, NOTHING, Played, Player, untrue

_SHEET: Final = {"title": "t"}
_FORM: Final = "application/x-www-form-urlencoded"
_BYTES: Final = "application/octet-stream"
_ODD: Final = rb'filename="' + "ä".encode() + rb'\"b\\\\c\\.png"'
"""How a name with quotes and backslashes is written."""
_MOVED: Final = Answer(307, (("location", "/else"),))


class _Reader:
    """A file that cannot go back, such as a socket."""

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


class _Pipe(_Reader):
    def tell(self) -> int:
        raise OSError("a pipe has no place")


def body_faults(player: Player) -> Iterator[Finding]:
    """Give bodies and files; say what is sent otherwise."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ta ble.csv"
        path.write_bytes(b"0123456789")
        yield from _chosen(player, path)
        yield from _nothing(player)
        yield from _contents(player, path)
        yield from _parts(player, path)
        yield from _refused(player, path)


def _chosen(player: Player, path: Path) -> Iterator[Finding]:
    """The caller names the media type, or the value tells it."""
    file, text = player.pair.file, "text/plain; charset=utf-8"
    expected: list[tuple[Any, str | None, str]] = [
        (_SHEET, None, "application/json"), ("x", None, text), (b"x", None, _BYTES),
        (bytearray(b"x"), None, _BYTES), (path, None, _BYTES),
        (file(b"x", "a.txt"), "application/json", "application/json"),
        (path, "text/plain", "text/plain"),
        (file(b"x"), None, _BYTES), (file(b"x", "a.png"), None, _BYTES),
        (file(b"x", None, "image/gif"), None, "image/gif"),
        (io.BytesIO(b"x"), None, _BYTES), (_Reader(b"x"), None, _BYTES), ([1], None, "application/json"),
        (_SHEET, "application/json", "application/json"), (_SHEET, _FORM, _FORM),
        (_SHEET, "application/JSON; a=b", "application/JSON; a=b"),
        (_SHEET, "multipart/form-data", "multipart/form-data"), ("x", "text/plain", text),
        ("x", "text/plain; charset=UTF-8", "text/plain; charset=UTF-8"),
        ("x", "text/plain; CharSet=UTF-8", "text/plain; CharSet=UTF-8"),
        (b"x", "image/png", "image/png"), (b"x", "IMAGE/png", "IMAGE/png"),
        (file(b"x", "a.png"), "image/*", "image/png"), (b"x", "image/*", _BYTES),
        (b"x", _BYTES, _BYTES),
    ]  # fmt: skip
    for value, named, kind in expected:
        given: dict[str, Any] = {} if named is None else {"content_type": named}
        played = player.call("any_body", value, **given)
        kinds = [one.media_type.partition("; boundary")[0] for one in played.sent]
        if kinds != [kind]:
            yield untrue("any_body", f"{value!r}, {named} is {kinds}, {played.value!r}")
    sheet = player.models["Sheet"](title="t")
    sheet.marks.append(1)
    forms: list[tuple[Any, bytes]] = [
        ({**_SHEET, "a b": "é", "none": None, "it": [1, None]},
         b"title=t&a+b=%C3%A9&it=1"),
        (player.models["Open"](text="t", more="x"), b"text=t&more=x"),
        (sheet, b"title=t&marks=1"),
    ]  # fmt: skip
    for value, body in forms:
        played = player.call("any_body", value, content_type=_FORM)
        if [one.body for one in played.sent] != [body]:
            yield untrue("any_body", f"{value!r} is {played.sent}, {played.value!r}")
    for value, kinds in ((_SHEET, [_FORM]), ("x", [text]), (b"x", []), ([], [])):
        played = player.call("two_bodies", value)
        found = [one.media_type for one in played.sent]
        if found != kinds or played.is_refused == bool(kinds):
            yield untrue("two_bodies", f"{value!r} is {found}, not {kinds}")


def _nothing(player: Player) -> Iterator[Finding]:
    """What is not given is no body, and has no content type."""
    expected: list[tuple[str, Callable[[Any], Any], bytes | None]] = [
        *(("any_body", lambda c, k=kind: c.calls.any_body(None, content_type=k), None)
          for kind in (_FORM, "multipart/form-data", "text/plain", _BYTES)),
        ("any_body", lambda c: c.calls.any_body(None), b"null"),
        ("keep", lambda c: c.calls.keep(), None),
        ("keep", lambda c: c.calls.keep(None), None),
        ("do_post", lambda c: c.calls.do_post(None), b"null"),
        ("do_put", lambda c: c.calls.do_put(None), b"null"),
        ("some_json", lambda c: c.calls.some_json(), None),
        ("some_json", lambda c: c.calls.some_json(numbers=[]), b'{"numbers":[]}'),
        ("typed_json", lambda c: c.calls.typed_json(), b"{}"),
        ("some_form", lambda c: c.calls.some_form(), None),
        ("some_form", lambda c: c.calls.some_form(a_b=""), b"a+b="),
        ("some_form", lambda c: c.calls.some_form(numbers=[]), None),
        ("form", lambda c: c.bodies.form(
            text="t", commas=["a,b", "c"], pipes=["a|b", "c"]),
         b"text=t&commas=a%2Cb,c&pipes=a%7Cb%7Cc"),
        ("parts", lambda c: c.calls.parts(), None),
        ("parts", lambda c: c.calls.parts(numbers=[]), None),
        ("some_lines", lambda c: c.calls.some_lines(), None),
        ("some_lines", lambda c: c.calls.some_lines([]), b""),
        ("some_lines", lambda c: c.calls.some_lines(iter([1, 2])), b"1\n2\n"),
        ("some_text", lambda c: c.calls.some_text(), None),
        ("some_text", lambda c: c.calls.some_text(""), b""),
        ("some_text", lambda c: c.calls.some_text(5), b"5"),
        ("some_bytes", lambda c: c.calls.some_bytes(), None),
        ("some_bytes", lambda c: c.calls.some_bytes(b""), b""),
    ]  # fmt: skip
    for name, call, body in expected:
        played = player.play(call)
        found = [(one.body, bool(one.media_type)) for one in played.sent]
        if found != [(body or b"", body is not None)]:
            yield untrue(name, f"the body is {found or played.value!r}, not {body!r}")
        lengths = [one.lines("content-length") for one in played.sent]
        if body is None and lengths != [["0"]]:
            yield untrue(name, f"the length of nothing is {lengths}")
    for value, length in (([1, 2], ["4"]), ((1, 2), ["4"]), (iter([1, 2]), [])):
        played = player.call("some_lines", value)
        if [one.lines("content-length") for one in played.sent] != [length]:
            yield untrue("some_lines", f"of {value!r} it sends {played.sent}")


def _contents(player: Player, path: Path) -> Iterator[Finding]:
    """Every form of a file: from where it stands, whole, and again if that is possible."""

    def opened() -> Any:
        file = path.open("rb")
        file.seek(4)
        return file

    def begun() -> Any:
        file = io.BytesIO(b"__0123456789")
        file.seek(6)
        return file

    large = b"x" * 300_000
    expected: list[tuple[Callable[[], Any], bytes, bool, bool]] = [
        # What is given, what is sent, whether its size is known, and it can be again.
        (lambda: b"ab", b"ab", True, True),
        (lambda: bytearray(b"ab"), b"ab", True, True),
        (lambda: path, b"0123456789", True, True), (opened, b"456789", True, True),
        (begun, b"456789", True, True), (lambda: io.BytesIO(large), large, True, True),
        (lambda: [b"a", b"", b"b"], b"ab", False, True),
        (lambda: iter([b"a", b"b"]), b"ab", False, False),
        (lambda: _Reader(b"ab"), b"ab", False, False),
        (lambda: _Pipe(b"ab"), b"ab", False, False),
    ]  # fmt: skip
    for make, content, is_sized, again in expected:
        for given in (make, lambda m=make: player.pair.file(m(), "a.txt", "a/b")):
            value = given()
            played = player.call("store", value, answers=[BUSY, NOTHING], retries=1)
            yield from _is_sent(value, played, content, is_sized, 1 + again)
            value = given()
            played = player.call("store", value, answers=[_MOVED, NOTHING])
            yield from _is_sent(value, played, content, is_sized, 1 + again)


def _is_sent(
    value: Any, played: Played, content: bytes, is_sized: bool, times: int
) -> Iterator[Finding]:
    if [one.body for one in played.sent] != [content] * times:
        yield untrue("store", f"of {value!r} it sends {played.events}"[:400])
    kind = getattr(value, "content_type", None) or _BYTES
    for one in played.sent:
        length = one.lines("content-length")
        if length != ([str(len(content))] if is_sized else []):
            yield untrue("store", f"the length of {value!r} is {length}")
        if bool(one.lines("transfer-encoding")) == is_sized:
            yield untrue("store", f"{value!r} is in chunks, or is not")
        if one.media_type != kind:
            yield untrue("store", f"{value!r} is {one.media_type}, not {kind}")


def _parts(player: Player, path: Path) -> Iterator[Finding]:
    file, odd = player.pair.file, 'ä"b\\\\c\\.png'
    expected: list[tuple[str, Callable[[], Any], list[Part]]] = [
        ("any", lambda: b"x", [Part("any", b"x", "upload", _BYTES)]),
        ("any", lambda: bytearray(b"x"), [Part("any", b"x", "upload", _BYTES)]),
        ("any", lambda: path, [Part("any", b"0123456789", path.name, "text/csv")]),
        ("any", lambda: path.open("rb"),
         [Part("any", b"0123456789", path.name, "text/csv")]),
        ("any", lambda: io.BytesIO(b"x"), [Part("any", b"x", "upload", _BYTES)]),
        ("any", lambda: [b"x", b"y"], [Part("any", b"xy", "upload", _BYTES)]),
        ("any", lambda: iter([b"x"]), [Part("any", b"x", "upload", _BYTES)]),
        ("any", lambda: _Pipe(b"x"), [Part("any", b"x", "upload", _BYTES)]),
        ("any", lambda: file(b"x", odd), [Part("any", b"x", odd, "image/png")]),
        ("any", lambda: file(b"x", "a\tb"), [Part("any", b"x", "a\tb", _BYTES)]),
        ("any", lambda: file(b"x", "a", "b/c"), [Part("any", b"x", "a", "b/c")]),
        ("any", lambda: file(path, "a"), [Part("any", b"0123456789", "a", _BYTES)]),
        ("any", lambda: file(b"x", None, "b/c"), [Part("any", b"x", "upload", "b/c")]),
        ("any", lambda: file(b"x"), [Part("any", b"x", "upload", _BYTES)]),
        ("image", lambda: [b"x", b"y"], [Part("image", b"xy", "upload", _BYTES)]),
        ("image", lambda: b"x", [Part("image", b"x", "upload", _BYTES)]),
        ("image", lambda: file(b"x", odd), [Part("image", b"x", odd, "image/png")]),
        ("image", lambda: file(b"x", odd, "b/c"), [Part("image", b"x", odd, "b/c")]),
        ("note", lambda: file(b"x", odd),
         [Part("note", b"x", odd, "text/markdown; charset=utf-8")]),
        ("files", lambda: [b"x", [b"y", b"z"], io.BytesIO(b"")],
         [Part("files", one, "upload", _BYTES) for one in (b"x", b"yz", b"")]),
        ("json_", lambda: "x", [Part("json", b'"x"', None, "application/json; profile=x")]),
        ("numbers", lambda: (1, 2), [
            Part("numbers", one, None, "text/plain") for one in (b"1", b"2")
        ]),
        ("raw", lambda: b"\xfb\xff", [Part("raw", b"+/8=", None, "text/plain")]),
    ]  # fmt: skip
    for name, make, parts in expected:
        played = player.call("parts", **{name: make()})
        if not played.sent:
            yield untrue("parts", f"{name} of {make()!r} leads to {played.value!r}")
        for one in played.sent:
            boundary = one.media_type.partition("; boundary=")[2]
            if not one.body.endswith(f"\r\n--{boundary}--\r\n".encode()):
                yield untrue("parts", f"the last line is that of {one.body[-80:]!r}")
            is_odd = (b'filename="\xc3\xa4' in one.body) != (_ODD in one.body)
            if b'form-data; name="' not in one.body or is_odd:
                yield untrue("parts", f"names are not quoted: {one.body!r}")
            form = decoded(one.media_type, one.body)
            if form != Form(parts):
                yield untrue("parts", f"{parts} is {form}, of {one.body!r}")


def _refused(player: Player, path: Path) -> Iterator[Finding]:
    """What is no file is refused before anything is read or sent."""
    file = player.pair.file
    no_files = (
        5, "text", io.StringIO("x"), path.parent, path.parent / "none", object(),
        file("text"), file(b"x", "a", "a\nb"), file(b"x", "a", " a/b"),
    )  # fmt: skip
    no_parts = (
        *(file(b"x", name) for name in ("a\nb", "a\x7f", "a\x00", "\ud800")),
        *(file(b"x", "a", kind) for kind in ("a\nb", "ä/b", "a\x00")),
    )
    given: list[tuple[str, dict[str, Any]]] = [
        *(("store", {"body": one}) for one in no_files),
        *(("parts", {"any": one}) for one in no_parts),
        *(("some_lines", {"body": one}) for one in (5, "text", b"text", {"a": 1})),
        *(("any_body", {"body": one, "content_type": _FORM})
          for one in (5, "text", b"text")),
        *(("any_body", {"body": "x", "content_type": one})
          for one in ("text/css", "image", "video/mp4", "*/*", "")),
    ]  # fmt: skip
    for name, arguments in given:
        played = player.call(name, **arguments)
        if not played.is_refused:
            yield untrue(name, f"{arguments} leads to {played.sent}, {played.value!r}")
    begun = io.BytesIO(b"0123")
    begun.seek(1)
    headers = {"headers": {"x": "a\nb"}}
    played = player.call("store", begun, changes=headers)
    if not played.is_refused or begun.tell() != 1:
        yield untrue("store", f"a file that is not sent stands at {begun.tell()}")
