"""One point at which a schema does not fit into another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WEIGHTS: Final[dict[str, int]] = {
    "type": 40,
    "union": 40,
    "enum": 8,
    "required": 6,
    "null": 6,
    "closed": 5,
    "property": 1,
}
"""How far apart two branches are; what is not listed weighs 3."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One point at which X does not fit into Y.

    Attributes:
        facet: What differs: `type`, `null`, `enum`, `required`, `property`, `closed`,
            `items`, `union`, `bounds`, `length`, `pattern`, `format`, `multiple`,
            `unique`, `size`, `names`, `opaque`, `default`,
            `deprecated`, `readOnly`, `writeOnly`.
        before: What X has, for a person.
        after: What Y has.
        name: The property, where it is about one.
        certain: A value of X is known to be refused; else that could not be decided.
        blocking: It is a reason why X does not fit; else only worth knowing.
        change: Of a property: `added` (Y alone names it) or `removed`.
        keyword: What could not be decided.
        filled: Of a required property: X may lack it, but has a default for it.
        needed: Of a property: Y requires it, or the other way round.
    """

    facet: str
    before: str = ""
    after: str = ""
    name: str = ""
    certain: bool = True
    blocking: bool = True
    change: str = ""
    keyword: str = ""
    filled: bool = False
    needed: bool = False

    @property
    def weight(self) -> int:
        """How far apart this puts two branches."""
        return WEIGHTS.get(self.facet, 3) if self.blocking else 0


def difference(
    facet: str, before: str, after: str, certain: bool = True, name: str = ""
) -> Difference:
    """Return a plain difference."""
    return Difference(facet, before, after, name, certain)
