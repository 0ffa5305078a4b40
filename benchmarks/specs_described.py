"""What a document says about its operations, read without the generator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from specs_index import METHODS
from specs_samples import NoInstanceError, Samples, kind_of

_IGNORED_HEADERS = {"accept", "content-type", "authorization"}
"""Header parameters that mean nothing (OpenAPI 3.1, section 4.8.12.1)."""


class Described:
    """One operation as the document has it.

    Attributes:
        method: In capitals.
        path: The template.
        name: Its `operationId`, or nothing.
    """

    def __init__(
        self, document: Mapping[str, Any], path: str, item: Any, method: str
    ) -> None:
        self._document = document
        self.path = path
        self.method = method.upper()
        self._item = item
        self._node = item[method]
        self.name = str(self._node.get("operationId", ""))
        self._resolve = Samples(document, "request", full=True).resolve

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Place and name of each parameter whose name is seen in a request."""
        found: dict[tuple[str, str], Any] = {}
        for holder in (self._item, self._node):
            for entry in holder.get("parameters") or ():
                node = self._resolve(entry)
                if isinstance(node, dict) and "in" in node and "name" in node:
                    found[node["in"], node["name"]] = node
        return [key for key, node in found.items() if self._is_visible(key, node)]

    def _is_visible(self, key: tuple[str, str], node: dict[str, Any]) -> bool:
        place, name = key
        if place not in ("query", "header", "cookie"):
            return False
        if place == "header" and name.lower() in _IGNORED_HEADERS:
            return False
        schema = self._resolve(node.get("schema") or {})
        if "content" in node or not isinstance(schema, dict):
            return True
        try:
            sample = Samples(self._document, "request", full=True).instance(schema)
        except NoInstanceError:
            return False
        if isinstance(sample, list) and any(isinstance(x, dict | list) for x in sample):
            return False  # OpenAPI defines no form for it
        # An exploded object is sent by the names of its properties.
        plain = not isinstance(sample, dict) or node.get("style") == "deepObject"
        return plain and sample is not None and sample not in ([], {})

    def matches(self, raw_path: bytes) -> bool:
        """Whether the path of a request is an instance of the template."""
        template = self.path.partition("?")[0].partition("#")[0]
        pieces = re.split(r"\{[^{}]*\}", template)
        pattern = ".*".join(re.escape(unquote(piece)) for piece in pieces)
        path = unquote(raw_path.decode("ascii").partition("?")[0])
        return re.fullmatch(f".*{pattern}", path, re.DOTALL) is not None

    def body(self, media_type: str) -> Any:
        """The schema of a body of one media type; None where there is none."""
        node = self._resolve(self._node.get("requestBody") or {})
        content = self._resolve((node.get("content") or {}).get(media_type) or {})
        return content.get("schema")

    def fields(self, media_type: str) -> set[str]:
        """Names of the fields that a body of one media type has by itself."""
        schema = self._resolve(self.body(media_type) or {})
        if not isinstance(schema, dict) or kind_of(schema) != "object":
            return set()
        return {
            name
            for name, field in (schema.get("properties") or {}).items()
            if not (
                isinstance(node := self._resolve(field), dict) and node.get("readOnly")
            )
        }

    def reply(self, status: int | str, media_type: str) -> Any:
        """The schema of a reply; None where there is none."""
        for key, entry in (self._node.get("responses") or {}).items():
            if str(key).upper() == str(status).upper():
                content = self._resolve(entry).get("content") or {}
                return self._resolve(content.get(media_type) or {}).get("schema")
        return None


def described(document: Mapping[str, Any]) -> Iterator[Described]:
    """Yield the operations of a document."""
    resolve = Samples(document, "request", full=True).resolve
    for path, entry in (document.get("paths") or {}).items():
        item = resolve(entry)
        if not isinstance(item, dict):
            continue
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield Described(document, path, item, method)
