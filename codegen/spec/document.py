"""One OpenAPI document, in one file or in several, and what its references mean.

A reference into a sibling file gets a pointer below `x-isospin-files`, so that every
place of the whole document has exactly one pointer; `Document.place` names the real
file again. Nothing is read here: `codegen.spec.load` has read all files before.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Final
from urllib.parse import unquote, urlsplit

from codegen.errors import Problem, Problems, SpecError
from codegen.printable import printable
from codegen.spec.pointer import ROOT, Pointer

FILES: Final = "x-isospin-files"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file that a reference names was not read."""

    code: str
    fact: str
    remedy: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document as it was read: nothing renamed, nothing left out.

    Attributes:
        root: The document itself; never changed.
        name: What to call it in messages: `openapi.yaml`, `my.app:app`, ...
        digest: SHA-256 (hexadecimal) of every byte that was read.
        version: The version of OpenAPI that it claims, such as `3.1.0`.
        function_names: For a FastAPI app, the Python name of the function behind each
            (METHOD, path template); None for any other document.
        path: Of a document in a file: its name below its folder, else "".
        files: Sibling files that references name: path below the folder -> content.
        failures: Files that could not be read: (referring file, target) -> why.
    """

    root: dict[str, object]
    name: str = "document"
    digest: str = ""
    version: str = "3.1.0"
    function_names: Mapping[tuple[str, str], str] | None = None
    path: str = ""
    files: Mapping[str, object] = field(default_factory=dict)
    failures: Mapping[tuple[str, str], Failure] = field(default_factory=dict)
    # What is remembered of references; with `init=False` a copy by `replace` has none.
    _resolved: dict[tuple[str, str], tuple[Pointer, object]] = field(
        default_factory=dict, init=False, repr=False
    )
    _ends: dict[Pointer, tuple[Pointer, object]] = field(
        default_factory=dict, init=False, repr=False
    )

    def problems(self) -> Problems:
        """Return an empty collection of problems whose pointers point in here."""
        return Problems(self.place)

    def place(self, pointer: Pointer) -> str:
        """Say where a pointer points, for a person: `openapi.yaml#/paths/~1jobs`."""
        if pointer[:1] == (FILES,) and len(pointer) > 1:
            return f"{printable(pointer[1])}{Pointer(pointer[2:])}"
        return f"{self.name}{pointer}"

    def find(self, pointer: Pointer) -> object:
        """Return what stands at a pointer.

        Raises:
            LookupError: nothing stands there.
        """
        if pointer[:1] == (FILES,) and len(pointer) > 1:
            return Pointer(pointer[2:]).find(self.files[pointer[1]])
        return pointer.find(self.root)

    def resolve(self, ref: str, at: Pointer) -> tuple[Pointer, object]:
        """Return where a `$ref` points, and what stands there: one step.

        What stands there may hold a `$ref` itself; `follow` goes to the end.

        Args:
            ref: The text of the `$ref`.
            at: The place of the object that holds it, as `resolve` gave it: what `ref`
                means depends on the file that it stands in.

        Raises:
            SpecError: the reference points nowhere, out of the document, or in a
                circle.
        """
        base = self._base(at)
        known = self._resolved.get((base, ref))
        if known is None:
            pointer = self._target(ref, base, at)
            try:
                known = pointer, self.find(pointer)
            except LookupError:
                pointer, value = self._literally(ref, pointer, at)
                known = pointer, value
            self._end(*known)
            self._resolved[base, ref] = known
        return known

    def follow(self, ref: str, at: Pointer) -> tuple[Pointer, object]:
        """Return the end of a chain of references; arguments and errors as `resolve`.

        What stands at the end holds no `$ref`. Keywords beside a `$ref` on the way are
        passed over.
        """
        return self._end(*self.resolve(ref, at))

    def _end(self, pointer: Pointer, value: object) -> tuple[Pointer, object]:
        way: dict[Pointer, None] = {}
        while pointer not in self._ends:
            ref = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(ref, str):
                self._ends[pointer] = pointer, value
                break
            if pointer in way:
                raise self._loop([*way, pointer])
            way[pointer] = None
            target = self._target(ref, self._base(pointer), pointer)
            try:
                value = self.find(target)
            except LookupError:
                target, value = self._literally(ref, target, pointer)
            pointer = target
        end = self._ends[pointer]
        self._ends.update(dict.fromkeys(way, end))
        return end

    def _base(self, at: Pointer) -> str:
        return at[1] if at[:1] == (FILES,) and len(at) > 1 else self.path

    def _target(self, ref: str, base: str, at: Pointer) -> Pointer:
        target, _, fragment = ref.partition("#")
        root = Pointer((FILES, base)) if base != self.path else ROOT
        if target:
            if failure := self.failures.get((base, target)):
                if failure.problem is not None:
                    raise SpecError(failure.problem)
                raise SpecError.of(
                    failure.code, self.place(at), failure.fact, failure.remedy
                )
            path = sibling_path(base, target)
            if path != self.path:
                if path not in self.files:
                    raise self._not_loaded(ref, at)
                root = Pointer((FILES, path))
            else:
                root = ROOT
        try:
            return root.child(*Pointer.parse("#" + fragment))
        except ValueError:
            raise SpecError.of(
                "ISO024",
                self.place(at),
                f"the reference {printable(ref)!r} does not name its target by a path"
                " from the root of a document",
                "Write it as `#/components/...`; anchors and `$id` are not followed",
            ) from None

    def _literally(
        self, ref: str, pointer: Pointer, at: Pointer
    ) -> tuple[Pointer, object]:
        """Try a fragment that was written without percent-encoding, or give up."""
        fragment = ref.partition("#")[2]
        if "%" in fragment:
            prefix = pointer[:2] if pointer[:1] == (FILES,) else ()
            literal = Pointer((*prefix, *Pointer.parse(fragment)))
            try:
                return literal, self.find(literal)
            except LookupError:
                pass
        raise SpecError.of(
            "ISO022",
            self.place(at),
            f"the reference `{printable(ref)}` points to nothing",
            self._closest(pointer),
        )

    def _closest(self, pointer: Pointer) -> str:
        """Say which key was probably meant."""
        top = 2 if pointer[:1] == (FILES,) else 0
        for length in range(len(pointer) - 1, top - 1, -1):
            try:
                holder = self.find(Pointer(pointer[:length]))
            except LookupError:
                continue
            keys = list(holder) if isinstance(holder, dict) else []
            close = difflib.get_close_matches(pointer[length], keys, 1)
            if close:
                return f"Did you mean `{printable(close[0])}`?"
            break
        return "Define what it points to, or remove the reference"

    def _loop(self, way: list[Pointer]) -> SpecError:
        circle = way[way.index(way[-1]) :]
        names = " -> ".join(self.place(step) for step in circle[:6])
        return SpecError.of(
            "ISO023",
            self.place(circle[0]),
            f"the reference leads back to itself: {names}",
            "Let one of them be what the others refer to",
        )

    def _not_loaded(self, ref: str, at: Pointer) -> SpecError:
        return SpecError.of(
            "ISO022",
            self.place(at),
            f"the reference `{printable(ref)}` names a file that was not read",
            "Put the file below the folder of the document",
        )


def sibling_path(base: str, target: str) -> str:
    """Return the path below the document's folder that a reference names.

    Args:
        base: Path of the referring file below the folder.
        target: The part of the `$ref` before `#`, percent-encoded.

    Returns:
        A normal path; it starts with `/` or `..` when it leaves the folder.
    """
    return normpath(join(dirname(base), unquote(urlsplit(target).path)))
