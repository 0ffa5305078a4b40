"""How a schema is written as XML: compared as a whole, for nobody generates XML clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codegen.diff.keywords import canonical
from codegen.diff.normalise import Shapes
from codegen.spec.pointer import Pointer


def xml_of(shapes: Shapes, schema: object, at: Pointer) -> frozenset[str]:
    """Return every `xml` below a schema and what it refers to, with the way to it.

    The way begins at the last reference, so that it does not matter by which of several
    ways a component is come to first.
    """
    found: set[str] = set()
    seen: set[Pointer] = set()
    waiting: list[tuple[tuple[str, ...], object, Pointer]] = [((), schema, at)]
    while waiting:
        way, node, place = waiting.pop()
        if isinstance(node, list):
            waiting += [(way, item, place / i) for i, item in enumerate(node)]
        if not isinstance(node, Mapping) or place in seen:
            continue
        seen.add(place)
        if isinstance(node.get("xml"), Mapping) and node["xml"]:
            found.add(canonical([*way, node["xml"]]))
        if isinstance(ref := node.get("$ref"), str):
            target, value = shapes.resolve(ref, place)
            waiting.append(((str(target),), value, target))
        waiting += _parts(way, node, place)
    return frozenset(found)


def _parts(
    way: tuple[str, ...], node: Mapping[str, object], at: Pointer
) -> Iterator[tuple[tuple[str, ...], object, Pointer]]:
    """Yield the schemas of a schema; properties are steps of the way to them."""
    for keyword in ("properties", "patternProperties"):
        named = node.get(keyword)
        if isinstance(named, Mapping):
            for name in named:
                yield (*way, name), named[name], at.child(keyword, name)
    for keyword in ("items", "additionalProperties"):
        yield (*way, keyword), node.get(keyword), at / keyword
    for keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
        yield way, node.get(keyword), at / keyword
