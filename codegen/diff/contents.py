"""Bodies and replies of an operation against those of another version of it."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.diff import spellings
from codegen.diff.collector import Collector
from codegen.diff.keywords import canonical
from codegen.diff.routes import Body, Media, Reply, Route, Routes
from codegen.diff.rules import Severity
from codegen.diff.schemas import Direction, SchemaComparison, Spot
from codegen.printable import printable


class _Operation:
    """The comparison of one operation."""

    def __init__(
        self,
        old: Route,
        new: Route,
        schemas: SchemaComparison,
        found: Collector,
        operation: str,
    ) -> None:
        self.old, self.new = old, new
        self.schemas = schemas
        self._found = found
        self._operation = operation

    def say(
        self,
        rule: str,
        sentence: str,
        old: Body | Reply | Media | None,
        new: Body | Reply | Media | None,
        where: tuple[str, ...],
        before: str = "",
        after: str = "",
        severity: Severity | None = None,
        note: str = "",
    ) -> None:
        self._found.add(
            rule,
            sentence,
            operation=self._operation,
            old=old.at if old else None,
            new=new.at if new else None,
            where=(*self.new.blank[::-1], *where),
            before=before,
            after=after,
            severity=severity,
            note=note,
        )

    def contents(
        self,
        direction: Direction,
        old: Mapping[str, Media],
        new: Mapping[str, Media],
        name: str,
        where: tuple[str, ...],
    ) -> None:
        """Compare the media types that both versions have, and say which are not."""
        scope = "body" if direction == "in" else "out"
        for media_type in sorted(old.keys() & new.keys()):
            self.schemas.compare(
                direction,
                old[media_type],
                new[media_type],
                Spot(self._operation, name),
            )
        for media_type in sorted(old.keys() - new.keys()):
            self.say(
                f"{scope}.media-removed",
                f"{name} is no longer {printable(media_type, 60)}",
                old[media_type],
                None,
                (*where, media_type),
            )
        for media_type in sorted(new.keys() - old.keys()):
            self.say(
                f"{scope}.media-added",
                f"{name} may be {printable(media_type, 60)}",
                None,
                new[media_type],
                (*where, media_type),
            )


def compare(
    old_routes: Routes,
    new_routes: Routes,
    old: Route,
    new: Route,
    schemas: SchemaComparison,
    found: Collector,
) -> None:
    """Report what changed about the body and the replies of an operation."""
    work = _Operation(old, new, schemas, found, new.key)
    _body(work, old_routes.body(old), new_routes.body(new))
    _replies(work, old_routes.replies(old), new_routes.replies(new))


def compare_hook(
    old_routes: Routes,
    new_routes: Routes,
    old: Route,
    new: Route,
    schemas: SchemaComparison,
    found: Collector,
    operation: str,
) -> None:
    """Report what changed for those who receive a webhook or callback.

    Of these the client is the one that is called: it receives bodies and sends answers.
    """
    key = operation or f"webhook {old.path}"
    work = _Operation(old, new, schemas, found, key)
    left, right = old_routes.body(old), new_routes.body(new)
    if left and right:
        work.contents("out", left.contents, right.contents, "the webhook", ("body",))
    elif left:
        work.say(
            "out.content-removed",
            "the webhook has no body any more",
            left,
            None,
            ("body",),
        )
    elif right:
        work.say(
            "out.content-added", "the webhook has a body now", None, right, ("body",)
        )
    replies, others = old_routes.replies(old), new_routes.replies(new)
    for status in sorted(replies.keys() & others.keys()):
        work.contents(
            "in",
            replies[status].contents,
            others[status].contents,
            f"the answer {status} to the webhook",
            ("responses", status),
        )


def _body(work: _Operation, old: Body | None, new: Body | None) -> None:
    name = f"the body of {printable(work.new.key, 160)}"
    where = ("requestBody",)
    if old is None and new is None:
        return
    if old is None and new is not None:
        rule = "body.added-required" if new.required else "body.added"
        required = " and required" if new.required else ""
        work.say(rule, f"{name} is new{required}", None, new, where)
        return
    if new is None or old is None:
        work.say("body.removed", f"{name} is gone", old, None, where)
        return
    if new.required and not old.required:
        work.say("body.required", f"{name} is required now", old, new, where)
    elif old.required and not new.required:
        work.say("body.optional", f"{name} is optional now", old, new, where)
    work.contents("in", old.contents, new.contents, name, where)
    for media_type in sorted(old.contents.keys() & new.contents.keys()):
        if "form" in media_type:
            _encodings(
                work,
                name,
                media_type,
                old.contents[media_type],
                new.contents[media_type],
            )


def _encodings(
    work: _Operation, name: str, media_type: str, old: Media, new: Media
) -> None:
    for part in sorted(old.encoding.keys() | new.encoding.keys()):
        before, after = (_encoding(m.encoding.get(part)) for m in (old, new))
        if before != after:
            work.say(
                "body.encoding",
                f"{name}: the part `{printable(part, 60)}` is written in another way",
                old,
                new,
                ("requestBody", media_type, part),
                before,
                after,
            )


def _encoding(node: object) -> str:
    """Return an encoding with its defaults, canonical."""
    given = node if isinstance(node, Mapping) else {}
    style = given.get("style", "form")
    return canonical(
        {
            "contentType": given.get("contentType", ""),
            "style": style,
            "explode": given.get("explode", style == "form"),
            "allowReserved": given.get("allowReserved", False),
            "headers": sorted(given.get("headers", {}) or {}),
        }
    )


def _is_success(status: str) -> bool:
    return status.startswith("2")


def _replies(
    work: _Operation, old: Mapping[str, Reply], new: Mapping[str, Reply]
) -> None:
    for status in sorted(old.keys() & new.keys()):
        _reply(work, old[status], new[status])
    gone = sorted(old.keys() - new.keys())
    fresh = sorted(new.keys() - old.keys())
    key = printable(work.new.key, 160)
    for status in gone:
        if _is_success(status):
            _success_gone(work, old[status], new)
        elif not _builtin(old[status]):
            work.say(
                "out.error-removed",
                f"{key} no longer answers {printable(status, 10)}",
                old[status],
                None,
                ("responses", status),
            )
    for status in fresh:
        if not _builtin(new[status]):
            work.say(
                "out.status-added" if _is_success(status) else "out.error-added",
                f"{key} may answer {printable(status, 10)}",
                None,
                new[status],
                ("responses", status),
            )


def _builtin(reply: Reply) -> bool:
    """Whether this is FastAPI's own 422, which every client knows."""
    return reply.status == "422" and all(
        spellings.is_fastapi_error(media.schema) for media in reply.contents.values()
    )


