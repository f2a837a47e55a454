"""The audit log: a line for every execution's end, which outlives its session (row C9)."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.audit.audit import Audit
from engine.client.local import LocalEngine
from engine.providers.errors import ProviderError
from engine.store.database import Database
from engine.store.executions import ExecutionRequest, Executions
from engine.store.sqlite.database import SqliteDatabase
from schemas.messages.audit import AuditEntry, ListAudit
from schemas.messages.executions import CancelExecution
from schemas.messages.sessions import DeleteSession
from tests.engine.fakes import Gate
from tests.engine.page import Page


async def entries(engine: LocalEngine, **keys: Any) -> list[AuditEntry]:
    return (await engine.call(ListAudit(**keys))).entries


async def test_every_end_is_logged_whatever_it_was(page: Page, engine: LocalEngine) -> None:
    execution, _ = await page.run("run", values={"subject": "secret words"})
    page.fakes.writer.reply = [ProviderError("rate_limited", "Your prompt 'secret words' is too much.")]
    await page.run("write", values={"subject": "secret words"})
    page.fakes.action.play = gate = Gate()
    stopped = await page.press("run")
    await gate.there.wait()
    await engine.call(CancelExecution(execution_id=stopped.id))

    found = await entries(engine)
    assert [(each.label, each.status, each.error) for each in found] == [
        ("Run", "cancelled", ""),
        ("Write", "failed", "rate_limited"),
        ("Run", "completed", ""),
    ]
    first = found[-1]
    assert (first.execution_id, first.session_id) == (execution.id, page.session_id)
    assert (first.workflow_id, first.step_id, first.action) == ("flow", "first", "fake.run")
    assert first.seconds is not None
    assert 0 <= first.seconds < 60
    assert "secret" not in json.dumps([each.model_dump() for each in found])


async def test_who_answered_is_known_though_nobody_was_named(page: Page, engine: LocalEngine) -> None:
    await page.run("write", values={"subject": "tea"})
    await page.run("paint", values={"subject": "tea"})
    assert [each.provider for each in await entries(engine)] == ["fake", "fake"]


async def test_it_outlives_its_session(page: Page, engine: LocalEngine) -> None:
    await page.run("run")
    await engine.call(DeleteSession(session_id=page.session_id))
    assert [each.session_id for each in await entries(engine)] == [page.session_id]


async def test_pages_and_filters(page: Page, engine: LocalEngine) -> None:
    for action in ("run", "write", "paint", "run"):
        await page.run(action, values={"subject": "tea"})
    log = await engine.call(ListAudit(limit=3))
    assert [each.label for each in log.entries] == ["Run", "Paint", "Write"]
    assert log.more == log.entries[-1].id
    rest = await engine.call(ListAudit(limit=3, before=log.more))
    assert ([each.label for each in rest.entries], rest.more) == (["Run"], None)

    [painted] = await entries(engine, action="media.fake.txt2img")
    assert painted.label == "Paint"
    assert len(await entries(engine, since=painted.at)) == 2
    assert len(await entries(engine, until=painted.at)) == 2
    assert len(await entries(engine, text="PAINT")) == 1
    assert len(await entries(engine, text="flow")) == 4
    assert len(await entries(engine, text="100%")) == 0
    for keys, count in (
        ({"session_id": page.session_id}, 4),
        ({"session_id": "other"}, 0),
        ({"workflow_id": "flow", "step_id": "first"}, 4),
        ({"step_id": "last"}, 0),
        ({"provider": "fake"}, 2),
        ({"status": ["completed", "failed"]}, 4),
        ({"status": ["failed", "cancelled"]}, 0),
        ({"record_id": 3}, 0),
    ):
        assert len(await entries(engine, **keys)) == count, keys


@pytest.fixture
async def store(tmp_path: Path) -> Any:
    database = await SqliteDatabase.open(tmp_path / "reroll.db")
    async with database.transaction() as transaction:
        await transaction.execute("INSERT INTO documents VALUES ('h', '{}')")
        await transaction.execute(
            "INSERT INTO sessions (id, workflow_id, workflow_title, title, status, content_hash, created_at,"
            " updated_at) VALUES ('s', 'w', 'W', 'T', 'open', 'h', 0, 0)"
        )
    yield database
    await database.close()


async def end(database: Database, execution_id: str, *, begun: bool = True, **keys: Any) -> bool:
    executions = Executions(database)
    asked = {
        "action": "a",
        "label": "L",
        "mode": "async",
        "session_id": "s",
        "step_id": "t",
        "module_id": "m",
    }
    async with database.transaction() as transaction:
        await executions.add(
            transaction, execution_id, execution_id, ExecutionRequest(**{**asked, **keys}), "o"
        )
        if begun:
            await executions.begin(transaction, execution_id, "o")
        return await executions.end(transaction, execution_id, "completed")


async def test_runs_over_the_sections_of_a_document_are_found_by_it(store: Database) -> None:
    async with store.transaction() as transaction:
        await transaction.execute("INSERT INTO collections VALUES ('posts', 'Posts', 0)")
        await transaction.execute_many(
            "INSERT INTO records (id, collection, parent_id, place, created_at, updated_at)"
            " VALUES (?, 'posts', ?, 1, 0, 0)",
            [(1, None), (2, 1), (3, None)],
        )
    for record_id in (1, 2, 3):
        await end(store, f"e{record_id}", subject={"record_id": record_id})
    audit = Audit(store)
    assert [each.record_id for each in (await audit.list(ListAudit(record_id=1))).entries] == [2, 1]
    assert [each.record_id for each in (await audit.list(ListAudit(record_id=2))).entries] == [2]


async def test_an_odd_request_does_not_keep_an_execution_from_ending(store: Database) -> None:
    assert await end(store, "nan", values={"x": float("nan")})
    assert await end(store, "odd", subject={"record_id": "three"})
    assert await end(store, "never", begun=False)
    found = {each.execution_id: each for each in (await Audit(store).list(ListAudit())).entries}
    assert set(found) == {"nan", "odd", "never"}
    assert found["odd"].record_id is None
    assert found["never"].seconds is None


async def test_one_end_is_one_line(store: Database) -> None:
    assert await end(store, "once")
    async with store.transaction() as transaction:
        assert not await Executions(store).end(transaction, "once", "failed")
    assert len((await Audit(store).list(ListAudit())).entries) == 1
