"""Annotations as types: what may stand where another stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.config import Config
from codegen.diff.patched import kept
from codegen.diff.pytypes import Value, fits, parse, renamed, spelled

FITS = [
    ("int", "float"),
    ("bool", "int"),
    ("str", "str | None"),
    ("Literal['a']", "str"),
    ("Literal['a']", "Literal['a', 'b']"),
    ("list[int]", "Sequence[float]"),
    ("dict[str, int]", "Mapping[str, Any]"),
    ("models.Job", "models.Job | Mapping[str, Any]"),
    ("datetime", "date"),
    ("Annotated[A | B, ByTag('k', {'a': A})]", "A | B"),
    ("Any", "str"),
]
APART = [
    ("float", "int"),
    ("str | None", "str"),
    ("str", "Literal['a']"),
    ("str", "UUID"),
    ("list[str]", "list[int]"),
    ("models.Job", "models.Task"),
    ("date", "datetime"),
    ("tuple[int, str]", "tuple[int]"),
]


@pytest.mark.parametrize(("one", "other"), FITS)
def test_type_fits(one: str, other: str) -> None:
    """A change that no type checker complains about would be called breaking."""
    assert fits(parse(one), parse(other))


@pytest.mark.parametrize(("one", "other"), APART)
def test_type_does_not_fit(one: str, other: str) -> None:
    """A change that a type checker refuses would pass."""
    assert not fits(parse(one), parse(other))


def test_enumeration_is_of_the_class_of_its_members() -> None:
    """A text that becomes an enumeration would break whoever reads it as text."""
    assert fits(parse("models.Colour"), parse("str"), {"Colour": "str"})
    assert not fits(parse("str"), parse("models.Colour"), {"Colour": "str"})


def test_renamed_classes_are_compared_by_their_new_names() -> None:
    """One renamed model would be reported wherever it is used."""
    assert renamed(parse("list[Old] | None"), {"Old": "New"}) == parse(
        "list[New] | None"
    )


def test_listed_values_have_one_spelling() -> None:
    """A named enumeration of the same values would be another type."""
    values = {"One": frozenset({Value("str", "'only'")})}
    assert spelled(parse("One"), values) == spelled(parse("Literal['only'] | str"), {})


def test_name_counts_as_kept_in_both_flavours_only(tmp_path: Path) -> None:
    """Callers of one flavour would lose a name that the other still has."""
    marks = "from generated._core.patching import adds, removes\n"
    for flavour, names in (("sync", ["both", "one"]), ("aio", ["both"])):
        folder = tmp_path / "patches" / flavour
        folder.mkdir(parents=True)
        body = "".join(f"    def {name}(self): ...\n" for name in names)
        gone = '@removes("gone")\n' if flavour == "aio" else ""
        text = f"{marks}{gone}class Jobs(Base):\n{body}"
        (folder / "jobs.py").write_text(text)
    models = tmp_path / "patches" / "models"
    models.mkdir()
    (models / "jobs.py").write_text(
        f"{marks}@adds\nclass Old(New): ...\nclass Job:\n    def short(self): ...\n"
    )
    found = kept(Config(folder=tmp_path))
    assert found.methods == {"jobs.both"}
    assert found.removed == {"jobs.gone"}
    assert found.models == {"Old"}
    assert found.members == {"Job.short"}
