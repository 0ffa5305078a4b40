"""The auth database: users, clients, flows under way and tokens given out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from ..columns import utc_now
from ..plumbing import SqlDatabase
from . import tables as t
from .secrets import digest, new_secret, new_user_code

MAX_FAILURES = 5
"""Wrong passwords in a row after which a user has to wait."""

LOCK_TIME = timedelta(seconds=30)
"""How long the user has to wait."""

SLOW_DOWN_STEP = 5
"""Seconds added to the interval of a client that asks too often (RFC 8628, 3.5)."""


class AuthDatabase(SqlDatabase):
    """Users, clients, flows under way and tokens given out."""

    name = "auth"
    metadata = t.metadata

    async def user(self, username: str) -> Row[Any] | None:
        """Return a user by name."""
        return await self._one(t.users, t.users.c.username == username)

    async def user_by_sub(self, sub: str) -> Row[Any] | None:
        """Return a user by identifier."""
        return await self._one(t.users, t.users.c.sub == sub)

    async def note_login(self, sub: str, *, succeeded: bool) -> None:
        """Count wrong passwords in a row; too many lock the user for a while."""
        found = await self.user_by_sub(sub)
        failures = 0 if succeeded or found is None else found.failures + 1
        values: dict[str, Any] = {"failures": failures, "locked_until": None}
        if failures >= MAX_FAILURES:
            values["locked_until"] = utc_now() + LOCK_TIME
        await self.conn.execute(
            update(t.users).where(t.users.c.sub == sub).values(**values)
        )

    async def client(self, client_id: str) -> Row[Any] | None:
        """Return a client."""
        return await self._one(t.clients, t.clients.c.client_id == client_id)

    async def add_login(self, sub: str, lifetime: timedelta) -> str:
        """Remember that a browser belongs to a user; return its cookie."""
        cookie = new_secret()
        await self.conn.execute(
            insert(t.logins).values(
                cookie_hash=digest(cookie),
                sub=sub,
                csrf_token=new_secret(),
                expires_at=utc_now() + lifetime,
            )
        )
        return cookie

    async def login(self, cookie: str) -> Row[Any] | None:
        """Return whom a browser belongs to, with the user's name."""
        rows = await self.conn.execute(
            select(t.logins, t.users.c.username, t.users.c.name)
            .join(t.users, t.users.c.sub == t.logins.c.sub)
            .where(
                t.logins.c.cookie_hash == digest(cookie),
                t.logins.c.expires_at > utc_now(),
            )
        )
        return rows.one_or_none()

    async def remove_login(self, cookie: str) -> None:
        """Forget whom a browser belongs to."""
        await self.conn.execute(
            delete(t.logins).where(t.logins.c.cookie_hash == digest(cookie))
        )

    async def start_device_flow(
        self, client_id: str, scope: str, *, lifetime: timedelta, interval: int
    ) -> tuple[str, str]:
        """Begin a device flow; return the device code and the user code."""
        device_code, user_code = new_secret(), new_user_code()
        await self.conn.execute(
            insert(t.device_flows).values(
                device_code_hash=digest(device_code),
                user_code=user_code,
                client_id=client_id,
                scope=scope,
                status="pending",
                interval=interval,
                expires_at=utc_now() + lifetime,
            )
        )
        return device_code, user_code

    async def device_flow_to_approve(self, user_code: str) -> Row[Any] | None:
        """Return the pending flow with a user code."""
        return await self._one(
            t.device_flows,
            (t.device_flows.c.user_code == user_code)
            & (t.device_flows.c.status == "pending")
            & (t.device_flows.c.expires_at > utc_now()),
        )

    async def decide_device_flow(
        self, user_code: str, *, sub: str, group: str | None
    ) -> bool:
        """Approve a pending flow for a group, or deny it; False when too late."""
        status = "denied" if group is None else "approved"
        done = await self.conn.execute(
            update(t.device_flows)
            .where(
                t.device_flows.c.user_code == user_code,
                t.device_flows.c.status == "pending",
                t.device_flows.c.expires_at > utc_now(),
            )
            .values(status=status, sub=sub, group=group)
        )
        return done.rowcount == 1

    async def poll_device_flow(
        self, device_code: str, client_id: str
    ) -> tuple[Row[Any] | None, bool]:
        """Return a client's flow, and whether it asked sooner than it may."""
        flow = await self._one(
            t.device_flows,
            (t.device_flows.c.device_code_hash == digest(device_code))
            & (t.device_flows.c.client_id == client_id),
            lock=True,
        )
        if flow is None:
            return None, False
        now = utc_now()
        due = flow.polled_at and flow.polled_at + timedelta(seconds=flow.interval)
        too_soon = due is not None and now < due
        interval = flow.interval + SLOW_DOWN_STEP if too_soon else flow.interval
        await self.conn.execute(
            update(t.device_flows)
            .where(t.device_flows.c.device_code_hash == flow.device_code_hash)
            .values(polled_at=now, interval=interval)
        )
        return flow, too_soon

    async def end_device_flow(self, flow: Row[Any]) -> bool:
        """Forget a flow, so that its code is good for nothing more; False if it is."""
        ended = await self.conn.execute(
            delete(t.device_flows).where(
                t.device_flows.c.device_code_hash == flow.device_code_hash
            )
        )
        return ended.rowcount == 1

    async def add_code(self, lifetime: timedelta, **values: Any) -> str:
        """Keep what was agreed on; return the authorization code for it."""
        code = new_secret()
        await self.conn.execute(
            insert(t.codes).values(
                code_hash=digest(code),
                family=new_secret(),
                expires_at=utc_now() + lifetime,
                **values,
            )
        )
        return code

    async def use_code(self, code: str) -> tuple[Row[Any] | None, bool]:
        """Return what was agreed on, and whether this is the code's first use."""
        used = await self.conn.execute(
            update(t.codes)
            .where(t.codes.c.code_hash == digest(code), t.codes.c.used_at.is_(None))
            .values(used_at=utc_now())
        )
        found = await self._one(t.codes, t.codes.c.code_hash == digest(code))
        return found, used.rowcount == 1

    async def add_refresh_token(self, lifetime: timedelta, **values: Any) -> str:
        """Add a token to its family; return it."""
        token = new_secret()
        await self.conn.execute(
            insert(t.refresh_tokens).values(
                token_hash=digest(token),
                status="active",
                expires_at=utc_now() + lifetime,
                **values,
            )
        )
        return token

    async def rotate_refresh_token(self, token: str) -> tuple[Row[Any] | None, bool]:
        """Use up a token; return it, and whether it was good until now.

        One statement decides: of two requests with the same token one wins, in
        whatever process they are.
        """
        rotated = await self.conn.execute(
            update(t.refresh_tokens)
            .where(
                t.refresh_tokens.c.token_hash == digest(token),
                t.refresh_tokens.c.status == "active",
            )
            .values(status="rotated")
        )
        return await self.refresh_token(token), rotated.rowcount == 1

    async def refresh_token(self, token: str) -> Row[Any] | None:
        """Return a token, whatever its status."""
        return await self._one(
            t.refresh_tokens, t.refresh_tokens.c.token_hash == digest(token)
        )

    async def revoke_family(self, family: str, *, sub: str | None = None) -> bool:
        """Revoke every token of a family; False when there is none left."""
        where = [
            t.refresh_tokens.c.family == family,
            t.refresh_tokens.c.status != "revoked",
        ]
        if sub is not None:
            where.append(t.refresh_tokens.c.sub == sub)
        revoked = await self.conn.execute(
            update(t.refresh_tokens).where(*where).values(status="revoked")
        )
        return revoked.rowcount > 0

    async def active_families(self, sub: str) -> list[Row[Any]]:
        """Return the token of each family of a user that can still be used."""
        rows = await self.conn.execute(
            select(t.refresh_tokens)
            .where(
                t.refresh_tokens.c.sub == sub,
                t.refresh_tokens.c.status == "active",
                t.refresh_tokens.c.expires_at > utc_now(),
            )
            .order_by(t.refresh_tokens.c.signed_in_at)
        )
        return list(rows)

    async def keys(self, created_after: datetime) -> list[Row[Any]]:
        """Return the signing keys made since then, newest first."""
        rows = await self.conn.execute(
            select(t.keys)
            .where(t.keys.c.created_at > created_after)
            .order_by(t.keys.c.created_at.desc(), t.keys.c.kid)
        )
        return list(rows)

    async def add_key(self, kid: str, encrypted: str) -> None:
        """Keep a new signing key."""
        await self.conn.execute(
            insert(t.keys).values(kid=kid, encrypted=encrypted, created_at=utc_now())
        )

    async def forget_expired(self) -> None:
        """Remove what has expired and can be of no further use."""
        now = utc_now()
        for table in (t.logins, t.device_flows, t.codes, t.refresh_tokens):
            await self.conn.execute(delete(table).where(table.c.expires_at < now))

    async def add_user(self, values: Mapping[str, Any]) -> None:
        """Add a user; see `tables.users`."""
        await self.conn.execute(insert(t.users).values(**values))

    async def add_client(self, values: Mapping[str, Any]) -> None:
        """Add a client; see `tables.clients`."""
        await self.conn.execute(insert(t.clients).values(**values))

    async def _one(
        self, table: Any, condition: Any, *, lock: bool = False
    ) -> Row[Any] | None:
        query = select(table).where(condition)
        rows = await self.conn.execute(query.with_for_update() if lock else query)
        return rows.one_or_none()
