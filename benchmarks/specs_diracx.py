"""DiracX as a FastAPI application, without databases, keys or a configuration.

DiracX reads its settings when the application is made, and opens its databases and its
configuration when it is started. Only the first happens here, so the settings name
things that do not exist. Runs in an environment that has ``diracx-routers``.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
from typing import Any


def _settings() -> dict[str, str]:
    """The environment variables without which DiracX refuses to make its application."""
    jwk = importlib.import_module("joserfc.jwk")
    key = jwk.OKPKey.generate_key(
        parameters={"key_ops": ["sign", "verify"], "alg": "Ed25519", "kid": "example"}
    )
    key_set = jwk.KeySet([key]).as_dict(private=True)
    return {
        "DIRACX_CONFIG_BACKEND_URL": "unread://example",
        "DIRACX_SERVICE_AUTH_STATE_KEY": base64.urlsafe_b64encode(bytes(32)).decode(),
        "DIRACX_SERVICE_AUTH_TOKEN_ISSUER": "http://localhost:8000",
        "DIRACX_SERVICE_AUTH_TOKEN_KEYSTORE": json.dumps(key_set),
        "DIRACX_SERVICE_AUTH_ALLOWED_REDIRECTS": "[]",
        "DIRACX_SANDBOX_STORE_BUCKET_NAME": "sandboxes",
        "DIRACX_SANDBOX_STORE_AUTO_CREATE_BUCKET": "false",
        "DIRACX_SANDBOX_STORE_S3_CLIENT_KWARGS": json.dumps(
            {
                "endpoint_url": "http://localhost:1",
                "aws_access_key_id": "example",
                "aws_secret_access_key": "example",
            }
        ),
        "OTEL_SDK_DISABLED": "true",
    }


def _database_urls() -> dict[str, str]:
    """One variable for every database that the installed packages declare."""
    extensions = importlib.import_module("diracx.core.extensions")
    groups = extensions.DiracEntryPoint
    variables = {
        f"DIRACX_DB_URL_{entry.name.upper()}": "sqlite+aiosqlite:///:memory:"
        for entry in extensions.select_from_extension(group=groups.SQL_DB)
    }
    for entry in extensions.select_from_extension(group=groups.OS_DB):
        variables[f"DIRACX_OS_DB_{entry.name.upper()}"] = json.dumps({"hosts": "none"})
    return variables


def _register_unread_configuration() -> None:
    """Give DiracX a configuration source for ``unread:`` that nothing reads."""
    config = importlib.import_module("diracx.core.config")

    def refuse(self: Any, *arguments: Any) -> Any:
        raise NotImplementedError("this application is only described, never served")

    # Sources register themselves when their class is made.
    type(
        "UnreadConfigSource",
        (config.ConfigSource,),
        {"scheme": "unread", "latest_revision": refuse, "read_raw": refuse},
    )


def create_app() -> Any:
    """The application with every service that the installed packages declare."""
    os.environ.update(_settings())
    os.environ.update(_database_urls())
    _register_unread_configuration()
    return importlib.import_module("diracx.routers.factory").create_app()
