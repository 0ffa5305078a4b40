"""Mutants of what both flavours share that change nothing: each with the reason."""

from __future__ import annotations

import re
from typing import Final

from codegen.parity.mutants import Mutant

_REASONS: Final[dict[str, str]] = {
    r"(adapters|pagination|replies|writing)\.\w+: word lost: .*-[^+]*by_alias=True"
    r"(?!.*\+.*by_alias).*": (
        "Models are read and written by alias by their own settings, where nobody says"
        " anything else."
    ),
    r"bodies\.encode: .*-chosen(\.| = self\.choose\().*": (
        "`write` chooses one of several bodies before anything is encoded."
    ),
    r"errors\.__init__: statement lost: -super\(\)\.__init__\(response, body, .*": (
        "`BaseException.__new__` keeps the arguments, too."
    ),
    r"errors\.error_class: (comparison|number) changed: .*status >=? 40[01] .*": (
        "400 has a class of its own."
    ),
    r"(errors\.retry_after|outline\.content_range_total|replies\.read): another text: "
    r".*, 'x'\).*": "What says nothing that is known is taken as nothing is.",
    r"events\.__init__: flag turned: .*self\._after_cr = .*": (
        "Only an empty line at the beginning of a stream is lost, and it ends nothing."
    ),
    r"events\.end: another text: .*": "What comes after the last line is never read.",
    r"multipart\.encode: comparison changed: .*piece\.inline is None\).*": (
        "At once or piece by piece, the same bytes are sent, with the same length."
    ),
    r"uploads\.inline: condition turned: .*": (
        "At once or piece by piece, the same bytes are sent, with the same length."
    ),
    r"multipart\.encode: number changed: .*token_hex.*": (
        "A boundary may be longer (RFC 2046, section 5.1.1)."
    ),
    r"operation\.__init__: .*_literal\(['\"]\{['\"] \+ piece.*": (
        "Where a path has braces, its table has a parameter."
    ),
    r"operation\.__init__: another text: .*-self\._path = .*": (
        "A path without arguments is one piece: there is nothing to join."
    ),
    r"operation\._only_success: another text: -if .*": (
        "Where `default` is a success, the table has no other."
    ),
    r"operation\.extra_operation: another text: .*2XX.*": (
        "It is the only success, and stands for any other."
    ),
    r"operation\.reply: (number|comparison) changed: .*\+.*status (<= 400|< 401).*": (
        "No table has an error, or a range of errors, among its successes."
    ),
    r"(operation\.(_literal|extra_operation)|wire\.escape): another text: "
    r".*\+.*safe=.*x['\"].*": "Letters are never escaped.",
    r"outline\.(_schema|outline_of): word lost: .*extra_behavior=.ignore.*": (
        "pydantic ignores unknown fields where nobody says otherwise."
    ),
    r"outline\.nested: another text: .*[\"']Page[\"'].*": (
        "The name of a type that nobody sees."
    ),
    r"outline\.outline_of: word lost: .*left_to_right.*": (
        "Items are only counted, whichever branch has taken them."
    ),
    r"replies\.parse: (statement lost: -gc\.disable\(\)|comparison changed: .*_LARGE)"
    r".*": "Whether garbage is collected meanwhile is a matter of speed.",
    r"unions\.__get_pydantic_core_schema__: another text: .*'x'\): b.*": (
        "No branch that is chosen by a tag is called so."
    ),
    r"unions\._key: another text in a template: .*": (
        "Both sides of the comparison are written by it."
    ),
    r"uploads\.__init__: number changed: .*self\._start = 0.*": (
        "Only files are read from where they start, and each notes it before."
    ),
    r"wire\.segment: flag turned: .*reserved: bool = .*": (
        "Whoever writes a piece of a path says whether characters are reserved."
    ),
}
_EQUIVALENT: Final = [re.compile(name, re.DOTALL) for name in _REASONS]
_PLACES: Final = {
    ("adapters", "as_json"),
    ("bodies", "encode"),
    ("writing", "__call__"),
    ("operation", "reply"),
    ("operation", "__init__"),
    ("operation", "extra_operation"),
    ("operation", "_only_success"),
    ("errors", "__init__"),
    ("errors", "error_class"),
    ("errors", "retry_after"),
    ("events", "end"),
    ("operation", "_literal"),
    ("outline", "content_range_total"),
    ("replies", "read"),
    ("unions", "__get_pydantic_core_schema__"),
    ("unions", "_key"),
    ("uploads", "inline"),
    ("events", "__init__"),
    ("wire", "escape"),
    ("wire", "segment"),
    ("multipart", "encode"),
    ("outline", "_schema"),
    ("pagination", "parse"),
    ("replies", "parse"),
    ("outline", "nested"),
    ("outline", "outline_of"),
    ("uploads", "__init__"),
}
"""Files and functions that have any."""
_ALIKE: Final = (
    "int: lambda", "float: lambda", "str: _plain_str", "UUID: str", "Decimal: str",
    "date: _day", "time: _moment", "timedelta: _json_text",
)  # fmt: skip
"""Entries of `wire._WRITERS` without which its values are written the same."""
_RENAMED: Final = re.compile(
    r"""-Header\(["']\w+["'], wire=["']([^"']+)["'].*"""
    r"""\+Header\(["']\w+["'], wire=["']([^"']+)["']"""
)


