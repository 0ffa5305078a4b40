"""One call of an operation, as a script that both flavours follow."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from codegen.parity import written
from codegen.parity.draw import Drawer
from codegen.parity.operations import Operation

Lens = Literal["", "with_response", "with_result"]


@dataclass(frozen=True)
class Script:
    """How an operation is called, and what is done with what it gives back.

    Attributes:
        operation: The operation.
        positional: Arguments by place.
        named: Arguments by name.
        lens: A method of the client that the call goes through.
        retries: Repetitions of what fails in passing.
        lenient: Whether replies that are not as promised are returned.
        signed: Whether the client has credentials.
        manner: How a stream or a listing is read.
        most: Items, or pages, after which reading ends.
    """

    operation: Operation
    positional: tuple[Any, ...]
    named: dict[str, Any]
    lens: Lens = ""
    retries: int = 0
    lenient: bool = False
    signed: bool = False
    manner: str = ""
    most: int = 0

    @property
    def written(self) -> str:
        """The call as an expression of the sync flavour."""
        call = self._call
        match self.operation.handle, self.manner:
            case "pages", "list_all" | "keep_failed":
                return f"{call}.list_all({self._listing})"
            case "value", _:
                return call
            case _:
                return f"list(itertools.islice({self._items}, {self.most}))"

    @property
    def written_aio(self) -> str:
        """The call as an expression of the aio flavour."""
        call = self._call
        match self.operation.handle, self.manner:
            case "pages", "list_all" | "keep_failed":
                return f"await {call}.list_all({self._listing})"
            case "value", _:
                return f"await {call}"
            case _:
                return f"await taken({self._items}, {self.most})"

    @property
    def _call(self) -> str:
        method = f"client.{self.operation.path}"
        if self.lens:
            method = f"client.{self.lens}({method})"
        return f"{method}({written.arguments(self.positional, self.named)})"

    @property
    def _items(self) -> str:
        return f"{self._call}.pages()" if self.manner == "pages" else self._call

    @property
    def _listing(self) -> str:
        keep = self.manner == "keep_failed"
        return f"max_pages={self.most}, keep_failed={keep}, prefetch=1"


@dataclass(frozen=True)
class Profile:
    """What a part of the calls of an operation is for.

    Drawing all of it at once leaves too much to chance: some of what must be seen
    would be missing in a short run.

    Attributes:
        share: Part of the calls.
        lens: As in `Script`.
        modes: Kinds of answers.
        retries: As in `Script`: what it may be.
        full: Whether every argument is given. The first values that hypothesis draws
            are the simplest: 0, False, "", [], which are lost most easily.
    """

    share: float
    lens: Lens
    modes: tuple[str, ...]
    retries: tuple[int, ...] = (0,)
    full: bool = False


_FAILURES = ("error", "error", "wrong", "redirect", "fault")
_ANY = ("right", "right", *_FAILURES)
# The last, for what it finds is not small.
_FULL = Profile(0.1, "", ("right",), full=True)
_PROFILES: dict[str, tuple[Profile, ...]] = {
    "value": (
        Profile(0.4, "", ("right",)),
        Profile(0.3, "", _FAILURES, (0, 2)),
        Profile(0.15, "with_response", _ANY, (0, 2)),
        Profile(0.15, "with_result", _ANY),
        _FULL,
    ),
    "stream": (
        Profile(0.3, "", ("right",)),
        Profile(0.3, "", _ANY, (0, 2)),
        Profile(0.3, "", ("broken off", "broken off", "fault", "right"), (1, 2)),
        _FULL,
    ),
    "pages": (Profile(0.6, "", ("right",)), Profile(0.4, "", _ANY, (0, 2)), _FULL),
}


def profiles(operation: Operation) -> tuple[Profile, ...]:
    """What an operation is called for."""
    return _PROFILES[operation.handle]


MANNERS = {
    "value": ("",),
    "stream": ("items", "events", "plain"),
    "pages": ("items", "pages", "list_all", "keep_failed"),
}


def scripts(
    operation: Operation, drawer: Drawer, profile: Profile
) -> st.SearchStrategy[Script]:
    """Draw calls of an operation.

    Raises:
        UndrawableError: A parameter has an annotation of which nothing can be drawn.
    """
    positional: list[st.SearchStrategy[Any]] = []
    needed: dict[str, st.SearchStrategy[Any]] = {}
    others: dict[str, st.SearchStrategy[Any]] = {}
    for parameter in operation.parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        values = _values(parameter, operation, drawer)
        if profile.full and parameter.default is parameter.empty:
            values = values.filter(_fits_a_path)
        if parameter.default is not parameter.empty and not profile.full:
            others[parameter.name] = values
        elif parameter.kind is parameter.KEYWORD_ONLY or others or needed:
            needed[parameter.name] = values
        else:
            positional.append(values)
    return st.builds(
        Script,
        st.just(operation),
        st.tuples(*positional),
        st.fixed_dictionaries(needed, optional=others),
        lens=st.just(profile.lens),
        retries=st.sampled_from(profile.retries),
        lenient=st.sampled_from([False, False, False, True]),
        signed=st.booleans(),
        manner=st.sampled_from(MANNERS[operation.handle]),
        most=st.sampled_from(
            [20, 20, 3, 0] if operation.handle == "stream" else [2, 1]
        ),
    )


def _fits_a_path(value: Any) -> bool:
    return not isinstance(value, str) or value.strip("./") != ""


def _values(
    parameter: inspect.Parameter, operation: Operation, drawer: Drawer
) -> st.SearchStrategy[Any]:
    values = drawer.of(operation.hints.get(parameter.name, Any))
    if parameter.default is parameter.empty or parameter.default is None:
        return values
    return st.one_of(st.just(parameter.default), values)
