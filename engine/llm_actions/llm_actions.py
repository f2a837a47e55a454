"""Stored LLM actions: saved in versions, rolled back, brought along by workflows (row C7)."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.documents.loaded import LoadedLlmAction, LoadedWorkflow
from engine.llm_actions import rows
from engine.llm_actions.body import checked_body, plain_texts
from engine.llm_actions.differences import differences
from engine.llm_actions.rows import StoredLlmAction
from engine.session.errors import SessionError
from engine.spelling import nearest
from engine.store.database import Database, Rows, Transaction
from schemas.messages.llm_actions import (
    LlmActionDifferences,
    LlmActionSummary,
    LlmActionVersion,
    LlmActionVersions,
    LlmActionView,
)

_MOST_NAMED = 20


class LlmActions:
    """Services of stored LLM actions. Raise `SessionError`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seeded: set[str] = set()

    async def config(self, action_id: int | str, version: int | None = None) -> StoredLlmAction:
        """What a step with this `action_id` runs: the newest version, or the one asked for."""
        return await self._find(self._database, action_id, version)

    async def every(self, search: str = "", *, deleted: bool = False) -> list[LlmActionSummary]:
        """Every action by name; `search` looks in names and titles, in any case."""
        wanted = search.casefold()
        return [
            _summary(each)
            for each in await rows.every(self._database)
            if (deleted or each.deleted_at is None) and wanted in f"{each.name} {each.title}".casefold()
        ]

    async def get(self, action_id: int | str, version: int | None = None) -> LlmActionView:
        """One version of an action, also of one that was deleted."""
        return view_of(await self._find(self._database, action_id, version, deleted=True))

    async def versions(self, action_id: int | str) -> LlmActionVersions:
        """All versions of an action, also of one that was deleted, the newest first."""
        newest = await self._find(self._database, action_id, deleted=True)
        found = await rows.versions(self._database, newest.id)
        return LlmActionVersions(
            id=newest.id,
            name=newest.name,
            versions=[
                LlmActionVersion(version=each.version, title=each.title, note=each.note, at=each.at)
                for each in found
            ],
        )

    async def compare(
        self, action_id: int | str, before: int | None = None, after: int | None = None
    ) -> LlmActionDifferences:
        """What is different in version `after` (the newest) from `before` (the one before `after`)."""
        new = await self._find(self._database, action_id, after, deleted=True)
        old = await self._find(self._database, new.id, before or max(1, new.version - 1), deleted=True)
        return await asyncio.to_thread(differences, old, new)

    async def save(
        self, name: str, title: str, body: Mapping[str, Any], note: str = "", *, seen: int | None = None
    ) -> LlmActionView:
        """A new action, or (with the version that was `seen`) a new version of one."""
        checked = await asyncio.to_thread(checked_body, name, body)
        async with self._database.transaction() as transaction:
            known = await rows.find(transaction, name)
            self._check_seen(name, known, seen)
            if known is None:
                action_id = await rows.add_action(transaction, name)
            else:
                action_id = known.id
                await rows.set_deleted(transaction, action_id, None)
            called = title or (known.title if known else name)
            if known is None or (known.title, known.body) != (called, checked):
                await rows.add_version(transaction, action_id, called, checked, note)
            return view_of(await self._find(transaction, action_id))

    async def delete(self, action_id: int | str) -> None:
        """Steps find it no longer; its versions stay."""
        async with self._database.transaction() as transaction:
            known = await self._find(transaction, action_id)
            await rows.set_deleted(transaction, known.id, time.time())

    async def roll_back(self, action_id: int | str, version: int) -> LlmActionView:
        """The old version becomes the newest, as a copy; one that is the newest already stays it."""
        async with self._database.transaction() as transaction:
            old = await self._find(transaction, action_id, version, deleted=True)
            now = await self._find(transaction, old.id, deleted=True)
            await rows.set_deleted(transaction, old.id, None)
            if (old.title, old.body) != (now.title, now.body):
                note = f"version {version} again"
                await rows.add_version(transaction, old.id, old.title, old.body, note)
            return view_of(await self._find(transaction, old.id))

    async def seed(self, workflow: LoadedWorkflow) -> list[str]:
        """Take in what a workflow brings along; what a person has edited, or deleted, stays as it is.

        Returns in words which names belong to something else. Cheap once it was done.
        """
        if workflow.content_hash in self._seeded or not workflow.llm_actions:
            return []
        clashes: list[str] = []
        async with self._database.transaction() as transaction:
            for brought in workflow.llm_actions:
                mine = replace(brought, body=plain_texts(brought.body))
                known = await rows.find(transaction, mine.name)
                if known is None or known.workflow_id == workflow.workflow.id:
                    await _take(transaction, workflow.workflow.id, mine, known)
                elif (known.title, known.body) != (mine.title, mine.body):
                    clashes.append(
                        f"There is another LLM action {mine.name}; it is used instead of the one that"
                        f" {workflow.workflow.title} brings along."
                    )
        if not clashes:
            self._seeded.add(workflow.content_hash)
        return clashes

    async def _find(
        self, source: Rows, key: int | str, version: int | None = None, *, deleted: bool = False
    ) -> StoredLlmAction:
        found = await rows.find(source, key, version)
        if found is not None and (deleted or found.deleted_at is None):
            return found
        named = repr(key) if isinstance(key, str) else str(key)
        if found is not None:
            raise SessionError(
                "not_found",
                f"The LLM action {named} was deleted.",
                hint=f"`reroll llm-actions roll-back {found.name} {found.newest}` brings it back.",
            )
        if version is not None and (newest := await rows.find(source, key)) is not None:
            raise SessionError(
                "not_found",
                f"{newest.name} has no version {version}.",
                hint=f"The newest is version {newest.newest}.",
            )
        known = [each.name for each in await rows.every(source) if each.deleted_at is None]
        close = nearest(str(key), known)
        listed = ", ".join(known[:_MOST_NAMED])
        hint = (
            f"Did you mean {close}?" if close else f"There are {listed}." if known else "There are none yet."
        )
        raise SessionError("not_found", f"There is no LLM action {named}.", hint=hint)

    def _check_seen(self, name: str, known: StoredLlmAction | None, seen: int | None) -> None:
        if seen is None:
            if known is not None and known.deleted_at is None:
                raise SessionError(
                    "conflict",
                    f"There is an LLM action {name} already.",
                    hint="Edit that one, or choose another name.",
                )
        elif known is None:
            raise SessionError("not_found", f"There is no LLM action {name!r}.")
        elif known.deleted_at is not None or known.version != seen:
            became = "deleted" if known.deleted_at is not None else f"changed to version {known.version}"
            raise SessionError(
                "conflict",
                f"{name} was {became} meanwhile. Nothing was saved.",
                hint="Look at what it is now, then save again.",
                details=view_of(known).model_dump(mode="json"),
            )


