"""Paths, operations and their parameters become groups of methods with arguments."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import ir
from codegen.config import Selection
from codegen.encode import SpecText
from codegen.errors import SpecError
from codegen.read import Choices

from .documents import Json, api_of, document, notices_of, operation, replying

TEXT = {"type": "string"}


def only(root: Json, choices: Choices | None = None) -> ir.Operation:
    """The one operation of a document."""
    (found,) = api_of(root, choices).operations
    return found


def names_of(root: Json, choices: Choices | None = None) -> list[str]:
    """`group.method` of every operation."""
    api = api_of(root, choices)
    return [
        f"{group.name}.{op.name}" for group in api.groups for op in group.operations
    ]


def refusals(root: Json) -> list[tuple[str, str]]:
    """Code and place of every problem of a document that is refused."""
    with pytest.raises(SpecError) as caught:
        api_of(root)
    return [(p.code, p.place.removeprefix("document")) for p in caught.value.problems]


# --- names -----------------------------------------------------------------------------


def test_a_method_is_called_as_the_function_of_the_app() -> None:
    """Else FastAPI's operationId, with the whole path in it, is the name."""
    paths = {
        "/jobs/{id}": {
            "get": operation(
                operationId="read_job_jobs__id__get",
                parameters=[{"name": "id", "in": "path", "required": True}],
            )
        }
    }
    assert names_of(document(paths)) == ["things.read_job"]
    functions = Choices(function_names={("GET", "/jobs/{id}"): "fetch"})
    assert names_of(document(paths), functions) == ["things.fetch"]


@pytest.mark.parametrize(
    ("operation_id", "name"),
    [
        ("listThings", "list_things"),
        ("things/list-all", "list_all"),
        ("Things_List", "list"),
        (None, "get_a"),
        ("class", "class_"),
    ],
)
def test_a_method_is_called_as_its_operation_id(
    operation_id: str | None, name: str
) -> None:
    """Else names are invented where the document has good ones."""
    paths = {"/a": {"get": operation(operationId=operation_id)}}
    assert names_of(document(paths)) == [f"things.{name}"]


def test_of_two_functions_with_one_name_the_shorter_path_wins() -> None:
    """Else which of the two gets the name depends on the order of the document."""
    paths = {
        "/long/path": {"get": operation(operationId="read_long_path_get")},
        "/a": {"get": operation(operationId="read_a_get")},
    }
    assert names_of(document(paths)) == ["things.read", "things.read_long_path_get"]
    assert [n.code for n in notices_of(document(paths))] == ["ISO104"]


def test_a_rename_of_the_configuration_wins() -> None:
    """Else a name that breaks callers cannot be kept."""
    paths = {"/a": {"get": operation(operationId="readA")}}
    for key in ("GET /a", "readA", "things.read_a"):
        assert names_of(document(paths), Choices(rename={key: "fetch"})) == [
            "things.fetch"
        ]
    assert names_of(document(paths), Choices(rename={"things": "stuff"})) == [
        "stuff.read_a"
    ]


def test_a_group_is_the_first_tag() -> None:
    """Else an operation with two tags is there twice, or nowhere."""
    paths = {
        "/a": {"get": operation(operationId="a", tags=["My Things", "other"])},
        "/b": {"get": operation(operationId="b", tags=[])},
        "/c": {"get": operation(operationId="c", tags=["close"])},
    }
    assert names_of(document(paths)) == ["close_.c", "default.b", "my_things.a"]


def test_tags_that_look_alike_are_one_group() -> None:
    """Else two modules have one name."""
    paths = {
        "/a": {"get": operation(operationId="a", tags=["My Things"])},
        "/b": {"get": operation(operationId="b", tags=["my-things"])},
    }
    assert names_of(document(paths)) == ["my_things.a", "my_things.b"]


def test_one_operation_id_on_two_paths_is_refused() -> None:
    """Else which one is called depends on the order of the document."""
    paths = {
        "/a": {"get": operation(operationId="same")},
        "/b": {"get": operation(operationId="same")},
    }
    assert refusals(document(paths)) == [("ISO112", "#/paths/~1b/get/operationId")]


def test_one_operation_id_on_two_methods_of_a_path_is_fastapis() -> None:
    """Else `@app.api_route(methods=[...])` cannot be generated."""
    same = "both_a_get"
    paths = {
        "/a": {"get": operation(operationId=same), "put": operation(operationId=same)}
    }
    assert len(names_of(document(paths))) == 2


