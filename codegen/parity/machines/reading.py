"""The machines that read listings and streams, with failures in between."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from codegen.parity import covering
from codegen.parity.answers import code_of
from codegen.parity.calls import Script
from codegen.parity.cover import Cover
from codegen.parity.files import fresh
from codegen.parity.machines.machine import Machine, machine
from codegen.parity.plain import plain
from codegen.parity.served import Paged, Streamed
from codegen.parity.service import said
from codegen.parity.stage import Stage, settled
from codegen.parity.trace import Answer

_FAILURES = st.sampled_from(
    [
        said(503, {"detail": "later"}),
        said(404, {"detail": "no"}),
        said(200, {"not": "a page"}),
        said(401, {}),
        Answer(fault="ConnectError", early=True),
        Answer(200, (("content-type", "application/json"),), (b"[",), "ReadError"),
    ]
)


class _Reading(Machine):
    """Reads what one operation gives back, again and again."""

    def script(self) -> tuple[Script, Any]:
        """A call of the operation that sends a request, and its entry in the table."""
        assert self.operation is not None
        cover = Cover(self.pair.file, self.folder)
        # The fewest arguments, for others may say where a listing begins.
        calls = covering.scripts(self.operation, cover)
        calls.sort(key=lambda call: len(call.named))
        for call in calls:
            seen: list[Any] = []

            def answer(number: int, request: Any, seen: list[Any] = seen) -> Answer:
                seen.append(request.extensions.get("operation"))
                return Answer(404)

            self.pair.blocking(call, answer)
            if seen:
                return call, seen[0]
        return calls[0], None


def _called(stage: Stage, script: Script, **options: Any) -> Any:
    """Call the operation; give the handle."""
    if "client" not in stage.kept:
        stage.kept["client"] = stage.client()
    client = stage.kept["client"].with_options(**options)
    owner = (
        getattr(client, script.operation.group) if script.operation.group else client
    )
    anew = stage.pair.has_worlds
    file = stage.pair.files[stage.aio]
    args = fresh(script.positional, file, aio=stage.aio, anew=anew)
    named = script.named | stage.kept.get("more", {})
    kwargs = fresh(named, file, aio=stage.aio, anew=anew)
    return getattr(owner, script.operation.name)(*args, **kwargs)


async def _taken(source: Any, most: int, stage: Stage) -> None:
    """Take some items, one after the other, and note them or the error."""
    ending = StopAsyncIteration if stage.aio else StopIteration
    try:
        items = aiter(source) if stage.aio else iter(source)
        for _ in range(most):
            item = await anext(items) if stage.aio else next(items)
            stage.notes.append(plain(item))
    except ending:
        stage.notes.append("the end")
    except Exception as error:
        stage.notes.append(("raised", plain(error)))


@machine
class Listings(_Reading):
    """Pages with failures, several at a time, a few of them; going on later."""

    handle = "pages"

    @initialize(
        count=st.integers(0, 9),
        size=st.integers(1, 4),
        asked=st.booleans(),
        counted=st.sampled_from(["", "content-range", "x-total-count"]),
    )
    def begin(self, count: int, size: int, asked: bool, counted: str) -> None:
        """Serve a listing of some items."""
        self.call, entry = self.script()
        cover = Cover(self.pair.file, self.folder)
        pages = covering.answers(entry, cover)
        right = next((one for one in pages if one.status < 300), pages[0])

        async def made(stage: Stage) -> None:
            pagination = _called(stage, self.call)._call.pagination
            served = Paged(pagination, right, count, size, counted=counted)
            stage.kept["more"] = served.asked() if asked else {}
            assert stage.service is not None
            stage.service.routes["*"] = served.answer
            stage.kept["served"] = served

        said = f"{count} items, {size} a page; as many are asked for: {asked}"
        said += f"; counted by {counted or 'nobody'}"
        self.both(made, f"{self.call.written} lists {said}")

    @rule(page=st.integers(0, 3), failure=_FAILURES, times=st.integers(1, 3))
    def fail(self, page: int, failure: Answer, times: int) -> None:
        """Let the next requests fail."""

        def change(stage: Stage) -> None:
            stage.kept["served"].broken[page] = [failure] * times

        self.each(change, f"page {page} is answered {times} times by {failure}")

    @rule(more=st.integers(-2, 4))
    def grow(self, more: int) -> None:
        """Let the listing become longer, or shorter."""

        def change(stage: Stage) -> None:
            served = stage.kept["served"]
            served.count = max(0, served.count + more)

        self.each(change, f"there are {more} items more")

    @rule(
        max_pages=st.sampled_from([None, None, 0, 1, 2]),
        prefetch=st.sampled_from([1, 2, 4]),
        keep_failed=st.booleans(),
        retries=st.sampled_from([0, 2]),
        resume=st.sampled_from(["", "", "listing", "file"]),
    )
    def list_all(
        self,
        max_pages: int | None,
        prefetch: int,
        keep_failed: bool,
        retries: int,
        resume: str,
    ) -> None:
        """Collect pages, from the beginning or from what is there."""

        async def step(stage: Stage) -> None:
            file = stage.folder / "listing.bin"
            known = stage.kept.get("listing")
            if resume == "file" and known is not None:
                known.save(file)
                known = file
            listing = _called(stage, self.call, retries=retries)
            done: list[Any] = []
            try:
                found = await settled(
                    listing.list_all(
                        max_pages=max_pages,
                        prefetch=prefetch,
                        keep_failed=keep_failed,
                        progress=lambda *seen: done.append(seen),
                        resume_from=known if resume else None,
                    )
                )
            except Exception as error:
                stage.notes.append(("raised", plain(error)))
                found = getattr(error, "listing", None)
            stage.notes.append(plain(done))
            if found is not None:
                stage.kept["listing"] = found
                parts = (found.pages, found.total, found.next, found.error, len(found))
                stage.notes.append(plain(parts))
                await stage.tried(lambda: found.results)

        options = f"max_pages={max_pages}, prefetch={prefetch}"
        options += f", keep_failed={keep_failed}, resumed from {resume or 'nothing'}"
        self.both(step, f".list_all({options}), {retries} repetitions")

    @rule(
        most=st.integers(0, 12),
        by_page=st.booleans(),
        prefetch=st.sampled_from([None, 0, 2]),
    )
    def iterate(self, most: int, by_page: bool, prefetch: int | None) -> None:
        """Iterate, to the end or not."""

        async def step(stage: Stage) -> None:
            listing = _called(stage, self.call)
            ahead = {} if prefetch is None else {"prefetch": prefetch}
            source = listing
            if by_page or ahead:
                source = (listing.pages if by_page else listing.items)(**ahead)
            await _taken(source, most, stage)
            close = getattr(source, "aclose", None) or getattr(source, "close", None)
            if close is not None:
                await settled(close())

        what = "pages" if by_page else "items"
        self.both(step, f"iterate over the {what}, {prefetch} ahead, {most} at most")


def _streamed(reply: Any) -> Any:
    """Of a reply in several media types, one that is a stream."""
    each = getattr(reply, "by_type", {"": reply}).values()
    kinds = ("Events", "JsonLines")
    return next((one for one in each if type(one).__name__ in kinds), None)


@machine
class Streams(_Reading):
    """Streams that break off and go on, are left early, and are read after that."""

    handle = "stream"

    @initialize(pace=st.sampled_from([0.0, 4.0]))
    def begin(self, pace: float) -> None:
        """Serve a stream."""
        self.call, entry = self.script()
        cover = Cover(self.pair.file, self.folder)
        replies = dict(getattr(entry, "replies", {}))
        status, reply = next(iter(replies.items()), (200, None))
        one = _streamed(reply)
        items = [b"{}"] if one is None else covering.items(one, cover)

        async def made(stage: Stage) -> None:
            is_events = type(one).__name__ == "Events"
            served = Streamed(items[:6], is_events, code_of(status, 200))
            served.pace = pace
            assert stage.service is not None
            stage.service.routes["*"] = served.answer
            stage.kept["served"] = served
            stage.kept["stream"] = _called(stage, self.call)

        self.both(made, f"{self.call.written}, {pace} s for each item")

    def break_off(self, breaks: list[int]) -> None:
        """Let the next connections break off."""

        def change(stage: Stage) -> None:
            stage.kept["served"].breaks = list(breaks)

        self.each(change, f"the next connections break off after {breaks} items")

    @rule(failure=_FAILURES, times=st.integers(1, 3))
    def fail(self, failure: Answer, times: int) -> None:
        """Let the next requests fail."""

        def change(stage: Stage) -> None:
            stage.kept["served"].instead = [failure] * times

        self.each(change, f"the next {times} requests are answered by {failure}")

    @rule(
        retries=st.sampled_from([0, 1, 2]),
        deadline=st.sampled_from([None, None, 6.0]),
        breaks=st.lists(st.integers(0, 2), max_size=4),
        most=st.integers(0, 7),
    )
    def anew(
        self, retries: int, deadline: float | None, breaks: list[int], most: int
    ) -> None:
        """Begin a new stream, and take some items."""

        async def step(stage: Stage) -> None:
            kind = stage.pair.core("retry").Retry
            retry = kind(retries, deadline=deadline)
            await stage.tried(stage.kept["stream"].close)
            stage.kept["stream"] = _called(stage, self.call, retries=retry)
            await _taken(stage.kept["stream"], most, stage)

        self.break_off(breaks)
        said = f"{retries} repetitions in {deadline} s, and take {most} items"
        self.both(step, f"close it, and begin anew: {said}")

    @rule(most=st.integers(1, 7), events=st.booleans())
    def take(self, most: int, events: bool) -> None:
        """Take some items."""

        async def step(stage: Stage) -> None:
            stream = stage.kept["stream"]
            await _taken(stream.events() if events else stream, most, stage)

        self.both(step, f"take {most} {'events' if events else 'items'}")

    @rule(failing=st.booleans(), most=st.integers(0, 2))
    def in_a_block(self, failing: bool, most: int) -> None:
        """Enter the stream as a context, and leave it."""

        async def step(stage: Stage) -> None:
            stream = stage.kept["stream"]
            error = KeyError("mine") if failing else None
            names = (
                ("__aenter__", "__aexit__") if stage.aio else ("__enter__", "__exit__")
            )
            try:
                entered = await settled(getattr(stream, names[0])())
            except Exception as failure:
                stage.notes.append(("raised", plain(failure)))
                return
            stage.notes.append(entered is stream)
            await _taken(entered, most, stage)
            given = (type(error), error, None) if error else (None, None, None)
            await stage.tried(getattr(stream, names[1]), *given)

        self.both(step, f"in a block that fails: {failing}; take {most}")

    @rule(opening=st.booleans())
    def look(self, opening: bool) -> None:
        """Look at the reply that the stream is of."""

        async def step(stage: Stage) -> None:
            stream = stage.kept["stream"]
            if opening:
                await stage.tried(stream.open)
            await stage.tried(lambda: stream.response)

        self.both(step, f"look at the reply; open it before: {opening}")

    @rule()
    def close(self) -> None:
        """Leave the stream."""

        async def step(stage: Stage) -> None:
            await stage.tried(stage.kept["stream"].close)

        self.both(step, "close it")
