"""A client with a session, for the tests of logging in."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from .idp import Provider


class Session:
    """A client with a session, whose token can be made to end."""

    def __init__(self, driver: Any, url: str, folder: Path) -> None:
        self.driver = driver
        self.url = url
        self.path = folder / "state" / "credentials.json"
        self.credentials = driver.core("credentials")
        self.client = self.another()

    def another(self, **options: Any) -> Any:
        """A client of the same credentials file, as of another process."""
        auth = self.driver.core("oauth").OAuth2(
            "isospin",
            issuer=self.url,
            store=self.credentials.CredentialsFile(self.path),
        )
        return self.driver.client(self.url, auth=auth, **options)

    def start(self, provider: Provider) -> None:
        """Log in, without a person."""
        answer = json.dumps(provider.issue()).encode()
        token = self.driver.core("tokens").Token.from_reply(answer)
        self.put(token)

    def put(self, token: Any) -> None:
        """Write a token to the file."""
        self.path.parent.mkdir(exist_ok=True, mode=0o700)
        store = self.credentials.CredentialsFile(self.path)
        store.save(f"{self.url} isospin", token)

    def stored(self) -> Any:
        """The token in the file."""
        store = self.credentials.CredentialsFile(self.path)
        return store.load(f"{self.url} isospin")

    def age(self, left: float, life: float = 3600.0) -> None:
        """Make the token in the file end in some seconds."""
        now, token = time.time(), self.stored()
        kind = self.driver.core("tokens").Token
        self.put(
            kind(token.access_token, token.refresh_token, now + left - life, now + left)
        )