# --- which operations ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (Choices(include=Selection(tags=("x",))), ["x.b"]),
        (Choices(include=Selection(paths=("/a*",))), ["things.a"]),
        (Choices(exclude=Selection(operations=("b",))), ["things.a"]),
        (Choices(exclude=Selection(deprecated=True)), ["things.a"]),
    ],
)
def test_operations_can_be_chosen(choices: Choices, expected: list[str]) -> None:
    """Else a client of a part of a service has all of it."""
    paths = {
        "/a": {"get": operation(operationId="a")},
        "/b": {"get": operation(operationId="b", tags=["x"], deprecated=True)},
    }
    assert names_of(document(paths), choices) == expected


XML = {"200": {"description": "", "content": {"application/xml": {"schema": {}}}}}


@pytest.mark.parametrize(
    ("unsupported", "place"),
    [
        ({"responses": XML}, "responses/200/content/application~1xml"),
        (
            {"requestBody": {"content": {"text/xml": {}}}},
            "requestBody/content/text~1xml",
        ),
        (
            {"requestBody": {"content": {"multipart/mixed": {}}}},
            "requestBody/content/multipart~1mixed",
        ),
        (
            {"requestBody": {"content": {"text/event-stream": {}}}},
            "requestBody/content/text~1event-stream",
        ),
        ({"parameters": [{"name": "q", "in": "querystring"}]}, "parameters/0"),
        (
            {"parameters": [{"name": "q", "in": "query", "style": "simple"}]},
            "parameters/0/style",
        ),
    ],
)
def test_what_is_not_supported_is_refused_or_skipped_aloud(
    unsupported: Json, place: str
) -> None:
    """Else an operation is silently missing, or wrong."""
    paths = {
        "/a": {"get": operation(operationId="a")},
        "/b": {"post": operation(operationId="b", **unsupported)},
    }
    assert refusals(document(paths)) == [("ISO120", f"#/paths/~1b/post/{place}")]
    skipping = Choices(skip=("POST /b",))
    assert names_of(document(paths), skipping) == ["things.a"]
    (notice,) = notices_of(document(paths), skipping)
    assert (notice.kind, notice.code) == ("unsupported", "ISO120")


def test_xml_beside_json_is_left_out_aloud() -> None:
    """Else a service that offers both cannot be generated."""
    paths = {"/a": {"get": replying(TEXT)}}
    content = paths["/a"]["get"]["responses"]["200"]["content"]
    content["application/xml"] = {"schema": {}}
    assert [c.kind for c in only(document(paths)).replies[0].contents] == ["json"]
    assert [n.kind for n in notices_of(document(paths))] == ["unsupported"]


# --- parameters ------------------------------------------------------------------------


def with_parameters(*parameters: Json, path: str = "/a", **shared: Any) -> Json:
    return document({path: {"get": operation(parameters=list(parameters)), **shared}})


@pytest.mark.parametrize(
    ("location", "style", "explode"),
    [
        ("path", "simple", False),
        ("query", "form", True),
        ("header", "simple", False),
        ("cookie", "form", True),
    ],
)
def test_style_and_explode_have_openapis_defaults(
    location: str, style: str, explode: bool
) -> None:
    """Else a list is written in a style that nobody asked for."""
    root = with_parameters(
        {"name": "x", "in": location, "required": True, "schema": TEXT},
        path="/a/{x}" if location == "path" else "/a",
    )
    (found,) = only(root).parameters
    assert (found.style, found.explode) == (style, explode)


def test_parameters_of_a_path_are_those_of_its_operations() -> None:
    """Else `parameters` beside the methods is lost."""
    shared = [
        {"name": "x", "in": "query", "schema": TEXT, "description": "shared"},
        {"name": "y", "in": "query", "schema": TEXT},
    ]
    own = {"name": "x", "in": "query", "schema": TEXT, "description": "own"}
    found = only(with_parameters(own, parameters=shared)).parameters
    assert {(p.name, p.description and p.description.raw) for p in found} == {
        ("x", "own"),
        ("y", None),
    }


def test_path_parameters_stand_in_the_order_of_the_path() -> None:
    """Else two strings are swapped by a document that is written anew."""
    root = with_parameters(
        {"name": "b", "in": "path", "required": True},
        {"name": "q", "in": "query"},
        {"name": "a", "in": "path", "required": True},
        path="/x/{a}/{b}",
    )
    assert [p.name for p in only(root).parameters] == ["a", "b", "q"]


