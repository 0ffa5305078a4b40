"""Typed dependency injection: the bare class as annotation is enough.

A route, a sub-dependency or a background task names a class that derives from
`Injectable` and gets what that class hands out: a database gives one
transaction, settings give their one instance. Nothing in here knows what a
database is; it rewrites signatures into FastAPI's own `Depends`, so that
FastAPI's caching, overrides and OpenAPI output keep working as documented.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Annotated, Any, TypeVar, get_args, get_origin

from fastapi.params import Depends

from .container import Container
from .injectable import Injectable, Marker, NoTransaction, Transactional

T = TypeVar("T")
CallableT = TypeVar("CallableT", bound=Callable[..., Any])


@functools.cache
def provider(cls: type[Injectable], marker: Marker | None) -> Callable[..., Any]:
    """Return the dependency that hands out `cls`: the same one at every call.

    FastAPI caches a dependency's value per request by the identity of its
    callable. That is how a handler and its sub-dependencies share one
    transaction, so this function must never make a second callable.
    """
    provide = cls.dependency(marker)
    provide.__name__ = provide.__qualname__ = f"provide_{cls.__name__}"
    vars(provide)["provides"] = cls
    return provide


def auto_inject(call: CallableT) -> CallableT:
    """Make every parameter annotated with an injectable class a dependency.

    A dependency with `yield` that asks for a transaction must itself be declared
    with `Depends(..., scope="function")`: the transaction ends before the
    response leaves. FastAPI refuses anything else at start-up.

    Args:
        call: A dependency (function or class).

    Returns:
        `call` itself, with a rewritten signature. A second application changes
        nothing.

    Raises:
        TypeError: A marker stands beside an explicit `Depends`, or on something
            that does not understand it. Names the parameter.
    """
    signature = inspect.signature(call, eval_str=True)
    parameters = list(signature.parameters.values())
    for index, parameter in enumerate(parameters):
        cls, marker = _injectable(call, parameter)
        if cls is not None:
            scope = "function" if issubclass(cls, Transactional) else None
            depends = Depends(provider(cls, marker), scope=scope)  # type: ignore[arg-type]
            parameters[index] = parameter.replace(annotation=Annotated[cls, depends])
    call.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return call


def inject_route(endpoint: CallableT) -> CallableT:
    """Do `auto_inject` for a route; a stream may not ask for a transaction.

    Raises:
        TypeError: As `auto_inject`, or the route is a generator, whose body runs
            after the request's transactions have ended.
    """
    if inspect.isasyncgenfunction(endpoint) or inspect.isgeneratorfunction(endpoint):
        for name, (cls, marker) in injected(endpoint).items():
            if issubclass(cls, Transactional) and not isinstance(marker, NoTransaction):
                raise TypeError(
                    f"{_place(endpoint, name)}: a stream starts when the transactions"
                    f" of its request are over; annotate it with"
                    f" Annotated[{cls.__name__}, NoTransaction()] and open them inside"
                )
    return auto_inject(endpoint)


def injected(
    call: Callable[..., Any],
) -> dict[str, tuple[type[Injectable], Marker | None]]:
    """Return the class and marker of each parameter of `call` to be injected."""
    found: dict[str, tuple[type[Injectable], Marker | None]] = {}
    for parameter in inspect.signature(call, eval_str=True).parameters.values():
        cls, marker = _injectable(call, parameter)
        if cls is not None:
            found[parameter.name] = (cls, marker)
    return found


def wrap_task(
    container: Container, task: Callable[..., Awaitable[T]]
) -> Callable[..., Awaitable[T]]:
    """Return `task` with its injectable parameters filled in when it runs.

    A background task runs after the response, so it gets transactions of its
    own: committed when it returns, rolled back when it raises.

    Args:
        container: The application's container (itself injectable).
        task: A coroutine function; the rest of its parameters stay the caller's.
    """
    wanted = injected(task)

    @functools.wraps(task)
    async def run(*args: Any, **kwargs: Any) -> T:
        async with AsyncExitStack() as stack:
            for name, (cls, marker) in wanted.items():
                actual = container.resolve(cls)
                kwargs[name] = (
                    await stack.enter_async_context(actual.open(container, marker))
                    if issubclass(actual, Transactional)
                    else await actual.obtain(container)
                )
            return await task(*args, **kwargs)

    return run


def _injectable(
    call: Callable[..., Any], parameter: inspect.Parameter
) -> tuple[type[Injectable] | None, Marker | None]:
    annotation: Any = parameter.annotation
    extras: list[Any] = []
    if get_origin(annotation) is Annotated:
        annotation, *extras = get_args(annotation)
    markers = [extra for extra in extras if isinstance(extra, Marker)]
    explicit = isinstance(parameter.default, Depends) or any(
        isinstance(extra, Depends) for extra in extras
    )
    place = _place(call, parameter.name)
    if markers and explicit:
        raise TypeError(f"{place}: {markers[0]} cannot stand beside Depends")
    if len(markers) > 1:
        raise TypeError(f"{place}: only one of {markers} can apply")
    is_injectable = isinstance(annotation, type) and issubclass(annotation, Injectable)
    marker = markers[0] if markers else None
    if marker and not (is_injectable and type(marker) in annotation.markers):
        name = getattr(annotation, "__name__", repr(annotation))
        raise TypeError(f"{place}: {marker} means nothing on {name}")
    if explicit or not is_injectable:
        return None, None
    return annotation, marker


def _place(call: Callable[..., Any], parameter: str) -> str:
    return f"parameter {parameter!r} of {getattr(call, '__qualname__', call)!s}"
