r"""What FastAPI and pydantic write differently and mean alike: a table, with sources.

Releases of FastAPI and pydantic spell one and the same annotation in several ways.
Whatever is in this table is made equal before anything is compared. Extend it with each
release of theirs (`benchmarks/gate_versions.py` finds what is missing).

What the normal form itself makes equal needs no entry: `const` and one-member `enum`,
`anyOf` with null and lists of types and `nullable`, an `allOf` of one branch, inlined
and referenced schemas, explicit `additionalProperties: true`, the `-Input` and
`-Output` names of components, titles, and the order of everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

FORMATS: Final[Mapping[str, str]] = {
    "base64": "byte",
    "json-string": "media:application/json",
    "unixtime": "unix-time",
    "uuid1": "uuid",
    "uuid3": "uuid",
    "uuid4": "uuid",
    "uuid5": "uuid",
}
"""Formats that are other words for another one.

- `json-string`: pydantic 1 for `Json`; pydantic 2 writes `contentMediaType`.
- `uuid4` and others: pydantic for `UUID4`; plain `uuid` elsewhere.
"""

UNENFORCED: Final = frozenset({"password", "int64", "double"})
"""Formats that refuse no value in practice: one says how a text is shown, the others how
large a number may get in memory. FastAPI adds `password` to its own forms since 0.115."""

PATTERNS: Final[Mapping[str, str]] = {"password": "^password$"}
"""Patterns that FastAPI writes in another way: `grant_type` of its password form was
`password` until 0.115, which matches anywhere in a text and was not meant to."""

_DECIMAL: Final = r"^(?!^[-+.]*$)[+-]?0*"
"""How the patterns begin by which pydantic 2.12 and 2.13 describe decimals in strings.

The service took no less before, so that they narrow the document and not the service.
Digits before and after the point may be limited behind this.
"""


def is_decimal_pattern(pattern: str) -> bool:
    """Whether a pattern is one that pydantic writes for `Decimal`."""
    return pattern.startswith(_DECIMAL)


def string_formats(node: Mapping[str, Any]) -> frozenset[str]:
    """Return the formats of a string, in one spelling.

    - `format: binary` (FastAPI to 0.128, OpenAPI 3.0) and `contentMediaType:
      application/octet-stream` (later): a file.
    - `format: byte`, `format: base64` and `contentEncoding: base64`: base64.
    """
    found = set()
    given = node.get("format")
    if isinstance(given, str) and given != "binary" and given not in UNENFORCED:
        found.add(FORMATS.get(given, given))
    encoding = node.get("contentEncoding")
    if isinstance(encoding, str):
        found.add(FORMATS.get(encoding.lower(), encoding.lower()))
    media_type = node.get("contentMediaType")
    if isinstance(media_type, str):
        found.add(f"media:{media_type.lower()}")
    if given == "binary" or (
        media_type == "application/octet-stream" and encoding is None
    ):
        found.discard("media:application/octet-stream")
        found.add("binary")
    return frozenset(found)


def is_fastapi_error(node: object) -> bool:
    """Whether a content's schema is the one of FastAPI's own 422.

    Later releases describe more of it (`ctx` and `input`, 0.129), apps may leave it out,
    and every client has it built in.
    """
    if not isinstance(node, Mapping):
        return False
    ref = node.get("$ref")
    return isinstance(ref, str) and ref.rsplit("/", 1)[-1] == "HTTPValidationError"
