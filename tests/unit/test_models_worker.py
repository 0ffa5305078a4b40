"""What datamodel-code-generator is asked, and what happens when it answers oddly."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.encode import Code, Identifier
from codegen.errors import InternalError
from codegen.models import generator, worker
from codegen.models.shape import PLACEHOLDER, FieldShape, shape_of
from codegen.models.worker import Question

HINTS = st.sampled_from(
    ["str", "int", "float", "bool", "Any", PLACEHOLDER]
    + [f"list[{item}]" for item in ("str", PLACEHOLDER)]
    + [f"dict[str, {value}]" for value in ("Any", "int", PLACEHOLDER)]
)
NAMES = st.sampled_from(
    [
        "list",
        "str",
        "model_config",
        "schema",
        "copy",
        "json",
        "field",
        "Field",
        "x1",
        "self",
        "cls",
        "import_",
        "date",
        "datetime",
        "Optional",
        "Any",
        "__x__",
        "_",
        "größe",
        "日本",
        "class_",
        "BaseModel",
        "model_fields",
        "model_x",
        "i",
    ]
).map(Identifier)
FIELDS = st.builds(shape_of, NAMES, st.integers(0, 9), HINTS.map(Code), st.booleans())


def _ask(*fields: FieldShape) -> None:
    worker.ask([Question(field, "Job") for field in fields])


@settings(max_examples=20, deadline=None)
@given(st.lists(FIELDS, max_size=30, unique_by=lambda field: field.key))
def test_every_field_comes_back_as_it_was_asked(fields: list[FieldShape]) -> None:
    """If not, a release of datamodel-code-generator renames or retypes fields."""
    [lines] = generator.answers([fields]) if fields else [[]]

    assert lines == [field.line for field in fields]


def test_questions_are_answered_by_a_process_of_its_own() -> None:
    """If not, the whole path to datamodel-code-generator is broken."""
    fields = [
        FieldShape("field_id", "int", False),
        FieldShape("field_tags", f"list[{PLACEHOLDER}]", True),
        FieldShape("field_tags", "list[str]", True),
    ]

    _ask(*fields)


def test_settings_of_the_working_folder_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If not, a `pyproject.toml` or a module beside the caller changes the client."""
    settings_text = (
        "[tool.datamodel-codegen]\nsnake-case-field = true\nno-alias = true\n"
    )
    (tmp_path / "pyproject.toml").write_text(settings_text + "broken = = =\n")
    (tmp_path / "json.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tmp_path)

    _ask(FieldShape("field_camelCase", "str", True))


def test_many_fields_are_split_over_two_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If not, the second core is idle, or answers are matched with other questions."""
    monkeypatch.setattr(worker, "_WORTH_A_PROCESS", 2)
    monkeypatch.setattr(worker, "_FIELDS", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    started: list[worker.Worker] = []
    start = worker.Worker.__init__

    def counted(self: worker.Worker) -> None:
        started.append(self)
        start(self)

    monkeypatch.setattr(worker.Worker, "__init__", counted)
    _ask(*(FieldShape(f"field_{number}", "int", False) for number in range(7)))

    assert len(started) == 2


def test_another_answer_names_the_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """If not, a release that renames fields gives clients that do not work."""

    class Renaming:
        def ask(self, classes: generator.Classes) -> None:
            pass

        def answers(self) -> list[list[str]]:
            return [["field_iD: int"]]

        def close(self) -> None:
            pass

    monkeypatch.setattr(worker, "Worker", Renaming)

    with pytest.raises(InternalError, match="in Job, 'field_id: int' came back as"):
        _ask(FieldShape("field_id", "int", False))


@pytest.mark.parametrize("answer", [[], ["field_id: int", "field_more: int"]])
def test_missing_and_extra_fields_are_noticed(
    answer: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If not, a field is missing in a model and nobody knows."""
    monkeypatch.setattr(worker.Worker, "answers", lambda self: [answer])

    with pytest.raises(InternalError):
        _ask(FieldShape("field_id", "int", False))


def test_process_that_fails_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """If not, a missing datamodel-code-generator is a traceback."""
    boot = "import sys; sys.stdin.readline(); raise ImportError('no such module')"
    monkeypatch.setattr(worker, "_BOOT", boot)

    with pytest.raises(InternalError, match="ImportError: no such module"):
        _ask(FieldShape("field_id", "int", False))


def test_worker_that_is_asked_nothing_ends() -> None:
    """If not, a process stays behind after a run that failed early."""
    with worker.Worker() as started:
        process = started._process

    assert process.poll() is not None


def test_document_has_known_keywords_only() -> None:
    """If not, datamodel-code-generator acts on text of the document."""
    fields = [shape_of(Identifier("x"), 0, Code("models.X | dict[str, int]"), True)]
    text = json.dumps(generator.document([fields]))

    found: set[str] = set()

    def walk(value: object, names: bool) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                if not names:
                    found.add(key)
                walk(item, key in ("properties", "$defs"))

    walk(json.loads(text), names=False)
    assert found <= {"$defs", "$ref", "type", "properties", "required", "items"}


def test_import_of_the_generator_is_left_to_the_process() -> None:
    """If not, every run pays a third of a second."""
    code = (
        "import sys; import codegen.models; "
        "assert 'datamodel_code_generator' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True)
