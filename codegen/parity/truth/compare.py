"""One request compared with what its call was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from codegen.parity.files import Recipe
from codegen.parity.truth import content
from codegen.parity.truth.application import Application
from codegen.parity.truth.binding import Binding
from codegen.parity.truth.content import Form as SentForm
from codegen.parity.truth.document import Endpoint, Parameter
from codegen.parity.truth.form import form_differs
from codegen.parity.truth.given import MISSING, Given, shape_of
from codegen.parity.truth.reading import Reader, Request
from codegen.parity.truth.same import Form, differs
from codegen.parity.truth.styles import WrongFormError

_KEYS = ("idempotency-key", "x-idempotency-key")
"""Headers that a client fills in itself, so that it may repeat a request."""


@dataclass
class Counts:
    """What was done.

    Attributes:
        operations: Operations of which requests were compared.
        requests: Requests that were read, and had what was given.
        received: Those that FastAPI received, too.
        values: Values of replies that were compared with what was answered.
        skipped: Operations that were not compared, with the reason.
    """

    operations: int = 0
    requests: int = 0
    received: int = 0
    values: int = 0
    skipped: dict[str, str] = field(default_factory=dict[str, str])


class Comparing:
    """Compares requests with what a caller gave.

    Args:
        reader: Reads requests by the document.
        application: Receives them too, where the document is that of an application.

    Attributes:
        counts: What was done.
    """

    def __init__(self, reader: Reader, application: Application | None) -> None:
        self._reader = reader
        self._application = application
        self.counts = Counts()

    def compare(self, found: Binding, call: Given, request: Request) -> None:
        """Compare one request.

        Args:
            found: What the method stands for.
            call: What it was given.
            request: What it has sent.

        Raises:
            WrongFormError: They differ.
        """
        endpoint = self._reader.endpoint(request)
        if endpoint != found.endpoint:
            if self._reader.is_of(request, found.endpoint):
                return  # a value that is the name of another endpoint
            raise WrongFormError(f"it is received as {endpoint}")
        decoded = self._reader.check(request, endpoint, own_type(call.body))
        for parameter in endpoint.parameters:
            value = call.values.get(parameter, MISSING)
            if value is MISSING and parameter in found.free:  # a constant
                seen = self._reader.argument(request, endpoint, parameter, "value")
                if parameter.required and seen is None:
                    where = f"{parameter.location} {parameter.name!r}"
                    raise WrongFormError(f"{where} is required")
                continue
            self._parameter(request, endpoint, parameter, value, call.form)
        self._body(request, endpoint, call, decoded)
        self.counts.requests += 1
        if self._application is not None and call.form == "json":
            said = self._application.differs(request, found, call)
            if said:
                raise WrongFormError(f"FastAPI: {said}")
            self.counts.received += said is not None

    def _parameter(
        self,
        request: Request,
        endpoint: Endpoint,
        parameter: Parameter,
        value: Any,
        form: Form,
    ) -> None:
        seen = self._reader.argument(request, endpoint, parameter, shape_of(value))
        where = f"{parameter.location} {parameter.name!r}"
        if value is MISSING:
            own = parameter.name.lower() in _KEYS or parameter.location == "cookie"
            if seen is not None and not own:
                raise WrongFormError(f"{where} was not given and is sent: {seen!r}")
            return
        if seen is None:
            raise WrongFormError(f"{where} was given as {value!r} and is not sent")
        if parameter.media_type:
            assert isinstance(seen, str)
            said = differs(value, content.json_of(seen, where), form, where)
        else:
            said = differs(value, seen, "text", where)
        if said:
            raise WrongFormError(said)

    def _body(
        self, request: Request, endpoint: Endpoint, call: Given, decoded: Any
    ) -> None:
        if call.body is MISSING:
            if request.media_type:
                raise WrongFormError("a body is sent that was not given")
            return
        own = own_type(call.body)
        declared, _ = self._reader.body(request, endpoint, own)
        if declared is None:
            raise WrongFormError("the body is not sent")
        wanted = "" if call.content is None else call.content.media_type
        is_own = content.is_bytes(wanted) and request.media_type == own
        if wanted and declared != call.content and not is_own:
            raise WrongFormError(f"the body is {request.media_type}, not {wanted}")
        if isinstance(decoded, SentForm):
            said = form_differs(call.body, decoded, declared)
        elif isinstance(decoded, str | bytes):
            said = differs(call.body, decoded, "python", "the body")
        else:
            said = differs(call.body, decoded, call.form, "the body")
        if said:
            raise WrongFormError(said)


def own_type(body: Any) -> str:
    """The media type that a file has which is the whole body; "" for none."""
    if not isinstance(body, Recipe):
        return ""
    return (body.named[1] if body.named else None) or content.guessed(body)
