"""The machines: sessions of a person or a program, and calls that fail in passing."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from codegen.parity.machines.machine import Machine, machine
from codegen.parity.plain import plain
from codegen.parity.service import said
from codegen.parity.stage import Stage
from codegen.parity.trace import INTERRUPT, Answer

_TROUBLES = st.sampled_from(
    [
        Answer(fault="ConnectError", early=True),
        Answer(fault="ConnectTimeout", early=True),
        Answer(fault="ReadTimeout", early=True),
        Answer(200, (("content-type", "application/json"),), (b"{",), "ReadError"),
        said(500, {"detail": "broken"}),
        said(503, {}),
        said(503, {}, retry_after="2"),
        said(503, {}, retry_after="3"),
        said(429, {}, retry_after="Wed, 02 Jan 2030 03:04:35 GMT"),
        said(503, {}, retry_after="999"),
        said(401, {}),
        Answer(200, (("content-type", "application/json"),), (b"{", b"}"), pace=4.0),
        Answer(307, (("location", "/base/elsewhere"),)),
        Answer(fault=INTERRUPT, early=True),
    ]
)
_PEOPLE = ("authorization_pending", "slow_down", "access_denied", "expired_token", "x")
_PATHS = ("/x", "/token", "/device", "/revoke")


@machine
class Sessions(Machine):
    """Logging in, calls, expiry, renewal, revocation, logging out, coming back."""

    @initialize(
        lifetime=st.sampled_from([600.0, 8.0, None]),
        rotates=st.booleans(),
        grant=st.sampled_from(["refresh_token", "client_credentials", "password"]),
        password=st.sampled_from(["right", "right", "wrong"]),
        secret=st.sampled_from([None, "s é"]),
        in_file=st.booleans(),
        discovered=st.booleans(),
    )
    def begin(
        self, lifetime: float | None, rotates: bool, in_file: bool, **options: Any
    ) -> None:
        """Make a client, and say how the service behaves."""

        def settle(service: Any) -> None:
            service.lifetime, service.rotates = lifetime, rotates

        async def made(stage: Stage) -> None:
            stage.kept["options"] = (options, in_file)
            stage.kept["client"] = _client(stage)
            if options["grant"] == "refresh_token":
                await stage.tried(stage.kept["client"].login, prompt=_tell_nobody)

        self.told(settle, f"tokens live for {lifetime} s; renewals rotate: {rotates}")
        self.both(made, f"a client with {options}, kept in a file: {in_file}")

    @rule(people=st.lists(st.sampled_from(_PEOPLE), max_size=3))
    def log_in(self, people: list[str]) -> None:
        """Log in by a device code."""

        async def step(stage: Stage) -> None:
            client = stage.kept["client"]
            asked: list[Any] = []
            await stage.tried(client.login, "device", prompt=asked.append)
            stage.notes.append(plain(asked))

        self.told(lambda service: service.people.extend(people), f"people: {people}")
        self.both(step, "log in")
        self.told(lambda service: service.people.clear(), "people: none")

    @rule(
        times=st.integers(1, 2),
        timeout=st.sampled_from([None, 5.0]),
        closing=st.sampled_from([False, False, True]),
        waited=st.sampled_from([0.0, 5.0, 520.0, 545.0, 570.0, 700.0]),
        happens=st.sampled_from(["nothing", "access is refused", "sessions end"]),
    )
    def call(
        self,
        times: int,
        timeout: float | None,
        closing: bool,
        waited: float,
        happens: str,
    ) -> None:
        """Send a request, once or twice, some time after something has happened."""

        async def step(stage: Stage) -> None:
            client = stage.kept["client"]
            if timeout is not None:
                client = client.with_options(timeout=timeout, headers={"X-Copy": "1"})
            for _ in range(times):
                await stage.tried(client.request, "GET", "/x", returns=dict[str, str])
            if closing:
                await stage.tried(client.close)
                stage.kept["client"] = _client(stage)

        def wait(stage: Stage) -> None:
            stage.clock.now += waited

        self.each(wait, f"{waited} s pass")
        events = {
            "nothing": lambda service: None,
            "access is refused": lambda service: service.forget_access(),
            "sessions end": lambda service: service.end_sessions(),
        }
        self.told(events[happens], f"at the service: {happens}")
        said = f"GET /x, {times} times, with a timeout of {timeout}"
        self.both(step, f"{said}; close at once: {closing}")

    @rule(trouble=_TROUBLES, times=st.integers(1, 3), path=st.sampled_from(_PATHS))
    def trouble(self, trouble: Answer, times: int, path: str) -> None:
        """Let the next requests of a path fail."""
        self.told(
            lambda service: service.troubles.setdefault(path, []).extend(
                [trouble] * times
            ),
            f"{path} will answer {times} times: {trouble}",
        )

    @rule()
    def log_out(self) -> None:
        """End the session."""

        async def step(stage: Stage) -> None:
            await stage.tried(stage.kept["client"].logout)

        self.both(step, "log out")

    @rule()
    def come_back(self) -> None:
        """Go on with a new client and the same store."""

        async def step(stage: Stage) -> None:
            await stage.tried(stage.kept["client"].close)
            stage.kept["client"] = _client(stage)

        self.both(step, "close, and begin with a new client")


def _tell_nobody(invitation: object) -> None:
    """Invite a person who is not there."""


def _client(stage: Stage) -> Any:
    """A client with credentials that are renewed."""
    options, in_file = stage.kept["options"]
    oauth = stage.pair.core("oauth")
    credentials = stage.pair.core("credentials")
    if "store" not in stage.kept:
        file = stage.folder / "credentials.json"
        kinds = credentials.CredentialsFile, credentials.MemoryStore
        stage.kept["store"] = kinds[0](file) if in_file else kinds[1]()
    places = {"token_url": "token", "device_url": "device", "revocation_url": "revoke"}
    if options["discovered"]:
        places = {"issuer": "https://service.test/base"}
    auth = oauth.OAuth2(
        "program",
        client_secret=options["secret"],
        grant=options["grant"],
        username="ada",
        password=options["password"],
        scope="read",
        store=stage.kept["store"],
        **places,
    )
    return stage.client(auth=auth)


@machine
class Repetitions(Machine):
    """What is sent again, after which waits, and when that ends."""

    @rule(
        total=st.integers(0, 3),
        deadline=st.sampled_from([None, 3.0, 10.0]),
        timeouts=st.booleans(),
        everything=st.booleans(),
        troubles=st.lists(_TROUBLES, max_size=5),
        method=st.sampled_from(["GET", "POST", "PUT"]),
    )
    def call(
        self,
        total: int,
        deadline: float | None,
        timeouts: bool,
        everything: bool,
        troubles: list[Answer],
        method: str,
    ) -> None:
        """Send a request under a policy, and let it fail in some ways."""

        async def step(stage: Stage) -> None:
            kind = stage.pair.core("retry").Retry
            more = {"allowed_methods": None} if everything else {}
            retry = kind(total, deadline=deadline, timeouts=timeouts, **more)
            if "client" not in stage.kept:
                stage.kept["client"] = stage.client()
            client = stage.kept["client"].with_options(retries=retry)
            lens = client.with_response(client.request)
            await stage.tried(lens, method, "/x", returns=dict[str, str])

        retries = f"{total} repetitions in {deadline} s, timeouts too: {timeouts}"
        self.told(
            lambda service: service.troubles.update({"/x": list(troubles)}),
            "/x will answer: " + "; ".join(map(str, troubles)),
        )
        self.both(step, f"{method} /x, {retries}, all methods: {everything}")
