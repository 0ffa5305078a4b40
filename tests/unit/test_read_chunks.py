"""Large modules of models are split where no import goes back."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from codegen.read.chunks import chunks, components

NAMES = [f"m{number}" for number in range(12)]
GRAPHS = st.dictionaries(
    st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=4)
).map(lambda edges: {name: edges.get(name, []) for name in NAMES})


def _reach(graph: dict[str, list[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = list(graph[start])
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(graph[name])
    return seen


@given(GRAPHS, st.integers(1, 12))
def test_nothing_needs_a_later_chunk(graph: dict[str, list[str]], largest: int) -> None:
    """If not, two modules of models import each other and neither can be imported."""
    home = {
        name: number
        for number, chunk in enumerate(chunks(NAMES, graph, largest))
        for name in chunk
    }

    assert sorted(home) == sorted(NAMES)
    for name, needed in graph.items():
        assert all(home[other] <= home[name] for other in needed)


@given(GRAPHS)
def test_names_that_need_each_other_stay_together(graph: dict[str, list[str]]) -> None:
    """If not, a cycle of models is torn apart, or unrelated ones are tied together."""
    for component in components(NAMES, graph):
        for name in component:
            mutual = {o for o in _reach(graph, name) if name in _reach(graph, o)}
            assert set(component) == mutual | {name}


@given(GRAPHS, st.integers(1, 12))
def test_chunks_are_no_larger_than_allowed(
    graph: dict[str, list[str]], largest: int
) -> None:
    """If not, a type checker gives up on the module."""
    parts = {tuple(component) for component in components(NAMES, graph)}
    for chunk in chunks(NAMES, graph, largest):
        assert len(chunk) <= largest or tuple(chunk) in parts


def test_long_chain_is_no_recursion() -> None:
    """If not, a document with a long chain of schemas stops the run."""
    names = [f"m{number}" for number in range(20_000)]
    needs = {name: [after] for name, after in pairwise(names)}

    found = chunks(names, {**needs, names[-1]: []}, 15_000)

    assert [len(chunk) for chunk in found] == [15_000, 5_000]
    assert found[0][0] == names[-1]
