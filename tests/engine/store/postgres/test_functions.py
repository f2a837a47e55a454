"""SQLite's functions on JSON, made again: what is asked of both gets the same answers."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from engine.store.postgres.database import PostgresDatabase

VALUE: dict[str, Any] = {
    "a": "x",
    "empty": "",
    "n": 12,
    "big": 2**60,
    "f": 1.5,
    "yes": True,
    "no": False,
    "none": None,
    "list": [1, "zwei", {"a": 1}],
    "o": {"deep": {"er": "ü \U0001f98a"}},
    "quote": 'a "b" \\u0041 \\ \n',
}
PATHS = [
    "$.a",
    "$.n",
    "$.f",
    "$.yes",
    "$.no",
    "$.none",
    "$.list",
    "$.o",
    "$.o.deep.er",
    "$.quote",
    "$.z",
    "$",
]


def asked_of_sqlite(sql: str, *parameters: Any) -> list[Any]:
    with closing(sqlite3.connect(":memory:")) as database:
        return database.execute(sql, parameters).fetchall()


def as_text(rows: list[Any]) -> list[tuple[str | None, ...]]:
    """PostgreSQL's functions give texts."""
    return [tuple(None if each is None else str(each) for each in row) for row in rows]


@pytest.mark.parametrize("ascii_only", [True, False])
async def test_what_is_in_an_object_or_an_array(database: PostgresDatabase, ascii_only: bool) -> None:
    for value in (VALUE, list(VALUE.values()), {}, []):
        body = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"))
        sql = "SELECT key, value, type FROM json_each(?) ORDER BY id"
        assert as_text(await database.all(sql, (body,))) == as_text(asked_of_sqlite(sql, body))


@pytest.mark.parametrize("path", PATHS)
async def test_what_is_at_a_path(database: PostgresDatabase, path: str) -> None:
    body = json.dumps(VALUE, ensure_ascii=False, separators=(",", ":"))
    for sql in ("SELECT json_extract(?, ?)", "SELECT json_type(?, ?)"):
        assert as_text(await database.all(sql, (body, path))) == as_text(asked_of_sqlite(sql, body, path))


async def test_several_paths_give_a_list(database: PostgresDatabase) -> None:
    body = json.dumps(VALUE)
    sql = "SELECT json_extract(?, '$.a', '$.z', '$.list', '$.yes')"
    [[theirs]], [[ours]] = await database.all(sql, (body,)), asked_of_sqlite(sql, body)
    assert json.loads(theirs) == json.loads(ours)


@pytest.mark.parametrize("body", ["{}", "[1]", "3", "{", '{"a": NaN}', "", '{"a": "\\u0000"}'])
async def test_what_is_json(database: PostgresDatabase, body: str) -> None:
    [[valid]] = await database.all("SELECT json_valid(?)", (body,))
    assert valid == bool(asked_of_sqlite("SELECT json_valid(?)", body)[0][0])


@pytest.mark.parametrize(
    ("body", "a"),
    [
        (r'{"a": "x", "b": "\u0000"}', "x"),
        (r'{"a": "1\u0000\u00002"}', "1��2"),
        (r'{"a": "\\u0000"}', r"\u0000"),
        (r'{"a": "\\\u0000"}', "\\�"),
        (r'{"a": "\ud83e\udd8a"}', "\U0001f98a"),
        (r'{"a": "\ud83e-\udd8a"}', "�-�"),
        (r'{"a": "\ud83e\ud83e\udd8a"}', "�\U0001f98a"),
        (r'{"a": "\uDD8A"}', "�"),
    ],
)
async def test_what_no_text_can_be_does_not_keep_the_rest_from_being_read(
    database: PostgresDatabase, body: str, a: str
) -> None:
    assert await database.all("SELECT json_extract(?, '$.a')", (body,)) == [(a,)]
    assert await database.all("SELECT value FROM json_each(?) WHERE key = 'a'", (body,)) == [(a,)]
    async with database.transaction() as transaction:
        await transaction.execute("INSERT INTO documents (hash, body) VALUES ('h', ?)", (body,))
    assert await database.all("SELECT body FROM documents") == [(body,)]


async def test_where_a_text_is_in_another(database: PostgresDatabase) -> None:
    sql = "SELECT instr(lower(?), lower(?))"
    for given in (("A Fox", "fox"), ("a", "b"), ("", ""), ("Äa", "ä")):
        assert await database.all(sql, given) == asked_of_sqlite(sql, *given)
