"""Copying from store to store: everything comes over, nothing is overwritten, and it is said what stayed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.moving import copying
from engine.moving.scanning import Found
from engine.moving.tables import Kind
from engine.store.database import Rows, Transaction
from engine.store.errors import StorageError
from engine.store.folder_blobs import FolderBlobs
from tests.engine.moving.lived_in import copy, digests, go_on

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


async def test_what_went_on_here_goes_on_there(laptop: Path, another: Another) -> None:
    server = another("server")
    session = await go_on(laptop)
    report = await copy(laptop, server)
    assert report.whole
    assert [each.id for each in report.things if each.outcome == "continued"] == [session]
    assert await digests(server) == await digests(laptop)
    back = await copy(another("old laptop"), server)
    assert [each.id for each in back.things if each.outcome == "ahead"] == [session]
    assert back.whole
    assert await digests(server) == await digests(laptop)


async def test_two_that_went_their_own_way_are_both_left_as_they_are(laptop: Path, another: Another) -> None:
    server = another("server")
    session = await go_on(laptop)
    assert await go_on(server) == session
    before = await digests(server)
    report = await copy(laptop, server)
    assert not report.whole
    [left] = report.left
    assert left.id == session
    assert left.why.startswith("both went their own way")
    assert await digests(server) == before


async def test_a_draft_that_differs_is_nobodys_continuation(laptop: Path, another: Another) -> None:
    server = another("server")
    change(server, "UPDATE drafts SET body = replace(body, 'typed', 'written')")
    before = await digests(server)
    report = await copy(laptop, server)
    assert [each.why for each in report.left] == ["both went their own way (drafts differ)"]
    assert await digests(server) == before


async def test_another_document_of_that_number_keeps_it_and_what_worked_on_ours_stays_here(
    laptop: Path, another: Another
) -> None:
    server = another("server")
    change(server, "DELETE FROM sessions")
    change(server, "UPDATE records SET created_at = 1 WHERE parent_id IS NULL")
    report = await copy(laptop, server)
    assert [(each.kind, each.why) for each in report.left] == [
        ("record", "another one has its id there"),
        ("session", "it worked on document 1, which is another one there"),
    ]
    assert report.counts()["session"]["copied"] == 2
    assert ask(server, "SELECT DISTINCT created_at FROM records WHERE parent_id IS NULL") == [(1.0,)]


async def test_the_same_action_of_a_workflow_is_one_and_another_of_that_name_stays(
    laptop: Path, another: Another
) -> None:
    server = another("server")
    change(server, "UPDATE llm_actions SET created_at = 1")
    assert (await copy(laptop, server)).counts()["stored action"] == {"same": 1}
    change(server, "UPDATE llm_action_versions SET body = '{}' WHERE version = 2")
    assert [each.kind for each in (await copy(laptop, server)).left] == ["stored action"]


async def test_what_runs_is_copied_when_it_has_ended(laptop: Path, tmp_path: Path) -> None:
    change(laptop, "UPDATE executions SET ended_at = NULL, status = 'running' WHERE page = 'Page'")
    report = await copy(laptop, tmp_path / "server")
    [left] = [each for each in report.left if "run or wait" in each.why]
    [child] = [each for each in report.left if left.id in each.why and each is not left]
    assert "comes from" in child.why
    assert report.counts()["session"] == {"left": 2, "copied": 1}
    assert ask(tmp_path / "server", "SELECT COUNT(*) FROM audit WHERE session_id = '" + left.id + "'") == [
        (0,)
    ]


async def test_only_some_sessions_with_what_they_need(laptop: Path, tmp_path: Path) -> None:
    [(fork, parent)] = ask(laptop, "SELECT id, parent_id FROM sessions WHERE parent_id IS NOT NULL")
    report = await copy(laptop, tmp_path / "one", sessions=[str(fork)])
    assert report.whole
    assert [each.id for each in report.things] == [parent, fork]
    assert ask(tmp_path / "one", "SELECT COUNT(*) FROM records") == [(0,)]
    [(blog,)] = ask(laptop, "SELECT id FROM sessions WHERE workflow_id = 'blog'")
    report = await copy(laptop, tmp_path / "two", sessions=[str(blog)])
    assert report.whole
    assert [each.kind for each in report.things] == ["record", "session"]
    assert ask(tmp_path / "two", "SELECT name FROM collections") == [("posts",)]
    with pytest.raises(StorageError, match="no session 'none'"):
        await copy(laptop, tmp_path / "three", sessions=["none"])


async def test_a_dry_run_says_the_same_and_writes_nothing(laptop: Path, tmp_path: Path) -> None:
    server = tmp_path / "server"
    planned = await copy(laptop, server, dry=True)
    empty = await digests(server)
    assert all(each.endswith(" 0") for each in empty.values())
    assert not (server / "blobs").exists()
    done = await copy(laptop, server)
    assert planned.counts() == done.counts()
    assert planned.rows == done.rows
    assert planned.blobs == done.blobs


async def test_sessions_that_nobody_owns_get_an_owner(laptop: Path, tmp_path: Path) -> None:
    change(laptop, "UPDATE sessions SET owner = 'bo' WHERE workflow_id = 'blog'")
    assert (await copy(laptop, tmp_path / "server", owner="ann")).whole
    owners = ask(tmp_path / "server", "SELECT workflow_id, owner FROM sessions ORDER BY 1")
    assert owners == [("blog", "bo"), ("flow", "ann"), ("flow", "ann")]
    assert (await copy(laptop, tmp_path / "server")).counts()["session"] == {"same": 3}


async def test_files_that_are_gone_or_damaged_are_said(laptop: Path, tmp_path: Path) -> None:
    first, second = sorted((laptop / "blobs").rglob("*.png"))[:2]
    first.unlink()
    second.chmod(0o600)
    second.write_bytes(second.read_bytes()[:-1] + b"?")
    report = await copy(laptop, tmp_path / "server")
    assert sorted(report.blobs.missing) == [f"blob:{first.stem}", f"blob:{second.stem}"]
    assert not report.whole
    assert not list((tmp_path / "server" / "blobs").rglob(f"{second.stem}*"))


async def test_a_file_that_is_cut_short_there_is_brought_again(laptop: Path, another: Another) -> None:
    server = another("server")
    one = next((server / "blobs").rglob("*.png"))
    one.chmod(0o600)
    one.write_bytes(one.read_bytes()[:4])
    report = await copy(laptop, server)
    assert report.whole
    assert report.blobs.written == 1
    assert await digests(server) == await digests(laptop)


@pytest.mark.parametrize(("times", "left"), [(1, 0), (9, 1)])
async def test_what_changes_meanwhile_is_tried_again_and_then_left(
    laptop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, left: int
) -> None:
    [(blog,)] = ask(laptop, "SELECT id FROM sessions WHERE workflow_id = 'blog'")
    write, numbers = copying.write_thing, iter(range(times))

    async def somebody_works(
        transaction: Transaction, source: Rows, kind: Kind, seen: Found, *rest: Any, **how: Any
    ) -> None:
        if seen.id == blog and (number := next(numbers, None)) is not None:
            await work(number)
        await write(transaction, source, kind, seen, *rest, **how)

    async def work(number: int) -> None:
        row = (blog, 1000 + number, 1.0, "session_renamed", '{"title": "x"}')
        change(
            laptop,
            "INSERT INTO session_events (session_id, seq, at, kind, data) VALUES (?, ?, ?, ?, ?)",
            *row,
        )

    monkeypatch.setattr(copying, "write_thing", somebody_works)
    report = await copy(laptop, tmp_path / "server")
    assert [each.why for each in report.left] == ["somebody works on it; copy again later"] * left
    monkeypatch.undo()
    assert (await copy(laptop, tmp_path / "server")).whole
    assert await digests(tmp_path / "server") == await digests(laptop)


async def test_what_is_not_the_same_afterwards_is_said(
    laptop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = tmp_path / "server"
    await copy(laptop, server, dry=True)
    change(
        server,
        "CREATE TRIGGER lies AFTER INSERT ON results WHEN NEW.kind = 'text'"
        " BEGIN UPDATE results SET created_at = 1 WHERE id = NEW.id; END",
    )
    write = FolderBlobs.write_file

    async def lies(blobs: FolderBlobs, file: Path, media_type: str) -> str:
        url = await write(blobs, file, media_type)
        blobs.find(url).write_bytes(b"other")
        return url

    monkeypatch.setattr(FolderBlobs, "write_file", lies)
    report = await copy(laptop, server)
    assert not report.whole
    assert sum("is not what it is here" in fault for fault in report.faults) >= 1
    assert sum("damaged" in fault for fault in report.faults) == 3
    assert report.here["results"].sum != report.there["results"].sum
    assert report.here["session_events"].sum == report.there["session_events"].sum
