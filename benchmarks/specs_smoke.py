"""Calls every operation of clients, in both flavours, without a network.

    python benchmarks/specs_smoke.py CLIENT DOCUMENT [CLIENT DOCUMENT]...

CLIENT is the folder of the generated package, DOCUMENT what it was generated from. All
modules are compiled and imported, then each operation is called with the arguments that
its signature asks for, and answered with instances of the schemas that the document
gives. What is found is written to standard output as JSON, a line for each client.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import os
import re
import sys
import typing
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import PydanticSchemaGenerationError, TypeAdapter
from specs_arguments import read, sample, value, without_mappings
from specs_described import Described, described
from specs_index import parse
from specs_recorded import Answer, Recorded, Service
from specs_samples import NoInstanceError, Samples

FLAVOURS = ("sync", "aio")
BASE = "https://service.test/base"
_ERROR_STATUS = {"4XX": 499, "5XX": 599, "3XX": 399, "default": 598}
_VALUE_STATUS = {"2XX": 200, "3XX": 300, "default": 200}


class Captured(BaseException):
    """Carries the operation that a method is about to send out of the method."""

    def __init__(self, operation: Any) -> None:
        super().__init__()
        self.operation = operation


@dataclass
class Method:
    """One method of a group, the same in both flavours.

    Attributes:
        group: Name of the group, as on the client.
        name: Name of the method.
        kind: ``_send``, ``_stream`` or ``_pages``: what it calls.
        operation: Entry of the operation table.
        hints: Annotations by argument.
        needed: Names of the arguments without a default.
        described: The operation in the document; None when it is not there.
    """

    group: str
    name: str
    kind: str
    operation: Any
    hints: dict[str, Any]
    needed: list[str]
    described: Described | None

    def __str__(self) -> str:
        return f"{self.group}.{self.name} ({self.operation.name})"


@dataclass
class Case:
    """One call: with which arguments, and what is answered."""

    method: Method
    arguments: dict[str, Any]
    answer: Answer
    reply: Any
    is_error: bool = False
    full: bool = False
    body_sample: Any = None
    media_type: str = ""

    def __str__(self) -> str:
        return f"{self.method}, answered {self.answer.what}"


class Smoke:
    """Calls all of one client.

    Attributes:
        failures: What went wrong, each once.
        called: Operations of the document that were called, by flavour.
        operations: Operations of the document.
    """

    def __init__(self, package: str, document: Mapping[str, Any]) -> None:
        self.package = package
        self.document = document
        self.failures: dict[str, None] = {}
        self.called: dict[str, set[str]] = {flavour: set() for flavour in FLAVOURS}
        self._described = {str(one): one for one in described(document)}
        self.operations = len(self._described)
        self._errors = importlib.import_module(f"{package}.errors")
        self._bodies_of = importlib.import_module(f"{package}._core.bodies")
        self._tables = importlib.import_module(f"{package}._core.operation")

    def run(self) -> None:
        """Call everything in both flavours and compare what was sent."""
        cases = [case for method in self._methods() for case in self._cases(method)]
        sent = {
            "sync": [self._sync(case) for case in cases],
            "aio": asyncio.run(self._all_aio(cases)),
        }
        for case, one, other in zip(cases, sent["sync"], sent["aio"], strict=True):
            if one != other and one is not None and other is not None:
                self._fail(case, f"sync sends {one}, aio sends {other}")

    def _fail(self, where: object, what: object) -> None:
        text = " ".join(f"{where}: {what}".split())
        self.failures.setdefault(text if len(text) < 700 else f"{text[:700]}...")

    # What there is to call

    def _client(self, flavour: str, service: Service) -> Any:
        module = importlib.import_module(f"{self.package}.{flavour}")
        transport = httpx.MockTransport(service)
        return module.Client(BASE, transport=transport, retries=0)

    def _methods(self) -> Iterator[Method]:
        clients = {name: self._client(name, Service()) for name in FLAVOURS}
        names = {name: list(_groups(client)) for name, client in clients.items()}
        if names["sync"] != names["aio"]:
            self._fail("client", f"groups differ: {names}")
        for group in names["sync"]:
            pair = {name: getattr(clients[name], group) for name in FLAVOURS}
            methods = {name: list(_public(pair[name])) for name in FLAVOURS}
            if methods["sync"] != methods["aio"]:
                self._fail(group, f"methods differ: {methods}")
            for name in methods["sync"]:
                try:
                    yield self._method(group, pair["sync"], name)
                except Exception as error:
                    self._fail(f"{group}.{name}", _said(error))
        for client in clients.values():
            closed = client.close()
            if inspect.isawaitable(closed):
                asyncio.run(_awaited(closed))

    def _method(self, group: str, owner: Any, name: str) -> Method:
        bound = getattr(owner, name)
        module = sys.modules[type(owner).__module__]
        hints = typing.get_type_hints(bound, vars(module), include_extras=True)
        hints.pop("return", None)
        needed = [
            parameter.name
            for parameter in inspect.signature(bound).parameters.values()
            if parameter.default is parameter.empty
        ]
        kind, operation = _captured(owner, bound, needed)
        found = self._known(operation.name, name)
        if found is None:
            self._fail(f"{group}.{name}", f"{operation.name} is not in the document")
        return Method(group, name, kind, operation, hints, needed, found)

    def _known(self, template: str, name: str) -> Described | None:
        """Find an operation; of several at a path, told apart behind it, by name."""
        found = [
            one
            for one in self._described.values()
            if re.split("[?#]", str(one))[0] == template
        ]
        if len(found) > 1:
            # A method's name may lack the tag before it.
            found = [o for o in found if _letters(o.name).endswith(_letters(name))]
        return min(found, key=lambda one: len(one.name), default=None)

    # What each method is called with, and what is answered

    def _cases(self, method: Method) -> Iterator[Case]:
        answers = list(self._answers(method))
        if method.kind == "_pages":
            answers = answers[1:2]  # a page must be one, to be known as the last
        if not answers:
            # The type of the reply needs itself: nothing can be an instance of it.
            reply = next(iter(method.operation.replies.values()))
            answer = Answer(200, b"{}", "application/json", what="without a reply")
            answers = [(answer, reply)]
        try:
            least = {name: self._value(method, name, False) for name in method.needed}
            full = {name: self._value(method, name, True) for name in method.hints}
        except Exception as error:
            self._fail(method, f"no arguments: {_said(error)}")
            return
        for name in {"accept", "content_type"} - {
            parameter.name for parameter in method.operation.parameters
        }:
            full.pop(name, None)
        for index, (answer, reply) in enumerate(answers):
            arguments = full if index == 1 else least
            yield Case(method, arguments, answer, reply, full=index == 1)
        if len(answers) == 1 and method.kind != "_pages":
            yield Case(method, full, *answers[0], full=True)
        if method.kind != "_pages":
            yield from self._bodies(method, least, full, *answers[0])
            yield from self._refusals(method, least)

    def _value(self, method: Method, name: str, full: bool) -> object:
        # An empty value is none for a path.
        in_path = f"{{{name}}}" in method.operation.path
        if name == "body" and method.hints[name] is Any and self._is_form(method):
            return {"key": "x"}
        return value(method.hints[name], full=full or in_path)

    def _is_form(self, method: Method) -> bool:
        forms = (self._bodies_of.FormBody, self._bodies_of.MultipartBody)
        return isinstance(method.operation.body, forms)

    def _answers(self, method: Method) -> Iterator[tuple[Answer, Any]]:
        """Each reply of the table, with as little and with as much as it may hold."""
        for status, reply in method.operation.replies.items():
            code = _VALUE_STATUS.get(str(status), status)
            for media_type, one in self._by_type(reply):
                if one.streams != (method.kind == "_stream"):
                    continue
                for full in (False, True):
                    answer = self._answer(method, status, code, media_type, one, full)
                    if answer is not None:
                        yield answer, one
        if not method.operation.replies:
            content = b'{"any": "thing"}'
            yield Answer(200, content, "application/json", None, "200"), None

    def _by_type(self, reply: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(reply, self._tables.OneOf):
            yield from reply.by_type.items()
        else:
            yield next(iter(reply.media_types), ""), reply

    def _answer(
        self,
        method: Method,
        status: int | str,
        code: int,
        media_type: str,
        reply: Any,
        full: bool,
    ) -> Answer | None:
        what = f"{status} {media_type} ({'all' if full else 'least'})".replace(
            "  ", " "
        )
        concrete = media_type.replace("*/*", "application/json").replace("*", "x")
        tables = self._tables
        if isinstance(reply, tables.Empty):
            return Answer(code, what=what)
        if isinstance(reply, tables.Text):
            return Answer(code, b"x", concrete, what=what)
        if isinstance(reply, tables.Binary):
            return Answer(code, b"\0x", concrete, what=what)
        if isinstance(reply, tables.Events) and not reply.json:
            return Answer(code, b"data: x\n\n", concrete, what=what)
        try:
            found = self._reply_sample(method, status, media_type, reply, full)
        except NoInstanceError:
            return None
        except Exception as error:
            self._fail(f"{method}, answered {what}", f"no type: {_said(error)}")
            return None
        content = json.dumps(found, default=str).encode()
        if isinstance(reply, tables.Events):
            content = b"data: " + content + b"\n\n"
        if isinstance(reply, tables.JsonLines):
            content += b"\n"
        return Answer(
            code, content, concrete, json.loads(json.dumps(found, default=str)), what
        )

    def _reply_sample(
        self,
        method: Method,
        status: int | str,
        media_type: str,
        reply: Any,
        full: bool,
    ) -> Any:
        if method.described is not None and not reply.streams:
            schema = method.described.reply(status, media_type)
            if schema is not None:
                return Samples(self.document, "reply", full=full).instance(schema)
        return sample(reply.type(), full=full)

    def _bodies(
        self,
        method: Method,
        least: dict[str, Any],
        full: dict[str, Any],
        answer: Answer,
        reply: Any,
    ) -> Iterator[Case]:
        """Calls with bodies of every media type: as models and as plain mappings."""
        body, tables = method.operation.body, self._tables
        if body is None or "body" not in method.hints:
            return
        several = isinstance(body, tables.OneOfBody)
        for media_type, one in body.by_type.items() if several else [("", body)]:
            given = {**least, "content_type": media_type} if several else dict(least)
            media_type = media_type or body.media_type
            if several and "*" in media_type:
                given["content_type"] = media_type.replace("*", "x")
            if isinstance(one, tables.BinaryBody):
                yield Case(method, {**given, "body": b"\0x"}, answer, reply)
                continue
            if isinstance(one, tables.TextBody):
                yield Case(method, {**given, "body": "x"}, answer, reply)
                continue
            if not isinstance(one, tables.JsonBody) or method.described is None:
                continue
            schema = method.described.body(media_type)
            if schema is None:
                continue
            yield from self._json_bodies(method, given, schema, answer, reply)

    def _json_bodies(
        self,
        method: Method,
        given: dict[str, Any],
        schema: Any,
        answer: Answer,
        reply: Any,
    ) -> Iterator[Case]:
        for full in (False, True):
            samples = Samples(self.document, "request", full=full)
            try:
                plain = json.loads(json.dumps(samples.instance(schema), default=str))
            except NoInstanceError:
                continue
            if isinstance(plain, dict | list):
                arguments = {**given, "body": plain}
                yield Case(method, arguments, answer, reply, body_sample=plain)
            try:
                typed = read(without_mappings(method.hints["body"]), plain)
            except PydanticSchemaGenerationError:
                continue  # a file is accepted as well, which is no type of JSON
            except Exception as error:
                self._fail(f"{method}, body", f"{_said(error)} from {plain}")
                continue
            yield Case(
                method, {**given, "body": typed}, answer, reply, body_sample=plain
            )

    def _refusals(self, method: Method, least: dict[str, Any]) -> Iterator[Case]:
        """The errors of the table: each is raised, with a body of its type."""
        known = set(method.operation.replies)
        for status, reply in method.operation.errors.items():
            code = _ERROR_STATUS.get(str(status), status)
            if code in known:
                continue
            for media_type, one in self._by_type(reply):
                answer = self._answer(method, status, code, media_type, one, True)
                if answer is not None:
                    yield Case(method, least, answer, one, is_error=True)

    # Calling

    def _sync(self, case: Case) -> Recorded | None:
        service = Service()
        service.answer = case.answer
        try:
            with self._client("sync", service) as client:
                method = getattr(getattr(client, case.method.group), case.method.name)
                found = method(**case.arguments)
                if case.method.kind == "_stream":
                    with found as stream:
                        found = list(stream)
                elif case.method.kind == "_pages":
                    found = next(iter(found.pages()))
        except Exception as error:
            return self._ended("sync", case, service, None, error)
        return self._ended("sync", case, service, found, None)

    async def _all_aio(self, cases: list[Case]) -> list[Recorded | None]:
        return [await self._aio(case) for case in cases]

    async def _aio(self, case: Case) -> Recorded | None:
        service = Service()
        service.answer = case.answer
        try:
            async with self._client("aio", service) as client:
                method = getattr(getattr(client, case.method.group), case.method.name)
                found = method(**case.arguments)
                if case.method.kind == "_stream":
                    async with found as stream:
                        found = [item async for item in stream]
                elif case.method.kind == "_pages":
                    found = await anext(aiter(found.pages()))
                else:
                    found = await found
        except Exception as error:
            return self._ended("aio", case, service, None, error)
        return self._ended("aio", case, service, found, None)

    def _ended(
        self,
        flavour: str,
        case: Case,
        service: Service,
        found: Any,
        error: Exception | None,
    ) -> Recorded | None:
        """Judge a call: the request, the value or the error."""
        where = f"{flavour} {case}"
        if not service.requests:
            self._fail(where, f"nothing was sent: {_said(error)}")
            return None
        request = service.requests[0]
        self._judge_request(where, case, request)
        if case.is_error:
            self._judge_error(where, case, error)
        elif error is not None and case.answer.what == "without a reply":
            if not isinstance(error, self._errors.DecodeError):
                self._fail(where, _said(error))
        elif error is not None:
            self._fail(where, f"{_said(error)}; came {case.answer.content[:300]!r}")
        elif case.method.kind == "_send":
            self._judge_value(where, case, found)
        elif case.method.kind == "_stream" and len(found) != 1:
            self._fail(where, f"{len(found)} items of a stream of one")
        if case.method.described is not None and not case.is_error:
            self.called[flavour].add(str(case.method.described))
        return request

    def _judge_request(self, where: str, case: Case, request: Recorded) -> None:
        known = case.method.described
        if known is None:
            return
        if request.method != known.method or not known.matches(request.raw_path):
            self._fail(where, f"{request.method} {request.url} is not {known}")
        if case.full:
            for place, name in known.parameters:
                if not request.has(place, name):
                    self._fail(where, f"{place} parameter {name!r} was not sent")
            self._judge_fields(where, case, request)
        if case.body_sample is None:
            return
        if there := difference(case.body_sample, request.json, "body"):
            self._fail(where, f"{there}; sent {request.content[:300]!r}")

    def _judge_fields(self, where: str, case: Case, request: Recorded) -> None:
        """Every field of a body whose fields are arguments is sent."""
        body, known = case.method.operation.body, case.method.described
        if not getattr(body, "fields", ()) or known is None:
            return
        for name in known.fields(body.media_type):
            quoted = httpx.QueryParams({name: ""}).__str__().rstrip("=").encode()
            if name.encode() not in request.content and quoted not in request.content:
                self._fail(where, f"field {name!r} of the body was not sent")

    def _judge_error(self, where: str, case: Case, error: Exception | None) -> None:
        if not isinstance(error, self._errors.ApiError):
            self._fail(where, f"no ApiError, but {_said(error)}")
        elif error.response.status_code != case.answer.status:
            self._fail(where, f"ApiError of {error.response.status_code}")
        elif isinstance(case.answer.sample, dict | list) and isinstance(
            error.body, str | None
        ):
            content = case.answer.content[:300]
            self._fail(where, f"the body of the error has no type: {content!r}")

    def _judge_value(self, where: str, case: Case, found: Any) -> None:
        """What the service sent is what the caller sees, with nothing lost."""
        if case.answer.sample is None or not isinstance(case.reply, self._tables.Json):
            return
        adapter: TypeAdapter[Any] = TypeAdapter(case.reply.type())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            seen = adapter.dump_python(
                found, mode="json", by_alias=True, exclude_unset=True
            )
        if there := difference(case.answer.sample, seen, "reply"):
            self._fail(where, f"{there}; came {case.answer.content[:300]!r}")


def difference(wanted: Any, seen: Any, place: str) -> str | None:
    """Say where JSON differs from what is wanted; more is no difference."""
    if isinstance(wanted, dict) and isinstance(seen, dict):
        for key, one in wanted.items():
            if key not in seen:
                return f"{place}.{key} is lost"
            if there := difference(one, seen[key], f"{place}.{key}"):
                return there
        return None
    if isinstance(wanted, list) and isinstance(seen, list) and len(wanted) == len(seen):
        for index, (one, other) in enumerate(zip(wanted, seen, strict=True)):
            if there := difference(one, other, f"{place}[{index}]"):
                return there
        return None
    return None if wanted == seen else f"{place} is {seen!r} instead of {wanted!r}"


def _groups(client: Any) -> Iterator[str]:
    from functools import cached_property

    for name, member in vars(type(client)).items():
        if isinstance(member, cached_property):
            yield name


def _public(group: Any) -> Iterator[str]:
    for name, member in vars(type(group)).items():
        if not name.startswith("_") and callable(member):
            yield name


def _captured(owner: Any, method: Any, needed: list[str]) -> tuple[str, Any]:
    """The operation that a method sends, without sending it."""
    kinds: list[str] = []

    def spy(kind: str) -> Any:
        def capture(operation: Any, *_: object, **__: object) -> None:
            kinds.append(kind)
            raise Captured(operation)

        return capture

    for kind in ("_send", "_stream", "_pages"):
        setattr(owner, kind, spy(kind))
    try:
        method(**dict.fromkeys(needed))
    except Captured as captured:
        operation = captured.operation
        return kinds[0], getattr(operation, "operation", operation)
    finally:
        for kind in ("_send", "_stream", "_pages"):
            delattr(owner, kind)
    raise LookupError("the method sends nothing")


async def _awaited(awaitable: Any) -> None:
    await awaitable


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _said(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {str(error)[:400]}" if error else "no error"


def broken_modules(client: Path) -> list[str]:
    """Compile and import every module of a client; those that do not, and why."""
    found: list[str] = []
    for file in sorted(client.rglob("*.py")):
        parts = file.relative_to(client.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        try:
            compile(file.read_bytes(), str(file), "exec", dont_inherit=True)
            importlib.import_module(name)
        except Exception as error:
            found.append(f"{name.partition('.')[2]}: {_said(error)}")
    return found


def checked(client: Path, spec: Path) -> dict[str, Any]:
    """Import and call everything of one client."""
    sys.path.insert(0, str(client.parent))
    warnings.simplefilter("error", SyntaxWarning)
    broken = broken_modules(client)
    smoke = Smoke(client.name, parse(spec.read_bytes(), spec.name))
    if not broken:
        smoke.run()
    return {
        "broken": broken,
        "operations": smoke.operations,
        "called": {name: len(called) for name, called in smoke.called.items()},
        "failures": list(smoke.failures),
    }


def forked(client: Path, spec: Path) -> str:
    """Do the same in a copy of this interpreter, which has httpx and pydantic loaded.

    Returns:
        What was found, as JSON on a line.
    """
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            found = checked(client, spec)
        except BaseException as error:
            found = {"error": _said(error)}
        with os.fdopen(writing, "w") as out:
            json.dump(found, out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as coming:
        text = coming.read()
    os.wait()
    return text or json.dumps({"error": "the interpreter ended"})


def main() -> int:
    """Run the command line: CLIENT and DOCUMENT, one pair after the other."""
    paths = [Path(argument) for argument in sys.argv[1:]]
    for client, spec in zip(paths[::2], paths[1::2], strict=True):
        print(forked(client, spec), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
