"""Many processes and one session; and what is left when one of them is killed."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from codegen.runtime.credentials import CredentialsFile
from codegen.runtime.tokens import Token

from .build import ROOT
from .conftest import serve
from .idp import Provider, make_idp
from .standstill import longest_standstill

PROCESSES = 8


@pytest.fixture
def idp() -> Iterator[tuple[str, Provider]]:
    """URL of a service that wants tokens, and its provider."""
    app, provider = make_idp()
    for url in serve(app):
        yield url, provider


SYNC = """
from concurrent.futures import ThreadPoolExecutor
import threading
from sample_client import sync
with sync.Client(url, auth=auth, timeout=30) as client:
    client.jobs.get(0)
    meet()
    gate = threading.Barrier(8)
    def call(number):
        gate.wait()
        return client.jobs.get(number).job_id == number
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(call, range(8)))
"""
AIO = """
import asyncio
from sample_client import aio
from tests.runtime.standstill import longest_standstill
async def main():
    async with aio.Client(url, auth=auth, timeout=30) as client:
        await client.jobs.get(0)
        meet()
        done = asyncio.Event()
        watch = asyncio.create_task(longest_standstill(done))
        jobs = await asyncio.gather(*(client.jobs.get(n) for n in range(50)))
        assert [job.job_id for job in jobs] == list(range(50))
        done.set()
        print(await watch)
asyncio.run(main())
"""
STANDSTILL = 0.05
"""Seconds that the loop of a client may stand still."""
PROLOGUE = """
import sys, time
sys.path[:0] = [{folder!r}, {root!r}]
from sample_client._core.oauth import OAuth2
from sample_client._core.credentials import CredentialsFile
url = {url!r}
auth = OAuth2("isospin", issuer=url, store=CredentialsFile({path!r}))
def meet():
    print("ready", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("script", [SYNC, AIO], ids=["sync", "aio"])
def test_many_callers_that_expire_together_renew_once(
    sample: str, idp: tuple[str, Provider], tmp_path: Path, script: str
) -> None:
    """Two renewals with one refresh token end the session; a lock stops the loop."""
    url, provider = idp
    folder = str(Path(import_module(sample).__file__ or "").parents[1])
    path = tmp_path / "state" / "credentials.json"
    path.parent.mkdir(mode=0o700)
    token = Token.from_reply(json.dumps(provider.issue()).encode())
    store = CredentialsFile(path)
    store.save(f"{url} isospin", token)
    source = (
        PROLOGUE.format(folder=folder, root=str(ROOT), url=url, path=str(path)) + script
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", source],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    provider.valid.clear()
    provider.delay = 0.2
    outcomes = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    standstills: list[float] = []
    for process in processes:
        out, err = process.communicate(timeout=60)
        outcomes.append((process.returncode, err))
        standstills += map(float, out.split())
    assert outcomes == [(0, "")] * PROCESSES
    assert len(standstills) == (PROCESSES if script is AIO else 0)
    assert max(standstills, default=0) < STANDSTILL
    assert (provider.refreshes, provider.dead) == (1, False)
    stored = store.load(f"{url} isospin")
    assert stored is not None
    assert stored.refresh_token == provider.refresh


def test_a_loop_that_stands_still_is_noticed() -> None:
    """The check above could not fail."""

    async def blocked() -> float:
        done = asyncio.Event()
        watch = asyncio.create_task(longest_standstill(done))
        await asyncio.sleep(0.02)
        time.sleep(STANDSTILL * 2)
        done.set()
        return await watch

    assert asyncio.run(blocked()) > STANDSTILL


def run(script: str, sample: str, **names: str) -> subprocess.CompletedProcess[str]:
    """Run a program with the sample client; its text may hold names in braces."""
    folder = str(Path(import_module(sample).__file__ or "").parents[1])
    source = script.format(folder=folder, **names)
    command = [sys.executable, "-c", source]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False
    )


FORKED = """
import multiprocessing, sys
sys.path.insert(0, {folder!r})
from sample_client import sync
client = sync.Client({url!r})
assert client.jobs.get(1).job_id == 1
def right(number):
    return client.jobs.get(number).job_id == number
with multiprocessing.get_context("fork").Pool(4) as pool:
    answers = pool.map_async(right, range(100, 300), chunksize=1)
    assert all(right(number) for number in range(100))
    assert all(answers.get())
client.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_client_may_be_forked(sample: str, server: str) -> None:
    """Two processes on one connection would each get the other's rows, unnoticed."""
    done = run(FORKED, sample, url=server)
    assert (done.returncode, done.stderr) == (0, "")


FORKED_INSIDE = """
import multiprocessing, sys
sys.path[:0] = [{folder!r}, {root!r}]
from sample_client import sync
from sample_client._core import errors
from tests.runtime.app import make_app
client = sync.Client.integrated(make_app())
def job(number):
    return client.jobs.get(number).job_id
assert job(1) == 1
with multiprocessing.get_context("fork").Pool(1) as pool:
    try:
        pool.apply(job, (2,))
    except errors.Error as error:
        print(error)
assert job(3) == 3
client.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_an_application_inside_the_process_stays_there(sample: str) -> None:
    """A fork would wait for ever for a thread that it does not have."""
    done = run(FORKED_INSIDE, sample, root=str(ROOT))
    said = "the application runs in the process that this one was forked from\n"
    assert (done.returncode, done.stdout) == (0, said), done.stderr


KILLED = """
import os, random, signal, sys, time
sys.path.insert(0, {folder!r})
from sample_client._core.credentials import CredentialsFile
from sample_client._core.tokens import Token
store = CredentialsFile({path!r})
store.save("s", Token("first", "r" * 2000))
for moment in range(500):
    child = os.fork()
    if child == 0:
        number = 0
        while True:
            if store.try_lock():
                store.save("s", Token("next", str(number) * 2000))
                store.unlock()
            number = (number + 1) % 10
    time.sleep(random.uniform(0, 0.006))
    os.kill(child, signal.SIGKILL)
    for _ in range(3):
        seen = store.load("s")  # without the lock, while the writer may be dying
        assert seen is not None and len(seen.refresh_token) == 2000, (moment, seen)
        assert len(set(seen.refresh_token)) == 1
    os.waitpid(child, 0)
    assert store.try_lock(), "a killed process still holds the lock"
    store.unlock()
print(len(list(store.path.parent.iterdir())))
"""


def test_kill_9_at_any_moment_leaves_a_whole_file(sample: str, tmp_path: Path) -> None:
    """A session would be lost with the process that was writing it."""
    folder = str(Path(import_module(sample).__file__ or "").parents[1])
    path = tmp_path / "state" / "credentials.json"
    done = subprocess.run(
        [sys.executable, "-c", KILLED.format(folder=folder, path=str(path))],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    store = CredentialsFile(path)
    assert store.load("s") is not None
    past = time.time() - 7200
    for left in path.parent.glob(".*.tmp"):
        os.utime(left, (past, past))
    store.save("s", Token("last"))
    assert sorted(p.name for p in path.parent.iterdir()) == [
        "credentials.json",
        "credentials.json.lock",
    ]
