"""Injection: what is annotated is what comes, and what cannot be is refused."""

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from service.plumbing import (
    AccessPolicy,
    Container,
    Marker,
    NoTransaction,
    ReadOnly,
    Router,
    User,
    auto_inject,
    current_user,
)

from . import probe
from .test_starting import python


async def own_database() -> str:
    """A dependency that is not ours."""
    return "explicit"


def test_an_explicit_depends_stays_as_it_is() -> None:
    """Nobody could say what to inject instead."""
    router = Router()

    @router.get("/")
    async def route(db: Annotated[probe.ProbeDatabase, Depends(own_database)]) -> str:
        return str(db)

    app = FastAPI()
    app.state.container = Container()
    app.include_router(router)
    assert TestClient(app).get("/").json() == "explicit"


@pytest.mark.parametrize(
    "annotation",
    [
        Annotated[probe.ProbeDatabase, NoTransaction(), Depends(own_database)],
        Annotated[probe.ProbeSettings, NoTransaction()],
        Annotated[int, NoTransaction()],
        Annotated[probe.ProbeDatabase, Marker()],
        Annotated[probe.ProbeDatabase, NoTransaction(), ReadOnly()],
    ],
)
def test_a_marker_where_it_means_nothing_is_refused(annotation: Any) -> None:
    """A programmer would believe that there is no transaction, and there is one."""

    async def route(wrong: Any) -> None: ...

    route.__annotations__["wrong"] = annotation
    with pytest.raises(TypeError, match=r"parameter 'wrong' of .*route"):
        Router().get("/")(route)


def test_a_marker_beside_a_default_of_depends_is_refused() -> None:
    """The older way to write `Depends` would slip through."""

    async def route(
        wrong: Annotated[Any, NoTransaction()] = Depends(own_database),  # noqa: B008
    ) -> None: ...

    with pytest.raises(TypeError, match="'wrong'"):
        auto_inject(route)


def test_a_stream_may_not_ask_for_a_transaction() -> None:
    """It would be over before the first item, on every request."""

    async def route(db: probe.ProbeDatabase) -> AsyncIterable[int]:
        yield 1

    with pytest.raises(TypeError, match=r"'db' .*NoTransaction"):
        Router().get("/")(route)


def test_injecting_twice_changes_nothing() -> None:
    """A function that is used in two routers would lose its transaction."""

    async def route(db: Annotated[probe.ProbeDatabase, NoTransaction()]) -> None: ...

    once = auto_inject(route).__signature__  # type: ignore[attr-defined]
    assert auto_inject(route).__signature__ == once  # type: ignore[attr-defined]


def test_lifetimes_are_left_in_reverse_order() -> None:
    """What is needed to stop one part would be gone already."""
    seen: list[str] = []

    def lifetime(name: str) -> Any:
        @asynccontextmanager
        async def run(container: Container) -> AsyncIterator[None]:
            seen.append(f"start {name}")
            yield
            seen.append(f"stop {name}")

        return run

    async def cleanup() -> None:
        seen.append("clean up")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        container = Container.of(app)
        async with container.running(lifetime("a"), lifetime("b")):
            container.on_stop(cleanup)
            yield

    app = FastAPI(lifespan=lifespan)
    app.state.container = Container()
    with TestClient(app):
        pass
    assert seen == ["start a", "start b", "stop b", "stop a", "clean up"]


def test_two_applications_share_nothing() -> None:
    """Tests, and mounted applications, would see each other's databases."""
    first, second = Container(), Container()
    assert first.instance("key", list) is first.instance("key", list)
    assert first.instance("key", list) is not second.instance("key", list)


# Access policies


class Locked(AccessPolicy):
    """Lets everybody in."""

    async def __call__(self) -> None:
        """Return at once."""


def app_with(router: Router, *, development: bool) -> FastAPI:
    """Return an application where everybody is signed in."""
    app = FastAPI()
    app.state.container = Container(development=development)
    app.include_router(router)
    app.dependency_overrides[current_user] = lambda: User(
        sub="1",
        preferred_username="me",
        group="g",
        properties=frozenset(),
        client_id="c",
        jti="j",
    )
    return app


def test_a_route_that_does_not_name_the_policy_is_refused() -> None:
    """A new route would be open to everybody, and nobody would notice."""
    router = Router(policy=Locked)

    async def forgetful() -> None: ...

    with pytest.raises(TypeError, match=r"forgetful.*Locked"):
        router.get("/")(forgetful)
    assert router.routes == []


def test_a_route_that_does_not_call_its_policy_is_refused_in_development() -> None:
    """Naming it would look like obeying it."""
    router = Router(policy=Locked)

    @router.get("/forgets")
    async def forgets(policy: Locked) -> None: ...

    @router.get("/calls")
    async def calls(policy: Locked) -> None:
        await policy()

    app = app_with(router, development=True)
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/calls").status_code == 200
    assert client.get("/forgets").status_code == 500


def test_a_forgotten_policy_is_logged_in_production(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody would ever hear of it."""
    router = Router(policy=Locked)

    @router.get("/forgets")
    async def forgets(policy: Locked) -> None: ...

    app = app_with(router, development=False)
    assert TestClient(app).get("/forgets").status_code == 200
    assert "/forgets answered without calling its Locked" in caplog.text


def test_every_route_of_the_service_is_for_somebody() -> None:
    """A route that forgot its rights would be found by an attacker, not by us."""
    from service.app import app

    open_to_all = {
        "/.well-known/openid-configuration",
        "/.well-known/jwks.json",
        "/api/auth/device",
        "/api/auth/token",
        "/api/auth/revoke",
        "/api/config",
        "/api/health/live",
        "/api/health/ready",
    }
    document = app.openapi()
    without = {
        path
        for path, item in document["paths"].items()
        for operation in item.values()
        if {"openid": []} not in operation.get("security", [])
    }
    assert without == open_to_all


def test_the_plumbing_needs_nothing_of_the_service() -> None:
    """Nobody could use it for a service of their own."""
    code = (
        "import sys, service.plumbing, service.plumbing.documents_opensearch\n"
        "print([name for name in sys.modules if name.startswith('service')"
        " and not name.startswith('service.plumbing')])"
    )
    done = python("-c", code)
    assert done.stdout.strip() == "['service']", done.stderr
