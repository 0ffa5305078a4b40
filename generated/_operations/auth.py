# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `auth` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Empty, Field, FormBody, Json, Operation, Path

JWKS: Operation[models.JsonWebKeySet] = Operation(
    "GET",
    "/.well-known/jwks.json",
    replies={200: Json(lambda: models.JsonWebKeySet)},
    errors={503: Json(lambda: models.Problem)},
    secured=False,
)

OPENID_CONFIGURATION: Operation[models.ProviderMetadata] = Operation(
    "GET",
    "/.well-known/openid-configuration",
    replies={200: Json(lambda: models.ProviderMetadata)},
    errors={503: Json(lambda: models.Problem)},
    secured=False,
)

START_DEVICE_FLOW: Operation[models.DeviceAuthorization] = Operation(
    "POST",
    "/api/auth/device",
    body=FormBody(
        fields=(
            Field("client_id"),
            Field("client_secret"),
            Field("scope"),
        )
    ),
    replies={200: Json(lambda: models.DeviceAuthorization)},
    errors={"4XX": Json(lambda: models.OAuthError), 503: Json(lambda: models.Problem)},
)

PROPERTIES: Operation[list[models.Property]] = Operation(
    "GET",
    "/api/auth/properties",
    replies={200: Json(lambda: list[models.Property])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

REVOKE: Operation[None] = Operation(
    "POST",
    "/api/auth/revoke",
    body=FormBody(
        fields=(
            Field("token"),
            Field("client_id"),
            Field("client_secret"),
            Field("token_type_hint"),
        )
    ),
    replies={204: Empty()},
    errors={"4XX": Json(lambda: models.OAuthError), 503: Json(lambda: models.Problem)},
)

SESSIONS: Operation[list[models.Session]] = Operation(
    "GET",
    "/api/auth/sessions",
    replies={200: Json(lambda: list[models.Session])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

END_SESSION: Operation[None] = Operation(
    "DELETE",
    "/api/auth/sessions/{session_id}",
    Path("session_id"),
    replies={204: Empty()},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

TOKEN: Operation[models.TokenResponse] = Operation(
    "POST",
    "/api/auth/token",
    body=FormBody(
        fields=(
            Field("grant_type"),
            Field("client_id"),
            Field("client_secret"),
            Field("code"),
            Field("code_verifier"),
            Field("device_code"),
            Field("redirect_uri"),
            Field("refresh_token"),
            Field("scope"),
        )
    ),
    replies={200: Json(lambda: models.TokenResponse)},
    errors={"4XX": Json(lambda: models.OAuthError), 503: Json(lambda: models.Problem)},
)

USERINFO: Operation[models.UserInfo] = Operation(
    "GET",
    "/api/auth/userinfo",
    replies={200: Json(lambda: models.UserInfo)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
