"""Names of a document -> names in Python. Pure functions, no state but `Registry`.

Words are split at case changes and at everything that is no letter or digit. Text is
put in NFKC form first, since Python compares identifiers in that form (PEP 3131): two
names that only differ in it would be one name.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from codegen.encode import Identifier

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATOR = re.compile(r"[\W_]+")

MODULE_LENGTH = 100
"""Characters of a module's name; most file systems allow 255 bytes for a file's."""

BUILTIN_TYPES = frozenset(
    {"bool", "bytes", "dict", "float", "int", "list", "object", "str", "tuple", "type"}
)
"""Builtins that annotations use, so that a member of their name hides them."""


_SIGN = re.compile(r"^([+-])(?=\d)")
_SIGN_WORDS = {"+": "plus_", "-": "minus_"}


def _words(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    # GitHub counts reactions under "+1" and "-1".
    text = _SIGN.sub(lambda match: _SIGN_WORDS[match[1]], text)
    return [word for word in _SEPARATOR.split(_BOUNDARY.sub("_", text)) if word]


def _usable(text: str, fallback: str) -> Identifier:
    """Make an identifier of text that has only word characters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(c for c in text if ("_" + c).isidentifier())
    if not text:
        text = fallback
    if not text.isidentifier():
        text = f"{fallback}_{text}"
    if keyword.iskeyword(text):
        text = f"{text}_"
    return Identifier(text)


@lru_cache(maxsize=20_000)
def snake(text: str, fallback: str = "value") -> Identifier:
    """Return `text` as the name of a function, an argument or an attribute.

    Args:
        text: Any text; `X-Request-ID`, `listRepos` and `repo.id` are typical.
        fallback: Stands for text without a single usable character, and before a
            leading digit.
    """
    if text.isascii() and text.islower() and text.isidentifier() and text[0] != "_":
        # A name of Python already; `run_number__gte` means something to its users.
        return _usable(text, fallback)
    return _usable("_".join(_words(text)).lower(), fallback)


@lru_cache(maxsize=20_000)
def pascal(text: str, fallback: str = "Model") -> Identifier:
    """Return `text` as the name of a class; capitals inside words stay as they are."""
    return _usable(
        "".join(word[0].upper() + word[1:] for word in _words(text)), fallback
    )


@lru_cache(maxsize=20_000)
def module(text: str, fallback: str = "group") -> Identifier:
    """Return `text` as the name of a module, in ASCII: file systems differ beyond it.

    Accents are dropped; a text with nothing else left is called by its hash, since a
    number would move with the order of the document. So is the end of a text that is
    too long for a file name.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    if not _words(plain) and not text.isascii():
        return Identifier(f"{fallback}_{digest}")
    name = snake(plain, fallback)
    if len(name) > MODULE_LENGTH:
        return Identifier(f"{name[: MODULE_LENGTH - 9].rstrip('_')}_{digest}")
    return name


@lru_cache(maxsize=20_000)
def constant(text: str, fallback: str = "VALUE") -> Identifier:
    """Return `text` as the name of an enumeration's member."""
    return _usable("_".join(_words(text)).upper(), fallback)


_FASTAPI_SUFFIX = re.compile(r"\W")


def without_route_suffix(operation_id: str, path: str, method: str) -> str | None:
    """Undo FastAPI's default operationId: function name, path, method.

    Returns:
        The function's name, or None when the operationId has another form.

    Source:
        `fastapi.utils.generate_unique_id`.
    """
    suffix = f"{_FASTAPI_SUFFIX.sub('_', path)}_{method.lower()}"
    if operation_id.endswith(suffix) and len(operation_id) > len(suffix):
        return operation_id[: -len(suffix)]
    return None


def without_tag_prefix(operation_id: str, tag: str) -> str | None:
    """Undo AutoRest's convention: `<tag>_<name>`, also `<tag>/<name>`, `<tag>.<name>`.

    Returns:
        What stands behind the tag, or None when the operationId does not begin so.
    """
    words, prefix = _words(operation_id), _words(tag)
    if len(words) <= len(prefix):
        return None
    if [w.lower() for w in words[: len(prefix)]] != [w.lower() for w in prefix]:
        return None
    return "_".join(words[len(prefix) :])


class Registry:
    """Hands out names that are unique in one scope.

    Args:
        reserved: Names that nobody may have.
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = set(reserved)

    def __contains__(self, name: str) -> bool:
        return name in self._taken

    def claim(self, *candidates: str) -> Identifier:
        """Take the first candidate that is free; the last one gets a number if none is.

        Args:
            candidates: Identifiers, the best one first.
        """
        for candidate in candidates:
            if self.claim_free(candidate):
                return Identifier(candidate)
        base, number = candidates[-1].rstrip("_") or "value", 2
        while f"{base}_{number}" in self._taken:
            number += 1
        name = f"{base}_{number}"
        self._taken.add(name)
        return Identifier(name)

    def claim_free(self, name: str) -> bool:
        """Take a name if it is free, and tell whether it was."""
        if name in self._taken:
            return False
        self._taken.add(name)
        return True

    def claim_reserved(self, name: str) -> Identifier:
        """Take a name, with a trailing underscore when it is reserved or taken."""
        return self.claim(name, f"{name.rstrip('_')}_")
