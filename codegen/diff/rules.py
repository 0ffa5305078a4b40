"""Every finding that there is: its id, how bad it is, and how to do without it.

    isospin.rules     docs/rules.md is made by `python -m codegen.diff.rules`

An id is `scope.subject-change`. `in.` is what clients send, `out.` what they receive,
`py.` what stands in code that imports the client; the others are about operations,
parameters, bodies, security, servers, webhooks, and about the comparison itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Severity: TypeAlias = Literal["breaking", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("breaking", "warning", "info")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding.

    Attributes:
        id: Stable for ever.
        severity: Unless the configuration, or the finding itself, says otherwise.
        title: What has happened, in a few words.
        meaning: Whom it breaks and why, for the rule index.
        keep: How to make the change without it.
    """

    id: str
    severity: Severity
    title: str
    meaning: str
    keep: str

    @property
    def scope(self) -> str:
        """`client` for what is seen in Python, else `wire`."""
        return "client" if self.id.startswith("py.") else "wire"


_FACETS: Final[Mapping[str, tuple[str, str]]] = {
    "type": ("type", "values of another JSON type"),
    "null": ("null", "null"),
    "enum": ("listed values (`enum`, `const`)", "other values"),
    "required": ("required properties", "objects without a property"),
    "closed": ("additional properties", "properties that the schema does not name"),
    "items": ("items of an array", "other items, or items that repeat"),
    "union": ("branches of a union", "another kind of object"),
    "bounds": ("bounds, lengths, sizes or multiples", "values out of the bounds"),
    "pattern": ("the pattern", "texts that do not match the pattern"),
    "format": ("the format", "texts of another format"),
}

_ONE_WAY: Final = frozenset({"null", "required", "items"})
"""Facets that cannot part two schemas in both directions at once."""

_LOOSE: Final = frozenset({"bounds", "pattern", "format"})
"""Facets that a client does not check in what it receives."""

_IN_KEEP: Final = (
    "Accept what was accepted before, and say in the description what is preferred; or"
    " add a new operation, and deprecate this one"
)
_OUT_KEEP: Final = (
    "Keep sending what was promised, and send what is new under a new property or"
    " operation"
)


def _facets() -> Iterator[Rule]:
    for facet, (name, values) in _FACETS.items():
        yield Rule(
            f"in.{facet}-narrowed",
            "breaking",
            f"A request may no longer hold {values}",
            f"The service accepts less than before: {name} changed. A client that sends"
            " what the old document allows may be refused.",
            _IN_KEEP,
        )
        if facet not in _ONE_WAY:
            yield Rule(
                f"in.{facet}-changed",
                "breaking",
                f"A request must hold something else: {name} changed",
                "What the old document allows is partly refused, and what was refused is"
                " partly allowed.",
                _IN_KEEP,
            )
        yield Rule(
            f"in.{facet}-widened",
            "info",
            f"A request may hold {values}",
            f"The service accepts more than before: {name} changed. No client notices.",
            "Nothing is to be done",
        )
        loose = facet in _LOOSE
        yield Rule(
            f"out.{facet}-widened",
            "info" if facet == "closed" else "warning" if loose else "breaking",
            f"A response may hold {values}",
            f"The service promises less than before: {name} changed."
            + (
                " Generated clients ignore what they do not know."
                if facet == "closed"
                else (
                    " Generated clients do not check this, but code behind them may"
                    " rely on it."
                    if loose
                    else " A client that believes the old document may fail on a reply."
                )
            ),
            _OUT_KEEP,
        )
        if facet not in _ONE_WAY:
            yield Rule(
                f"out.{facet}-changed",
                "warning" if loose or facet == "closed" else "breaking",
                f"A response holds something else: {name} changed",
                "Some replies are no longer possible, and others are that the old document"
                " excludes.",
                _OUT_KEEP,
            )
        yield Rule(
            f"out.{facet}-narrowed",
            "info",
            f"A response no longer holds {values}",
            f"The service promises more than before: {name} changed. No client notices.",
            "Nothing is to be done",
        )