def _success_gone(work: _Operation, old: Reply, new: Mapping[str, Reply]) -> None:
    """Report a success that is gone, and compare what may stand in its place."""
    wild = new.get("2XX") or next(
        (reply for status, reply in sorted(new.items()) if _is_success(status)), None
    )
    severity: Severity | None = None
    note = ""
    if wild is not None and wild.status == "2XX":
        severity, note = "info", "2XX includes it"
    work.say(
        "out.status-removed",
        f"{printable(work.new.key, 160)} no longer answers {printable(old.status, 10)}"
        + (f" but {printable(wild.status, 10)}" if wild else ""),
        old,
        wild,
        ("responses", old.status),
        old.status,
        wild.status if wild else "",
        severity,
        note,
    )
    if wild is not None:
        _reply(work, old, wild)


def _reply(work: _Operation, old: Reply, new: Reply) -> None:
    if _builtin(old) and _builtin(new):
        return
    status = printable(new.status, 10)
    name = f"the {status} reply of {printable(work.new.key, 160)}"
    where = ("responses", new.status)
    if old.contents and not new.contents:
        severity: Severity | None = None if _is_success(old.status) else "warning"
        work.say(
            "out.content-removed", f"{name} has no content any more", old, new, where,
            severity=severity,
        )  # fmt: skip
    elif new.contents and not old.contents:
        work.say("out.content-added", f"{name} has content now", old, new, where)
    else:
        work.contents("out", old.contents, new.contents, name, where)
    _headers(work, old, new, name)


def _headers(work: _Operation, old: Reply, new: Reply, name: str) -> None:
    where = ("responses", new.status, "headers")
    for key in sorted(old.headers.keys() | new.headers.keys()):
        one, other = old.headers.get(key), new.headers.get(key)
        spot = (*where, key)
        if one is None and other is not None:
            work.say(
                "out.header-added",
                f"{name} has the header `{printable(other.name, 60)}`",
                None,
                other.media,
                spot,
            )
        elif other is None and one is not None:
            severity: Severity | None = None if one.required else "warning"
            work.say(
                "out.header-removed",
                f"{name} no longer has the header `{printable(one.name, 60)}`",
                one.media,
                None,
                spot,
                severity=severity,
                note="" if one.required else "it was optional",
            )
        elif one is not None and other is not None:
            if one.required and not other.required:
                work.say(
                    "out.header-optional",
                    f"{name} may lack the header `{printable(other.name, 60)}`",
                    one.media,
                    other.media,
                    spot,
                )
            work.schemas.compare(
                "out",
                one.media,
                other.media,
                Spot(
                    work.new.key,
                    f"the header `{printable(other.name, 60)}` of {name}",
                    text=True,
                ),
            )
