"""Import from SQLite files."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.records.conftest import Call

SCRIPT = """
CREATE TABLE "my ""posts" (id INTEGER PRIMARY KEY, title TEXT, rank REAL, note TEXT);
CREATE TABLE parts (id INTEGER PRIMARY KEY, post_id INTEGER, draft TEXT);
CREATE VIEW trap AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
INSERT INTO "my ""posts" VALUES (1, 'Otters', 1.5, NULL), (2, 'Bees', 2, 'x');
INSERT INTO parts VALUES (11, 1, 'one'), (12, 2, 'two'), (13, 1, 'three'), (14, 9, 'lost'), (1, 1, 'id');
"""
POSTS = 'my "posts'


def make(file: Path, script: str = SCRIPT) -> str:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)
    return str(file)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    path = make(tmp_path / "blog?.db")
    before = Path(path).read_bytes()
    yield path
    assert Path(path).read_bytes() == before
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("blog")] == ["blog?.db"]


async def test_tables_become_documents_and_sections(call: Call, database: str) -> None:
    asked = {"path": database, "table": POSTS, "sections_table": "parts", "parent_column": "post_id"}
    report = await call("import", **asked, collection="posts")
    assert (report["format"], report["documents"], report["sections"]) == ("sqlite", 2, 3)
    messages = [(each["row"], each["column"], each["message"]) for each in report["errors"]]
    assert messages == [
        (3, "id", "1 is there twice"),
        (7, "", "its document (9) is not imported"),
    ]
    documents = (await call("list", collection="posts"))["records"]
    assert [each["fields"] for each in documents] == [
        {"title": "Otters", "rank": 1.5, "note": None},
        {"title": "Bees", "rank": 2.0, "note": "x"},
    ]
    sections = (await call("list", document_id=1))["records"]
    assert [(each["id"], each["fields"]) for each in sections] == [
        (11, {"draft": "one"}),
        (13, {"draft": "three"}),
    ]


async def test_new_ids_keep_sections_with_their_documents(call: Call, database: str, post: int) -> None:
    asked = {"path": database, "table": POSTS, "sections_table": "parts", "parent_column": "post_id"}
    report = await call("import", **asked, new_ids=True)
    assert (report["collection"], report["documents"], report["sections"]) == ("my_posts", 2, 4)
    documents = (await call("list", collection="my_posts"))["records"]
    assert [(each["id"], each["sections"]) for each in documents] == [(5, 3), (6, 1)]


@pytest.mark.parametrize(
    ("asked", "said", "hint"),
    [
        ({}, "Say which table", "parts"),
        ({"table": "prats"}, "no table 'prats'", "Did you mean parts?"),
        ({"table": "trap"}, "no table 'trap'", "There are"),
        ({"table": "sqlite_master"}, "no table", ""),
        ({"table": POSTS, "sections_table": "parts"}, "Say which column", ""),
        (
            {"table": POSTS, "sections_table": "parts", "parent_column": "postid"},
            "no column 'postid'",
            "Did you mean post_id?",
        ),
    ],
)
async def test_what_is_not_in_the_database(
    call: Call, database: str, asked: dict[str, str], said: str, hint: str
) -> None:
    error = await call("preview-import", path=database, **asked)
    assert error.code == "unprocessable"
    assert said in error.message
    assert hint in error.hint


async def test_bytes_are_no_values(call: Call, tmp_path: Path) -> None:
    script = "CREATE TABLE t (a, b); INSERT INTO t VALUES (x'00ff', 1), (CAST(x'63e9' AS TEXT), 2), ('ok', 3)"
    report = await call("import", path=make(tmp_path / "x.db", script))
    messages = [(each["row"], each["column"], each["message"]) for each in report["errors"]]
    assert messages == [(1, "a", "holds bytes, not text"), (2, "a", "the byte 0xe9 is no utf-8 text")]
    assert report["documents"] == 1


async def test_what_is_only_in_the_log_is_read(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        assert (await call("import", path=str(file)))["documents"] == 1


async def test_a_database_that_is_being_written_is_refused(call: Call, tmp_path: Path) -> None:
    file = make(tmp_path / "x.db", "CREATE TABLE t (a)")
    Path(file + "-journal").write_bytes(b"x" * 512)
    assert "being written" in (await call("import", path=file)).message


@pytest.mark.parametrize("kept", [16, 100, 4096, 8192])
async def test_a_damaged_file_says_so(call: Call, tmp_path: Path, kept: int) -> None:
    rows = ", ".join(f"('{'x' * 500}{number}')" for number in range(200))
    file = Path(make(tmp_path / "x.db", f"CREATE TABLE t (a); INSERT INTO t VALUES {rows}"))
    content = file.read_bytes()
    file.write_bytes(content[:kept] + b"\xff" * (len(content) - kept))
    error = await call("import", path=str(file))
    assert error.code == "unprocessable"
    assert "cannot be read" in error.message
    assert (await call("collections"))["collections"] == []


async def test_a_file_that_only_begins_like_one(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(b"hello")
    assert "cannot be read" in (await call("import", path=str(file))).message
    file.write_bytes(b"")
    assert "Say which table" in (await call("import", path=str(file))).message