_WIRE: Final = (
    Rule("op.removed", "breaking", "An operation is gone",
         "Every call of it fails (404 or 405).",
         "Deprecate it, with `x-sunset: DATE`, and remove it after that day"),
    Rule("op.removed-after-sunset", "info", "An operation is gone, as announced",
         "It was deprecated, and its `x-sunset` (or the grace of the configuration) has"
         " passed.", "Nothing is to be done"),
    Rule("op.added", "info", "An operation is new", "No client notices.",
         "Nothing is to be done"),
    Rule("op.moved", "breaking", "An operation has another path or method",
         "Clients call the old one. The operationId, or the function's name, tells that"
         " both are the same.", "Serve the old path too, deprecated"),
    Rule("op.deprecated", "info", "An operation is deprecated",
         "It works as before.", "Nothing is to be done"),
    Rule("op.undeprecated", "info", "An operation is no longer deprecated",
         "It works as before.", "Nothing is to be done"),
    Rule("op.sunset-sooner", "warning", "The end of an operation comes sooner",
         "`x-sunset` moved to an earlier day, or leaves less than the grace of the"
         " configuration.", "Keep the day that was announced"),
    Rule("param.added", "info", "An optional parameter is new", "No client notices.",
         "Nothing is to be done"),
    Rule("param.added-required", "breaking", "A required parameter is new",
         "Clients do not send it and are refused.", "Give it a default"),
    Rule("param.required", "breaking", "A parameter became required",
         "Clients that leave it out are refused.", "Keep it optional"),
    Rule("param.optional", "info", "A parameter became optional",
         "No client notices.", "Nothing is to be done"),
    Rule("param.removed", "warning", "A parameter is gone",
         "Clients that send it are not refused by most services, but it has no effect"
         " any more.", "Keep it, deprecated"),
    Rule("param.renamed", "warning", "A parameter has another name on the wire",
         "What clients send under the old name has no effect any more; the generated"
         " client calls both the same.", "Accept both names"),
    Rule("param.moved", "breaking", "A parameter has another location",
         "Clients send it where the service no longer looks.", "Accept both"),
    Rule("param.style", "breaking", "A parameter is written in another way",
         "`style`, `explode`, `allowReserved` or `content` changed: clients write it in a"
         " way that the service no longer reads.", "Keep the style"),
    Rule("param.default", "warning", "The default of a parameter changed",
         "Clients that leave it out get other results.", "Keep the default"),
    Rule("param.deprecated", "info", "A parameter is deprecated",
         "It works as before.", "Nothing is to be done"),
    Rule("param.undeprecated", "info", "A parameter is no longer deprecated",
         "It works as before.", "Nothing is to be done"),
    Rule("param.empty-narrowed", "breaking", "A parameter may not be empty any more",
         "`allowEmptyValue` is gone: clients that send the name without a value may be"
         " refused.", "Keep `allowEmptyValue`"),
    Rule("param.empty-widened", "info", "A parameter may be empty",
         "No client notices.", "Nothing is to be done"),
    Rule("body.added", "info", "An optional request body is new", "No client notices.",
         "Nothing is to be done"),
    Rule("body.added-required", "breaking", "A required request body is new",
         "Clients do not send it and are refused.", "Make it optional"),
    Rule("body.required", "breaking", "The request body became required",
         "Clients that leave it out are refused.", "Keep it optional"),
    Rule("body.optional", "info", "The request body became optional",
         "No client notices.", "Nothing is to be done"),
    Rule("body.removed", "warning", "The request body is gone",
         "What clients send has no effect any more.", "Keep accepting it"),
    Rule("body.media-removed", "breaking", "A media type of the body is gone",
         "Clients that send it are refused (415).", "Accept both"),
    Rule("body.media-added", "info", "A media type of the body is new",
         "No client notices.", "Nothing is to be done"),
    Rule("body.encoding", "breaking", "A part of a form is written in another way",
         "`encoding` changed: clients write it in a way that the service no longer"
         " reads.", "Keep the encoding"),
    Rule("in.property-added", "info", "A request has a new optional property",
         "Objects are open in practice, so no client notices.",
         "Nothing is to be done"),
    Rule("in.property-removed", "warning", "A request's property is gone",
         "What clients send in it has no effect any more.", "Keep it, deprecated"),
    Rule("in.default-changed", "warning", "The default of a property changed",
         "Clients that leave it out get other results.", "Keep the default"),
    Rule("in.deprecated", "info", "A request's property is deprecated",
         "It works as before.", "Nothing is to be done"),
    Rule("in.undeprecated", "info", "A request's property is no longer deprecated",
         "It works as before.", "Nothing is to be done"),
    Rule("in.read-only-added", "warning", "A request's property is read-only now",
         "What clients send in it is ignored, or refused.",
         "Accept it as before"),
    Rule("in.read-only-removed", "info", "A request's property is not read-only any more",
         "No client notices.", "Nothing is to be done"),
    Rule("out.property-added", "info", "A response has a new property",
         "Generated clients ignore what they do not know.", "Nothing is to be done"),
    Rule("out.property-removed", "breaking", "A response's property is gone",
         "A client that reads it fails; when it was optional, this is a warning.",
         "Keep sending it, deprecated"),
    Rule("out.deprecated", "info", "A property or header of a response is deprecated",
         "It is sent as before.", "Nothing is to be done"),
    Rule("out.undeprecated", "info",
         "A property or header of a response is no longer deprecated",
         "It is sent as before.", "Nothing is to be done"),
    Rule("out.write-only-added", "warning", "A response's property is write-only now",
         "It is not sent any more; where it was required, that is another finding.",
         "Keep sending it"),
    Rule("out.write-only-removed", "info",
         "A response's property is not write-only any more",
         "Generated clients ignore what they do not know.", "Nothing is to be done"),
    Rule("out.status-removed", "breaking", "A success status is gone",
         "Clients that wait for it see another one.", "Keep the status"),
    Rule("out.status-added", "info", "A success status is new",
         "Generated clients read any 2xx.", "Nothing is to be done"),
    Rule("out.error-removed", "info", "An error status is gone",
         "Code that handles it does not run any more.", "Nothing is to be done"),
    Rule("out.error-added", "info", "An error status is new",
         "Clients raise it as any other error.", "Nothing is to be done"),
    Rule("out.content-removed", "breaking", "A response has no content any more",
         "Clients that read it fail.", "Keep sending it"),
    Rule("out.content-added", "info", "A response has content now",
         "There was nothing to read before.", "Nothing is to be done"),
    Rule("out.media-removed", "breaking", "A media type of a response is gone",
         "Clients that ask for it are refused (406), or get another one.",
         "Offer both"),
    Rule("out.media-added", "info", "A media type of a response is new",
         "Clients that do not ask for it do not get it.", "Nothing is to be done"),
    Rule("out.header-removed", "breaking", "A header of a response is gone",
         "A client that reads it fails; when it was optional, this is a warning.",
         "Keep sending it"),
    Rule("out.header-optional", "breaking", "A header of a response may be absent",
         "A client that reads it may fail.", "Keep sending it"),
    Rule("out.header-added", "info", "A header of a response is new",
         "No client notices.", "Nothing is to be done"),
    Rule("out.header-required", "info", "A header of a response is always there",
         "No client notices.", "Nothing is to be done"),
    Rule("out.header-style", "breaking", "A header of a response is written otherwise",
         "`style`, `explode` or `content` changed: clients read something else.",
         "Keep the style"),
    Rule("out.encoding", "breaking", "A part of a response is written in another way",
         "The encoding of a part of a multipart message changed.", "Keep the encoding"),
    Rule("out.link-removed", "warning", "A link of a response is gone",
         "Clients that follow links do not find it; generated ones do not look.",
         "Keep the link"),
    Rule("out.link-changed", "warning", "A link of a response is another one",
         "Clients that follow links come elsewhere; generated ones do not look.",
         "Add a link of another name"),
    Rule("out.link-added", "info", "A link of a response is new", "No client notices.",
         "Nothing is to be done"),
    Rule("auth.added", "breaking", "Security was added",
         "Clients that call without credentials are refused (401).",
         "Keep the operation public, or add a new one"),
    Rule("auth.removed", "info", "Security was removed", "No client notices.",
         "Nothing is to be done"),
    Rule("auth.alternative-removed", "breaking", "A way to authenticate is gone",
         "Clients that use it are refused (401).", "Keep the alternative"),
    Rule("auth.alternative-added", "info", "A way to authenticate is new",
         "No client notices.", "Nothing is to be done"),
    Rule("auth.scope-added", "breaking", "More scopes are needed",
         "Tokens that clients hold are refused (403).", "Keep the scopes"),
    Rule("auth.scope-removed", "info", "Fewer scopes are needed",
         "No client notices.", "Nothing is to be done"),
    Rule("auth.flow", "warning", "Where tokens come from changed",
         "A URL of an OAuth flow, or of OpenID Connect, or a scope that it offers, is"
         " another one; clients that keep the old one cannot log in.",
         "Redirect from the old URL"),
    Rule("auth.deprecated", "info", "A security scheme is deprecated",
         "It works as before.", "Nothing is to be done"),
    Rule("auth.undeprecated", "info", "A security scheme is no longer deprecated",
         "It works as before.", "Nothing is to be done"),
    Rule("server.changed", "warning", "A server is gone or has another URL",
         "Clients that use it by default call the old one.", "Keep serving it"),
    Rule("server.added", "info", "A server is new", "No client notices.",
         "Nothing is to be done"),
    Rule("hook.removed", "breaking", "A webhook or callback is gone",
         "Receivers wait for it in vain.", "Keep sending it"),
    Rule("hook.added", "info", "A webhook or callback is new",
         "Receivers that do not know it do not get it.", "Nothing is to be done"),
    Rule("hook.changed", "warning", "A webhook or callback is sent in another way",
         "Where it is sent, its parameters, security, or the answers that are expected"
         " changed; they are compared as a whole.", "Look at the change"),
    Rule("spec.undecided", "warning", "It could not be decided whether this breaks",
         "A keyword, a pattern or a union changed in a way that is not understood; the"
         " change may narrow or widen what is allowed.",
         "Look at the change, and acknowledge it if nothing breaks"),
    Rule("spec.unreadable", "warning", "A place of the document could not be compared",
         "What stands there breaks the OpenAPI Specification, so that nothing is known"
         " about it.", "Correct the document at this place"),
)  # fmt: skip

