"""Layout of rendered code: black has nothing left to change."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import black
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import encode, layout

NAMES = st.sampled_from(
    [
        "int",
        "None",
        "models.Job",
        "_dt.datetime",
        "models.ALongerNameAsDocumentsHaveThem",
        "models.AVeryLongNameThatComesFromAnOperationWithoutAnyNameOfItsOwn",
        "models.AVeryLongNameThatComesFromAnOperationWithoutAnyNameOfItsOwnAndFitsNowhere",
    ]
)
STRINGS = st.one_of(
    st.sampled_from(["a", "], ( | ", '"', "\\", 'x = "[', "日本語"]),
    st.integers(1, 110).map(lambda length: "s" * length),
).map(encode.literal)


def _joined(parts: Sequence[str]) -> str:
    return ", ".join(parts)


def _subscripts(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    heads = st.sampled_from(["list", "dict", "Annotated"])
    content = st.lists(inner, min_size=1, max_size=4).map(_joined)
    return st.builds("{}[{}]".format, heads, content)


LITERALS = st.lists(STRINGS, min_size=1, max_size=4).map(
    lambda values: f"Literal[{_joined(values)}]"
)
ANNOTATIONS = st.recursive(
    NAMES,
    lambda inner: (
        _subscripts(inner)
        | st.lists(inner, min_size=2, max_size=5).map(" | ".join)
        | LITERALS
    ),
    max_leaves=10,
)


@st.composite
def _calls(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    head = draw(st.sampled_from(["Field", "self._send", "models.Job"]))
    positional = draw(st.lists(inner, max_size=3))
    named = draw(st.lists(inner, max_size=3))
    arguments = positional + [f"k{n}={value}" for n, value in enumerate(named)]
    trailing = draw(st.booleans())
    comma = "," if arguments and trailing else ""
    return f"{head}({_joined(arguments)}{comma})"


EXPRESSIONS = st.recursive(
    STRINGS
    | NAMES
    | st.sampled_from(["-5", "True", "[]", "{}", "(1,)"])
    | ANNOTATIONS.map("lambda: {}".format),
    lambda inner: (
        _calls(inner)
        | st.lists(inner, min_size=1, max_size=4).map(lambda e: f"[{_joined(e)}]")
        | st.lists(inner, min_size=2, max_size=4).map(lambda e: f"({_joined(e)})")
        | st.lists(st.builds("{}: {}".format, STRINGS, inner), max_size=4).map(
            lambda items: "{" + _joined(items) + "}"
        )
    ),
    max_leaves=12,
)
TARGETS = st.sampled_from(
    ["x", "name", "a_rather_long_field_name_of_a_model", f"f{'o' * 56}"]
)
STATEMENTS = st.one_of(
    st.builds("{}: {}".format, TARGETS, NAMES | ANNOTATIONS),
    st.builds("{}: {} = {}".format, TARGETS, NAMES | ANNOTATIONS, EXPRESSIONS),
    st.builds("{} = {}".format, TARGETS, EXPRESSIONS),
    st.builds("{} = {}".format, TARGETS, ANNOTATIONS),
    EXPRESSIONS.map("return {}".format),
    _calls(EXPRESSIONS).map("return await {}".format),
    _calls(EXPRESSIONS),
)
DEFAULTS = st.sampled_from(["", " = None", " = True", ' = "text"'])
NESTING = {0: "", 4: "class A:\n", 8: "class A:\n    def f(self):\n"}


def _program(text: str, indent: int) -> str:
    return f"{NESTING[indent]}{' ' * indent}{text}\n"


def _black(program: str) -> str:
    return black.format_str(program, mode=black.Mode())


@settings(max_examples=250, deadline=None)
@given(STATEMENTS, st.sampled_from(sorted(NESTING)))
def test_black_changes_no_statement(text: str, indent: int) -> None:
    """If not, `black --check` fails on generated code, or it must run on all of it."""
    program = _program(layout.statement(text, indent), indent)

    assert _black(program) == program


@settings(max_examples=100, deadline=None)
@given(STATEMENTS)
def test_layout_changes_no_meaning(text: str) -> None:
    """If not, breaking a line lost or added something, such as a tuple's comma."""
    laid_out = layout.statement(text, 0)

    assert ast.dump(ast.parse(laid_out)) == ast.dump(ast.parse(text))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.builds("{}{}".format, NAMES | ANNOTATIONS, DEFAULTS), max_size=4),
    NAMES | ANNOTATIONS,
    st.sampled_from([0, 4]),
)
def test_black_changes_no_signature(
    parameters: list[str], returns: str, indent: int
) -> None:
    """If not, `black --check` fails on the methods of a client."""
    named = [f"p{number}: {parameter}" for number, parameter in enumerate(parameters)]
    arguments = ["self", *(["*"] if named else []), *named]
    head = layout.signature("async def search", arguments, returns, indent)
    program = _program(head, indent) + " " * (indent + 4) + "pass\n"

    assert _black(program) == program


