"""What can be asked of the database before the engine is open."""

import sqlite3
from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from engine.store.sqlite.at_rest import last_unfinished_at_rest, session_at_rest
from schemas.messages.interactions import SaveDraft
from schemas.messages.sessions import DeleteSession, EditSession, StartSession


@pytest.fixture
async def engine(tmp_path: Path):
    engine = await LocalEngine.open(tmp_path)
    yield engine
    await engine.close()


async def test_it_says_when_the_session_and_its_draft_were_changed_last(
    engine: LocalEngine, tmp_path: Path
) -> None:
    view = await engine.call(StartSession(workflow="media_prompt"))
    assert view.interaction is not None
    begun = session_at_rest(tmp_path, view.id)
    assert begun is not None
    assert begun.session_id == view.id
    assert begun.used_at == view.summary.updated_at
    ids = {"session_id": view.id, "interaction_id": view.interaction.id}
    await engine.call(SaveDraft(**ids, values={"subject": "a kite"}))
    typed = session_at_rest(tmp_path, view.id)
    assert typed is not None
    assert typed.typed_at > begun.typed_at
    await engine.call(EditSession(session_id=view.id, title="Kites"))
    named = session_at_rest(tmp_path, view.id)
    assert named is not None
    assert named.used_at > typed.used_at


async def test_the_one_to_go_on_with_was_used_last(engine: LocalEngine, tmp_path: Path) -> None:
    ids = [(await engine.call(StartSession(workflow="media_prompt"))).id for _ in range(2)]
    found = last_unfinished_at_rest(tmp_path, "media_prompt")
    assert found is not None
    assert found.session_id == ids[1]
    await engine.call(DeleteSession(session_id=ids[1]))
    found = last_unfinished_at_rest(tmp_path, "media_prompt")
    assert found is not None
    assert found.session_id == ids[0]
    assert last_unfinished_at_rest(tmp_path, "other") is None


async def test_other_peoples_sessions_and_completed_ones_are_not_there(
    engine: LocalEngine, tmp_path: Path
) -> None:
    view = await engine.call(StartSession(workflow="media_prompt"))
    with sqlite3.connect(tmp_path / "reroll.db") as connection:
        connection.execute("UPDATE sessions SET status = 'completed'")
    assert last_unfinished_at_rest(tmp_path, "media_prompt") is None
    assert session_at_rest(tmp_path, view.id) is not None
    with sqlite3.connect(tmp_path / "reroll.db") as connection:
        connection.execute("UPDATE sessions SET owner = 'someone'")
    assert session_at_rest(tmp_path, view.id) is None


@pytest.mark.parametrize("content", [None, b"", b"no database at all " * 400])
def test_where_there_is_no_database_there_is_nothing(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "reroll.db").write_bytes(content)
    assert session_at_rest(tmp_path, "5e55") is None
    assert not (tmp_path / "reroll.db-wal").exists()


async def test_a_deleted_sessions_page_goes_with_it(engine: LocalEngine, tmp_path: Path) -> None:
    view = await engine.call(StartSession(workflow="media_prompt"))
    pages = tmp_path / "cache/pages"
    pages.mkdir(parents=True)
    (pages / f"{view.id}.json").write_text("{}", "utf-8")
    (pages / "another.json").write_text("{}", "utf-8")
    await engine.call(DeleteSession(session_id=view.id))
    assert [each.name for each in pages.iterdir()] == ["another.json"]
