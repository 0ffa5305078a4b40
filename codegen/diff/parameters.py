"""Parameters of an operation against those of another version of it."""

from __future__ import annotations

from codegen import names
from codegen.diff.collector import Collector
from codegen.diff.contents import OperationReport
from codegen.diff.keywords import canonical
from codegen.diff.lifecycle import announced_at, note
from codegen.diff.routes import Parameter, Route
from codegen.diff.rules import Severity
from codegen.diff.schemas import SchemaComparison, Spot
from codegen.printable import printable


def compare(work: OperationReport) -> None:
    """Report what changed about the parameters of an operation."""
    new, schemas, found = work.new, work.schemas, work.found
    old_routes, new_routes = work.routes
    left, right = old_routes.parameters(work.old), new_routes.parameters(new)
    for key in [key for key in left if key in right]:
        _both(left.pop(key), right.pop(key), new, schemas, found)
    for key, one in [*left.items()]:
        other = _successor(one, right)
        if other is None:
            continue
        del left[key], right[other.key]
        if one.location != other.location:
            _moved(one, other, new, found)
        else:
            _renamed(one, other, new, found)
        schemas.compare("in", one.media, other.media, _spot(new, other))
    for one in left.values():
        severity: Severity | None = "breaking" if one.location == "path" else None
        due = announced_at(old_routes.document, one.at, found.policy)
        found.add(
            "param.removed",
            f"{_name(one)} of {printable(new.key, 160)} is gone",
            operation=new.key,
            old=one.at,
            where=_where(new, one),
            severity="info" if due else severity,
            note=note(due),
        )
    for one in right.values():
        required = one.required and one.default is None
        found.add(
            "param.added-required" if required else "param.added",
            f"{_name(one)} of {printable(new.key, 160)} is new"
            + (" and required" if required else ""),
            operation=new.key,
            new=one.at,
            where=_where(new, one),
        )


def _successor(
    one: Parameter, candidates: dict[tuple[str, str], Parameter]
) -> Parameter | None:
    """Find the parameter that this one became: its name moved, or was respelled."""
    for other in candidates.values():
        if other.name == one.name and other.location != one.location:
            return other
    for other in candidates.values():
        if other.location == one.location and names.snake(
            other.name, "parameter"
        ) == names.snake(one.name, "parameter"):
            return other
    return None


def _moved(one: Parameter, other: Parameter, route: Route, found: Collector) -> None:
    found.add(
        "param.moved",
        f"{_name(one)} of {printable(route.key, 160)} is now in {other.location}",
        operation=route.key,
        old=one.at,
        new=other.at,
        where=_where(route, one),
        before=one.location,
        after=other.location,
    )


def _renamed(one: Parameter, other: Parameter, route: Route, found: Collector) -> None:
    required = other.required and other.location != "path"
    found.add(
        "param.renamed",
        f"{_name(one)} of {printable(route.key, 160)} is now called"
        f" `{printable(other.name, 60)}`",
        operation=route.key,
        old=one.at,
        new=other.at,
        where=_where(route, one),
        before=one.name,
        after=other.name,
        severity="breaking" if required else None,
    )


def _both(
    one: Parameter,
    other: Parameter,
    route: Route,
    schemas: SchemaComparison,
    found: Collector,
) -> None:
    where = _where(route, other)

    def say(rule: str, fact: str, before: str = "", after: str = "") -> None:
        found.add(
            rule,
            f"{_name(other)} of {printable(route.key, 160)} {fact}",
            operation=route.key,
            old=one.at,
            new=other.at,
            where=where,
            before=before,
            after=after,
        )

    if other.required and not one.required:
        say("param.required", "is required now")
    elif one.required and not other.required:
        say("param.optional", "is optional now")
    if one.style != other.style and _style_matters(one, other, schemas):
        say(
            "param.style",
            f"was written as {_style(one)} and is as {_style(other)}",
            canonical(one.style),
            canonical(other.style),
        )
    before, after = canonical(one.default), canonical(other.default)
    if before != after:
        say(
            "param.default",
            f"has another default: {_default(before)} became {_default(after)}",
            before,
            after,
        )
    if one.deprecated != other.deprecated:
        if other.deprecated:
            say("param.deprecated", "is deprecated")
        else:
            say("param.undeprecated", "is no longer deprecated")
    if one.empty != other.empty:
        if other.empty:
            say("param.empty-widened", "may be sent without a value")
        else:
            say("param.empty-narrowed", "may not be sent without a value any more")
    schemas.compare("in", one.media, other.media, _spot(route, other))


def _style_matters(one: Parameter, other: Parameter, schemas: SchemaComparison) -> bool:
    """Whether style and explode make a difference: not for scalars."""
    if one.style[2:] != other.style[2:]:
        return True
    return not (
        schemas.is_scalar(one.media, "old") and schemas.is_scalar(other.media, "new")
    )


def _style(parameter: Parameter) -> str:
    style, explode, reserved, media_type = parameter.style
    if media_type:
        return printable(media_type, 40)
    extra = (", exploded" if explode else "") + (", reserved" if reserved else "")
    return f"{printable(style, 30)}{extra}"


def _default(text: str) -> str:
    return "none" if text == "null" else printable(text, 60)


def _name(parameter: Parameter) -> str:
    return f"the {parameter.location} parameter `{printable(parameter.name, 60)}`"


def _spot(route: Route, parameter: Parameter) -> Spot:
    return Spot(route.key, _name(parameter), text=not parameter.style[3])


def _where(route: Route, parameter: Parameter) -> tuple[str, ...]:
    return (*route.blank[::-1], "parameters", *parameter.key)
