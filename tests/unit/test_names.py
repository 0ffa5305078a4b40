"""Names of a document become names in Python."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codegen import names
from codegen.encode import Identifier

MAKERS = (names.snake, names.pascal, names.constant, names.module)
makers = st.sampled_from(MAKERS)
texts = st.one_of(
    st.text(),
    st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Mn", "Pc", "Lm"])),
    st.sampled_from([*keyword.kwlist, *keyword.softkwlist, "None_", "__class__"]),
)


@given(makers, texts)
@example(names.snake, "²")
@example(names.snake, "ﬁ")
@example(names.pascal, "İ")
@example(names.module, "東京")
@example(names.snake, "\N{COMBINING ACUTE ACCENT}a")
@example(names.constant, "ß")
@example(names.snake, "ⅷ")
@example(names.snake, "a\N{MIDDLE DOT}b")
def test_any_text_becomes_an_identifier(
    make: Callable[[str], Identifier], text: str
) -> None:
    """Else a name of a document ends up as a syntax error, or as code."""
    name = make(text)
    assert isinstance(name, Identifier)
    assert name.isidentifier() and not keyword.iskeyword(name)
    assert unicodedata.normalize("NFKC", name) == name


@given(makers, texts)
@example(names.snake, "HTTPServer2Go")
@example(names.pascal, "aB")
def test_a_name_of_ours_stays_as_it_is(
    make: Callable[[str], Identifier], text: str
) -> None:
    """Else names move when they pass the reader twice, as `rename` makes them."""
    once = make(text)
    assert make(make(once)) == make(once)


@given(texts)
@example("Größe")
@example("東京")
@example("\udc80")
def test_a_module_is_ascii(text: str) -> None:
    """Else two file systems disagree about the name of the file."""
    assert names.module(text).isascii()


@pytest.mark.parametrize(
    ("text", "snake", "pascal", "constant"),
    [
        ("jobId", "job_id", "JobId", "JOB_ID"),
        ("X-Request-ID", "x_request_id", "XRequestID", "X_REQUEST_ID"),
        ("HTTPServer", "http_server", "HTTPServer", "HTTP_SERVER"),
        ("repo.id", "repo_id", "RepoId", "REPO_ID"),
        ("2fa", "value_2fa", "Model_2fa", "VALUE_2FA"),
        ("+1", "plus_1", "Plus1", "PLUS_1"),
        ("-1", "minus_1", "Minus1", "MINUS_1"),
        ("class", "class_", "Class", "CLASS"),
        ("none", "none", "None_", "NONE"),
        ("", "value", "Model", "VALUE"),
        ("***", "value", "Model", "VALUE"),
        ("__private", "private", "Private", "PRIVATE"),
    ],
)
def test_words_are_split_where_a_reader_would(
    text: str, snake: str, pascal: str, constant: str
) -> None:
    """Else names are legal but hard to guess."""
    assert names.snake(text) == snake
    assert names.pascal(text) == pascal
    assert names.constant(text) == constant


def test_equal_names_after_nfkc_are_one_name() -> None:
    """Else two fields that Python takes for one lose each other's values."""
    assert names.snake("ﬁle") == names.snake("file")
    assert names.pascal("ℌ") == names.pascal("H")


def test_scripts_without_ascii_get_modules_that_do_not_depend_on_order() -> None:
    """Else a tag that is added renames the modules of the others."""
    assert names.module("東京") == names.module("東京") != names.module("京都")


def test_the_function_name_is_found_in_fastapis_operation_id() -> None:
    """Else every method is called after its whole path."""
    found = names.without_route_suffix(
        "get_job_jobs__job_id__get", "/jobs/{job_id}", "get"
    )
    assert found == "get_job"
    assert names.without_route_suffix("getJob", "/jobs/{job_id}", "get") is None
    assert names.without_route_suffix("_jobs_get", "/jobs", "get") is None


def test_the_tag_before_an_operation_id_is_dropped() -> None:
    """Else `client.repos.repos_get` says everything twice."""
    assert names.without_tag_prefix("repos/get", "repos") == "get"
    assert names.without_tag_prefix("Repos_get", "repos") == "get"
    assert names.without_tag_prefix("get", "repos") is None
    assert names.without_tag_prefix("repos", "repos") is None


@given(st.lists(st.sampled_from(["a", "a_", "a_2", "a_3", "b", "_"]), max_size=12))
def test_names_of_one_scope_are_unique(wanted: list[str]) -> None:
    """Else one member hides another."""
    registry = names.Registry({"b"})
    found = [registry.claim_reserved(name) for name in wanted]
    assert len(set(found)) == len(found)
    assert "b" not in found
    assert all(name in registry for name in found)


def test_a_reserved_name_gets_an_underscore() -> None:
    """Else a model called `Any` hides the one of `typing`."""
    assert names.Registry({"Any"}).claim_reserved("Any") == "Any_"
