"""How one flavour says what the other says: the words that a twin may differ in.

One list for both readers: the comparison of twins turns aio words into sync words and
compares, the mirror writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

NAMES: Final = {
    "AbstractAsyncContextManager": "AbstractContextManager",
    "AsyncBaseTransport": "BaseTransport",
    "AsyncClient": "Client",
    "AsyncContextManager": "ContextManager",
    "AsyncExitStack": "ExitStack",
    "AsyncGenerator": "Generator",
    "AsyncHTTPTransport": "HTTPTransport",
    "AsyncIterable": "Iterable",
    "AsyncIterator": "Iterator",
    "StopAsyncIteration": "StopIteration",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "aclose": "close",
    "aclosing": "closing",
    "aiter": "iter",
    "aiter_bytes": "iter_bytes",
    "aiter_lines": "iter_lines",
    "aiter_raw": "iter_raw",
    "aiter_text": "iter_text",
    "anext": "next",
    "aread": "read",
    "asynccontextmanager": "contextmanager",
}
"""Name in aio -> name in sync."""

MODULES: Final = {
    "asyncio.Event": "threading.Event",
    "asyncio.Lock": "threading.Lock",
    "asyncio.Semaphore": "threading.Semaphore",
    "asyncio.BoundedSemaphore": "threading.BoundedSemaphore",
    "asyncio.Condition": "threading.Condition",
    "asyncio.sleep": "time.sleep",
}
"""Name of asyncio -> its twin."""

_PROSE: Final = (
    (re.compile(r"\b[Aa]wait(?:ing)? (?=[`\w])"), ""),
    (re.compile(r"\basync (?=(?:for|with|def)\b)"), ""),
    (re.compile(r"\basynchronous(ly)? "), ""),
    (re.compile(r"\bA(n?) (?=a?sync)"), "A "),
    (re.compile(r"\basyncio (?=client|flavour|code)"), "blocking "),
    (re.compile(r"\b(from|import|in|of|`)( ?)(\w*\.)?aio\b"), r"\1\2\3sync"),
    (re.compile(r"\.aio\b"), ".sync"),
)
_WORD: Final = re.compile(r"\b\w+\b")


NO_NAMES: Final[Mapping[str, str]] = {}


def dotted_in_sync(name: str, own: Mapping[str, str] = NO_NAMES) -> str:
    """Turn an absolute name of aio code into that of sync code.

    Args:
        name: The name.
        own: More names, those of the client classes.
    """
    if name in MODULES:
        return MODULES[name]
    parts = [_in_sync(part, own) for part in name.split(".")]
    return ".".join(parts)


def _in_sync(part: str, own: Mapping[str, str]) -> str:
    return "sync" if part == "aio" else own.get(part) or NAMES.get(part, part)


def prose_in_sync(text: str, own: Mapping[str, str] = NO_NAMES) -> str:
    """Turn a docstring or comment of aio code into one of sync code."""
    for pattern, other in _PROSE:
        text = pattern.sub(other, text)
    text = re.sub(r"\basyncio\.\w+", lambda m: MODULES.get(m[0], m[0]), text)
    return _WORD.sub(lambda m: own.get(m[0]) or NAMES.get(m[0], m[0]), text)
