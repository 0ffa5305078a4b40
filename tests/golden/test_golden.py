"""What is rendered is what was reviewed."""

from __future__ import annotations

from pathlib import Path

import pytest

from .update import expected, features, rendered


@pytest.mark.parametrize("feature", features(), ids=lambda feature: feature.name)
def test_what_is_rendered_was_reviewed(feature: Path) -> None:
    """Else a change of rendered code is not in the diff that a reviewer reads.

    Run `python -m tests.golden.update` and look at what it changes.
    """
    found, wanted = rendered(feature), expected(feature)
    assert found.keys() == wanted.keys()
    for path, text in wanted.items():
        assert found[path] == text, path


def test_there_are_cases() -> None:
    """Else a moved folder passes for a reviewed one."""
    assert len(features()) >= 4
