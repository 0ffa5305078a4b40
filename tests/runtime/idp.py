"""An identity provider that rotates refresh tokens and punishes their reuse."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import time
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response


class Provider:
    """What the provider knows, and how it behaves.

    Attributes:
        lifetime: Seconds that an access token is good for.
        refreshes: How many renewals it has served.
        delay: Seconds before the token endpoint answers.
        failures: How many of its next answers are 500.
        dead: A refresh token was used twice, so that the session is over.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.lifetime = 3600.0
        self.refreshes = 0
        self.asked = 0
        self.delay = 0.0
        self.failures = 0
        self.dead = False
        self.valid: dict[str, float] = {}
        self.refresh = "refresh-0"
        self.device = ["authorization_pending", "slow_down"]
        self.revoked: list[str] = []
        self.challenge = ""
        self._count = itertools.count(1)

    def issue(self) -> dict[str, object]:
        """Give out a new pair of tokens."""
        number = next(self._count)
        access, self.refresh = f"access-{number}", f"refresh-{number}"
        self.valid[access] = time.time() + self.lifetime
        return {
            "access_token": access,
            "refresh_token": self.refresh,
            "expires_in": self.lifetime,
            "token_type": "Bearer",
        }

    def allows(self, request: Request) -> bool:
        """Whether a request carries a token that is good."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self.valid.get(token, 0) > time.time()


def make_idp() -> tuple[FastAPI, Provider]:
    """A service with its own identity provider."""
    app, provider = FastAPI(), Provider()

    @app.get("/.well-known/openid-configuration")
    def discovery(request: Request) -> dict[str, str]:
        base = str(request.base_url).rstrip("/")
        return {
            "issuer": base,
            "token_endpoint": f"{base}/token",
            "device_authorization_endpoint": f"{base}/device",
            "authorization_endpoint": f"{base}/authorize",
            "revocation_endpoint": f"{base}/revoke",
        }

    @app.post("/token")
    async def token(
        grant_type: Annotated[str, Form()],
        refresh_token: Annotated[str, Form()] = "",
        device_code: Annotated[str, Form()] = "",
        code: Annotated[str, Form()] = "",
        code_verifier: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
    ) -> Response:
        provider.asked += 1
        if provider.failures:
            provider.failures -= 1
            return JSONResponse({"error": "server_error"}, 500)
        error = ""
        if grant_type == "refresh_token":
            if refresh_token != provider.refresh or provider.dead:
                provider.dead = True
                error = "invalid_grant"
            else:
                provider.refreshes += 1
        elif grant_type.endswith("device_code"):
            error = provider.device.pop(0) if provider.device else ""
            if device_code != "dev":
                error = "invalid_grant"
        elif grant_type == "authorization_code":
            digest = hashlib.sha256(code_verifier.encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if code != "code-1" or challenge != provider.challenge:
                error = "invalid_grant"
        elif grant_type == "password" and password != "right":
            error = "invalid_grant"
        if error:
            return JSONResponse({"error": error}, 400)
        answer = provider.issue()
        await asyncio.sleep(provider.delay)
        return JSONResponse(answer)

    @app.post("/device")
    def device() -> dict[str, object]:
        return {
            "device_code": "dev",
            "user_code": "ABCD",
            "verification_uri": "https://example.org/device",
            "interval": 0.01,
            "expires_in": 30,
        }

    @app.get("/authorize")
    def authorize(redirect_uri: str, state: str, code_challenge: str) -> Response:
        provider.challenge = code_challenge
        query = urlencode({"code": "code-1", "state": state})
        return RedirectResponse(f"{redirect_uri}?{query}")

    @app.post("/revoke")
    def revoke(token: Annotated[str, Form()]) -> None:
        provider.revoked.append(token)

    @app.get("/jobs/{job_id}")
    def job(job_id: int, request: Request) -> Response:
        if not provider.allows(request):
            return JSONResponse({"detail": "who are you?"}, 401)
        return JSONResponse({"JobID": job_id, "status": "Done", "owner": "ada"})

    @app.put("/raw")
    async def raw(request: Request) -> Response:
        content = await request.body()
        if not provider.allows(request):
            return JSONResponse({"detail": "who are you?"}, 401)
        return Response(content, media_type="application/octet-stream")

    return app, provider
