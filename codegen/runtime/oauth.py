"""Tokens that are renewed: OAuth 2.0 and OpenID Connect, as decisions without I/O.

Of all threads, tasks and processes that find a token expired, one renews it. In a
process, the first starts the renewal on the side and the others wait for it, so that a
caller who is cancelled, or has no more time, interrupts nothing: the token that the
service has just rotated is still received and kept. Between processes there is the
lock of the store; who gets it reads the store again before asking for anything.
"""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Generator, Mapping
from concurrent.futures import Future
from os import PathLike
from typing import Literal, TypeAlias, cast
from urllib.parse import quote_plus, urlencode

from ._http import httpx
from .auth import BoundAuth
from .call import Run, Sleep, Spawn, Steps, Wait, clock, log, read, send
from .credentials import CredentialsFile, MemoryStore, Store
from .errors import LoginError, TimedOut, printable
from .locking import taken
from .tokens import Token

Grant: TypeAlias = Literal["refresh_token", "client_credentials", "password"]
Form: TypeAlias = Mapping[str, str]
RENEWAL_TIMEOUT = httpx.Timeout(60, connect=10)
AHEAD_PAUSE = 5.0
"""Seconds between two attempts to renew a token that is still good."""
_RENEWALS: dict[tuple[int, str, str], Future[Token]] = {}
"""What is under way in this process, by process id (for forks), store and service."""


WELL_KNOWN = "/.well-known/openid-configuration"
"""Where an issuer describes itself (OpenID Connect Discovery 1.0, section 4)."""


