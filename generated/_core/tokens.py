"""An OAuth 2.0 token and what can be said about it without asking anybody."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, cast

from .errors import LoginError

State = Literal["fresh", "stale", "expired"]
AHEAD = 60.0
"""Seconds before its end from which a token is renewed, or a fifth of its life."""
LEEWAY = 5.0
"""Seconds that clocks may differ by, and a request may take to arrive."""


@dataclass(frozen=True, repr=False)
class Token:
    """What a token endpoint gave (RFC 6749, section 5.1).

    Attributes:
        access_token: What signs requests.
        refresh_token: What gets the next one; it may change with every use.
        issued_at: Seconds since 1970.
        expires_at: Seconds since 1970; None when nobody says.
        scope: What it allows, separated by spaces.
    """

    access_token: str
    refresh_token: str | None = None
    issued_at: float = 0.0
    expires_at: float | None = None
    scope: str = ""

    def __repr__(self) -> str:
        return f"<Token: {self.state()}>"

    def state(self, now: float | None = None) -> State:
        """Whether it can be used: fresh, to be renewed soon (stale), or expired."""
        if self.expires_at is None:
            return "fresh"
        left = self.expires_at - (time.time() if now is None else now)
        life = self.expires_at - self.issued_at
        if left <= min(LEEWAY, life / 10):
            return "expired"
        return "stale" if left <= min(AHEAD, life / 5) else "fresh"

    def as_dict(self) -> dict[str, object]:
        """Plain values for a file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: object) -> Token | None:
        """The token that a file holds; None when it holds none."""
        if not isinstance(values, dict):
            return None
        known = cast("Mapping[str, object]", values)
        access, refresh = known.get("access_token"), known.get("refresh_token")
        issued, expires = known.get("issued_at"), known.get("expires_at")
        if not isinstance(access, str) or not isinstance(refresh, str | None):
            return None
        return cls(
            access,
            refresh,
            float(issued) if isinstance(issued, (int, float)) else 0.0,
            float(expires) if isinstance(expires, (int, float)) else None,
            str(known.get("scope", "")),
        )

    @classmethod
    def from_reply(cls, content: bytes, previous: Token | None = None) -> Token:
        """The token of a token endpoint's reply.

        Args:
            content: JSON.
            previous: The one that was renewed: its refresh token stays when the reply
                brings no other (RFC 6749, section 6).

        Raises:
            LoginError: There is no token in it.
        """
        try:
            values: object = json.loads(content)
        except ValueError:
            values = None
        known = cast("Mapping[str, object]", values if isinstance(values, dict) else {})
        access = known.get("access_token")
        if (
            not isinstance(access, str)
            or not access.isprintable()
            or not access.isascii()
        ):
            raise LoginError("the token endpoint answered without a token")
        now = time.time()
        lifetime = known.get("expires_in")
        try:
            expires: float | None = now + float(cast("str", lifetime))
        except (TypeError, ValueError):
            expires = _expiry_of_jwt(access)
        refresh = known.get("refresh_token")
        if not isinstance(refresh, str):
            refresh = previous.refresh_token if previous else None
        return cls(access, refresh, now, expires, str(known.get("scope", "")))


def _expiry_of_jwt(token: str) -> float | None:
    # Only to renew in time; whether the token is genuine is for the service to say.
    try:
        payload = token.split(".")[1]
        claims = json.loads(
            base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        )
        return float(claims["exp"])
    except (IndexError, KeyError, TypeError, ValueError):
        return None
