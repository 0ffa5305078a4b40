"""Tokens as they are given out."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt

from ..columns import utc_now
from ..config.model import ServiceConfig
from ..plumbing.users import ALGORITHMS, TOKEN_TYPE
from .db import AuthDatabase
from .keys import SigningKeys
from .models import TokenResponse
from .scopes import Scope
from .secrets import new_secret
from .settings import AuthSettings


@dataclass(frozen=True)
class Grant:
    """Whom tokens are for, and what they allow."""

    sub: str
    username: str
    group: str
    client_id: str
    scope: Scope
    nonce: str | None = None


class TokenIssuer:
    """Signs tokens and keeps track of those that can be refreshed."""

    def __init__(
        self,
        db: AuthDatabase,
        keys: SigningKeys,
        settings: AuthSettings,
        config: ServiceConfig,
    ) -> None:
        self._db = db
        self._keys = keys
        self._settings = settings
        self._config = config

    async def issue(
        self, grant: Grant, *, family: str, signed_in_at: datetime | None = None
    ) -> TokenResponse:
        """Return an access token and a refresh token of a family.

        Args:
            grant: Whom they are for.
            family: What ties together the refresh tokens of one sign-in.
            signed_in_at: When that was; now when None.
        """
        response = await self.issue_access(grant)
        response.refresh_token = await self._db.add_refresh_token(
            timedelta(seconds=self._settings.refresh_token_seconds),
            family=family,
            client_id=grant.client_id,
            sub=grant.sub,
            group=grant.group,
            scope=str(grant.scope),
            signed_in_at=signed_in_at or utc_now(),
        )
        return response

    async def issue_access(self, grant: Grant) -> TokenResponse:
        """Return an access token alone, as client credentials give it."""
        lifetime = self._settings.access_token_seconds
        properties = self._config.groups[grant.group].properties
        access = {
            "aud": self._settings.audience,
            "client_id": grant.client_id,
            "jti": new_secret(),
            "scope": str(grant.scope),
            "preferred_username": grant.username,
            "group": grant.group,
            "properties": sorted(properties),
        }
        response = TokenResponse(
            access_token=await self._sign(grant, access, TOKEN_TYPE),
            expires_in=lifetime,
            scope=str(grant.scope),
        )
        if grant.scope.wants_id_token:
            identity = {
                "aud": grant.client_id,
                "preferred_username": grant.username,
                **({"nonce": grant.nonce} if grant.nonce is not None else {}),
            }
            response.id_token = await self._sign(grant, identity, "JWT")
        return response

    async def _sign(self, grant: Grant, claims: dict[str, Any], kind: str) -> str:
        key = await self._keys.signing_key(self._db)
        now = int(time.time())
        registered = {
            "iss": self._settings.issuer,
            "sub": grant.sub,
            "iat": now,
            "exp": now + self._settings.access_token_seconds,
        }
        header = {"alg": ALGORITHMS[0], "kid": key.kid, "typ": kind}
        return jwt.encode(header, {**registered, **claims}, key, ALGORITHMS)
