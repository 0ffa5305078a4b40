"""One request as a server reads it: by the document, from what was on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote_plus, urlsplit

from codegen.parity.trace import Event
from codegen.parity.truth import content, styles
from codegen.parity.truth.document import Content, Description, Endpoint, Parameter
from codegen.parity.truth.styles import Pairs, Shape, Text, WrongFormError

_CLIENTS_OWN: Final = frozenset(
    {
        "host", "accept", "accept-encoding", "connection", "user-agent",
        "content-type", "content-length", "transfer-encoding", "authorization",
        "cookie", "last-event-id",
    }
)  # fmt: skip
"""Headers that a client sends by itself."""


@dataclass(frozen=True)
class Request:
    """What was sent.

    Attributes:
        method: HTTP method.
        path: Path, percent-encoded, below the base URL where it is there.
        query: Pairs of the query, percent-encoded.
        raw_query: The query as it is.
        headers: Header lines, names in small letters.
        body: Content.
    """

    method: str
    path: str
    query: Pairs
    raw_query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, event: Event, base: str) -> Request:
        """Read what a recorder has written down.

        Args:
            event: A `sent` event of `codegen.parity.trace`.
            base: The base URL of the client.
        """
        _, line, headers, body, *_ = event
        assert isinstance(line, str) and isinstance(body, bytes)
        assert isinstance(headers, tuple)
        method, _, url = line.partition(" ")
        parts = urlsplit(url)
        pairs = [_pair(item) for item in parts.query.split("&") if item]
        return cls(
            method,
            parts.path.removeprefix(urlsplit(base).path),
            pairs,
            parts.query,
            tuple((name.lower(), value) for name, value in headers),
            body,
        )

    def __str__(self) -> str:
        url = f"{self.path}?{self.raw_query}" if self.raw_query else self.path
        return f"{self.method} {url} {dict(self.headers)} {self.body!r}"

    def lines(self, name: str) -> list[str]:
        """All lines of a header."""
        return [value for key, value in self.headers if key == name.lower()]

    @property
    def cookies(self) -> Pairs:
        """The cookies (RFC 6265, section 5.4: one header holds all)."""
        if len(self.lines("cookie")) > 1:
            raise WrongFormError("there are two Cookie headers")
        pairs = [one for line in self.lines("cookie") for one in line.split("; ")]
        return [_pair(pair) for pair in pairs]

    @property
    def media_type(self) -> str:
        """The content type; "" when there is none."""
        return next(iter(self.lines("content-type")), "")


class Reader:
    """Reads requests by a document.

    Args:
        description: The document.
        own: Headers that a client sends with every request, in small letters.
    """

    def __init__(
        self, description: Description, own: frozenset[str] = frozenset()
    ) -> None:
        self.description = description
        self._own = _CLIENTS_OWN | own

    def endpoint(self, request: Request) -> Endpoint:
        """The endpoint that a server would choose.

        Raises:
            WrongFormError: There is none.
        """
        for path in _paths(request.path, self.description):
            for endpoint in self.description.find(request.method, path):
                if _has_fixed(endpoint, request):
                    return endpoint
        raise WrongFormError(
            f"the document has no {request.method} {request.path or '/'}"
        )

    def is_of(self, request: Request, endpoint: Endpoint) -> bool:
        """Whether a request could be of an endpoint, too."""
        return request.method == endpoint.method and any(
            endpoint.in_path(path) is not None
            for path in _paths(request.path, self.description)
        )

    def check(
        self,
        request: Request,
        endpoint: Endpoint,
        own: str = "",
        *,
        is_told: bool = True,
    ) -> Any:
        """Check all that can be checked without knowing what the caller gave.

        Args:
            request: What was sent.
            endpoint: The endpoint that received it.
            own: Media type that a caller gave a file that is the whole body.
            is_told: Whether all that was given has a form on the wire: an empty list
                for what is required has none.

        Returns:
            The decoded body; None without one.

        Raises:
            WrongFormError: The request is none of this endpoint.
        """
        headers = dict(request.headers)
        for name, value in headers.items():
            if any(one < " " and one != "\t" for one in name + value):
                raise WrongFormError(f"header {name!r} has control characters")
        content.checked_length(headers, request.body)
        for name in _undeclared(request, endpoint, self._own):
            raise WrongFormError(f"{name} is not in the document")
        for parameter in endpoint.parameters:
            there = not is_told or self._is_there(request, endpoint, parameter)
            if parameter.required and not there:
                raise WrongFormError(
                    f"{parameter.location} {parameter.name!r} is required"
                )
        self._check_accept(request, endpoint)
        if endpoint.secured is False and request.lines("authorization"):
            raise WrongFormError("credentials are sent where none are asked for")
        return self.body(request, endpoint, own)[1]

    def body(
        self, request: Request, endpoint: Endpoint, own: str = ""
    ) -> tuple[Content | None, Any]:
        """The declared content that the body is of, and the body decoded.

        Raises:
            WrongFormError: It is not declared, required, or not of its media type.
        """
        kind = request.media_type
        if not kind:
            if request.body:
                raise WrongFormError("there is a body without a content type")
            if endpoint.body_required:
                raise WrongFormError("a body is required")
            return None, None
        for declared in sorted(endpoint.bodies.values(), key=_generality):
            plain = "*" in declared.media_type and kind == content.BYTES
            if content.is_bytes(declared.media_type) and (plain or kind == own):
                return declared, request.body
            if content.covers(declared.media_type, kind):
                return declared, content.decoded(kind, request.body)
        raise WrongFormError(f"a body of {kind} is not in the document")

    def argument(
        self, request: Request, endpoint: Endpoint, parameter: Parameter, shape: Shape
    ) -> Text:
        """Decode a parameter; None when it is not there.

        Raises:
            WrongFormError: It is not in its style.
        """
        name, style, explode = parameter.name, parameter.style, parameter.explode
        shape = "value" if parameter.media_type else shape
        match parameter.location:
            case "path":
                raw = self._in_path(request, endpoint).get(name)
                if raw is None:
                    return None  # the template has no place for it
                return styles.in_path(raw, name, style, explode, shape)
            case "query":
                fixed = endpoint.fixed_query.split("&")
                pairs = [p for p in request.query if "=".join(p) not in fixed]
                if shape == "object" and explode and style == "form":
                    pairs = _left_over(pairs, endpoint, parameter)
                return styles.in_query(pairs, name, style, explode, shape)
            case "header":
                lines = request.lines(name)
                return styles.in_header(lines, explode, shape) if lines else None
            case "cookie":
                return styles.in_cookie(request.cookies, name, explode, shape)

    def _in_path(self, request: Request, endpoint: Endpoint) -> Mapping[str, str]:
        for path in _paths(request.path, self.description):
            found = endpoint.in_path(path)
            if found is not None:
                return found
        raise WrongFormError(f"{request.path} is not {endpoint.template}")

    def _is_there(
        self, request: Request, endpoint: Endpoint, parameter: Parameter
    ) -> bool:
        match parameter.location:
            case "path":
                return True
            case "header":
                return bool(request.lines(parameter.name))
            case "cookie":
                names = [name for name, _ in request.cookies]
                return parameter.name in names or parameter.explode
            case "query":
                owners = [
                    _owner(unquote_plus(key), endpoint) for key, _ in request.query
                ]
                empty = parameter.explode or parameter.style == "deepObject"
                return parameter in owners or empty

    def _check_accept(self, request: Request, endpoint: Endpoint) -> None:
        accepted = [one.strip() for one in ",".join(request.lines("accept")).split(",")]
        wanted = [
            media_type
            for status, contents in endpoint.replies.items()
            if status.startswith(("2", "default"))
            for media_type in contents
        ]
        if "*/*" in accepted or not wanted:
            return
        if not any(
            content.covers(one, kind) or content.covers(kind, one)
            for one in accepted
            for kind in wanted
        ):
            raise WrongFormError(f"Accept is {accepted}, and none of {wanted}")


def _generality(declared: Content) -> int:
    return declared.media_type.count("*")


def _paths(path: str, description: Description) -> Iterator[str]:
    """The path below the base, and below servers that operations have themselves."""
    yield path
    servers = {one for e in description.endpoints.values() for one in e.servers if one}
    for server in servers:
        if path.startswith(server):
            yield path.removeprefix(server)


def _has_fixed(endpoint: Endpoint, request: Request) -> bool:
    fixed = [pair for pair in endpoint.fixed_query.split("&") if pair]
    sent = request.raw_query.split("&")
    return all(pair in sent for pair in fixed)


def _undeclared(
    request: Request, endpoint: Endpoint, own: frozenset[str]
) -> Iterator[str]:
    # Cookies are not looked at: a service may have asked for more of them.
    fixed = endpoint.fixed_query.split("&")
    for key, value in request.query:
        name = unquote_plus(key)
        if f"{key}={value}" not in fixed and _owner(name, endpoint) is None:
            yield f"query {name!r}"
    declared = {
        one.name.lower() for one in endpoint.parameters if one.location == "header"
    }
    for name, _ in request.headers:
        if name not in declared and name not in own:
            yield f"header {name!r}"


def _owner(name: str, endpoint: Endpoint) -> Parameter | None:
    """The parameter that a pair of the query belongs to."""
    queries = [one for one in endpoint.parameters if one.location == "query"]
    for one in queries:
        deep = one.style == "deepObject" and name.startswith(f"{one.name}[")
        if one.name == name or deep:
            return one
    # The properties of an exploded object stand there by their own names.
    exploded = [
        one for one in queries if one.style == "form" and one.explode and one.is_object
    ]
    return exploded[0] if exploded else None


def _left_over(pairs: Pairs, endpoint: Endpoint, own: Parameter) -> Pairs:
    others = {
        one.name
        for one in endpoint.parameters
        if one.location == "query" and one != own
    }
    return [(key, value) for key, value in pairs if unquote_plus(key) not in others]


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value
