"""The intermediate representation: one API, every name and every type decided.

The IR speaks OpenAPI, in one dialect whatever version the document was written in.
Everything is frozen, and nothing but `codegen.read` makes it. What is a string of the
document is `SpecText`; what is a name in Python is `Identifier`.

A `Schema` is one of the classes below it; object schemas with known properties and
named enumerations are never inside another schema: they are `Model`s of their own, and
`Ref` points to them by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from codegen.encode import Identifier, SpecText
from codegen.spec.pointer import Pointer

# --- schemas -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Any_:
    """`true` or `{}`: every JSON value."""


@dataclass(frozen=True, slots=True)
class Null:
    """`type: null`."""


@dataclass(frozen=True, slots=True)
class Boolean:
    """`type: boolean`; `text` when it travels as the string `true` or `false`."""

    text: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """`type: integer` or `type: number`.

    Attributes:
        integer: Whole numbers only.
        format: As in the document: `int64`, `float`, `unixtime`, `duration`, ...
        text: It travels as a string (`type: string, format: int64`, ...).
        lower, upper: Bounds.
        lower_open, upper_open: The bound itself is excluded.
    """

    integer: bool
    format: str | None = None
    text: bool = False
    lower: int | float | None = None
    lower_open: bool = False
    upper: int | float | None = None
    upper_open: bool = False
    multiple_of: int | float | None = None


@dataclass(frozen=True, slots=True)
class String:
    """`type: string`.

    Attributes:
        format: As in the document: `date-time`, `uuid`, `byte`, `binary`, ...
        pattern: ECMA 262 regular expression, as in the document.
        min_length, max_length: In characters.
        encoding: `contentEncoding`: `base64`, `base64url`, ...
        media_type: `contentMediaType`.
    """

    format: str | None = None
    pattern: SpecText | None = None
    min_length: int | None = None
    max_length: int | None = None
    encoding: str | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Enum:
    """`enum` or `const` without a name of its own; values of any JSON type but object.

    Attributes:
        values: In the document's order, without repetition; never empty. Strings are
            `SpecText`.
        const: The document says `const`, so that no other value may ever come.
    """

    values: tuple[Scalar, ...]
    const: bool = False


@dataclass(frozen=True, slots=True)
class Array:
    """`type: array`.

    Attributes:
        items: What stands behind the prefix.
        prefix: `prefixItems`: the types of the first items. With `closed`, of all.
        closed: Nothing may follow the prefix (`items: false`, or maxItems).
    """

    items: Schema
    prefix: tuple[Schema, ...] = ()
    closed: bool = False
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """`type: object` without properties: names to values of one schema."""

    values: Schema
    min_properties: int | None = None
    max_properties: int | None = None
    names: SpecText | None = None


@dataclass(frozen=True, slots=True)
class Discriminator:
    """Which property tells the branches of a union apart.

    Attributes:
        wire_name: The property.
        mapping: Value of the property -> name of the model, in the document's order.
    """

    wire_name: SpecText
    mapping: tuple[tuple[Scalar, Identifier], ...]


@dataclass(frozen=True, slots=True)
class Union:
    """`anyOf`, `oneOf`, several types or null; two branches or more, never nested.

    Attributes:
        branches: In the document's order, `Null` last.
        discriminator: Where the document has a usable one.
        exclusive: The document says `oneOf`.
    """

    branches: tuple[Schema, ...]
    discriminator: Discriminator | None = None
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """One of `Api.models`, by its name there."""

    name: Identifier


Scalar: TypeAlias = bool | int | float | SpecText | None
Schema: TypeAlias = (
    Any_ | Null | Boolean | Number | String | Enum | Array | Map | Union | Ref
)

# --- models ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """One property of an object.

    It knows no place, so that the fields of a document that are the same are one: it
    stands in `properties` of its object.

    Attributes:
        wire_name: The property's name in JSON.
        name: The attribute's name in Python.
        required: It must be there (it may still be null).
        default: What the service assumes when it is absent; None as well when
            `has_default` is false. Lists, dicts and scalars, strings as `str`.
    """

    wire_name: SpecText
    name: Identifier
    schema: Schema
    required: bool
    description: SpecText | None = None
    has_default: bool = False
    default: object = None
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False


@dataclass(frozen=True, slots=True)
class ObjectModel:
    """An object with known properties.

    Attributes:
        additional: Schema of the properties that are not in `fields`; None when the
            document says nothing, `closed` when it forbids them.
    """

    fields: tuple[Field, ...]
    additional: Schema | None = None
    closed: bool = False
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True)
class EnumModel:
    """An enumeration with a name: every value is of the one `base` type.

    Attributes:
        members: Python name and value, in the document's order.
    """

    base: Literal["string", "integer", "number"]
    members: tuple[tuple[Identifier, Scalar], ...]


@dataclass(frozen=True, slots=True)
class AliasModel:
    """A name for a type that is no class: a union, or a type that contains itself.

    Attributes:
        recursive: It reaches itself through no class, so that the alias needs a lazy
            definition (`TypeAliasType`).
    """

    schema: Schema
    recursive: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """A named type of the client.

    Attributes:
        name: Class name; unique in the API.
        spec_name: Key under `components/schemas`, or None for an inline schema.
        module: Module below `models`: a group's name, or `shared`.
        pointer: Where it was found first.
    """

    name: Identifier
    spec_name: SpecText | None
    module: Identifier
    pointer: Pointer
    shape: ObjectModel | EnumModel | AliasModel
    description: SpecText | None = None
    deprecated: bool = False


# --- operations --------------------------------------------------------------------

Location = Literal["path", "query", "header", "cookie"]
Style = Literal[
    "form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"
]
ContentKind = Literal[
    "json", "form", "multipart", "text", "binary", "events", "jsonlines", "merge-patch"
]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation.

    Attributes:
        name: Argument name in Python.
        style, explode: Always set, to OpenAPI's defaults for the location.
        allow_reserved: RFC 3986 reserved characters stay as they are.
        json: It has `content: application/json` and travels as JSON text.
    """

    wire_name: SpecText
    name: Identifier
    location: Location
    schema: Schema
    required: bool
    style: Style
    explode: bool
    pointer: Pointer
    allow_reserved: bool = False
    json: bool = False
    description: SpecText | None = None
    has_default: bool = False
    default: object = None
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form or multipart body, or of a flattened JSON body.

    Attributes:
        field: The property it comes from.
        media_types: The part's own content types (`encoding.contentType`).
        style, explode: How a form field with several values is written.
        file: It is sent as a file, with a name and a content type.
    """

    field: Field
    media_types: tuple[SpecText, ...] = ()
    style: Style = "form"
    explode: bool = True
    allow_reserved: bool = False
    file: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """One media type of a body or a reply.

    Attributes:
        media_type: As declared.
        kind: How it is written or read.
        schema: Of the whole content; for `events` and `jsonlines` of one item.
        parts: With `form` and `multipart`, and with `json` when the body's fields are
            arguments of their own.
        envelope: The item is the whole event (`data`, `event`, `id`, `retry`), as
            opposed to what its `data` holds.
    """

    media_type: SpecText
    kind: ContentKind
    schema: Schema
    parts: tuple[Part, ...] = ()
    envelope: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """The request body; `contents` in the document's order, never empty."""

    required: bool
    contents: tuple[Content, ...]
    pointer: Pointer
    description: SpecText | None = None

    @property
    def flattened(self) -> tuple[Part, ...]:
        """The parts that are arguments of their own; empty when the body is one."""
        return self.contents[0].parts if len(self.contents) == 1 else ()


