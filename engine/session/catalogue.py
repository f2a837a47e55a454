"""The workflows that sessions run: each as it was when the session began, by content hash."""

from engine.documents.loaded import LoadedWorkflow
from engine.documents.stored import from_json, to_json
from engine.session.errors import SessionError
from engine.store.database import Database


class Catalogue:
    """Stores loaded workflows and finds them again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, LoadedWorkflow] = {}

    async def keep(self, loaded: LoadedWorkflow) -> None:
        """Store a workflow before its first session; the same content twice is one row."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT OR IGNORE INTO documents VALUES (?, ?)", (loaded.content_hash, to_json(loaded))
            )
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
