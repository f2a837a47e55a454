"""With whom sessions are shared."""

import time

from engine.access.access_log import log_access
from engine.access.tokens import Tokens
from engine.session.errors import SessionError
from engine.store.database import Database
from schemas.messages.access import Share, SharedTo, SharedWith


class Shares:
    """Raises `SessionError`."""

    def __init__(self, database: Database, tokens: Tokens) -> None:
        self._database = database
        self._tokens = tokens

    async def of(self, session_id: str) -> SharedWith:
        """Whose a session is, and who else may see or edit it."""
        owner = await self._owner(session_id)
        rows = await self._database.all(
            "SELECT user_name, may, at FROM session_shares WHERE session_id = ? ORDER BY user_name",
            (session_id,),
        )
        shares = [SharedTo(user=row[0], may=row[1], at=row[2]) for row in rows]
        return SharedWith(session_id=session_id, owner=owner, shares=shares)

    async def share(self, session_id: str, name: str, may: Share) -> SharedWith:
        """Let somebody see or edit a session."""
        if await self._owner(session_id) == name:
            raise SessionError("bad_request", f"The session is {name}'s own.")
        if not await self._tokens.knows(name):
            raise SessionError(
                "not_found",
                f"Nobody here is called {name!r}.",
                hint="Names are those of tokens: `reroll token list` on the server shows them.",
            )
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO session_shares (session_id, user_name, may, at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (session_id, user_name) DO UPDATE SET may = excluded.may, at = excluded.at",
                (session_id, name, may, time.time()),
            )
            await log_access(transaction, "shared", session_id, f"{name}, {may}")
        return await self.of(session_id)

    async def unshare(self, session_id: str, name: str) -> SharedWith:
        """Take that back."""
        await self._owner(session_id)
        async with self._database.transaction() as transaction:
            gone = await transaction.execute(
                "DELETE FROM session_shares WHERE session_id = ? AND user_name = ?", (session_id, name)
            )
            if not gone:
                raise SessionError("not_found", f"The session is not shared with {name!r}.")
            await log_access(transaction, "unshared", session_id, name)
        return await self.of(session_id)

    async def _owner(self, session_id: str) -> str:
        row = await self._database.one("SELECT owner FROM sessions WHERE id = ?", (session_id,))
        if row is None:
            raise SessionError("not_found", f"There is no session {session_id!r}.")
        return str(row[0])
