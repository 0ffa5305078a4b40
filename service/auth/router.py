"""The routes of the authorization server that programs use."""

from typing import Annotated

from fastapi import Depends, Form, HTTPException, Path, Response, status
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from ..config.model import ServiceConfig
from ..plumbing import (
    Container,
    CurrentUser,
    ReadOnly,
    Router,
    auto_inject,
    available_properties,
)
from ..plumbing.users import ALGORITHMS
from ..problems import ALWAYS, problems
from ..rights import ALL
from . import models as m
from .db import AuthDatabase
from .errors import NO_STORE, OAuthFailure, OAuthRoute
from .grants import Client, Grants
from .keys import SigningKeys
from .scopes import SUPPORTED, Scope
from .settings import AuthSettings
from .tokens import TokenIssuer

OAUTH_PROBLEMS = {
    "4XX": {"model": m.OAuthError, "description": "The request is refused."},
    **problems(503),
}

_basic = HTTPBasic(
    scheme_name="client",
    auto_error=False,
    description="Name and secret of a confidential client.",
)

ClientId = Annotated[
    str | None, Form(max_length=128, description="Name of the client.")
]
ClientSecret = Annotated[
    str | None,
    Form(
        max_length=256,
        description="Secret of a confidential client that uses no HTTP authentication.",
    ),
]
ScopeText = Annotated[
    str,
    Form(
        max_length=512,
        description="What is asked for, separated by spaces.",
        examples=["openid group:users"],
    ),
]

discovery = Router(prefix="/.well-known", tags=["auth"], responses={**problems(503)})
oauth = Router(
    prefix="/api/auth", tags=["auth"], route_class=OAuthRoute, responses=OAUTH_PROBLEMS
)
account = Router(prefix="/api/auth", tags=["auth"], responses={**ALWAYS})


@auto_inject
async def authenticated_client(
    db: AuthDatabase,
    basic: Annotated[HTTPBasicCredentials | None, Depends(_basic)],
    client_id: ClientId = None,
    client_secret: ClientSecret = None,
) -> Client:
    """Return the client of a request.

    Raises:
        OAuthFailure: `invalid_client`, see `Client.authenticate`.
    """
    if basic is not None:
        return await Client.authenticate(db, basic.username, basic.password, basic=True)
    return await Client.authenticate(db, client_id, client_secret, basic=False)


AuthenticatedClient = Annotated[Client, Depends(authenticated_client)]


@auto_inject
async def get_grants(
    db: AuthDatabase,
    container: Container,
    settings: AuthSettings,
    config: ServiceConfig,
) -> Grants:
    """Return what exchanges codes for tokens."""
    issuer = TokenIssuer(db, SigningKeys.of(container), settings, config)
    return Grants(db, issuer, config)


@discovery.get("/openid-configuration")
async def openid_configuration(settings: AuthSettings) -> m.ProviderMetadata:
    """Describe the authorization server (OpenID Connect Discovery 1.0)."""
    base = settings.issuer
    return m.ProviderMetadata(
        issuer=base,
        authorization_endpoint=f"{base}/auth/authorize",
        token_endpoint=f"{base}/api/auth/token",
        device_authorization_endpoint=f"{base}/api/auth/device",
        revocation_endpoint=f"{base}/api/auth/revoke",
        userinfo_endpoint=f"{base}/api/auth/userinfo",
        jwks_uri=f"{base}/.well-known/jwks.json",
        scopes_supported=SUPPORTED,
        response_types_supported=["code"],
        grant_types_supported=list(m.GrantType),
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=ALGORITHMS,
        token_endpoint_auth_methods_supported=[
            "none",
            "client_secret_basic",
            "client_secret_post",
        ],
        code_challenge_methods_supported=["S256"],
        authorization_response_iss_parameter_supported=True,
    )


@discovery.get("/jwks.json")
async def jwks(container: Container, response: Response) -> m.JsonWebKeySet:
    """Get the public keys that tokens are signed with (RFC 7517)."""
    keys = await SigningKeys.of(container).public_keys()
    response.headers["Cache-Control"] = "max-age=5"
    return m.JsonWebKeySet.model_validate(keys.as_dict(private=False))


@oauth.post("/device")
async def start_device_flow(
    db: AuthDatabase,
    settings: AuthSettings,
    client: AuthenticatedClient,
    response: Response,
    scope: ScopeText = "openid",
) -> m.DeviceAuthorization:
    """Start a device flow (RFC 8628).

    Show the user code and the page to the user, then ask for the tokens with the
    device code every `interval` seconds.
    """
    client.check(m.GrantType.DEVICE_CODE)
    device_code, user_code = await db.start_device_flow(
        client.client_id,
        str(Scope.parse(scope)),
        lifetime=settings.device_flow_lifetime,
        interval=settings.device_poll_seconds,
    )
    response.headers.update(NO_STORE)
    page = f"{settings.issuer}/auth/device"
    return m.DeviceAuthorization(
        device_code=device_code,
        user_code=user_code,
        verification_uri=page,
        verification_uri_complete=f"{page}?user_code={user_code}",
        expires_in=settings.device_flow_seconds,
        interval=settings.device_poll_seconds,
    )