@settings(max_examples=100, deadline=None)
@given(st.lists(EXPRESSIONS, max_size=4), st.sampled_from([0, 4]))
def test_black_changes_no_call(arguments: list[str], indent: int) -> None:
    """If not, `black --check` fails on the tables of operations."""
    program = _program(layout.call("GET = Operation", arguments, indent), indent)

    assert _black(program) == program


def test_short_statement_stays_on_one_line() -> None:
    """If not, every field of a model takes several lines."""
    text = "name: str | None = None"

    assert layout.statement(text, 4) == text


def test_arguments_that_fit_share_a_line_of_their_own() -> None:
    """If not, methods are longer than a reader needs, and black would join them."""
    flat = 'return await self._send(operations.SEARCH, {"a": a, "page": page}, body)'

    assert layout.statement(flat, 20) == (
        "return await self._send(\n"
        '                        operations.SEARCH, {"a": a, "page": page}, body\n'
        "                    )"
    )


def test_call_puts_one_argument_a_line() -> None:
    """If not, an added parameter rewrites lines that have nothing to do with it."""
    arguments = [
        '"GET"',
        '"/a/long/path/{of}/{an}/operation"',
        'Path("of")',
        'Path("a")',
    ]

    assert layout.call("GET: Operation[int] = Operation", arguments, 0) == (
        "GET: Operation[int] = Operation(\n"
        '    "GET",\n'
        '    "/a/long/path/{of}/{an}/operation",\n'
        '    Path("of"),\n'
        '    Path("a"),\n'
        ")"
    )


def test_long_union_breaks_before_its_bars() -> None:
    """If not, black would rewrite most unions of models."""
    flat = "x: " + " | ".join([f"models.SomeRatherLongName{n}" for n in range(4)])

    assert layout.statement(flat, 0) == (
        "x: (\n"
        "    models.SomeRatherLongName0\n"
        "    | models.SomeRatherLongName1\n"
        "    | models.SomeRatherLongName2\n"
        "    | models.SomeRatherLongName3\n"
        ")"
    )


@pytest.mark.parametrize("quotes", ['"[[["', "'((('", '"\\"[("'])
def test_brackets_in_strings_are_text(quotes: str) -> None:
    """If not, a default or a wire name of a document breaks the layout."""
    flat = f"call({quotes}, {'a' * 80})"

    assert layout.statement(flat, 0) == f"call(\n    {quotes},\n    {'a' * 80},\n)"


def test_long_string_stays_whole() -> None:
    """If not, a value of the document would be split into two."""
    text = f'name = "{"x" * 100}"'

    assert layout.statement(text, 0) == text


@pytest.mark.parametrize(
    "character", ["日", "é", "\u0301", "\u302a", "😀", "ｱ", "\U0001f3fb"]
)
def test_columns_are_counted_as_black_counts_them(character: str) -> None:
    """If not, lines with wide characters break at other places than black's."""
    for length in range(30, 90):
        program = _program(layout.statement(f'f(a, "{character * length}")', 0), 0)

        assert _black(program) == program
