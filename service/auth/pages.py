"""The pages of the authorization server: signing in and approving.

What a page shows may come from anybody, so templates escape everything, and the
headers allow no script, no frame and no form that goes elsewhere.
"""

import asyncio
import hmac
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urlsplit

from fastapi import Cookie, Depends, Form, Header, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import Row

from ..columns import utc_now
from ..config.model import ServiceConfig
from ..plumbing import Router, auto_inject
from .authorization import AuthorizationRequest, redirect_back
from .db import AuthDatabase
from .errors import OAuthFailure
from .models import ErrorCode
from .scopes import Scope, group_for
from .secrets import NO_PASSWORD, normal_user_code, password_matches
from .settings import AuthSettings

LOGIN_COOKIE = "isospin_login"

router = Router(prefix="/auth", include_in_schema=False)

_templates = Environment(
    loader=PackageLoader("service.auth", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)

LoginCookie = Annotated[str | None, Cookie(alias=LOGIN_COOKIE, max_length=128)]
Decision = Annotated[Literal["approve", "deny"], Form()]


@auto_inject
async def same_origin(
    settings: AuthSettings,
    request: Request,
    origin: Annotated[str | None, Header()] = None,
) -> None:
    """Refuse a form that was sent from a page of somebody else.

    Browsers send `Origin` with every form that is posted; it also protects the
    sign-in form, which comes before there is a login to tie a token to.
    """
    own = {settings.issuer, str(request.base_url).rstrip("/")}
    if origin is not None and origin not in own:
        raise HTTPException(403, detail="this form comes from elsewhere")


from_here = [Depends(same_origin)]


@router.post("/login", dependencies=from_here)
async def login(
    db: AuthDatabase,
    settings: AuthSettings,
    username: Annotated[str, Form(max_length=128)],
    password: Annotated[str, Form(max_length=1024)],
    next: Annotated[str, Form(max_length=8192)] = "/auth/device",
) -> Response:
    """Sign in, then go on to the page that asked for it."""
    user = await db.user(username) if "\0" not in username else None
    locked = user is not None and user.locked_until and user.locked_until > utc_now()
    kept = NO_PASSWORD if user is None or locked else user.password_hash
    right = await asyncio.to_thread(password_matches, password, kept)
    if user is not None and not locked:
        await db.note_login(user.sub, succeeded=right)
        # Kept although the answer is an error.
        await db.conn.commit()
    if user is None or not right:
        problem = "User name or password is wrong, or tried too often."
        return login_page(next, problem=problem, status=401)
    lifetime = timedelta(seconds=settings.login_seconds)
    cookie = await db.add_login(user.sub, lifetime)
    response = RedirectResponse(_own_path(next), status_code=303)
    response.set_cookie(
        LOGIN_COOKIE,
        cookie,
        max_age=settings.login_seconds,
        path="/auth",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.post("/logout", dependencies=from_here)
async def logout(db: AuthDatabase, cookie: LoginCookie = None) -> Response:
    """Sign out of this browser."""
    if cookie is not None:
        await db.remove_login(cookie)
    response = page("message", "Signed out", message="You are signed out.")
    response.delete_cookie(LOGIN_COOKIE, path="/auth")
    return response


@router.get("/device")
async def device_page(
    db: AuthDatabase,
    config: ServiceConfig,
    cookie: LoginCookie = None,
    user_code: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    """Ask for the code of a device flow, then for approval."""
    here = "/auth/device" + (
        f"?{urlencode({'user_code': user_code})}" * bool(user_code)
    )
    signed_in = await db.login(cookie) if cookie else None
    if signed_in is None:
        return login_page(here)
    if not user_code:
        return page("code", "Connect a program")
    return await _device_approval(db, config, signed_in, normal_user_code(user_code))


@router.post("/device", dependencies=from_here)
async def decide_device(
    db: AuthDatabase,
    config: ServiceConfig,
    user_code: Annotated[str, Form(max_length=32)],
    csrf_token: Annotated[str, Form(max_length=128)],
    decision: Decision,
    cookie: LoginCookie = None,
) -> Response:
    """Approve or refuse a device flow."""
    signed_in = await _signed_in(db, cookie, csrf_token)
    code = normal_user_code(user_code)
    flow = await db.device_flow_to_approve(code)
    if flow is None:
        return _no_such_code()
    group = None
    if decision == "approve":
        try:
            group = group_for(Scope.parse(flow.scope), signed_in.username, config)
        except OAuthFailure as failure:
            return failure_page(failure)
    if not await db.decide_device_flow(code, sub=signed_in.sub, group=group):
        return _no_such_code()
    outcome = "Approved" if group else "Refused"
    return page("message", outcome, message="You may close this page.")


@router.get("/authorize")
async def authorize_page(
    request: Request,
    db: AuthDatabase,
    settings: AuthSettings,
    config: ServiceConfig,
    cookie: LoginCookie = None,
) -> Response:
    """Ask whether a program may act for the user (RFC 6749, 4.1.1)."""
    try:
        asked = await AuthorizationRequest.parse(db, dict(request.query_params))
    except OAuthFailure as failure:
        # Not to be told to whatever `redirect_uri` says: it may be an attacker's.
        return failure_page(failure)
    signed_in = await db.login(cookie) if cookie else None
    if signed_in is None:
        return login_page(f"/auth/authorize?{urlencode(asked.parameters)}")
    try:
        asked.check()
        group = group_for(Scope.parse(asked.scope), signed_in.username, config)
    except OAuthFailure as failure:
        return redirect_back(asked, settings, error=failure)
    return approval_page(
        signed_in,
        "/auth/authorize",
        asked.parameters,
        client_name=asked.client_name,
        group=group,
        form_target=asked.redirect_uri,
    )


@router.post("/authorize", dependencies=from_here)
async def decide_authorization(
    request: Request,
    db: AuthDatabase,
    settings: AuthSettings,
    config: ServiceConfig,
    csrf_token: Annotated[str, Form(max_length=128)],
    decision: Decision,
    cookie: LoginCookie = None,
) -> Response:
    """Send the browser back to the program, with a code or with a refusal."""
    signed_in = await _signed_in(db, cookie, csrf_token)
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        asked = await AuthorizationRequest.parse(db, fields)
    except OAuthFailure as failure:
        return failure_page(failure)
    try:
        asked.check()
        if decision == "deny":
            raise OAuthFailure(ErrorCode.ACCESS_DENIED, "the user has refused")
        group = group_for(Scope.parse(asked.scope), signed_in.username, config)
    except OAuthFailure as failure:
        return redirect_back(asked, settings, error=failure)
    code = await db.add_code(
        timedelta(seconds=settings.code_seconds),
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        code_challenge=asked.code_challenge,
        scope=asked.scope,
        nonce=asked.nonce,
        sub=signed_in.sub,
        group=group,
    )
    return redirect_back(asked, settings, code=code)


def page(
    template: str,
    title: str,
    *,
    status: int = 200,
    form_target: str = "",
    **values: Any,
) -> HTMLResponse:
    """Return a page.

    Args:
        template: Name of its template.
        title: Its title.
        status: Status of the answer.
        form_target: Address outside the service that a form may lead to.
        **values: What the template needs.
    """
    text = _templates.get_template(f"{template}.html.jinja").render(
        {"problem": None, "title": title, **values}
    )
    parts = urlsplit(form_target)
    # Browsers apply `form-action` to where a form is redirected to, as well.
    beyond = f" {parts.scheme}://{parts.netloc}" if parts.scheme else ""
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
        f" frame-ancestors 'none'; form-action 'self'{beyond}"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        # With `no-referrer` browsers send `Origin: null` with our own forms.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(text, status, headers)


def login_page(next: str, problem: str = "", status: int = 200) -> Response:
    """Return the page to sign in on, which goes on to `next`."""
    return page("login", "Sign in", next=next, problem=problem, status=status)


def failure_page(failure: OAuthFailure) -> Response:
    """Return a page that says why an OAuth request is refused."""
    return page(
        "message",
        "This cannot be done",
        problem=failure.error.value,
        message=failure.detail,
        status=failure.status_code,
    )


def approval_page(
    signed_in: Row[Any],
    action: str,
    fields: dict[str, str],
    *,
    client_name: str,
    group: str,
    form_target: str = "",
) -> Response:
    """Return the page that asks whether a program may act for the user."""
    return page(
        "approve",
        "Connect a program",
        action=action,
        fields=fields,
        username=signed_in.username,
        csrf_token=signed_in.csrf_token,
        client_name=client_name,
        group=group,
        user_code=fields.get("user_code"),
        form_target=form_target,
    )


async def _device_approval(
    db: AuthDatabase, config: ServiceConfig, signed_in: Row[Any], user_code: str
) -> Response:
    flow = await db.device_flow_to_approve(user_code)
    client = await db.client(flow.client_id) if flow is not None else None
    if flow is None or client is None:
        return _no_such_code()
    try:
        group = group_for(Scope.parse(flow.scope), signed_in.username, config)
    except OAuthFailure as failure:
        return failure_page(failure)
    return approval_page(
        signed_in,
        "/auth/device",
        {"user_code": user_code},
        client_name=client.name,
        group=group,
    )


async def _signed_in(db: AuthDatabase, cookie: str | None, csrf_token: str) -> Row[Any]:
    signed_in = await db.login(cookie) if cookie else None
    if signed_in is None or not hmac.compare_digest(
        signed_in.csrf_token.encode(), csrf_token.encode()
    ):
        raise HTTPException(403, detail="sign in again: this form is out of date")
    return signed_in


def _no_such_code() -> Response:
    return page(
        "code",
        "Connect a program",
        problem="This code is not known, was used or has expired.",
        status=404,
    )


def _own_path(next: str) -> str:
    """Return where to go after signing in: a page of ours, whatever was asked."""
    own = next.startswith("/auth/") and "\\" not in next and next.isprintable()
    return next if own else "/auth/device"
