"""Files, URLs and standard input: what becomes a document, and what a message."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from codegen.config import Config
from codegen.errors import InputError
from codegen.spec import fetch, yaml_text
from codegen.spec.load import load

API = {"openapi": "3.1.0", "paths": {}}


def loaded(folder: Path, source: str) -> Any:
    return load(source, config=Config(folder=folder, timeout=5))


def refused(folder: Path, source: str, content: str | bytes | None = None) -> str:
    if content is not None:
        data = content if isinstance(content, bytes) else content.encode()
        (folder / source).write_bytes(data)
    with pytest.raises(InputError) as caught:
        loaded(folder, source)
    assert len(caught.value.problems) == 1
    assert caught.value.exit_code == 3
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("api.json", '{"openapi": "3.1.0", "paths": {}}'),
        ("api.yaml", "openapi: 3.1.0\npaths: {}"),
        ("api.yml", "# made by hand\nopenapi: '3.1.0'\npaths: {}"),
        ("api.yaml", '{"openapi": "3.1.0", "paths": {}}'),
        ("api.yaml", "{openapi: 3.1.0, paths: {}}"),
        ("api", '\n {"openapi": "3.1.0", "paths": {}}'),
        ("api.txt", "openapi: 3.1.0\npaths: {}"),
        ("API.JSON", '\ufeff{"openapi": "3.1.0", "paths": {}}'),
    ],
)
def test_file_is_read_in_whatever_it_is_written(
    tmp_path: Path, name: str, text: str
) -> None:
    """The suffix decides, and the first character where it says nothing."""
    (tmp_path / name).write_text(text)
    document = loaded(tmp_path, name)
    assert document.root == API
    assert document.name == name
    assert document.version == "3.1.0"
    assert document.function_names is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_json_may_come_in_other_unicode_encodings(
    tmp_path: Path, encoding: str
) -> None:
    """Editors on Windows write UTF-16 and byte order marks."""
    (tmp_path / "api.json").write_bytes(json.dumps(API).encode(encoding))
    assert loaded(tmp_path, "api.json").root == API


def test_yaml_that_is_written_as_json_is_read_by_the_fast_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """YAML's parser takes ten times as long."""
    monkeypatch.setattr(yaml_text, "parse", None)
    (tmp_path / "api.yaml").write_text(json.dumps(API))
    assert loaded(tmp_path, "api.yaml").root == API


@pytest.mark.parametrize(
    "version", ["3.0.0", "3.0.3", "3.1.0", "3.1.1", "3.2.0", "3.1"]
)
def test_every_openapi_3_is_read(tmp_path: Path, version: str) -> None:
    """`openapi: 3.1` in YAML is even a number."""
    (tmp_path / "api.yaml").write_text(f"openapi: {version}\npaths: {{}}")
    assert loaded(tmp_path, "api.yaml").version == version


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"swagger": "2.0"}', "ISO018 x.json: Swagger 2.0 is not supported"),
        ('{"openapi": "4.0.0"}', "ISO018 x.json: OpenAPI 4.0.0 is not supported"),
        ('{"openapi": "3.10.0"}', "ISO018 x.json: OpenAPI 3.10.0 is not supported"),
        ('{"openapi": {}}', "ISO018 x.json: OpenAPI {} is not supported"),
        ("[]", "ISO017 x.json: this is not an OpenAPI document: it is a list"),
        ('"a"', "ISO017 x.json: this is not an OpenAPI document: it is a single"),
        ("null", "ISO017 x.json: this is not an OpenAPI document: it is empty"),
        ("{}", "ISO017 x.json: this is not an OpenAPI document: it has no key"),
        (
            '{"asyncapi": "3"}',
            "ISO017 x.json: this is not an OpenAPI document: it is an",
        ),
        (
            '{"$schema": "x"}',
            "ISO017 x.json: this is not an OpenAPI document: it is a J",
        ),
        (
            '{"detail": "Not Found"}',
            "ISO017 x.json: this is not an OpenAPI document: it",
        ),
        ("{", "ISO012 x.json:1:2: this is not JSON"),
        (b"\xff\xfe\xfa", "ISO019 x.json:1: this is not text in UTF-16"),
        (
            b'{"a":\n"\xe9"}',
            "ISO019 x.json:2: this is not text in UTF-8: byte 7 is 0xe9",
        ),
    ],
)
def test_anything_else_is_refused_in_one_line(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    """Each names the file, what it is, and what to give instead."""
    assert refused(tmp_path, "x.json", text).startswith(message)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """The most common mistake of all."""
    assert refused(tmp_path, "gone.json") == (
        "ISO010 gone.json: there is no such file. Check the path, or name a FastAPI"
        " app: my.module:app."
    )


def test_folder_is_refused(tmp_path: Path) -> None:
    """`isospin generate .` has to say what it needs."""
    assert refused(tmp_path, ".").startswith("ISO010 .: it is a folder")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    """The system's own words, without its traceback."""
    (tmp_path / "x.json").touch(mode=0)
    assert "it cannot be read: Permission denied" in refused(tmp_path, "x.json")


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("my/app.py:api", "my.app:api"),
        ("my/app.py", "my.app:app"),
        ("my.app", "my.app:app"),
        ("ftp://host/x", "Of URLs, http:// and https:// can be read"),
        ("a\0b", "Name a file"),
    ],
)
def test_near_misses_are_told_how_to_write_it(
    tmp_path: Path, source: str, remedy: str
) -> None:
    """Import strings are unusual for whoever comes from another generator."""
    assert remedy in refused(tmp_path, source)


