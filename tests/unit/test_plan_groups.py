"""Methods as a caller meets them: signature, docstring, call."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.encode import Code
from codegen.plan import plan_group
from codegen.plan.groups import Method
from codegen.plan.imports import import_line, member_order, module_order

from .documents import Json, api_of, document, operation, replying

TEXT = {"type": "string"}
ITEM = {"$ref": "#/components/schemas/Item"}
SCHEMAS = {"Item": {"type": "object", "properties": {"a": TEXT}}}


def methods(*operations: Json) -> list[Method]:
    """Plan operations of one group, in the order given."""
    paths = {
        f"/{number}": {"post": {"operationId": f"call{number}", **node}}
        for number, node in enumerate(operations)
    }
    api = api_of(document(paths, SCHEMAS))
    return list(plan_group(api.groups[0], api).methods)


def method(**node: Any) -> Method:
    (found,) = methods({**operation(), **node})
    return found


def json_body(schema: Json, required: bool = True) -> Json:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def query(name: str, **more: Any) -> Json:
    return {"name": name, "in": "query", "schema": TEXT, **more}


def test_what_is_required_comes_first_and_options_are_keywords() -> None:
    """Else an optional argument stands before one that is not, or moves callers'."""
    found = method(
        parameters=[query("b"), query("a", required=True)], requestBody=json_body(ITEM)
    )
    assert found.parameters == (
        "self",
        "body: models.Item | Mapping[str, Any]",
        "*",
        "a: str",
        "b: str | None = None",
    )


def test_no_body_is_passed_on_as_none() -> None:
    """Else an optional body is required of the caller."""
    found = method(requestBody=json_body(ITEM, required=False))
    assert found.parameters[1] == "body: models.Item | Mapping[str, Any] | None = None"
    assert found.call == "self._send(operations.CALL0, {}, body)"


@pytest.mark.parametrize(
    ("types", "annotation"),
    [
        (["text/csv", "text/plain"], 'Literal["text/csv", "text/plain"] | None'),
        (["text/csv", "image/*"], 'Literal["text/csv"] | str | None'),
        (["audio/*", "image/*"], "str | None"),
    ],
)
def test_a_range_of_media_types_is_no_media_type(
    types: list[str], annotation: str
) -> None:
    """Else a type checker offers `image/*`, which nothing is, and refuses `image/png`."""
    content = {name: {"schema": TEXT} for name in types}
    found = method(requestBody={"content": content})
    assert found.parameters[-1] == f"content_type: {annotation} = None"


def test_a_method_without_arguments_passes_nothing_on() -> None:
    """Else every call builds an empty dict."""
    assert method().call == "self._send(operations.CALL0)"


@pytest.mark.parametrize(
    ("responses", "returns"),
    [
        ({"204": {"description": ""}}, "None"),
        (replying(ITEM)["responses"], "models.Item"),
        ({**replying(ITEM)["responses"], "204": {"description": ""}},
         "models.Item | None"),
        ({**replying(ITEM)["responses"], **replying({"type": "array", "items": ITEM},
         "206")["responses"]}, "models.Item | list[models.Item]"),
        (replying({"anyOf": [ITEM, {"type": "null"}]})["responses"],
         "models.Item | None"),
        (replying({"type": "string", "enum": ["a | b", "c"]})["responses"],
         'Literal["a | b", "c"] | str'),
        ({"200": {"description": "", "content": {"text/event-stream":
         {"itemSchema": ITEM}}}}, "Stream[models.Item]"),
        (replying({})["responses"], "Any"),
    ],
)  # fmt: skip
def test_the_successes_are_what_is_returned(responses: Json, returns: str) -> None:
    """Else an annotation promises what does not come."""
    assert method(responses=responses).returns == returns


def test_a_stream_is_no_coroutine() -> None:
    """Else `async for` needs an await in the aio client."""
    content = {"text/event-stream": {"itemSchema": ITEM}, "application/json": {}}
    responses = {"200": {"description": "", "content": content}}
    whole, stream = methods(operation(responses=responses))
    assert (whole.awaited, stream.awaited) == (True, False)
    assert stream.name == f"{whole.name}_stream"
    assert stream.call == "self._stream(operations.CALL0_STREAM)"


def test_a_docstring_says_what_the_signature_cannot() -> None:
    """Else a caller has to read the document."""
    found = method(
        summary="Do it",
        description="At once.",
        deprecated=True,
        parameters=[
            query("page", description="Page number.", schema={"default": 1}),
            query("plain"),
            query("old", deprecated=True),
        ],
        responses={"204": {"description": ""}, "404": {"description": "Nothing there"}},
    )
    assert found.doc == (
        '"""Do it.\n'
        "\n"
        "        At once.\n"
        "\n"
        "        Deprecated.\n"
        "\n"
        "        Args:\n"
        "            page: Page number (1 when omitted).\n"
        "            old: deprecated.\n"
        "\n"
        "        Raises:\n"
        "            NotFound: Nothing there.\n"
        '        """'
    )


def test_a_summary_that_fastapi_made_of_the_name_is_left_out() -> None:
    """Else every docstring begins with the name of its method."""
    found = method(
        operationId="read_item", summary="Read Item", description="The text."
    )
    assert found.doc == '"""The text."""'
    assert (
        method(operationId="read_item", summary="Read Item").doc == '"""Read Item."""'
    )


def test_a_method_that_is_called_as_a_type_hides_nothing() -> None:
    """Else `list` in an annotation is the method `list` of the class."""
    one = operation(
        operationId="list",
        **{k: v for k, v in replying(TEXT).items() if k == "responses"},
    )
    two = {**replying({"type": "array", "items": TEXT}), "operationId": "other"}
    found = {m.name: m for m in methods(one, two)}
    assert found[Code("other")].returns == "_builtins.list[str]"


def test_a_long_signature_is_laid_out_one_argument_a_line() -> None:
    """Else black has something to change."""
    found = method(parameters=[query(f"parameter_{i}") for i in range(4)])
    lines = found.signature(Code("async ")).split("\n")
    assert lines[0] == "async def call0("
    assert all(len(line) <= 88 for line in lines)
    assert lines[-1] == "    ) -> None:"


def test_imports_are_sorted_as_isort_does() -> None:
    """Else a linter finds something in every file."""
    names = ["date", "UUID", "Any", "Item10", "Item2", "URL", "Url"]
    assert sorted(names, key=member_order) == [
        "URL", "UUID", "Any", "Item2", "Item10", "Url", "date",
    ]  # fmt: skip
    assert sorted([".v10", ".v2", ".V1"], key=module_order) == [".V1", ".v2", ".v10"]
    long = import_line(".shared", [f"AModelWithALongName{i}" for i in range(5)])
    assert long.startswith("from .shared import (\n    AModelWithALongName0,\n")
