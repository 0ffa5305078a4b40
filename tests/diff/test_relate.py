"""The relation between schemas, against an oracle that tries every value."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.diff.normalise import Shapes
from codegen.diff.relate import Judge, Relation, relate
from codegen.spec.document import Document
from codegen.spec.pointer import Pointer
from tests.diff.strategies import SCHEMAS, TREES, mutated, universe

UNIVERSE = universe()
AT = Pointer(("components", "schemas", "Root"))


def related(old: Any, new: Any, old_tree: Any = True, new_tree: Any = True) -> Relation:
    sides = []
    for schema, tree in ((old, old_tree), (new, new_tree)):
        root = {"components": {"schemas": {"Root": schema, "Tree": tree}}}
        shapes = Shapes(Document(root))
        sides.append((shapes, shapes.handle(schema, AT)))
    judge = Judge(sides[0][0], sides[1][0])
    return relate(judge, sides[0][1], sides[1][1])


def accepted(schema: Any, tree: Any) -> set[int]:
    """Return which values of the universe the oracle accepts."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        "components": {"schemas": {"Tree": tree}},
    }
    validator = jsonschema_rs.validator_for(document)
    return {index for index, value in enumerate(UNIVERSE) if validator.is_valid(value)}


def witness(values: set[int]) -> Any:
    return UNIVERSE[min(values)] if values else "none"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    SCHEMAS.flatmap(lambda s: st.tuples(st.just(s), st.one_of(mutated(s), SCHEMAS))),
    TREES,
    TREES,
)
def test_no_value_contradicts_the_verdict(
    pair: tuple[Any, Any], old_tree: Any, new_tree: Any
) -> None:
    """A change would be called compatible although some value is refused by it."""
    old, new = pair
    relation = related(old, new, old_tree, new_tree)
    before, after = accepted(old, old_tree), accepted(new, new_tree)
    if not relation.lost:
        assert before <= after, f"lost: {witness(before - after)!r}"
    if not relation.gained:
        assert after <= before, f"gained: {witness(after - before)!r}"
    if relation.verdict == "disjoint":
        assert not before & after, f"common: {witness(before & after)!r}"
