"""The keys that tokens are signed with: shared by all processes, rotated."""

import hashlib
import json
import time
from datetime import timedelta
from typing import Any

from joserfc import jwe
from joserfc.jwk import ECKey, KeySet, OctKey
from sqlalchemy import Row

from ..columns import utc_now
from ..plumbing import Container, ReadOnly
from .db import AuthDatabase
from .settings import AuthSettings

CACHE_SECONDS = 60.0
"""How long a process believes the keys that it has read."""

RELOAD_SECONDS = 5.0
"""How often, at most, an unknown key makes it look again: anybody can invent one."""


PUBLISHED_AHEAD = timedelta(seconds=2 * RELOAD_SECONDS)
"""How long a key is published before it signs."""


class SigningKeys:
    """The keys of this service, in its database.

    A key signs until it is old, and is published until nothing that it signed
    is valid any more. Whichever process finds no young key makes one.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._settings = AuthSettings.of(container)
        secret = self._settings.secret.get_secret_value()
        self._wrapping = OctKey.import_key(hashlib.sha256(secret.encode()).digest())
        self._keys = KeySet([])
        self._read_at = float("-inf")

    @classmethod
    def of(cls, container: Container) -> "SigningKeys":
        """Return the keys of an application."""
        return container.instance(cls, lambda: cls(container))

    async def public_keys(self, *, reload: bool = False) -> KeySet:
        """Return the keys that tokens may be signed with."""
        age = time.monotonic() - self._read_at
        if age >= (RELOAD_SECONDS if reload else CACHE_SECONDS) or not self._keys:
            await self._read()
        return self._keys

    async def signing_key(self, db: AuthDatabase) -> ECKey:
        """Return the key to sign with, and see to it that there will be a next one.

        A new key is published for a while before it signs, so that no process
        meets a token whose key it cannot have read; the very first one cannot wait.
        """
        now = utc_now()
        rotation = timedelta(seconds=self._settings.key_rotation_seconds)
        young = await db.keys(now - rotation)
        if not young or now - young[0].created_at > rotation - PUBLISHED_AHEAD:
            key = _new_key()
            await db.add_key(str(key.kid), self._encrypt(key))
            if not young:
                return key
        settled = [row for row in young if now - row.created_at >= PUBLISHED_AHEAD]
        return self._decrypt(settled[0] if settled else young[-1])

    async def _read(self) -> None:
        async with AuthDatabase.open(self._container, ReadOnly()) as db:
            rows = await db.keys(utc_now() - self._settings.key_lifetime)
        self._keys = KeySet([_public(self._decrypt(row)) for row in rows])
        self._read_at = time.monotonic()

    def _encrypt(self, key: ECKey) -> str:
        header = {"alg": "dir", "enc": "A256GCM"}
        text = json.dumps(key.as_dict(private=True))
        return jwe.encrypt_compact(header, text, self._wrapping)

    def _decrypt(self, row: Row[Any]) -> ECKey:
        text = jwe.decrypt_compact(row.encrypted, self._wrapping).plaintext
        return ECKey.import_key(json.loads(text or b"{}"))


def _new_key() -> ECKey:
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"})
    key.ensure_kid()
    return key


def _public(key: ECKey) -> ECKey:
    return ECKey.import_key(key.as_dict(private=False))
