"""Splits a module of models that is too large for type checkers.

pyright gives up on a module ("code is too complex to analyze") somewhere above 1,800
classes; GitHub's document has more than 2,300 that no operation uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

LARGEST = 1000
"""Models in one module."""

T = TypeVar("T", bound=str)


def chunks(
    names: Iterable[T], needs: Mapping[T, Iterable[T]], largest: int = LARGEST
) -> list[list[T]]:
    """Split names into lists, so that each needs only itself and those before it.

    Names that need each other stay together, however many they are.

    Args:
        names: What to split.
        needs: What each name needs; names that are not split do not matter.
        largest: Length of a list from which a new one is begun.
    """
    found: list[list[T]] = [[]]
    for component in components(names, needs):
        if found[-1] and len(found[-1]) + len(component) > largest:
            found.append([])
        found[-1].extend(component)
    return found


def components(names: Iterable[T], needs: Mapping[T, Iterable[T]]) -> Iterator[list[T]]:
    """Yield the names in groups that need each other, needed groups first.

    Source:
        R. Tarjan, "Depth-first search and linear graph algorithms" (1972), without
        recursion: chains of schemas may be longer than Python's stack is deep.
    """
    ordered = list(names)
    own = set(ordered)
    index: dict[T, int] = {}
    low: dict[T, int] = {}
    stack: list[T] = []
    on_stack: set[T] = set()
    for root in ordered:
        if root in index:
            continue
        work = [(root, iter(needs[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[name])
                if low[name] == index[name]:
                    component = [stack.pop()]
                    while component[-1] != name:
                        component.append(stack.pop())
                    on_stack.difference_update(component)
                    yield component
            elif following not in own:
                continue
            elif following not in index:
                index[following] = low[following] = len(index)
                stack.append(following)
                on_stack.add(following)
                work.append((following, iter(needs[following])))
            elif following in on_stack:
                low[name] = min(low[name], index[following])
