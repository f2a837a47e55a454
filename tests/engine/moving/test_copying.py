"""Copying from store to store: everything comes over, nothing is overwritten, and it is said what stayed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.engine.moving.lived_in import copy, digests

Another = Callable[[str], Path]


def change(home: Path, sql: str, *parameters: object) -> None:
    """What another program did to a store."""
    with closing(sqlite3.connect(home / "reroll.db")) as connection, connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(sql, parameters)


def ask(home: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "reroll.db")) as connection:
        return connection.execute(sql).fetchall()


async def test_there_and_back_is_the_same(laptop: Path, tmp_path: Path) -> None:
    before = await digests(laptop)
    assert all(
        int(before[table].split()[1]) for table in before if table not in ("sweeps", "overrides", "run_cache")
    ), before
    there = await copy(laptop, tmp_path / "server")
    assert there.whole
    assert there.counts() == {
        "session": {"copied": 3},
        "record": {"copied": 1},
        "stored action": {"copied": 1},
    }
    assert {name: str(each) for name, each in there.here.items()} == {
        name: str(each) for name, each in there.there.items()
    }
    assert await digests(tmp_path / "server") == before
    back = await copy(tmp_path / "server", tmp_path / "new laptop")
    assert back.whole
    assert await digests(tmp_path / "new laptop") == before
    assert await digests(laptop) == before
    again = await copy(laptop, tmp_path / "server")
    assert again.whole
    assert {outcome for each in again.counts().values() for outcome in each} == {"same"}
    assert (again.blobs.written, sum(again.rows.values())) == (0, 0)
