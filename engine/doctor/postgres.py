"""A PostgreSQL that several programs share: whether it answers, how it is set, what it holds."""

import time
from collections.abc import AsyncIterator
from importlib.util import find_spec
from typing import Any

from engine.doctor.finding import Finding, size
from engine.store.tables import MIGRATIONS

SECONDS = 5
OLDEST = 140_000
SKEW = 5.0
_SLOW = 0.02
_FULL = 0.8
_TIMES = 5
_ABOUT = """
SELECT current_setting('server_version'), current_setting('server_version_num')::int,
       extract(epoch FROM clock_timestamp())::float8, current_setting('max_connections')::int,
       (SELECT count(*) FROM pg_stat_activity), pg_database_size(current_database()),
       current_setting('fsync')
"""


async def look_at_postgres(url: str) -> AsyncIterator[Finding]:
    """The database that REROLL_STORE names. Changes nothing there."""
    if find_spec("psycopg") is None:
        yield Finding("REROLL_STORE", "failed", "psycopg is missing", "pip install 'reroll[team]'")
        return
    import psycopg  # noqa: PLC0415 - an extra

    from engine.store.postgres.schema import SCHEMA  # noqa: PLC0415 - as above

    try:
        async with await psycopg.AsyncConnection.connect(
            url, connect_timeout=SECONDS, autocommit=True
        ) as there:
            began = time.monotonic()
            wall = time.time()
            row: Any = await (await there.execute(_ABOUT)).fetchone()
            first = time.monotonic() - began
            for finding in _about(row, wall + first / 2):
                yield finding
            took: list[float] = []
            for _ in range(_TIMES):
                began = time.monotonic()
                await there.execute("SELECT 1")
                took.append(time.monotonic() - began)
            yield _latency(sorted(took)[_TIMES // 2])
            yield await _tables(there, SCHEMA)
    except psycopg.Error as error:
        says = f"it cannot be reached: {(str(error).strip() or type(error).__name__).splitlines()[0]}"
        todo = "Does PostgreSQL run there? Are user, password and database right, and allowed in pg_hba.conf?"
        yield Finding("REROLL_STORE", "failed", says, todo)


def _about(row: Any, wall: float) -> list[Finding]:
    version, number, theirs, most, used, length, fsync = row
    says = f"PostgreSQL {version}, {size(length)}, {used} of {most} connections"
    found: list[Finding] = []
    if number < OLDEST:
        found.append(Finding("REROLL_STORE", "failed", says, "Use PostgreSQL 14 or newer."))
    elif used > most * _FULL:
        todo = "Raise max_connections, or put a pooler in front; see docs/deploying.md."
        found.append(Finding("REROLL_STORE", "warning", says, todo))
    else:
        found.append(Finding("REROLL_STORE", "ok", says))
    if fsync != "on":
        found.append(Finding("fsync", "warning", "off: a power cut loses what was saved", "Set fsync = on."))
    apart = theirs - wall
    if abs(apart) > SKEW:
        says = f"the database's is {apart:+.0f} s off this one"
        found.append(Finding("clock", "warning", says, "Set both clocks by NTP."))
    return found


def _latency(middle: float) -> Finding:
    says = f"{1000 * middle:.1f} ms for a query"
    if middle > _SLOW:
        return Finding("store's latency", "warning", says, "Put servers and workers near the database.")
    return Finding("store's latency", "ok", says)


async def _tables(there: Any, schema: str) -> Finding:
    row = await (await there.execute(f"SELECT to_regclass('{schema}.version')")).fetchone()
    if row[0] is None:
        return Finding("tables", "note", "none yet: they are made when Reroll first opens the store")
    row = await (await there.execute(f"SELECT tables FROM {schema}.version")).fetchone()  # noqa: S608 - a constant
    version, ours = row[0], len(MIGRATIONS)
    if version > ours:
        return Finding("tables", "failed", f"version {version}: of a newer Reroll", "Install that one.")
    if version < ours:
        todo = "Nothing: they are brought up to date by the next program. Make a backup before."
        return Finding("tables", "note", f"version {version}: this Reroll has version {ours}", todo)
    return Finding("tables", "ok", f"version {version}")
