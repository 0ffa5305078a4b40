"""Authorization requests (RFC 6749, 4.1, with PKCE), taken apart and checked."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi.responses import RedirectResponse

from .db import AuthDatabase
from .errors import OAuthFailure
from .models import ErrorCode, GrantType
from .scopes import Scope
from .settings import AuthSettings

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
"""SHA-256 in base64url, without padding (RFC 7636, 4.2)."""

_LOOPBACK = {"127.0.0.1", "[::1]"}

_KNOWN = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)


@dataclass(frozen=True)
class AuthorizationRequest:
    """What a client asks the user for, through the browser."""

    parameters: dict[str, str]
    client_id: str
    client_name: str
    redirect_uri: str

    @classmethod
    async def parse(cls, db: AuthDatabase, given: Mapping[str, str]) -> Self:
        """Return a request whose client and address to go back to are good.

        Raises:
            OAuthFailure: One of the two is not, so that the browser must not be
                sent anywhere (RFC 6749, 4.1.2.1).
        """
        parameters = {name: given[name] for name in _KNOWN if name in given}
        if any("\0" in value or len(value) > 2048 for value in parameters.values()):
            raise OAuthFailure(ErrorCode.INVALID_REQUEST, "a parameter is garbled")
        client = await db.client(parameters.get("client_id", ""))
        if client is None or GrantType.AUTHORIZATION_CODE not in client.grant_types:
            raise OAuthFailure(ErrorCode.INVALID_CLIENT, "the client is not known")
        redirect_uri = parameters.get("redirect_uri", "")
        if not is_allowed(redirect_uri, client.redirect_uris):
            raise OAuthFailure(
                ErrorCode.INVALID_REQUEST,
                "redirect_uri is not one that the client has registered",
            )
        return cls(parameters, client.client_id, client.name, redirect_uri)

    def check(self) -> None:
        """Return when the rest is good as well.

        Raises:
            OAuthFailure: To be told to the client.
        """
        if self.parameters.get("response_type") != "code":
            raise OAuthFailure(
                ErrorCode.UNSUPPORTED_RESPONSE_TYPE, "response_type must be code"
            )
        if self.parameters.get(
            "code_challenge_method"
        ) != "S256" or not _CHALLENGE.fullmatch(self.code_challenge):
            raise OAuthFailure(
                ErrorCode.INVALID_REQUEST,
                "PKCE is needed: code_challenge with code_challenge_method=S256",
            )
        Scope.parse(self.scope)

    @property
    def scope(self) -> str:
        """What is asked for."""
        return self.parameters.get("scope", "openid")

    @property
    def code_challenge(self) -> str:
        """Digest of what the client will show when it comes for the tokens."""
        return self.parameters.get("code_challenge", "")

    @property
    def nonce(self) -> str | None:
        """What the client wants to find in the ID token."""
        return self.parameters.get("nonce")


def is_allowed(redirect_uri: str, registered: Collection[str]) -> bool:
    """Return whether a client may have the browser sent to `redirect_uri`.

    It must be registered, letter for letter; only the port of a loopback address
    is free, as programs listen on any that they get (RFC 8252, 7.3).
    """
    portless = _without_port(redirect_uri)
    return redirect_uri in registered or (
        portless is not None and portless in registered
    )


def redirect_back(
    request: AuthorizationRequest,
    settings: AuthSettings,
    *,
    code: str | None = None,
    error: OAuthFailure | None = None,
) -> RedirectResponse:
    """Return the answer that sends the browser back to the client.

    `iss` says which server answers, against mix-ups of several (RFC 9207).
    """
    answer = {"iss": settings.issuer}
    if code is not None:
        answer["code"] = code
    if error is not None:
        answer |= {"error": error.error.value, "error_description": error.detail}
    if "state" in request.parameters:
        answer["state"] = request.parameters["state"]
    parts = urlsplit(request.redirect_uri)
    query = urlencode([*parse_qsl(parts.query), *answer.items()])
    return RedirectResponse(
        urlunsplit(parts._replace(query=query)),
        status_code=303,
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )


def _without_port(uri: str) -> str | None:
    try:
        parts = urlsplit(uri)
        host = parts.netloc.removesuffix(f":{parts.port}")
    except ValueError:
        return None
    if parts.scheme != "http" or host not in _LOOPBACK:
        return None
    return urlunsplit(parts._replace(netloc=host))
