"""Which operations are listings, and how their pages follow each other.

Told by the names that services use: nothing in OpenAPI says it. Two signs are needed, an
argument for the place and items to list, so that a filter called `start` makes no
listing; what is guessed wrongly, or not at all, is set in the configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from codegen import ir
from codegen.encode import Identifier
from codegen.errors import ConfigError
from codegen.plan.variants import Variant
from codegen.printable import printable

Style = Literal["PageNumber", "Offset", "Cursor", "NextLink"]

PAGE = frozenset({"page", "page_number", "page_num", "page_index", "current_page"})
OFFSET = frozenset({"offset", "skip", "start", "start_index", "first_result"})
CURSOR = frozenset(
    {
        "after",
        "continuation_token",
        "cursor",
        "next_cursor",
        "next_token",
        "page_cursor",
        "page_token",
        "starting_after",
    }
)
SIZE = frozenset(
    {
        "count",
        "first",
        "limit",
        "max_results",
        "page_limit",
        "page_size",
        "pagesize",
        "per_page",
        "size",
    }
)
ITEMS = ("items", "results", "data", "entries", "records", "values", "content")
NEXT = (
    "next_cursor",
    "next_page_token",
    "next_token",
    "next_page",
    "continuation_token",
    "cursor",
    "next",
)
TOTAL = ("total", "total_count", "total_items", "total_results", "count")
PAGES = ("pages", "total_pages", "page_count", "num_pages", "last_page")


@dataclass(frozen=True, slots=True)
class PagePlan:
    """How one operation is listed.

    Attributes:
        style: Class of `_core.pagination`.
        item: Schema of one item.
        settings: Its keyword arguments: names of arguments, paths of wire names.
    """

    style: Style
    item: ir.Schema
    settings: Mapping[str, object] = field(default_factory=dict)


def page_plan(
    variant: Variant, api: ir.Api, configured: Mapping[str, Any]
) -> PagePlan | None:
    """Return how an operation is listed; None when it is no listing.

    Args:
        variant: The operation as its method reads it.
        api: The API.
        configured: `[tool.isospin.pagination]`: `group.method` to a table, or to
            false for what is no listing although it looks like one.

    Raises:
        ConfigError: The configuration names what the operation does not have.
    """
    operation = variant.operation
    if variant.stream or operation.method not in ("GET", "POST", "QUERY"):
        return None
    page = _page(variant, api)
    key = f"{operation.group}.{operation.name}"
    if key in configured:
        return _configured(key, configured[key], operation, page)
    return _detected(operation, page) if page is not None else None


@dataclass(frozen=True, slots=True)
class _Page:
    """The JSON of one page: where its items are, and the fields around them."""

    item: ir.Schema
    items: tuple[str, ...]
    fields: Mapping[Identifier, ir.Field]
    link_header: bool


def _page(variant: Variant, api: ir.Api) -> _Page | None:
    schemas = {c.schema for c in variant.contents if c.kind == "json"}
    if len(schemas) != 1 or any(c.kind != "json" for c in variant.contents):
        return None
    (schema,) = schemas
    link = any(
        header.wire_name.raw.lower() == "link"
        for reply in variant.replies
        for header in reply.headers
    )
    if isinstance(schema, ir.Array) and not schema.prefix:
        return _Page(schema.items, (), {}, link)
    shape = api.models[schema.name].shape if isinstance(schema, ir.Ref) else None
    if not isinstance(shape, ir.ObjectModel):
        return None
    fields = {one.name: one for one in shape.fields}
    lists = [one for one in shape.fields if isinstance(one.schema, ir.Array)]
    named = [one for name in ITEMS for one in lists if one.name == name]
    found = named or (lists if len(lists) == 1 else [])
    if not found or not isinstance(found[0].schema, ir.Array):
        return None
    return _Page(found[0].schema.items, (found[0].wire_name.raw,), fields, link)


def _detected(operation: ir.Operation, page: _Page) -> PagePlan | None:
    queries = [p for p in operation.parameters if p.location == "query"]
    settings: dict[str, object] = {"items": page.items} if page.items else {}
    if total := _path(page, TOTAL, _is_integer):
        settings["total"] = total
    size = _argument(queries, SIZE, _is_integer)
    token = _argument(queries, CURSOR, _is_text)
    following = _path(page, NEXT, _is_text)
    if token and following:
        link = _is_link(page, following)
        if not link:
            settings |= {"argument": str(token), "next": following}
            return PagePlan("Cursor", page.item, settings)
        return PagePlan("NextLink", page.item, settings | {"next": following})
    if following and _is_link(page, following) and page.items:
        return PagePlan("NextLink", page.item, settings | {"next": following})
    number = _argument(queries, PAGE, _is_integer)
    if number and (size or settings):
        settings["argument"] = str(number)
        if size:
            settings["size"] = str(size)
        if _first(queries, number) == 0:
            settings["first"] = 0
        if pages := _path(page, PAGES, _is_integer):
            settings["pages"] = pages
        return PagePlan("PageNumber", page.item, settings)
    offset = _argument(queries, OFFSET, _is_integer)
    if offset and size:
        settings |= {"argument": str(offset), "limit": str(size)}
        return PagePlan("Offset", page.item, settings)
    if page.link_header and (number or token or size):
        return PagePlan("NextLink", page.item, settings)
    return None


def _argument(
    parameters: Sequence[ir.Parameter], known: frozenset[str], fits: Any
) -> Identifier | None:
    for parameter in parameters:
        if parameter.name in known and any(map(fits, _branches(parameter.schema))):
            return parameter.name
    return None


def _path(page: _Page, known: Sequence[str], fits: Any) -> tuple[str, ...] | None:
    for name in known:
        found = page.fields.get(Identifier(name))
        if found is not None and any(map(fits, _branches(found.schema))):
            return (found.wire_name.raw,)
    return None


def _first(parameters: Sequence[ir.Parameter], name: Identifier) -> int:
    """Return the number of the first page: the default, or else the least allowed."""
    parameter = next(p for p in parameters if p.name == name)
    if isinstance(parameter.default, int):
        return parameter.default
    lower = [b.lower for b in _branches(parameter.schema) if isinstance(b, ir.Number)]
    return 0 if lower and lower[0] == 0 else 1


def _is_link(page: _Page, path: tuple[str, ...]) -> bool:
    """Whether the next page is told by its address: its format, or Django's habit."""
    found = next(f for f in page.fields.values() if f.wire_name.raw == path[0])
    form = any(
        isinstance(b, ir.String) and b.format in ("uri", "url", "uri-reference")
        for b in _branches(found.schema)
    )
    return form or (path == ("next",) and "previous" in page.fields)


