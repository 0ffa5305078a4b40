"""Where a redirect leads, and what may go there."""

from __future__ import annotations

from ._http import httpx
from .retry import is_replayable

MAX_REDIRECTS = 10


def redirected(
    request: httpx.Request, response: httpx.Response, home: httpx.URL
) -> httpx.Request | None:
    """The request that a redirect asks for; None when it is not followed.

    Followed are redirects of GET and HEAD, and those that keep method and body (307
    and 308, FastAPI's answer to a missing slash) on the same host. To another host
    goes no header that the caller or the credentials added, and never from https to
    http.
    """
    status = response.status_code
    if not 300 < status < 309 or status in (304, 305, 306):
        return None
    location: str = response.headers.get("location", "")
    if not location:
        return None
    try:
        url = request.url.join(location)
    except httpx.InvalidURL:
        return None
    if url.scheme not in ("http", "https") or not url.host:
        return None
    if request.url.scheme == "https" and url.scheme == "http":
        return None
    same = same_origin(url, home)
    plain = request.method in ("GET", "HEAD")
    if not plain:
        again = is_replayable(request)
        if not same or status not in (307, 308) or not again:
            return None
    return httpx.Request(
        request.method,
        url,
        headers=_redirect_headers(request, url, same),
        stream=request.stream,
        extensions=request.extensions,
    )


_HARMLESS = {b"accept", b"accept-encoding", b"connection", b"user-agent"}


def _redirect_headers(
    request: httpx.Request, url: httpx.URL, same: bool
) -> list[tuple[bytes, bytes]]:
    kept = [(b"Host", url.netloc)]
    for name, value in request.headers.raw:
        lower = name.lower()
        if lower in _HARMLESS or (same and lower != b"host"):
            kept.append((name, value))
    return kept


def same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    """Whether two URLs have scheme, host and port in common (RFC 6454)."""
    return _origin(one) == _origin(other)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    default = {"http": 80, "https": 443}.get(url.scheme)
    return url.scheme, url.host, url.port or default
