"""The session that DiracX's own commands begin, renew and end."""

from __future__ import annotations

import json
import os
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from diracx_client._core._http import httpx
from diracx_client._core.call import Steps
from diracx_client._core.credentials import CredentialsFile
from diracx_client._core.oauth import Form, OAuth2
from diracx_client._core.preferences import default_path
from diracx_client._core.tokens import Token

CLIENT_VERSION: Final = "0.7.0"
"""The release of DiracX that the client is written for; the service asks for it."""


class SharedCredentials(CredentialsFile):
    """One token in a file, for one service, as `dirac login` leaves it."""

    def load(self, service: str) -> Token | None:
        """The token; None when there is none."""
        del service
        try:
            values: Any = json.loads(self.path.read_bytes())
            return Token(
                values["access_token"],
                values["refresh_token"],
                expires_at=float(values["expires_on"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, service: str, token: Token | None) -> None:
        """Keep the token, or forget it."""
        if token is None:
            self.path.unlink(missing_ok=True)
            return
        values = {
            "access_token": token.access_token,
            "refresh_token": token.refresh_token,
            "expires_on": int(token.expires_at or 0),
        }
        self._write(json.dumps(values))


class Session(OAuth2):
    """Signs requests in the session that `dirac login` has begun, or begins one.

    Args:
        client_id: What the service knows this program by.
        scope: What to ask for when logging in: `vo:... group:...`.
    """

    def __init__(self, client_id: str, scope: str) -> None:
        path = os.environ.get("DIRACX_CREDENTIALS_PATH") or default_path("diracx")
        super().__init__(client_id, scope=scope, store=SharedCredentials(path))

    def post(self, url: str, values: Form) -> Steps[httpx.Response]:
        """Send a form; DiracX wants that of a device flow in the query as well."""
        if urlsplit(url).path.endswith("/device"):
            url = f"{url}?{urlencode({'client_id': self.client_id, **values})}"
        return super().post(url, values)
