"""DIRAC's way to hand an error over: as a value, not as an exception."""

from __future__ import annotations

from typing import Generic, Literal, NotRequired, TypeAlias, TypedDict, TypeVar

from .errors import ApiError, Error

T = TypeVar("T")


class Success(TypedDict, Generic[T]):
    """It went well: `{"OK": True, "Value": ...}`."""

    OK: Literal[True]
    Value: T


class Failure(TypedDict):
    """It failed: `{"OK": False, "Message": ..., "Errno": ...}`.

    `Errno` is the status code of the reply, 0 when there was none. `Error` is the
    exception; it is absent in a result that was made by hand or crossed a network.
    """

    OK: Literal[False]
    Message: str
    Errno: int
    Error: NotRequired[Exception]


Result: TypeAlias = Success[T] | Failure


def S_OK(value: T) -> Success[T]:
    """A result that went well."""
    return {"OK": True, "Value": value}


def S_ERROR(error: Exception | str) -> Failure:
    """A result that failed, from an exception or from a message."""
    if isinstance(error, str):
        return {"OK": False, "Message": error, "Errno": 0}
    errno = error.status if isinstance(error, ApiError) else 0
    message = str(error) or type(error).__name__
    return {"OK": False, "Message": message, "Errno": errno, "Error": error}


def return_value_or_raise(result: Result[T]) -> T:
    """Undo `with_result`: return the value, or raise the error.

    Raises:
        Exception: What the call had raised, or an `Error` with the message where
            the result does not carry it.
    """
    if result["OK"] is True:
        return result["Value"]
    raise result.get("Error") or Error(result["Message"])
