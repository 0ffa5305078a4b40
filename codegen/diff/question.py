"""Questions about schemas, and their answers: does X fit into Y?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol

from codegen.diff.difference import Difference
from codegen.diff.normalise import Shapes
from codegen.diff.shape import Handle


class Key(NamedTuple):
    """A question: does X fit into Y?

    Attributes:
        forward: X is of the old document and Y of the new one; else the reverse.
    """

    forward: bool
    x: Handle
    y: Handle

    @property
    def old(self) -> Handle:
        """The schema of the old document."""
        return self.x if self.forward else self.y

    @property
    def new(self) -> Handle:
        """The schema of the new document."""
        return self.y if self.forward else self.x

    @property
    def reverse(self) -> Key:
        """The question the other way round."""
        return Key(not self.forward, self.y, self.x)


class Step(NamedTuple):
    """From a schema to a part of it."""

    kind: Literal["property", "items", "additional", "pattern", "names", "opaque"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer.

    Attributes:
        own: Differences of the pair itself.
        below: Parts that do not fit, or were being judged already.
        weight: How far the two are apart; 0 when X fits.
        told: How many parts there is something to say about.
    """

    own: tuple[Difference, ...] = ()
    below: tuple[tuple[Step, Key], ...] = ()
    weight: int = 0
    told: int = 0

    @property
    def rank(self) -> tuple[int, int]:
        """How much worse this is than another outcome."""
        return self.weight, len(self.own) + self.told

    @property
    def silent(self) -> bool:
        """Nothing is to be said."""
        return not self.own and not self.below


SILENT: Final = Outcome()


class Judging(Protocol):
    """Who answers questions."""

    def fits(self, key: Key) -> Outcome:
        """Tell where X and Y part."""
        ...

    def judging(self, key: Key) -> bool:
        """Whether a question is being answered."""
        ...

    def sides(self, key: Key) -> tuple[Shapes, Shapes]:
        """Return the schemas that X and Y belong to."""
        ...