def name_of(mutant: Mutant) -> str:
    """What a mutant is called: file, function, kind, and the lines that change."""
    lines = [
        line[0] + " ".join(line[1:].split())
        for line in mutant.diff.splitlines()
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    file = mutant.before.path.name.removesuffix(".py")
    return f"{file}.{mutant.owner}: {mutant.kind}: {' '.join(lines)}"


def is_equivalent(mutant: Mutant) -> bool:
    """Whether nobody can notice a mutant."""
    if mutant.kind == "another name on the wire":
        return _is_same_header(mutant) or _is_without_name(mutant)
    if mutant.before.path.stem == "model":
        return _is_about_scalars(mutant)
    if mutant.kind == "another style":
        return _is_same_style(mutant)
    if mutant.kind == "entry lost" and mutant.before.path.stem == "wire":
        return _is_written_alike(mutant)
    place = mutant.before.path.stem, mutant.owner
    if place not in _PLACES:
        return False  # making a diff of each takes longer than all else
    name = name_of(mutant)
    return any(one.fullmatch(name) for one in _EQUIVALENT)


def _is_about_scalars(mutant: Mutant) -> bool:
    """Whether scalars are looked at for changes, which they cannot have."""
    text = mutant.after.text
    looked_at = "if isinstance(value, _SCALARS):\n            pass" in text
    return looked_at or "_SCALARS = (str, int, float, type(None))" not in text


def _is_same_style(mutant: Mutant) -> bool:
    """Whether there is nothing to explode: a text, or a list of simple style.

    OpenAPI 3.2, section 4.12.8.4: both columns of the table are the same there.
    """
    owner = mutant.owner
    alike = owner.endswith(("_str", "_simple_exploded_list"))
    lost = mutant.before.text.count("explode") - mutant.after.text.count("explode")
    return alike and lost == 1


def _is_written_alike(mutant: Mutant) -> bool:
    """Whether a type loses its own writer that pydantic writes the same for JSON."""
    before, after = mutant.before.text, mutant.after.text
    return any(
        re.search(rf"\b{entry}", before) and not re.search(rf"\b{entry}", after)
        for entry in _ALIKE
    )


def _is_without_name(mutant: Mutant) -> bool:
    """Whether a parameter is an exploded object, of which only members have names.

    OpenAPI 3.2, section 4.12.8.4: `R=100&G=200&B=150`.
    """
    return mutant.owner == "exploded" or mutant.owner.endswith("_form_exploded_dict")


def _is_same_header(mutant: Mutant) -> bool:
    """Whether a header has the same name: small and capital letters are one there.

    RFC 9110, section 5.1.
    """
    found = _RENAMED.search(name_of(mutant))
    return found is not None and found[1].lower() == found[2].lower()
