"""Mutants of what both flavours share that change nothing: each with the reason."""

from __future__ import annotations

import re
from typing import Final

_REASONS: Final[dict[str, str]] = {
    r".*: field lost: .*(Form|Multipart)Body.* -Field\('?\"?[\w']+'?\"?\),.*": (
        "A field of a form with a name and nothing else is written as one that is"
        " unknown to the table is: under its name."
    ),
    r"bodies\.(_given|encode): flag turned: .*by_alias=True.*": (
        "Types that the table names (`Base64Bytes`, ...) have no fields, and models"
        " are serialized by alias by their own settings."
    ),
    r"bodies\.__call__: (flag turned|word lost): .*by_alias=True.*": (
        "Models are serialized by alias by their own settings."
    ),
}
EQUIVALENT: Final[dict[re.Pattern[str], str]] = {
    re.compile(name, re.DOTALL): reason for name, reason in _REASONS.items()
}
"""Names of mutants (`mutants.name_of`), and why nobody can notice them."""
