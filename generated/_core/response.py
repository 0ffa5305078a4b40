"""A value together with the reply it came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from ._http import httpx

T = TypeVar("T")


@dataclass(frozen=True)
class Response(Generic[T]):
    """What `client.with_response(method)(...)` returns.

    Attributes:
        parsed: What the method itself returns.
        http: The last reply, as the HTTP library gives it.
        history: Every reply of the call, in order: a hand-written method may send
            several requests, and a call may be redirected or repeated.
    """

    parsed: T
    http: httpx.Response
    history: Sequence[httpx.Response]

    @property
    def status(self) -> int:
        """Status code of the last reply."""
        return self.http.status_code

    @property
    def headers(self) -> httpx.Headers:
        """Headers of the last reply."""
        return self.http.headers

    @property
    def not_modified(self) -> bool:
        """Whether the service answered 304: what the caller holds is still true."""
        return self.http.status_code == 304
