"""Brings the tables of a PostgreSQL store up to date, however many servers start at once."""

from hashlib import sha256

from engine.store.errors import StorageError
from engine.store.postgres.connections import Connection
from engine.store.postgres.functions import COUNTERS, FUNCTIONS, JSON_ITEM
from engine.store.postgres.sql import statements
from engine.store.tables import MIGRATIONS

SCHEMA = "reroll"
"""All that is ours in a database stands in this schema."""

_MARK = sha256((FUNCTIONS + COUNTERS + JSON_ITEM).encode()).hexdigest()[:16]

# Programs that live, see `engine.store.postgres.owner`; and `engine.store.postgres.outcomes`.
_OWN_TABLES = """
CREATE TABLE version (tables INTEGER NOT NULL, functions TEXT NOT NULL);
INSERT INTO version VALUES (0, '');
CREATE TABLE programs (name TEXT PRIMARY KEY, beats BIGINT NOT NULL);
CREATE UNLOGGED TABLE uncrashed (name TEXT PRIMARY KEY)
"""


async def migrate(connection: Connection, where: str) -> None:
    """Make the tables or bring them up to date; `StorageError` if they are newer than this program."""
    if await _version(connection, where) == (len(MIGRATIONS), _MARK):
        return
    async with connection.transaction():
        # Another server may be at it: then this one finds it done.
        await connection.execute("SELECT pg_advisory_xact_lock(5231, 0)")
        version, mark = await _version(connection, where)
        if version < 0:
            await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
            await connection.execute(f"SET LOCAL search_path = {SCHEMA}, public".encode())
            await connection.execute(_OWN_TABLES.encode(), prepare=False)
            await connection.execute(JSON_ITEM.encode())
            version = 0
        await connection.execute(f"SET LOCAL search_path = {SCHEMA}, public".encode())
        if mark != _MARK:
            await connection.execute(FUNCTIONS.encode(), prepare=False)
        for number in range(version, len(MIGRATIONS)):
            for statement in statements(MIGRATIONS[number]):
                await connection.execute(statement.encode())
        found = await connection.execute("SELECT to_regclass('records_id_seq') IS NOT NULL")
        if await found.fetchone() == (True,):
            await connection.execute(COUNTERS.encode())
        await connection.execute(b"UPDATE version SET tables = %s, functions = %s", (len(MIGRATIONS), _MARK))


async def _version(connection: Connection, where: str) -> tuple[int, str]:
    """The tables' version and the functions' mark; -1 if there is nothing yet."""
    found = await connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.version",))
    row = await found.fetchone()
    if row is None or row[0] is None:
        return -1, ""
    found = await connection.execute(f"SELECT tables, functions FROM {SCHEMA}.version".encode())  # noqa: S608 - a constant
    row = await found.fetchone()
    assert row is not None
    version, mark = int(str(row[0])), str(row[1])
    if version > len(MIGRATIONS):
        raise StorageError(
            "newer",
            f"The database {where} was written by a newer Reroll.",
            hint="Install the newer version here too, or use another database.",
        )
    return version, mark
