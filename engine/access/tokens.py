"""Tokens: what a client shows to a server. A name may have several; together they are one person.

Stored is the SHA-256 of a token. A slow hash protects passwords, which can be guessed; 256 random bits
cannot, however fast one tries.
"""

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass, field

from engine.access.access_log import log_access
from engine.caller import Caller, Role, user
from engine.session.errors import SessionError
from engine.store.database import Database, Row
from schemas.messages.access import TokenView

USED_EVERY = 60.0
"""Seconds: how exactly `used_at` is kept."""

NONE_SECONDS = 1.0
"""For how long it holds that there is no token at all: it would be asked with every request."""

_SHAPE = re.compile(r"(reroll_[0-9a-f]{8})_[A-Za-z0-9_-]{43}")
_NO_HASH = "0" * 64


@dataclass(slots=True)
class Tokens:
    """Those of one store. All that fails is a `SessionError`."""

    database: Database
    _noted: dict[str, float] = field(default_factory=dict[str, float])
    _none_at: float = -NONE_SECONDS

    async def create(self, name: str, role: Role, seconds: int | None = None) -> tuple[TokenView, str]:
        """A new token, good for so many seconds or without end; what it is is told this once."""
        now = time.time()
        token_id = f"reroll_{secrets.token_hex(4)}"
        token = f"{token_id}_{secrets.token_urlsafe(32)}"
        expires = now + seconds if seconds is not None else None
        async with self.database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO tokens (id, name, role, hash, made_by, made_at, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (token_id, name, role, _hash(token), user(), now, expires),
            )
            await log_access(transaction, "token_made", name, f"{token_id}, {role}")
        self._none_at = -NONE_SECONDS
        return await self._view(token_id), token

    async def every(self) -> list[TokenView]:
        """All there ever were, the newest first."""
        return [_view(row) for row in await self.database.all(f"{_COLUMNS} ORDER BY made_at DESC, id")]

    async def revoke(self, token_id: str, name: str) -> list[TokenView]:
        """Revoke the token of that id, or all of a name; returns them."""
        column, value = ("id", token_id) if token_id else ("name", name)
        async with self.database.transaction() as transaction:
            rows = await transaction.all(f"{_COLUMNS} WHERE {column} = ?", (value,))
            if not rows:
                raise SessionError("not_found", f"There is no token {value[:80]!r}.")
            for row in rows:
                if await transaction.execute(
                    "UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                    (time.time(), row[0]),
                ):
                    await log_access(transaction, "token_revoked", row[1], row[0])
        return [_view(row) for row in await self.database.all(f"{_COLUMNS} WHERE {column} = ?", (value,))]

    async def any(self) -> bool:
        """Whether a token was ever made: from then on a server asks for one, also when all have expired."""
        if time.monotonic() - self._none_at < NONE_SECONDS:
            return False
        there = await self.database.one("SELECT 1 FROM tokens LIMIT 1") is not None
        self._none_at = -NONE_SECONDS if there else time.monotonic()
        return there

    async def knows(self, name: str) -> bool:
        """Whether somebody of that name has a token that was not revoked."""
        found = await self.database.one(
            "SELECT 1 FROM tokens WHERE name = ? AND revoked_at IS NULL LIMIT 1", (name,)
        )
        return found is not None

    async def find(self, token: str) -> Caller | None:
        """Who shows this token; None for one that is unknown, revoked or has expired."""
        shape = _SHAPE.fullmatch(token)
        row = await self.database.one(_KNOWN, (shape.group(1) if shape else "",))
        # Compared whether or not there is one, in a time that does not tell how much is right.
        same = hmac.compare_digest(_hash(token), str(row[3]) if row else _NO_HASH)
        if row is None or not same or not _good(row):
            return None
        await self._note(row[0])
        return Caller(name=row[1], role=row[2], token=row[0])

    async def still(self, who: Caller) -> bool:
        """Whether the token of a caller still is good, for what lasts long."""
        row = await self.database.one(_KNOWN, (who.token,))
        return row is not None and _good(row)

    async def _note(self, token_id: str) -> None:
        now = time.time()
        if now - self._noted.get(token_id, 0.0) < USED_EVERY:
            return
        self._noted[token_id] = now
        async with self.database.transaction() as transaction:
            await transaction.execute("UPDATE tokens SET used_at = ? WHERE id = ?", (now, token_id))

    async def _view(self, token_id: str) -> TokenView:
        (row,) = await self.database.all(f"{_COLUMNS} WHERE id = ?", (token_id,))
        return _view(row)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _good(row: Row) -> bool:
    expires, revoked = row[4], row[5]
    return revoked is None and (expires is None or time.time() < expires)


def _view(row: Row) -> TokenView:
    return TokenView(
        id=row[0],
        name=row[1],
        role=row[2],
        made_by=row[3],
        made_at=row[4],
        used_at=row[5],
        expires_at=row[6],
        revoked_at=row[7],
    )


_COLUMNS = "SELECT id, name, role, made_by, made_at, used_at, expires_at, revoked_at FROM tokens"
_KNOWN = "SELECT id, name, role, hash, expires_at, revoked_at FROM tokens WHERE id = ?"
