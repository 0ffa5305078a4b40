"""Calls operations with what the document allows, and reads what they send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Final, get_args, get_origin

from hypothesis import given, seed
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from pydantic import BaseModel

from codegen.parity.calls import Script
from codegen.parity.draw import Drawer
from codegen.parity.drive import drawing
from codegen.parity.files import FORMS, Recipe, fresh
from codegen.parity.finding import Finding
from codegen.parity.operations import Operation, resolved
from codegen.parity.pair import BASE, Pair
from codegen.parity.trace import Answer
from codegen.parity.truth import content
from codegen.parity.truth.application import Application
from codegen.parity.truth.binding import Binding, NotBoundError, bound
from codegen.parity.truth.compare import Comparing
from codegen.parity.truth.document import (
    Content,
    Description,
    Node,
    UnreadableError,
)
from codegen.parity.truth.drawing import Drawing, RefusedError
from codegen.parity.truth.fault import UntrueError, fault, fault_of
from codegen.parity.truth.instances import Files
from codegen.parity.truth.reading import Reader, Request
from codegen.parity.truth.replies import errors, streams, successes
from codegen.parity.truth.same import differs
from codegen.parity.truth.schemas import Schemas
from codegen.parity.truth.styles import WrongFormError
from codegen.parity.truth.where import Where

_NAMED: Final = (None, ("a.txt", None), None, ('ä"b.png', "text/csv"), None, None)
"""Names and media types of files of every form, in turn."""
_TURNS: Final = 4
"""Calls in which all choices are made alike, before any that are left to chance."""


class NotReadError(Exception):
    """What an operation sends is nothing that the document could be asked about."""


class Truth:
    """Compares what operations send with what the document says.

    Args:
        pair: Both clients; the blocking one is called.
        document: The document, as it was parsed.
        folder: Where files to upload are written.
        examples: Calls of each operation.
        seed: Chooses which ones.
        application: The application of the document, where it is one.
        shrink: Whether the smallest wrong call is looked for.

    Attributes:
        pair: Both clients.
        reader: Reads requests by the document.
        compare: Compares a request with what its call was given.
        counts: What was done.
    """

    def __init__(
        self,
        pair: Pair,
        document: Node,
        folder: Path,
        *,
        examples: int,
        seed: int = 0,
        application: Application | None = None,
        shrink: bool = True,
    ) -> None:
        self.pair = pair
        self._description = Description(document)
        self._client = pair.sync.kind(
            BASE, transport=pair.transports[0], retries=0, auth="secret"
        )
        self.reader = Reader(self._description, self._own_headers())
        self._comparing = Comparing(self.reader, application)
        self.compare = self._comparing.compare
        self.counts = self._comparing.counts
        self._drawing = Drawing(self._description, _files(pair, folder))
        self._replies = Schemas(self._description, "reply")
        self._examples = examples
        self._seed = seed
        self._shrink = shrink
        errors = pair.core("errors")
        self._refusal: type[Exception] = errors.ArgumentError
        self._bindings: dict[str, Binding | Exception] = {}

    def close(self) -> None:
        """Close the client."""
        self._client.close()

    def _own_headers(self) -> frozenset[str]:
        """Headers of a request that no operation is for, such as a patch may add."""
        with (
            self.pair.session(lambda *_: Answer(204), aio=False) as session,
            suppress(Exception),  # what is wrong with it shows in every call
        ):
            self._client.request("GET", "/")
        return frozenset(
            name for one in sent(session.events) for name, _ in one.headers
        )

    def check(self, operation: Operation) -> Finding | None:
        """Call one operation; return the smallest fault that was found."""
        try:
            found = self.binding(operation)
            before = self.counts.requests
            self._called(found)
        except NotBoundError as error:
            return fault(operation.path, str(error), operation.place)
        except UntrueError as error:
            return error.fault
        except (UnreadableError, NotReadError) as error:
            self.counts.skipped[operation.path] = str(error)
        except Unsatisfiable:
            self.counts.skipped[operation.path] = "no valid call could be drawn"
        else:
            if self.counts.requests == before:
                self.counts.skipped[operation.path] = "no drawn call could be sent"
            else:
                self.counts.operations += 1
        return None

    def binding(self, operation: Operation) -> Binding:
        """Say which endpoint a method stands for, and its arguments for what.

        Raises:
            NotBoundError: It stands for none, though it should.
            NotReadError: It is written by hand.
            UnreadableError: The document cannot be read there.
        """
        if operation.path not in self._bindings:
            try:
                self._bindings[operation.path] = self._bound(operation)
            except (NotBoundError, NotReadError, UnreadableError) as error:
                self._bindings[operation.path] = error
        found = self._bindings[operation.path]
        if isinstance(found, Exception):
            raise found
        return found

    def _bound(self, operation: Operation) -> Binding:
        if not operation.function.__module__.startswith(f"{self.pair.package}."):
            raise NotReadError("it is written by hand")
        if operation.reason:
            raise NotReadError(operation.reason)
        table = self._table(operation)
        endpoint = self._description.endpoints.get(table.name)
        properties: list[str] = []
        for declared in endpoint.bodies.values() if endpoint else ():
            if declared.schema:
                node, _ = self._drawing.replies.flat({"$ref": declared.schema})
                properties += node.get("properties") or {}
        names = list(dict.fromkeys(properties))
        return bound(operation, table, self._description, names)

    def _table(self, operation: Operation) -> Any:
        """The entry of the operation table that a method sends, without sending it."""
        owner = getattr(self._client, operation.group)
        names = [one.name for one in operation.parameters if one.default is one.empty]
        with _captured(owner) as caught, suppress(_CapturedError):
            getattr(owner, operation.name)(**dict.fromkeys(names))
        if not caught:
            raise NotReadError("it sends nothing")
        return getattr(caught[0], "operation", caught[0])

    def _called(self, found: Binding) -> None:
        """Call, and answer with every right reply in turn."""
        replies: list[tuple[int, Content | None] | None] = [None]
        if found.operation.handle == "value":
            replies = [*successes(found.endpoint)] or [None]
            replies += errors(found.endpoint)
        elif found.operation.handle == "stream":
            bodies = streams(found.endpoint)
            replies = [one for one in bodies if self._is_bare(one[1])] or [None]
        # First each choice once, so that chance decides over combinations only; each
        # reply with all that may be in it, and with the least.
        has_files = any(content.has_files(kind) for kind in found.endpoint.bodies)
        turns = _TURNS if found.operation.parameters else 2
        turns = max(2 * len(replies), len(FORMS) if has_files else turns)
        for turn in range(turns):
            self._answered(found, replies[turn // 2 % len(replies)], 1, turn)
        for reply in replies:
            self._answered(found, reply, max(1, self._examples // len(replies)))

    def _is_bare(self, declared: Content) -> bool:
        """Whether items are of the schema themselves, and not in an event's `data`."""
        schema = declared.item or declared.schema
        node, _ = self._drawing.replies.flat({"$ref": schema})
        return "data" not in (node.get("properties") or {})

    def _answered(
        self,
        found: Binding,
        reply: tuple[int, Content | None] | None,
        examples: int,
        turn: int | None = None,
    ) -> None:
        @seed(self._seed)
        @drawing(examples, shrink=self._shrink)
        @given(st.data())
        def example(data: st.DataObject) -> None:
            self._one(found, reply, data.draw, turn)

        with suppress(Unsatisfiable) if turn is not None else nullcontext():
            example()

    def _one(
        self,
        found: Binding,
        wanted: tuple[int, Content | None] | None,
        draw: Any,
        turn: int | None,
    ) -> None:
        operation = found.operation
        try:
            call = self._drawing.given(draw, found, turn)
        except RefusedError as error:
            refused = fault(operation.path, str(error), operation.place)
            raise UntrueError(refused) from None
        reply = None if wanted is None else self._reply(draw, *wanted, turn)
        script = Script(operation, (), call.named, most=2)
        answer = Answer(200) if reply is None else reply[0]
        value, requests = self._sent(script, answer)
        if not requests and turn is None and isinstance(value, self._refusal):
            return  # HTTP cannot carry it
        said = "" if requests else f"it sends nothing, and gives {value!r}"
        try:
            if requests:
                self._comparing.compare(found, call, requests[0])
                if found.endpoint.secured and not requests[0].lines("authorization"):
                    raise WrongFormError("the credentials are not sent")
            if requests and reply is not None:
                said = _value_differs(operation, value, *reply)
                self.counts.values += not said
        except WrongFormError as error:
            said = str(error)
        if said:
            raise UntrueError(fault_of(self.pair, script, [answer], requests, said))

    def _sent(self, script: Script, answer: Answer) -> tuple[Any, list[Request]]:
        """Call the blocking client; give the value or the error, and what was sent."""
        named = fresh(script.named, self.pair.file, aio=False)
        operation = script.operation
        method = getattr(getattr(self._client, operation.group), operation.name)
        with self.pair.session(lambda *_: answer, aio=False) as session:
            try:
                value = method(**named)
                if operation.handle == "stream":
                    with value as stream:
                        value = list(stream)
                elif operation.handle == "pages":
                    value = next(iter(value.pages()), None)
            except Exception as error:
                value = error
        return value, sent(session.events)

    def _reply(
        self, draw: Any, status: int, declared: Content | None, turn: int | None
    ) -> tuple[Answer, Any] | None:
        """Draw a right answer, and what is in it; None where that was not valid."""
        if declared is None:
            return Answer(status), None
        if content.is_stream(declared.media_type):
            return self._streamed(draw, status, declared, turn)
        where = Where("json", turn=turn)
        value = draw(self._drawing.replies.of(declared.schema, where))
        if not self._replies.accepts(declared.schema, value):
            return None
        kind = declared.media_type.replace("*/*", "application/json")
        body = json.dumps(value).encode()
        kind += ("", " ; charset=utf-8", ";charset=UTF-8")[len(body) % 3]
        return Answer(status, (("content-type", kind),), (body,)), value

    def _streamed(
        self, draw: Any, status: int, declared: Content, turn: int | None
    ) -> tuple[Answer, Any] | None:
        """Draw the items of a stream: events, or JSON a line."""
        pointer = declared.item or declared.schema
        where = Where("json", turn=turn)
        items = self._drawing.replies.of(pointer, where)
        values = draw(st.lists(items, min_size=2 * where.is_full, max_size=3))
        if not all(self._replies.accepts(pointer, one) for one in values):
            return None
        lines = [json.dumps(one).encode() for one in values]
        if not content.is_lines(declared.media_type):
            lines = [b"data: " + line + b"\n" for line in lines]
        body = b"".join(line + b"\n" for line in lines)
        kind = declared.media_type
        return Answer(status, (("content-type", kind),), (body,)), values