@pytest.mark.parametrize("name", ["Accept", "content-type"])
def test_a_header_that_the_content_decides_is_no_argument(name: str) -> None:
    """Else a caller can send a type that is not the body's."""
    root = with_parameters({"name": name, "in": "header", "schema": TEXT})
    assert only(root).parameters == ()
    assert [n.code for n in notices_of(root)] == ["ISO117"]


def test_a_path_without_its_parameter_is_refused() -> None:
    """Else `{x}` is called."""
    assert refusals(with_parameters(path="/a/{x}")) == [
        ("ISO111", "#/paths/~1a~1{x}/get")
    ]
    extra = {"name": "x", "in": "path", "required": True}
    assert refusals(with_parameters(extra)) == [
        ("ISO111", "#/paths/~1a/get/parameters/0")
    ]


def test_arguments_that_want_one_name_are_told_apart() -> None:
    """Else one of two parameters is lost."""
    root = with_parameters(
        {"name": "page", "in": "query"},
        {"name": "page", "in": "header"},
        {"name": "Page", "in": "query"},
        {"name": "self", "in": "query"},
    )
    names = [p.name for p in only(root).parameters]
    assert len(set(names)) == 4 and "self" not in names


def test_a_parameter_may_be_a_reference() -> None:
    """Else shared parameters are lost."""
    root = with_parameters({"$ref": "#/components/parameters/Page"})
    root["components"]["parameters"] = {
        "Page": {"name": "page", "in": "query", "schema": {"type": "integer"}}
    }
    assert only(root).parameters[0].schema == ir.Number(True)


# --- bodies and replies ----------------------------------------------------------------


def test_fastapis_several_body_parameters_are_flattened() -> None:
    """Else a caller has to build the object that FastAPI invents."""
    body = {
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Body_create_things_post"}
            }
        },
        "required": True,
    }
    flat = {
        "type": "object",
        "required": ["item"],
        "properties": {"item": TEXT, "user": {"type": "integer"}},
    }
    root = document(
        {"/a": {"post": operation(requestBody=body)}}, {"Body_create_things_post": flat}
    )
    found = only(root).body
    assert found is not None
    assert [(p.field.name, p.field.required) for p in found.flattened] == [
        ("item", True),
        ("user", False),
    ]
    assert "BodyCreateThingsPost" not in api_of(root).models


def test_fastapis_own_422_is_not_documented_again() -> None:
    """Else every operation lists what every client knows."""
    responses = {
        "200": {"description": "", "content": {"application/json": {"schema": TEXT}}},
        "422": {
            "description": "Validation Error",
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/HTTPValidationError"}
                }
            },
        },
    }
    root = document(
        {"/a": {"get": operation(responses=responses)}},
        {
            "HTTPValidationError": {"type": "object", "properties": {}},
            "ValidationError": {"type": "object", "properties": {}},
        },
    )
    api = api_of(root)
    assert [r.status for op in api.operations for r in op.replies] == ["200"]
    assert api.fastapi and not api.models


def test_a_reply_without_content_is_a_download_in_fastapi() -> None:
    """Else a `FileResponse`, of which FastAPI says nothing, is None."""
    root = document({"/a": {"get": operation(responses={"200": {"description": ""}})}})
    assert [c.kind for c in only(root).replies[0].contents] == ["binary"]


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("application/json", "json"),
        ("application/json; charset=utf-8", "json"),
        ("Application/Problem+JSON", "json"),
        ("application/merge-patch+json", "merge-patch"),
        ("application/x-ndjson", "jsonlines"),
        ("text/event-stream", "events"),
        ("text/csv", "text"),
        ("application/pdf", "binary"),
        ("image/svg+xml", None),
    ],
)
def test_a_media_type_tells_how_it_is_read(media_type: str, kind: str | None) -> None:
    """Else a vendor's JSON is bytes."""
    content = {"x/y": {}, media_type: {"schema": {}}}
    responses = {"200": {"description": "", "content": content}}
    root = document({"/a": {"get": operation(responses=responses)}})
    found = {c.media_type.raw: c.kind for c in only(root).replies[0].contents}
    assert found.get(media_type) == kind


def test_json_comes_first_of_several_media_types() -> None:
    """Else the preferred one depends on the order of a JSON object."""
    content = {m: {"schema": {}} for m in ("text/csv", "application/json", "a/b")}
    responses = {"200": {"description": "", "content": content}}
    root = document({"/a": {"get": operation(responses=responses)}})
    found = [c.media_type.raw for c in only(root).replies[0].contents]
    assert found == ["application/json", "text/csv", "a/b"]