async def _take(
    transaction: Transaction, workflow_id: str, mine: LoadedLlmAction, known: StoredLlmAction | None
) -> None:
    """Store what a workflow brings under a name that is free, or is its own already."""
    action_id = known.id if known else await rows.add_action(transaction, mine.name, mine.id)
    changed = known is None or known.seed != (mine.title, mine.body)
    if known is None or (changed and not known.differs and known.deleted_at is None):
        await rows.add_version(transaction, action_id, mine.title, mine.body, "from the workflow")
    if changed:
        await rows.set_seed(transaction, action_id, workflow_id, mine.title, mine.body)


def view_of(stored: StoredLlmAction) -> LlmActionView:
    """A version as clients see it."""
    return LlmActionView(
        id=stored.id,
        name=stored.name,
        title=stored.title,
        version=stored.version,
        newest=stored.newest,
        note=stored.note,
        at=stored.at,
        body=stored.body,
        workflow_id=stored.workflow_id,
        differs=stored.differs,
        deleted_at=stored.deleted_at,
    )


def _summary(stored: StoredLlmAction) -> LlmActionSummary:
    return LlmActionSummary(
        id=stored.id,
        name=stored.name,
        title=stored.title,
        version=stored.version,
        note=stored.note,
        workflow_id=stored.workflow_id,
        differs=stored.differs,
        created_at=stored.created_at,
        updated_at=stored.at,
        deleted_at=stored.deleted_at,
    )
