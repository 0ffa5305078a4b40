"""A service that is not there: it answers by what is asked, and remembers what it did.

Each flavour has one of its own, told the same things. What it answers depends on the
request alone and on what it was told, never on the order in which requests of different
threads or tasks arrive.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

from codegen.parity.trace import Answer, Clock

_JSON: Final = (("content-type", "application/json"),)
Route = Any
"""A function that takes a request and returns an `Answer`."""


@dataclass
class Service:
    """What it knows.

    Attributes:
        clock: What time it is.
        lifetime: Seconds that access tokens are good for; None when it does not say.
        rotates: Whether each renewal brings a new refresh token.
        people: What the next device logins come to: "" for success, or an error code.
        troubles: What is answered to requests of a path before anything else.
        routes: What is answered to requests of a path, where it is not about tokens;
            `*` stands for all others.
    """

    clock: Clock
    lifetime: float | None = 600.0
    rotates: bool = True
    people: list[str] = field(default_factory=list[str])
    troubles: dict[str, list[Answer]] = field(default_factory=dict[str, list[Answer]])
    routes: dict[str, Route] = field(default_factory=dict[str, Route])
    _issued: int = 0
    _access: dict[str, float] = field(default_factory=dict[str, float])
    _refresh: set[str] = field(default_factory=set[str])

    def answer(self, number: int, request: Any) -> Answer:
        """Answer a request."""
        path = request.url.path.removeprefix("/base")
        if troubles := self.troubles.get(path):
            return troubles.pop(0)
        known: dict[str, Callable[[Any], Answer]] = {
            "/.well-known/openid-configuration": self._described,
            "/token": self._token,
            "/device": self._device,
            "/revoke": self._revoked,
        }
        found = known.get(path) or self.routes.get(path) or self.routes.get("*")
        if found is not None:
            answered: Answer = found(request)
            return answered
        return self._resource(request)

    def end_sessions(self) -> None:
        """Let no token be good any more."""
        self._access.clear()
        self._refresh.clear()

    def forget_access(self) -> None:
        """Let access tokens be refused, and refresh tokens be good."""
        self._access.clear()

    def _resource(self, request: Any) -> Answer:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token and self._access.get(token, -1.0) < self.clock.now:
            return said(401, {"detail": "the token is not valid"})
        return said(200, {"seen": token})

    def _described(self, request: Any) -> Answer:
        names = {
            "token_endpoint": "token",
            "device_authorization_endpoint": "device",
            "revocation_endpoint": "revoke",
        }
        base = "https://service.test/base"
        return said(200, {name: f"{base}/{path}" for name, path in names.items()})

    def _token(self, request: Any) -> Answer:
        form = _form(request)
        if form.get("grant_type", "").endswith("device_code"):
            if self.people and (error := self.people.pop(0)):
                return said(400, {"error": error})
        elif form.get("grant_type") == "refresh_token":
            if form.get("refresh_token") not in self._refresh:
                text = {"error": "invalid_grant", "error_description": "it is over"}
                return said(400, text)
            if self.rotates:
                self._refresh.discard(form["refresh_token"])
        elif form.get("password") == "wrong":
            return said(401, {"error": "invalid_grant"})
        return self._new(form)

    def _new(self, form: Mapping[str, str]) -> Answer:
        self._issued += 1
        token = f"access-{self._issued}"
        self._access[token] = self.clock.now + (self.lifetime or 1e9)
        values: dict[str, Any] = {"access_token": token, "token_type": "Bearer"}
        if self.lifetime is not None:
            values["expires_in"] = self.lifetime
        if form.get("grant_type") != "client_credentials" and self.rotates:
            values["refresh_token"] = f"refresh-{self._issued}"
            self._refresh.add(values["refresh_token"])
        return said(200, values)

    def _device(self, request: Any) -> Answer:
        values = {
            "device_code": "device",
            "user_code": "ABCD",
            "verification_uri": "https://service.test/enter",
            "interval": 3,
            "expires_in": 30,
        }
        return said(200, values)

    def _revoked(self, request: Any) -> Answer:
        self._refresh.discard(_form(request).get("token", ""))
        return Answer(204)


def said(status: int, values: object, **headers: str) -> Answer:
    """An answer of JSON."""
    lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(status, (*_JSON, *lines), (json.dumps(values).encode(),))


def _form(request: Any) -> dict[str, str]:
    content = b"".join(request.stream).decode()
    return {name: values[-1] for name, values in parse_qs(content).items()}
