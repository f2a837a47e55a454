"""What every `Engine` must do, the one in this process and the one behind a server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from engine.client.engine import Engine
from engine.client.local import LocalEngine
from engine.client.remote import RemoteEngine
from engine.operations.errors import BadRequest, Conflict, NotFound, OperationError, Unprocessable
from engine.operations.services import Services
from schemas.messages.events import ExecutionEvent
from schemas.messages.executions import GetBlob, GetExecution, GetResult, RetryExecution
from schemas.messages.interactions import ContinueInteraction, SelectResults
from schemas.messages.session import SessionView
from schemas.messages.sessions import (
    DeleteSession,
    EditSession,
    GetSession,
    ListSessions,
    ResumeSession,
    StartSession,
)
from tests.engine.fakes import PNG, Fakes, Gate, write_flow
from tests.engine.page import Page, kinds, text
from tests.engine.server.running import running

Program = Callable[[], Awaitable[Engine]]


@pytest.fixture(params=["local", "postgres", "remote"])
async def program(request, home: Path, fakes: Fakes, tmp_path: Path) -> AsyncIterator[Program]:
    """Opens an engine on the same home as one more program does; remote ones ask one server."""
    async with AsyncExitStack() as stack:
        served = None
        # Those of one home; or of one PostgreSQL, as from two machines.
        store = request.getfixturevalue("store_url") if request.param == "postgres" else ""
        if request.param == "remote":
            services = await Services.open(home, registry=fakes.registry())
            stack.push_async_callback(services.close)
            served = await stack.enter_async_context(running(services))

        async def open_engine() -> Engine:
            if served is None:
                engine = await LocalEngine.open(home, registry=fakes.registry(), store=store)
            else:
                engine = await RemoteEngine.open(served.url, tmp_path / "kept")
            stack.push_async_callback(engine.close)
            return engine

        yield open_engine


@pytest.fixture
def flow_folder(home: Path) -> Path:
    """Where any engine finds a workflow: a server opens none elsewhere."""
    return home / "workflows" / "flow"


@pytest.fixture
async def page(program: Program, fakes: Fakes, flow_folder: Path) -> Page:
    engine = await program()
    return Page(engine, fakes, await engine.call(StartSession(workflow=write_flow(flow_folder))))


async def test_a_session_that_is_asked_for_twice_is_one(program: Program, flow_folder: Path) -> None:
    one, other = await program(), await program()
    flow = write_flow(flow_folder)
    asked = StartSession(workflow=flow, title="Mine", idempotency_key="k")
    first, second = await asyncio.gather(one.call(asked), other.call(asked))
    assert first.id == second.id == (await one.call(asked)).id
    assert first.interaction is not None
    assert second.interaction is not None
    assert first.interaction.id == second.interaction.id
    assert (await one.call(StartSession(workflow=flow))).id != first.id
    assert len((await one.call(ListSessions())).sessions) == 2
    another = write_flow(flow_folder.with_name("other"), id="other")
    with pytest.raises(Conflict, match="another workflow"):
        await one.call(StartSession(workflow=another, idempotency_key="k"))


async def choose(page: Page, *content_ids: str) -> None:
    await page.engine.call(
        SelectResults(session_id=page.session_id, interaction_id=page.id, content_ids=list(content_ids))
    )


def go_on(page: Page, *content_ids: str, **values) -> ContinueInteraction:
    return ContinueInteraction(
        session_id=page.session_id, interaction_id=page.id, values=values, content_ids=list(content_ids)
    )


async def test_the_whole_way_of_a_session(page: Page, program: Program) -> None:
    engine, started = page.engine, page.started
    assert started.interaction is not None
    assert started.interaction.request.description == "What to do here."
    assert started.interaction.request.display_data["current_values"] == {"subject": "a cat"}
    assert [step.status for step in started.steps] == ["current", "ahead"]

    await page.save(subject="a do")
    await page.save(subject="a dog")
    _, events = await page.run("paint", values={"subject": "a dog"}, params={"count": 2})
    assert kinds(events)[-3:] == ["result", "result", "completed"] or kinds(events)[-1] == "completed"
    one, two = (await page.data())["generations"]
    await choose(page, two["content_id"])

    # Another program sees exactly the same.
    other = await program()
    seen = await page.session()
    assert await other.call(GetSession(session_id=page.session_id)) == seen
    assert seen.interaction is not None
    assert seen.interaction.draft is not None
    assert seen.interaction.draft.values == {"subject": "a dog"}
    assert seen.interaction.selected == [two["content_id"]]

    done = await engine.call(go_on(page, two["content_id"], subject="a dog"))
    assert done.interaction is None
    assert done.state["choice"] == two
    assert done.state["prompt"] == {"subject": "a dog"}
    ended = await engine.call(ResumeSession(session_id=page.session_id))

    assert ended.summary.status == "completed"
    [folder] = ended.exports
    assert "a dog" in (Path(folder) / "prompt.json").read_text("utf-8")
    blob = await engine.call(GetBlob(url=one["url"]))
    assert blob.path is not None
    assert Path(blob.path).read_bytes().startswith(PNG)
    result = await engine.call(GetResult(content_id=one["content_id"]))
    assert (result.provenance.seed, result.provenance.label) == (7, "fake media")
    assert (await engine.call(ResumeSession(session_id=page.session_id))) == ended


async def test_reopened_it_is_the_same(page: Page, program: Program) -> None:
    await page.save({"size": "1x"}, subject="half a wo")
    await page.run("paint", values={"subject": "x"})
    await page.run("improve", values={"subject": "x"})
    before = await page.session()
    await page.engine.close()
    assert await (await program()).call(GetSession(session_id=page.session_id)) == before


async def test_events_after_a_number(page: Page) -> None:
    execution, events = await page.run("run")
    for after in range(len(events) + 1):
        assert await page.events(execution, after) == events[after:]


async def test_events_from_a_second_program_while_the_first_one_runs_it(page: Page, program: Program) -> None:
    page.fakes.action.play = gate = Gate(value=1)
    other = await program()
    execution = await page.press("run")
    seen: list[list[ExecutionEvent]] = [[], []]

    followed = [asyncio.Event(), asyncio.Event()]

    async def follow(at: int, engine: Engine, after: int) -> None:
        async for event in engine.events(execution.id, after):
            seen[at].append(event)
            if text(seen[at]) == "so far":
                followed[at].set()

    following = [
        asyncio.create_task(follow(0, other, 0)),
        asyncio.create_task(follow(1, page.engine, 1)),
    ]
    await gate.there.wait()
    async with asyncio.timeout(10):
        for each in followed:
            await each.wait()
        assert not any(task.done() for task in following)
        gate.go.set()
        await asyncio.gather(*following)
    whole = await page.events(execution)
    assert kinds(whole) == ["started", "token", "completed"]
    assert seen == [whole, whole[1:]]


async def test_a_listener_that_leaves_and_comes_back_misses_nothing(page: Page) -> None:
    page.fakes.action.play = gate = Gate(value=1)
    execution = await page.press("run")
    first = [await anext(aiter(page.engine.events(execution.id)))]
    await gate.there.wait()
    gate.go.set()
    assert first + await page.events(execution, first[-1].seq) == await page.events(execution)


async def test_an_idle_execution_of_this_program_costs_no_queries(page: Page, monkeypatch) -> None:
    if not isinstance(page.engine, LocalEngine):
        pytest.skip("what runs elsewhere is asked for elsewhere")
    page.fakes.action.play = gate = Gate(value=1)
    execution = await page.press("run")
    events = page.engine.events(execution.id)
    await gate.there.wait()
    assert [(await anext(events)).kind, (await anext(events)).kind] == ["started", "token"]
    monkeypatch.setattr("engine.store.executions.ELSEWHERE_SECONDS", (0.001, 0.001))
    executions = page.engine._services.executions
    looks: list[str] = []
    real = executions.stored_since

    async def stored_since(execution_id: str, after: int) -> tuple[list[ExecutionEvent], bool]:
        looks.append(execution_id)
        return await real(execution_id, after)

    monkeypatch.setattr(executions, "stored_since", stored_since)
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0.05)
    assert looks == []
    gate.go.set()
    assert (await asyncio.wait_for(waiting, 5)).kind == "completed"


async def test_changes_of_a_session_in_both_programs(page: Page, program: Program, monkeypatch) -> None:
    monkeypatch.setattr("engine.session.log.ELSEWHERE_POLL_SECONDS", 0.01)
    other = await program()
    view = await page.session()

    async def until_renamed(engine: Engine) -> list[tuple[int, str]]:
        seen: list[tuple[int, str]] = []
        async for change in engine.changes(page.session_id, view.seq):
            seen.append((change.seq, change.kind))
            if change.kind == "session_renamed":
                return seen
        return seen

    watching = [asyncio.create_task(until_renamed(engine)) for engine in (page.engine, other)]
    await page.run("run")
    await page.engine.call(EditSession(session_id=page.session_id, title="New"))
    one, two = await asyncio.wait_for(asyncio.gather(*watching), 10)
    assert one == two
    assert [seq for seq, _ in one] == list(range(view.seq + 1, view.seq + 1 + len(one)))


async def test_streams_of_what_is_not_there(page: Page) -> None:
    with pytest.raises(NotFound):
        await anext(aiter(page.engine.events("nothing")))
    with pytest.raises(NotFound):
        await anext(aiter(page.engine.changes("nobody")))


async def test_streams_end_when_the_engine_is_closed(page: Page) -> None:
    changes = page.engine.changes(page.session_id, (await page.session()).seq)
    waiting = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)
    await page.engine.close()
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(waiting, 5)
    with pytest.raises(OperationError):
        await page.session()
    await page.engine.close()  # once more does no harm


async def test_retry_runs_again_with_the_values_it_had(page: Page) -> None:
    page.fakes.painter.fails_after = 0
    failed, _ = await page.run("paint", values={"subject": "first"})
    page.fakes.painter.fails_after = None
    await page.save(subject="second")

    again = await page.engine.call(RetryExecution(execution_id=failed.id, idempotency_key="r"))
    assert await page.engine.call(RetryExecution(execution_id=failed.id, idempotency_key="r")) is not None
    await page.events(again)

    assert again.id != failed.id
    assert [request.prompt for request in page.fakes.painter.asked] == ["first", "first"]
    assert len((await page.data())["generations"]) == 1
    with pytest.raises(Conflict):
        await page.engine.call(RetryExecution(execution_id=again.id, idempotency_key="x"))


async def test_what_cannot_be_selected_or_continued(page: Page) -> None:
    with pytest.raises(NotFound):
        await choose(page, "nothing")
    with pytest.raises(Unprocessable) as caught:
        await page.engine.call(go_on(page, subject="x", size=0))
    assert "size" in caught.value.body.details
    await page.run("paint", values={"subject": "x"}, params={"count": 2})
    ids = [item["content_id"] for item in (await page.data())["generations"]]
    with pytest.raises(BadRequest):
        await choose(page, *ids)
    with pytest.raises(NotFound):
        await page.press("dance")


async def test_a_completed_page_can_be_read_but_not_changed(page: Page) -> None:
    page.fakes.action.play = Gate()
    failed = await page.press("run")
    await page.engine.call(go_on(page, subject="x"))
    for attempt in (
        page.save(subject="y"),
        choose(page),
        page.press("now"),
        page.engine.call(go_on(page, subject="x")),
    ):
        with pytest.raises(Conflict):
            await attempt
    assert (await page.view()).completed
    assert (await page.engine.call(GetExecution(execution_id=failed.id))).status in ("queued", "running")


async def test_sessions_are_listed_found_renamed_and_deleted(page: Page) -> None:
    engine = page.engine
    assert (await engine.call(EditSession(session_id=page.session_id, title="Harbour"))).title == "Harbour"
    [found] = (await engine.call(ListSessions(search="harb"))).sessions
    assert found.id == page.session_id
    assert (await engine.call(ListSessions(search="zzz"))).sessions == []
    page.fakes.action.play = gate = Gate()
    execution = await page.press("run")
    await gate.there.wait()
    with pytest.raises(Conflict):
        await engine.call(DeleteSession(session_id=page.session_id))
    gate.go.set()
    await page.events(execution)
    await engine.call(DeleteSession(session_id=page.session_id))
    with pytest.raises(NotFound):
        await page.session()
    assert (await engine.call(ListSessions())).sessions == []


async def test_two_programs_go_on_at_the_same_time_and_the_module_runs_once(
    fakes: Fakes, program: Program, flow_folder: Path
) -> None:
    flow = write_flow(flow_folder, after=[{"id": "slow", "uses": "fake.module"}])
    one, two = await program(), await program()
    page = Page(one, fakes, await one.call(StartSession(workflow=flow)))
    fakes.module.play = gate = Gate(value={"a": 1})
    await one.call(go_on(page, subject="x"))

    async def resume(engine: Engine) -> SessionView:
        return await engine.call(ResumeSession(session_id=page.session_id))

    both = asyncio.gather(resume(one), resume(two))
    await gate.there.wait()
    gate.go.set()
    views = await asyncio.wait_for(both, 10)
    assert [view.summary.status for view in views] == ["completed", "completed"]
    assert fakes.module.runs == 1
    assert len(views[0].exports) == 1
