"""JSON Schema, in the dialects of OpenAPI 3.0, 3.1 and 3.2 -> `ir.Schema`.

Object schemas, named enumerations and named unions become models. An object's
properties are read after it has its name, from a queue, so that models may contain
each other, and so that depth of a document is not depth of a stack.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from typing import Any

from codegen import ir, names
from codegen.encode import Identifier, SpecText
from codegen.read import merge
from codegen.read.context import Reading, description, kind_of
from codegen.read.scalars import CONSTRAINTS, ScalarReader, enum_members
from codegen.spec.pointer import Pointer

COMPONENTS = ("components", "schemas")

FLATTENED_PREFIX = "Body_"
"""How FastAPI names the object that it makes of several body parameters; the fields
of such a body are arguments, so no class is needed unless something else uses it."""

BUILT_IN = frozenset({"HTTPValidationError", "ValidationError"})
"""Schemas of FastAPI's own 422, which every client has built in."""

MODEL_NAMES = frozenset(
    {
        "Annotated",
        "Any",
        "Base64Bytes",
        "Base64UrlBytes",
        "BoolString",
        "ByTag",
        "Decimal",
        "Discriminator",
        "Field",
        "FloatString",
        "HttpDate",
        "IntString",
        "Literal",
        "Model",
        "None",
        "OpenFloatEnum",
        "OpenIntEnum",
        "OpenModel",
        "OpenStrEnum",
        "SecondsDuration",
        "TYPE_CHECKING",
        "Tag",
        "TypeAlias",
        "TypeAliasType",
        "UUID",
        "UnixTime",
        "Upload",
    }
)
"""Names that the modules of models use themselves."""

FIELD_NAMES = frozenset(
    {
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
    }
)
"""Members of `pydantic.BaseModel`, which a field would hide."""


SCALARS = frozenset({"boolean", "integer", "number", "string"})
COMPLEX = frozenset(
    {"$ref", "allOf", "anyOf", "const", "enum", "nullable", "oneOf", "properties"}
)
"""Keywords without which a schema of one of `SCALARS` is nothing but that. Three
fields in four are; asking for names and places of the others' parts costs as much."""

