"""What a client does besides its operations, in both flavours."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.parity import scenes
from codegen.parity.pair import Pair
from codegen.parity.scenes import play_all
from codegen.parity.stage import Stage

from .drifts import drifting


def differing(
    folder: Path, module: str, old: str, new: str, *, only: str = ""
) -> set[str]:
    """Play scenes with a text of aio replaced; give those that differ."""
    with drifting(f"generated.*.{module}", (old, new)) as pair:
        played = play_all(pair, folder, only=only)
        return {name for name, one in played if one is not None}


def test_unchanged_client_plays_alike(tmp_path: Path) -> None:
    """A false alarm would teach people to ignore the true ones."""
    assert differing(tmp_path, "_base", "return", "return") == set()


@pytest.mark.parametrize(
    ("module", "old", "new", "scene"),
    [
        ("_base", "timeout=timeout,", "", "operation of an application inside"),
        (
            "_base",
            "retries=retries,\n            lenient",
            "lenient",
            "copies with options",
        ),
        ("_base", "headers=headers,", "", "operation of an application inside"),
        ("_base", "as_query(query)", "[]", "undescribed routes"),
        ("_base", "await self.close()", "pass", "leaving a block"),
        ("_base", "del twin.__dict__[name]", "pass", "operations of copies"),
        ("_base", "return saving.path", "return None", "operation saved to a file"),
        ("_transport", "self.closed = True", "pass", "closing"),
        ("_transport", "timeout=action.s", "x=action.s", "renewals that take too long"),
        (
            "_transport",
            "not k[0].is_closed()",
            "True",
            "connections of several threads",
        ),
        ("_transport", "source=self,", "", "clients that nobody closed"),
        ("_transport", "stream=True)", ")", "streams of the callers client"),
        ("_base", "preferences.ca_path or True", "True", "settings of the environment"),
        ("_base", "scope=scope,", "", "credentials of the description"),
        ("_base", "counting)", "None)", "uploads that are watched"),
        ("_transport", "verify=self._network", "http2=self._network", "connections"),
        ("_transport", "proxy=route[1].proxy,", "", "connections"),
    ],
)
def test_drift_of_the_client_is_found(
    tmp_path: Path, module: str, old: str, new: str, scene: str
) -> None:
    """Each is something that no operation would show."""
    assert differing(tmp_path, module, old, new, only=scene) == {scene}


def test_scene_that_does_not_come_to_its_end_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both flavours would be alike in what was never played."""

    async def broken(stage: Stage) -> None:
        raise KeyError("gone")

    monkeypatch.setattr(scenes, "SCENES", [broken])
    pair = Pair("generated")
    [(name, finding)] = play_all(pair, tmp_path)
    pair.close()
    assert finding is not None
    assert (name, finding.kind) == ("broken", "undriven")
    assert "does not come to its end: KeyError('gone')" in str(finding)


def test_blocking_request_in_a_constructor_is_found(tmp_path: Path) -> None:
    """DiracX's client had this: its aio constructor fetched settings by blocking HTTP."""
    old = "        url = checked_url("
    fetch = (
        "        import httpx as h\n        h.get('https://service.test/settings')\n"
    )
    found = differing(tmp_path, "_base", old, fetch + old, only="closing")
    assert found == {"closing"}
