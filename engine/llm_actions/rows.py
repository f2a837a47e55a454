"""LLM actions in their tables, and one version as the rest of the engine uses it."""

import json
import time
from typing import Any

from engine.store.database import Row, Rows, Transaction
from schemas.frozen import frozen


@frozen
class StoredLlmAction:
    """One version of an LLM action; `body` is what `llm.generate` takes. Times are Unix seconds.

    `seed` is the title and the body that the workflow `workflow_id` brings, or None.
    """

    id: int
    name: str
    version: int
    title: str
    body: dict[str, Any]
    note: str = ""
    at: float = 0.0
    newest: int = 0
    workflow_id: str = ""
    seed: tuple[str, dict[str, Any]] | None = None
    created_at: float = 0.0
    deleted_at: float | None = None

    @property
    def differs(self) -> bool:
        """Whether this is not what the workflow brings."""
        return self.seed is not None and self.seed != (self.title, self.body)


_COLUMNS = """
SELECT action.id, action.name, version.version, version.title, version.body, version.note, version.at,
       (SELECT MAX(version) FROM llm_action_versions WHERE action_id = action.id) AS newest,
       action.workflow_id, action.seed, action.created_at, action.deleted_at
FROM llm_actions AS action JOIN llm_action_versions AS version ON version.action_id = action.id
"""
_NEWEST = "(SELECT MAX(version) FROM llm_action_versions WHERE action_id = action.id)"
# Constants and nothing else are put together here.
_ONE = {
    True: f"{_COLUMNS} WHERE action.id = ? AND version.version = COALESCE(?, {_NEWEST})",
    False: f"{_COLUMNS} WHERE action.name = ? AND version.version = COALESCE(?, {_NEWEST})",
}
_ALL = f"{_COLUMNS} WHERE version.version = {_NEWEST} ORDER BY lower(action.name), action.id"
_VERSIONS = f"{_COLUMNS} WHERE action.id = ? ORDER BY version.version DESC"


async def find(rows: Rows, key: int | str, version: int | None = None) -> StoredLlmAction | None:
    """A version (the newest without) of the action with that id or name, deleted or not."""
    by_id = isinstance(key, int) or key.isdecimal()
    if by_id and not 0 < int(key) < 2**63:
        return None
    row = await rows.one(_ONE[by_id], (int(key) if by_id else key, version))
    return _stored(row) if row else None


async def every(rows: Rows) -> list[StoredLlmAction]:
    """The newest version of each action, by name, also of those that were deleted."""
    return [_stored(row) for row in await rows.all(_ALL)]


async def versions(rows: Rows, action_id: int) -> list[StoredLlmAction]:
    """All versions of an action, the newest first."""
    return [_stored(row) for row in await rows.all(_VERSIONS, (action_id,))]


async def add_action(transaction: Transaction, name: str, wanted_id: int | None = None) -> int:
    """A new action without a version; returns its id, which is the one wanted if that is free."""
    taken = wanted_id is None or await transaction.one("SELECT 1 FROM llm_actions WHERE id = ?", (wanted_id,))
    # No id at all is another statement: null is no id for PostgreSQL.
    columns, marks, given = ("", "", ()) if taken else ("id, ", "?, ", (wanted_id,))
    await transaction.execute(
        f"INSERT INTO llm_actions ({columns}name, created_at) VALUES ({marks}?, ?)",  # noqa: S608 - constants
        (*given, name, time.time()),
    )
    row = await transaction.one("SELECT id FROM llm_actions WHERE name = ?", (name,))
    assert row is not None
    return int(row[0])


async def add_version(
    transaction: Transaction, action_id: int, title: str, body: dict[str, Any], note: str
) -> None:
    """The next version of an action."""
    await transaction.execute(
        "INSERT INTO llm_action_versions (action_id, version, title, body, note, at)"
        " SELECT ?, COALESCE(MAX(version), 0) + 1, ?, ?, ?, ? FROM llm_action_versions WHERE action_id = ?",
        (action_id, title, json.dumps(body, ensure_ascii=False), note, time.time(), action_id),
    )


async def set_seed(
    transaction: Transaction, action_id: int, workflow_id: str, title: str, body: dict[str, Any]
) -> None:
    """Remember what a workflow brings."""
    seed = json.dumps([title, body], ensure_ascii=False)
    await transaction.execute(
        "UPDATE llm_actions SET workflow_id = ?, seed = ? WHERE id = ?", (workflow_id, seed, action_id)
    )


async def set_deleted(transaction: Transaction, action_id: int, at: float | None) -> None:
    """Mark an action as deleted, or (None) as there again."""
    await transaction.execute("UPDATE llm_actions SET deleted_at = ? WHERE id = ?", (at, action_id))


def _stored(row: Row) -> StoredLlmAction:
    seed = json.loads(row[9]) if row[9] else None
    return StoredLlmAction(
        id=row[0],
        name=row[1],
        version=row[2],
        title=row[3],
        body=json.loads(row[4]),
        note=row[5],
        at=row[6],
        newest=row[7],
        workflow_id=row[8],
        seed=(seed[0], seed[1]) if seed else None,
        created_at=row[10],
        deleted_at=row[11],
    )
