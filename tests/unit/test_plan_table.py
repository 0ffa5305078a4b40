"""The table of operations: what is on the wire, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.plan import plan_client, plan_group, plan_servers
from codegen.plan.servers import default_url

from .documents import Json, api_of, document, operation, replying

TEXT = {"type": "string"}


def entry(path: str = "/a", version: str = "3.1.0", **node: Any) -> str:
    """The table's code for one operation, on one line."""
    root = document(
        {path: {"get": {**operation(operationId="a"), **node}}}, version=version
    )
    api = api_of(root)
    (found,) = plan_group(api.groups[0], api).table.entries
    return " ".join(found.code.replace("(\n", "(").replace(",\n)", ")").split())


def parameter(location: str = "query", **more: Any) -> str:
    """How one parameter called `x` is written."""
    node: Json = {"name": "x", "in": location, "schema": TEXT, **more}
    path = "/a/{x}" if location == "path" else "/a"
    code = entry(path, parameters=[node])
    return code.partition(f'"{path}", ')[2].partition(", replies")[0]


@pytest.mark.parametrize(
    ("location", "more", "expected"),
    [
        ("query", {}, 'Query("x")'),
        ("path", {"required": True}, 'Path("x")'),
        ("header", {"name": "X-It"}, 'Header("x_it", wire="X-It")'),
        ("cookie", {}, 'Cookie("x")'),
        ("query", {"explode": False}, 'Query("x", explode=False)'),
        ("query", {"style": "deepObject"}, 'Query("x", style="deepObject")'),
        ("query", {"style": "pipeDelimited", "explode": True},
         'Query("x", style="pipeDelimited", explode=True)'),
        ("path", {"style": "matrix", "explode": True, "required": True},
         'Path("x", style="matrix", explode=True)'),
        ("query", {"allowReserved": True}, 'Query("x", reserved=True)'),
        ("query", {"schema": {"type": "string", "format": "byte"}},
         'Query("x", type=lambda: Base64Bytes)'),
        ("query", {"schema": {"const": "v"}, "required": True},
         'Query("x", const="v")'),
        ("query", {"schema": {"const": "v"}}, 'Query("x")'),
        ("query", {"schema": {"type": "string", "format": "date-time"}}, 'Query("x")'),
    ],
)  # fmt: skip
def test_only_what_is_no_default_is_said(
    location: str, more: Json, expected: str
) -> None:
    """Else a reviewer has to know OpenAPI's defaults to see what is special."""
    assert parameter(location, **more) == expected


def test_a_list_in_a_header_of_fastapi_is_repeated() -> None:
    """Else FastAPI, which splits no commas, reads one item."""
    node = {"name": "x", "in": "header", "schema": {"type": "array", "items": TEXT}}
    call = operation(operationId="a", parameters=[node])
    errors = {
        name: {"type": "object", "properties": {}}
        for name in ("HTTPValidationError", "ValidationError")
    }
    for schemas, expected in ((errors, True), ({}, False)):
        api = api_of(document({"/a": {"get": call}}, schemas))
        (found,) = plan_group(api.groups[0], api).table.entries
        assert ("repeat=True" in found.code) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"application/json": {"schema": TEXT}}, "Json(lambda: str)"),
        ({"application/vnd.x+json": {"schema": TEXT}},
         'Json(lambda: str, "application/vnd.x+json")'),
        ({"text/plain": {}}, "Text()"),
        ({"text/csv": {}}, 'Text("text/csv")'),
        ({"application/pdf": {}}, 'Binary("application/pdf")'),
        ({"text/csv": {}, "application/json": {"schema": TEXT}},
         'OneOf( {"application/json": Json(lambda: str), "text/csv": Text("text/csv")}'),
    ],
)  # fmt: skip
def test_a_reply_says_how_it_is_read(content: Json, expected: str) -> None:
    """Else the content type decides alone, and a type is lost."""
    code = entry(responses={"200": {"description": "", "content": content}})
    assert expected.replace(" ", "") in code.replace(" ", "")


def test_head_reads_nothing() -> None:
    """Else the client waits for the body that GET would have."""
    root = document({"/a": {"head": {**replying(TEXT), "operationId": "a"}}})
    api = api_of(root)
    (found,) = plan_group(api.groups[0], api).table.entries
    assert "replies={200: Empty()}" in found.code


def test_errors_without_content_are_not_in_the_table() -> None:
    """Else the table repeats what every status means anyway."""
    code = entry(
        responses={
            "204": {"description": ""},
            "404": {"description": ""},
            "4XX": replying(TEXT)["responses"]["200"],
            "default": replying({"type": "integer"})["responses"]["200"],
        }
    )
    assert 'errors={"4XX": Json(lambda: str), "default": Json(lambda: int)}' in code


# --- servers and the client ------------------------------------------------------------

SERVERS: list[Json] = [
    {
        "url": "https://{region}.example.org/{x}",
        "description": "Production servers",
        "variables": {
            "region": {"default": "eu", "enum": ["eu", "us"]},
            "x": {"default": "a'{region}"},
        },
    },
    {"url": "/relative"},
]


def test_a_server_is_a_function_of_its_variables() -> None:
    """Else a URL with braces in it is called."""
    planned = plan_servers(api_of(document(servers=SERVERS)))
    assert planned is not None and planned.choices
    first, second = planned.functions
    assert "def production_servers(" in first.signature
    assert 'region: Literal["eu", "us"] = "eu"' in first.signature
    assert second.signature == "def server_2() -> str:"


def test_one_plain_server_needs_no_module() -> None:
    """Else every client has a module with one constant."""
    assert plan_servers(api_of(document(servers=[{"url": "https://x.org"}]))) is None
    assert plan_servers(api_of(document())) is None


@pytest.mark.parametrize(
    ("servers", "expected"),
    [
        ([{"url": "https://x.org/v1"}], ('_default_url = "https://x.org/v1"',)),
        ([{"url": "/v1"}], ()),
        ([], ()),
    ],
)
def test_the_first_absolute_url_is_the_default(
    servers: list[Json], expected: tuple[str, ...]
) -> None:
    """Else a relative URL is called, or an absolute one has to be repeated."""
    api = api_of(document(servers=servers))
    assert plan_client(api, "generated", {}, ()).defaults == expected


def test_the_default_url_has_the_defaults_of_its_variables() -> None:
    """Else a brace is left in it."""
    assert default_url(api_of(document(servers=SERVERS)).servers[0]) == (
        "https://eu.example.org/a'{region}"
    )
