"""A full or locked disk while something runs: it is said, what can be kept is kept, and life goes on."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from engine.actions.action import ActionEvent, ActionInput, Item, Outputs, Token
from engine.client.local import LocalEngine
from engine.operations.errors import Internal
from engine.operations.services import Services
from schemas.messages.executions import GetExecution
from tests.engine.fakes import Fakes, Gate
from tests.engine.page import Page, kinds, text


@pytest.fixture
def services(engine: LocalEngine) -> Services:
    return engine._services


async def limit(services: Services, spare: int) -> None:
    """Let the database grow by `spare` pages and no more."""
    async with services.database.transaction() as transaction:
        [[pages]] = await transaction.all("PRAGMA page_count")
        await transaction.all(f"PRAGMA max_page_count={pages + spare}")


async def test_a_disk_that_fills_up_while_text_streams(page: Page, services: Services) -> None:
    async def talk(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        for _ in range(1_000):
            yield Token("words " * 1_000)
            await asyncio.sleep(0.001)
        yield Outputs(None)

    page.fakes.action.play = talk
    await page.save(subject="before")
    await limit(services, 20)

    execution, events = await page.run("run")

    assert events[-1].kind == "failed"
    assert events[-1].data["code"] == "disk_full"
    assert "Free some space" in events[-1].data["hint"]
    await limit(services, 100_000)
    view = await page.view()
    assert view.draft is not None
    assert view.draft.values == {"subject": "before"}
    assert execution.id in [each.id for each in view.executions]
    await page.save(subject="after")
    page.fakes.action.play = None
    again, _ = await page.run("run")
    assert again.status == "completed"


async def test_an_end_that_could_not_be_stored_is_stored_once_there_is_room(
    page: Page, services: Services
) -> None:
    page.fakes.action.play = gate = Gate(value="x" * 100_000)
    execution = await page.press("run")
    await gate.there.wait()
    raw = sqlite3.connect(services.database.path, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    gate.go.set()
    events = await page.events(execution)
    assert events[-1].kind == "failed"
    assert events[-1].data["code"] == "locked"
    stuck = await page.engine.call(GetExecution(execution_id=execution.id))
    assert stuck.status == "running"
    raw.execute("ROLLBACK")
    raw.close()

    recovery = services.running._recovery
    await recovery.look()
    await recovery.look()

    after = await page.engine.call(GetExecution(execution_id=execution.id))
    assert after.status == "interrupted"
    assert kinds(await page.events(execution))[-1] == "failed"


async def test_text_that_waited_for_a_lock_is_not_lost(page: Page, services: Services) -> None:
    """The write of the text fails; the failure itself finds the database free again."""
    page.fakes.action.play = gate = Gate()
    execution = await page.press("run")
    await gate.there.wait()
    raw = sqlite3.connect(services.database.path, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(0.4)  # longer than the engine waits for the lock
    raw.execute("ROLLBACK")
    raw.close()
    gate.go.set()
    assert text(await page.events(execution)) == "so far"


async def test_nothing_can_be_begun_on_a_locked_database(page: Page, services: Services) -> None:
    raw = sqlite3.connect(services.database.path, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    for attempt in (page.press("run"), page.press("queue"), page.save(subject="x")):
        with pytest.raises(Internal) as caught:
            await attempt
        assert caught.value.body.code == "locked"
        assert caught.value.body.hint
    assert (await page.session()).interaction is not None  # reading goes on
    raw.execute("ROLLBACK")
    raw.close()
    assert (await page.view()).executions == []


async def test_a_picture_that_does_not_fit_on_the_disk(
    page: Page, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def paint(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        yield Item("image", {"n": 1}, data=b"data", media_type="image/png")
        yield Outputs(None)

    page.fakes.action.play = paint
    monkeypatch.setattr(services.blobs, "folder", Path("/dev/full/blobs"))
    execution, events = await page.run("run")
    assert kinds(events) == ["started", "failed"]
    assert execution.error is not None
    assert execution.error["code"] == "unavailable"


async def test_keys_are_never_stored(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fakes: Fakes
) -> None:
    from schemas.messages.sessions import StartSession
    from tests.engine.fakes import sub_action, write_flow

    home.mkdir()
    (home / "config.toml").write_text(
        '[providers.cloud]\nkind = "openai"\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "m"\n'
        'api_key_env = "CLOUD_KEY"\n'
    )
    monkeypatch.setenv("CLOUD_KEY", "sk-very-secret-1234")
    engine = await LocalEngine.open(home)
    asks = sub_action("ask", action_type="llm.generate", config={"input": "Hi", "provider": "cloud"})
    flow = write_flow(tmp_path / "flow", sub_actions=[asks])
    page = Page(engine, fakes, await engine.call(StartSession(workflow=flow)))
    execution, _ = await page.run("ask")
    await engine.close()
    assert execution.error is not None
    assert execution.error["code"] == "unreachable"
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"very-secret" not in everything