class OAuth2(BoundAuth):
    """Signs requests with a token that is renewed before it ends.

    Endpoints that are not given are looked up at the issuer when the first is needed
    (OpenID Connect Discovery 1.0); nothing is sent by the constructor.

    Args:
        client_id: Name that the service knows this program by.
        client_secret: Its secret, where it has one.
        issuer: URL of the issuer, for discovery; that of the service when omitted.
        discovery_url: URL of the issuer's description itself, where that is known.
        token_url: Where tokens are given out; relative to the service's URL.
        device_url: Where a device login begins (RFC 8628).
        authorization_url: Where a login in the browser begins.
        revocation_url: Where tokens are revoked (RFC 7009).
        scope: What to ask for, separated by spaces.
        grant: How the first token is got: by logging in (`refresh_token`), or at any
            time by `client_credentials` or `password`.
        username: User, for the grant `password`.
        password: Password, for the grant `password`.
        store: Where tokens are kept. When omitted, a session that a person logged in
            to is in the credentials file of the preferences, below the user's cache
            folder by default; other tokens live as long as the process.
    """

    def __init__(
        self,
        client_id: str,
        *,
        client_secret: str | None = None,
        issuer: str | None = None,
        discovery_url: str | None = None,
        token_url: str | None = None,
        device_url: str | None = None,
        authorization_url: str | None = None,
        revocation_url: str | None = None,
        scope: str = "",
        grant: Grant = "refresh_token",
        username: str = "",
        password: str = "",
        store: Store | None = None,
    ) -> None:
        self.client_id = client_id
        self.scope = scope
        self.grant: Grant = grant
        self.store: Store = store or MemoryStore()
        self._keep_in_file = store is None and grant == "refresh_token"
        self._secret = client_secret
        if issuer is not None and discovery_url is None:
            discovery_url = f"{issuer.rstrip('/')}{WELL_KNOWN}"
        self._discovery_url = discovery_url
        self._user = {"username": username, "password": password}
        self._base = httpx.URL("")
        self._service = discovery_url or token_url or ""
        self._token: Token | None = None
        self._unsaved: Token | None = None
        self._not_before = 0.0
        given = {
            "token_endpoint": token_url,
            "device_authorization_endpoint": device_url,
            "authorization_endpoint": authorization_url,
            "revocation_endpoint": revocation_url,
        }
        self._endpoints = {name: url for name, url in given.items() if url is not None}
        self._discovered = discovery_url is None and bool(self._endpoints)

    def __repr__(self) -> str:
        return f"OAuth2({self.client_id!r}, {self._service!r})"

    def bind(self, base_url: str, file: PathLike[str]) -> None:
        """Say which service it is for; the client does."""
        if self._keep_in_file:
            self._keep_in_file = False
            self.store = CredentialsFile(file)
        self._base = httpx.URL(base_url + "/")
        self._service = f"{base_url} {self.client_id}"

    # --- signing ----------------------------------------------------------------------

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request; renew the token when it is old, or when it is refused."""
        return cast(
            "Generator[httpx.Request, httpx.Response, None]", self._signing(request)
        )

    def _signing(self, request: httpx.Request) -> Generator[object, object, None]:
        token = self._token
        if token is None or token.state() != "fresh":
            token = yield from self._current()
            if token is not None and token.state() == "stale" and self._may_try():
                # Renewed ahead, on the side: this call goes on with the old one.
                yield from self._start(token)
        if token is None or token.state() == "expired":
            token = yield from self._renewed(token, request)
        _sign(request, token)
        response = cast("httpx.Response", (yield request))
        if response.status_code == 401:
            again = yield from self._renewed(token, request)
            if again.access_token != token.access_token:
                _sign(request, again)
                yield request

    def _may_try(self) -> bool:
        """Whether it is time to renew ahead: not with every call, should it fail."""
        if clock() < self._not_before:
            return False
        self._not_before = clock() + AHEAD_PAUSE
        return True

    def _current(self) -> Steps[Token | None]:
        """The newest token there is, of memory and store."""
        stored = cast("Token | None", (yield Run(self._load)))
        self._token = stored
        return stored

    def _load(self) -> Token | None:
        stored = self.store.load(self._service)
        kept = self._unsaved
        newer = kept and (stored is None or kept.issued_at > stored.issued_at)
        return kept if newer else stored

    # --- renewing ---------------------------------------------------------------------

    def _start(self, refused: Token | None) -> Steps[Future[Token]]:
        """Start a renewal on the side, unless one is under way."""
        key = (os.getpid(), self.store.place, self._service)
        mine: Future[Token] = Future()
        running = _RENEWALS.setdefault(key, mine)
        if running is mine:
            mine.add_done_callback(lambda _: _RENEWALS.pop(key, None))
            try:
                yield Spawn(self._renewal(refused), mine)
            except BaseException as error:
                mine.set_exception(error)
                raise
        return running

    def _renewed(self, refused: Token | None, request: httpx.Request) -> Steps[Token]:
        """Wait for a token other than the refused one, as long as the caller may."""
        renewal = yield from self._start(refused)
        waits: Mapping[str, float | None] = request.extensions.get("timeout", {})
        limit = waits.get("read")
        yield Wait(renewal, limit)
        if not renewal.done():
            raise TimedOut(f"the token is still being renewed after {limit} s")
        self._token = renewal.result()
        return self._token

    def _renewal(self, refused: Token | None) -> Steps[Token]:
        yield from taken(self.store)
        try:
            known = cast("Token | None", (yield Run(self._load)))
            if known is not None and _is_winners(known, refused):
                return known
            token = yield from self._fetch(known)
            yield from self._keep(token)
            return token
        finally:
            self.store.unlock()

    def _keep(self, token: Token) -> Steps[None]:
        """Keep a new token; in memory alone where the store cannot."""
        self._token = self._unsaved = token
        try:
            yield Run(lambda: self.store.save(self._service, token))
        except OSError as error:
            log.warning("%r cannot be written: %s", self.store, error)
        else:
            self._unsaved = None

    def _fetch(self, known: Token | None) -> Steps[Token]:
        """Ask for a token by whatever there is to ask with."""
        form: dict[str, str] = {}
        if known is not None and known.refresh_token:
            form = {"refresh_token": known.refresh_token}
            try:
                return (yield from self.ask("refresh_token", form, known))
            except _Refused as error:
                if self.grant == "refresh_token":
                    raise LoginError(
                        f"the session has ended ({error}): log in again"
                    ) from None
        if self.grant == "refresh_token":
            raise LoginError("there is no session: log in first")
        form = self._user if self.grant == "password" else {}
        try:
            return (yield from self.ask(self.grant, form))
        except _Refused as error:
            raise LoginError(f"the login was refused: {error}") from None

    # --- asking -----------------------------------------------------------------------

    def ask(
        self, grant: str, form: Form, previous: Token | None = None
    ) -> Steps[Token]:
        """Ask the token endpoint.

        Raises:
            LoginError: It refuses, or does not answer as it should.
        """
        url = yield from self.endpoint("token_endpoint")
        values = {"grant_type": grant, **form}
        if self.scope and grant != "authorization_code":
            values["scope"] = self.scope
        response = yield from self.post(url, values)
        if response.status_code >= 500:
            # Once more: what failed there has not taken effect, as a rule.
            yield Sleep(0.2)
            response = yield from self.post(url, values)
        if response.status_code == 200:
            return Token.from_reply(response.content, previous)
        raise refused(response)

    def post(self, url: str, values: Form) -> Steps[httpx.Response]:
        """Send a form as this client, and read the reply."""
        form = dict(values)
        headers = {"Accept": "application/json"}
        if self._secret is None:
            form["client_id"] = self.client_id
        else:
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self._secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        request = httpx.Request(
            "POST",
            url,
            headers={
                **headers,
                "Content-Type": "application/x-www-form-urlencoded",
            },
            content=urlencode(form).encode(),
            extensions={"timeout": RENEWAL_TIMEOUT.as_dict()},
        )
        response = yield from send(request)
        return (yield from read(response))

    def endpoint(self, name: str) -> Steps[str]:
        """URL of an endpoint, from the issuer's description where it is not given.

        Raises:
            LoginError: There is none.
        """
        if name not in self._endpoints and not self._discovered:
            yield from self._discover()
        url = self._endpoints.get(name)
        if url is None:
            raise LoginError(f"the service has no {name.replace('_', ' ')}")
        return str(self._base.join(url))

    def _discover(self) -> Steps[None]:
        request = httpx.Request(
            "GET",
            self._base.join(self._discovery_url or WELL_KNOWN),
            headers={"Accept": "application/json"},
            extensions={"timeout": RENEWAL_TIMEOUT.as_dict()},
        )
        response = yield from send(request)
        response = yield from read(response)
        try:
            found: object = json.loads(response.content)
        except ValueError:
            found = None
        if response.status_code != 200 or not isinstance(found, dict):
            raise LoginError(
                f"{request.url} answered {response.status_code} without a description"
            )
        for key, value in cast("dict[str, object]", found).items():
            if isinstance(value, str):
                self._endpoints.setdefault(key, value)
        self._discovered = True

    # --- logging in and out -----------------------------------------------------------

    def check(self) -> Steps[None]:
        """Find out whether a token can be kept, before a person is asked for one.

        Raises:
            LoginError: It cannot.
        """
        yield from taken(self.store)
        self.store.unlock()

    def accept(self, token: Token) -> Steps[None]:
        """Keep the token of a login."""
        yield from taken(self.store)
        try:
            yield from self._keep(token)
        finally:
            self.store.unlock()

    def logout(self) -> Steps[None]:
        """Forget the tokens, and tell the service where it wants to know."""
        yield from taken(self.store)
        try:
            known = cast("Token | None", (yield Run(self._load)))
            yield Run(lambda: self.store.save(self._service, None))
            self._token = self._unsaved = None
        finally:
            self.store.unlock()
        if known is None:
            return
        try:
            url = yield from self.endpoint("revocation_endpoint")
        except LoginError:
            return
        token = known.refresh_token or known.access_token
        yield from self.post(url, {"token": token})


class _Unavailable(LoginError):
    """The token endpoint failed; it may answer later."""


class _Refused(LoginError):
    """The token endpoint refused; `code` says why (RFC 6749, section 5.2)."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def refused(response: httpx.Response) -> LoginError:
    """The error of a token endpoint's reply."""
    try:
        values: object = json.loads(response.content)
    except ValueError:
        values = None
    known = cast("dict[str, object]", values if isinstance(values, dict) else {})
    code = str(known.get("error", ""))
    said = known.get("error_description") or known.get("detail") or code
    text = f"the token endpoint answered {response.status_code}"
    if said:
        text = f"{text}: {printable(str(said))}"
    if response.status_code in (400, 401, 403):
        return _Refused(text, code)
    if response.status_code == 429 or response.status_code >= 500:
        return _Unavailable(text)
    return LoginError(text)


def refusal_code(error: LoginError) -> str:
    """Why the token endpoint refused; empty when it did not.

    `temporarily_unavailable` also where it says so by its status.
    """
    if isinstance(error, _Unavailable):
        return "temporarily_unavailable"
    return error.code if isinstance(error, _Refused) else ""


def _sign(request: httpx.Request, token: Token) -> None:
    request.headers["Authorization"] = f"Bearer {token.access_token}"


def _is_winners(known: Token, refused: Token | None) -> bool:
    """Whether somebody else has renewed the token meanwhile."""
    if refused is not None and known.access_token == refused.access_token:
        return False
    return known.state() == "fresh"
