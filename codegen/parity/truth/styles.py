"""Parameters decoded as the document says, from text that is still percent-encoded.

Cut first, decode then: a comma inside a value is `%2C` on the wire (RFC 6570, 3.2.1),
and is no comma between two values. What comes out is text, lists and mappings of text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias
from urllib.parse import unquote, unquote_plus

Shape = Literal["value", "array", "object"]
Text: TypeAlias = "str | list[Text] | dict[str, Text] | None"
Pairs = list[tuple[str, str]]


class WrongFormError(Exception):
    """What is on the wire is not in the style of its parameter."""


def in_path(raw: str, name: str, style: str, explode: bool, shape: Shape) -> Text:
    """Decode a piece of a path.

    Args:
        raw: The piece, percent-encoded.
        name: Name of the parameter.
        style: `simple`, `label` or `matrix`.
        explode: As the document says.
        shape: What is expected.

    Raises:
        WrongFormError: It has another style.
    """
    if style == "label":
        return _label(_after(raw, "."), explode, shape)
    if style == "matrix":
        return _matrix(_after(raw, ";"), name, explode, shape)
    return _listed(raw, ",", explode, shape, unquote)


def _label(raw: str, explode: bool, shape: Shape) -> Text:
    return _listed(raw, "." if explode else ",", explode, shape, unquote)


def _matrix(raw: str, name: str, explode: bool, shape: Shape) -> Text:
    pairs = [_pair(piece) for piece in raw.split(";")]
    if shape == "object" and explode:
        return {unquote(key): unquote(value) for key, value in pairs}
    if any(unquote(key) != name for key, _ in pairs):
        raise WrongFormError(f"{raw!r} does not name {name!r}")
    if shape == "array" and explode:
        return [unquote(value) for _, value in pairs]
    if len(pairs) != 1:
        raise WrongFormError(f"{raw!r} has {name!r} {len(pairs)} times")
    return _listed(pairs[0][1], ",", False, shape, unquote)


def in_header(lines: list[str], explode: bool, shape: Shape) -> Text:
    """Decode the lines of a header; they are not percent-encoded."""
    if shape == "value":
        if len(lines) != 1:
            raise WrongFormError(f"the header is there {len(lines)} times")
        return lines[0]
    return _listed(",".join(lines), ",", explode, shape, str)


def in_cookie(pairs: Pairs, name: str, explode: bool, shape: Shape) -> Text:
    """Decode the cookies of a request; None when the parameter is not there."""
    if shape == "object" and explode:
        return dict(pairs) or None
    own = [value for key, value in pairs if key == name]
    if not own:
        return None
    if shape == "array" and explode:
        return list(own)
    if len(own) != 1:
        raise WrongFormError(f"the cookie is there {len(own)} times")
    return _listed(own[0], ",", False, shape, str)


_BETWEEN = {"form": (",",), "spaceDelimited": ("%20", "+"), "pipeDelimited": ("%7C",)}


def in_query(pairs: Pairs, name: str, style: str, explode: bool, shape: Shape) -> Text:
    """Decode a parameter of the query; None when it is not there.

    Args:
        pairs: All pairs of the query, percent-encoded.
        name: Name of the parameter.
        style: `form`, `spaceDelimited`, `pipeDelimited` or `deepObject`.
        explode: As the document says.
        shape: What is expected.

    Raises:
        WrongFormError: It has another style.
    """
    if style == "deepObject":
        return _deep(pairs, name, shape)
    if shape == "object" and explode:
        return {unquote_plus(k): unquote_plus(v) for k, v in pairs} or None
    own = [value for key, value in pairs if unquote_plus(key) == name]
    if not own:
        return None
    if shape == "array" and explode:
        return [unquote_plus(value) for value in own]
    if len(own) != 1:
        raise WrongFormError(f"{name!r} is there {len(own)} times")
    raw = own[0].replace("|", "%7C").replace("%7c", "%7C")
    first, *others = _BETWEEN[style]
    if shape != "value":
        for other in others:
            raw = raw.replace(other, first)
    return _listed(raw, first, False, shape, unquote_plus)


def _deep(pairs: Pairs, name: str, shape: Shape) -> Text:
    found: dict[str, Text] = {}
    plain: list[str] = []
    for raw_key, raw_value in pairs:
        key, value = unquote_plus(raw_key), unquote_plus(raw_value)
        if key == name:
            plain.append(value)
        elif key.startswith(f"{name}[") and key.endswith("]"):
            _put(found, key[len(name) + 1 : -1].split("]["), value)
    if shape == "object":
        return found or None
    if not plain:
        return None
    return list(plain) if shape == "array" else plain[0]


def _put(found: dict[str, Text], keys: list[str], value: str) -> None:
    head, *rest = keys
    if rest:
        inner = found.setdefault(head, {})
        if isinstance(inner, dict):
            _put(inner, rest, value)
    elif head not in found:
        found[head] = value
    else:
        before = found[head]
        found[head] = [*(before if isinstance(before, list) else [before]), value]


def _listed(
    raw: str, between: str, explode: bool, shape: Shape, decode: Callable[[str], str]
) -> Text:
    if shape == "value":
        return decode(raw)
    pieces = raw.split(between) if raw else []
    if shape == "array":
        return [decode(piece) for piece in pieces]
    if explode:
        pairs = [_pair(piece) for piece in pieces]
    elif len(pieces) % 2:
        raise WrongFormError(f"{raw!r} has a name without a value")
    else:
        pairs = list(zip(pieces[::2], pieces[1::2], strict=True))
    return {decode(key): decode(value) for key, value in pairs}


def _pair(raw: str) -> tuple[str, str]:
    key, equals, value = raw.partition("=")
    if not equals:
        raise WrongFormError(f"{raw!r} is not `name=value`")
    return key, value


def _after(raw: str, prefix: str) -> str:
    if not raw.startswith(prefix):
        raise WrongFormError(f"{raw!r} does not begin with {prefix!r}")
    return raw[len(prefix) :]
