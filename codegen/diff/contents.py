"""Media types of bodies and replies against those of another version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.diff.collector import Collector
from codegen.diff.keywords import canonical
from codegen.diff.routes import Body, Media, Reply, Route, Routes
from codegen.diff.rules import Severity
from codegen.diff.schemas import Direction, SchemaComparison, Spot
from codegen.printable import printable


@dataclass(frozen=True, slots=True)
class OperationReport:
    """Says what changed about one operation, and compares its media types.

    Attributes:
        routes: The operations of both documents.
        old: The operation as it was.
        new: The operation as it is.
        schemas: Compares schemas.
        found: Takes what is found.
        operation: What the findings belong to.
    """

    routes: tuple[Routes, Routes]
    old: Route
    new: Route
    schemas: SchemaComparison
    found: Collector
    operation: str

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
        """Report one thing about the operation; `where` is the place below it."""
        self.found.add(
            rule,
            sentence,
            operation=self.operation,
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
            one, other = old[media_type], new[media_type]
            self.schemas.compare(direction, one, other, Spot(self.operation, name))
            self._items(direction, one, other, name)
            self._encodings(scope, media_type, one, other, name, where)
            if "xml" in media_type and not self.schemas.xml_alike(one, other):
                self.say(
                    "spec.undecided",
                    f"{name}: how it is written as XML changed",
                    one,
                    other,
                    (*where, media_type, "xml"),
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

    def _items(self, direction: Direction, old: Media, new: Media, name: str) -> None:
        """Compare the items of a stream, where the whole has a schema too."""
        if old.item is None and new.item is None:
            return
        one, other = (m.item or Media(True, m.at) for m in (old, new))
        spot = Spot(self.operation, f"each item of {name}")
        self.schemas.compare(direction, one, other, spot)

    def _encodings(
        self,
        scope: str,
        media_type: str,
        old: Media,
        new: Media,
        name: str,
        where: tuple[str, ...],
    ) -> None:
        """Compare how the parts of a form or a multipart message are written."""
        if "form" not in media_type and not media_type.startswith("multipart/"):
            return
        for part in sorted(old.encoding.keys() | new.encoding.keys()):
            before, after = (_encoding(m.encoding.get(part)) for m in (old, new))
            if before != after:
                self.say(
                    f"{scope}.encoding",
                    f"{name}: the part `{printable(part, 60)}` is written in another way",
                    old,
                    new,
                    (*where, media_type, part),
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
            **{key: given.get(key) or None for key in _INNER},
        }
    )


_INNER = ("headers", "encoding", "prefixEncoding", "itemEncoding")
