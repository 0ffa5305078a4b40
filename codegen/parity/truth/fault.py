"""A request, or a value, that is not what the document says."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.parity.calls import Script
from codegen.parity.finding import Finding
from codegen.parity.pair import Pair
from codegen.parity.trace import Answer
from codegen.parity.truth.reading import Request
from codegen.parity.written import snippet


class Fault(Finding):
    """What both flavours do, and the document does not say; see `Finding`.

    `sync` is what is wrong, `aio` what was sent.
    """

    def _told(self) -> list[str]:
        lines = [f"{self.subject}: not what the document says", f"  {self.sync}"]
        lines += [f"  at {self.sync_place}"] if self.sync_place else []
        lines += [f"  sent {self.aio}"] if self.aio else []
        return lines


class UntrueError(Exception):
    """A call is not what the document says.

    Attributes:
        fault: In what.
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sync)
        self.fault = fault


def fault(subject: str, said: str, place: str) -> Fault:
    """A fault that no call is needed to see."""
    return Fault("request", subject, said, "", place)


def fault_of(
    pair: Pair,
    script: Script,
    answers: Sequence[Answer],
    requests: Sequence[Request],
    said: str,
) -> Fault:
    """A fault of a call, with the call to paste.

    Args:
        pair: Both clients.
        script: The call.
        answers: What was answered.
        requests: What was sent; the first is shown.
        said: What is wrong.
    """
    names = pair.sync.kind.__name__, pair.aio.kind.__name__
    text = snippet(
        pair.package,
        names,
        (script.written, script.written_aio),
        list(answers),
        retries=script.retries,
        signed=script.signed,
        lenient=script.lenient,
    )
    sent = "".join(map(str, requests[:1]))
    subject = f"{script.operation.path}: {script.written}"
    return Fault("request", subject, said, sent, script.operation.place, "", text)
