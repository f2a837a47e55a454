"""The tables on PostgreSQL: made once by however many, brought up to date, never down."""

import asyncio
import json

import psycopg
import pytest

from engine.store.errors import StorageError
from engine.store.postgres import schema
from engine.store.postgres.address import address_of
from engine.store.postgres.database import PostgresDatabase
from engine.store.results import get_result
from engine.store.tables import MIGRATIONS
from tests.servers.postgres import PostgresServer

PROVENANCE = json.dumps({"action": "media.sketch.txt2img", "provider": "sketch", "label": "sketch"})


async def opened(url: str) -> PostgresDatabase:
    return await PostgresDatabase.open(address_of(url), patience=2)


async def test_several_make_the_tables_at_once(postgres_url: str) -> None:
    databases = await asyncio.gather(*(opened(postgres_url) for _ in range(4)))
    for database in databases:
        rows = await database.all("SELECT tables FROM version")
        assert rows == [(len(MIGRATIONS),)]
        await database.close()


async def test_what_an_older_reroll_wrote_is_all_there(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", MIGRATIONS[:2])
        old = await opened(postgres_url)
        async with old.transaction() as transaction:
            for statement in (
                "INSERT INTO documents VALUES ('h', '{}')",
                "INSERT INTO sessions (id, workflow_id, workflow_title, title, status, content_hash,"
                " created_at, updated_at, about) VALUES ('s', 'w', 'W', 'T', 'open', 'h', 1, 2, 'a fox')",
                "INSERT INTO session_events VALUES ('s', 1, 1.0, 'session_started', '{}')",
            ):
                await transaction.execute(statement)
            await transaction.execute_many(
                "INSERT INTO results (id, session_id, execution_id, kind, value, provenance, created_at)"
                " VALUES (?, 's', 'e', 'text', ?, ?, 1.5)",
                [(each, json.dumps({"text": each}), PROVENANCE) for each in ("r1", "r2")],
            )
        await old.close()
    database = await opened(postgres_url)
    row = await database.one("SELECT title, about, parent_id, forked_at, forked_turn FROM sessions")
    assert row == ("T", "a fox", None, None, "")
    for name in ("r1", "r2"):
        result = await get_result(database, name)
        assert result is not None
        assert result.value == {"text": name}
    assert await database.all("SELECT id FROM results ORDER BY rowid") == [("r1",), ("r2",)]
    assert await database.all("SELECT tables FROM version") == [(len(MIGRATIONS),)]

    # One that is newer still: with a column and a table more; then it is no more for this one.
    await database.close()
    newer = (*MIGRATIONS, "ALTER TABLE documents ADD COLUMN note TEXT; CREATE TABLE extra (x TEXT) STRICT")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", newer)
        database = await opened(postgres_url)
        assert await database.all("SELECT hash, note FROM documents") == [("h", None)]
        await database.close()
    with pytest.raises(StorageError) as caught:
        await opened(postgres_url)
    assert caught.value.code == "newer"


async def test_a_migration_that_fails_changes_nothing(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (*MIGRATIONS, "CREATE TABLE extra (x TEXT) STRICT; CREATE NONSENSE")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", broken)
        with pytest.raises(StorageError):
            await opened(store_url)
    database = await opened(store_url)
    assert await database.all("SELECT 1 FROM pg_tables WHERE tablename = 'extra'") == []
    assert await database.all("SELECT tables FROM version") == [(len(MIGRATIONS),)]
    await database.close()


async def test_texts_have_the_same_order_wherever_the_database_was_made(
    postgres_server: PostgresServer,
) -> None:
    postgres_server.execute(
        "CREATE DATABASE swedish TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'sv' LOCALE 'C.UTF-8'"
    )
    database = await opened(postgres_server.url("swedish"))
    texts = ["A", "B", "_", "a", "z", "ä"]
    async with database.transaction() as transaction:
        await transaction.execute_many(
            "INSERT INTO documents (hash, body) VALUES (?, '')", [(each,) for each in reversed(texts)]
        )
    for sql in (
        "SELECT hash FROM documents ORDER BY hash",
        'SELECT key FROM json_each(\'{"a":1,"B":1,"_":1,"z":1,"ä":1,"A":1}\') ORDER BY key',
        "SELECT json_extract('{\"a\":\"' || hash || '\"}', '$.a') FROM documents ORDER BY 1",
    ):
        assert [row[0] for row in await database.all(sql)] == texts
    assert await database.all("SELECT lower('ÄA' || hash) FROM documents WHERE hash = 'A'") == [("Äaa",)]
    await database.close()
    postgres_server.drop("swedish")


async def test_an_id_that_was_given_is_not_given_again(database: PostgresDatabase) -> None:
    async def add(columns: str, *given: int) -> int:
        async with database.transaction() as transaction:
            row = await transaction.one(
                f"INSERT INTO llm_actions ({columns}) VALUES ({'?, ' * len(given)}'n' || ?, 1) RETURNING id",
                (*given, str(len(await transaction.all("SELECT 1 FROM llm_actions")))),
            )
        assert row is not None
        return row[0]

    assert await add("name, created_at") == 1
    assert await add("id, name, created_at", 50) == 50
    assert await add("id, name, created_at", 7) == 7
    assert await add("name, created_at") == 51
    assert await database.all("SELECT seq FROM sqlite_sequence WHERE name = 'records'") == [(0,)]


async def test_a_user_who_may_not_make_tables_is_told(postgres_server: PostgresServer) -> None:
    url = postgres_server.create("strange")
    postgres_server.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    with pytest.raises(StorageError) as caught:
        await opened(url.replace(url[url.index("//") + 2 : url.index("@")], "guest:guest"))
    assert caught.value.code == "read_only"
    assert "guest:guest" not in str(caught.value)
    postgres_server.drop("strange")
    postgres_server.execute("DROP ROLE guest")


def test_our_tables_stand_in_a_schema_of_their_own(store_url: str) -> None:
    with psycopg.connect(store_url) as connection:
        rows = connection.execute(
            "SELECT DISTINCT schemaname FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
    assert rows == [("reroll",)]
