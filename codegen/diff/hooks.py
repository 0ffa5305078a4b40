"""Webhooks and callbacks against those of another version, as their receivers see them."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.diff.contents import OperationReport
from codegen.diff.keywords import canonical
from codegen.diff.routes import Route
from codegen.printable import printable


def compare(work: OperationReport) -> None:
    """Report what changed for those who receive a webhook or callback.

    Of these the client is the one that is called: it receives bodies and sends answers.
    """
    old, new = work.old, work.new
    old_routes, new_routes = work.routes
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
    before, after = (_rest(route) for route in (old, new))
    if before != after:
        work.found.add(
            "hook.changed",
            f"something else about {printable(new.path, 120)} changed:"
            f" {', '.join(key for key in before if before[key] != after[key])}",
            operation=work.operation,
            old=old.at,
            new=new.at,
            before=canonical(before),
            after=canonical(after),
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


def _rest(route: Route) -> dict[str, object]:
    """Return what is compared as a whole of a webhook or callback."""
    node = route.node
    body, replies = node.get("requestBody"), node.get("responses")
    return {
        "where it is sent": route.path,
        "parameters": [
            route.item.get("parameters") or [],
            node.get("parameters") or [],
        ],
        "security": node.get("security"),
        "servers": node.get("servers") or route.item.get("servers"),
        "deprecated": node.get("deprecated") is True,
        "required": isinstance(body, Mapping) and body.get("required") is True,
        "answers": sorted(map(str, replies)) if isinstance(replies, Mapping) else [],
    }
