"""Templates print `Code` and nothing else."""

from __future__ import annotations

import ast
from importlib.resources import files

import pytest

from codegen.encode import Code, SpecText
from codegen.flavour import FLAVOURS
from codegen.render import UnencodedText, environment, render_driver, words


@pytest.mark.parametrize("value", ["text", 3, None, ["x"], SpecText("x"), object()])
def test_a_template_cannot_print_what_no_encoder_made(value: object) -> None:
    """Else one forgotten filter turns text of a document into code."""
    template = environment().from_string("x = {{ value }}\n")
    with pytest.raises((UnencodedText, TypeError)):
        template.render(value=value)


def test_a_template_prints_code() -> None:
    """Else nothing can be rendered."""
    template = environment().from_string("x = {{ value }}\n")
    assert template.render(value=Code('"a"')) == 'x = "a"\n'


@pytest.mark.parametrize(
    "source", ["{{ a ~ b }}", "{{ a + b }}", "{{ a | upper }}", "{{ '%s' % a }}"]
)
def test_what_a_template_puts_together_is_no_code(source: str) -> None:
    """Else encoded pieces become unencoded text inside a template."""
    with pytest.raises((UnencodedText, TypeError)):
        environment().from_string(source).render(a=Code("a"), b="b")


def test_a_variable_that_is_missing_is_an_error() -> None:
    """Else a typing mistake in a template renders nothing."""
    with pytest.raises(Exception, match="undefined"):
        environment().from_string("{{ nothing }}").render()


def test_every_template_says_what_it_needs() -> None:
    """Else the next person has to look for every variable."""
    folder = files("codegen").joinpath("templates")
    names = [item.name for item in folder.iterdir() if item.name.endswith(".jinja")]
    assert names
    for name in names:
        first = folder.joinpath(name).read_text(encoding="utf-8").lstrip()
        assert first.startswith("{#-"), name
        assert "header" in first.partition("#}")[0], name


def test_flavours_differ_in_their_words_alone() -> None:
    """Else a flavour carries more than a template may print."""
    sync, aio = map(words, FLAVOURS)
    assert (sync.async_, sync.await_) == ("", "")
    assert (aio.async_, aio.await_) == ("async ", "await ")
    assert all(isinstance(getattr(aio, name), Code) for name in ("a", "Async", "close"))


def test_the_blocking_driver_awaits_nothing() -> None:
    """Else a word of the template stands outside of the flavour."""
    sync, aio = (
        ast.parse(render_driver("transport.py.jinja", flavour)) for flavour in FLAVOURS
    )
    asynchronous = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.AsyncFunctionDef)
    assert not [n for n in ast.walk(sync) if isinstance(n, asynchronous)]
    assert [n for n in ast.walk(aio) if isinstance(n, asynchronous)]
