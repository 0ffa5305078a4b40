"""JSON Schema, in the dialects of OpenAPI 3.0, 3.1 and 3.2 -> `ir.Schema`.

Object schemas, named enumerations and named unions become models. An object's
properties are read after it has its name, from a queue, so that models may contain
each other, and so that depth of a document is not depth of a stack.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from codegen import ir, names
from codegen.encode import Identifier, SpecText
from codegen.read import merge
from codegen.read.context import Reading, description, kind_of
from codegen.read.discriminators import DiscriminatorReader
from codegen.read.fields import FieldReader
from codegen.read.reserved import MODEL_NAMES
from codegen.read.scalars import ScalarReader, enum_members
from codegen.read.unions import (
    NARROWING,
    allows_all,
    is_null,
    join,
    said_once,
    with_null,
    worth_a_name,
)
from codegen.spec.pointer import Pointer

COMPONENTS = ("components", "schemas")
DEEPEST = 50
"""Arrays and maps around each other; CPython reads 200 brackets (`list[list[...`)."""

FLATTENED_PREFIX = "Body_"
"""How FastAPI names the object that it makes of several body parameters; the fields
of such a body are arguments, so no class is needed unless something else uses it."""

BUILT_IN = frozenset({"HTTPValidationError", "ValidationError"})
"""Schemas of FastAPI's own 422, which every client has built in."""


