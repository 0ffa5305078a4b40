"""Logging in as a person: by device code, or in the browser.

Both end with a token in the store of the credentials; from then on nobody is asked.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import html
import json
import secrets
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast
from urllib.parse import parse_qs, urlencode, urlsplit

from ._http import httpx
from .call import Run, Sleep, Steps, clock
from .errors import LoginError, TransportError, printable
from .oauth import OAuth2, refusal_code, refused
from .tokens import Token

How: TypeAlias = Literal["device", "browser"]
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
BROWSER_TIMEOUT = 300.0
"""Seconds that a person has to log in in the browser."""


@dataclass(frozen=True)
class Invitation:
    """What a person has to do to log in.

    Attributes:
        url: Address to open, which holds the code where the service can do that.
        code: Code to enter there; empty when there is none to enter.
        seconds: How long it is good for.
    """

    url: str
    code: str
    seconds: float


Prompt: TypeAlias = Callable[[Invitation], None]


def login(auth: httpx.Auth | None, how: How, prompt: Prompt | None) -> Steps[None]:
    """Log in and keep the token.

    Args:
        auth: The client's credentials.
        how: By device code, or in the browser of this machine.
        prompt: Tells the person what to do; prints it, or shows it in a notebook,
            when omitted.

    Raises:
        LoginError: The login was refused, took too long, or is not possible.
    """
    if not isinstance(auth, OAuth2):
        raise LoginError("the client has no OAuth2 credentials to log in with")
    yield from auth.check()
    if how == "device":
        token = yield from _device(auth, prompt or show)
    else:
        token = yield from _browser(auth, prompt or show)
    yield from auth.accept(token)


def logout(auth: httpx.Auth | None) -> Steps[None]:
    """Forget the session, see `OAuth2.logout`."""
    if isinstance(auth, OAuth2):
        yield from auth.logout()


# --- device flow (RFC 8628) ------------------------------------------------------------


def _device(auth: OAuth2, prompt: Prompt) -> Steps[Token]:
    url = yield from auth.endpoint("device_authorization_endpoint")
    response = yield from auth.post(url, {"scope": auth.scope} if auth.scope else {})
    values = _object(response)
    code, page = values.get("device_code"), values.get("verification_uri")
    if response.status_code != 200 or not isinstance(code, str):
        raise refused(response)
    complete = values.get("verification_uri_complete")
    lifetime = _number(values.get("expires_in"), 600)
    interval = _number(values.get("interval"), 5)
    invitation = Invitation(
        printable(str(complete or page)),
        printable(str(values.get("user_code", ""))),
        lifetime,
    )
    yield Run(lambda: prompt(invitation))
    end = clock() + lifetime
    while clock() < end:
        yield Sleep(min(interval, max(0.0, end - clock())))
        try:
            return (yield from auth.ask(DEVICE_GRANT, {"device_code": code}))
        except TransportError:
            # RFC 8628, section 3.5: slow down when the endpoint cannot be reached.
            interval *= 2
        except LoginError as error:
            match refusal_code(error):
                case "authorization_pending":
                    pass
                case "slow_down":
                    interval += 5
                case "temporarily_unavailable":
                    interval *= 2
                case "access_denied":
                    raise LoginError("the login was denied") from None
                case "expired_token":
                    break
                case _:
                    raise
    raise LoginError(f"nobody logged in within {lifetime:.0f} s: the code has expired")


# --- authorization code with PKCE (RFC 7636, RFC 8252) ---------------------------------


def _browser(auth: OAuth2, prompt: Prompt) -> Steps[Token]:
    page = yield from auth.endpoint("authorization_endpoint")
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    state = secrets.token_urlsafe(16)
    # RFC 8252, section 7.3: the loopback address by number, at any free port.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        redirect = f"http://127.0.0.1:{listening.getsockname()[1]}/callback"
        query = {
            "response_type": "code",
            "client_id": auth.client_id,
            "redirect_uri": redirect,
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        if auth.scope:
            query["scope"] = auth.scope
        mark = "&" if urlsplit(page).query else "?"
        invitation = Invitation(f"{page}{mark}{urlencode(query)}", "", BROWSER_TIMEOUT)
        yield Run(lambda: prompt(invitation))
        found = yield Run(lambda: _await_redirect(listening, state))
    form = {
        "code": cast("str", found),
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    return (yield from auth.ask("authorization_code", form))


def _await_redirect(listening: socket.socket, state: str) -> str:
    """The code that the browser brings; other requests are turned away."""
    end = time.monotonic() + BROWSER_TIMEOUT
    while (left := end - time.monotonic()) > 0:
        listening.settimeout(left)
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            break
        with connection:
            connection.settimeout(5)
            try:
                line = connection.recv(65536).split(b"\r\n", 1)[0].decode("latin-1")
                target = urlsplit(line.split(" ")[1])
            except (OSError, IndexError):
                continue
            found = parse_qs(target.query)
            if target.path != "/callback" or found.get("state") != [state]:
                _answer(connection, 404, "This is not the page you are looking for.")
                continue
            if code := found.get("code"):
                _answer(connection, 200, "You are logged in. You can close this page.")
                return code[0]
            said = printable(
                " ".join(found.get("error_description", found.get("error", [])))
            )
            _answer(connection, 200, f"The login failed: {said}")
            raise LoginError(f"the login was refused: {said}")
    raise LoginError(f"nobody logged in within {BROWSER_TIMEOUT:.0f} s")


def _answer(connection: socket.socket, status: int, text: str) -> None:
    body = f"<!doctype html><title>Login</title><p>{html.escape(text)}".encode()
    head = (
        f"HTTP/1.1 {status} Reply\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with contextlib.suppress(OSError):
        connection.sendall(head.encode() + body)


# --- talking to people -----------------------------------------------------------------


def show(invitation: Invitation) -> None:
    """Tell a person what to do: in a notebook as a link, else on standard error."""
    text = f"To log in, open {invitation.url}"
    if invitation.code:
        text += f" and enter the code {invitation.code}"
    text += f" (good for {_lasting(invitation.seconds)})."
    if not _show_in_notebook(invitation, text):
        print(text, file=sys.stderr, flush=True)


def _lasting(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _show_in_notebook(invitation: Invitation, text: str) -> bool:
    if "IPython" not in sys.modules:
        return False
    from importlib import import_module

    shell = import_module("IPython").get_ipython()
    # IPython in a terminal has no kernel, and shows no HTML.
    is_notebook = getattr(shell, "kernel", None) is not None
    if not is_notebook or not invitation.url.startswith(("https://", "http://")):
        return False
    url, code = html.escape(invitation.url, quote=True), html.escape(invitation.code)
    link = f'To log in, open <a href="{url}" target="_blank">{url}</a>'
    enter = f" and enter the code <b>{code}</b>" if code else ""
    lasting = _lasting(invitation.seconds)
    data = {"text/plain": text, "text/html": f"{link}{enter} (good for {lasting})."}
    import_module("IPython.display").display(data, raw=True)
    return True


def _object(response: httpx.Response) -> Mapping[str, object]:
    try:
        values: object = json.loads(response.content)
    except ValueError:
        return {}
    return cast("Mapping[str, object]", values) if isinstance(values, dict) else {}


def _number(value: object, default: float) -> float:
    return float(value) if isinstance(value, (int, float)) and value >= 0 else default
