"""FastAPI apps: imported for real, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from codegen.config import Config
from codegen.errors import AppError
from codegen.spec.document import Document
from codegen.spec.load import load
from codegen.spec.served import add_served, as_written

APP = """
from fastapi import APIRouter, FastAPI

app = FastAPI(title="Jobs")

@app.get("/jobs/{job_id}")
async def get_job(job_id: int) -> int: return job_id
"""


class Project:
    """A folder with a package, and what isospin makes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def module(self, name: str, text: str) -> None:
        path = self.folder / f"{name.replace('.', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))

    def load(self, target: str, **settings: Any) -> Document:
        return load(target, config=Config(folder=self.folder, **settings))

    def refused(self, target: str, **settings: Any) -> str:
        with pytest.raises(AppError) as caught:
            self.load(target, **settings)
        assert len(caught.value.problems) == 1
        assert "\n" not in str(caught.value)
        assert "Traceback" not in str(caught.value)
        return str(caught.value)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An empty project that is also the working folder."""
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def test_app_gives_its_document_and_the_names_of_its_functions(
    project: Project,
) -> None:
    """The function's name is the best name that a method can have."""
    project.module("shop.app", APP)
    document = project.load("shop.app:app")
    assert document.name == "shop.app:app"
    assert document.version == "3.1.0"
    assert document.root["info"] == {"title": "Jobs", "version": "0.1.0"}
    assert document.function_names == {("GET", "/jobs/{job_id}"): "get_job"}


def test_names_are_found_in_nested_routers_and_mounted_apps(project: Project) -> None:
    """Since FastAPI 0.136 an included router is an object, not a list of routes."""
    project.module(
        "app",
        APP + """
inner, outer, sub = APIRouter(prefix="/inner"), APIRouter(prefix="/outer"), FastAPI()

@inner.post("/x")
@inner.put("/x")
def save(): ...

@sub.get("/y")
def below(): ...

app.add_api_route("/lambda", lambda: 1)
outer.include_router(inner)
app.include_router(outer, prefix="/v1")
app.mount("/sub", sub)
""",
    )
    document = project.load("app:app")
    assert document.function_names == {
        ("GET", "/jobs/{job_id}"): "get_job",
        ("POST", "/v1/outer/inner/x"): "save",
        ("PUT", "/v1/outer/inner/x"): "save",
        ("GET", "/sub/y"): "below",
        ("GET", "/y"): "below",
    }
    paths = document.root["paths"]
    assert isinstance(paths, dict)
    assert set(paths) == {"/jobs/{job_id}", "/v1/outer/inner/x", "/lambda"}


MOUNTS = """
from fastapi import FastAPI
from starlette.applications import Starlette

app, v1, deep = FastAPI(), FastAPI(title="v1"), FastAPI(title="deep")

@v1.get("/jobs")
def jobs(): ...

v1.mount("/deep", deep)
app.mount("/api/v1", v1)
app.mount("/other", Starlette())
"""


def test_mounted_app_is_named_by_its_path(project: Project) -> None:
    """It is a document of its own, below a server path, as FastAPI serves it."""
    project.module("app", MOUNTS)
    document = project.load("app:app@/api/v1")
    assert document.root["servers"] == [{"url": "/api/v1"}]
    assert document.function_names == {("GET", "/jobs"): "jobs"}
    assert document.name == "app:app@/api/v1"
    deep: Any = project.load("app:app@/api/v1/deep").root
    assert deep["info"]["title"] == "deep"


def test_app_that_only_mounts_others_says_which(project: Project) -> None:
    """An empty client would be written otherwise."""
    project.module("app", MOUNTS)
    assert project.refused("app:app") == (
        "ISO003 app:app: it has no operations of its own, only FastAPI apps that are"
        " mounted. FastAPI apps are mounted at: /api/v1, /api/v1/deep; name it as"
        " app:app@/api/v1."
    )
    assert project.refused("app:app@/nope").startswith(
        "ISO003 app:app@/nope: it mounts no FastAPI app at '/nope'. FastAPI apps are"
        " mounted at: /api/v1, /api/v1/deep; name it as app:app@/api/v1."
    )
    assert "mounted at: no path" in project.refused("app:deep@/nope")


def test_app_without_any_operation_is_an_app(project: Project) -> None:
    """The first one of a new project."""
    project.module("app", MOUNTS)
    assert project.load("app:deep").root["paths"] == {}