class SchemaReader:
    """Reads schemas and collects the models that they need.

    Attributes:
        models: By name; `module` is preliminary until all operations are read.
        fastapi: The document has the schemas of FastAPI's own 422.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._scalars = ScalarReader(reading)
        self.models: dict[Identifier, ir.Model] = {}
        self._names = names.Registry(MODEL_NAMES)
        self._discriminators = DiscriminatorReader(reading, self._scalars)
        self._fields = FieldReader(reading, self._scalars, self._schema, self._names)
        self._known: dict[Pointer, ir.Schema] = {}
        self._around = 0
        self._open: set[Pointer] = set()
        self._recursive: set[Pointer] = set()
        self._queue: deque[tuple[Identifier, dict[str, Any], Pointer]] = deque()
        self._class_names: dict[Pointer, Identifier] = {}
        at = Pointer(COMPONENTS)
        self._components = reading.mapping(
            reading.mapping(reading.document.root.get("components"), at.parent).get(
                "schemas"
            ),
            at,
        )
        self.fastapi = self._components.keys() >= BUILT_IN
        for key in sorted(self._components):
            self._class_names[at / key] = self._claim(key, at / key)

    # --- names -------------------------------------------------------------------

    def _claim(self, key: str, at: Pointer) -> Identifier:
        """Give a component its class name, and say so when that was not plain."""
        wanted = self._reading.renamed(key) or names.pascal(key)
        name = self._names.claim_reserved(wanted)
        if name != wanted:
            self._reading.problems.notice(
                "renamed",
                "ISO105",
                at,
                f"the class name {wanted} is taken; this one is {name}",
                f'rename it: "{key}" in [tool.isospin.rename]',
            )
        return name

    def _claim_inline(self, hint: str) -> Identifier:
        hint = self._reading.renamed(hint) or hint
        if hint in self._fields.beyond_ascii:
            hint = f"{hint}_"
        return self._names.claim(Identifier(hint))

    # --- entry points --------------------------------------------------------------

    def components(self) -> None:
        """Read every component, also those that no operation uses."""
        at = Pointer(COMPONENTS)
        for key in sorted(self._components):
            if key in BUILT_IN or key.startswith(FLATTENED_PREFIX):
                continue
            self._component(at / key, self._components[key])
            self.drain()

    def fields(
        self, node: dict[str, Any], at: Pointer, hint: str
    ) -> tuple[ir.Field, ...]:
        """Read the properties of an object without making a model of it.

        Returns:
            Nothing when the schema is no object with known properties.
        """
        if _combined(node):
            node = self._put_together(node, at)
        if not isinstance(node.get("properties"), dict):
            return ()
        shape = self._fields.shape(Identifier(hint), node, at)
        self.drain()
        return shape.fields

    def _put_together(self, node: dict[str, Any], at: Pointer) -> dict[str, Any]:
        """Return what an object and its parts say as one; {} if fields are a choice."""
        try:
            options = merge.alternatives(node, at, self._reading.resolve)
        except (merge.Circular, merge.TooManyAlternatives):
            return {}
        merged = [one for one in map(merge.merged, options) if one is not None]
        if len({frozenset(one.get("properties") or ()) for one in merged}) != 1:
            return {}
        needed = set.intersection(*(set(one.get("required") or ()) for one in merged))
        first = merged[0]
        required = [name for name in first.get("required") or () if name in needed]
        return {**first, "required": required}

    def hint(self, key: str) -> Identifier:
        """Return a class name for an inline schema of a component, say a response."""
        return names.pascal(key)

    def read(self, node: object, at: Pointer, hint: str) -> ir.Schema:
        """Read a schema and every model below it.

        Args:
            node: The schema: an object or a boolean.
            at: Where it stands.
            hint: Class name for it, should it need one.
        """
        known = self._known.get(at)
        if known is None:
            # What several operations refer to, a response say, is read once.
            known = self._known[at] = self._schema(node, at, hint)
            self.drain()
        return known

    def drain(self) -> None:
        """Read the properties of every model that has only its name yet."""
        while self._queue:
            name, node, at = self._queue.popleft()
            shape = self._fields.shape(name, node, at)
            model = self.models[name]
            self.models[name] = ir.Model(
                name=name,
                spec_name=model.spec_name,
                module=model.module,
                pointer=model.pointer,
                shape=shape,
                description=model.description,
                deprecated=model.deprecated,
            )

    # --- references ----------------------------------------------------------------

    def _component(self, at: Pointer, node: object) -> ir.Schema:
        known = self._known.get(at)
        if known is not None:
            return known
        name = self._class_names.get(at)
        if name is None:
            hint = names.pascal("_".join(at[-2:] if len(at) > 1 else at), "Model")
            name = self._class_names[at] = self._names.claim(hint)
        if at in self._open:
            self._recursive.add(at)
            return ir.Ref(name)
        self._open.add(at)
        schema = self._schema(node, at, name, component=True)
        self._open.discard(at)
        if at in self._recursive:
            schema = self._without_itself(name, schema, at)
        if at in self._recursive and schema != ir.Ref(name):
            schema = self._alias(name, schema, at, node, recursive=True)
        elif isinstance(schema, ir.Union) and worth_a_name(schema):
            schema = self._alias(name, schema, at, node, recursive=False)
        self._known[at] = schema
        return schema

    def _without_itself(
        self, name: Identifier, schema: ir.Schema, at: Pointer
    ) -> ir.Schema:
        """Drop a branch that is the whole union again; refuse a schema of nothing else."""
        if isinstance(schema, ir.Union):
            rest = [branch for branch in schema.branches if branch != ir.Ref(name)]
            return join(rest, schema.discriminator, schema.exclusive)
        if schema == ir.Ref(name) and name not in self.models:
            self._reading.broken(
                "ISO113",
                at,
                "the schema is nothing but itself",
                "Say what it holds, or remove it",
            )
            return ir.Any_()
        return schema

    def _alias(
        self,
        name: Identifier,
        schema: ir.Schema,
        at: Pointer,
        node: object,
        *,
        recursive: bool,
    ) -> ir.Schema:
        null = isinstance(schema, ir.Union) and ir.Null() in schema.branches
        if null and isinstance(schema, ir.Union) and not recursive:
            # The name stands for the type; that it may be null is said where it is.
            rest = tuple(b for b in schema.branches if b != ir.Null())
            schema = ir.Union(rest, schema.discriminator, schema.exclusive)
        self._add(name, node, at, ir.AliasModel(schema, recursive))
        ref = ir.Ref(name)
        return ir.Union((ref, ir.Null())) if null and not recursive else ref

    def _add(
        self,
        name: Identifier,
        node: object,
        at: Pointer,
        shape: ir.ObjectModel | ir.EnumModel | ir.AliasModel,
        component: bool = True,
    ) -> None:
        mapping = node if isinstance(node, Mapping) else {}
        component = component and at[:2] == COMPONENTS
        self.models[name] = ir.Model(
            name=name,
            spec_name=SpecText(at[2]) if component else None,
            module=SHARED,
            pointer=at,
            shape=shape,
            description=description(mapping),
            deprecated=mapping.get("deprecated") is True,
        )

    # --- one schema ----------------------------------------------------------------

    def _schema(
        self, node: object, at: Pointer, hint: str, component: bool = False
    ) -> ir.Schema:
        if not isinstance(node, dict):
            if not isinstance(node, bool):
                self._reading.malformed(
                    at, f"{kind_of(node)} stands where a schema should"
                )
            return ir.Any_()
        if self._around == DEEPEST:
            self._reading.problems.notice(
                "note", "ISO119", at, f"it lies in {DEEPEST} others; typed as any value"
            )
            return ir.Any_()
        node = said_once(node)
        if "$ref" in node and isinstance(ref := node["$ref"], str):
            if len(node) == 1 or not (merge.structure(node) or _combined(node)):
                target, value = self._reading.resolve(ref, at)
                found = self._component(target, value)
                return with_null(found) if node.get("nullable") is True else found
            return self._merged(node, at, hint, component)
        if "allOf" in node:
            return self._all_of(node, at, hint, component)
        if "anyOf" in node or "oneOf" in node:
            return self._union(node, at, hint, component)
        self._around += 1
        try:
            schema = self._plain(node, at, hint, component)
        finally:
            self._around -= 1
        return with_null(schema) if node.get("nullable") is True else schema

    def _all_of(
        self, node: dict[str, Any], at: Pointer, hint: str, component: bool
    ) -> ir.Schema:
        parts = [
            (index, part)
            for index, part in enumerate(
                self._reading.sequence(node["allOf"], at / "allOf")
            )
            if not (isinstance(part, Mapping) and merge.constraints_only(part))
        ]
        alone = merge.structure(node) <= {"type"} and not (
            "anyOf" in node or "oneOf" in node or "$ref" in node
        )
        if alone and len(parts) == 1:
            index, part = parts[0]
            schema = self._schema(part, at.child("allOf", index), hint, component)
            return with_null(schema) if node.get("nullable") is True else schema
        return self._merged(node, at, hint, component)

    def _merged(
        self, node: dict[str, Any], at: Pointer, hint: str, component: bool
    ) -> ir.Schema:
        try:
            options = merge.alternatives(node, at, self._reading.resolve)
        except merge.Circular:
            self._reading.broken(
                "ISO113",
                at,
                "the schema is a part of itself through allOf",
                "Take the reference to itself out of allOf",
            )
            return ir.Any_()
        except merge.TooManyAlternatives:
            self._reading.problems.notice(
                "note",
                "ISO114",
                at,
                f"allOf combines unions to more than {merge.MAX_ALTERNATIVES}"
                " alternatives; typed as any value",
                "Give the alternatives a schema each",
            )
            return ir.Any_()
        merged = [m for m in map(merge.merged, options) if m is not None]
        for one in merged:
            if node.get("description"):
                one["description"] = node["description"]
        if not merged:
            self._reading.problems.notice(
                "note",
                "ISO115",
                at,
                "no value can satisfy every part of allOf; typed as any value",
                "Correct the types of the parts",
            )
            return ir.Any_()
        if len(merged) == 1:
            only = {k: v for k, v in merged[0].items() if k != "discriminator"}
            schema = self._plain(only, at, hint, component)
            return with_null(schema) if merged[0].get("nullable") is True else schema
        branches = [
            self._plain(one, at, f"{hint}Option{number}", False)
            for number, one in enumerate(merged, 1)
        ]
        schema = join(branches, None, False)
        return with_null(schema) if node.get("nullable") is True else schema

    def _union(
        self, node: dict[str, Any], at: Pointer, hint: str, component: bool
    ) -> ir.Schema:
        key = "oneOf" if "oneOf" in node else "anyOf"
        own = merge.structure(node)
        parts = self._reading.sequence(node[key], at / key)
        if own.isdisjoint(NARROWING) and any(map(allows_all, parts)):
            # pydantic's `Any | None`: any value, and not only the other branches.
            return ir.Any_()
        kept = [(i, p) for i, p in enumerate(parts) if not merge.constraints_only(p)]
        if (
            not kept
            or (own and own != {"type"})
            or ("anyOf" in node and key != "anyOf")
        ):
            return self._merged(node, at, hint, component)
        if own and node["type"] != "object":
            return self._merged(node, at, hint, component)
        if (decimal := self._scalars.decimal_union([p for _, p in kept])) is not None:
            return decimal
        objects = sum(1 for _, part in kept if not is_null(part))
        branches: list[ir.Schema] = []
        for index, part in kept:
            place = at.child(key, index)
            inner = hint if objects == 1 else f"{hint}Option{index + 1}"
            branches.append(
                self._schema(part, place, inner, component and objects == 1)
            )
        places = [at.child(key, index) for index, _ in kept]
        tags = self._discriminators.read(
            node, list(zip(places, [p for _, p in kept], branches, strict=True)), at
        )
        schema = join(branches, tags, key == "oneOf")
        return with_null(schema) if node.get("nullable") is True else schema

    def _plain(
        self, node: dict[str, Any], at: Pointer, hint: str, component: bool
    ) -> ir.Schema:
        """Read a schema that has no combinators."""
        if "const" in node or "enum" in node:
            return self._enum(node, at, hint, component)
        kinds = node.get("type")
        if isinstance(kinds, list):
            branches = [
                self._typed({**node, "type": kind}, kind, at, hint, component)
                for kind in kinds
            ]
            return join(branches, None, False) if branches else ir.Any_()
        return self._typed(node, kinds, at, hint, component)

    def _typed(
        self,
        node: dict[str, Any],
        kind: object,
        at: Pointer,
        hint: str,
        component: bool,
    ) -> ir.Schema:
        if kind is None:
            kind = _implied_type(node)
        match kind:
            case "object":
                return self._object(node, at, hint, component)
            case "array":
                return self._array(node, at, hint)
            case None:
                return ir.Any_()
            case "file":
                return ir.String(format="binary")
            case str():
                return self._scalars.read(node, kind, at)
            case _:
                self._reading.malformed(
                    at / "type", f"{kind_of(kind)} is no type of JSON Schema"
                )
                return ir.Any_()

    # --- containers ----------------------------------------------------------------

    def _object(
        self, node: dict[str, Any], at: Pointer, hint: str, component: bool
    ) -> ir.Schema:
        if "properties" not in node:
            return self._map(node, at, hint)
        name = Identifier(hint) if component else self._claim_inline(hint)
        self._add(name, node, at, ir.ObjectModel(()), component)
        self._queue.append((name, node, at))
        return ir.Ref(name)

    def _map(self, node: dict[str, Any], at: Pointer, hint: str) -> ir.Schema:
        values: list[ir.Schema] = []
        patterns = self._reading.mapping(
            node.get("patternProperties"), at / "patternProperties"
        )
        for number, key in enumerate(sorted(patterns), 1):
            place = at.child("patternProperties", key)
            suffix = "Value" if len(patterns) == 1 else f"Value{number}"
            values.append(self._schema(patterns[key], place, f"{hint}{suffix}"))
        additional = node.get("additionalProperties", True)
        if additional is not False and (additional not in (True, {}) or not values):
            place = at / "additionalProperties"
            values.append(self._schema(additional, place, f"{hint}Value"))
        name_schema = node.get("propertyNames")
        pattern = name_schema.get("pattern") if isinstance(name_schema, dict) else None
        return ir.Map(
            join(values, None, False) if values else ir.Any_(),
            self._scalars.count(node, "minProperties", at),
            self._scalars.count(node, "maxProperties", at),
            SpecText(pattern) if isinstance(pattern, str) else None,
        )

    def _array(self, node: dict[str, Any], at: Pointer, hint: str) -> ir.Schema:
        # FastAPI wrote tuples as `items: [..]` before OpenAPI 3.1.
        items = node.get("items", True)
        prefix_key = "items" if isinstance(items, list) else "prefixItems"
        prefix = tuple(
            self._schema(part, at.child(prefix_key, i), f"{hint}Item{i + 1}")
            for i, part in enumerate(
                self._reading.sequence(node.get(prefix_key), at / prefix_key)
                if prefix_key in node
                else ()
            )
        )
        maximum = self._scalars.count(node, "maxItems", at)
        closed = bool(prefix) and (items is False or maximum == len(prefix))
        rest: ir.Schema = ir.Any_()
        if not isinstance(items, list) and items is not False:
            rest = self._schema(items, at / "items", f"{hint}Item")
        return ir.Array(
            rest,
            prefix,
            closed,
            self._scalars.count(node, "minItems", at),
            maximum,
            node.get("uniqueItems") is True,
        )

    # --- enumerations and unions ----------------------------------------------------

    def _enum(
        self, node: dict[str, Any], at: Pointer, hint: str, component: bool
    ) -> ir.Schema:
        values = self._scalars.enum_values(node, at)
        if not values:
            return ir.Any_()
        const = "const" in node
        rest = [value for value in values if value is not None]
        null = len(rest) < len(values) or node.get("nullable") is True
        if not rest:
            return ir.Null()
        schema: ir.Schema
        if component and not const and (members := enum_members(rest)) is not None:
            name = Identifier(hint)
            self._add(name, node, at, members)
            schema = ir.Ref(name)
        else:
            schema = ir.Enum(tuple(rest), const)
        return with_null(schema) if null else schema


SHARED = Identifier("shared")
"""Module of models that more than one group uses, or none."""


def _implied_type(node: Mapping[str, Any]) -> str | None:
    """Tell the type of a schema that has none from keywords that only one type has."""
    for kind, keys in (
        ("object", ("properties", "additionalProperties", "patternProperties")),
        ("array", ("items", "prefixItems")),
        ("string", ("pattern", "contentMediaType", "contentEncoding")),
    ):
        if any(key in node for key in keys):
            return kind
    return None


def _combined(node: Mapping[str, Any]) -> bool:
    return any(key in node for key in ("allOf", "anyOf", "oneOf"))
