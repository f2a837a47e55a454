"""The table of results and of the files they name."""

import json

from engine.store.database import Database, Row, Transaction
from schemas.messages.results import Provenance, Result, ResultOrigin


async def add_result(transaction: Transaction, session_id: str, result: Result) -> None:
    """Record a result."""
    await transaction.execute(
        "INSERT INTO results (id, session_id, execution_id, kind, value, provenance, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            result.id,
            session_id,
            result.execution_id,
            result.kind,
            json.dumps(result.value),
            result.provenance.model_dump_json(),
            result.created_at,
        ),
    )


async def get_result(database: Database, result_id: str) -> Result | None:
    """One result with its provenance, or None. A fork has the same result as its parent."""
    row = await database.one(f"{_COLUMNS} WHERE id = ? LIMIT 1", (result_id,))
    return _result(row) if row else None


async def result_origins(database: Database, session_id: str) -> list[ResultOrigin]:
    """Where each result of a session came from, in short, in the order in which they came."""
    return [
        ResultOrigin(
            id=row[0],
            execution_id=row[1],
            created_at=row[2],
            provider=row[3] or "",
            label=row[4] or "",
            model=row[5] or "",
            seed=row[6],
            action=row[7] or "",
            prompt=row[8] or "",
        )
        for row in await database.all(_ORIGINS, (session_id,))
    ]


async def add_blob(transaction: Transaction, url: str, media_type: str, size: int) -> None:
    """Record what a `blob:` url is; the same content twice is one row."""
    await transaction.execute(_ADD_BLOB, (url, media_type, size))


async def get_blob(database: Database, url: str) -> tuple[str, int] | None:
    """A blob's media type and size in bytes, or None."""
    row = await database.one("SELECT media_type, size FROM blobs WHERE hash = ?", (url,))
    return (row[0], row[1]) if row else None


_ADD_BLOB = "INSERT INTO blobs (hash, media_type, size) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_COLUMNS = "SELECT id, execution_id, kind, value, created_at, provenance FROM results"

_ORIGINS = """
SELECT id, execution_id, created_at, json_extract(made, '$.provider'), json_extract(made, '$.label'),
       json_extract(made, '$.model'), json_extract(made, '$.seed'),
       COALESCE(json_extract(made, '$.sub_action_id'), json_extract(made, '$.module_id'),
                json_extract(made, '$.action')),
       SUBSTR(COALESCE(json_extract(made, '$.rendered.prompt'),
                       json_extract(made, '$.rendered.input')), 1, 1000)
FROM (SELECT id, execution_id, created_at, provenance AS made
      FROM results WHERE session_id = ? ORDER BY rowid) AS listed
"""


def _result(row: Row) -> Result:
    return Result(
        id=row[0],
        execution_id=row[1],
        kind=row[2],
        value=json.loads(row[3]),
        created_at=row[4],
        provenance=Provenance.model_validate_json(row[5]),
    )
