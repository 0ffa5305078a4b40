# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `auth` operations of the blocking client."""

from __future__ import annotations

from .. import models
from .._operations import auth as operations
from ._transport import Group


class Auth(Group):
    """Signing in, for programs and for people.

    Every operation may raise:

    - ServiceUnavailable: Something that the service needs is down for now.
    """

    def jwks(self) -> models.JsonWebKeySet:
        """Get the public keys that tokens are signed with (RFC 7517)."""
        return self._send(operations.JWKS)

    def openid_configuration(self) -> models.ProviderMetadata:
        """Describe the authorization server (OpenID Connect Discovery 1.0)."""
        return self._send(operations.OPENID_CONFIGURATION)

    def start_device_flow(
        self,
        *,
        client_id: str | None = None,
        client_secret: str | None = None,
        scope: str | None = None,
    ) -> models.DeviceAuthorization:
        """Start a device flow (RFC 8628).

        Show the user code and the page to the user, then ask for the tokens with the
        device code every `interval` seconds.

        Args:
            client_id: Name of the client (at most 128 characters).
            client_secret: Secret of a confidential client that uses no HTTP
                authentication (at most 256 characters).
            scope: What is asked for, separated by spaces (at most 512 characters;
                'openid' when omitted).

        Raises:
            ApiError: The request is refused.
        """
        return self._send(
            operations.START_DEVICE_FLOW,
            {},
            {"client_id": client_id, "client_secret": client_secret, "scope": scope},
        )

    def properties(self) -> list[models.Property]:
        """List the security properties that there are.

        Raises:
            BadRequest: The request makes no sense.
            Unauthorized: The access token is missing, expired or not valid.
            Forbidden: The user may not do this.
        """
        return self._send(operations.PROPERTIES)

    def revoke(
        self,
        *,
        token: str,
        client_id: str | None = None,
        client_secret: str | None = None,
        token_type_hint: str | None = None,
    ) -> None:
        """Revoke a refresh token and all that came from the same sign-in (RFC 7009).

        A token that is not known, or is not this client's, is no error. Access tokens
        end by themselves.

        Args:
            token: The refresh token (at most 4096 characters).
            client_id: Name of the client (at most 128 characters).
            client_secret: Secret of a confidential client that uses no HTTP
                authentication (at most 256 characters).
            token_type_hint: Ignored (RFC 7009, 2.1) (at most 64 characters).

        Raises:
            ApiError: The request is refused.
        """
        return self._send(
            operations.REVOKE,
            {},
            {
                "token": token,
                "client_id": client_id,
                "client_secret": client_secret,
                "token_type_hint": token_type_hint,
            },
        )

    def sessions(self) -> list[models.Session]:
        """List your sign-ins that can still be refreshed.

        Raises:
            BadRequest: The request makes no sense.
            Unauthorized: The access token is missing, expired or not valid.
            Forbidden: The user may not do this.
        """
        return self._send(operations.SESSIONS)

    def end_session(self, session_id: str) -> None:
        """End a sign-in: its refresh token is good for nothing more.

        Args:
            session_id: 1 to 64 characters.

        Raises:
            BadRequest: The request makes no sense.
            Unauthorized: The access token is missing, expired or not valid.
            Forbidden: The user may not do this.
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.END_SESSION, {"session_id": session_id})

    def token(
        self,
        *,
        grant_type: models.GrantType,
        client_id: str | None = None,
        client_secret: str | None = None,
        code: str | None = None,
        code_verifier: str | None = None,
        device_code: str | None = None,
        redirect_uri: str | None = None,
        refresh_token: str | None = None,
        scope: str | None = None,
    ) -> models.TokenResponse:
        """Get tokens (RFC 6749, 3.2).

        Each grant type needs its own parameters: `code`, `redirect_uri` and
        `code_verifier`; `refresh_token`; `device_code`; or none for client credentials.
        A refresh token is good for one use: it is replaced by the new one.

        Args:
            grant_type: What is exchanged for tokens.
            client_id: Name of the client (at most 128 characters).
            client_secret: Secret of a confidential client that uses no HTTP
                authentication (at most 256 characters).
            code: The authorization code (at most 256 characters).
            code_verifier: What the code challenge was made of (RFC 7636) (matching
                `^[A-Za-z0-9._~-]{43,128}$`).
            device_code: The code of a device flow (at most 256 characters).
            redirect_uri: Where the code was sent (at most 2048 characters).
            refresh_token: A refresh token (at most 256 characters).
            scope: What is asked for, separated by spaces (at most 512 characters).

        Raises:
            ApiError: The request is refused.
        """
        return self._send(
            operations.TOKEN,
            {},
            {
                "grant_type": grant_type,
                "client_id": client_id,
                "client_secret": client_secret,
                "code": code,
                "code_verifier": code_verifier,
                "device_code": device_code,
                "redirect_uri": redirect_uri,
                "refresh_token": refresh_token,
                "scope": scope,
            },
        )

    def userinfo(self) -> models.UserInfo:
        """Tell who you are and what you may do.

        Raises:
            BadRequest: The request makes no sense.
            Unauthorized: The access token is missing, expired or not valid.
            Forbidden: The user may not do this.
        """
        return self._send(operations.USERINFO)
