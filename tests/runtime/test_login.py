"""A person logs in once: by a code on any device, or in the browser."""

from __future__ import annotations

import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from .conftest import waiting
from .idp import Provider
from .session import Session


@pytest.fixture
def waits(session: Session) -> Iterator[list[float]]:
    """Seconds that a login waits, each time; they pass on its clock only."""
    login = session.driver.core("login")
    with waiting(login) as found:
        clock = login.clock
        login.clock = lambda: clock() + sum(found)
        yield found
        login.clock = clock


def test_the_device_flow(session: Session, waits: list[float]) -> None:
    """A person without a browser could not log in, or the service be asked too often."""
    session.path.unlink()
    seen: list[Any] = []
    session.driver.call(session.client.login, prompt=seen.append)
    assert (seen[0].url, seen[0].code) == ("https://example.org/device", "ABCD")
    assert [round(wait, 2) for wait in waits] == [0.01, 0.01, 5.01]
    assert session.driver.call(session.client.jobs.get, 7).job_id == 7
    assert session.stored() is not None


def test_the_device_flow_waits_for_an_endpoint_that_fails_in_passing(
    session: Session, idp: tuple[str, Provider], waits: list[float]
) -> None:
    """A person who has just entered the code would have to begin again."""
    session.path.unlink()
    idp[1].device, idp[1].failures = ["authorization_pending"], 4
    session.driver.call(session.client.login, prompt=lambda _: None)
    assert [round(wait, 2) for wait in waits] == [0.01, 0.02, 0.04, 0.04]
    assert session.driver.call(session.client.jobs.get, 7).job_id == 7


def test_the_device_flow_ends_with_its_code(
    session: Session, idp: tuple[str, Provider], waits: list[float]
) -> None:
    """The program would ask for ever for a person who has gone."""
    idp[1].device = ["slow_down"] * 100
    with pytest.raises(session.driver.errors.LoginError, match="within 30 s"):
        session.driver.call(session.client.login, prompt=lambda _: None)
    assert sum(waits) == pytest.approx(30, abs=0.5)


def test_nobody_is_asked_for_what_cannot_be_kept(
    session: Session, tmp_path: Path
) -> None:
    """A person would log in, and see an OSError instead of a session."""
    (tmp_path / "file").write_text("")
    session.path = tmp_path / "file" / "credentials.json"
    asked: list[Any] = []
    client = session.another()
    with pytest.raises(session.driver.errors.LoginError, match="name another place"):
        session.driver.call(client.login, prompt=asked.append)
    assert asked == []


@pytest.mark.parametrize(
    ("code", "said"),
    [("access_denied", "denied"), ("expired_token", "nobody logged in")],
)
def test_the_device_flow_ends_with_a_clear_error(
    session: Session, idp: tuple[str, Provider], code: str, said: str
) -> None:
    """The program would ask for ever."""
    idp[1].device = [code]
    with pytest.raises(session.driver.errors.LoginError, match=said):
        session.driver.call(session.client.login, prompt=lambda _: None)


def test_the_browser_flow(session: Session, idp: tuple[str, Provider]) -> None:
    """A person with a browser would have to type a code."""
    session.path.unlink()
    pages: list[str] = []

    def browse(invitation: Any) -> None:
        def visit() -> None:
            with pytest.raises(urllib.error.HTTPError):
                asked = parse_qs(urlsplit(invitation.url).query)
                urllib.request.urlopen(f"{asked['redirect_uri'][0]}?state=no")
            with urllib.request.urlopen(invitation.url) as page:
                pages.append(page.read().decode())

        visitor.append(threading.Thread(target=visit))
        visitor[0].start()

    visitor: list[threading.Thread] = []
    session.driver.call(session.client.login, "browser", prompt=browse)
    assert session.driver.call(session.client.jobs.get, 7).job_id == 7
    visitor[0].join()
    assert "You are logged in" in pages[0]


def test_the_browser_flow_says_why_it_was_refused(session: Session) -> None:
    """The person would see a page that says nothing, and the program wait on."""
    pages: list[str] = []

    def refuse(invitation: Any) -> None:
        asked = parse_qs(urlsplit(invitation.url).query)
        said = {"error": "access_denied", "state": asked["state"][0]}
        url = f"{asked['redirect_uri'][0]}?{urlencode(said)}"

        def visit() -> None:
            with urllib.request.urlopen(url) as page:
                pages.append(page.read().decode())

        visitor.append(threading.Thread(target=visit))
        visitor[0].start()

    visitor: list[threading.Thread] = []
    with pytest.raises(session.driver.errors.LoginError, match="access_denied"):
        session.driver.call(session.client.login, "browser", prompt=refuse)
    visitor[0].join()
    assert "access_denied" in pages[0]


def test_a_person_is_told_what_to_do(
    session: Session, waits: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    """The program would wait without a word."""
    session.driver.call(session.client.login)
    said = capsys.readouterr()
    assert said.err == (
        "To log in, open https://example.org/device and enter the code ABCD "
        "(good for 30 seconds).\n"
    )
    assert said.out == ""


def test_a_notebook_shows_a_link(
    session: Session,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A person would have to copy the address out of a log of errors."""
    shown: list[dict[str, str]] = []

    def display(data: dict[str, str], *, raw: bool) -> None:
        assert raw
        shown.append(data)

    shells: list[object] = [SimpleNamespace(kernel=object())]
    module = ModuleType("IPython")
    module.get_ipython = lambda: shells[-1]  # type: ignore[attr-defined]
    part = ModuleType("IPython.display")
    part.display = display  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", module)
    monkeypatch.setitem(sys.modules, "IPython.display", part)
    session.driver.call(session.client.login)
    assert 'href="https://example.org/device"' in shown[0]["text/html"]
    assert "<b>ABCD</b>" in shown[0]["text/html"]
    assert "ABCD" in shown[0]["text/plain"]
    assert capsys.readouterr().err == ""
    # IPython in a terminal, and IPython that is only imported.
    for shell in (object(), None):
        shells.append(shell)
        session.driver.call(session.client.login)
        assert "ABCD" in capsys.readouterr().err
    assert len(shown) == 1