def test_same_app_gives_the_same_digest(project: Project) -> None:
    """Otherwise `up to date` would never be said."""
    project.module("app", APP)
    first = project.load("app:app").digest
    assert project.load("app:app").digest == first
    project.module("app", APP.replace("get_job", "fetch_job"))
    assert project.load("app:app").digest != first


@pytest.mark.parametrize(
    "factory",
    [
        "def make(): return app",
        "def make(debug=False): return app",
        "async def make(): return app",
        "class make(FastAPI): pass",
        "import functools\nmake = functools.partial(FastAPI, title='x')",
        "class Wrapped:\n    def __init__(self, app): self.app = app\n"
        "make = Wrapped(Wrapped(app))",
    ],
)
def test_what_makes_or_holds_an_app_is_as_good_as_the_app(
    project: Project, factory: str
) -> None:
    """Factories are called without being told; middlewares hide the app."""
    project.module("app", APP + factory)
    assert project.load("app:make").root["openapi"] == "3.1.0"


def test_factory_setting_calls_what_it_names(project: Project) -> None:
    """`factory` is the spelling for people who like to say so."""
    project.module("app", APP + "def make(): return app")
    assert project.load("app:make", factory="app:make").root["openapi"] == "3.1.0"


def test_dotted_name_leads_into_an_object(project: Project) -> None:
    """`pkg.module:server.app`, as uvicorn takes it."""
    project.module("app", APP + "class server: app = app")
    assert project.load("app:server.app").root["openapi"] == "3.1.0"


def test_what_the_app_prints_does_not_get_in_the_way(project: Project) -> None:
    """From Python, from C, from other processes, and at the end."""
    project.module(
        "app",
        "import atexit, os, sys\n"
        "print('{\"failed\": 1}'); os.write(1, b'x\\n'); os.system('echo y')\n"
        "sys.stderr.write('z' * 1_000_000)\n"
        "atexit.register(print, 'bye')\n" + APP,
    )
    assert project.load("app:app").root["openapi"] == "3.1.0"


def test_nothing_of_the_app_goes_on_afterwards(project: Project) -> None:
    """Its threads are not waited for, and its processes end with it."""
    project.module(
        "app",
        "import subprocess, threading, time\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        "open('pid', 'w').write(str(child.pid))\n"
        "threading.Thread(target=time.sleep, args=(60,)).start()\n" + APP,
    )
    start = time.monotonic()
    project.load("app:app")
    assert time.monotonic() - start < 20
    pid = int((project.folder / "pid").read_text())
    for _ in range(100):
        if not _runs(pid):
            break
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    status = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True
    ).stdout
    return bool(status.strip()) and not status.startswith("Z")


def test_environment_is_set_only_for_the_app(project: Project) -> None:
    """Settings of the app must not leak into isospin, or the other way round."""
    project.module("app", APP + "import os\napp.title = os.environ['TITLE']")
    document = project.load("app:app", env={"TITLE": "From env"})
    assert document.root["info"] == {"title": "From env", "version": "0.1.0"}
    assert "TITLE" not in os.environ


def test_modules_of_isospin_do_not_hide_those_of_the_app(project: Project) -> None:
    """The script that imports the app stands beside `load.py` and `fetch.py`."""
    project.module("load", APP)
    project.module("fetch", "from load import app")
    project.module("codegen", "from fetch import app")
    assert project.load("codegen:app").root["openapi"] == "3.1.0"


def test_document_is_the_one_of_the_routes(project: Project) -> None:
    """DiracX serves a "3.0.2"; caches and overrides must not be read instead."""
    project.module(
        "app",
        APP + """
app.openapi_version = "3.0.2"
app.openapi_schema = {"openapi": "3.0.2", "paths": {"/cached": {}}}

def openapi():
    return {
        "openapi": "3.0.2",
        "paths": {"/jobs/{job_id}": {"get": {"downgraded": True}}, "/mounted": {}},
        "components": {"securitySchemes": {"key": {"type": "apiKey"}}},
        "security": [{"key": []}],
    }

app.openapi = openapi
""",
    )
    root: Any = project.load("app:app").root
    assert root["openapi"] == "3.1.0"
    assert set(root["paths"]) == {"/jobs/{job_id}", "/mounted"}
    assert "downgraded" not in root["paths"]["/jobs/{job_id}"]["get"]
    assert root["components"]["securitySchemes"] == {"key": {"type": "apiKey"}}
    assert root["security"] == [{"key": []}]


