"""Text of a document becomes text of a program, and nothing else."""

from __future__ import annotations

import ast
import io
import tokenize
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codegen.encode import (
    Identifier,
    SpecText,
    comment,
    docstring,
    lines,
    literal,
)

PIECES = [
    '"',
    "'",
    '"""',
    "'''",
    "\\",
    "\\\\",
    "\n",
    "\r",
    "\r\n",
    "\f",
    "\v",
    "\x00",
    "\x1c",
    "\x85",
    "\N{LINE SEPARATOR}",
    "\N{PARAGRAPH SEPARATOR}",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\udc80",
    "\ufeff",
    "{x}",
    "{{ x }}",
    "{% raw %}",
    "%s",
    "#",
    "\\N{BULLET}",
    "\\u0022",
    "import os",
    " ",
    "\t",
    "x",
]
hostile = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | hostile,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(hostile, inner, max_size=4),
    max_leaves=12,
)


@given(values)
@example("\udc80")
@example(-0.0)
@example(1e308)
@example(10**5000)
def test_a_literal_means_the_value(value: Any) -> None:
    """Else a constant is not sent as the document has it, or is code."""
    code = literal(value)
    code.encode()
    if isinstance(value, int) and abs(value) >= 10**4000:
        assert int(code, 16) == value
    else:
        found = ast.literal_eval(code)
        assert found == value and repr(found) == repr(value)


@given(hostile)
def test_a_literal_is_one_line_that_anybody_can_read(text: str) -> None:
    """Else what a reviewer sees is not what Python reads (CVE-2021-42574)."""
    code = literal(SpecText(text))
    assert code.isprintable()
    assert ast.literal_eval(code) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_not_finite_has_no_literal(value: float) -> None:
    """Else the name `nan` or `inf` stands in the program."""
    with pytest.raises(ValueError, match="finite"):
        literal(value)


def test_an_object_of_another_type_has_no_literal() -> None:
    """Else its `repr` is code."""
    with pytest.raises(TypeError):
        literal(object())


@given(hostile.filter(lambda text: bool(lines(text, 60))), st.sampled_from([0, 4, 8]))
@example('"', 4)
@example("\\", 4)
@example('a\\"""', 0)
@example('""" + evil() + """', 8)
@example("x" * 200 + '"', 8)
@example('y" ' + "x" * 77 + '"', 0)
@example("a\n    \\\nb", 4)
def test_a_docstring_stays_one(text: str, indent: int) -> None:
    """Else a description closes the string and goes on as code."""
    code = docstring(lines(SpecText(text), 60), indent)
    margin = " " * indent
    heads = {0: "", 4: "class A:\n", 8: "class A:\n    def f(self):\n"}
    source = f"{heads[indent]}{margin}{code}\n"
    source.encode()
    node: Any = ast.parse(source)
    for _ in range(indent // 4):
        assert len(node.body) == 1
        node = node.body[0]
    assert len(node.body) == 1
    assert ast.get_docstring(node, clean=False) is not None


@given(hostile.filter(lambda text: bool(lines(text, 60))))
@example("C:\\new\\table")
@example('say """hello"""')
def test_a_docstring_says_what_the_document_says(text: str) -> None:
    """Else backslashes and quotes come out doubled, or not at all."""
    content = lines(SpecText(text), 1000)
    node = ast.parse(f"{docstring(content, 0)}\n")
    found = ast.get_docstring(node, clean=False) or ""
    assert found.split() == " ".join(content).split()


@given(hostile)
def test_a_comment_is_one_comment(text: str) -> None:
    """Else what stands behind a line end in a title is run."""
    source = f"{comment(SpecText(text))}\nx = 1\n"
    tree = ast.parse(source)
    assert len(tree.body) == 1 and isinstance(tree.body[0], ast.Assign)
    kinds = [t.type for t in tokenize.generate_tokens(io.StringIO(source).readline)]
    assert kinds.count(tokenize.COMMENT) == 1


@given(st.text(st.sampled_from("ab .-*#>|`1)\n"), max_size=80), st.integers(20, 90))
def test_prose_keeps_its_words(text: str, width: int) -> None:
    """Else wrapping loses or joins words."""
    found = lines(text, width)
    assert "\n".join(found).split() == text.split()
    assert all(line == line.rstrip() and "\n" not in line for line in found)


@pytest.mark.parametrize("use", [str, "{}".format, lambda t: f"{t}", "%s".__mod__])
def test_text_of_a_document_does_not_print(use: Any) -> None:
    """Else a template or an f-string prints it unencoded."""
    with pytest.raises(TypeError, match=r"codegen\.encode"):
        use(SpecText("x"))


@pytest.mark.parametrize(
    "text", ["", "1a", "a b", "class", "None", "a.b", "ﬁ", "a\n", "__import__('os')"]
)
def test_what_is_no_name_is_no_identifier(text: str) -> None:
    """Else a `rename` of the configuration writes code."""
    with pytest.raises(ValueError, match="Python name"):
        Identifier(text)