def _files(pair: Pair, folder: Path) -> Files:
    drawer = Drawer(pair.file, folder)
    each = [
        Recipe(form, b"ab\r\nc", folder / "upload.bin", named)
        for form, named in zip(FORMS, _NAMED, strict=True)
    ]

    def files(turn: int | None) -> st.SearchStrategy[Any]:
        if turn is None:
            return drawer.of(pair.file)
        return st.just(each[turn % len(each)])

    return files


def _value_differs(operation: Operation, value: Any, answer: Answer, sent: Any) -> str:
    """Say where a value, or an error, is not what was answered; "" if it is."""
    if answer.status >= 400:
        if getattr(value, "status", None) != answer.status:
            return f"{answer.status} is answered, and {value!r} comes"
        return differs(getattr(value, "body", None), sent, "python", "the error")
    if isinstance(value, Exception):
        return f"the answer is refused: {value}"
    said = differs(value, sent, "python", "the reply")
    return said or _type_differs(operation, value)


def _type_differs(operation: Operation, value: Any) -> str:
    """Say where a value is of another class than its method promises; "" if not."""
    promised: Any = resolved(operation.function).get("return")
    if operation.handle == "stream":
        promised = list[get_args(promised)[0]]  # type: ignore[misc]
    if get_origin(promised) is list and isinstance(value, list) and value:
        [promised], value = get_args(promised), value[0]
    is_model = isinstance(promised, type) and issubclass(promised, BaseModel)
    if is_model and not isinstance(value, promised):
        return f"{promised.__name__} is promised, and {type(value).__name__} comes"
    return ""


def sent(events: list[tuple[object, ...]]) -> list[Request]:
    """The requests among what a call did."""
    return [Request.of(event, BASE) for event in events if event[0] == "sent"]


class _CapturedError(BaseException):
    """Leaves a method that is about to send."""


@contextmanager
def _captured(owner: Any) -> Iterator[list[Any]]:
    """Let a group give away what it would send, instead of sending it."""
    caught: list[Any] = []

    def capture(table: Any, *_: object, **__: object) -> None:
        caught.append(table)
        raise _CapturedError

    for kind in ("_send", "_stream", "_pages"):
        setattr(owner, kind, capture)
    try:
        yield caught
    finally:
        for kind in ("_send", "_stream", "_pages"):
            delattr(owner, kind)
