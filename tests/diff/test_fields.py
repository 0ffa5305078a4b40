"""Nothing that a document can say is overlooked: each field is compared, or named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.diff.documents import Json, compared, rules
from tests.diff.fields import SILENT, base, changes, field_names, is_silent

ROOT = Path(__file__).resolve().parents[2]
CHANGES = changes()


def test_every_field_has_a_change() -> None:
    """A field that nobody thought of would be overlooked for ever."""
    assert CHANGES.keys() == field_names()


@pytest.mark.parametrize("field", CHANGES)
def test_change_of_a_field_is_said_both_ways(field: str) -> None:
    """A person would believe that nothing changed."""
    old, new = CHANGES[field]
    for left, right in ((old, new), (new, old)):
        said = {f.rule for f in compared(left, right).findings} - {"py.model-added"}
        assert bool(said) is not is_silent(field), said


HOOKS: dict[str, Json] = {
    "parameters": {"parameters": [{"name": "X", "in": "header", "schema": {}}]},
    "security": {"security": [{"key": []}]},
    "servers": {"servers": [{"url": "https://b.example"}]},
    "deprecated": {"deprecated": True},
    "required body": {"requestBody": {"required": True}},
    "answers": {"responses": {"204": {"description": ""}}},
}


@pytest.mark.parametrize("name", HOOKS)
@pytest.mark.parametrize(
    "way",
    [("webhooks", "told", "post"),
     ("paths", "/thing", "post", "callbacks", "done", "{$request.body#/a}", "post")],
)  # fmt: skip
def test_all_of_a_hook_is_compared(way: tuple[str, ...], name: str) -> None:
    """Receivers would get what they do not expect, unannounced."""
    new = base()
    hook = new
    for key in way:
        hook = hook[key]
    for key, value in HOOKS[name].items():
        hook[key] = {**hook[key], **value} if key == "requestBody" else value
    for left, right in ((base(), new), (new, base())):
        assert "hook.changed" in rules(compared(left, right), "warning")


def test_silence_has_a_reason_in_the_docs() -> None:
    """Who looks for a field that the gate does not compare would find nothing."""
    text = (ROOT / "docs" / "gate.md").read_text(encoding="utf-8")
    for field in SILENT:
        one, _, key = field.partition(".")
        rows = [row for row in text.splitlines() if row.startswith(f"| {one} |")]
        assert rows, field
        assert any(f"`{key}`" in row or "every field" in row for row in rows), field
