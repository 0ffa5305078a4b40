"""The router that injects, and the route that minds how a request went."""

import inspect
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from .container import Container
from .injectable import STATUS_KEY, Injectable
from .injection import inject_route
from .policies import AccessPolicy, check_called


class Route(APIRoute):
    """A route that tells its transactions the status of the response.

    FastAPI ends function-scoped dependencies after the handler has returned and
    before the response is sent. At that point a dependency knows what was raised
    but not what was returned; the status noted here fills the gap.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, noting the status of what it returns."""
        handle = super().get_route_handler()

        async def handle_and_note(request: Request) -> Response:
            response = await handle(request)
            request.scope[STATUS_KEY] = response.status_code
            if response.status_code < 400:
                container = Container.of(request.app)
                check_called(request, development=container.development)
            return response

        return handle_and_note


class Router(APIRouter):
    """An `APIRouter` that injects what its routes name by bare annotation.

    Args:
        policy: Access policy that each route must name, itself or through one of
            its dependencies.
    """

    def __init__(
        self, *args: Any, policy: type[AccessPolicy] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("route_class", Route)
        super().__init__(*args, **kwargs)
        self.policy = policy

    def add_api_route(
        self, path: str, endpoint: Callable[..., Any], **kwargs: Any
    ) -> None:
        """Add a route; see `fastapi.APIRouter.add_api_route`.

        The first paragraph of the docstring is the summary, the rest the
        description.

        Raises:
            TypeError: A parameter cannot be injected as it is annotated, or the
                route does not name the router's access policy.
        """
        summary, _, description = inspect.cleandoc(endpoint.__doc__ or "").partition(
            "\n\n"
        )
        if kwargs.get("summary") is None and summary:
            # The first line says what the route does, better than its name can.
            kwargs["summary"] = " ".join(summary.split()).removesuffix(".")
            kwargs["description"] = kwargs.get("description") or description
        super().add_api_route(path, inject_route(endpoint), **kwargs)
        route = self.routes[-1]
        if self.policy is not None and isinstance(route, APIRoute):
            named = injected_classes(route)
            if not any(issubclass(cls, self.policy) for cls in named):
                self.routes.pop()
                raise TypeError(
                    f"route {endpoint.__qualname__} does not ask for the access policy"
                    f" of its router: add a parameter of type {self.policy.__name__}"
                )


def injected_classes(route: APIRoute) -> set[type[Injectable]]:
    """Return every class that a route has injected, through all dependencies."""
    return {
        provides
        for dependant in _walk(route.dependant)
        if (provides := getattr(dependant.call, "provides", None)) is not None
    }


def _walk(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _walk(inner)
