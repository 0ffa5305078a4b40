"""What the generator gives a client beside its operations."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.behaviour.clients import imported

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Jobs", "version": "1"},
    "paths": {},
}


@pytest.mark.parametrize("flavour", ["sync", "aio"])
def test_a_client_reads_the_environment_where_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flavour: str
) -> None:
    """Its user would have to give the URL each time; or a stranger's would be taken."""
    monkeypatch.setenv("JOBS_URL", "https://jobs.example.org")
    monkeypatch.setenv("JOBS_OUTPUT_FORMAT", "JSON")
    package = imported(DOCUMENT, tmp_path / "with", preferences="JOBS_")
    client = import_module(f"{package.__name__}.{flavour}").Client()
    assert client._transport.options.base_url == "https://jobs.example.org"
    assert package.preferences("JOBS_").output_format == "JSON"
    monkeypatch.setenv("JOBS_URL", "https://other.example.org")
    package.reset_preferences()
    assert package.preferences("JOBS_").url == "https://other.example.org"
    package = imported(DOCUMENT, tmp_path / "without")
    with pytest.raises(package.errors.ArgumentError, match="no `base_url`"):
        import_module(f"{package.__name__}.{flavour}").Client()