def test_override_that_edits_or_fails_does_no_harm(project: Project) -> None:
    """Its own document is an extra."""
    project.module(
        "app",
        APP + """
class Mine(FastAPI):
    def openapi(self):
        super().openapi()["paths"].clear()
        raise RuntimeError("broken")

app.__class__ = Mine
""",
    )
    root: Any = project.load("app:app").root
    assert set(root["paths"]) == {"/jobs/{job_id}"}


# --- what cannot be imported ---------------------------------------------------------


def test_missing_package_is_said_with_the_line_that_wants_it(project: Project) -> None:
    """Which file, which line, what to install; not the fifty frames between."""
    project.module("shop.app", "from shop import tables")
    project.module("shop.tables", "import json\n\nimport no_such_package.x")
    assert project.refused("shop.app:app") == (
        f"ISO001 {Path('shop/tables.py')}:3: cannot import shop.app:"
        " ModuleNotFoundError: No module named 'no_such_package'. Install"
        " no_such_package in the environment that imports the app"
        " (`python_executable`)."
    )


def test_error_inside_a_library_is_said_with_the_users_line(project: Project) -> None:
    """The person can change their own line only."""
    project.module("app", "import json\n\nx = json.loads('{')")
    assert project.refused("app:app").startswith(
        "ISO001 app.py:3: cannot import app: JSONDecodeError: Expecting"
    )


def test_syntax_error_is_said_with_its_line(project: Project) -> None:
    """There is no frame of the file that could not be compiled."""
    project.module("app", "x = 1\nx = = 2")
    assert project.refused("app:app").startswith(
        "ISO001 app.py:2: cannot import app: SyntaxError: invalid syntax"
    )


def test_missing_setting_is_said_on_one_line(project: Project) -> None:
    """Pydantic's message has three lines, and `env` is the remedy."""
    project.module(
        "app",
        "from pydantic_settings import BaseSettings\n"
        "class Settings(BaseSettings):\n    db_url: str\n\nSettings()\n",
    )
    message = project.refused("app:app")
    assert message.startswith("ISO001 app.py:5: cannot import app: ValidationError: 1")
    assert "db_url Field required" in message
    assert message.endswith("Set what it needs in `env` of [tool.isospin], or correct"
                            " this line.")  # fmt: skip


def test_missing_multipart_is_said_with_what_to_install(project: Project) -> None:
    """FastAPI says it in an error of its own, when a form is declared."""
    project.module(
        "app",
        "import sys\nsys.modules['python_multipart'] = None\n"
        "sys.modules['multipart'] = None\n"
        "from fastapi import FastAPI, Form\napp = FastAPI()\n"
        "@app.post('/')\ndef f(x: str = Form()): ...",
    )
    message = project.refused("app:app")
    assert message.startswith("ISO001 app.py:6: cannot import app: RuntimeError: Form")
    assert "Install python-multipart in the environment" in message


@pytest.mark.parametrize("target", ["nowhere:app", "shop.nowhere:app", "no.where:app"])
def test_module_that_is_not_there_is_refused(project: Project, target: str) -> None:
    """Most often isospin was started in another folder."""
    project.module("shop.app", APP)
    message = project.refused(target)
    assert message.startswith(f"ISO001 {target}: there is no module ")
    assert "Run isospin in the folder that holds it" in message


def test_missing_attribute_lists_the_apps_of_the_module(project: Project) -> None:
    """Then the name can be copied."""
    project.module("app", APP + "admin_app = FastAPI()")
    assert project.refused("app:ap") == (
        "ISO003 app:ap: app has no attribute 'ap'. FastAPI objects in this module: app,"
        " admin_app."
    )


def test_missing_attribute_without_apps_says_so(project: Project) -> None:
    """Then it is the wrong module."""
    project.module("app", "x = 1")
    assert project.refused("app:ap").endswith(
        "There is no FastAPI object in app; name another module."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def x(settings, *, db): ...", "a function that needs arguments (settings, db)"),
        ("def x(): return 1", "it returns a int, not a FastAPI app"),
        ("x = 1", "it is a int, not a FastAPI app"),
        ("import json as x", "it is a module, not a FastAPI app"),
        ("from starlette.applications import Starlette\nx = Starlette()",
         "it is a Starlette, not a FastAPI app"),
    ],
)  # fmt: skip
def test_what_is_no_app_is_called_what_it_is(
    project: Project, text: str, message: str
) -> None:
    """And the remedy names both ways to give one."""
    project.module("app", text)
    found = project.refused("app:x")
    assert found.startswith("ISO002 app:x: it ")
    assert message in found
    assert "--factory my.module:create_app" in found