@oauth.post("/token")
async def token(
    grants: Annotated[Grants, Depends(get_grants)],
    client: AuthenticatedClient,
    response: Response,
    grant_type: Annotated[
        m.GrantType, Form(description="What is exchanged for tokens.")
    ],
    code: Annotated[
        str | None, Form(max_length=256, description="The authorization code.")
    ] = None,
    redirect_uri: Annotated[
        str | None, Form(max_length=2048, description="Where the code was sent.")
    ] = None,
    code_verifier: Annotated[
        str | None,
        Form(
            pattern=r"^[A-Za-z0-9._~-]{43,128}$",
            description="What the code challenge was made of (RFC 7636).",
        ),
    ] = None,
    refresh_token: Annotated[
        str | None, Form(max_length=256, description="A refresh token.")
    ] = None,
    device_code: Annotated[
        str | None, Form(max_length=256, description="The code of a device flow.")
    ] = None,
    scope: Annotated[
        str | None,
        Form(max_length=512, description="What is asked for, separated by spaces."),
    ] = None,
) -> m.TokenResponse:
    """Get tokens (RFC 6749, 3.2).

    Each grant type needs its own parameters: `code`, `redirect_uri` and
    `code_verifier`; `refresh_token`; `device_code`; or none for client credentials.
    A refresh token is good for one use: it is replaced by the new one.
    """
    client.check(grant_type)
    response.headers.update(NO_STORE)
    match grant_type:
        case m.GrantType.AUTHORIZATION_CODE:
            return await grants.authorization_code(
                client,
                _needed("code", code),
                _needed("redirect_uri", redirect_uri),
                _needed("code_verifier", code_verifier),
            )
        case m.GrantType.REFRESH_TOKEN:
            refresh = _needed("refresh_token", refresh_token)
            return await grants.refresh_token(client, refresh, scope)
        case m.GrantType.DEVICE_CODE:
            return await grants.device_code(client, _needed("device_code", device_code))
        case m.GrantType.CLIENT_CREDENTIALS:
            return await grants.client_credentials(client, scope or "")


@oauth.post("/revoke", status_code=status.HTTP_204_NO_CONTENT)
async def revoke(
    db: AuthDatabase,
    client: AuthenticatedClient,
    token: Annotated[str, Form(max_length=4096, description="The refresh token.")],
    token_type_hint: Annotated[
        str | None, Form(max_length=64, description="Ignored (RFC 7009, 2.1).")
    ] = None,
) -> None:
    """Revoke a refresh token and all that came from the same sign-in (RFC 7009).

    A token that is not known, or is not this client's, is no error. Access tokens
    end by themselves.
    """
    kept = await db.refresh_token(token)
    if kept is not None and kept.client_id == client.client_id:
        await db.revoke_family(kept.family)


@account.get("/userinfo")
async def userinfo(
    user: CurrentUser,
    db: Annotated[AuthDatabase, ReadOnly()],
    config: ServiceConfig,
) -> m.UserInfo:
    """Tell who you are and what you may do."""
    row = await db.user_by_sub(user.sub)
    return m.UserInfo(
        sub=user.sub,
        preferred_username=user.preferred_username,
        name=row.name if row is not None else None,
        group=user.group,
        groups=config.groups_of(user.preferred_username),
        properties=sorted(user.properties),
    )


@account.get("/properties")
async def properties(user: CurrentUser) -> list[m.Property]:
    """List the security properties that there are."""
    return [
        m.Property(name=each.name, description=each.description)
        for each in available_properties(ALL)
    ]


@account.get("/sessions")
async def sessions(
    user: CurrentUser, db: Annotated[AuthDatabase, ReadOnly()]
) -> list[m.Session]:
    """List your sign-ins that can still be refreshed."""
    return [
        m.Session(
            session_id=row.family,
            client_id=row.client_id,
            group=row.group,
            signed_in_at=row.signed_in_at,
            expires_at=row.expires_at,
        )
        for row in await db.active_families(user.sub)
    ]


@account.delete(
    "/sessions/{session_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404),
)
async def end_session(
    session_id: Annotated[str, Path(min_length=1, max_length=64)],
    user: CurrentUser,
    db: AuthDatabase,
) -> None:
    """End a sign-in: its refresh token is good for nothing more."""
    if not await db.revoke_family(session_id, sub=user.sub):
        raise HTTPException(status.HTTP_404_NOT_FOUND, detail="no such session")


def _needed(name: str, value: str | None) -> str:
    if not value:
        raise OAuthFailure(
            m.ErrorCode.INVALID_REQUEST, f"{name} is needed with this grant type"
        )
    return value