@given(st.text(max_size=3))
def test_a_status_is_three_digits_a_range_or_default(key: str) -> None:
    """Else a key that is no status is an error in a later stage."""
    root = document({"/a": {"get": operation(responses={key: {"description": ""}})}})
    try:
        (reply,) = only(root).replies or (None,)
    except SpecError as error:
        assert error.problems[0].code == "ISO110"
    else:
        assert reply is None or reply.status.isdigit() or reply.status[1:] == "XX"


def test_success_is_2xx_or_default_alone() -> None:
    """Else an error is returned, or a success raised."""
    both = {"201": {"description": ""}, "default": {"description": ""}}
    root = document({"/a": {"get": operation(responses=both)}})
    assert [r.status for r in only(root).successes] == ["201"]
    alone = {"default": {"description": ""}}
    root = document({"/a": {"get": operation(responses=alone)}})
    assert [r.status for r in only(root).successes] == ["default"]


# --- the rest --------------------------------------------------------------------------


def test_security_alternatives_are_read() -> None:
    """Else which credentials an operation accepts is lost."""
    root = document(
        {"/a": {"get": operation(security=[{"b": ["s"], "a": []}, {}])}},
        security=[{"a": []}],
    )
    root["components"]["securitySchemes"] = {
        "a": {"type": "http", "scheme": "Bearer"},
        "b": {"type": "apiKey", "in": "cookie", "name": "sid"},
    }
    api = api_of(root)
    (found,) = api.operations
    assert found.security is not None
    assert [[r.scheme.raw for r in each] for each in found.security] == [["a", "b"], []]
    assert [s.http_scheme for s in api.security_schemes] == ["bearer", None]
    assert api.global_security == ((ir.SecurityRequirement(SpecText("a")),),)


def test_a_model_is_in_the_module_of_the_group_that_uses_it() -> None:
    """Else every model is in one file of ten thousand lines."""
    ref = "#/components/schemas/"
    mine = {"type": "object", "properties": {"inner": {"$ref": f"{ref}Inner"}}}
    plain = {"type": "object", "properties": {}}
    api = api_of(
        document(
            {
                "/a": {"get": {**replying({"$ref": f"{ref}Mine"}), "tags": ["a"]}},
                "/b": {"get": {**replying({"$ref": f"{ref}Both"}), "tags": ["a"]}},
                "/c": {"get": {**replying({"$ref": f"{ref}Both"}), "tags": ["b"]}},
            },
            {"Mine": mine, "Inner": plain, "Both": plain, "Nobodys": plain},
        )
    )
    found = {str(model.name): str(model.module) for model in api.models.values()}
    assert found["Mine"] == found["Inner"] == "a"
    assert found["Both"] == "shared"
    assert found["Nobodys"] not in ("a", "b", "shared")


def test_a_query_in_a_path_is_sent_with_every_call() -> None:
    """Documents tell two operations at one path apart by it, OpenAPI or not."""
    root = document({"/agents?beta=true#v2": {"get": operation()}})
    (found,) = api_of(root).operations
    (parameter,) = found.parameters
    assert found.path.raw == "/agents"
    assert parameter.wire_name.raw == "beta"
    assert parameter.schema == ir.Enum((SpecText("true"),), const=True)


LIST = {"type": "array", "items": {"type": "string"}}


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        ({"schema": {"type": "array", "items": LIST}}, True),
        ({"schema": {"anyOf": [LIST, {"type": "array", "items": LIST}]}}, True),
        ({"schema": {"type": "object", "properties": {"x": LIST}}}, True),
        ({"schema": {"type": "object", "additionalProperties": LIST}}, True),
        ({"schema": {"$ref": "#/components/schemas/Tree"}}, True),
        ({"schema": {"$ref": "#/components/schemas/Flat"}}, False),
        ({"schema": LIST}, False),
        (
            {
                "schema": {"type": "object", "properties": {"x": LIST}},
                "style": "deepObject",
            },
            False,
        ),
        (
            {
                "content": {
                    "application/json": {"schema": {"type": "array", "items": LIST}}
                }
            },
            False,
        ),
    ],
)
def test_a_parameter_that_the_specification_gives_no_form_is_told(
    parameter: Json, said: bool
) -> None:
    """If not, a service that reads another form gets what nobody chose."""
    root = with_parameters({"name": "q", "in": "query", **parameter})
    tree = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
    flat = {"type": "object", "properties": {"x": {"type": "integer"}}}
    root["components"] = {"schemas": {"Tree": tree, "Flat": flat}}

    assert ("ISO118" in [notice.code for notice in notices_of(root)]) == said
