"""Credentials that do not change: a token, a key, a password.

Each signs a request by a flow of the HTTP library's kind. What can be renewed is in
`oauth`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from os import PathLike
from typing import Literal
from urllib.parse import quote

from . import wire
from ._http import httpx
from .errors import ArgumentError

Place = Literal["header", "query", "cookie"]


class BoundAuth(httpx.Auth):
    """Credentials that have to know which service they are for."""

    def bind(self, base_url: str, file: PathLike[str]) -> None:
        """Say which service it is, and in which file tokens are kept by default."""
        raise NotImplementedError


class BearerToken(httpx.Auth):
    """A token in the `Authorization` header (RFC 6750).

    Args:
        token: The token, or a function that is asked for it at every request.
    """

    def __init__(self, token: str | Callable[[], str]) -> None:
        self._token = token

    def __repr__(self) -> str:
        return "BearerToken(***)"

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request."""
        token = self._token if isinstance(self._token, str) else self._token()
        wire.header_value("Authorization", token)
        request.headers["Authorization"] = f"Bearer {token}"
        yield request


class ApiKey(httpx.Auth):
    """A key in a header, in the query or in a cookie.

    Args:
        key: The key.
        name: Name of the header, query argument or cookie.
        place: Where it goes.
    """

    def __init__(self, key: str, name: str, place: Place = "header") -> None:
        self._key = key
        self._name = name
        self._place = place

    def __repr__(self) -> str:
        return f"ApiKey(***, {self._name!r}, {self._place!r})"

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request."""
        if self._place == "header":
            wire.header_name(self._name)
            value = wire.header_value(self._name, self._key)
            request.headers[self._name] = value.decode("latin-1")
        elif self._place == "cookie":
            cookie = wire.cookie(self._name, self._key)
            others = request.headers.get("Cookie")
            request.headers["Cookie"] = f"{others}; {cookie}" if others else cookie
        else:
            pair = f"{quote(self._name, safe='')}={quote(self._key, safe='')}".encode()
            query = request.url.query
            if pair not in query.split(b"&"):
                query = query + b"&" + pair if query else pair
                request.url = request.url.copy_with(query=query)
        yield request


def as_auth(
    auth: httpx.Auth | tuple[str, str] | str | None,
    key: tuple[Place, str] | None,
    base_url: str,
    file: PathLike[str],
) -> httpx.Auth | None:
    """Credentials in any of the forms that a client takes.

    Args:
        auth: A flow, user and password, or a token.
        key: Place and name of the key, where the service wants a key, not a token.
        base_url: URL of the service.
        file: File that tokens are kept in, where the credentials do not say.

    Raises:
        ArgumentError: They are in none of these forms.
    """
    if isinstance(auth, BoundAuth):
        auth.bind(base_url, file)
    if isinstance(auth, str):
        return BearerToken(auth) if key is None else ApiKey(auth, key[1], key[0])
    if isinstance(auth, tuple):
        return httpx.BasicAuth(*auth)
    if auth is None or _has_flow(auth):
        return auth
    raise ArgumentError(
        f"`auth` is {type(auth).__name__}: give a token, (user, password), or an "
        "httpx.Auth with an `auth_flow`, which serves both clients"
    )


def _has_flow(auth: object) -> bool:
    # One that has only `sync_auth_flow` or `async_auth_flow` would sign nothing here.
    return (
        isinstance(auth, httpx.Auth)
        and type(auth).auth_flow is not httpx.Auth.auth_flow
    )
