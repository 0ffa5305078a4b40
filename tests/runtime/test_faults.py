"""Between client and service is a network that drops, delays, cuts, resets and lies."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Driver

TIMEOUT = 0.25


@dataclass(frozen=True)
class Fault:
    """What happens to one connection.

    Attributes:
        kind: `pass`, `drop`, `cut`, `reset`, `delay`, `stall`, `garbage` or `status`.
        place: Bytes of the reply before it happens.
        seconds: Length of a delay.
        status: Status that the proxy answers itself.
    """

    kind: str
    place: int = 0
    seconds: float = 0.0
    status: int = 503


FAULTS = st.one_of(
    st.just(Fault("pass")),
    st.just(Fault("drop")),
    st.just(Fault("stall")),
    st.builds(Fault, st.sampled_from(["cut", "reset", "garbage"]), st.integers(0, 400)),
    st.builds(Fault, st.just("delay"), st.just(0), st.sampled_from([0.02, 0.1])),
    st.builds(
        Fault,
        st.just("status"),
        st.just(0),
        st.just(0.0),
        st.sampled_from([429, 502, 503]),
    ),
)


class Proxy:
    """Passes connections on to a service, each with the next fault of a plan.

    Attributes:
        url: Where it listens.
        plan: Faults of the connections to come; then everything passes.
    """

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.plan: list[Fault] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            fault = self.plan.pop(0) if self.plan else Fault("pass")
            threading.Thread(
                target=self._handle, args=(connection, fault), daemon=True
            ).start()

    def _handle(self, client: socket.socket, fault: Fault) -> None:
        with contextlib.suppress(OSError), client:
            if fault.kind == "drop":
                return
            if fault.kind == "stall":
                time.sleep(2 * TIMEOUT)
                return
            if fault.kind == "status":
                client.recv(65536)
                reply = f"HTTP/1.1 {fault.status} X\r\nRetry-After: 0\r\n"
                client.sendall(f"{reply}Content-Length: 0\r\n\r\n".encode())
                return
            time.sleep(fault.seconds)
            with socket.create_connection(self._target) as service:
                up = threading.Thread(target=_pump, args=(client, service), daemon=True)
                up.start()
                self._answer(client, service, fault)

    def _answer(
        self, client: socket.socket, service: socket.socket, fault: Fault
    ) -> None:
        left = fault.place if fault.kind in ("cut", "reset", "garbage") else 1 << 62
        while data := service.recv(min(65536, left) if left else 1):
            client.sendall(data[:left])
            left -= len(data[:left])
            if left:
                continue
            if fault.kind == "garbage":
                client.sendall(b"\x00\xff garbage \r\n\r\n" * 3)
            if fault.kind == "reset":
                # No linger: the peer sees RST instead of an orderly end.
                linger = struct.pack("ii", 1, 0)
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            return

    def close(self) -> None:
        """Stop listening."""
        self._listening.close()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture(scope="module")
def proxy(server: str) -> Iterator[Proxy]:
    """A proxy in front of the sample service."""
    proxy = Proxy(server)
    yield proxy
    proxy.close()


CALLS = st.sampled_from(["get", "search", "upload", "list", "events"])


def perform(driver: Driver, client: Any, call: str) -> Any:
    """Do one call of a kind, and check its value."""
    if call == "get":
        assert driver.call(client.jobs.get, 7).job_id == 7
    elif call == "search":
        assert len(driver.call(client.jobs.search, {"tags": ["x"]})) == 1
    elif call == "upload":
        assert driver.call(client.things.raw, b"x" * 5000) == b"x" * 5000
    elif call == "list":
        listing = driver.call(client.things.number_pages(size=20).list_all)
        assert [tick.number for tick in listing.results] == list(range(47))
    else:
        found = driver.items(client.things.events(count=5))
        assert [tick.number for tick in found] == list(range(5))


@given(st.lists(FAULTS, max_size=5), st.lists(CALLS, min_size=1, max_size=3))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_call_ends_in_a_value_or_one_of_our_errors(
    driver: Driver, proxy: Proxy, plan: list[Fault], calls: list[str]
) -> None:
    """A hang, a foreign exception, a wrong value, or a connection left open."""
    retry = driver.core("retry").Retry(2, backoff_factor=0.01, timeouts=True)
    proxy.plan = list(plan)
    client = driver.module.Client(proxy.url, timeout=TIMEOUT, retries=retry)
    for call in calls:
        started = time.monotonic()
        with contextlib.suppress(driver.errors.Error):
            perform(driver, client, call)
        # Three attempts a request, four requests a listing, and slow machines.
        assert time.monotonic() - started < 12 * TIMEOUT + 5
        for transport in client._transport.pool._transports.values():
            assert all(c.is_idle() for c in transport._pool.connections)
    proxy.plan = []
    perform(driver, client, "get")
    transports = list(client._transport.pool._transports.values())
    driver.call(client.close)
    assert all(transport._pool.connections == [] for transport in transports)
