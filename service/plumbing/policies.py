"""Access policies: the rules of a router, which each of its routes must apply.

A route names the policy's class, gets it ready for the request's user, and must
call it. A route that does not name it is refused when it is added to the router.
One that names it and then does not call it is refused when it answers, in
development; in production that is logged as an error.
"""

import functools
import logging
from collections.abc import Callable
from typing import Any, ClassVar

from fastapi.requests import HTTPConnection

from .injectable import Injectable, Marker
from .users import CurrentUser, User

logger = logging.getLogger(__name__)

_KEY = "plumbing.policies"


class ForgottenPolicyError(RuntimeError):
    """A route answered without having called its access policy."""


class AccessPolicy(Injectable):
    """Decides whether a user may do something; injected ready to be called.

    Subclasses define `__call__` as a coroutine method that raises an
    `HTTPException` with 403, or 404 where existence itself is a secret. Its
    parameters are what a route has to tell: an action, identifiers, a database.
    """

    called: bool = False
    """Whether the route has called the policy."""

    __call__: ClassVar[Callable[..., Any]]

    def __init__(self, user: User) -> None:
        self.user = user

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__call__" in vars(cls):
            cls.__call__ = _noting(vars(cls)["__call__"])

    @classmethod
    def dependency(cls, marker: Marker | None) -> Callable[..., Any]:
        """Return a new dependency for the policy, noted in the request."""

        async def provide(connection: HTTPConnection, user: CurrentUser) -> Any:
            policy = connection.app.state.container.resolve(cls)(user)
            connection.scope.setdefault(_KEY, []).append(policy)
            return policy

        return provide


def check_called(connection: HTTPConnection, *, development: bool) -> None:
    """Complain about each policy that the route has asked for and not called.

    Raises:
        ForgottenPolicyError: There is one, and this is development.
    """
    for policy in connection.scope.get(_KEY, ()):
        if not policy.called:
            message = (
                f"{connection.scope['method']} {connection.url.path} answered without"
                f" calling its {type(policy).__name__}"
            )
            if development:
                raise ForgottenPolicyError(message)
            logger.error(message)


def _noting(call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)
    async def called(self: AccessPolicy, *args: Any, **kwargs: Any) -> Any:
        self.called = True
        return await call(self, *args, **kwargs)

    return called
