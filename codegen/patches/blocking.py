"""Whether anything blocks in the aio flavour: found in the source, by name.

Looked at is what runs in the event loop: every coroutine, and every method and
function that a coroutine or a caller may call, constructors and properties included.
A private function that is only handed to a thread (`asyncio.to_thread(_read, path)`)
may block. A function of the patches that blocks makes its callers block. A line that
ends in `# blocks: reason` is left alone, and does not make its callers block.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from codegen.errors import Problem
from codegen.patches.source import Function, Tree, imports_of, resolve
from codegen.printable import shown_path

_HTTP: Final = ("delete", "get", "head", "options", "patch", "post", "put", "request")
_CALLS: Final[Mapping[str, str]] = {
    "time.sleep": "await asyncio.sleep(...)",
    "open": "await asyncio.to_thread(...)",
    "io.open": "await asyncio.to_thread(...)",
    "input": "await asyncio.to_thread(input, ...)",
    "os.system": "asyncio.create_subprocess_shell",
    "os.popen": "asyncio.create_subprocess_shell",
    "os.wait": "asyncio.create_subprocess_exec",
    "os.waitpid": "asyncio.create_subprocess_exec",
    "subprocess.Popen": "asyncio.create_subprocess_exec",
    "subprocess.call": "asyncio.create_subprocess_exec",
    "subprocess.check_call": "asyncio.create_subprocess_exec",
    "subprocess.check_output": "asyncio.create_subprocess_exec",
    "subprocess.getoutput": "asyncio.create_subprocess_exec",
    "subprocess.run": "asyncio.create_subprocess_exec",
    "socket.create_connection": "await asyncio.open_connection(...)",
    "socket.create_server": "await asyncio.start_server(...)",
    "socket.getaddrinfo": "await loop.getaddrinfo(...)",
    "socket.gethostbyname": "await loop.getaddrinfo(...)",
    "socket.socket": "await asyncio.open_connection(...)",
    "select.select": "the event loop",
    "fcntl.flock": "await asyncio.to_thread(...)",
    "fcntl.lockf": "await asyncio.to_thread(...)",
    "msvcrt.locking": "await asyncio.to_thread(...)",
    "filelock.FileLock": "filelock.AsyncFileLock",
    "filelock.SoftFileLock": "filelock.AsyncSoftFileLock",
    "filelock.UnixFileLock": "filelock.AsyncUnixFileLock",
    "threading.Barrier": "asyncio.Barrier",
    "threading.Condition": "asyncio.Condition",
    "threading.Event": "asyncio.Event",
    "threading.Lock": "asyncio.Lock",
    "threading.RLock": "asyncio.Lock",
    "threading.Semaphore": "asyncio.Semaphore",
    "queue.Queue": "asyncio.Queue",
    "concurrent.futures.wait": "await asyncio.wait(...)",
    "asyncio.run": "await",
    "urllib.request.urlopen": "await self._send(...)",
    "urllib.request.urlretrieve": "await self._send(...)",
    "http.client.HTTPConnection": "await self._send(...)",
    "http.client.HTTPSConnection": "await self._send(...)",
    "shutil.copy": "await asyncio.to_thread(...)",
    "shutil.copyfile": "await asyncio.to_thread(...)",
    "shutil.copytree": "await asyncio.to_thread(...)",
    "shutil.move": "await asyncio.to_thread(...)",
    "shutil.rmtree": "await asyncio.to_thread(...)",
    **{
        f"{library}.{name}": "await self._send(...)"
        for library in ("httpx", "httpx2", "requests", "urllib3")
        for name in _HTTP
    },
    "httpx.Client": "httpx.AsyncClient",
    "httpx.stream": "httpx.AsyncClient",
    "httpx.HTTPTransport": "httpx.AsyncHTTPTransport",
    "httpx2.Client": "httpx2.AsyncClient",
    "httpx2.stream": "httpx2.AsyncClient",
    "requests.Session": "await self._send(...)",
    "urllib3.PoolManager": "await self._send(...)",
}
"""What blocks -> what does the same and does not."""

_PATH_METHODS: Final = frozenset(
    {"open", "read_bytes", "read_text", "write_bytes", "write_text"}
)
"""Methods of `pathlib.Path` that read or write a file."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that blocks, or that leads to one.

    Attributes:
        name: What is called, as a person knows it.
        instead: What to use.
        through: Where a function that is called blocks; "" when the call itself does.
    """

    node: ast.Call
    name: str
    instead: str
    through: str = ""


@dataclass(slots=True)
class _Source:
    """A file that is looked at.

    Attributes:
        aio: It belongs to the aio flavour; others only tell which functions block.
        package: Import name of the generated package.
        allowed: Lines that may block, and say why.
        functions: Dotted name -> function, with the class that it is in.
    """

    path: Path
    dotted: str
    imported: Mapping[str, str]
    aio: bool
    package: str
    allowed: frozenset[int]
    functions: dict[str, Function] = field(default_factory=dict)

    def at(self, node: ast.AST) -> str:
        return f"{shown_path(self.path)}:{getattr(node, 'lineno', 0)}"


def find_blocking(tree: Tree, generated: Path) -> Iterator[Problem]:
    """Yield every call that blocks in the aio flavour.

    Args:
        tree: The patches.
        generated: Folder of the generated package.
    """
    sources = [*_patches(tree), *_rendered(generated, tree.package)]
    known: dict[str, _Call] = {}
    homes: dict[str, _Source] = {}
    # A caller of what blocks blocks: once more for each step, until nothing is new.
    while True:
        before = len(known)
        for source in sources:
            for name, function in source.functions.items():
                if name not in known and (
                    call := _first(function, source, known, homes)
                ):
                    known[name], homes[name] = call, source
        if len(known) == before:
            break
    for source in sources:
        if not source.aio:
            continue
        for name, function in source.functions.items():
            if _runs_in_loop(name, function):
                for call in _blocking(function, source, known, homes):
                    yield _problem(call, function, source)


def _problem(call: _Call, function: Function, source: _Source) -> Problem:
    kind = "async code" if isinstance(function, ast.AsyncFunctionDef) else "aio code"
    through = f", which blocks in {call.through}," if call.through else " (blocking)"
    return Problem(
        "ISO302",
        source.at(call.node),
        f"{function.name} calls {call.name}{through} inside {kind}",
        f"Use {call.instead}",
    )


def _patches(tree: Tree) -> Iterator[_Source]:
    for (area, _), module in tree.modules.items():
        if area == "sync":
            continue
        source = _Source(
            module.path,
            module.dotted,
            module.imported,
            area == "aio",
            tree.package,
            _allowed(module.text),
        )
        source.functions = dict(_functions(module.tree, module.dotted))
        yield source


def _rendered(folder: Path, package: str) -> Iterator[_Source]:
    for path in sorted((folder / "aio").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        dotted = f"{package}.aio.{path.stem}"
        imported = imports_of(tree, dotted)
        source = _Source(path, dotted, imported, True, package, _allowed(text))
        source.functions = dict(_functions(tree, dotted))
        yield source


_ALLOWED = re.compile(r"# blocks: \S")


def _allowed(text: str) -> frozenset[int]:
    lines = enumerate(text.splitlines(), 1)
    return frozenset(number for number, line in lines if _ALLOWED.search(line))


def _functions(
    tree: ast.Module | ast.ClassDef, dotted: str
) -> Iterator[tuple[str, Function]]:
    for node in tree.body:
        if isinstance(node, Function):
            yield f"{dotted}.{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{dotted}.{node.name}")


def _runs_in_loop(name: str, function: Function) -> bool:
    if isinstance(function, ast.AsyncFunctionDef):
        return True
    is_private = function.name.startswith("_") and not function.name.startswith("__")
    return not is_private


def _first(
    function: Function,
    source: _Source,
    known: Mapping[str, _Call],
    homes: Mapping[str, _Source],
) -> _Call | None:
    return next(_blocking(function, source, known, homes), None)


def _blocking(
    function: Function,
    source: _Source,
    known: Mapping[str, _Call],
    homes: Mapping[str, _Source],
) -> Iterator[_Call]:
    """Yield the blocking calls in the body of a function, nested ones aside."""
    for node in _calls(function.body):
        if node.lineno in source.allowed:
            continue
        name = _without_core(_name(node.func, source, function))
        if name in _CALLS:
            yield _Call(node, name, _CALLS[name])
        elif name.startswith(f"{source.package}.sync."):
            yield _Call(node, name, f"{source.package}.aio")
        elif name in known and name in homes:
            through = homes[name].at(known[name].node)
            short = name.rpartition(".")[2]
            if not isinstance(homes[name].functions[name], ast.AsyncFunctionDef):
                instead = f"await asyncio.to_thread({short}, ...)"
                yield _Call(node, short, instead, through)
        elif method := _path_method(node, source, function):
            yield _Call(node, method, "await asyncio.to_thread(...)")


def _calls(body: Iterable[ast.AST]) -> Iterator[ast.Call]:
    for node in body:
        if isinstance(node, Function | ast.Lambda | ast.ClassDef):
            continue  # it runs when it is called, which may be in a thread
        if isinstance(node, ast.Call):
            yield node
        yield from _calls(ast.iter_child_nodes(node))


def _name(node: ast.expr, source: _Source, function: Function) -> str:
    """Return the absolute name of what is called."""
    match node:
        case ast.Name(id=name) if name in source.imported:
            return source.imported[name]
        case ast.Name(id=name):
            own = f"{source.dotted}.{name}"
            return own if own in source.functions else name
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            for dotted, found in source.functions.items():
                if found is function:
                    return f"{dotted.rpartition('.')[0]}.{name}"
            return ""
        case _:
            return resolve(node, source.imported)


def _without_core(name: str) -> str:
    # `from .._core._http import httpx` is the HTTP library.
    _, found, rest = name.partition("._core._http.")
    return rest if found else name


def _path_method(node: ast.Call, source: _Source, function: Function) -> str:
    """Return the name of a method of `Path`, where it is plain that it is one."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _PATH_METHODS:
        return ""
    value = node.func.value
    is_path = False
    if isinstance(value, ast.Call):
        is_path = resolve(value.func, source.imported) == "pathlib.Path"
    elif isinstance(value, ast.Name):
        is_path = value.id in _paths(function, source)
    return f"Path.{node.func.attr}" if is_path else ""


def _paths(function: Function, source: _Source) -> set[str]:
    args = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    found = {
        arg.arg
        for arg in args
        if arg.annotation is not None
        and resolve(arg.annotation, source.imported) == "pathlib.Path"
    }
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and resolve(node.value.func, source.imported) == "pathlib.Path"
        ):
            found |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return found