def test_huge_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sparse file of a terabyte must not fill the memory."""
    with (tmp_path / "x.json").open("wb") as file:
        file.truncate(1 << 40)
    monkeypatch.setattr(Path, "read_bytes", None)
    assert refused(tmp_path, "x.json").startswith(
        "ISO016 x.json: the document is larger"
    )


def test_standard_input_is_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`curl ... | isospin generate -`."""
    data = io.TextIOWrapper(io.BytesIO(b"openapi: 3.0.1\npaths: {}"))
    monkeypatch.setattr(sys, "stdin", data)
    document = loaded(tmp_path, "-")
    assert document.name == "standard input"
    assert document.version == "3.0.1"


def test_broken_standard_input_is_said_with_its_position(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of a file would be a lie."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{")))
    assert refused(tmp_path, "-").startswith("ISO012 standard input:1:2: ")


def test_same_bytes_have_the_same_digest(tmp_path: Path) -> None:
    """`up to date` is told by it."""
    (tmp_path / "a.json").write_text(json.dumps(API))
    (tmp_path / "b.json").write_text(json.dumps(API))
    (tmp_path / "c.json").write_text(json.dumps({**API, "tags": []}))
    digests = [loaded(tmp_path, f"{name}.json").digest for name in "abc"]
    assert digests[0] == digests[1] != digests[2]


class Server(BaseHTTPRequestHandler):
    """Answers with what the path says."""

    def do_GET(self) -> None:
        body = json.dumps(API).encode()
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "/api")
            self.end_headers()
            return
        if self.path.startswith("/slow"):
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(100):
                    self.wfile.write(b" ")
                    time.sleep(0.05)
            return
        self.send_response(404 if self.path.startswith("/gone") else 200)
        if self.path.startswith("/big"):
            body = gzip.compress(b" " * 4_000_000)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body if not self.path.startswith("/html") else body[:5])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A real server on a port of its own."""
    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_url_is_read_and_redirects_are_followed(tmp_path: Path, url: str) -> None:
    """`https://host/openapi.json` often moves."""
    assert loaded(tmp_path, f"{url}/moved").root == API


def test_url_is_named_without_its_secrets(tmp_path: Path, url: str) -> None:
    """Messages land in logs of continuous integration."""
    secret = url.replace("//", "//user:hunter2@") + "/api?token=hunter2"
    assert loaded(tmp_path, secret).name == f"{url}/api"
    message = refused(tmp_path, secret.replace("/api", "/gone"))
    assert message.startswith(f"ISO011 {url}/gone: the server answers 404")
    assert "hunter2" not in message


@pytest.mark.parametrize(
    "source", ["http://127.0.0.1:1/x", "http://[::1/x", "http://a b/", "http://x:y/"]
)
def test_url_that_does_not_answer_is_refused(tmp_path: Path, source: str) -> None:
    """The words of the HTTP library, in one line."""
    assert refused(tmp_path, source).startswith("ISO011 http://")


def test_endless_answer_is_cut_off(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4 MB of blanks travel as 4 kB of gzip."""
    monkeypatch.setattr(fetch, "MAX_BYTES", 1_000_000)
    assert refused(tmp_path, f"{url}/big").startswith(f"ISO016 {url}/big: ")


def test_answer_that_drips_is_cut_off(tmp_path: Path, url: str) -> None:
    """Each part comes in time, and the whole never does."""
    with pytest.raises(
        InputError, match=f"ISO011 {url}/slow: it is not there in 0.2 s"
    ):
        load(f"{url}/slow", config=Config(folder=tmp_path, timeout=0.2))


def test_answer_that_breaks_off_is_refused(tmp_path: Path, url: str) -> None:
    """Half a document must not become half a client."""
    assert refused(tmp_path, f"{url}/html").startswith(f"ISO011 {url}/html: it cannot")
