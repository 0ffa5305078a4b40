"""What calling both flavours finds: drifts put into the aio flavour on purpose."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from codegen.parity.finding import Finding

Drifted = Callable[[str, str, str, str], Finding | None]


def test_unchanged_operation_has_no_finding(drifted: Drifted) -> None:
    """A false alarm would teach people to ignore the true ones."""
    assert (
        drifted("generated.*.devices", "return", "return", "devices.inventory") is None
    )


def test_modules_are_put_back(drifted: Drifted) -> None:
    """A test that leaves a changed client behind would fail others."""
    import generated.aio

    drifted("generated.*.devices", "operations.GET", "operations.REMOVE", "devices.get")
    assert sys.modules["generated.aio"] is generated.aio
    assert generated.aio.__name__ == "generated.aio"


@pytest.mark.parametrize(
    ("module", "old", "new", "operation"),
    [
        ("devices", '"limit": limit,', "", "devices.inventory"),
        ("devices", '"limit": limit', '"limit": after', "devices.inventory"),
        ("devices", '"enabled": enabled', '"enabled": True', "devices.inventory"),
        ("devices", "operations.GET", "operations.REMOVE", "devices.get"),
        ("devices", "service_id}, body", "service_id}, {}", "devices.add"),
        ("_transport", "await _asyncio().sleep(action.seconds)", "pass", "health.live"),
        ("_transport", "body, content_type, accept)", "None)", "devices.add"),
        ("_streams", "await response.aclose()", "pass", "commands.execute_many"),
    ],
)
def test_drift_of_what_is_done_is_found(
    drifted: Drifted, module: str, old: str, new: str, operation: str
) -> None:
    """Each sends something else, or waits or hangs up otherwise, in one flavour."""
    finding = drifted(f"generated.*.{module}", old, new, operation)
    assert finding is not None and finding.kind == "request"


@pytest.mark.parametrize(
    ("module", "old", "new", "operation"),
    [
        ("devices", "return await", "await", "devices.get"),
        ("_transport", "lenient=self.options.lenient", "lenient=True", "devices.get"),
        ("_base", "history[-1], tuple(history)", "history[-1], ()", "devices.get"),
        ("_base", "return S_ERROR(error)", "raise", "devices.get"),
        ("_streams", ".__anext__()).data", ".__anext__())", "commands.execute_many"),
    ],
)
def test_drift_of_what_comes_back_is_found(
    drifted: Drifted, module: str, old: str, new: str, operation: str
) -> None:
    """Each returns or raises something else in one flavour."""
    finding = drifted(f"generated.*.{module}", old, new, operation)
    assert finding is not None and finding.kind == "reply"


def test_finding_is_small_and_shows_both_requests(drifted: Drifted) -> None:
    """Whoever reads it must see the cause at once: one argument, both requests."""
    finding = drifted("generated.*.devices", '"limit": limit,', "", "devices.inventory")
    assert finding is not None
    assert "limit=0" in finding.subject and "enabled" not in finding.subject
    assert "limit=0" in finding.sync and "limit" not in finding.aio
    assert "client.devices.inventory(" in finding.snippet


def test_snippet_of_a_finding_runs(
    drifted: Drifted, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is there to be pasted: it has to show the request by itself."""
    module, old = "generated.*.devices", '"limit": limit,'
    finding = drifted(module, old, "", "devices.inventory")
    assert finding is not None
    exec(finding.snippet, {})
    assert "limit=0" in capsys.readouterr().out


def test_two_types_of_one_token_method_are_found(drifted: Drifted) -> None:
    """DiracX's client had this: what a login returns depended on the flavour."""
    finding = drifted(
        "patches.*.auth", "return granted(token)", "return token", "auth.device_login"
    )
    assert finding is not None and finding.kind == "reply"
