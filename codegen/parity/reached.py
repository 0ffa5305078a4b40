"""Which lines of a client's shared code its calls reach.

What a client has no use for, the cursors of a service that counts its pages say, cannot
go wrong in it: a drift there is no drift of this client.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

Lines = set[tuple[str, int]]


@contextmanager
def reached(part: str) -> Iterator[Lines]:
    """Note the lines that run, as file and number.

    Args:
        part: Part of the paths of the files that matter.
    """
    lines: Lines = set()

    def each_line(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return each_line

    def each_call(frame: FrameType, event: str, argument: Any) -> Any:
        return each_line if part in frame.f_code.co_filename else None

    before = sys.gettrace()
    threading.settrace(each_call)
    sys.settrace(each_call)
    try:
        yield lines
    finally:
        sys.settrace(before)
        threading.settrace(before)
