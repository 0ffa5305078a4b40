"""Reads by the document what both flavours have sent while they were compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from codegen.parity.calls import Script
from codegen.parity.drive import DriftError, Driver
from codegen.parity.files import Recipe
from codegen.parity.finding import Finding
from codegen.parity.operations import Operation
from codegen.parity.pair import Outcome, Pair
from codegen.parity.trace import Answer
from codegen.parity.truth.binding import Binding, NotBoundError
from codegen.parity.truth.check import NotReadError, Truth, sent
from codegen.parity.truth.compare import own_type
from codegen.parity.truth.content import FORM, MULTIPART, is_bytes, is_text
from codegen.parity.truth.document import UnreadableError
from codegen.parity.truth.fault import fault_of
from codegen.parity.truth.given import MISSING, Given
from codegen.parity.truth.reading import Request
from codegen.parity.truth.same import unwrapped
from codegen.parity.truth.source import Source, source
from codegen.parity.truth.styles import WrongFormError
from codegen.parity.truth.where import can_be_told
from codegen.printable import one_line


class ReadingDriver(Driver):
    """Compares both flavours, and reads every request by the document, too.

    Attributes:
        source: What the client was made of; None when nobody knows.
        truth: Reads them, and draws calls of its own; None for the flavours alone.
    """

    source: Source | None = None
    truth: Truth | None = None

    def check(self, operation: Operation) -> Finding | None:
        """Call one operation; return the smallest difference, or fault."""
        found = super().check(operation)
        if found is not None or self.truth is None:
            return found
        return self.truth.check(operation)

    def _judge(
        self, script: Script, answers: list[Answer], sync: Outcome, aio: Outcome
    ) -> None:
        super()._judge(script, answers, sync, aio)
        if self.truth is None:
            return
        requests = sent(sync.events)
        try:
            for request in requests[:1]:  # others may follow links of an answer
                _read(self.truth, script, request)
                _check_signed(self.truth, script, request)
        except WrongFormError as error:
            found = fault_of(self._pair, script, answers, requests, str(error))
            raise DriftError(found) from None

    def close(self) -> None:
        """Let go of what requests were read by."""
        if self.truth is not None:
            self.truth.close()
        if self.source is not None:
            self.source.close()


def reading_driver(
    pair: Pair, folder: Path, given: str | None, *, examples: int, seed: int
) -> ReadingDriver:
    """Make a driver that reads requests by what the client was made of, if it is known.

    Args:
        pair: Both clients.
        folder: Where files to upload are written.
        given: A file, a URL or an import string; the configuration says it when None.
        examples: Calls of each operation.
        seed: Chooses which ones.

    Raises:
        IsospinError: What is named cannot be read.
    """
    driver = ReadingDriver(pair, folder, examples=examples, seed=seed)
    driver.source = source(pair.package, given)
    if driver.source is not None:
        driver.truth = Truth(
            pair,
            driver.source.document,
            folder,
            examples=examples,
            seed=seed,
            application=driver.source.application,
        )
    return driver


def told(driver: ReadingDriver) -> Iterator[str]:
    """Say what was read, and what was not, a line each."""
    if driver.truth is None or driver.source is None:
        yield "note: no document is known, so nobody has read the requests (--input)"
        return
    counts = driver.truth.counts
    asked = f", {counts.received} of them by FastAPI" if counts.received else ""
    yield (
        f"document: {counts.operations} operations, {counts.requests} requests"
        f" read{asked}, {counts.values} values of replies compared"
    )
    if driver.source.note:
        yield f"note: FastAPI was not asked: {driver.source.note}"
    for name, reason in sorted(counts.skipped.items()):
        yield f"note: {name} is not called by the document: {one_line(reason)}"


def _read(truth: Truth, script: Script, request: Request) -> None:
    """Read a request by the document.

    Raises:
        WrongFormError: It is not what the document says, or not what was given.
    """
    try:
        found = truth.binding(script.operation)
    except (NotReadError, UnreadableError, NotBoundError):
        # Hand-written: what it sends has to be a request of some endpoint.
        truth.reader.check(request, truth.reader.endpoint(request))
        return
    arguments = arguments_of(script)
    body = arguments.get("body")
    if isinstance(body, Recipe) and not is_bytes(request.media_type):
        is_file = body.named is not None or body.form == "path"
        if is_file and request.body != body.content:
            raise WrongFormError(f"{body.content!r} is sent as {request.body!r}")
        return  # whether it holds what its type says is the caller's affair
    call = given_to(arguments, found)
    if found.endpoint.body_required and not request.body and _is_nothing(arguments):
        return  # what is asked for has no form on the wire, such as no files at all
    if call is None:
        own = own_type(arguments.get("body"))
        endpoint = truth.reader.endpoint(request)
        truth.reader.check(request, endpoint, own, is_told=False)
    else:
        truth.compare(found, call, request)


def _check_signed(truth: Truth, script: Script, request: Request) -> None:
    """Refuse a request without the credentials that it needs.

    Raises:
        WrongFormError: They are missing.
    """
    needed = script.signed and truth.reader.endpoint(request).secured
    if needed and not request.lines("authorization"):
        raise WrongFormError("the credentials are not sent")


def _is_nothing(arguments: Mapping[str, Any]) -> bool:
    body = unwrapped(arguments.get("body"))
    if isinstance(body, Mapping):
        return all(value is None for value in body.values())
    return body in (None, [])


def arguments_of(script: Script) -> dict[str, Any]:
    """The arguments of a call by name, without those that are None."""
    names = (parameter.name for parameter in script.operation.parameters)
    given = {**dict(zip(names, script.positional, strict=False)), **script.named}
    return {name: value for name, value in given.items() if value is not None}


def given_to(arguments: Mapping[str, Any], found: Binding) -> Given | None:
    """What a call is given, by the document's names; None where it cannot be told."""
    values = {
        parameter: arguments[name]
        for name, parameter in found.parameters.items()
        if name in arguments
    }
    if not all(can_be_told(value, one) for one, value in values.items()):
        return None
    endpoint = found.endpoint
    is_form = not endpoint.bodies.keys().isdisjoint((FORM, MULTIPART))
    if found.fields:
        fields = {
            wire: arguments[name]
            for name, wire in found.fields.items()
            if name in arguments
        }
        sent = [one for one in fields.values() if not (is_form and one in ([], ()))]
        body: Any = fields if sent or endpoint.body_required else MISSING
    else:
        body = unwrapped(arguments.get("body", MISSING))
    if endpoint.body_required and body in (MISSING, {}):
        return None
    chosen = endpoint.bodies.get(arguments.get("content_type", ""))
    if chosen is not None and is_text(chosen.media_type) and not isinstance(body, str):
        return None  # how an object is text is the client's own affair
    return Given(values, body, chosen, form="python")
