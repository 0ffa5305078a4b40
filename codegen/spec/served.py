"""What an app adds to its document when it overrides `FastAPI.openapi`.

Overrides do two kinds of things. Some rewrite what the routes say, for other tools:
DiracX serves a "3.0.2" without `const`, null and 422. There the document of the routes
is the better one, and wins. Others add what no route can say: the paths of mounted apps
(Prefect), the security scheme that a middleware asks for, servers. That is kept.
"""

from __future__ import annotations

from typing import Any, Final

_METHODS: Final = (
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
)  # fmt: skip


def add_served(raw: dict[str, Any], served: dict[str, Any]) -> dict[str, Any]:
    """Return the document of the routes with all that only the served one has.

    Added, where `raw` has nothing of that name: path items, operations, `security` of
    operations, webhooks, components of every kind, and keys of the document itself.
    Nothing of `raw` is changed.
    """
    merged = _missing(raw, served)
    merged["openapi"] = raw["openapi"]
    for key in ("paths", "webhooks"):
        if isinstance(served.get(key), dict) and isinstance(raw.get(key), dict):
            merged[key] = _paths(raw[key], served[key])
    kinds, more = raw.get("components"), served.get("components")
    if isinstance(kinds, dict) and isinstance(more, dict):
        merged["components"] = _missing(kinds, more)
        for kind, named in kinds.items():
            if isinstance(named, dict) and isinstance(more.get(kind), dict):
                merged["components"][kind] = _missing(named, more[kind])
    return merged


def as_written(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the document of the routes under the version that it is written in.

    FastAPI writes 3.1 whatever `app.openapi_version` claims.
    """
    if str(raw.get("openapi", "")).startswith("3.0"):
        return {**raw, "openapi": "3.1.0"}
    return raw


def _missing(own: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {**own, **{key: other[key] for key in other if key not in own}}


def _paths(raw: dict[str, Any], served: dict[str, Any]) -> dict[str, Any]:
    paths = _missing(raw, served)
    for path, item in raw.items():
        other = served.get(path)
        if isinstance(item, dict) and isinstance(other, dict):
            paths[path] = _operations(item, other)
    return paths


def _operations(item: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    merged = {**item}
    for method in _METHODS:
        more = other.get(method)
        if not isinstance(more, dict):
            continue
        own = item.get(method)
        if own is None:
            merged[method] = more
        elif "security" in more and isinstance(own, dict) and "security" not in own:
            merged[method] = {**own, "security": more["security"]}
    return merged
