"""Log in once, forget about tokens."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx import Timeout

from codegen.runtime.auth import ApiKey, BearerToken
from codegen.runtime.network import Network
from codegen.runtime.options import Options
from codegen.runtime.tokens import Token

from .conftest import Driver
from .idp import Provider
from .session import Session
from .standstill import longest_standstill

JOB = {"JobID": 7, "status": "Done", "owner": "ada"}


def test_a_key_or_token_goes_where_it_belongs(driver: Driver) -> None:
    """A secret would be sent in the wrong place, or in two."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(503 if len(seen) == 1 else 200, json=JOB)

    retry = driver.core("retry").Retry(1, backoff_factor=0)
    for auth in (
        ApiKey("k&y", "key", "query"),
        ApiKey("k", "X-Key"),
        ApiKey("k", "sid", "cookie"),
        BearerToken(lambda: "t"),
        "text",
    ):
        driver.call(driver.mocked(answer, auth=auth, retries=retry).jobs.get, 7)
    assert [str(request.url.query) for request in seen[:2]] == ["b'key=k%26y'"] * 2
    assert seen[2].headers["x-key"] == "k"
    assert seen[3].headers["cookie"] == "sid=k"
    assert seen[4].headers["authorization"] == "Bearer t"
    assert seen[5].headers["authorization"] == "Bearer text"


def test_secrets_are_not_shown() -> None:
    """A log or a traceback would give a token away."""
    token = Token("secret", "secret")
    for value in (BearerToken("secret"), ApiKey("secret", "X"), token):
        assert "secret" not in repr(value)
    options = Options(
        "https://example.org", Timeout(1), {"X": "secret"}, {"q": "secret"}
    )
    network = Network(cert=("a", "b", "secret"), proxy="http://me:secret@proxy")
    assert "secret" not in repr(options) + repr(network)


