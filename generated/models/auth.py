# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from datetime import datetime
from typing import Literal

from patches.models.auth import DeviceLogin as DeviceLogin

from .._core.model import Model, OpenModel, OpenStrEnum


class ErrorCode(OpenStrEnum):
    """Why an OAuth request failed (RFC 6749, 5.2; RFC 8628, 3.5)."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    INVALID_GRANT = "invalid_grant"
    UNAUTHORIZED_CLIENT = "unauthorized_client"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    INVALID_SCOPE = "invalid_scope"
    AUTHORIZATION_PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    ACCESS_DENIED = "access_denied"
    EXPIRED_TOKEN = "expired_token"
    UNSUPPORTED_RESPONSE_TYPE = "unsupported_response_type"


class GrantType(OpenStrEnum):
    """What a client exchanges for tokens."""

    AUTHORIZATION_CODE = "authorization_code"
    REFRESH_TOKEN = "refresh_token"
    CLIENT_CREDENTIALS = "client_credentials"
    URN_IETF_PARAMS_OAUTH_GRANT_TYPE_DEVICE_CODE = (
        "urn:ietf:params:oauth:grant-type:device_code"
    )


class DeviceAuthorization(Model):
    """A device flow that was started (RFC 8628, 3.2)."""

    device_code: str
    """Secret to ask for the tokens with."""
    user_code: str
    """Code for the user to type."""
    verification_uri: str
    """Page to type it on."""
    verification_uri_complete: str
    """That page, code included."""
    expires_in: int
    """Seconds for which the codes are good."""
    interval: int
    """Seconds to wait between two questions."""


class JsonWebKey(OpenModel):
    """A public key (RFC 7517)."""

    kty: str
    kid: str
    alg: str = "ES256"
    use: str = "sig"


class JsonWebKeySet(Model):
    """The keys that tokens are signed with."""

    keys: list[JsonWebKey]


class OAuthError(Model):
    """Why an OAuth request was refused (RFC 6749, 5.2)."""

    error: ErrorCode
    """The reason, for a program."""
    error_description: str
    """The reason, for a person."""


class Property(Model):
    """A security property that a group can have."""

    name: str
    description: str


class ProviderMetadata(Model):
    """What the authorization server can do (OpenID Connect Discovery, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    device_authorization_endpoint: str
    revocation_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    scopes_supported: list[str]
    response_types_supported: list[str]
    grant_types_supported: list[GrantType]
    subject_types_supported: list[str]
    id_token_signing_alg_values_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    code_challenge_methods_supported: list[str]
    authorization_response_iss_parameter_supported: bool


class Session(Model):
    """A chain of refresh tokens: one sign-in of one client."""

    session_id: str
    client_id: str
    group: str
    signed_in_at: datetime
    expires_at: datetime


class TokenResponse(Model):
    """Tokens (RFC 6749, 5.1)."""

    access_token: str
    """JWT to send as `Authorization: Bearer`."""
    expires_in: int
    """Seconds for which the access token is good."""
    scope: str
    """What was granted, separated by spaces."""
    id_token: str | None = None
    """JWT about the user, with scope `openid`."""
    refresh_token: str | None = None
    """Good for one use, which gives a new one."""
    token_type: Literal["Bearer"] = "Bearer"


class UserInfo(Model):
    """The user of an access token (OpenID Connect Core, 5.3)."""

    sub: str
    """Identifier that is never given to another user."""
    preferred_username: str
    group: str
    """Group that the token was issued for."""
    groups: list[str]
    """Every group of the user."""
    properties: list[str]
    """Security properties of the token."""
    name: str | None = None
    """Full name."""
