"""One OpenAPI document in, two matching Python clients out.

    from codegen import Config, generate

    result = generate(Config(app="my.module:app", package="my_client"))

Everything that is public is in `__all__`; nothing of it is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codegen.config import Config as Config
    from codegen.diff.finding import Finding as Finding
    from codegen.diff.library import compare as compare
    from codegen.errors import AppError as AppError
    from codegen.errors import ConfigError as ConfigError
    from codegen.errors import DriftError as DriftError
    from codegen.errors import InputError as InputError
    from codegen.errors import IsospinError as IsospinError
    from codegen.errors import Notice as Notice
    from codegen.errors import OutputError as OutputError
    from codegen.errors import Problem as Problem
    from codegen.errors import SpecError as SpecError
    from codegen.run import Result as Result
    from codegen.run import check as check
    from codegen.run import generate as generate

_HOMES = {
    "codegen.config": ("Config",),
    "codegen.diff.finding": ("Finding",),
    "codegen.diff.library": ("compare",),
    "codegen.errors": (
        "AppError",
        "ConfigError",
        "DriftError",
        "InputError",
        "IsospinError",
        "Notice",
        "OutputError",
        "Problem",
        "SpecError",
    ),
    "codegen.run": ("Result", "check", "generate"),
}

__all__ = [
    "AppError",
    "Config",
    "ConfigError",
    "DriftError",
    "Finding",
    "InputError",
    "IsospinError",
    "Notice",
    "OutputError",
    "Problem",
    "Result",
    "SpecError",
    "check",
    "compare",
    "generate",
]


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
