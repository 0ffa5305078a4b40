"""What can go wrong, as values; the tree of errors that carry them.

    IsospinError
     +- ConfigError       a setting or an option: exit 2
     +- OutputError       the output folder cannot or must not be written: exit 2
     +- InputError        the app or the document: exit 3
     |   +- AppError      the app cannot be imported
     |   +- SpecError     the document says something that cannot be rendered
     |   +- PatchError    a hand-written patch has no place, or cannot be read
     +- DriftError        the files on disk are not what would be written: exit 1
     +- GeneratedError    the generated code failed its own checks: exit 4
     +- InternalError     a fault of isospin: exit 5

A caller can act on each class differently. Each carries one `Problem` or more: a run
collects all it finds in a `Problems`, writes nothing, and raises once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from codegen.printable import one_line
from codegen.spec.pointer import Pointer

NoticeKind = Literal["renamed", "unsupported", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stops a run.

    Attributes:
        code: `ISO001` and so on; explained by `isospin explain CODE`.
        place: `file:line:column`, or `document#/json/pointer`, or a name; may be "".
        fact: What was found, without a full stop.
        remedy: The one thing to do next, without a full stop.
    """

    code: str
    place: str
    fact: str
    remedy: str

    def __str__(self) -> str:
        """One line, safe on a terminal: code, place, fact, remedy."""
        return _line(self.code, self.place, self.fact, self.remedy)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know about a run that went well: told in its summary.

    Attributes:
        kind: `renamed` (a name had to change), `unsupported` (left out because the
            configuration says so) or `note`.
        code: As in `Problem`.
        place: As in `Problem`.
        fact: What was done, without a full stop.
        remedy: How to have it otherwise; may be "".
    """

    kind: NoticeKind
    code: str
    place: str
    fact: str
    remedy: str = ""

    def __str__(self) -> str:
        """One line, safe on a terminal: code, place, fact, remedy."""
        return _line(self.code, self.place, self.fact, self.remedy)


class IsospinError(Exception):
    """Base of every error that a person can do something about.

    Attributes:
        problems: All that was found, at least one.
        detail: More lines for whoever debugs; shown by `--debug` only.
        exit_code: What the command line exits with.
    """

    exit_code: ClassVar[int] = 5

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("an error without a problem")
        super().__init__(*problems)
        self.problems = problems
        self.detail = ""

    @classmethod
    def of(cls, code: str, place: str, fact: str, remedy: str) -> Self:
        """Return the error for a single problem."""
        return cls(Problem(code, place, fact, remedy))

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class ConfigError(IsospinError):
    """A setting, an option or the configuration file is wrong."""

    exit_code = 2


class OutputError(IsospinError):
    """The output folder cannot be written, or holds work that would be lost."""

    exit_code = 2


class InputError(IsospinError):
    """The app or the document cannot be used."""

    exit_code = 3


class AppError(InputError):
    """The app cannot be imported, or is no FastAPI app."""


class SpecError(InputError):
    """The document says something that cannot be rendered."""


class PatchError(InputError):
    """A hand-written patch has no place in the client, or cannot be read."""


class DriftError(IsospinError):
    """The files on disk are not what would be written."""

    exit_code = 1


class GeneratedError(IsospinError):
    """The generated code failed its own checks."""

    exit_code = 4


class InternalError(IsospinError):
    """A fault of isospin itself."""

    exit_code = 5


class Problems:
    """Collects the problems and the notices of a run, each one once.

    Args:
        place: Tells where a pointer stands, `Document.place` for one; or the printable
            name of the document that every pointer points into.
    """

    def __init__(self, place: Callable[[Pointer], str] | str = "") -> None:
        self._place = place if callable(place) else (lambda at: f"{place}{at}")
        self._found: dict[Problem, None] = {}
        self._notices: dict[Notice, None] = {}

    def add(self, code: str, pointer: Pointer, fact: str, remedy: str) -> None:
        """Note a problem; the run goes on, to find the others too."""
        self._found.setdefault(Problem(code, self._place(pointer), fact, remedy))

    def extend(self, found: IsospinError | Iterable[Problem]) -> None:
        """Take over the problems of a caught error, or others."""
        problems = found.problems if isinstance(found, IsospinError) else found
        self._found.update(dict.fromkeys(problems))

    def notice(
        self,
        kind: NoticeKind,
        code: str,
        pointer: Pointer,
        fact: str,
        remedy: str = "",
    ) -> None:
        """Note something for the summary of a run that goes well."""
        notice = Notice(kind, code, self._place(pointer), fact, remedy)
        self._notices.setdefault(notice)

    @property
    def found(self) -> tuple[Problem, ...]:
        """The problems so far, in the order in which they were found."""
        return tuple(self._found)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices so far, in the order in which they were found."""
        return tuple(self._notices)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __len__(self) -> int:
        """How much there is to say so far, problems and notices."""
        return len(self._found) + len(self._notices)

    def raise_if_any(self) -> None:
        """Raise all problems together.

        Raises:
            SpecError: at least one problem was added.
        """
        if self._found:
            raise SpecError(*self._found)


def _line(code: str, place: str, fact: str, remedy: str) -> str:
    where = f" {one_line(place, limit=None)}:" if place else ""
    return (
        f"{code}{where} {' '.join(_sentence(part) for part in (fact, remedy) if part)}"
    )


def _sentence(text: str) -> str:
    line = one_line(text, limit=1000)
    return line if line.endswith((".", "?")) else f"{line}."
