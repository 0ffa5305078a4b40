"""The tables of the auth database. Secrets are kept as digests only."""

from sqlalchemy import JSON, Column, Index, Integer, MetaData, String, Table, Text

from ..columns import UtcDateTime

metadata = MetaData()

users = Table(
    "auth_users",
    metadata,
    Column("sub", String(64), primary_key=True),
    Column("username", String(128), nullable=False, unique=True),
    Column("name", String(256)),
    Column("password_hash", String(256), nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked_until", UtcDateTime),
)

clients = Table(
    "auth_clients",
    metadata,
    Column("client_id", String(128), primary_key=True),
    Column("name", String(128), nullable=False),
    # NULL for a public client, which has no secret to keep (RFC 6749, 2.1).
    Column("secret_hash", String(64)),
    Column("redirect_uris", JSON, nullable=False),
    Column("grant_types", JSON, nullable=False),
    # The group whose properties client credentials give.
    Column("group", String(128)),
)

logins = Table(
    "auth_logins",
    metadata,
    Column("cookie_hash", String(64), primary_key=True),
    Column("sub", String(64), nullable=False),
    Column("csrf_token", String(64), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

device_flows = Table(
    "auth_device_flows",
    metadata,
    Column("device_code_hash", String(64), primary_key=True),
    Column("user_code", String(16), nullable=False, unique=True),
    Column("client_id", String(128), nullable=False),
    Column("scope", String(512), nullable=False),
    Column("status", String(16), nullable=False),
    Column("interval", Integer, nullable=False),
    Column("polled_at", UtcDateTime),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("sub", String(64)),
    Column("group", String(128)),
)

codes = Table(
    "auth_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("client_id", String(128), nullable=False),
    Column("redirect_uri", String(2048), nullable=False),
    Column("code_challenge", String(128), nullable=False),
    Column("scope", String(512), nullable=False),
    Column("nonce", String(512)),
    Column("sub", String(64), nullable=False),
    Column("group", String(128), nullable=False),
    Column("family", String(64), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

refresh_tokens = Table(
    "auth_refresh_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("family", String(64), nullable=False, index=True),
    Column("client_id", String(128), nullable=False),
    Column("sub", String(64), nullable=False),
    Column("group", String(128), nullable=False),
    Column("scope", String(512), nullable=False),
    Column("status", String(16), nullable=False),
    Column("signed_in_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_auth_refresh_tokens_sub", "sub", "status"),
)

keys = Table(
    "auth_keys",
    metadata,
    Column("kid", String(64), primary_key=True),
    # The private key, encrypted with the secret from the settings.
    Column("encrypted", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
