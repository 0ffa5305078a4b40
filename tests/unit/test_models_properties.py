"""Models of every kind, with text that tries to be code: rendered, read, written."""

from __future__ import annotations

import ast
import importlib
import itertools
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import black
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from codegen import ir
from codegen.encode import Identifier, SpecText
from codegen.models import render_models
from codegen.models import worker as worker_module
from codegen.models.generator import Classes

from ..strategies_ir import SHARED, Models, apis_of_models, values

Importer = Callable[[Models], ModuleType]


@pytest.fixture(autouse=True)
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let datamodel-code-generator run inside this process, which is faster here."""

    class Inside:
        def ask(self, classes: Classes) -> None:
            self.classes = classes

        def answers(self) -> list[list[str]]:
            from codegen.models.generator import answers

            return answers(self.classes)

        def close(self) -> None:
            pass

    monkeypatch.setattr(worker_module, "Worker", Inside)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Importer]:
    """Return what writes models into a package, with the real `_core`, and imports it."""
    folder = tmp_path_factory.mktemp("packages")
    runtime = Path(__file__).parents[2] / "codegen" / "runtime"
    numbers = itertools.count()
    sys.path.insert(0, str(folder))

    def write(models: Models) -> ModuleType:
        name = f"rendered_{next(numbers)}"
        package = folder / name
        (package / "models").mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "_core").symlink_to(runtime, target_is_directory=True)
        for path, text in _rendered(models).items():
            (package / path).write_text(text, encoding="utf-8")
        importlib.invalidate_caches()
        return importlib.import_module(f"{name}.models")

    yield write
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.startswith("rendered_")]:
        del sys.modules[name]


KNOWN: set[str] = set()


def _rendered(models: Models) -> Mapping[str, str]:
    """Render models; what an earlier example asked is not asked again."""
    found = render_models(models, known=KNOWN)
    KNOWN.update(found.known)
    return found.files


SETTINGS = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


@SETTINGS
@given(apis_of_models())
def test_black_changes_nothing(models: Models) -> None:
    """If not, `black --check` fails on generated models."""
    for text in _rendered(models).values():
        assert black.format_str(text, mode=black.Mode()) == text


@SETTINGS
@given(apis_of_models())
def test_text_of_the_document_stays_text(models: Models) -> None:
    """If not, a description, a default or a name of the document became code."""
    allowed = (ast.ImportFrom, ast.Import, ast.ClassDef, ast.Assign, ast.AnnAssign)
    for path, text in _rendered(models).items():
        for node in ast.parse(text).body:
            if path.endswith("__init__.py"):
                continue
            is_text = isinstance(node, ast.Expr) and isinstance(
                node.value, ast.Constant
            )
            assert is_text or isinstance(node, allowed)
        called = {
            node.func.id
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        known = {"Field", "TypeAliasType", "getattr", "globals", "AttributeError"}
        assert called <= known | {"_import_module"}


@SETTINGS
@given(apis_of_models(), st.data())
def test_values_come_back_as_they_were(
    imported: Importer, models: Models, data: st.DataObject
) -> None:
    """If not, a client loses or changes what it reads and sends on."""
    package = imported(models)

    for name in models:
        value = data.draw(values(ir.Ref(name), models))
        adapter: TypeAdapter[Any] = TypeAdapter(getattr(package, name))
        read = adapter.validate_json(json.dumps(value), by_alias=True, by_name=False)
        written = json.loads(adapter.dump_json(read, exclude_unset=True, by_alias=True))

        assert written == value


@SETTINGS
@given(apis_of_models(), st.randoms(use_true_random=False))
def test_order_of_the_models_does_not_matter(models: Models, random: Any) -> None:
    """If not, a service that lists its schemas in another order changes its client."""
    names = list(models)
    random.shuffle(names)

    assert _rendered({name: models[name] for name in names}) == _rendered(models)


@SETTINGS
@given(apis_of_models())
def test_known_fields_are_not_asked_again(models: Models) -> None:
    """If not, an edit of one schema costs as much as the first run."""
    first = render_models(models, known=KNOWN)

    def fail() -> None:
        raise AssertionError("datamodel-code-generator was asked")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_module, "ask", lambda *_: fail())
        assert render_models(models, known=first.known) == first


def test_every_model_is_reachable_by_its_name(imported: Importer) -> None:
    """If not, `models.Job` fails, or a type checker and Python disagree about it."""
    name = Identifier("Job")
    model = ir.Model(name, None, SHARED, ir_root(), ir.ObjectModel(()))
    package = imported({name: model})

    assert dir(package) == package.__all__ == ["Job"]
    assert package.Job.__module__.endswith(".models.shared")
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = package.Nothing


@pytest.mark.parametrize("name", ["ImportError", "Warning", "Exception"])
def test_class_called_like_a_builtin_is_the_class(
    imported: Importer, name: str
) -> None:
    """If not, a field takes the builtin for its type, and no reply can be read."""
    ref = ir.Ref(Identifier(name))
    field = ir.Field(SpecText("x"), Identifier("x"), ref, False)
    shape = ir.ObjectModel((field,))
    models = {
        Identifier(n): ir.Model(Identifier(n), None, SHARED, ir_root(), shape)
        for n in ("Alpha", name)
    }
    package = imported(models)

    read = package.Alpha.model_validate_json('{"x": {"x": null}}')

    assert type(read.x) is getattr(package, name)


def ir_root() -> Any:
    """The pointer of nothing in particular."""
    from codegen.spec.pointer import ROOT

    return ROOT
