"""Secrets: made at random, kept as digests, compared in constant time."""

import base64
import hashlib
import hmac
import secrets

_SCRYPT = {"n": 2**14, "r": 8, "p": 5, "maxmem": 64 * 1024 * 1024}
# OWASP Password Storage Cheat Sheet: N=2^14 (16 MiB), r=8, p=5.

_USER_CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
# RFC 8628, 6.1: no vowels, so that no words come out, and no digits.


def new_secret() -> str:
    """Return 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def new_user_code() -> str:
    """Return a code for people to type: about 34 bits."""
    code = "".join(secrets.choice(_USER_CODE_ALPHABET) for _ in range(8))
    return f"{code[:4]}-{code[4:]}"


def normal_user_code(typed: str) -> str:
    """Return the code that a person meant: capitals and the dash do not matter."""
    letters = "".join(char for char in typed.upper() if char.isalnum())
    return f"{letters[:4]}-{letters[4:]}"


def digest(secret: str) -> str:
    """Return what to keep of a secret that is too long to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, kept: str) -> bool:
    """Return whether `kept` is the digest of `secret`, in constant time."""
    return hmac.compare_digest(digest(secret), kept)


def hash_password(password: str) -> str:
    """Return what to keep of a password; slow by intention, so not for the loop."""
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_scrypt(password, salt).hex()}"


def password_matches(password: str, kept: str) -> bool:
    """Return whether a password is the one kept; as slow as `hash_password`."""
    _, salt, expected = kept.split("$")
    actual = _scrypt(password, bytes.fromhex(salt))
    return hmac.compare_digest(actual, bytes.fromhex(expected))


def challenge_of(verifier: str) -> str:
    """Return the S256 code challenge of a code verifier (RFC 7636, 4.2)."""
    hashed = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, dklen=32, **_SCRYPT)


NO_PASSWORD = "scrypt$" + "00" * 16 + "$" + "00" * 32
"""Matches nothing and takes as long: names that do not exist cannot be told apart."""
