"""A DiracX that needs nothing but its packages: SQLite, a made-up identity provider.

    python serve.py FOLDER PORT

Runs where `diracx-testing` is installed, not in this project's environment. When it
accepts connections, it prints one line of JSON: `url`, `credentials` (a file as
`dirac login` leaves it) and `user`, `manager` (access tokens).
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import hashlib
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from cryptography.fernet import Fernet
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

VO = "testers"
SUBJECT = "6d3c2a34-6a6c-4a52-9a0e-000000000001"
PROVIDER_CLIENT = "made-up"


def settings(folder: Path, url: str) -> dict[str, str]:
    """Return what DiracX reads from the environment."""
    key = OKPKey.generate_key(
        parameters={"key_ops": ["sign", "verify"], "alg": "Ed25519", "kid": "test"}
    )
    keys = folder / "keys.json"
    keys.write_text(json.dumps(KeySet([key]).as_dict(private=True)))
    return {
        "DIRACX_CONFIG_BACKEND_URL": f"made+up://{folder}/configuration.json",
        "DIRACX_SERVICE_AUTH_TOKEN_KEYSTORE": f"file://{keys}",
        "DIRACX_SERVICE_AUTH_STATE_KEY": Fernet.generate_key().decode(),
        "DIRACX_SERVICE_AUTH_TOKEN_ISSUER": url,
        "DIRACX_SERVICE_AUTH_ALLOWED_REDIRECTS": "[]",
        "DIRACX_SANDBOX_STORE_BUCKET_NAME": "sandboxes",
        "DIRACX_SANDBOX_STORE_AUTO_CREATE_BUCKET": "true",
        "OTEL_SDK_DISABLED": "true",
    }


def configuration(url: str) -> dict[str, Any]:
    """Return DIRAC's configuration: one organisation, one user, two groups."""
    groups = {
        "user": ["NormalUser"],
        "manager": ["NormalUser", "JobAdministrator", "ServiceAdministrator"],
    }
    jobs = {"DBName": "x", "Host": "x", "Port": 1, "MaxRescheduling": 3}
    return {
        "DIRAC": {},
        "Operations": {},
        "Registry": {
            VO: {
                "DefaultGroup": "user",
                "IdP": {"URL": f"{url}/provider", "ClientID": PROVIDER_CLIENT},
                "Users": {SUBJECT: {"PreferedUsername": "tester", "Email": None}},
                "Groups": {
                    name: {"Properties": properties, "Users": [SUBJECT]}
                    for name, properties in groups.items()
                },
            }
        },
        "Systems": {"WorkloadManagement": {"Databases": {"JobDB": jobs}}},
    }


def read_configuration_from_a_file() -> None:
    """Give DiracX a source of its configuration that needs no git repository."""
    from diracx.core.config import ConfigSource
    from diracx.core.extensions import DiracEntryPoint, select_from_extension

    class FileSource(ConfigSource):
        """Sources register themselves, by their scheme."""

        scheme = "made+up"

        def __init__(self, *, backend_url: Any) -> None:
            super().__init__(backend_url=backend_url)
            self.path = Path(backend_url.path)

        def latest_revision(self) -> tuple[str, datetime.datetime]:
            when = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
            return hashlib.sha1(self.path.read_bytes()).hexdigest(), when

        def read_raw(self, hexsha: str, modified: datetime.datetime) -> Any:
            (found,) = select_from_extension(group=DiracEntryPoint.CORE, name="config")
            config = found.load().model_validate_json(self.path.read_text())
            config._hexsha, config._modified = hexsha, modified
            return config


def provider(url: str) -> Starlette:
    """Return an identity provider in which everybody is the one user."""
    base = f"{url}/provider"
    key = RSAKey.generate_key(2048, parameters={"kid": "provider", "alg": "RS256"})
    asked: dict[str, dict[str, str]] = {}

    async def metadata(request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "grant_types_supported": ["authorization_code"],
                "scopes_supported": ["openid"],
                "token_endpoint_auth_methods_supported": ["none"],
                "claims_supported": ["sub"],
                "code_challenge_methods_supported": ["S256"],
                "userinfo_endpoint": f"{base}/userinfo",
                "device_authorization_endpoint": f"{base}/device",
            }
        )

    async def keys(request: Request) -> Response:
        return JSONResponse(KeySet([key]).as_dict(private=False))

    async def authorize(request: Request) -> Response:
        code = hashlib.sha1(request.url.query.encode()).hexdigest()
        asked[code] = dict(request.query_params)
        target = f"{asked[code]['redirect_uri']}?code={code}"
        return RedirectResponse(f"{target}&state={asked[code]['state']}")

    async def token(request: Request) -> Response:
        now = datetime.datetime.now(datetime.UTC).timestamp()
        claims = {
            "iss": base,
            "aud": PROVIDER_CLIENT,
            "sub": SUBJECT,
            "iat": int(now),
            "exp": int(now) + 3600,
            "preferred_username": "tester",
        }
        signed = jwt.encode({"alg": "RS256", "kid": "provider"}, claims, key)
        answer = {"id_token": signed, "access_token": "x", "token_type": "Bearer"}
        return JSONResponse({**answer, "expires_in": 3600})

    async def userinfo(request: Request) -> Response:
        return HTMLResponse("")

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", metadata),
            Route("/keys", keys),
            Route("/authorize", authorize),
            Route("/token", token, methods=["POST"]),
            Route("/userinfo", userinfo),
        ]
    )


