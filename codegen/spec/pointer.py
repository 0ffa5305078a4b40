"""JSON pointers (RFC 6901): make, read, look up, print.

Only the pointer itself lives here. What a pointer means in a document that is spread
over several files is `codegen.spec.document`'s business.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from codegen.printable import printable


class Pointer(tuple[str, ...]):
    """The keys from the root of a document to a place in it, outermost first.

    A tuple, so that it compares, hashes and slices like one; indexes of arrays are
    kept as decimal strings. `pointer / "paths" / "/jobs"` goes down.
    """

    __slots__ = ()

    def __truediv__(self, key: str | int) -> Pointer:
        """Return the pointer to the member `key` of this place."""
        return Pointer((*self, key if type(key) is str else str(key)))

    def child(self, *keys: str | int) -> Pointer:
        """Return the pointer several steps further down."""
        return Pointer((*self, *[k if type(k) is str else str(k) for k in keys]))

    @property
    def parent(self) -> Pointer:
        """The place that holds this one; the root is its own parent."""
        return Pointer(self[:-1])

    @property
    def text(self) -> str:
        """The pointer as RFC 6901 writes it: `/paths/~1jobs/get`, or nothing."""
        return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in self)

    def __str__(self) -> str:
        """The pointer for a person: `#/paths/~1jobs/get`, safe on a terminal."""
        return "#" + printable(self.text, limit=None)

    def __repr__(self) -> str:
        return f"Pointer({str(self)!r})"

    @classmethod
    def parse(cls, text: str) -> Pointer:
        """Read `#/a/b` (percent-decoded, RFC 6901 section 6) or `/a/b`.

        Raises:
            ValueError: the text is neither empty nor starts with `/`.
        """
        if text.startswith("#"):
            text = unquote(text[1:])
        if not text:
            return ROOT
        if not text.startswith("/"):
            raise ValueError(f"{text!r} is not a JSON pointer")
        return cls(
            key.replace("~1", "/").replace("~0", "~") for key in text[1:].split("/")
        )

    def find(self, value: object) -> object:
        """Return what stands at this place below `value`.

        Raises:
            LookupError: nothing stands there.
        """
        for key in self:
            if isinstance(value, dict):
                value = value[key]
            elif isinstance(value, list) and key.isascii() and key.isdecimal():
                value = value[int(key)]
            else:
                raise LookupError(key)
        return value


ROOT: Final = Pointer()
