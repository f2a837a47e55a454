"""The workflows that sessions run: each as it was when the session began, by content hash."""

import asyncio
import importlib
from dataclasses import replace
from pathlib import Path

from engine.actions.registry import Registry
from engine.documents.bundled_checks import checked_before
from engine.documents.loaded import LoadedWorkflow
from engine.documents.stored import from_json, to_json
from engine.session.errors import SessionError
from engine.session.fingerprint import fingerprint
from engine.store.database import Database


class Catalogue:
    """Loads workflows, stores them, and finds them again."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._registry = registry
        self._known: dict[str, LoadedWorkflow] = {}

    async def open(self, path: Path) -> LoadedWorkflow:
        """The workflow at `path`, checked and stored. Raises `DocumentErrors`.

        What was checked before, here or before it shipped with Reroll, and has not changed since is not
        checked again: that, and the libraries it needs, is most of what it takes to open a page.
        """
        mark = await asyncio.to_thread(fingerprint, path, self._registry.names())
        if mark:
            row = await self._database.one("SELECT hash FROM checked WHERE fingerprint = ?", (mark,))
            if row:
                return replace(await self.find(row[0]), source=path)
        loaded = await asyncio.to_thread(self._load, path)
        await self.keep(loaded, mark)
        return loaded

    def _load(self, path: Path) -> LoadedWorkflow:
        checked = checked_before(path, self._registry.names())
        return checked or importlib.import_module("engine.documents.loader").load(path, self._registry)

    async def keep(self, loaded: LoadedWorkflow, mark: str | None = None) -> None:
        """Store a workflow before its first session; the same content twice is one row."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO documents (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (loaded.content_hash, to_json(loaded)),
            )
            if mark:
                await transaction.execute(_CHECKED, (mark, loaded.content_hash))
        self._known[loaded.content_hash] = loaded

    async def find(self, content_hash: str) -> LoadedWorkflow:
        """The workflow of that hash. Raises `SessionError` if the store has lost it."""
        if content_hash not in self._known:
            row = await self._database.one("SELECT body FROM documents WHERE hash = ?", (content_hash,))
            if row is None:
                raise SessionError(
                    "not_found", "The documents of this session are missing from the database."
                )
            self._known[content_hash] = from_json(row[0])
        return self._known[content_hash]


_CHECKED = """
INSERT INTO checked (fingerprint, hash) VALUES (?, ?)
ON CONFLICT (fingerprint) DO UPDATE SET hash = excluded.hash
"""