async def minted(group: str) -> Any:
    """Return tokens as the token endpoint would, without a person."""
    from diracx.core.config import ConfigSource
    from diracx.core.extensions import DiracEntryPoint, select_from_extension
    from diracx.core.properties import SecurityProperty
    from diracx.core.settings import AuthSettings
    from diracx.db.sql.utils import BaseSQLDB
    from diracx.logic.auth.token import exchange_token
    from diracx.routers.access_policies import BaseAccessPolicy
    from diracx.routers.auth.token import mint_token

    auth = AuthSettings()
    names = {e.name for e in select_from_extension(group=DiracEntryPoint.ACCESS_POLICY)}
    policies = {n: BaseAccessPolicy.available_implementations(n)[0] for n in names}
    kind = BaseSQLDB.available_implementations("AuthDB")[0]
    database = kind(BaseSQLDB.available_urls()["AuthDB"])
    async with database.engine_context(), database:
        access, refresh = await exchange_token(
            database,
            f"vo:{VO} group:{group}",
            {"sub": SUBJECT, "preferred_username": "tester"},
            ConfigSource.create().read(),
            auth,
            SecurityProperty.available_properties(),
            legacy_exchange=False,
        )
        return await mint_token(access, refresh, None, policies, auth)


def serve(folder: Path, port: int) -> None:
    """Serve until the process is stopped."""
    url = f"http://127.0.0.1:{port}"
    (folder / "configuration.json").write_text(json.dumps(configuration(url)))
    os.environ.update(settings(folder, url))
    _databases(folder)
    _store()
    read_configuration_from_a_file()

    from diracx.core.config import ConfigSource
    from diracx.core.utils import write_credentials
    from diracx.db.__main__ import init_os, init_sql
    from diracx.db.os.utils import BaseOSDB
    from diracx.routers.factory import create_app
    from diracx.testing.mock_osdb import fake_available_osdb_implementations

    BaseOSDB.available_implementations = partial(
        fake_available_osdb_implementations,
        real_available_implementations=BaseOSDB.available_implementations,
    )
    app = create_app()
    app.mount("/provider", provider(url))
    told: dict[str, str] = {"url": url, "credentials": str(folder / "credentials.json")}

    @contextlib.asynccontextmanager
    async def prepared() -> AsyncIterator[None]:
        await init_sql()
        await init_os()
        app.dependency_overrides[ConfigSource.create].__self__.read()
        user = await minted("user")
        write_credentials(user, location=Path(told["credentials"]))
        told["user"] = user.access_token
        told["manager"] = (await minted("manager")).access_token
        yield

    app.lifetime_functions.append(prepared)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))

    async def run() -> None:
        serving = asyncio.ensure_future(server.serve())
        while not server.started and not serving.done():
            await asyncio.sleep(0.05)
        if server.started:
            print(json.dumps(told), flush=True)
        await serving

    asyncio.run(run())


def _databases(folder: Path) -> None:
    from diracx.core.extensions import DiracEntryPoint, select_from_extension

    for entry in select_from_extension(group=DiracEntryPoint.SQL_DB):
        path = f"sqlite+aiosqlite:///{folder}/{entry.name}.db"
        os.environ[f"DIRACX_DB_URL_{entry.name.upper()}"] = path
    for entry in select_from_extension(group=DiracEntryPoint.OS_DB):
        path = f"sqlite+aiosqlite:///{folder}/{entry.name}.db"
        found = json.dumps({"sqlalchemy_dsn": path})
        os.environ[f"DIRACX_OS_DB_{entry.name.upper()}"] = found


def _store() -> None:
    """Start an S3 of its own."""
    from moto.server import ThreadedMotoServer

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False).start()
    settings = {
        "endpoint_url": f"http://127.0.0.1:{port}",
        "aws_access_key_id": "x",
        "aws_secret_access_key": "x",
    }
    os.environ["DIRACX_SANDBOX_STORE_S3_CLIENT_KWARGS"] = json.dumps(settings)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