def _branches(schema: ir.Schema) -> Iterator[ir.Schema]:
    yield from schema.branches if isinstance(schema, ir.Union) else (schema,)


def _is_integer(schema: ir.Schema) -> bool:
    return isinstance(schema, ir.Number) and schema.integer


def _is_text(schema: ir.Schema) -> bool:
    return isinstance(schema, ir.String)


# --- the configuration ---------------------------------------------------------------

_STYLES: Mapping[str, Style] = {
    "page": "PageNumber",
    "offset": "Offset",
    "cursor": "Cursor",
    "link": "NextLink",
}
_ARGUMENTS = ("argument", "size", "limit")
_PATHS = ("items", "next", "total", "pages")
_KEYS: Mapping[Style, frozenset[str]] = {
    "PageNumber": frozenset({"argument", "size", "first", "total", "pages", "items"}),
    "Offset": frozenset({"argument", "limit", "total", "items"}),
    "Cursor": frozenset({"argument", "next", "header", "total", "items"}),
    "NextLink": frozenset({"next", "total", "items"}),
}


def _configured(
    key: str, value: object, operation: ir.Operation, page: _Page | None
) -> PagePlan | None:
    if value is False:
        return None
    if not isinstance(value, Mapping) or value.get("style") not in _STYLES:
        styles = ", ".join(f'"{style}"' for style in _STYLES)
        raise _wrong(key, "needs a `style`", f"Set it to one of {styles}, or to false")
    style = _STYLES[value["style"]]
    settings: dict[str, object] = {}
    for name, setting in value.items():
        if name == "style":
            continue
        if name not in _KEYS[style]:
            known = ", ".join(sorted(_KEYS[style]))
            raise _wrong(key, f"has no key `{printable(name)}`", f"Known: {known}")
        settings[name] = _setting(key, name, setting, operation)
    if page is None:
        raise _wrong(
            key,
            "is set, but the operation does not return JSON with one list in it",
            "Name the list with `items`, or remove the setting",
        )
    if page.items:
        settings.setdefault("items", page.items)
    return PagePlan(style, page.item, settings)


def _setting(key: str, name: str, value: object, operation: ir.Operation) -> object:
    if name in _ARGUMENTS:
        known = [str(parameter.name) for parameter in operation.parameters]
        if value not in known:
            raise _wrong(
                key,
                f"`{name}` is no argument of the operation",
                f"Arguments: {', '.join(known) or 'none'}",
            )
        return value
    if name in _PATHS:
        path = [value] if isinstance(value, str) else value
        if not isinstance(path, list) or not all(isinstance(p, str) for p in path):
            raise _wrong(
                key, f"`{name}` is no name in JSON", 'Write "name" or ["outer", "name"]'
            )
        return tuple(path)
    wanted = int if name == "first" else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise _wrong(key, f"`{name}` is no {wanted.__name__}", "Correct the value")
    return value


def _wrong(key: str, fact: str, remedy: str) -> ConfigError:
    place = f'[tool.isospin.pagination."{printable(key)}"]'
    return ConfigError.of("ISO032", place, fact, remedy)