@dataclass(frozen=True, slots=True)
class ReplyHeader:
    """A header that a reply declares."""

    wire_name: SpecText
    schema: Schema
    required: bool
    description: SpecText | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service may answer.

    Attributes:
        status: `"200"`, `"4XX"` or `"default"`.
        contents: Empty when there is no body.
    """

    status: str
    contents: tuple[Content, ...]
    pointer: Pointer
    headers: tuple[ReplyHeader, ...] = ()
    description: SpecText | None = None

    @property
    def success(self) -> bool:
        """Whether this is a 2xx status."""
        return self.status.startswith("2")


@dataclass(frozen=True, slots=True)
class SecurityRequirement:
    """One scheme that a request must satisfy, with the scopes it needs."""

    scheme: SpecText
    scopes: tuple[SpecText, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path.

    Attributes:
        method: Upper case.
        path: Path template, parameters in braces, as in the document.
        name: Method name in its group.
        security: Alternatives, each a set of requirements that hold together; an
            empty set means that none is needed. None when the document says nothing.
    """

    pointer: Pointer
    method: str
    path: SpecText
    operation_id: SpecText | None
    group: Identifier
    name: Identifier
    parameters: tuple[Parameter, ...]
    body: Body | None
    replies: tuple[Reply, ...]
    summary: SpecText | None = None
    description: SpecText | None = None
    deprecated: bool = False
    security: tuple[tuple[SecurityRequirement, ...], ...] | None = None
    servers: tuple[Server, ...] = ()

    @property
    def successes(self) -> tuple[Reply, ...]:
        """Replies with a 2xx status; the `default` one when there is none."""
        found = tuple(reply for reply in self.replies if reply.success)
        return found or tuple(r for r in self.replies if r.status == "default")

    @property
    def failures(self) -> tuple[Reply, ...]:
        """Replies that are raised."""
        good = self.successes
        return tuple(reply for reply in self.replies if reply not in good)


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that share their first tag.

    Attributes:
        name: Attribute of the client and module name.
        class_name: Class of the group.
        tag: The tag; None for operations without one.
    """

    name: Identifier
    class_name: Identifier
    tag: SpecText | None
    operations: tuple[Operation, ...]
    description: SpecText | None = None


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A variable of a server's URL."""

    wire_name: SpecText
    name: Identifier
    default: SpecText
    values: tuple[SpecText, ...] = ()
    description: SpecText | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """Where the service may be; the URL may be relative and may have variables."""

    url: SpecText
    variables: tuple[ServerVariable, ...] = ()
    description: SpecText | None = None


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """One way to prove who is calling.

    Attributes:
        kind: `apiKey`, `http`, `oauth2`, `openIdConnect` or `mutualTLS`.
        location, parameter: Where an API key goes.
        http_scheme: `basic`, `bearer`, ... lower case.
        flows: OAuth flow -> its URLs (`authorizationUrl`, `tokenUrl`, `refreshUrl`,
            `deviceAuthorizationUrl`) and scopes.
    """

    spec_name: SpecText
    kind: str
    pointer: Pointer
    location: Location | None = None
    parameter: SpecText | None = None
    http_scheme: str | None = None
    bearer_format: SpecText | None = None
    openid_url: SpecText | None = None
    flows: Mapping[str, Mapping[str, SpecText]] = field(default_factory=dict)
    scopes: tuple[SpecText, ...] = ()
    description: SpecText | None = None


@dataclass(frozen=True, slots=True)
class Api:
    """Everything that the document says and a client needs.

    Attributes:
        models: By name, in a stable order.
        global_security: What operations need that say nothing themselves.
        fastapi: The service is a FastAPI app, as far as the document tells.
    """

    title: SpecText
    version: SpecText
    description: SpecText | None
    servers: tuple[Server, ...]
    groups: tuple[Group, ...]
    models: Mapping[Identifier, Model]
    security_schemes: tuple[SecurityScheme, ...] = ()
    global_security: tuple[tuple[SecurityRequirement, ...], ...] = ()
    fastapi: bool = False

    @property
    def operations(self) -> Iterator[Operation]:
        """Every operation, group by group."""
        for group in self.groups:
            yield from group.operations
