"""The router that injects, and the route that tells transactions how it went."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from .injection import STATUS_KEY, inject_route


class Route(APIRoute):
    """A route whose transactions see the status of the response.

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
            return response

        return handle_and_note


class Router(APIRouter):
    """An `APIRouter` that injects what its routes name by bare annotation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("route_class", Route)
        super().__init__(*args, **kwargs)

    def add_api_route(
        self, path: str, endpoint: Callable[..., Any], **kwargs: Any
    ) -> None:
        """Add a route; see `fastapi.APIRouter.add_api_route`.

        Raises:
            TypeError: A parameter cannot be injected as it is annotated.
        """
        super().add_api_route(path, inject_route(endpoint), **kwargs)
