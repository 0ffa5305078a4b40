"""Drifts of what both flavours share that nobody can notice: each with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from codegen.parity.mutants import Mutant


@dataclass(frozen=True)
class Equivalent:
    """Drifts that change nothing.

    Attributes:
        place: Pattern of a file, a function and a kind of drift.
        change: Pattern of the lines that differ, and of those around them.
        reason: Why nobody can notice it.
    """

    place: str
    change: str
    reason: str

    def covers(self, mutant: Mutant) -> bool:
        """Whether a mutant is one of these."""
        place = f"{mutant.before.path.stem}.{mutant.owner}: {mutant.kind}"
        if re.fullmatch(self.place, place) is None:
            return False  # a name needs a diff, which takes longer than all else
        change = mutant.name.removeprefix(f"{place}: ")
        return re.fullmatch(self.change, change) is not None


EQUIVALENTS: Final = (
    Equivalent(
        r"(adapters\.as_json|(pagination|replies)\.parse|writing\.__call__): word lost",
        r".*by_alias=True.* \| \+(?!.*by_alias).*",
        "Models are read and written by alias by their own settings, where nobody says"
        " anything else.",
    ),
    Equivalent(
        r"errors\.__init__: statement lost",
        r".*-super\(\)\.__init__\(response, body, .*",
        "`BaseException.__new__` keeps the arguments, too.",
    ),
    Equivalent(
        r"errors\.error_class: (comparison|number) changed",
        r".*\+.* status >= 401 .*|.*\+.* \(status > 400\) .*",
        "400 has a class of its own.",
    ),
    Equivalent(
        r"(errors\.retry_after|outline\.content_range_total|replies\.read): another text",
        r".*\+.*headers\.get\([^)]*, 'x'\).*",
        "What says nothing that is known is taken as nothing is.",
    ),
    Equivalent(
        r"events\.__init__: flag turned",
        r".*\+self\._after_cr = True",
        "Only an empty line at the beginning of a stream is lost, and it ends nothing.",
    ),
    Equivalent(
        r"events\.end: another text",
        r".*\+yield from self\.feed\(b'\\nx'\)",
        "What comes after the last line is never read.",
    ),
    Equivalent(
        r"model\.: entry lost",
        r".*-_SCALARS = .*",
        "Scalars are looked at for changes then, which they cannot have.",
    ),
    Equivalent(
        r"model\._mark_model: statement lost",
        r".*if isinstance\(value, _SCALARS\): \| -continue \| \+pass",
        "Scalars are looked at for changes then, which they cannot have.",
    ),
    Equivalent(
        r"multipart\.encode: comparison changed",
        r".*\(piece\.inline is None\).*",
        "At once or piece by piece, the same bytes are sent, with the same length.",
    ),
    Equivalent(
        r"uploads\.inline: condition turned",
        r".*\+return bytes\(content\) if .*",
        "At once or piece by piece, the same bytes are sent, with the same length.",
    ),
    Equivalent(
        r"multipart\.encode: number changed",
        r".*\+boundary = secrets\.token_hex\(17\)",
        "A boundary may be longer (RFC 2046, section 5.1.1).",
    ),
    Equivalent(
        r"operation\.__init__: (another text|statement lost|sum changed)",
        r".*-self\._segments\.append\(_literal\(\"\{\" \+ piece \+ \"\}\"\)\) \| .*",
        "Where a path has braces, its table has a parameter.",
    ),
    Equivalent(
        r"operation\.__init__: another text",
        r".*\+self\._path = 'x'\.join.*",
        "A path without arguments is one piece: there is nothing to join.",
    ),
    Equivalent(
        r"operation\._only_success: another text",
        r".*\+if 'defaultx' in .*",
        "Where `default` is a success, the table has no other.",
    ),
    Equivalent(
        r"operation\.extra_operation: another text",
        r".*\+replies=\{'2XXx': .*",
        "It is the only success, and stands for any other.",
    ),
    Equivalent(
        r"operation\.reply: (comparison|number) changed",
        r".*\+.*status (<= 400|< 401).*",
        "No table has an error, or a range of errors, among its successes.",
    ),
    Equivalent(
        r"(operation\.(_literal|extra_operation)|wire\.escape): another text",
        r".*\+.*quote\(.*safe=.*x['\"]\),?",
        "Letters are never escaped.",
    ),
    Equivalent(
        r"outline\.(_schema|outline_of): word lost",
        r".*, extra_behavior=\"ignore\"\) \| \+(?!.*extra_behavior).*",
        "pydantic ignores unknown fields where nobody says otherwise.",
    ),
    Equivalent(
        r"outline\.nested: another text",
        r".*\('Pagex', .*",
        "The name of a type that nobody sees.",
    ),
    Equivalent(
        r"outline\.outline_of: word lost",
        r".*, mode=\"left_to_right\"\) \| \+(?!.*mode=).*",
        "Items are only counted, whichever branch has taken them.",
    ),
    Equivalent(
        r"redirects\._origin: another text",
        r".*\+default = .*'https?x': .*",
        "httpx has no port where it is the one that the scheme has anyway.",
    ),
    Equivalent(
        r"replies\.parse: (comparison changed|statement lost)",
        r".*-gc\.disable\(\) \| \+pass|.*\(len\(content\) <= _LARGE\).*",
        "Whether garbage is collected meanwhile is a matter of speed.",
    ),
    Equivalent(
        r"unions\.__get_pydantic_core_schema__: another text",
        r".*, 'x'\): b .*",
        "No branch that is chosen by a tag is called so.",
    ),
    Equivalent(
        r"unions\._key: another text in a template",
        r".*",
        "Both sides of the comparison are written by it.",
    ),
    Equivalent(
        r"uploads\.__init__: number changed",
        r".*\+self\._start = 1",
        "Only files are read from where they start, and each notes it before.",
    ),
    Equivalent(
        r"wire\.: entry lost",
        r".*\b((int|float): lambda|str: _plain_str|UUID: str|Decimal: str|date: _day"
        r"|time: _moment|timedelta: _json_text)\b.* \| \+(?!.*\b\1).*",
        "Without a writer of its own, a value is written by pydantic: the same text.",
    ),
    Equivalent(
        r"wire\.segment: flag turned",
        r".*reserved: bool = True.*",
        "Whoever writes a piece of a path says whether characters are reserved.",
    ),
    Equivalent(
        r"\w+\.\w+(_str|_simple_exploded_list): another style",
        r".*, explode=\w+\), \| \+(?!.*explode).*",
        "There is nothing to explode: a text, or a list of simple style (OpenAPI 3.2,"
        " section 4.12.8.4).",
    ),
    Equivalent(
        r"(\w+\.exploded|\w+\.\w+_form_exploded_dict): another name on the wire",
        r".*",
        "Of an exploded object, only members have names: `R=100&G=200&B=150` (OpenAPI"
        " 3.2, section 4.12.8.4).",
    ),
    Equivalent(
        r"\w+\.\w+: another name on the wire",
        r".*-Header\(.*wire=[\"']([^\"']+)[\"'].* \| \+Header\(.*wire=[\"'](?i:\1)['\"].*",
        "Names of headers have no small and capital letters (RFC 9110, section 5.1).",
    ),
)


def is_equivalent(mutant: Mutant) -> bool:
    """Whether nobody can notice a mutant."""
    return any(one.covers(mutant) for one in EQUIVALENTS)