def test_no_log_and_no_error_holds_a_secret(
    driver: Driver,
    idp: tuple[str, Provider],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whoever reads a log, or a bug report, could act for the user."""
    caplog.set_level(logging.DEBUG)
    url, provider = idp
    session = Session(driver, url, tmp_path)
    session.start(provider)
    session.age(-10)
    shown: list[str] = []

    def note(client: Any, expected: type[Exception]) -> None:
        with pytest.raises(expected) as caught:
            driver.call(client.jobs.get, 7)
        shown.extend(traceback.format_exception(caught.value))
        shown.extend([repr(caught.value), repr(client), str(vars(caught.value))])

    assert driver.call(session.client.jobs.get, 7).job_id == 7
    provider.valid.clear()
    provider.failures = 9
    note(session.another(), driver.errors.LoginError)
    provider.failures, provider.dead = 0, True
    note(session.another(), driver.errors.LoginError)
    key, quick = driver.core("auth").ApiKey, driver.core("retry").Retry(1, 0.0)
    for auth in ("access-s3cret", ("me", "access-s3cret")):
        note(driver.client(url, auth=auth), driver.errors.Unauthorized)
    for place in ("header", "query", "cookie"):
        auth = key("access-s3cret", "X-Key", place)
        note(driver.client(url, auth=auth), driver.errors.Unauthorized)
        nowhere = driver.client("http://127.0.0.1:1", auth=auth, retries=quick)
        note(nowhere, driver.errors.ConnectionFailed)
    robot = driver.core("oauth").OAuth2(
        "robot", client_secret="access-s3cret", token_url="/token", grant="password",
        password="refresh-s3cret",
    )  # fmt: skip
    note(driver.client(url, auth=robot), driver.errors.LoginError)
    assert caplog.records
    for text in (caplog.text, *shown):
        assert "access-" not in text
        assert "refresh-" not in text


@pytest.mark.parametrize("place", ["header", "cookie"])
def test_a_secret_that_cannot_be_sent_is_not_quoted(driver: Driver, place: str) -> None:
    """The message about a stray line end would hold the key."""
    auth = driver.core("auth").ApiKey("secret\n", "X-Key", place)
    client = driver.mocked(lambda _: httpx.Response(200, json=JOB), auth=auth)
    with pytest.raises(driver.errors.ArgumentError) as caught:
        driver.call(client.jobs.get, 7)
    assert "secret" not in str(caught.value)


def test_token_states() -> None:
    """A token would be used after its end, or renewed with every call."""
    token = Token("a", None, 1000, 4600)
    assert [token.state(now) for now in (1000, 4530, 4545, 4594, 4596, 5000)] == [
        "fresh",
        "fresh",
        "stale",
        "stale",
        "expired",
        "expired",
    ]
    assert Token("a").state() == "fresh"
    short = Token("a", None, 1000, 1002)
    assert [short.state(now) for now in (1000, 1001.7, 1001.9)] == [
        "fresh",
        "stale",
        "expired",
    ]


def test_the_end_of_a_jwt_is_known() -> None:
    """A token whose lifetime is in itself only would never be renewed ahead."""
    jwt = "x.eyJleHAiOiAxMjM0fQ.x"
    assert (
        Token.from_reply(json.dumps({"access_token": jwt}).encode()).expires_at == 1234
    )


def test_a_valid_token_is_used_without_asking(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """Every call would visit the token endpoint."""
    for _ in range(3):
        assert session.driver.call(session.client.jobs.get, 7).job_id == 7
    assert idp[1].asked == 0


def test_an_expired_token_is_renewed_once(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """The call would fail, or the rotated refresh token be lost."""
    session.age(-10)
    for _ in range(3):
        assert session.driver.call(session.client.jobs.get, 7).job_id == 7
    assert idp[1].refreshes == 1
    assert session.stored().refresh_token == idp[1].refresh
    session.age(-10)
    assert session.driver.call(session.another().jobs.get, 7).job_id == 7
    assert (idp[1].refreshes, idp[1].dead) == (2, False)


def test_a_stale_token_is_renewed_while_calls_go_on(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """A call would wait for a renewal that it does not need yet."""
    session.age(30)
    idp[1].delay = 1.0
    before = session.stored()
    session.driver.call(session.client.jobs.get, 7)
    assert session.stored() == before
    session.driver.call(session.client.close)
    assert idp[1].refreshes == 1
    assert session.stored().refresh_token == idp[1].refresh


def test_a_refused_token_is_renewed_and_the_call_repeated(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """A token that the service has withdrawn would fail until it expires."""
    session.driver.call(session.client.jobs.get, 7)
    idp[1].valid.clear()
    assert session.driver.call(session.client.jobs.get, 7).job_id == 7
    assert idp[1].refreshes == 1


def test_a_refused_upload_is_repeated_only_when_it_can_be(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """What is left of an iterator would be stored as if it were all."""
    call, put = session.driver.call, session.client.things.raw
    whole = b"x" * 300_000
    idp[1].valid.clear()
    assert call(put, io.BytesIO(whole)) == whole
    idp[1].valid.clear()
    with pytest.raises(session.driver.errors.Unauthorized):
        call(put, iter([whole]))
    assert idp[1].refreshes == 2
    assert call(put, iter([whole])) == whole


def test_the_loser_of_a_race_takes_the_winners_token(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """A second process would use the old refresh token, which ends the session."""
    other = session.another()
    for client in (session.client, other):
        session.driver.call(client.jobs.get, 7)
    idp[1].valid.clear()
    for client in (session.client, other):
        session.driver.call(client.jobs.get, 7)
    assert (idp[1].refreshes, idp[1].dead) == (1, False)


def test_a_session_that_is_over_says_so(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """The caller would see a 400 of an endpoint that they do not know."""
    session.age(-10)
    idp[1].dead = True
    with pytest.raises(session.driver.errors.LoginError, match="log in again"):
        session.driver.call(session.client.jobs.get, 7)
    assert session.stored() is not None
    session.path.unlink()
    with pytest.raises(session.driver.errors.LoginError, match="log in first"):
        session.driver.call(session.another().jobs.get, 7)


def test_a_token_endpoint_that_fails_once(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """One 500 would end the session."""
    session.age(-10)
    idp[1].failures = 1
    assert session.driver.call(session.client.jobs.get, 7).job_id == 7
    session.age(-10)
    idp[1].failures = 5
    other = session.another()
    with pytest.raises(session.driver.errors.LoginError, match="500"):
        session.driver.call(other.jobs.get, 7)
    idp[1].failures = 0
    assert session.driver.call(other.jobs.get, 7).job_id == 7
    assert not idp[1].dead


def test_an_answer_after_the_callers_timeout_is_kept(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """The token that the service rotated meanwhile would be lost, and the session."""
    session.age(-10)
    idp[1].delay = 0.6
    hasty = session.another(timeout=0.2)
    with pytest.raises(session.driver.errors.TimedOut, match="being renewed"):
        session.driver.call(hasty.jobs.get, 7)
    if session.driver.flavour == "aio":
        session.driver.call(asyncio.sleep, 0.7)
    else:
        time.sleep(0.7)
    assert session.driver.call(hasty.jobs.get, 7).job_id == 7
    assert (idp[1].refreshes, idp[1].dead) == (1, False)


@pytest.mark.usefixtures("interruptible")
def test_a_caller_who_is_cancelled_interrupts_nothing(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """A task that is cancelled, or Ctrl-C, during a renewal would lose the session."""
    session.age(-10)
    idp[1].delay = 0.3
    get = session.client.jobs.get

    async def cancelled() -> None:
        task = asyncio.create_task(get(7))
        await asyncio.sleep(0.15)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    if session.driver.loop is not None:
        session.driver.call(cancelled)
    else:
        # What Python does on Ctrl-C, in the main thread of a program.
        ctrl_c = threading.Timer(0.15, signal.raise_signal, [signal.SIGINT])
        ctrl_c.start()
        with pytest.raises(KeyboardInterrupt):
            get(7)
    assert session.driver.call(get, 7).job_id == 7
    assert (idp[1].refreshes, idp[1].dead) == (1, False)
    assert session.stored().refresh_token == idp[1].refresh


@pytest.mark.parametrize("seconds", [0.05, 0.25])
def test_a_caller_who_is_cancelled_leaves_no_lock(
    session: Session, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """Nobody could log in, or renew a token, as long as this process lives."""
    if session.driver.loop is None:
        pytest.skip("a call of this flavour cannot be cancelled")
    kind = session.credentials.CredentialsFile
    took: list[bool] = []

    def slow(store: Any, try_lock: Any = kind.try_lock) -> Any:
        time.sleep(0.1)
        took.append(try_lock(store))
        time.sleep(0.05)
        return took[-1]

    async def cancelled() -> None:
        task = asyncio.create_task(session.client.logout())
        await asyncio.sleep(seconds)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    monkeypatch.setattr(kind, "try_lock", slow)
    session.driver.call(cancelled)
    time.sleep(0.2)
    monkeypatch.undo()
    assert took == [True]
    assert kind(session.path).try_lock()


def test_another_process_may_hold_the_lock_for_a_while(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """The call would fail, or go ahead and use the refresh token a second time."""
    session.age(-10)
    standstill = 0.0

    async def watched() -> Any:
        nonlocal standstill
        done = asyncio.Event()
        watch = asyncio.create_task(longest_standstill(done))
        job = await session.client.jobs.get(7)
        done.set()
        standstill = await watch
        return job

    script = (
        "import sys, time, filelock\n"
        "with filelock.FileLock(sys.argv[1]):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(3)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, f"{session.path}.lock"], stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    started = time.monotonic()
    is_aio = session.driver.flavour == "aio"
    call = watched if is_aio else lambda: session.client.jobs.get(7)
    assert session.driver.call(call).job_id == 7
    assert time.monotonic() - started > 2
    assert standstill < 0.05
    holder.stdout.close()
    assert holder.wait() == 0
    assert idp[1].refreshes == 1


def test_a_disk_that_is_full_loses_nothing(
    session: Session, idp: tuple[str, Provider], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rotated token would be gone, or the file be half of one."""
    session.age(-10)
    before = session.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert session.driver.call(session.client.jobs.get, 7).job_id == 7
    assert session.path.read_bytes() == before
    assert list(session.path.parent.glob("*.tmp")) == []
    idp[1].valid.clear()
    monkeypatch.undo()
    assert session.driver.call(session.client.jobs.get, 7).job_id == 7
    assert (idp[1].refreshes, idp[1].dead) == (2, False)
    assert session.stored().refresh_token == idp[1].refresh


def test_only_the_owner_can_read_the_file(session: Session) -> None:
    """Another user of the machine could take the session over."""
    session.age(100)
    assert stat.S_IMODE(session.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(session.path.parent.stat().st_mode) == 0o700


def test_other_services_in_the_file_keep_their_tokens(session: Session) -> None:
    """A login at one service would log out of another."""
    store = session.credentials.CredentialsFile(session.path)
    token = session.driver.core("tokens").Token("other")
    store.save("https://other", token)
    session.age(100)
    assert store.load("https://other") == token
    store.save(f"{session.url} isospin", None)
    assert store.load("https://other") == token
    store.save("https://other", None)
    assert not session.path.exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"services": {"x": 1}}', b"\xff"]
)
def test_a_file_that_is_no_credentials_file_is_none(
    session: Session, content: bytes
) -> None:
    """A broken file would stop every call with a traceback."""
    session.path.write_bytes(content)
    with pytest.raises(session.driver.errors.LoginError, match="log in first"):
        session.driver.call(session.client.jobs.get, 7)


