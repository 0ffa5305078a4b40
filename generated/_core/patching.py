"""Marks for hand-written patches.

They do nothing when the program runs. The generator reads them in the source of a
patch, and type checkers see through them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def _unchanged(marked: T) -> T:
    return marked


def one_sided(reason: str) -> Callable[[T], T]:
    """Mark a class, function or member that only one flavour has.

    Args:
        reason: Why the other one cannot have it; required.
    """
    del reason
    return _unchanged


def removes(*operations: str) -> Callable[[T], T]:
    """Mark a patched group that does not have some of its operations.

    Each is still there for the patch, as `self._generated_<name>`. So an operation
    whose signature is to be another is removed, and written anew under its own name.

    Args:
        operations: Names of methods.
    """
    del operations
    return _unchanged


def replaces(model: T) -> T:
    """Mark a model that stands in the place of the generated one of the same name."""
    return model


def adds(model: T) -> T:
    """Mark a model that the document does not have."""
    return model
