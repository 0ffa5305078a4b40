"""A document behind a URL: the only thing that isospin ever asks the network for."""

from __future__ import annotations

import time
from typing import Final
from urllib.parse import urlsplit

from codegen.errors import InputError
from codegen.printable import one_line, printable

MAX_BYTES: Final = 256 * 1024 * 1024


def fetch(url: str, timeout: float) -> bytes:
    """Return the body behind an `http` or `https` URL, redirects followed.

    Args:
        url: May hold a user and a password.
        timeout: Seconds until the whole answer is there.

    Raises:
        InputError: there is no answer, no success, or no end.
    """
    import httpx  # here: no other kind of input pays for it

    data = bytearray()
    end = time.monotonic() + timeout
    try:
        with httpx.stream(
            "GET",
            url,
            timeout=timeout,
            follow_redirects=True,
            headers={"Accept": "application/json, application/yaml;q=0.9, */*;q=0.1"},
        ) as response:
            if not response.is_success:
                raise _failed(url, f"the server answers {response.status_code}")
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > MAX_BYTES:
                    raise too_large(url_name(url))
                if time.monotonic() > end:
                    raise _failed(url, f"it is not there in {timeout:g} s")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        said = one_line(str(error)) or type(error).__name__
        raise _failed(url, f"it cannot be read: {said}") from None
    return bytes(data)


def url_name(url: str) -> str:
    """Return a URL as messages may show it: no user, password or query."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return printable(url.partition("?")[0])
    return printable(f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}")


def too_large(place: str) -> InputError:
    """Return the error for an input without a reasonable end."""
    return InputError.of(
        "ISO016",
        place,
        f"the document is larger than {MAX_BYTES // 1024 // 1024} MB",
        "Give a smaller one",
    )


def _failed(url: str, fact: str) -> InputError:
    return InputError.of(
        "ISO011",
        url_name(url),
        fact,
        "Check the URL, or save it to a file and name that",
    )
