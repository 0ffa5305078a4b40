"""Models of the generated client, before and after."""

from __future__ import annotations

from codegen import ir
from codegen.annotate import annotate
from codegen.diff import lifecycle, pytypes
from codegen.diff.collector import Collector
from codegen.diff.rules import Severity
from codegen.diff.surface import FieldSymbol, Surface
from codegen.encode import Identifier
from codegen.spec.pointer import Pointer

_KINDS = {
    ir.ObjectModel: "class",
    ir.EnumModel: "enumeration",
    ir.AliasModel: "type alias",
}


class ModelComparison:
    """Compares the models of two surfaces.

    Attributes:
        renames: Old name -> new name of models that are the same otherwise.
    """

    def __init__(self, old: Surface, new: Surface, found: Collector) -> None:
        self._old, self._new = old, new
        self._kept = new.kept
        self._found = found
        left, right = old.api.models, new.api.models
        numbered, self._canonical = self._numbered()
        self._gone = sorted(left.keys() - right.keys() - numbered.keys())
        self._fresh = sorted(right.keys() - left.keys() - self._canonical.keys())
        self._heirs = self._successors()
        self.renames = {
            str(name): str(heirs[0])
            for name, heirs in self._heirs.items()
            if len(heirs) == 1
        }
        self._same = {**self.renames, **numbered}
        for name, heirs in self._heirs.items():
            if len(heirs) > 1:  # split: either half stands for what there was
                self._canonical |= {str(heir): str(name) for heir in heirs}

    def before(self, code: str) -> pytypes.PyType:
        """Return an annotation of the old client, in names of the new one."""
        return pytypes.renamed(pytypes.parse(code), self._same)

    def after(self, code: str) -> pytypes.PyType:
        """Return an annotation of the new client."""
        return pytypes.renamed(pytypes.parse(code), self._canonical)

    def compare(self) -> None:
        """Report every model that changed."""
        left, right = self._old.api.models, self._new.api.models
        for name in self._gone:
            self._removed(name)
        taken = {heir for heirs in self._heirs.values() for heir in heirs}
        for name in self._fresh:
            if name not in taken:
                self._say(
                    "py.model-added", None, right[name], f"`models.{name}` is new"
                )
        pairs = [(name, name) for name in sorted(left.keys() & right.keys())]
        pairs += [(Identifier(a), Identifier(b)) for a, b in self.renames.items()]
        for old, new in pairs:
            self._bases(left[old], right[new])
            if left[old].shape != right[new].shape:
                self._model(left[old], right[new])
        self._patched()

    def alike(self, before: pytypes.PyType, after: pytypes.PyType) -> bool:
        """Whether two types differ only in how listed values are spelled."""
        return pytypes.spelled(before, self._old.values) == pytypes.spelled(
            after, self._new.values
        )

    def milder(
        self, before: pytypes.PyType, after: pytypes.PyType
    ) -> tuple[Severity | None, str]:
        """Return a severity that is milder than the rule's, and why."""
        plain = [pytypes.plain_decimals(t) - {pytypes.NONE} for t in (before, after)]
        decimal = pytypes.has_decimal(before) != pytypes.has_decimal(after)
        if decimal and plain[0] == plain[1]:
            return "warning", "pydantic describes decimals in another way since 2.12"
        return None, ""

    def _numbered(self) -> tuple[dict[str, str], dict[str, str]]:
        """Pair models of one inline schema whose names differ in a number only.

        Returns:
            Old and new names -> the name that stands for all of them.
        """
        left, right = self._old.api.models, self._new.api.models
        heads: dict[tuple[Pointer, str], str] = {}
        for name in sorted(right):
            if right[name].spec_name is None:
                heads.setdefault((right[name].pointer, _bare(name)), str(name))
        found = []
        for models in (left, right):
            names = {}
            for name, model in models.items():
                head = heads.get((model.pointer, _bare(name)))
                if model.spec_name is None and head is not None and head != name:
                    names[str(name)] = head
            found.append(names)
        return found[0], found[1]

    def _successors(self) -> dict[Identifier, list[Identifier]]:
        """Find the new names of models that are gone."""
        found: dict[Identifier, list[Identifier]] = {}
        for name in self._gone:
            model = self._old.api.models[name]
            same = [n for n in self._fresh if _alike(model, self._new.api.models[n])]
            close = [n for n in same if n.startswith(name) or name.startswith(n)]
            chosen = close or (same if len(same) == 1 else [])
            if chosen:
                found[name] = chosen
        users: dict[Identifier, list[Identifier]] = {}
        for name, heirs in found.items():
            for heir in heirs:
                users.setdefault(heir, []).append(name)
        # Two names may become one (`Item-Input` and `Item-Output` again `Item`), but
        # only where the names say so.
        return {
            name: heirs
            for name, heirs in found.items()
            if all(len(users[heir]) == 1 or name.startswith(heir) for heir in heirs)
        }

    def _say(
        self,
        rule: str,
        old: ir.Model | None,
        new: ir.Model | None,
        sentence: str,
        *,
        member: str = "",
        fields: tuple[FieldSymbol | None, FieldSymbol | None] = (None, None),
        before: str = "",
        after: str = "",
        severity: Severity | None = None,
        note: str = "",
    ) -> None:
        model = old or new
        assert model is not None
        path = f"models.{model.name}" + (f".{member}" if member else "")
        self._found.add(
            rule,
            sentence,
            old=_place(old, fields[0]),
            new=_place(new, fields[1]),
            python=path,
            where=("models", str(model.name), *([member] if member else [])),
            before=before,
            after=after,
            severity=severity,
            note=note,
        )

    def _removed(self, name: Identifier) -> None:
        model = self._old.api.models[name]
        heirs = self._heirs.get(name, [])
        names = " and ".join(f"`models.{heir}`" for heir in heirs)
        kept = str(name) in self._kept.models
        mild = model.spec_name is None and not heirs and _is_constant(model)
        self._say(
            "py.model-renamed" if heirs else "py.model-removed",
            model,
            self._new.api.models[heirs[0]] if heirs else None,
            f"`models.{name}` is " + (f"called {names} now" if heirs else "gone"),
            before=str(name),
            after=", ".join(heirs),
            severity="info" if kept else "warning" if mild else None,
            note=(
                "a patch keeps the name"
                if kept
                else "it was a name for one value" if mild else ""
            ),
        )

    def _model(self, old: ir.Model, new: ir.Model) -> None:
        match old.shape, new.shape:
            case (ir.ObjectModel(), ir.ObjectModel()):
                self._fields(old, old.shape, new, new.shape)
            case (ir.EnumModel(), ir.EnumModel()):
                self._members(old, old.shape, new, new.shape)
            case (ir.AliasModel(), ir.AliasModel()):
                self._alias(old, old.shape, new, new.shape)
            case _:
                before, after = _KINDS[type(old.shape)], _KINDS[type(new.shape)]
                self._say(
                    "py.model-kind",
                    old,
                    new,
                    f"`models.{old.name}` was a {before} and is a {after}",
                    before=before,
                    after=after,
                )

    def _bases(self, old: ir.Model, new: ir.Model) -> None:
        before, after = self._old.base(old), self._new.base(new)
        if (before, after) == ("OpenModel", "Model"):
            shape = old.shape
            named = isinstance(shape, ir.ObjectModel) and shape.additional != ir.Any_()
            self._say(
                "py.model-base",
                old,
                new,
                f"`models.{old.name}` was an {before} and is a {after}",
                before=before,
                after=after,
                severity=None if named else "info",
                note="" if named else "the document never said what it keeps",
            )

    def _patched(self) -> None:
        """Report what only patches had, and have no longer."""
        models = {str(name): model for name, model in self._new.api.models.items()}
        known = self._kept.models | models.keys() | self._old.api.models.keys()
        for name in sorted(self._old.kept.models - known):
            self._lost("py.model-removed", f"models.{name}", name)
        for name in sorted(self._old.kept.members - self._kept.members):
            owner, _, member = name.partition(".")
            shape = models[owner].shape if owner in models else None
            fields = (
                self._new.fields(shape) if isinstance(shape, ir.ObjectModel) else []
            )
            if shape is not None and member not in {field.name for field in fields}:
                self._lost("py.field-removed", f"models.{name}", name)

    def _lost(self, rule: str, path: str, fact: str) -> None:
        self._found.add(
            rule,
            f"`{path}` is gone; it was no part of the document",
            python=path,
            where=tuple(path.split(".")),
            before=fact,
        )

    # --- classes -------------------------------------------------------------------------

    def _roles(self, old: ir.Model) -> tuple[bool, bool]:
        """Return whether callers make a model, and whether they read it."""
        name = str(old.name)
        sent, received = name in self._old.sent, name in self._old.received
        return (sent, received) if sent or received else (True, True)

    def _fields(
        self,
        old: ir.Model,
        old_shape: ir.ObjectModel,
        new: ir.Model,
        new_shape: ir.ObjectModel,
    ) -> None:
        left, right = self._old.fields(old_shape), self._new.fields(new_shape)
        by_name = {field.name: field for field in right}
        by_wire = {field.wire_name: field for field in right}
        wires = {field.wire_name for field in left}
        made, _ = self._roles(old)
        taken = set()
        for one in left:
            other = by_wire.get(one.wire_name)
            if other is None:  # respelled on the wire: callers see the same name
                other = by_name.get(one.name)
                if other is not None and other.wire_name in wires:
                    other = None
            if other is None:
                kept = f"{new.name}.{one.name}" in self._kept.members
                policy, document = self._found.policy, self._old.document
                due = lifecycle.announced_at(document, _place(old, one), policy)
                self._say(
                    "py.field-removed", old, new,
                    f"`models.{old.name}.{one.name}` is gone",
                    member=one.name, fields=(one, None),
                    severity="info" if kept or due else None,
                    note="a patch keeps the name" if kept else lifecycle.note(due),
                )  # fmt: skip
                continue
            taken.add(other.name)
            if other.name != one.name:
                self._say(
                    "py.field-renamed", old, new,
                    f"`models.{old.name}.{one.name}` is called `{other.name}` now",
                    member=one.name, fields=(one, other),
                    before=one.name, after=other.name,
                )  # fmt: skip
            self._field(old, new, one, other)
        for other in right:
            if other.name in taken:
                continue
            must = other.required and made
            self._say(
                "py.field-required" if must else "py.field-added", old, new,
                f"`models.{old.name}.{other.name}` is new"
                + (" and must be given" if must else ""),
                member=other.name, fields=(None, other), after="required" if other.required else "optional",
            )  # fmt: skip

    def _field(
        self, old: ir.Model, new: ir.Model, one: FieldSymbol, other: FieldSymbol
    ) -> None:
        made, read = self._roles(old)
        subject = f"`models.{old.name}.{one.name}`"
        if made and other.required and not one.required:
            self._say(
                "py.field-required", old, new, f"{subject} must be given now",
                member=one.name, fields=(one, other), before="optional", after="required",
            )  # fmt: skip
        before = self.before(one.type)
        after = self.after(other.type)
        if before != after and not self.alike(before, after):
            severity, note = self.milder(before, after)
            if after - before == {pytypes.NONE} and other.default:
                severity, note = "warning", "it has a default, which services fill in"
            taken = before - {pytypes.NONE} if not one.required else before
            bad_in = made and not pytypes.fits(taken, after, self._new.bases)
            bad_out = read and not pytypes.fits(after, before, self._new.bases)
            if bad_in or bad_out:
                self._say(
                    "py.field-type", old, new,
                    f"{subject} was `{one.type}` and is `{other.type}`",
                    member=one.name, fields=(one, other), before=one.type, after=other.type,
                    severity=severity, note=note,
                )  # fmt: skip
            elif (
                made and not pytypes.fits(taken, after, self._new.bases, strict=True)
            ) or (
                read and not pytypes.fits(after, before, self._new.bases, strict=True)
            ):
                self._say(
                    "py.items-type", old, new,
                    f"{subject} was `{one.type}` and is `{other.type}`",
                    member=one.name, fields=(one, other), before=one.type, after=other.type,
                )  # fmt: skip
            elif read and not pytypes.fits(before, after, self._new.bases):
                self._say(
                    "py.field-narrowed", old, new,
                    f"{subject} was `{one.type}` and is `{other.type}`",
                    member=one.name, fields=(one, other), before=one.type, after=other.type,
                )  # fmt: skip
        if made and one.default != other.default and not other.required:
            self._say(
                "py.field-default", old, new,
                f"{subject} has another default: {one.default or 'None'} became"
                f" {other.default or 'None'}",
                member=one.name, fields=(one, other), before=one.default, after=other.default,
            )  # fmt: skip

    # --- enumerations and aliases ----------------------------------------------------------

    def _members(
        self,
        old: ir.Model,
        old_shape: ir.EnumModel,
        new: ir.Model,
        new_shape: ir.EnumModel,
    ) -> None:
        left = {str(name) for name, _ in old_shape.members}
        right = {str(name) for name, _ in new_shape.members}
        for name in sorted(left - right):
            self._say(
                "py.enum-member-removed", old, new,
                f"`models.{old.name}.{name}` is gone", member=name,
            )  # fmt: skip
        strict = self._found.policy.enums == "strict"
        for name in sorted(right - left):
            self._say(
                "py.enum-member-added", old, new,
                f"`models.{old.name}.{name}` is new", member=name,
                severity="warning" if strict else None,
            )  # fmt: skip
        if old_shape.base != new_shape.base:
            self._say(
                "py.model-kind", old, new,
                f"`models.{old.name}` was of {old_shape.base}s and is of"
                f" {new_shape.base}s",
                before=old_shape.base, after=new_shape.base,
            )  # fmt: skip

    def _alias(
        self,
        old: ir.Model,
        old_shape: ir.AliasModel,
        new: ir.Model,
        new_shape: ir.AliasModel,
    ) -> None:
        one = str(annotate(old_shape.schema, "field").code)
        other = str(annotate(new_shape.schema, "field").code)
        before = self.before(one)
        after = self.after(other)
        made, read = self._roles(old)
        bad_in = made and not pytypes.fits(before, after, self._new.bases)
        bad_out = read and not pytypes.fits(after, before, self._new.bases)
        if bad_in or bad_out:
            self._say(
                "py.alias-type", old, new,
                f"`models.{old.name}` was `{one}` and is `{other}`",
                before=one, after=other,
            )  # fmt: skip


def _is_constant(model: ir.Model) -> bool:
    """Whether a model is an enumeration of one value, which is written as a literal."""
    return isinstance(model.shape, ir.EnumModel) and len(model.shape.members) == 1


def _bare(name: str) -> str:
    return name.rstrip("0123456789").rstrip("_")


def _alike(one: ir.Model, other: ir.Model) -> bool:
    """Whether two models may be the same under two names."""
    match one.shape, other.shape:
        case (ir.ObjectModel(fields=left), ir.ObjectModel(fields=right)):
            names = {field.wire_name for field in left}
            return bool(names) and names == {field.wire_name for field in right}
        case (ir.EnumModel(members=left), ir.EnumModel(members=right)):
            return {v for _, v in left} == {v for _, v in right}
        case (ir.AliasModel(schema=left), ir.AliasModel(schema=right)):
            return left == right
        case _:
            return False


def _place(model: ir.Model | None, field: FieldSymbol | None) -> Pointer | None:
    if model is None or field is None:
        return model.pointer if model else None
    return model.pointer.child("properties", field.wire_name)
