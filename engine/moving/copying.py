"""Copies what one store has to another one; run again after it was stopped, it goes on.

A thing (a session, a document with its sections, a stored action) is brought over in one
transaction, after its files. What the target has under the same id is never changed, but where the
source is what came of it.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from engine.moving.choosing import Choice, choose
from engine.moving.comparing import compare
from engine.moving.loose_rows import LooseRows
from engine.moving.moving_blobs import AT_ONCE, MovingBlobs, known_blobs
from engine.moving.report import Moved, Outcome, Report
from engine.moving.scanning import Digest, Found, scan
from engine.moving.tables import (
    AUDIT,
    COLLECTIONS,
    DOCUMENTS,
    LLM_ACTION,
    RECORD,
    RUN_CACHE,
    SESSION,
    Kind,
)
from engine.moving.writing import ChangedMeanwhile, write_thing
from engine.store.blobs import Blobs
from engine.store.database import Database, Transaction
from engine.store.errors import AlreadyThere, StorageError
from engine.store.signals import session_topic
from schemas.frozen import frozen

TRIES = 3
"""How often a thing is tried that somebody works on."""


@frozen
class End:
    """One end of a copy."""

    database: Database
    blobs: Blobs


class Copying:
    """One run. `sessions` are the only ones to be copied, with their parents; none is everything.

    `owner` gets the sessions that nobody owns; `tell` is told what is done, for a person.
    """

    def __init__(
        self,
        source: End,
        target: End,
        *,
        sessions: Sequence[str] = (),
        dry: bool = False,
        owner: str = "",
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.report = Report(dry=dry)
        self._source, self._target = source, target
        self._sessions, self._owner, self._tell = sessions, owner, tell
        self._blobs = MovingBlobs(source.blobs, target.blobs, self.report.blobs, dry)
        self._copied: list[tuple[Kind, Moved, str]] = []
        self._brought: set[str] = set()
        self._other_records: set[int] = set()

    async def run(self) -> Report:
        """Copy, then look whether it is right. Raises `StorageError`; what came over by then stays."""
        choice = await choose(self._source.database, self._sessions)
        loose = LooseRows(self._source.database, self._target.database, dry=self.report.dry)
        await self._bring_loose(loose, choice)
        for at, (number, title) in enumerate(choice.records, start=1):
            self._tell(f"documents: {at} of {len(choice.records)}")
            await self._thing(RECORD, number, title)
        for number, title in choice.llm_actions:
            await self._thing(LLM_ACTION, number, title)
        for at, (session_id, title) in enumerate(choice.sessions, start=1):
            self._tell(f"sessions: {at} of {len(choice.sessions)}")
            await self._session(session_id, title)
        await self._bring_log(loose, choice)
        if not self.report.dry:
            await self._verify()
        return self.report

    async def _bring_loose(self, loose: LooseRows, choice: Choice) -> None:
        if choice.everything:
            self.report.rows["documents"], different = await loose.bring(DOCUMENTS)
            self.report.faults += [f"The document {each} is another one there." for each in different]
            self.report.rows["collections"], _ = await loose.bring(COLLECTIONS)
        else:
            self.report.rows["collections"], _ = await loose.bring(
                COLLECTIONS, scope="name", values=choice.collections
            )

    async def _bring_log(self, loose: LooseRows, choice: Choice) -> None:
        """After the sessions: what was left here has not happened there."""
        left = {each.id for each in self.report.left if each.kind == SESSION.name}
        ids = [] if choice.everything else [session_id for session_id, _ in choice.sessions]
        if choice.everything:
            self.report.rows["run_cache"], _ = await loose.bring(RUN_CACHE)
        self.report.rows["audit"], _ = await loose.bring(
            AUDIT,
            scope="" if choice.everything else "session_id",
            values=ids,
            wanted=lambda row: row["session_id"] not in left,
        )

    async def _session(self, session_id: str, title: str) -> None:
        why = await self._obstacle(session_id)
        if why:
            self._note(SESSION, session_id, title, "left", why)
        else:
            await self._thing(SESSION, session_id, title)

    async def _obstacle(self, session_id: str) -> str:
        """Why a session cannot be copied now, or ""."""
        rows = self._source.database
        running = await rows.one(
            "SELECT COUNT(*) FROM executions WHERE session_id = ? AND ended_at IS NULL", (session_id,)
        )
        if running and running[0]:
            return f"{running[0]} of its executions run or wait; copy again when they have ended"
        parent = await rows.one("SELECT parent_id FROM sessions WHERE id = ?", (session_id,))
        if parent and parent[0] and not await self._is_there(parent[0]):
            return f"the session it comes from, {parent[0]}, was left"
        for row in await rows.all(
            "SELECT DISTINCT document_id FROM batches WHERE session_id = ?", (session_id,)
        ):
            if row[0] in self._other_records:
                return f"it worked on document {row[0]}, which is another one there"
        return ""

    async def _is_there(self, session_id: str) -> bool:
        """Whether the target has a session, or would have it by now."""
        if session_id in self._brought:
            return True
        return (
            await self._target.database.one("SELECT 1 FROM sessions WHERE id = ?", (session_id,)) is not None
        )

    async def _thing(self, kind: Kind, thing_id: Any, title: str) -> None:
        try:
            for _ in range(TRIES):
                with contextlib.suppress(ChangedMeanwhile):
                    await self._try(kind, thing_id, title)
                    return
            self._note(kind, thing_id, title, "left", "somebody works on it; copy again later")
        except AlreadyThere:
            why = "something of it is there already under another id"
            self._note(kind, thing_id, title, "left", why)

    async def _try(self, kind: Kind, thing_id: Any, title: str) -> None:
        seen = await scan(self._source.database, kind, thing_id)
        if not seen:
            return  # it was deleted meanwhile
        there = await scan(self._target.database, kind, thing_id)
        found = compare(kind, seen, there)
        if found.standing in ("new", "differs") and kind is LLM_ACTION and await self._same_action(thing_id):
            self._note(kind, thing_id, title, "same")
            return
        if found.standing == "differs":
            if kind is RECORD and seen.identity != there.identity:
                self._other_records.add(thing_id)
            self._note(kind, thing_id, title, "left", _other(found.where, seen, there))
            return
        if found.standing == "behind":
            self._note(kind, thing_id, title, "ahead")
            return
        blobs = await known_blobs(self._source.database, seen.mentions)
        await self._blobs.bring(blobs)
        seen.count_into(self.report.here)
        if found.standing == "same":
            there.count_into(self.report.there)
            self._note(kind, thing_id, title, "same")
            return
        if not self.report.dry:
            await self._write(kind, seen, there, blobs)
        outcome: Outcome = "copied" if found.standing == "new" else "continued"
        self._note(kind, thing_id, title, outcome)
        if kind is SESSION:
            self._brought.add(thing_id)
        self._copied.append((kind, self.report.things[-1], str(_digest(seen))))

    async def _write(
        self, kind: Kind, seen: Found, there: Found, blobs: Sequence[tuple[str, str, int]]
    ) -> None:
        of = seen.id if kind is SESSION else ""
        async with self._target.database.transaction(of=of) as transaction:
            if (await scan(transaction, kind, seen.id)).parts != there.parts:
                raise ChangedMeanwhile
            await self._bring_documents(transaction, seen)
            await transaction.execute_many(
                "INSERT INTO blobs (hash, media_type, size) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", blobs
            )
            await write_thing(
                transaction, self._source.database, kind, seen, there, also={"owner": self._owner}
            )
            if kind is SESSION:
                await transaction.tell(session_topic(seen.id))

    async def _bring_documents(self, transaction: Transaction, seen: Found) -> None:
        mentions = sorted(seen.mentions)
        for at in range(0, len(mentions), 100):
            some = mentions[at : at + 100]
            marks = ", ".join("?" * len(some))
            query = f"SELECT hash, body FROM documents WHERE hash IN ({marks})"  # noqa: S608 - question marks
            for row in await self._source.database.all(query, some):
                await transaction.execute(
                    "INSERT INTO documents (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING", row
                )

    async def _same_action(self, number: int) -> bool:
        """Whether an action of the same name has the same versions there: workflows bring theirs along."""
        query = (
            "SELECT action.name, version.version, version.title, version.body, version.note"
            " FROM llm_actions AS action JOIN llm_action_versions AS version ON version.action_id = action.id"
            " WHERE action.name = ? ORDER BY version.version"
        )
        name = await self._source.database.one("SELECT name FROM llm_actions WHERE id = ?", (number,))
        here = await self._source.database.all(query, name or ("",))
        there = await self._target.database.all(query, name or ("",))
        return bool(here) and [tuple(row) for row in here] == [tuple(row) for row in there]

    async def _verify(self) -> None:
        """Read everything back that this run has written."""
        for at, (kind, moved, digest) in enumerate(self._copied, start=1):
            self._tell(f"looked at again: {at} of {len(self._copied)}")
            there = await scan(self._target.database, kind, moved.id)
            there.count_into(self.report.there)
            if str(_digest(there)) != digest:
                seen = await scan(self._source.database, kind, moved.id)
                if compare(kind, seen, there).standing not in ("same", "behind"):
                    self.report.faults.append(f"The {kind.name} {moved.id} is not what it is here.")
        limit = asyncio.Semaphore(AT_ONCE)

        async def look(url: str) -> None:
            async with limit:
                try:
                    await self._target.blobs.verify(url)
                except StorageError as error:
                    self.report.faults.append(error.message)

        self._tell(f"files looked at again: {len(self._blobs.written)}")
        async with asyncio.TaskGroup() as tasks:
            for url in self._blobs.written:
                tasks.create_task(look(url))

    def _note(self, kind: Kind, thing_id: Any, title: str, outcome: Outcome, why: str = "") -> None:
        self.report.things.append(Moved(kind.name, thing_id, title, outcome, why))


def _digest(found: Found) -> Digest:
    total = Digest()
    for rows in found.parts.values():
        for row in rows.values():
            total.add(row)
    return total


def _other(where: str, seen: Found, there: Found) -> str:
    if seen.identity != there.identity:
        return "another one has its id there"
    return f"both went their own way ({where.replace('_', ' ')} differ)"