_CLIENT: Final = (
    Rule("py.group-removed", "breaking", "A group of operations is gone",
         "`client.GROUP` is no attribute any more.",
         "Keep the tag, or keep the old name alive in a patch"),
    Rule("py.method-removed", "breaking", "A method is gone",
         "Code that calls it raises AttributeError.",
         "Keep the old name alive in a patch, in both flavours"),
    Rule("py.method-renamed", "breaking", "A method has another name",
         "The same operation is called by another name, or stands in another group.",
         "Keep the operationId and the first tag, set `rename`, or keep the old name"
         " alive in a patch, in both flavours"),
    Rule("py.method-kind", "breaking", "A method returns a stream, or no longer does",
         "It is awaited in one version of the asyncio client and not in the other.",
         "Add a new operation for the stream"),
    Rule("py.method-added", "info", "A method is new", "No caller notices.",
         "Nothing is to be done"),
    Rule("py.arg-removed", "breaking", "An argument is gone",
         "Code that passes it raises TypeError.", "Keep the parameter, deprecated"),
    Rule("py.arg-renamed", "breaking", "An argument has another name",
         "Code that passes it by name raises TypeError.",
         'Set `rename`: "group.method.new" = "old"'),
    Rule("py.arg-added", "info", "An optional argument is new", "No caller notices.",
         "Nothing is to be done"),
    Rule("py.arg-required", "breaking", "An argument must be passed",
         "Code that leaves it out raises TypeError.", "Give it a default"),
    Rule("py.arg-optional", "info", "An argument may be left out",
         "No caller notices.", "Nothing is to be done"),
    Rule("py.arg-order", "breaking", "Positional arguments have another order",
         "Code that passes them by position passes them for each other, or fails.",
         "Keep the order of the path's parameters, and of required ones"),
    Rule("py.arg-type", "breaking", "An argument takes fewer types",
         "A type checker refuses what callers pass.", "Accept the old type too"),
    Rule("py.arg-default", "warning", "The default of an argument changed",
         "Code that leaves it out gets other results.", "Keep the default"),
    Rule("py.return-type", "breaking", "A method returns other types",
         "Code that uses the result may fail, and a type checker refuses it.",
         "Return the new type from a new operation"),
    Rule("py.items-type", "warning", "A list or dict holds other types",
         "Nothing fails when it runs. Type checkers refuse a variable that is annotated"
         " as it was, for a list of one type is none of a wider or narrower one.",
         "Let callers write `Sequence`, or do without the annotation"),
    Rule("py.return-narrowed", "info", "A method returns fewer types",
         "No caller notices.", "Nothing is to be done"),
    Rule("py.model-removed", "breaking", "A model is gone",
         "`from PACKAGE.models import NAME` fails.",
         "Keep the schema in the document, or its name alive in a patch"),
    Rule("py.model-renamed", "breaking", "A model has another name",
         "The old name cannot be imported any more.",
         'Set `rename`: "New" = "Old", or keep the old name alive in a patch'),
    Rule("py.model-kind", "breaking", "A name means another kind of type",
         "A class became a union, an enumeration or an alias, or the other way round: it"
         " has no constructor, attributes or isinstance any more.",
         "Give the new type a name of its own"),
    Rule("py.model-base", "breaking", "A model has another base class",
         "It was an `OpenModel`, which keeps the properties that it does not name in"
         " `model_extra`, and is a plain `Model`; `allOf` is never a base class.",
         "Keep `additionalProperties`, or set `extra = \"allow\"`"),
    Rule("py.model-added", "info", "A model is new", "No caller notices.",
         "Nothing is to be done"),
    Rule("py.alias-type", "breaking", "A named type has other branches",
         "Code that handles every branch may meet one that it does not know, or may"
         " pass one that is refused.", "Give the new type a name of its own"),
    Rule("py.field-removed", "breaking", "A field of a model is gone",
         "Code that reads it raises AttributeError.", "Keep it, deprecated"),
    Rule("py.field-renamed", "breaking", "A field of a model has another name",
         "Code that reads it raises AttributeError.",
         'Set `rename`: "Model.wire_name" = "old"'),
    Rule("py.field-added", "info", "A field of a model is new", "No caller notices.",
         "Nothing is to be done"),
    Rule("py.field-required", "breaking", "A field must be given",
         "Code that makes the model without it fails.", "Give it a default"),
    Rule("py.field-type", "breaking", "A field has another type",
         "Code that reads it may meet a type that it does not know, or code that sets it"
         " may pass one that is refused.", "Use a new field for the new type"),
    Rule("py.field-narrowed", "info", "A field that is read has fewer types",
         "No caller notices.", "Nothing is to be done"),
    Rule("py.field-default", "warning", "The default of a field changed",
         "Code that leaves it out gets other results.", "Keep the default"),
    Rule("py.enum-member-removed", "breaking", "A member of an enumeration is gone",
         "Code that names it raises AttributeError.", "Keep the value, deprecated"),
    Rule("py.enum-member-added", "info", "A member of an enumeration is new",
         "Open enumerations take unknown values; with `enums = \"strict\"` this is a"
         " warning.", "Nothing is to be done"),
    Rule("py.name-removed", "breaking", "A name of the package is gone",
         "A client class, a filter or a server: importing it fails.",
         "Keep what it is made of, or the setting that names it"),
    Rule("py.error-removed", "warning", "A documented error no longer comes",
         "Code in an `except` for it does not run any more.", "Keep the error"),
    Rule("py.error-type", "warning", "A documented error has another body",
         "Code that reads the body of the exception may fail.", "Keep the schema"),
)  # fmt: skip

