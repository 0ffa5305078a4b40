"""Security properties: what a user's group allows, and requirements on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


class Requirement:
    """A condition on a set of properties, combined with `&`, `|` and `~`."""

    def allows(self, properties: Collection[str]) -> bool:
        """Return whether a user with these properties meets the requirement."""
        raise NotImplementedError

    def __and__(self, other: Requirement) -> Requirement:
        return _All(self, other)

    def __or__(self, other: Requirement) -> Requirement:
        return _Any(self, other)

    def __invert__(self) -> Requirement:
        return _Not(self)


@dataclass(frozen=True)
class SecurityProperty(Requirement):
    """A right by name, such as `JobAdministrator`; as a requirement, having it."""

    name: str
    description: str = ""

    def allows(self, properties: Collection[str]) -> bool:
        """Return whether this property is among them."""
        return self.name in properties

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class _All(Requirement):
    left: Requirement
    right: Requirement

    def allows(self, properties: Collection[str]) -> bool:
        return self.left.allows(properties) and self.right.allows(properties)

    def __str__(self) -> str:
        return f"({self.left} and {self.right})"


@dataclass(frozen=True)
class _Any(Requirement):
    left: Requirement
    right: Requirement

    def allows(self, properties: Collection[str]) -> bool:
        return self.left.allows(properties) or self.right.allows(properties)

    def __str__(self) -> str:
        return f"({self.left} or {self.right})"


@dataclass(frozen=True)
class _Not(Requirement):
    inner: Requirement

    def allows(self, properties: Collection[str]) -> bool:
        return not self.inner.allows(properties)

    def __str__(self) -> str:
        return f"not {self.inner}"