def test_logging_out_revokes_and_removes(
    session: Session, idp: tuple[str, Provider]
) -> None:
    """The session would live on at the service, or in the file."""
    session.driver.call(session.client.jobs.get, 7)
    session.driver.call(session.client.logout)
    assert idp[1].revoked == [idp[1].refresh]
    assert not session.path.exists()
    with pytest.raises(session.driver.errors.LoginError, match="log in first"):
        session.driver.call(session.client.jobs.get, 7)


def test_client_credentials_and_passwords_need_no_login(
    driver: Driver, idp: tuple[str, Provider]
) -> None:
    """A program without a person could not get a token."""
    oauth2 = driver.core("oauth").OAuth2
    auth = oauth2(
        "robot", client_secret="s", token_url="token", grant="client_credentials"
    )
    assert driver.call(driver.client(idp[0], auth=auth).jobs.get, 7).job_id == 7
    auth = oauth2("x", token_url="/token", grant="password", password="right")
    assert driver.call(driver.client(idp[0], auth=auth).jobs.get, 7).job_id == 7
    auth = oauth2("x", token_url="/token", grant="password", password="wrong")
    with pytest.raises(driver.errors.LoginError, match="invalid_grant") as caught:
        driver.call(driver.client(idp[0], auth=auth).jobs.get, 7)
    assert "wrong" not in str(caught.value)


def test_nothing_is_sent_by_the_constructor(driver: Driver) -> None:
    """Building a client would block, or fail without a network."""
    auth = driver.core("oauth").OAuth2(
        "x", issuer="https://nowhere.invalid", grant="client_credentials"
    )
    driver.client("https://nowhere.invalid", auth=auth)
    assert "nowhere" in repr(auth)
    with pytest.raises(driver.errors.ConnectionFailed, match=r"nowhere\.invalid"):
        driver.call(driver.client("https://nowhere.invalid", auth=auth).jobs.get, 7)


def test_the_description_names_the_endpoints(
    driver: Driver, idp: tuple[str, Provider]
) -> None:
    """A caller would have to look up what the description says already."""

    class Described(driver.module.Client):  # type: ignore[misc, name-defined]
        _oauth2 = (("token_url", "token"),)

    auth = Described.oauth2("x", grant="password", password="right")
    client = Described(idp[0], auth=auth)
    driver._clients.append(client)
    assert driver.call(client.jobs.get, 7).job_id == 7
    with pytest.raises(driver.errors.LoginError, match="names no endpoints"):
        driver.module.Client.oauth2("x")
