"""One side of a comparison: a document, and how the client of it is made."""

from __future__ import annotations

from dataclasses import dataclass, field

from codegen.config import Config
from codegen.diff.patched import Kept
from codegen.spec.document import Document


@dataclass(frozen=True, slots=True)
class Subject:
    """A document as its clients know it.

    Attributes:
        document: The document.
        config: How the client is generated: names and selections are what callers see.
        kept: Names that patches define.
    """

    document: Document
    config: Config = field(default_factory=Config)
    kept: Kept = field(default_factory=Kept)
