"""Mutants of what both flavours share that change nothing: each with the reason."""

from __future__ import annotations

import re
from typing import Final

from codegen.parity.mutants import Mutant

_REASONS: Final[dict[str, str]] = {
    r"bodies\.(_given|encode): flag turned: .*by_alias=True.*": (
        "Types that the table names (`Base64Bytes`, ...) have no fields, and models"
        " are serialized by alias by their own settings."
    ),
    r"writing\.__call__: (flag turned|word lost): .*by_alias=True.*": (
        "Models are serialized by alias by their own settings."
    ),
    r"parameters\.__init__: flag turned: .*repeat: bool = .*": (
        "A header of several lines is that of one line with commas (RFC 9110, 5.3)."
    ),
    r"(parameters\._piece|wire\.segment|wire\.escape): .*reserved.*": (
        "`allowReserved` allows reserved characters; escaped, they are the same value."
    ),
    r"operation\.reply: number changed: .*status < 400.*": (
        "No table has an error, or a range of errors, among its successes."
    ),
}
_EQUIVALENT: Final = [re.compile(name, re.DOTALL) for name in _REASONS]
_PLACES: Final = {
    ("bodies", "_given"),
    ("bodies", "encode"),
    ("writing", "__call__"),
    ("parameters", "__init__"),
    ("parameters", "_piece"),
    ("wire", "segment"),
    ("wire", "escape"),
    ("operation", "reply"),
}
"""Files and functions that have any."""
_PLAIN: Final = re.compile(r"""Field\(["'](\w+)["'](, json=True)?\)""")


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
    if mutant.kind == "field lost":
        return _is_plain_field(mutant)
    place = mutant.before.path.stem, mutant.owner
    if place not in _PLACES:
        return False  # making a diff of each takes longer than all else
    name = name_of(mutant)
    return any(one.fullmatch(name) for one in _EQUIVALENT)


def _is_plain_field(mutant: Mutant) -> bool:
    """Whether a field of a form is lost that the table says nothing about.

    One with a name and nothing else is written as one is that the table does not know;
    and an object in a form is JSON, whether the table says so or not.
    """
    entry = rf"^{mutant.owner.upper()}: .*?body=(\w+)\("
    found = re.search(entry, mutant.before.text, re.DOTALL | re.MULTILINE)
    before, after = (
        len(_PLAIN.findall(one.text)) for one in (mutant.before, mutant.after)
    )
    is_form = found is not None and found[1] in ("FormBody", "MultipartBody")
    return is_form and before > after