RULES: Final[Mapping[str, Rule]] = {
    rule.id: rule for rule in (*_WIRE, *_facets(), *_CLIENT)
}
"""Id -> rule."""

_HEAD: Final = """\
# Rules of the gate

Every finding of `isospin diff` has one of these ids. Severities are defaults:
`[tool.isospin.gate.severity]` sets others, by id or by pattern (`"py.*" = "warning"`),
and a finding may be milder for a reason that it names.

- **breaking**: a conforming old client, or code that imports it, can fail.
- **warning**: it depends on what the document does not say.
- **info**: nothing breaks.

`in.` is what clients send, `out.` what they receive, `py.` the Python surface of the
generated client. [The gate](gate.md) says how findings are acknowledged.

This page is made by `python -m codegen.diff.rules > docs/rules.md`."""

_CHAPTERS: Final = (
    ("op.", "Operations"),
    ("param.", "Parameters"),
    ("body.", "Request bodies"),
    ("in.", "Schemas of requests"),
    ("out.", "Responses and their schemas"),
    ("auth.", "Security"),
    ("server.", "Servers"),
    ("hook.", "Webhooks and callbacks"),
    ("spec.", "The comparison"),
    ("py.", "The Python surface"),
)


def markdown() -> str:
    """Return the page `docs/rules.md`."""
    lines = [_HEAD]
    for prefix, chapter in _CHAPTERS:
        lines += ["", f"## {chapter}"]
        for rule in RULES.values():
            if rule.id.startswith(prefix):
                lines += [
                    "",
                    f"### {rule.id}",
                    "",
                    f"**{rule.severity}**: {rule.title}. {rule.meaning}",
                ]
                if rule.severity != "info":
                    lines += ["", f"To keep compatibility: {_lower(rule.keep)}."]
    return "\n".join(lines) + "\n"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


if __name__ == "__main__":
    print(markdown(), end="")
