"""Problems, the errors that carry them, and the list of their codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codegen import errors
from codegen.codes import CODES, markdown
from codegen.errors import (
    ConfigError,
    InputError,
    Notice,
    OutputError,
    Problem,
    Problems,
    SpecError,
)
from codegen.spec.pointer import ROOT

ROOT_FOLDER = Path(__file__).parents[2]
SOURCES = sorted((ROOT_FOLDER / "codegen").rglob("*.py"))
WRITTEN = {
    code
    for path in SOURCES
    if path.name != "codes.py"
    for code in re.findall(r'"(ISO\d{3})"', path.read_text())
}


def test_problem_is_one_line_with_code_place_fact_and_remedy() -> None:
    """Scripts and people read the messages line by line."""
    problem = Problem("ISO012", "api.json:3:14", "this is not JSON", "Correct it.")
    assert str(problem) == "ISO012 api.json:3:14: this is not JSON. Correct it."


def test_problem_without_place_starts_with_its_fact() -> None:
    """An option has no place; a lone colon would look like a fault."""
    assert str(Problem("ISO033", "", "nothing", "Set it")) == "ISO033 nothing. Set it."


def test_problem_with_hostile_text_stays_one_safe_line() -> None:
    """A title with an escape sequence must not recolour or clear the terminal."""
    problem = Problem("ISO110", "a\x1b[2J", "x\ny\u202e", "z\x07")
    assert str(problem).isprintable()


def test_all_problems_are_raised_together_and_once() -> None:
    """Otherwise a person corrects a document one message at a time."""
    problems = Problems("api.json")
    problems.add("ISO110", ROOT / "a", "one", "Correct it")
    problems.add("ISO111", ROOT / "b", "two", "Correct it")
    problems.add("ISO110", ROOT / "a", "one", "Correct it")
    with pytest.raises(SpecError) as caught:
        problems.raise_if_any()
    assert [problem.place for problem in caught.value.problems] == [
        "api.json#/a",
        "api.json#/b",
    ]
    assert str(caught.value).count("\n") == 1


def test_no_problem_raises_nothing() -> None:
    """A good document has to pass."""
    problems = Problems()
    problems.raise_if_any()
    assert not problems
    assert problems.found == ()


def test_caught_errors_join_the_collection() -> None:
    """A dangling reference is one problem among others, not the end of the search."""
    problems = Problems()
    problems.extend(SpecError.of("ISO022", "a", "b", "c"))
    problems.extend([Problem("ISO023", "a", "b", "c")])
    assert [problem.code for problem in problems.found] == ["ISO022", "ISO023"]


def test_notices_do_not_stop_a_run() -> None:
    """A changed name is told in the summary."""
    problems = Problems("api.json")
    problems.notice("renamed", "ISO104", ROOT / "a", "x is y", "rename it")
    problems.notice("renamed", "ISO104", ROOT / "a", "x is y", "rename it")
    problems.raise_if_any()
    assert problems.notices == (
        Notice("renamed", "ISO104", "api.json#/a", "x is y", "rename it"),
    )
    assert str(problems.notices[0]) == "ISO104 api.json#/a: x is y. rename it."


def test_error_needs_a_problem() -> None:
    """An error without a line would print nothing at all."""
    with pytest.raises(ValueError, match="without a problem"):
        SpecError()


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("DriftError", 1),
        ("ConfigError", 2),
        ("OutputError", 2),
        ("InputError", 3),
        ("AppError", 3),
        ("SpecError", 3),
        ("GeneratedError", 4),
        ("InternalError", 5),
    ],
)
def test_every_class_has_its_exit_code(kind: str, code: int) -> None:
    """Continuous integration tells drift from faults by the exit code."""
    assert getattr(errors, kind).exit_code == code


def test_tree_lets_a_caller_catch_by_cause() -> None:
    """`except InputError` has to catch what is wrong with app and document alike."""
    assert issubclass(SpecError, InputError)
    assert issubclass(errors.AppError, InputError)
    assert not issubclass(ConfigError, InputError)
    assert not issubclass(OutputError, InputError)


def test_every_code_in_the_source_is_explained() -> None:
    """`isospin explain` has to know each code that a message can carry."""
    assert WRITTEN - CODES.keys() == set()


def test_every_explained_code_is_in_the_source() -> None:
    """The list would otherwise keep what nothing raises any more."""
    assert CODES.keys() - WRITTEN == set()


def test_documentation_lists_the_codes() -> None:
    """`docs/errors.md` is made of the registry; make it again when this fails."""
    assert (ROOT_FOLDER / "docs" / "errors.md").read_text() == markdown()


def test_every_code_is_in_one_chapter() -> None:
    """A code outside of all chapters would be missing from the page."""
    assert re.findall(r"^### (ISO\d{3}):", markdown(), re.MULTILINE) == list(CODES)
