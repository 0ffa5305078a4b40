"""OAuth errors: raised anywhere, answered as RFC 6749 wants them."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from ..plumbing import Route
from .models import ErrorCode, OAuthError

NO_STORE = {"Cache-Control": "no-store"}
"""For any answer with a token in it, or in its place (RFC 6749, 5.1)."""


class OAuthFailure(HTTPException):
    """An OAuth request is refused.

    Args:
        error: The reason, for a program.
        description: The reason, for a person.
        status: 400, or 401 for `invalid_client` with HTTP authentication.
    """

    def __init__(self, error: ErrorCode, description: str, status: int = 400) -> None:
        headers = dict(NO_STORE)
        if status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="isospin"'
        super().__init__(status, detail=description, headers=headers)
        self.error = error


async def answer(request: Request, failure: Exception) -> JSONResponse:
    """Return the answer to a request that failed with an `OAuthFailure`."""
    if not isinstance(failure, OAuthFailure):
        raise failure
    body = OAuthError(error=failure.error, error_description=failure.detail)
    return JSONResponse(
        body.model_dump(mode="json"), failure.status_code, headers=failure.headers
    )


class OAuthRoute(Route):
    """A route whose malformed requests are OAuth errors as well (RFC 6749, 5.2)."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, translating FastAPI's validation errors."""
        handle = super().get_route_handler()

        async def handle_and_translate(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                raise _translated(error) from error
            except HTTPException as error:
                if isinstance(error, OAuthFailure) or error.status_code >= 500:
                    raise
                # FastAPI's own: a form or an Authorization header that is garbled.
                unauthorized = error.status_code == 401
                raise OAuthFailure(
                    (
                        ErrorCode.INVALID_CLIENT
                        if unauthorized
                        else ErrorCode.INVALID_REQUEST
                    ),
                    str(error.detail),
                    401 if unauthorized else 400,
                ) from error

        return handle_and_translate


def _translated(error: RequestValidationError) -> OAuthFailure:
    problem = error.errors()[0]
    name = str(problem["loc"][-1])
    if name == "grant_type" and problem["type"] == "enum":
        return OAuthFailure(
            ErrorCode.UNSUPPORTED_GRANT_TYPE, "this grant type is not known here"
        )
    return OAuthFailure(ErrorCode.INVALID_REQUEST, f"{name}: {problem['msg']}")
