"""Bodies and replies of an operation against those of another version of it."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.diff import spellings
from codegen.diff.contents import OperationReport
from codegen.diff.keywords import canonical
from codegen.diff.routes import Body, Header, Reply
from codegen.diff.rules import Severity
from codegen.diff.schemas import Spot
from codegen.printable import printable


def compare(work: OperationReport) -> None:
    """Report what changed about the body and the replies of an operation."""
    old, new = work.routes
    _body(work, old.body(work.old), new.body(work.new))
    _replies(work, old.replies(work.old), new.replies(work.new))


def _body(work: OperationReport, old: Body | None, new: Body | None) -> None:
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


def _is_success(status: str) -> bool:
    return status.startswith("2")


def _replies(
    work: OperationReport, old: Mapping[str, Reply], new: Mapping[str, Reply]
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


def _success_gone(work: OperationReport, old: Reply, new: Mapping[str, Reply]) -> None:
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


def _reply(work: OperationReport, old: Reply, new: Reply) -> None:
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
    _links(work, old, new, name)


def _header(
    work: OperationReport, one: Header, other: Header, name: str, where: tuple[str, ...]
) -> None:
    """Compare all of a header but its schema."""
    shown = f"the header `{printable(other.name, 60)}`"

    def say(rule: str, fact: str, before: str = "", after: str = "") -> None:
        sentence = f"{shown} of {name} {fact}"
        work.say(rule, sentence, one.media, other.media, where, before, after)

    if one.required and not other.required:
        say("out.header-optional", "may be absent")
    elif other.required and not one.required:
        say("out.header-required", "is always there now")
    if one.deprecated != other.deprecated:
        if other.deprecated:
            say("out.deprecated", "is deprecated")
        else:
            say("out.undeprecated", "is no longer deprecated")
    scalar = work.schemas.is_scalar(one.media, "old") and work.schemas.is_scalar(
        other.media, "new"
    )
    if one.style != other.style and not (scalar and one.style[2] == other.style[2]):
        before, after = canonical(one.style), canonical(other.style)
        say("out.header-style", "is written in another way", before, after)


def _links(work: OperationReport, old: Reply, new: Reply, name: str) -> None:
    for key in sorted(old.links.keys() | new.links.keys()):
        one, other = old.links.get(key), new.links.get(key)
        before, after = (canonical(link[1]) if link else "" for link in (one, other))
        if before == after:
            continue
        change = "changed" if one and other else "added" if other else "removed"
        fact = {"changed": "is another one", "added": "is new", "removed": "is gone"}
        work.say(
            f"out.link-{change}",
            f"the link `{printable(key, 60)}` of {name} {fact[change]}",
            old if one else None,
            new if other else None,
            ("responses", new.status, "links", key),
            before,
            after,
        )


def _headers(work: OperationReport, old: Reply, new: Reply, name: str) -> None:
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
            _header(work, one, other, name, spot)
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
