"""Write the OpenAPI documents of an application. Runs in the application's interpreter.

The interpreter has the application's packages and none of this project's, so this file
uses the standard library, and FastAPI where the application brings it.

    python -P specs_dump.py app pkg.module:app OUT_DIR RESULT
    python -P specs_dump.py tutorial DOCS_SRC OUT_DIR RESULT

``RESULT`` is a JSON file: ``documents`` maps a document's name to its file below
``OUT_DIR``, ``failures`` a name to the reason, ``without_application`` lists modules
that define none.
"""

from __future__ import annotations

import importlib
import inspect
import json
import multiprocessing
import os
import queue
import sys
import traceback
from pathlib import Path
from typing import Any

EXAMPLE_TIMEOUT = 60.0
"""Seconds for one example of the tutorial to import and to describe itself."""


def load_application(target: str) -> Any:
    """The application that ``module:attribute`` names; a factory is called."""
    module_name, _, attribute = target.partition(":")
    found: Any = importlib.import_module(module_name)
    for part in attribute.split("."):
        found = getattr(found, part)
    is_factory = inspect.isroutine(found) or inspect.isclass(found)
    return found() if is_factory else found


def documents_of(application: Any) -> dict[str, dict[str, Any]]:
    """Every document that an application gives, by the suffix of its name.

    The plain name is for what FastAPI itself says about the application,
    ``-served`` for what the application makes of it where it overrides ``openapi``,
    and ``@/path`` for an application that is mounted at a path.
    """
    from fastapi import FastAPI

    documents: dict[str, dict[str, Any]] = {}
    if not isinstance(application, FastAPI):
        raise TypeError(f"{type(application).__name__} is not a FastAPI application")
    # Through JSON and back: FastAPI keeps the dictionary that it returns, and an
    # application that edits it in place would change both documents.
    application.openapi_schema = None
    served = json.loads(json.dumps(application.openapi()))
    application.openapi_schema = None
    application.openapi_version = FastAPI().openapi_version
    raw = json.loads(json.dumps(FastAPI.openapi(application)))
    documents[""] = raw
    if served != raw:
        documents["-served"] = served
    for path, mounted in mounted_applications(application, FastAPI):
        for suffix, document in documents_of(mounted).items():
            documents[f"@{path}{suffix}"] = document
    return documents


def mounted_applications(application: Any, kind: type) -> list[tuple[str, Any]]:
    """Applications of a kind that this one mounts, with their paths."""
    found = []
    for route in application.routes:
        mounted = getattr(route, "app", None)
        path = getattr(route, "path", None)
        if isinstance(mounted, kind) and isinstance(path, str):
            found.append((path, mounted))
    return found


def write_document(document: dict[str, Any], path: Path) -> None:
    """Write a document as JSON, in the application's own order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", errors="surrogatepass")


def file_name(name: str) -> str:
    """The file of a document: its name, with the path of a mount made one part."""
    base, at, mount = name.partition("@")
    return base + at + mount.strip("/").replace("/", "_") + ".json"


def dump_application(target: str, out_dir: Path) -> dict[str, Any]:
    """Write the documents of one application; its name is the folder's."""
    documents = {}
    for suffix, document in documents_of(load_application(target)).items():
        name = out_dir.name + suffix
        write_document(document, out_dir / file_name(name))
        documents[name] = file_name(name)
    return {"documents": documents, "failures": {}, "without_application": []}


def describe_example(module_name: str, out_dir: Path, answers: Any) -> None:
    """Import one example and write its documents. Runs in a process of its own."""
    from fastapi import FastAPI

    try:
        module = importlib.import_module(module_name)
        applications = {
            name: value
            for name, value in vars(module).items()
            if isinstance(value, FastAPI)
        }
        mounted = [
            id(child)
            for application in applications.values()
            for _, child in mounted_applications(application, FastAPI)
        ]
        stem = "/".join(module_name.split(".")[1:])
        documents = {}
        for attribute, application in applications.items():
            if id(application) in mounted:
                continue
            base = stem if attribute == "app" else f"{stem}.{attribute}"
            for suffix, document in documents_of(application).items():
                write_document(document, out_dir / file_name(base + suffix))
                documents[base + suffix] = file_name(base + suffix)
        answers.put(("documents", documents))
    except BaseException as error:
        traceback.print_exc()
        answers.put(("failure", f"{type(error).__name__}: {error}"))


def run_example(module_name: str, out_dir: Path) -> tuple[str, Any]:
    """Describe one example in a forked process, which is gone when this returns."""
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    process = context.Process(
        target=describe_example, args=(module_name, out_dir, answers)
    )
    process.start()
    try:
        kind, answer = answers.get(timeout=EXAMPLE_TIMEOUT)
        return kind, answer
    except queue.Empty:
        return "failure", f"no answer within {EXAMPLE_TIMEOUT:.0f} seconds"
    finally:
        process.join(timeout=5)
        if process.is_alive():
            process.kill()
            process.join()


def example_modules(docs_src: Path) -> list[str]:
    """Module names of the examples; their tests and package markers are left out."""
    return [
        ".".join(path.relative_to(docs_src.parent).with_suffix("").parts)
        for path in sorted(docs_src.rglob("*.py"))
        if path.name != "__init__.py" and not path.name.startswith("test_")
    ]


def dump_tutorial(docs_src: Path, out_dir: Path) -> dict[str, Any]:
    """Write the documents of every example application."""
    sys.path.insert(0, str(docs_src.parent))
    importlib.import_module("fastapi.openapi.utils")
    documents: dict[str, str] = {}
    failures: dict[str, str] = {}
    without_application: list[str] = []
    for module_name in example_modules(docs_src):
        kind, answer = run_example(module_name, out_dir)
        if kind == "failure":
            failures[module_name] = answer
        elif answer:
            documents.update(answer)
        else:
            without_application.append(module_name)
    return {
        "documents": {
            f"{out_dir.name}/{name}": file for name, file in documents.items()
        },
        "failures": failures,
        "without_application": without_application,
    }


def main() -> None:
    """Run as the module's documentation says."""
    kind, what, out_dir, result = sys.argv[1:]
    # The adapters beside this file, last: nothing here may hide an installed module.
    sys.path.append(str(Path(__file__).parent))
    # What an application prints on import must not look like ours.
    os.dup2(2, 1)
    if kind == "app":
        answer = dump_application(what, Path(out_dir))
    else:
        answer = dump_tutorial(Path(what), Path(out_dir))
    Path(result).write_text(json.dumps(answer, indent=1), encoding="utf-8")
    sys.stderr.flush()
    # Applications leave threads behind that would keep the interpreter alive.
    os._exit(0)


if __name__ == "__main__":
    main()
