"""Replies: the content of a response on its way into a value.

The table names types as `lambda: models.Job`: the lambda runs, and pydantic builds its
validator, at the first reply that needs it. JSON is validated as bytes, without Python
objects in between.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from .adapters import adapter
from .bodies import match
from .errors import EXCERPT, DecodeError, printable
from .events import Event, EventDecoder, JsonLineDecoder

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from ._http import httpx

T_co = TypeVar("T_co", covariant=True)
_LARGE = 64 * 1024


class Reply(Generic[T_co]):
    """What the content of a reply means.

    Attributes:
        media_types: What the caller accepts.
    """

    media_types: tuple[str, ...] = ()
    streams = False

    def read(self, response: httpx.Response) -> T_co:
        """Return the value of a reply whose content was read.

        Raises:
            DecodeError: The content is not what the description promises.
        """
        raise NotImplementedError


class Json(Reply[T_co]):
    """JSON of a type.

    Args:
        type: The annotation, as a lambda.
        media_type: Its media type.
    """

    def __init__(
        self,
        type: Callable[[], object],
        media_type: str = "application/json",
    ) -> None:
        self.type = type
        self.media_types = (media_type,)
        self._adapter: TypeAdapter[T_co] | None = None

    @property
    def adapter(self) -> TypeAdapter[T_co]:
        """The validator of the type, built once."""
        if self._adapter is None:
            self._adapter = adapter(self.type)
        return self._adapter

    def parse(self, content: bytes | str) -> T_co:
        """Validate JSON. Names are those on the wire.

        Raises:
            pydantic.ValidationError: It is not JSON, or not of the type.
        """
        adapter = self._adapter or self.adapter
        if len(content) < _LARGE or not gc.isenabled():
            return adapter.validate_json(content, by_alias=True, by_name=False)
        # Thousands of new objects set the garbage collector off again and again, and
        # each time it looks at all of them in vain: an eighth of the time is its.
        gc.disable()
        try:
            return adapter.validate_json(content, by_alias=True, by_name=False)
        finally:
            gc.enable()

    def read(self, response: httpx.Response) -> T_co:
        """Validate the content."""
        try:
            return self.parse(response.content)
        except ValueError as error:  # pydantic's ValidationError is one
            raise refusal(response, error) from error


class Text(Reply[str]):
    """Text, decoded as its `charset` says."""

    def __init__(self, media_type: str = "text/plain") -> None:
        self.media_types = (media_type,)

    def read(self, response: httpx.Response) -> str:
        """Decode the content."""
        return response.text


class Binary(Reply[bytes]):
    """Bytes, as they came."""

    def __init__(self, media_type: str = "application/octet-stream") -> None:
        self.media_types = (media_type,)

    def read(self, response: httpx.Response) -> bytes:
        """Return the content."""
        return response.content


class Empty(Reply[None]):
    """Nothing: 204, HEAD, and replies without a schema. Content is ignored."""

    def read(self, response: httpx.Response) -> None:
        """Return None."""


class Undeclared(Reply[object]):
    """Whatever came, where the description names no success: JSON, text or bytes."""

    def read(self, response: httpx.Response) -> object:
        """Read it as the content type says; None when there is nothing."""
        kind: str = response.headers.get("content-type", "").partition(";")[0].strip()
        if not response.content:
            return None
        if kind.endswith("json"):
            with suppress(DecodeError):
                return Json[object](lambda: object).read(response)
            return response.text
        return response.text if kind.startswith("text/") else response.content


class Items(Json[T_co]):
    """A stream of items, read one by one."""

    streams = True

    def decoder(self, response: httpx.Response) -> ItemDecoder[T_co]:
        """A new decoder, for one reply."""
        raise NotImplementedError

    def item(self, data: bytes | str, response: httpx.Response) -> T_co:
        """Validate one item.

        Raises:
            DecodeError: It is not of the type.
        """
        try:
            return self.parse(data)
        except ValueError as error:
            raise refusal(response, error, data) from error

    def read(self, response: httpx.Response) -> T_co:
        """Refuse: a stream is not read as a whole."""
        raise TypeError("this operation streams; its method returns an iterator")


class Events(Items[T_co]):
    """Server-sent events.

    Args:
        type: Type of the data of one event, as a lambda.
        json: Whether the data is JSON; it is plain text otherwise.
        media_type: Its media type.
    """

    def __init__(
        self,
        type: Callable[[], object],
        *,
        json: bool = True,
        media_type: str = "text/event-stream",
    ) -> None:
        super().__init__(type, media_type)
        self.json = json

    def parse(self, content: bytes | str) -> T_co:
        """Validate the data of one event."""
        if self.json:
            return super().parse(content)
        return self.adapter.validate_python(content)

    def decoder(self, response: httpx.Response) -> ItemDecoder[T_co]:
        """A new decoder, for one reply."""
        return _EventItems(self, response)


class JsonLines(Items[T_co]):
    """JSON lines: one JSON value a line.

    Args:
        type: Type of one line, as a lambda.
        media_type: Its media type.
    """

    def __init__(
        self,
        type: Callable[[], object],
        media_type: str = "application/jsonl",
    ) -> None:
        super().__init__(type, media_type)

    def decoder(self, response: httpx.Response) -> ItemDecoder[T_co]:
        """A new decoder, for one reply."""
        return _LineItems(self, response)


class ItemDecoder(Generic[T_co]):
    """Bytes in, events out; JSON lines are events that have data only."""

    last_id = ""
    retry: int | None = None

    def feed(self, data: bytes) -> Iterator[Event[T_co]]:
        """Items that `data` completes."""
        raise NotImplementedError

    def end(self) -> Iterator[Event[T_co]]:
        """Items that the end of the stream completes."""
        return iter(())


class _EventItems(ItemDecoder[T_co]):
    def __init__(self, reply: Events[T_co], response: httpx.Response) -> None:
        self._reply = reply
        self._response = response
        self._decoder = EventDecoder()

    def feed(self, data: bytes) -> Iterator[Event[T_co]]:
        for event in self._decoder.feed(data):
            self.last_id, self.retry = event.id, event.retry
            item = self._reply.item(event.data, self._response)
            yield Event(item, event.event, event.id, event.retry)


class _LineItems(ItemDecoder[T_co]):
    def __init__(self, reply: JsonLines[T_co], response: httpx.Response) -> None:
        self._reply = reply
        self._response = response
        self._decoder = JsonLineDecoder()

    def feed(self, data: bytes) -> Iterator[Event[T_co]]:
        for line in self._decoder.feed(data):
            yield Event(self._reply.item(line, self._response))

    def end(self) -> Iterator[Event[T_co]]:
        for line in self._decoder.end():
            yield Event(self._reply.item(line, self._response))


class OneOf(Reply[T_co]):
    """One of several replies, chosen by the content type that came.

    Args:
        by_type: Media type (or range) to reply, in the order of the spec.
    """

    def __init__(self, by_type: Mapping[str, Reply[T_co]]) -> None:
        self.by_type = by_type
        self.media_types = tuple(by_type)
        self.streams = all(reply.streams for reply in by_type.values())

    def choose(self, response: httpx.Response) -> Reply[T_co]:
        """The reply for the content type that came.

        Raises:
            DecodeError: It is none of the spec's.
        """
        came: str = response.headers.get("content-type", "")
        if found := match(self.by_type, came):
            return found
        if came.partition(";")[0].strip().endswith("json") or not came:
            for reply in self.by_type.values():
                if type(reply) is Json:
                    return cast("Json[T_co]", reply)
        raise refusal(response, f"its content type is none of {list(self.by_type)}")

    def read(self, response: httpx.Response) -> T_co:
        """Read it as the content type says."""
        return self.choose(response).read(response)


def refusal(
    response: httpx.Response, reason: object, data: bytes | str | None = None
) -> DecodeError:
    """The error for content that is not what the description promises.

    Args:
        response: The reply.
        reason: What is wrong: pydantic's error, or a sentence.
        data: The part of a stream that is wrong; the whole content when omitted.
    """
    request = response.request
    if isinstance(reason, ValueError):
        reason = fault(reason)
    kind = response.headers.get("content-type", "without a content type")
    text = f"{request.method} {request.url.path} answered {response.status_code}, "
    text += f"but {reason}; what came is {printable(kind)}"
    if data is None and response.is_closed:
        data = response.content
    if data is not None:
        excerpt = data[: 4 * EXCERPT]
        if isinstance(excerpt, bytes):
            excerpt = excerpt.decode(errors="replace")
        text += f", {len(data)} long: {printable(excerpt)}"
    return DecodeError(text, response)


def fault(error: ValueError) -> str:
    """What pydantic found, on one line: the first place, and how many more."""
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"])) or "the whole"
    more = error.error_count() - 1
    return f"{place}: {first['msg']}" + (f" (and {more} more)" if more else "")
