"""Drifts of the tables of operations: what one flavour would send and read otherwise."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from codegen.parity.mutations import Edit, changed, rule

_VERBS: Final = {
    "GET": "DELETE",
    "POST": "PUT",
    "PUT": "POST",
    "PATCH": "POST",
    "DELETE": "GET",
}
_LISTINGS: Final = ("PageNumber", "Offset", "Cursor", "NextLink")


def _entries(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """The entries of a table, with the operations that they are for."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call):
            yield ast.unparse(node.target).lower(), node.value


def _operations(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    return (one for one in _entries(tree) if _called(one[1]) == "Operation")


def _called(node: ast.AST) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _words(call: ast.Call, name: str) -> Iterator[ast.keyword]:
    return (one for one in call.keywords if one.arg == name)


def _parts(
    tree: ast.Module, *kinds: str
) -> Iterator[tuple[str, ast.Call, ast.Call, int]]:
    """Parameters of a kind: operation, its entry, the parameter, its place in it."""
    for name, entry in _operations(tree):
        for index, part in enumerate(entry.args):
            if isinstance(part, ast.Call) and _called(part) in kinds:
                yield name, entry, part, index


def _without(entry: ast.Call, index: int) -> str:
    def change(twin: ast.Call) -> None:
        del twin.args[index]

    return changed(entry, change)


@rule("tables")
def another_verb(tree: ast.Module) -> Iterator[Edit]:
    """PUT for POST, DELETE for GET."""
    for name, entry in _operations(tree):
        verb = ast.literal_eval(entry.args[0])
        yield Edit(entry.args[0], repr(_VERBS.get(verb, "GET")), name)


@rule("tables")
def another_path(tree: ast.Module) -> Iterator[Edit]:
    """A piece of the path that is another one, or that is not there."""
    for name, entry in _operations(tree):
        path = str(ast.literal_eval(entry.args[1]))
        head, _, last = path.rpartition("/")
        yield Edit(entry.args[1], repr(f"{path}/"), name)
        yield Edit(entry.args[1], repr(f"{head}/x{last}"), name)
        if head:
            yield Edit(entry.args[1], repr(head), name)


@rule("tables")
def header_lost(tree: ast.Module) -> Iterator[Edit]:
    """A header that is an argument, and is not sent."""
    for name, entry, _, index in _parts(tree, "Header", "Cookie"):
        yield Edit(entry, _without(entry, index), name)


@rule("tables")
def query_argument_lost(tree: ast.Module) -> Iterator[Edit]:
    """An argument of the query that is not sent."""
    for name, entry, _, index in _parts(tree, "Query"):
        yield Edit(entry, _without(entry, index), name)


@rule("tables")
def argument_in_another_place(tree: ast.Module) -> Iterator[Edit]:
    """An argument that goes into a header instead of the query, or the other way."""
    other = {"Query": "Header", "Header": "Query"}
    for name, _, part, _ in _parts(tree, "Query", "Header"):
        yield Edit(part.func, other[_called(part)], name)


@rule("tables")
def another_name_on_the_wire(tree: ast.Module) -> Iterator[Edit]:
    """The name in Python where the service wants another one, or a wrong one."""
    for name, _, part, _ in _parts(tree, "Query", "Header", "Cookie"):
        word = next(_words(part, "wire"), None)
        if word is None:
            value = f"{ast.literal_eval(part.args[0])}_"

            def add(twin: ast.Call, value: str = value) -> None:
                twin.keywords.append(ast.keyword("wire", ast.Constant(value)))

            yield Edit(part, changed(part, add), name)
        else:
            yield Edit(word.value, ast.unparse(part.args[0]), name)


@rule("tables")
def another_style(tree: ast.Module) -> Iterator[Edit]:
    """Another encoding of an argument: joined, not repeated; form, not deepObject."""
    for name, _, part, _ in _parts(tree, "Query", "Header", "Path", "Cookie"):
        for index, word in enumerate(part.keywords):
            if word.arg in ("style", "explode", "reserved", "json", "repeat"):

                def change(twin: ast.Call, index: int = index) -> None:
                    del twin.keywords[index]

                yield Edit(part, changed(part, change), name)


@rule("tables")
def field_lost(tree: ast.Module) -> Iterator[Edit]:
    """A field of a body of which the table says nothing any more.

    Not one of a form of which it says no more than the name: such a field is written
    as one that the table does not know; and an object in a form is JSON either way.
    """
    for name, kind, entry, index in _fields(tree):
        if kind in ("FormBody", "MultipartBody") and _says_nothing(entry.elts[index]):
            continue

        def change(twin: ast.Tuple, index: int = index) -> None:
            del twin.elts[index]

        yield Edit(entry, changed(entry, change), name)


def _says_nothing(field: ast.expr) -> bool:
    return (
        isinstance(field, ast.Call)
        and len(field.args) == 1
        and all(word.arg == "json" for word in field.keywords)
    )


@rule("tables")
def field_under_another_name(tree: ast.Module) -> Iterator[Edit]:
    """A field of a flattened body under a name that the service does not know."""
    for name, _, entry, index in _fields(tree):
        field = entry.elts[index]
        assert isinstance(field, ast.Call)
        if not any(_words(field, "wire")):
            text = ast.unparse(field).removesuffix(")")
            yield Edit(field, f"{text}, wire='other')", name)


def _fields(tree: ast.Module) -> Iterator[tuple[str, str, ast.Tuple, int]]:
    for name, entry in _operations(tree):
        for body in _words(entry, "body"):
            if isinstance(body.value, ast.Call):
                for word in _words(body.value, "fields"):
                    if isinstance(word.value, ast.Tuple):
                        for index in range(len(word.value.elts)):
                            yield name, _called(body.value), word.value, index


@rule("tables")
def body_of_another_type(tree: ast.Module) -> Iterator[Edit]:
    """JSON for a form, a form for JSON."""
    other = {
        "JsonBody": "FormBody",
        "FormBody": "JsonBody",
        "MultipartBody": "FormBody",
    }
    for name, entry in _operations(tree):
        for body in _words(entry, "body"):
            if _called(body.value) in other:
                assert isinstance(body.value, ast.Call)
                fields = [ast.unparse(one) for one in _words(body.value, "fields")]
                core = "__import__('importlib').import_module(__package__"
                core += ".rpartition('.')[0] + '._core.operation')"
                text = f"{core}.{other[_called(body.value)]}({', '.join(fields)})"
                yield Edit(body.value, text, name)


@rule("tables")
def body_lost_from_the_table(tree: ast.Module) -> Iterator[Edit]:
    """A body that is no part of the operation any more."""
    for name, entry in _operations(tree):
        for body in _words(entry, "body"):
            yield Edit(body.value, "None", name)


@rule("tables")
def reply_of_another_type(tree: ast.Module) -> Iterator[Edit]:
    """What comes back is not validated, or is something else."""
    for name, _, _, value in _replies(tree, "replies"):
        if _called(value) == "Json":
            yield Edit(value, "Json(lambda: dict[str, int])", name)
        elif _called(value) in ("Events", "JsonLines"):
            assert isinstance(value, ast.Call)
            yield Edit(value.args[0], "lambda: dict[str, int]", name)


@rule("tables")
def success_is_unknown(tree: ast.Module) -> Iterator[Edit]:
    """A success that is taken for an error.

    Not where it is the only one: any success of 2xx then stands in for it, without
    another type, so that such a mutant would lose the type too.
    """
    for name, table, key, _ in _replies(tree, "replies"):
        if len(table.keys) > 1:
            yield Edit(key, "299", name)


@rule("tables")
def error_mapping_lost(tree: ast.Module) -> Iterator[Edit]:
    """A documented error whose body has no type any more."""
    for name, _, key, _ in _replies(tree, "errors"):
        yield Edit(key, "999", name)


@rule("tables")
def error_of_another_type(tree: ast.Module) -> Iterator[Edit]:
    """A documented error whose body is read as something else."""
    for name, _, _, value in _replies(tree, "errors"):
        yield Edit(value, "Json(lambda: list[int])", name)


def _replies(
    tree: ast.Module, which: str
) -> Iterator[tuple[str, ast.Dict, ast.expr, ast.expr]]:
    for name, entry in _operations(tree):
        for word in _words(entry, which):
            table = word.value
            if isinstance(table, ast.Dict):
                for key, value in zip(table.keys, table.values, strict=True):
                    if key is not None:
                        yield name, table, key, value


@rule("tables")
def credentials_for_all(tree: ast.Module) -> Iterator[Edit]:
    """Credentials that are sent where none belong, or are not where they do."""
    for name, entry in _operations(tree):
        words = list(_words(entry, "secured"))

        def turn(twin: ast.Call, there: bool = bool(words)) -> None:
            kept = [one for one in twin.keywords if one.arg != "secured"]
            added = [] if there else [ast.keyword("secured", ast.Constant(False))]
            twin.keywords = [*kept, *added]

        yield Edit(entry, changed(entry, turn), name)


@rule("tables")
def next_page_elsewhere(tree: ast.Module) -> Iterator[Edit]:
    """The next page, or the items, looked for where they are not."""
    for name, entry in _entries(tree):
        if _called(entry) in _LISTINGS:
            for index, word in enumerate(entry.keywords):
                if word.arg in ("items", "next", "total", "pages", "argument"):
                    yield Edit(word.value, _elsewhere(word.value), name)
                else:

                    def change(twin: ast.Call, index: int = index) -> None:
                        del twin.keywords[index]

                    yield Edit(entry, changed(entry, change), name)


def _elsewhere(node: ast.expr) -> str:
    value = ast.literal_eval(node)
    return repr(f"{value}_" if isinstance(value, str) else (*value[:-1], "elsewhere"))
