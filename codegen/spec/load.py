"""From what the user named to a `Document`: the only place that reads the world.

A FastAPI app, a file, a URL or standard input. The bytes become values here; nothing is
renamed, completed or judged, but for the question whether it is OpenAPI 3 at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Literal

from codegen.config import Config
from codegen.errors import InputError, SpecError
from codegen.printable import printable
from codegen.spec import json_text, yaml_text
from codegen.spec.document import Document
from codegen.spec.fetch import MAX_BYTES, fetch, too_large, url_name
from codegen.spec.siblings import Siblings, may_refer_outward, read_siblings

Language = Literal["json", "yaml"]

_URL: Final = re.compile(r"https?://", re.IGNORECASE)
_OTHER_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_IMPORT: Final = re.compile(
    r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*(@/[^\s@]*)?"
)
_VERSION: Final = re.compile(r"3\.[012](\.\d+)?([-+].*)?")
_SUFFIXES: Final[dict[str, Language]] = {
    ".json": "json", ".yaml": "yaml", ".yml": "yaml",
}  # fmt: skip


def load(source: str, *, config: Config) -> Document:
    """Return the document that `source` names.

    Args:
        source: Import string of an app or of a factory (`pkg.module:name`, with
            `@/path` for an app that is mounted there), path of a JSON or YAML file
            below the configuration's folder, URL, or `-`.
        config: Says how an app is imported, and how long to wait.

    Raises:
        AppError: the app cannot be imported, or is none.
        SpecError: the text is broken, or no OpenAPI 3 document.
        InputError: the input cannot be read.
    """
    if source == "-":
        return _from_bytes(_standard_input(), "standard input")
    if _URL.match(source):
        return _from_bytes(fetch(source, config.timeout), url_name(source))
    path = config.folder / source
    if _IMPORT.fullmatch(source) and not path.exists():
        return _from_app(source, config)
    return _from_file(path, source)


def _from_app(target: str, config: Config) -> Document:
    from codegen.spec.imported import import_app
    from codegen.spec.served import add_served, as_written

    app = import_app(target, config)
    root = as_written(app.raw)
    if app.served is not None:
        root = add_served(root, app.served)
    return _document(
        root,
        name=printable(target),
        parts=[app.data],
        function_names=app.function_names,
        siblings=read_siblings(root, "", None, _parse),
    )


def _from_bytes(data: bytes, name: str) -> Document:
    value, siblings = _value_and_siblings(data, name, "", None)
    return _document(value, name=name, parts=[data], siblings=siblings)


def _from_file(path: Path, source: str) -> Document:
    if path.suffix == ".py":
        raise _unreadable(source, "it is Python, not a document", _elsewhere(source))
    data = _file(path, source)
    name = printable(source)
    value, siblings = _value_and_siblings(data, name, path.name, path.parent)
    parts = [data]
    for sibling, content in sorted(siblings.data.items()):
        parts += [b"\0", os.fsencode(sibling), b"\0", content]
    return _document(value, name=name, parts=parts, path=path.name, siblings=siblings)


def _value_and_siblings(
    data: bytes, name: str, path: str, folder: Path | None
) -> tuple[object, Siblings]:
    text = _text(data, name)
    language = _language(text, path)
    value = _value(text, name, language)
    if language == "json" and not may_refer_outward(text):
        return value, Siblings()
    return value, read_siblings(value, path, folder, _parse)


def _parse(data: bytes, name: str) -> object:
    text = _text(data, name)
    return _value(text, name, _language(text, name))


def _value(text: str, name: str, language: Language) -> object:
    return (json_text if language == "json" else yaml_text).parse(text, name)


def _text(data: bytes, name: str) -> str:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SpecError.of(
            "ISO019",
            f"{name}:{line}",
            f"this is not text in {encoding.upper()}: byte {error.start} is"
            f" 0x{data[error.start]:02x}",
            "Save it as UTF-8",
        ) from None


def _language(text: str, name: str) -> Language:
    """Tell what a text is written in; YAML that is written as JSON is read as JSON."""
    known = _SUFFIXES.get(os.path.splitext(name)[1].lower())
    if known == "json":
        return "json"
    looks_like_json = text.lstrip()[:1] in ("{", "[")
    if known == "yaml" and looks_like_json:
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return "yaml"
    return "json" if looks_like_json else "yaml"


def _standard_input() -> bytes:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_large("standard input")
    return data


def _file(path: Path, source: str) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size > MAX_BYTES:
            raise too_large(printable(source))
        return path.read_bytes()
    except FileNotFoundError:
        raise _unreadable(source, "there is no such file", _elsewhere(source)) from None
    except IsADirectoryError:
        fact, remedy = "it is a folder", "Name the file of the document in it"
    except OSError as error:
        fact, remedy = f"it cannot be read: {error.strerror}", "Make it readable"
    except ValueError:
        fact, remedy = "no file can have this name", "Name a file"
    raise _unreadable(source, fact, remedy)


def _unreadable(source: str, fact: str, remedy: str) -> InputError:
    return InputError.of("ISO010", printable(source), fact, remedy)


def _elsewhere(source: str) -> str:
    if _OTHER_URL.match(source):
        return "Of URLs, http:// and https:// can be read; else name a file"
    module, colon, name = source.partition(":")
    stem = module.removesuffix(".py").replace("/", ".").strip(".")
    dotted = not colon and re.fullmatch(r"[\w.]+", source)
    if module.endswith(".py") or (dotted and Path(source).suffix not in _SUFFIXES):
        return f"A FastAPI app is named as an import string: {printable(stem)}:" + (
            printable(name) or "app"
        )
    return "Check the path, or name a FastAPI app: my.module:app"


def _document(
    value: object,
    *,
    name: str,
    parts: Iterable[bytes],
    siblings: Siblings,
    path: str = "",
    function_names: dict[tuple[str, str], str] | None = None,
) -> Document:
    root, version = _openapi(value, name)
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return Document(
        root=root,
        name=name,
        digest=digest.hexdigest(),
        version=version,
        function_names=function_names,
        path=path,
        files=siblings.files,
        failures=siblings.failures,
    )


def _openapi(value: object, name: str) -> tuple[dict[str, Any], str]:
    """Return the value as an OpenAPI 3 document, and its version."""
    if not isinstance(value, dict):
        kind = {list: "a list", type(None): "empty"}.get(type(value), "a single value")
        raise _not_openapi(name, f"it is {kind}")
    if "openapi" in value:
        version = str(value["openapi"])
        if not _VERSION.fullmatch(version):
            raise _version(name, f"OpenAPI {printable(version, 40)}")
        return value, version
    if "swagger" in value:
        raise _version(name, f"Swagger {printable(str(value['swagger']), 40)}")
    for key, kind in _OTHERS.items():
        if key in value:
            raise _not_openapi(name, f"it is {kind}")
    raise _not_openapi(name, "it has no key `openapi`")


_OTHERS: Final = {
    "asyncapi": "an AsyncAPI document",
    "$schema": "a JSON Schema",
    "openrpc": "an OpenRPC document",
    "detail": "an error message of a server",
    "paths": "without the key `openapi`, which says its version",
}


def _not_openapi(name: str, fact: str) -> SpecError:
    return SpecError.of(
        "ISO017",
        name,
        f"this is not an OpenAPI document: {fact}",
        "Give a document that starts with `openapi: 3.1.0`, or a FastAPI app",
    )


def _version(name: str, what: str) -> SpecError:
    return SpecError.of(
        "ISO018",
        name,
        f"{what} is not supported; isospin reads OpenAPI 3.0, 3.1 and 3.2",
        "Convert the document to OpenAPI 3, https://converter.swagger.io for one",
    )
