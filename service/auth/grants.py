"""What each grant type gives, and to whom."""

import hmac
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Row

from ..columns import utc_now
from ..config.model import ServiceConfig
from .db import AuthDatabase
from .errors import OAuthFailure
from .models import ErrorCode, GrantType, TokenResponse
from .scopes import Scope
from .secrets import challenge_of, matches, new_secret
from .tokens import Grant, TokenIssuer


@dataclass(frozen=True)
class Client:
    """A client that has said who it is."""

    client_id: str
    grant_types: frozenset[str]
    confidential: bool
    group: str | None

    @classmethod
    async def authenticate(
        cls, db: AuthDatabase, client_id: str | None, secret: str | None, *, basic: bool
    ) -> Self:
        """Return the client with these credentials (RFC 6749, 2.3).

        Args:
            db: Where the clients are.
            client_id: Its name.
            secret: Its secret; None for a public client.
            basic: Whether they came by HTTP authentication.

        Raises:
            OAuthFailure: `invalid_client` for a client that is not known, a wrong
                secret, or a secret where there is none to keep.
        """
        row = await db.client(client_id) if client_id else None
        if row is not None and _is_secret_of(row.secret_hash, secret):
            return cls.from_row(row)
        raise OAuthFailure(
            ErrorCode.INVALID_CLIENT,
            "the client is not known, or its secret is wrong",
            401 if basic else 400,
        )

    @classmethod
    def from_row(cls, row: Row[Any]) -> Self:
        """Return the client in a row of the database."""
        return cls(
            row.client_id,
            frozenset(row.grant_types),
            row.secret_hash is not None,
            row.group,
        )

    def check(self, grant_type: GrantType) -> None:
        """Return when the client may use a grant type.

        Raises:
            OAuthFailure: `unauthorized_client` when it may not.
        """
        if grant_type not in self.grant_types:
            raise OAuthFailure(
                ErrorCode.UNAUTHORIZED_CLIENT, f"this client may not use {grant_type}"
            )


class Grants:
    """Exchanges what a client has for tokens."""

    def __init__(
        self, db: AuthDatabase, issuer: TokenIssuer, config: ServiceConfig
    ) -> None:
        self._db = db
        self._issuer = issuer
        self._config = config

    async def authorization_code(
        self, client: Client, code: str, redirect_uri: str, verifier: str
    ) -> TokenResponse:
        """Exchange an authorization code, with PKCE (RFC 7636, 4.6).

        A code that is used twice was stolen, before or after: what it gave is
        revoked (RFC 6749, 4.1.2).
        """
        agreed, first_use = await self._db.use_code(code)
        if agreed is not None and not first_use:
            await self._db.revoke_family(agreed.family)
        if (
            agreed is None
            or not first_use
            or agreed.expires_at < utc_now()
            or agreed.client_id != client.client_id
            or agreed.redirect_uri != redirect_uri
            or not hmac.compare_digest(agreed.code_challenge, challenge_of(verifier))
        ):
            # Kept although the answer is an error: a code is good for one try.
            await self._db.conn.commit()
            raise _invalid("the code is not good, or not for this client")
        scope = Scope.parse(agreed.scope)
        grant = await self._grant(agreed, client, scope, nonce=agreed.nonce)
        return await self._issuer.issue(grant, family=agreed.family)

    async def refresh_token(
        self, client: Client, token: str, scope_text: str | None
    ) -> TokenResponse:
        """Exchange a refresh token for a new one (RFC 9700, 4.14.2).

        A token that is used twice has been stolen from one of the two who have
        it, so that the whole family is revoked.
        """
        kept, was_active = await self._db.rotate_refresh_token(token)
        if kept is None or kept.client_id != client.client_id:
            # Rolled back with the answer: another client's token stays as it was.
            raise _invalid("the refresh token is not known")
        if not was_active:
            await self._db.revoke_family(kept.family)
            await self._db.conn.commit()
            raise _invalid("the refresh token was used before: sign in again")
        if kept.expires_at < utc_now():
            raise _invalid("the refresh token has expired: sign in again")
        scope = Scope.parse(kept.scope)
        if scope_text is not None and not set(scope_text.split()) <= set(scope.words):
            raise OAuthFailure(
                ErrorCode.INVALID_SCOPE, "a refresh cannot give more than there was"
            )
        grant = await self._grant(kept, client, scope)
        return await self._issuer.issue(
            grant, family=kept.family, signed_in_at=kept.signed_in_at
        )

    async def device_code(self, client: Client, device_code: str) -> TokenResponse:
        """Exchange a device code, once the user has approved (RFC 8628, 3.5)."""
        flow, too_soon = await self._db.poll_device_flow(device_code, client.client_id)
        if flow is None:
            raise _invalid("the device code is not known")
        # When the client has asked is remembered although the answer is an error.
        await self._db.conn.commit()
        if flow.expires_at < utc_now():
            raise OAuthFailure(ErrorCode.EXPIRED_TOKEN, "the user took too long")
        if flow.status == "denied":
            raise OAuthFailure(ErrorCode.ACCESS_DENIED, "the user has refused")
        if too_soon:
            raise OAuthFailure(ErrorCode.SLOW_DOWN, "wait longer between questions")
        if flow.status == "pending":
            raise OAuthFailure(
                ErrorCode.AUTHORIZATION_PENDING, "the user has not decided yet"
            )
        if not await self._db.end_device_flow(flow):
            raise _invalid("the device code was used before")
        grant = await self._grant(flow, client, Scope.parse(flow.scope))
        return await self._issuer.issue(grant, family=new_secret())

    async def client_credentials(
        self, client: Client, scope_text: str
    ) -> TokenResponse:
        """Give a confidential client a token in its own name (RFC 6749, 4.4)."""
        if not client.confidential or client.group not in self._config.groups:
            raise OAuthFailure(
                ErrorCode.UNAUTHORIZED_CLIENT, "this client has no rights of its own"
            )
        scope = Scope.parse(scope_text)
        if scope.wants_id_token or scope.group not in {None, client.group}:
            raise OAuthFailure(
                ErrorCode.INVALID_SCOPE, f"this client is in group {client.group}"
            )
        return await self._issuer.issue_access(
            Grant(
                sub=f"client:{client.client_id}",
                username=client.client_id,
                group=client.group,
                client_id=client.client_id,
                scope=scope,
            )
        )

    async def _grant(
        self, agreed: Row[Any], client: Client, scope: Scope, nonce: str | None = None
    ) -> Grant:
        user = await self._db.user_by_sub(agreed.sub)
        members = self._config.groups.get(agreed.group)
        if user is None or members is None or user.username not in members.users:
            # Rights may have been taken away since the user signed in.
            raise _invalid(f"the user is not in group {agreed.group} any more")
        return Grant(
            sub=agreed.sub,
            username=user.username,
            group=agreed.group,
            client_id=client.client_id,
            scope=scope,
            nonce=nonce,
        )


def _is_secret_of(kept: str | None, secret: str | None) -> bool:
    if kept is None or secret is None:
        return kept is secret
    return matches(secret, kept)


def _invalid(description: str) -> OAuthFailure:
    return OAuthFailure(ErrorCode.INVALID_GRANT, description)
