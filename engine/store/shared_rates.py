"""How often something may be done in a minute by all programs of a PostgreSQL together."""

from engine.store.database import Database

MINUTE = 60.0


async def reserve(database: Database, name: str, a_minute: int) -> float:
    """Take the next turn of `name`; return in how many seconds it comes. Raises `StorageError`.

    In any 60 seconds there are at most `a_minute` turns: a tenth of them at once, the others evenly
    after each other. The clock is the database's.
    """
    burst = max(1, a_minute // 10)
    between = MINUTE / (a_minute - burst + 1)
    async with database.transaction() as transaction:
        row = await transaction.one(_RESERVE, (name, between, between, between))
    return max(0.0, float(row[0]) - burst * between) if row else 0.0


_RESERVE = """
INSERT INTO rates (name, next_at) VALUES (?, extract(epoch FROM clock_timestamp()) + ?)
ON CONFLICT (name) DO UPDATE
SET next_at = greatest(rates.next_at, excluded.next_at - ?) + ?
RETURNING next_at - extract(epoch FROM clock_timestamp())
"""
