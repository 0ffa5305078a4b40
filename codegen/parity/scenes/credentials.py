"""Scenes of credentials: what is given, when tokens are renewed, and how that ends."""

from __future__ import annotations

from typing import Any, Final

from codegen.parity.plain import plain
from codegen.parity.scenes.scene import scene
from codegen.parity.service import Service
from codegen.parity.stage import Stage, settled
from codegen.parity.trace import HANG, INTERRUPT, Answer, InterruptError

_JSON: Final = (("content-type", "application/json"),)


@scene
async def credentials_of_the_description(stage: Stage) -> None:
    """`oauth2`: every argument gets there; without endpoints there is an error."""
    store = stage.pair.core("credentials").MemoryStore()
    names = ("discovery_url", "token_url", "device_url", "authorization_url")
    places = tuple((name, f"/{name}") for name in names)
    given: dict[str, Any] = {
        "client_secret": "s",
        "scope": "read write",
        "grant": "password",
        "username": "ada",
        "password": "p",
        "store": store,
    }
    for endpoints in ((), places, places[:1], places[1:2]):
        kind = stage.kind(_oauth2=endpoints)
        await stage.tried(kind.oauth2, "me")
        made = await stage.tried(kind.oauth2, "me", **given)
        stage.notes.append(getattr(made, "store", None) is store)


@scene
async def renewals_that_take_too_long(stage: Stage) -> None:
    """A call waits for a token as long as for a reply; closing, until it is there."""
    token = b'{"access_token": "t", "expires_in": 600}'
    late, never = Answer(200, _JSON, (token,), HANG), Answer(fault=HANG, early=True)
    stage.answers += [late, never]
    for _ in (late, never):
        store = stage.pair.core("credentials").MemoryStore()
        auth = stage.pair.core("oauth").OAuth2(
            "me", token_url="token", grant="client_credentials", store=store
        )
        client = stage.client(auth=auth)
        stage.transport.session.released.clear()
        hurried = client.with_options(timeout=0.05)
        await stage.tried(hurried.request, "GET", "/x")
        stage.transport.session.released.set()
        await settled(client.close())
        stage.notes.append(plain(vars(store)))
        await stage.tried(client.request, "GET", "/x")


@scene
async def renewals_that_are_interrupted(stage: Stage) -> None:
    """Whoever waits for one is told; where it ran, it is not hidden either."""
    auth = stage.pair.core("oauth").OAuth2(
        "me", token_url="token", grant="client_credentials"
    )
    client = stage.client(auth=auth)
    stage.answers += [Answer(fault=INTERRUPT, early=True)]
    try:
        await stage.tried(client.request, "GET", "/x")
    except InterruptError as error:
        stage.notes.append(str(error))
    await settled(client.close())


@scene
async def tokens_of_every_age(stage: Stage) -> None:
    """Fresh, stale, expired and refused ones, also of another client with the store."""
    stage.service = Service(stage.clock)
    core = stage.pair.core
    store = core("credentials").MemoryStore()
    for waited in (0.0, 500.0, 545.0, 570.0, 700.0):
        auth = core("oauth").OAuth2(
            "me", token_url="token", grant="client_credentials", store=store
        )
        client = stage.client(auth=auth)
        await stage.tried(client.request, "GET", "/x")
        stage.clock.now += waited
        for _ in range(2):
            await stage.tried(client.request, "GET", "/x")
        stage.service.forget_access()
        await stage.tried(client.request, "GET", "/x")
        await settled(client.close())
