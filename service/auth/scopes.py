"""Scopes: what a client asks for, in words (RFC 6749, 3.3)."""

from dataclasses import dataclass
from typing import Self

from ..config.model import ServiceConfig
from .errors import OAuthFailure
from .models import ErrorCode

SUPPORTED = ["openid", "profile", "offline_access", "group:<name>"]
"""For the metadata of the server."""

_PLAIN = frozenset({"openid", "profile", "offline_access"})


@dataclass(frozen=True)
class Scope:
    """A scope, taken apart."""

    words: tuple[str, ...]
    group: str | None
    """The group asked for; the user's default group when None."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the scope in a parameter.

        Raises:
            OAuthFailure: `invalid_scope` for a word that is not known, or for two
                groups.
        """
        words = tuple(dict.fromkeys(text.split()))
        groups = [word for word in words if word.startswith("group:")]
        unknown = [word for word in words if word not in _PLAIN | set(groups)]
        if unknown or len(groups) > 1:
            raise OAuthFailure(
                ErrorCode.INVALID_SCOPE,
                f"scopes are {', '.join(SUPPORTED)}, with one group at most",
            )
        return cls(words, groups[0].removeprefix("group:") if groups else None)

    def __str__(self) -> str:
        return " ".join(self.words)

    @property
    def wants_id_token(self) -> bool:
        """Whether the client wants to know who the user is."""
        return "openid" in self.words


def group_for(scope: Scope, username: str, config: ServiceConfig) -> str:
    """Return the group that a user gets with a scope.

    Raises:
        OAuthFailure: `invalid_scope` when the user is not in that group, or in
            none at all.
    """
    groups = config.groups_of(username)
    if scope.group is None and groups:
        return groups[0]
    if scope.group in groups:
        return scope.group
    raise OAuthFailure(
        ErrorCode.INVALID_SCOPE, f"{username} is not in group {scope.group or '(any)'}"
    )
