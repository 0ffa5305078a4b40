"""What the routes of the authorization server take and give."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ..columns import Instant


class GrantType(StrEnum):
    """What a client exchanges for tokens."""

    AUTHORIZATION_CODE = "authorization_code"
    REFRESH_TOKEN = "refresh_token"
    CLIENT_CREDENTIALS = "client_credentials"
    DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


class ErrorCode(StrEnum):
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


class OAuthError(BaseModel):
    """Why an OAuth request was refused (RFC 6749, 5.2)."""

    error: ErrorCode = Field(description="The reason, for a program.")
    error_description: str = Field(description="The reason, for a person.")


class TokenResponse(BaseModel):
    """Tokens (RFC 6749, 5.1)."""

    access_token: str = Field(description="JWT to send as `Authorization: Bearer`.")
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int = Field(description="Seconds for which the access token is good.")
    refresh_token: str | None = Field(
        default=None, description="Good for one use, which gives a new one."
    )
    scope: str = Field(description="What was granted, separated by spaces.")
    id_token: str | None = Field(
        default=None, description="JWT about the user, with scope `openid`."
    )


class DeviceAuthorization(BaseModel):
    """A device flow that was started (RFC 8628, 3.2)."""

    device_code: str = Field(description="Secret to ask for the tokens with.")
    user_code: str = Field(
        description="Code for the user to type.", examples=["WDJB-MJHT"]
    )
    verification_uri: str = Field(description="Page to type it on.")
    verification_uri_complete: str = Field(description="That page, code included.")
    expires_in: int = Field(description="Seconds for which the codes are good.")
    interval: int = Field(description="Seconds to wait between two questions.")


class ProviderMetadata(BaseModel):
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


class JsonWebKey(BaseModel):
    """A public key (RFC 7517)."""

    model_config = ConfigDict(extra="allow")

    kty: str
    kid: str
    use: str = "sig"
    alg: str = "ES256"


class JsonWebKeySet(BaseModel):
    """The keys that tokens are signed with."""

    keys: list[JsonWebKey]


class UserInfo(BaseModel):
    """The user of an access token (OpenID Connect Core, 5.3)."""

    sub: str = Field(description="Identifier that is never given to another user.")
    preferred_username: str
    name: str | None = Field(default=None, description="Full name.")
    group: str = Field(description="Group that the token was issued for.")
    groups: list[str] = Field(description="Every group of the user.")
    properties: list[str] = Field(description="Security properties of the token.")


class Property(BaseModel):
    """A security property that a group can have."""

    name: str
    description: str


class Session(BaseModel):
    """A chain of refresh tokens: one sign-in of one client."""

    session_id: str
    client_id: str
    group: str
    signed_in_at: Instant
    expires_at: Instant
