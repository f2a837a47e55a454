"""A database that an older Reroll made keeps everything when a newer one opens it."""

import json
import sqlite3
from pathlib import Path

import pytest

from engine.store.results import get_result
from engine.store.sqlite.database import SqliteDatabase
from engine.store.tables import MIGRATIONS

PROVENANCE = json.dumps({"action": "media.sketch.txt2img", "provider": "sketch", "label": "sketch"})


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """As version 2 made it: one session with two results."""
    path = tmp_path / "reroll.db"
    database = sqlite3.connect(path)
    for script in MIGRATIONS[:2]:
        database.executescript(script)
    database.executescript(
        f"""
        INSERT INTO documents VALUES ('h', '{{}}');
        INSERT INTO sessions (id, workflow_id, workflow_title, title, status, content_hash, created_at,
                              updated_at, about)
        VALUES ('s', 'w', 'W', 'T', 'open', 'h', 1, 2, 'a fox');
        INSERT INTO session_events VALUES ('s', 1, 1.0, 'session_started', '{{}}');
        INSERT INTO results VALUES ('r1', 's', 'e', 'text', '{{"text": "one"}}', '{PROVENANCE}', 1.5);
        INSERT INTO results VALUES ('r2', 's', 'e', 'text', '{{"text": "two"}}', '{PROVENANCE}', 1.6);
        PRAGMA user_version = 2;
        """
    )
    database.close()
    return path


async def test_sessions_and_results_are_all_there(old: Path) -> None:
    database = await SqliteDatabase.open(old)
    try:
        row = await database.one("SELECT title, about, parent_id, forked_at, forked_turn FROM sessions")
        assert row is not None
        assert tuple(row) == ("T", "a fox", None, None, "")
        for result_id, text in (("r1", "one"), ("r2", "two")):
            result = await get_result(database, result_id)
            assert result is not None
            assert result.value == {"text": text}
            assert result.provenance.provider == "sketch"
        assert await database.all("PRAGMA foreign_key_check") == []
        assert await database.all("PRAGMA integrity_check") == [("ok",)]
        version = await database.one("PRAGMA user_version")
        assert version is not None
        assert version[0] == len(MIGRATIONS)
    finally:
        await database.close()


async def test_two_sessions_may_have_the_same_result_and_each_goes_with_its_own(old: Path) -> None:
    database = await SqliteDatabase.open(old)
    try:
        async with database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO sessions (id, workflow_id, workflow_title, title, status, content_hash,"
                " created_at, updated_at, parent_id) VALUES ('f', 'w', 'W', 'F', 'open', 'h', 3, 3, 's')"
            )
            await transaction.execute(
                "INSERT INTO results SELECT id, 'f', execution_id, kind, value, provenance, created_at"
                " FROM results"
            )
            await transaction.execute("DELETE FROM sessions WHERE id = 's'")
        assert [tuple(row) for row in await database.all("SELECT id, parent_id FROM sessions")] == [
            ("f", None)
        ]
        rows = await database.all("SELECT session_id, id FROM results ORDER BY id")
        assert [tuple(row) for row in rows] == [("f", "r1"), ("f", "r2")]
    finally:
        await database.close()


async def test_a_migration_that_fails_changes_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (*MIGRATIONS, "CREATE TABLE more (id TEXT) STRICT; SELECT * FROM nothing")
    monkeypatch.setattr("engine.store.sqlite.database.MIGRATIONS", broken)
    with pytest.raises(Exception, match="nothing"):
        await SqliteDatabase.open(old)
    monkeypatch.undo()
    database = sqlite3.connect(old)
    assert database.execute("PRAGMA user_version").fetchone() == (2,)
    assert database.execute("SELECT COUNT(*) FROM results").fetchone() == (2,)
    database.close()