def test_app_in_an_environment_without_fastapi_is_refused(project: Project) -> None:
    """The interpreter is the wrong one."""
    project.module("app", "import sys\nsys.modules['fastapi'] = None\napp = 1")
    message = project.refused("app:app", python_executable=sys.executable)
    assert message.startswith(
        f"ISO006 the interpreter '{sys.executable}' has no FastAPI"
    )


def test_factory_that_fails_is_said_with_its_line(project: Project) -> None:
    """Like an import, but the remedy is in the function."""
    project.module("app", "def make():\n    return {}['x']")
    assert project.refused("app:make").startswith(
        "ISO007 app.py:2: the factory app:make failed: KeyError: 'x'"
    )


def test_document_that_cannot_be_made_is_said_with_its_cause(project: Project) -> None:
    """A type without JSON Schema is only found when the document is made."""
    project.module(
        "app",
        APP + """
from typing import Callable
from pydantic import BaseModel
class Model(BaseModel):
    f: Callable[[], int]
@app.post("/x")
def post(m: Model): ...
""",
    )
    message = project.refused("app:app")
    assert message.startswith("ISO008 ")
    assert "FastAPI cannot make the OpenAPI document of app:app" in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import sys\nsys.exit('no database')", "ISO001 app.py:2: cannot import app:"
         " SystemExit: no database"),
        ("import os\nprint('last words')\nos._exit(3)", "ISO009 app:app: importing it"
         " ended the interpreter with status 3 (last words)"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "ISO009 app:app:"
         " importing it ended the interpreter with signal SIGSEGV"),
    ],
)  # fmt: skip
def test_import_that_ends_the_process_is_told(
    project: Project, text: str, message: str
) -> None:
    """Also a crash in an extension module has to give one line."""
    project.module("app", text)
    assert project.refused("app:app").startswith(message)


def test_import_that_does_not_end_is_ended(project: Project) -> None:
    """A server that is started on import, for one."""
    project.module("app", "import time\ntime.sleep(60)")
    start = time.monotonic()
    assert project.refused("app:app", timeout=0.5) == (
        "ISO005 app:app: importing it took longer than 0.5 s. Do not start servers on"
        " import, or raise `timeout` in [tool.isospin]."
    )
    assert time.monotonic() - start < 20


def test_import_that_ends_is_noticed_although_its_children_live_on(
    project: Project,
) -> None:
    """They hold the pipe on which the answer would come."""
    project.module(
        "app",
        "import os, time\n" "if os.fork() == 0: time.sleep(60)\nos._exit(4)\n",
    )
    start = time.monotonic()
    message = project.refused("app:app")
    assert message.startswith("ISO009 app:app: importing it ended the interpreter with")
    assert time.monotonic() - start < 20


def test_connection_on_import_is_named(project: Project) -> None:
    """The address tells which line to move into `lifespan`."""
    project.module(
        "app", "import socket\nsocket.create_connection(('localhost', 1), timeout=5)"
    )
    message = project.refused("app:app")
    assert message.startswith(
        "ISO004 app.py:2: importing the app tried to open a network connection"
        " (localhost:1): "
    )
    assert "set `env` in [tool.isospin]" in message


def test_connection_behind_another_error_is_named(project: Project) -> None:
    """Database libraries wrap the refusal in an error of their own."""
    project.module(
        "app",
        """
        import socket

        class OperationalError(Exception): ...

        try:
            socket.create_connection(("localhost", 1), timeout=5)
        except OSError as error:
            raise OperationalError("no database") from error
        """,
    )
    assert "(localhost:1): OperationalError: no database" in project.refused("app:app")


def test_connection_that_worked_is_not_blamed(project: Project) -> None:
    """The import failed later, for another reason."""
    project.module(
        "app",
        """
        import socket

        server = socket.create_server(("127.0.0.1", 0))
        socket.create_connection(server.getsockname())
        {}["x"]
        """,
    )
    message = project.refused("app:app")
    assert message.startswith("ISO001 app.py:6: cannot import app: KeyError: 'x'")