Branch = tuple[Pointer, object, ir.Schema]
"""A branch of a union: where it stands, as written, and as read."""


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
        self._field_names: set[str] = set()
        self._known: dict[Pointer, ir.Schema] = {}
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
        if hint in self._field_names:
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
        shape = self._object_shape(Identifier(hint), node, at)
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
            shape = self._object_shape(name, node, at)
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
        elif isinstance(schema, ir.Union) and _worth_a_name(schema):
            schema = self._alias(name, schema, at, node, recursive=False)
        self._known[at] = schema
        return schema

    def _without_itself(
        self, name: Identifier, schema: ir.Schema, at: Pointer
    ) -> ir.Schema:
        """Drop a branch that is the whole union again; refuse a schema of nothing else."""
        if isinstance(schema, ir.Union):
            rest = [branch for branch in schema.branches if branch != ir.Ref(name)]
            return _join(rest, schema.discriminator, schema.exclusive)
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
        node = _said_once(node)
        if "$ref" in node and isinstance(ref := node["$ref"], str):
            if len(node) == 1 or not (merge.structure(node) or _combined(node)):
                target, value = self._reading.resolve(ref, at)
                found = self._component(target, value)
                return _with_null(found) if node.get("nullable") is True else found
            return self._merged(node, at, hint, component)
        if "allOf" in node:
            return self._all_of(node, at, hint, component)
        if "anyOf" in node or "oneOf" in node:
            return self._union(node, at, hint, component)
        schema = self._plain(node, at, hint, component)
        return _with_null(schema) if node.get("nullable") is True else schema

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
            return _with_null(schema) if node.get("nullable") is True else schema
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
            return _with_null(schema) if merged[0].get("nullable") is True else schema
        branches = [
            self._plain(one, at, f"{hint}Option{number}", False)
            for number, one in enumerate(merged, 1)
        ]
        schema = _join(branches, None, False)
        return _with_null(schema) if node.get("nullable") is True else schema

    def _union(
        self, node: dict[str, Any], at: Pointer, hint: str, component: bool
    ) -> ir.Schema:
        key = "oneOf" if "oneOf" in node else "anyOf"
        own = merge.structure(node)
        parts = self._reading.sequence(node[key], at / key)
        if own.isdisjoint(_NARROWING) and any(map(_allows_all, parts)):
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
        objects = sum(1 for _, part in kept if not _is_null(part))
        branches: list[ir.Schema] = []
        for index, part in kept:
            place = at.child(key, index)
            inner = hint if objects == 1 else f"{hint}Option{index + 1}"
            branches.append(
                self._schema(part, place, inner, component and objects == 1)
            )
        places = [at.child(key, index) for index, _ in kept]
        tags = self._discriminator(
            node, list(zip(places, [p for _, p in kept], branches, strict=True)), at
        )
        schema = _join(branches, tags, key == "oneOf")
        return _with_null(schema) if node.get("nullable") is True else schema

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
            return _join(branches, None, False) if branches else ir.Any_()
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
            _join(values, None, False) if values else ir.Any_(),
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

    def _object_shape(
        self, name: Identifier, node: dict[str, Any], at: Pointer
    ) -> ir.ObjectModel:
        properties = self._reading.mapping(node["properties"], at / "properties")
        required = [
            key
            for key in self._reading.sequence(node.get("required"), at / "required")
            if isinstance(key, str)
        ]
        taken = names.Registry(FIELD_NAMES)
        fields = []
        for key in ordered(properties, required):
            place = at.child("properties", key)
            fields.append(
                self._field(name, key, properties[key], place, key in required, taken)
            )
        additional = node.get("additionalProperties")
        extra: ir.Schema | None = None
        if additional is True or "discriminator" in node:
            # Of a base class with a discriminator only the children know all fields.
            extra = ir.Any_()
        elif isinstance(additional, dict):
            place = at / "additionalProperties"
            extra = self._schema(additional, place, f"{name}Value")
        return ir.ObjectModel(
            tuple(fields),
            extra,
            additional is False,
            self._scalars.count(node, "minProperties", at),
            self._scalars.count(node, "maxProperties", at),
        )

    def _field(
        self,
        model: Identifier,
        key: str,
        node: object,
        at: Pointer,
        required: bool,
        taken: names.Registry,
    ) -> ir.Field:
        self._reading.spelled(key, at)
        wanted = self._reading.renamed(f"{model}.{key}") or names.snake(key, "field")
        # Where a script has no capitals, a class may have the very name of a field,
        # and be hidden by it.
        free = wanted.isascii() or wanted not in self._names
        name = taken.claim_reserved(wanted if free else Identifier(f"{wanted}_"))
        if not name.isascii():
            self._field_names.add(name)
        if name != wanted:
            self._reading.problems.notice(
                "renamed",
                "ISO106",
                at,
                f"the field name {wanted} is taken; this one is {model}.{name}",
                f'rename it: "{model}.{key}" in [tool.isospin.rename]',
            )
        notes: Mapping[str, Any] = node if isinstance(node, dict) else {}
        kind = notes.get("type")
        if isinstance(kind, str) and kind in SCALARS and COMPLEX.isdisjoint(notes):
            schema = self._scalars.read(notes, kind, at)
        else:
            schema = self._schema(node, at, model + names.pascal(key, "Field"))
        return ir.Field(
            wire_name=SpecText(key),
            name=name,
            schema=schema,
            required=required,
            pointer=at,
            description=description(notes),
            has_default="default" in notes,
            default=notes.get("default"),
            deprecated=notes.get("deprecated") is True,
            read_only=_says(notes, "readOnly"),
            write_only=_says(notes, "writeOnly"),
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
        return _with_null(schema) if null else schema

    def _discriminator(
        self, node: Mapping[str, Any], branches: Sequence[Branch], at: Pointer
    ) -> ir.Discriminator | None:
        """Read which value of which property means which branch.

        The branches' own `const` is believed first: a mapping can only spell strings.
        """
        spec = node.get("discriminator")
        if not isinstance(spec, dict) or not isinstance(
            wire_name := spec.get("propertyName"), str
        ):
            return None
        mapping: list[tuple[ir.Scalar, Identifier]] = []
        named = self._mapping(spec, at)
        spelled = {value: target for target, some in named.items() for value in some}
        for place, part, schema in branches:
            if schema == ir.Null():
                continue
            if not isinstance(schema, ir.Ref):
                return None
            target, branch = self._reading.follow(part, place)
            values = [
                # Several branches may share one enumeration: the mapping tells whose.
                tag
                for tag in self._tags(branch, wire_name, target)
                if not isinstance(tag, SpecText)
                or spelled.get(tag.raw, target) == target
            ]
            if not values:
                kind = self._kind_of_tag(branch, wire_name, target)
                values = [_tag(v, kind) for v in named.get(target, [target[-1]])]
            mapping.extend((value, schema.name) for value in values)
        # A value that several branches claim tells nothing.
        once = {(type(value), value, name): (value, name) for value, name in mapping}
        claims = Counter((kind, value) for kind, value, _ in once)
        clear = [pair for key, pair in once.items() if claims[key[:2]] == 1]
        return ir.Discriminator(SpecText(wire_name), tuple(clear)) if clear else None

    def _mapping(
        self, spec: Mapping[str, Any], at: Pointer
    ) -> Mapping[Pointer, list[str]]:
        """Read a discriminator's mapping: where a branch stands -> its values."""
        named: dict[Pointer, list[str]] = {}
        mapping = self._reading.mapping(spec.get("mapping"), at / "discriminator")
        for value, ref in sorted(mapping.items()):
            if isinstance(ref, str):
                if "/" not in ref and "#" not in ref and "." not in ref:
                    ref = f"#/components/schemas/{ref}"
                target, _ = self._reading.resolve(ref, at)
                named.setdefault(target, []).append(value)
        return named

    def _kind_of_tag(
        self, branch: Mapping[str, Any], wire_name: str, at: Pointer
    ) -> object:
        properties = branch.get("properties")
        if not isinstance(properties, dict) or wire_name not in properties:
            return None
        place = at.child("properties", wire_name)
        return self._reading.follow(properties[wire_name], place)[1].get("type")

    def _tags(
        self, branch: Mapping[str, Any], wire_name: str, at: Pointer
    ) -> list[ir.Scalar]:
        properties = branch.get("properties")
        if not isinstance(properties, dict) or wire_name not in properties:
            return []
        place = at.child("properties", wire_name)
        _, tag = self._reading.follow(properties[wire_name], place)
        if "const" in tag or "enum" in tag:
            return list(self._scalars.enum_values(tag, place))
        return []


SHARED = Identifier("shared")
"""Module of models that more than one group uses, or none."""


def ordered(properties: Mapping[str, Any], required: Sequence[str]) -> list[str]:
    """Order properties without regard to the order of a JSON object.

    Required ones come first, in the order of `required`, which is an array and so has
    an order that may be relied on; the others follow by name.
    """
    first = [key for key in dict.fromkeys(required) if key in properties]
    known = set(first)
    return first + sorted(key for key in properties if key not in known)


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


def _says(notes: Mapping[str, Any], keyword: str) -> bool:
    """Whether a property has a flag, itself or, as pydantic writes it, beside null."""
    parts = notes.get("anyOf")
    branches = parts if isinstance(parts, list) and len(parts) == 2 else []
    return any(
        isinstance(node, dict) and node.get(keyword) is True
        for node in (notes, *branches)
    )


def _combined(node: Mapping[str, Any]) -> bool:
    return any(key in node for key in ("allOf", "anyOf", "oneOf"))


_NARROWING = CONSTRAINTS | {
    "additionalProperties",
    "const",
    "enum",
    "items",
    "patternProperties",
    "prefixItems",
    "properties",
    "type",
}
"""Keywords beside a union that make its empty branch more than any value."""


def _allows_all(node: object) -> bool:
    """Whether a branch of a union is the empty schema, which every value fits."""
    return isinstance(node, dict) and merge.ANNOTATIONS - {"nullable"} >= set(node)


def _tag(spelled: str, kind: object) -> ir.Scalar:
    """Read the value of a tag that a mapping spells as a text."""
    if kind == "boolean" and spelled in ("true", "false"):
        return spelled == "true"
    return SpecText(spelled)


def _said_once(node: dict[str, Any]) -> dict[str, Any]:
    """Take out a combinator whose one branch stands beside it as well.

    DiracX writes `{"anyOf": [{"$ref": x}], "nullable": true, "$ref": x}` when it serves
    its document as 3.0.
    """
    for key in ("allOf", "anyOf", "oneOf"):
        parts = node.get(key)
        if not isinstance(parts, list) or len(parts) != 1:
            continue
        (part,) = parts
        if (
            isinstance(part, dict)
            and part
            and all(
                name in node and node[name] == value for name, value in part.items()
            )
        ):
            return {name: value for name, value in node.items() if name != key}
    return node


def _is_null(node: object) -> bool:
    return isinstance(node, dict) and node.get("type") == "null"


def _worth_a_name(union: ir.Union) -> bool:
    """Whether a named union is more than one type that may be null."""
    return len([b for b in union.branches if b != ir.Null()]) > 1


def _with_null(schema: ir.Schema) -> ir.Schema:
    return _join([schema, ir.Null()], None, False)


def _one_enum(enums: Sequence[ir.Enum]) -> ir.Enum:
    """Make one enumeration of several; 1 and true are two values, as in JSON."""
    found = {(type(value), value): value for enum in enums for value in enum.values}
    return enums[0] if len(set(map(repr, enums))) == 1 else ir.Enum((*found.values(),))


def _join(
    branches: Sequence[ir.Schema],
    discriminator: ir.Discriminator | None,
    exclusive: bool,
) -> ir.Schema:
    """Make one schema of the branches of a union: flat, each once, null last."""
    flat: list[ir.Schema] = []
    for branch in branches:
        if isinstance(branch, ir.Union):
            discriminator = discriminator or branch.discriminator
            flat.extend(branch.branches)
        else:
            flat.append(branch)
    if any(isinstance(branch, ir.Any_) for branch in flat):
        return ir.Any_()
    null = ir.Null() in flat
    unique: list[ir.Schema] = []
    enums: list[ir.Enum] = []
    for branch in flat:
        if isinstance(branch, ir.Enum):
            if not enums:
                unique.append(branch)
            enums.append(branch)
        elif branch != ir.Null() and branch not in unique:
            unique.append(branch)
    if len(enums) > 1:
        unique[unique.index(enums[0])] = _one_enum(enums)
    if not unique:
        return ir.Null()
    if null:
        unique.append(ir.Null())
    if len(unique) == 1:
        return unique[0]
    if discriminator is not None:
        tagged = {name for _, name in discriminator.mapping}
        objects = {b.name for b in unique if isinstance(b, ir.Ref)}
        others = [b for b in unique if not isinstance(b, ir.Ref | ir.Null)]
        if others or tagged != objects or len(objects) < 2:
            discriminator = None
    return ir.Union(tuple(unique), discriminator, exclusive)
