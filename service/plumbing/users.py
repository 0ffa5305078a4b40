"""Who is asking: access tokens checked on each request."""

from typing import Annotated, Any, Protocol

from fastapi import Depends, HTTPException, status
from fastapi.security import OpenIdConnect
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .container import Container
from .injectable import Injectable
from .injection import auto_inject
from .properties import Requirement

ALGORITHMS = ["ES256"]
"""Signature algorithms accepted; never taken from the token (RFC 8725, 3.1)."""

TOKEN_TYPE = "at+jwt"
"""Type of an access token, so that no other JWT passes for one (RFC 9068, 2.1)."""

CLOCK_SKEW = 5
"""Seconds by which the clocks of two machines may differ."""


class User(BaseModel):
    """The user that a valid access token names."""

    model_config = ConfigDict(frozen=True)

    sub: str = Field(description="Identifier that is never given to another user.")
    preferred_username: str = Field(description="Name for people; may change.")
    group: str = Field(description="Group that the token was issued for.")
    properties: frozenset[str] = Field(description="Names of security properties.")
    client_id: str = Field(description="OAuth client that the token was issued to.")
    jti: str = Field(description="Identifier of the token.")

    def has(self, requirement: Requirement) -> bool:
        """Return whether the user's properties meet a requirement."""
        return requirement.allows(self.properties)


class KeySource(Protocol):
    """Where the public keys of an issuer come from."""

    async def public_keys(self, *, reload: bool = False) -> KeySet:
        """Return the public keys, kept for a while unless `reload` is set."""
        ...


class TokenVerifier(Injectable):
    """Checks the access tokens of one issuer for one audience (RFC 9068).

    Args:
        keys: The issuer's public keys.
        issuer: The only accepted `iss`.
        audience: The `aud` that a token must be meant for.
    """

    def __init__(self, keys: KeySource, *, issuer: str, audience: str) -> None:
        self._keys = keys
        self._claims = JWTClaimsRegistry(
            leeway=CLOCK_SKEW,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
        )

    @classmethod
    async def obtain(cls, container: Container) -> "TokenVerifier":
        """Return the verifier that the application installed."""
        return container.instance(TokenVerifier, _no_verifier)

    def install(self, container: Container) -> None:
        """Become the verifier of an application; its first one stays."""
        container.instance(TokenVerifier, lambda: self)

    async def verify(self, token: str) -> User:
        """Return the user that an access token names.

        Raises:
            HTTPException: 401 when the token is not from this issuer, was
                altered, has expired or is meant for somebody else.
        """
        try:
            decoded = await self._decode(token)
            if decoded.header.get("typ") != TOKEN_TYPE:
                raise _unauthorized("this is not an access token")
            self._claims.validate(decoded.claims)
            return User.model_validate(decoded.claims)
        except (JoseError, ValidationError, ValueError) as error:
            # Which check failed is for the user's eyes, never what the token holds.
            reason = error.error if isinstance(error, JoseError) else "malformed"
            raise _unauthorized(f"the access token is not valid: {reason}") from error

    async def _decode(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, await self._keys.public_keys(), ALGORITHMS)
        except InvalidKeyIdError:
            # Another process may have rotated the keys since they were read.
            keys = await self._keys.public_keys(reload=True)
            return jwt.decode(token, keys, ALGORITHMS)


def _no_verifier() -> TokenVerifier:
    raise RuntimeError("no TokenVerifier is installed in the application's container")


def _unauthorized(detail: str) -> HTTPException:
    # RFC 6750, section 3.1
    return HTTPException(
        status.HTTP_401_UNAUTHORIZED,
        detail=detail,
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )


_openid = OpenIdConnect(
    openIdConnectUrl="/.well-known/openid-configuration",
    scheme_name="openid",
    description="Access token of this service's own authorization server.",
    auto_error=False,
)


@auto_inject
async def current_user(
    verifier: TokenVerifier, authorization: Annotated[str | None, Depends(_openid)]
) -> User:
    """Return the user named by the request's access token.

    Raises:
        HTTPException: 401 without a valid token.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED,
            detail="an access token is needed: send `Authorization: Bearer ...`",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return await verifier.verify(token.strip())


CurrentUser = Annotated[User, Depends(current_user)]
"""Annotation for the user of a request."""


def has_properties(requirement: Requirement) -> Any:
    """Return a dependency that refuses users who do not meet `requirement`.

    Use it for a route or a router: `dependencies=[has_properties(ADMIN | PILOT)]`.
    """

    async def check(user: CurrentUser) -> None:
        if not user.has(requirement):
            raise HTTPException(
                status.HTTP_403_FORBIDDEN, detail=f"this needs {requirement}"
            )

    return Depends(check)