def test_import_ends_when_isospin_is_killed(project: Project) -> None:
    """Otherwise a hanging import would hang for ever, with nobody to end it."""
    project.module("app", "import time, os\nopen('pid', 'w').write(str(os.getpid()))\n"
                   "time.sleep(60)")  # fmt: skip
    script = (
        "from codegen.config import Config\nfrom codegen.spec.load import load\n"
        "load('app:app', config=Config())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    path = project.folder / "pid"
    for _ in range(400):
        if path.exists() and path.read_text():
            break
        time.sleep(0.05)
    process.kill()
    process.wait()
    for _ in range(100):
        if not _runs(int(path.read_text())):
            return
        time.sleep(0.05)
    raise AssertionError("the import goes on")


def test_connection_that_hangs_on_import_is_named(project: Project) -> None:
    """A firewall that drops packets makes it a timeout."""
    project.module(
        "app",
        "import socket, time\ns = socket.socket()\ns.setblocking(False)\n"
        "s.connect_ex(('127.0.0.1', 1))\ntime.sleep(60)",
    )
    message = project.refused("app:app", timeout=1)
    assert "(127.0.0.1:1): it was not there in 1 s" in message


# --- interpreters --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("python", "message"),
    [
        (
            "no-such-python",
            "ISO006 the interpreter 'no-such-python' is not on the PATH",
        ),
        ("venv/bin/python", "ISO006 the interpreter 'venv/bin/python' does not exist"),
        ("./app.py", "ISO006 the interpreter './app.py' cannot be started: Permission"),
        (
            "/bin/false",
            "ISO006 the interpreter '/bin/false' ended with status 1 before",
        ),
    ],
)
def test_interpreter_that_cannot_be_used_is_refused(
    project: Project, python: str, message: str
) -> None:
    """The remedy is the setting, not the app."""
    project.module("app", APP)
    found = project.refused("app:app", python_executable=python)
    assert found.startswith(message)
    assert "Set `python_executable`" in found


def test_interpreter_may_be_named_from_the_configuration(project: Project) -> None:
    """`.venv/bin/python` is relative to the file that says so."""
    project.module("app", APP)
    link = project.folder / "bin" / "python"
    link.parent.mkdir()
    link.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    link.chmod(0o755)
    document = project.load("app:app", python_executable="bin/python")
    assert document.root["openapi"] == "3.1.0"


def test_details_of_a_failure_are_kept_for_debugging(project: Project) -> None:
    """`--debug` prints the traceback that the message leaves out."""
    project.module("app", "x = 1\nraise RuntimeError('boom')")
    with pytest.raises(AppError) as caught:
        project.load("app:app")
    assert "line 2, in <module>" in caught.value.detail


# --- what the app serves instead -----------------------------------------------------


def test_served_document_adds_only_what_the_routes_do_not_say() -> None:
    """A downgraded copy changes nothing; a new path or scheme is kept."""
    raw: dict[str, Any] = {
        "openapi": "3.1.0",
        "paths": {"/a": {"get": {"x": 1}, "parameters": []}, "/b": {"get": {}}},
        "components": {"schemas": {"A": {"const": 1}}},
    }
    served: dict[str, Any] = {
        "openapi": "3.0.2",
        "servers": [{"url": "https://x"}],
        "paths": {
            "/a": {"get": {"x": 2, "security": [{"k": []}]}, "post": {"y": 1}},
            "/c": {"get": {}},
        },
        "components": {
            "schemas": {"A": {"enum": [1]}, "C": {}},
            "securitySchemes": {"k": {}},
        },
    }
    before = repr(raw)
    assert add_served(raw, served) == {
        "openapi": "3.1.0",
        "servers": [{"url": "https://x"}],
        "paths": {
            "/a": {
                "get": {"x": 1, "security": [{"k": []}]},
                "parameters": [],
                "post": {"y": 1},
            },
            "/b": {"get": {}},
            "/c": {"get": {}},
        },
        "components": {
            "schemas": {"A": {"const": 1}, "C": {}},
            "securitySchemes": {"k": {}},
        },
    }
    assert repr(raw) == before


def test_version_is_the_one_that_fastapi_writes() -> None:
    """`app.openapi_version = "3.0.2"` changes the label only."""
    assert as_written({"openapi": "3.0.2"}) == {"openapi": "3.1.0"}
    assert as_written({"openapi": "3.1.1"}) == {"openapi": "3.1.1"}
