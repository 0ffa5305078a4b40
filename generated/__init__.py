# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""Clients of Isospin reference service.

`generated.sync` blocks, `generated.aio` awaits; both call the same.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import aio as aio
    from . import errors as errors
    from . import models as models
    from . import sync as sync
    from ._core.auth import ApiKey, BearerToken
    from ._core.credentials import CredentialsFile
    from ._core.listing import Listing
    from ._core.oauth import OAuth2
    from ._core.preferences import preferences, reset_preferences
    from ._core.response import Response
    from ._core.result import S_ERROR, S_OK, return_value_or_raise
    from ._core.retry import Retry
    from ._core.types import File, Upload
    from .errors import (
        ApiError,
        ArgumentError,
        BadGateway,
        BadRequest,
        Conflict,
        ConnectionFailed,
        ContentTooLarge,
        DecodeError,
        Error,
        FieldError,
        Forbidden,
        GatewayTimeout,
        Gone,
        Locked,
        LoginError,
        MethodNotAllowed,
        NotAcceptable,
        NotFound,
        PreconditionFailed,
        RateLimited,
        ServerError,
        ServiceUnavailable,
        TimedOut,
        TLSFailed,
        TransportError,
        Unauthorized,
        UnexpectedStatus,
        UnsupportedMediaType,
        ValidationFailed,
    )

_PLACES = {
    "ApiKey": "._core.auth",
    "BearerToken": "._core.auth",
    "CredentialsFile": "._core.credentials",
    "File": "._core.types",
    "Listing": "._core.listing",
    "OAuth2": "._core.oauth",
    "Response": "._core.response",
    "Retry": "._core.retry",
    "S_ERROR": "._core.result",
    "S_OK": "._core.result",
    "Upload": "._core.types",
    "preferences": "._core.preferences",
    "reset_preferences": "._core.preferences",
    "return_value_or_raise": "._core.result",
}
_MODULES = ("aio", "errors", "models", "sync")

__all__ = [
    "ApiError",
    "ApiKey",
    "ArgumentError",
    "BadGateway",
    "BadRequest",
    "BearerToken",
    "Conflict",
    "ConnectionFailed",
    "ContentTooLarge",
    "CredentialsFile",
    "DecodeError",
    "Error",
    "FieldError",
    "File",
    "Forbidden",
    "GatewayTimeout",
    "Gone",
    "Listing",
    "Locked",
    "LoginError",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotFound",
    "OAuth2",
    "PreconditionFailed",
    "RateLimited",
    "Response",
    "Retry",
    "S_ERROR",
    "S_OK",
    "ServerError",
    "ServiceUnavailable",
    "TLSFailed",
    "TimedOut",
    "TransportError",
    "Unauthorized",
    "UnexpectedStatus",
    "UnsupportedMediaType",
    "Upload",
    "ValidationFailed",
    "aio",
    "errors",
    "models",
    "preferences",
    "reset_preferences",
    "return_value_or_raise",
    "sync",
]


if not TYPE_CHECKING:  # type checkers know every name; another is an error

    def __getattr__(name: str) -> object:
        """Import what is asked for at its first use, so that the import costs little."""
        if name in _MODULES:
            return import_module(f".{name}", __name__)
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = import_module(_PLACES.get(name, ".errors"), __name__)
        value: object = getattr(module, name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
