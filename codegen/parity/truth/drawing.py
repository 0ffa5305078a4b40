"""Calls drawn from the document: what is valid there, as JSON and as Python."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import (
    BaseModel,
    PydanticSchemaGenerationError,
    TypeAdapter,
    ValidationError,
)

from codegen.parity.files import Recipe
from codegen.parity.truth import content
from codegen.parity.truth.binding import Binding
from codegen.parity.truth.document import Content, Description, Parameter
from codegen.parity.truth.given import Given
from codegen.parity.truth.instances import Files, Instances
from codegen.parity.truth.schemas import Schemas
from codegen.parity.truth.where import Place, Where, can_be_told, where_of


class RefusedError(Exception):
    """An argument cannot be made of a value that the document allows."""


class Drawing:
    """Draws calls of one client.

    Args:
        description: The document.
        files: Strategy for files.
    """

    def __init__(self, description: Description, files: Files) -> None:
        self.description = description
        self.schemas = Schemas(description, "request")
        self._instances = Instances(description, "request", files)
        self._files = files
        self._adapters: dict[Any, TypeAdapter[Any]] = {}

    def given(self, draw: Any, binding: Binding, turn: int | None = None) -> Given:
        """Draw one call.

        Args:
            draw: Takes a strategy, returns an example of it.
            binding: The method, and the endpoint that it stands for.
            turn: Which choice is taken wherever there is one; None leaves it to chance.

        Raises:
            RefusedError: An annotation refuses what the document allows.
        """
        if turn is None:
            manner = draw(st.sampled_from(["all", "some", "least"]))
        else:
            manner = "least" if turn == 1 else "all"
        found = Given()
        for name, parameter in binding.parameters.items():
            if self._is_left_out(draw, manner, parameter.required):
                continue
            value = self._parameter(draw, parameter, turn)
            if value is None:
                continue  # not given, in Python
            found.values[parameter] = value
            hint = binding.operation.hints[name]
            found.named[name] = self._argument(hint, value, model=turn != 2)
        return self._with_body(draw, binding, manner, found, turn)

    def _is_left_out(self, draw: Any, manner: str, required: bool) -> bool:
        if required or manner == "all":
            return False
        return manner == "least" or not draw(st.booleans())

    def _parameter(self, draw: Any, parameter: Parameter, turn: int | None) -> Any:
        if not parameter.schema:
            return draw(st.sampled_from(["a", "b c", "1"]))
        where = where_of(parameter).on(turn)
        value = draw(self._instances.of(parameter.schema, where))
        told = self.schemas.accepts(parameter.schema, value)
        told = told and can_be_told(value, parameter)
        if turn is not None and not told and not parameter.required:
            return None
        assume(told and (value is not None or not parameter.required))
        return value

    def _with_body(
        self, draw: Any, binding: Binding, manner: str, found: Given, turn: int | None
    ) -> Given:
        endpoint = binding.endpoint
        if not endpoint.bodies or not (binding.has_body or binding.fields):
            return found
        if not binding.fields:
            needed = endpoint.body_required
            if self._is_left_out(draw, manner, needed):
                return found
        declared = self._chosen(draw, binding, found, turn)
        value = self._body(draw, declared, turn)
        if binding.fields:
            return self._with_fields(binding, declared, value, found)
        if value is None and not endpoint.body_required:
            return found
        model = draw(st.booleans()) if turn is None else turn != 2
        hint = binding.operation.hints["body"]
        found.named["body"] = self._body_argument(hint, declared, value, model)
        return Given(found.values, value, declared, found.named)

    def _chosen(
        self, draw: Any, binding: Binding, found: Given, turn: int | None
    ) -> Content:
        """Choose a media type; the caller names it where there are several."""
        bodies = binding.endpoint.bodies
        hint = binding.operation.hints.get("content_type")
        if binding.has_body and hint is not None and len(bodies) > 1:
            known = [one for one in _literals(hint) if one in bodies]
            media_type = (
                draw(st.sampled_from(known))
                if turn is None
                else known[turn % len(known)]
            )
            found.named["content_type"] = media_type
            return bodies[media_type]
        return next(iter(bodies.values()))

    def _body(self, draw: Any, declared: Content, turn: int | None) -> Any:
        kind = content.essence(declared.media_type)
        json = Where("json", turn=turn)
        if content.is_lines(kind):
            few = 2 * json.is_full
            return draw(st.lists(self._of(declared, json), min_size=few, max_size=3))
        if content.is_json(kind):
            return self._valid(draw, declared, json)
        if kind in (content.FORM, content.MULTIPART):
            place: Place = "multipart" if kind == content.MULTIPART else "form"
            return self._valid(draw, declared, Where(place, turn=turn))
        if not content.is_bytes(kind):
            return draw(self._instances.text(json))
        return draw(self._files(turn))

    def _of(self, declared: Content, where: Where) -> st.SearchStrategy[Any]:
        pointer = declared.item or declared.schema
        if not pointer:
            return st.just({"a": 1})
        return self._instances.of(pointer, where)

    def _valid(self, draw: Any, declared: Content, where: Where) -> Any:
        value = draw(self._of(declared, where))
        if declared.schema:
            assume(self.schemas.accepts(declared.schema, _without_files(value)))
        return value

    def _with_fields(
        self, binding: Binding, declared: Content, value: Any, found: Given
    ) -> Given:
        """Give the properties of a body one by one; null is not given."""
        assume(isinstance(value, dict))
        names = {wire: name for name, wire in binding.fields.items()}
        kept = {wire: one for wire, one in value.items() if one is not None}
        for wire in list(kept):
            if wire not in names:
                if self._is_sent_anyway(declared, wire):
                    continue
                del kept[wire]
                continue
            hint = binding.operation.hints[names[wire]]
            found.named[names[wire]] = self._argument(hint, kept[wire], model=True)
        assume(not declared.schema or self._still_valid(declared, kept))
        if not kept and not binding.endpoint.body_required:
            return found
        return Given(found.values, kept, declared, found.named)

    def _still_valid(self, declared: Content, value: Any) -> bool:
        return self.schemas.accepts(declared.schema, _without_files(value))

    def _is_sent_anyway(self, declared: Content, wire: str) -> bool:
        node, _ = self._instances.flat({"$ref": declared.schema})
        property_, _ = self._instances.flat((node.get("properties") or {}).get(wire))
        return "const" in property_ or len(property_.get("enum") or ()) == 1

    def _body_argument(
        self, hint: Any, declared: Content, value: Any, model: bool
    ) -> Any:
        kind = content.essence(declared.media_type)
        if not content.is_json(kind) or isinstance(value, Recipe):
            return value
        if not model and isinstance(value, dict | list):
            return value
        return self._argument(hint, value, model=model)

    def _argument(self, hint: Any, value: Any, *, model: bool) -> Any:
        """Make what a caller would give of JSON: models, moments, members of enums."""
        if _has_file(value):
            return value
        hint = without_mappings(hint) if model else hint
        try:
            adapter = self._adapter(hint)
        except PydanticSchemaGenerationError:
            return value  # no files, where there may be some
        try:
            made = adapter.validate_json(json.dumps(value), by_alias=True)
        except ValidationError as error:
            reason = error.errors(include_url=False)[0]
            raise RefusedError(f"{value!r} is refused: {reason['msg']}") from None
        moment = isinstance(made, date | time | timedelta) and isinstance(value, str)
        # "0" is a moment for pydantic, where text is allowed as well.
        return value if moment and value.lstrip("+-").isdigit() else made

    def _adapter(self, hint: Any) -> TypeAdapter[Any]:
        key = repr(hint)
        if key not in self._adapters:
            self._adapters[key] = TypeAdapter(hint)
        return self._adapters[key]

    @cached_property
    def replies(self) -> Instances:
        """Draws instances of replies."""
        return Instances(self.description, "reply")


def _literals(hint: Any) -> list[Any]:
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is typing.Literal:
        return list(arguments)
    return [one for inner in arguments for one in _literals(inner)]


def _has_file(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_has_file, value))
    return isinstance(value, Recipe)


def _without_files(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_files(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_files(one) for one in value]
    return "" if isinstance(value, Recipe) else value


def without_mappings(hint: Any) -> Any:
    """An annotation without the plain mappings that may stand for models."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        kept = [one for one in arguments if typing.get_origin(one) is not Mapping]
        if not any(map(_holds_model, kept)):
            kept = list(arguments)
        return reduce(or_, map(without_mappings, kept))
    if not isinstance(origin, type):
        return hint
    if issubclass(origin, Mapping):
        key, value = arguments
        return dict[key, without_mappings(value)]  # type: ignore[valid-type,misc]
    if issubclass(origin, Iterable) and len(arguments) == 1:
        return list[without_mappings(arguments[0])]  # type: ignore[misc]
    return hint


def _holds_model(hint: Any) -> bool:
    if isinstance(hint, type) and not typing.get_args(hint):
        return issubclass(hint, BaseModel)
    return any(map(_holds_model, typing.get_args(hint)))
