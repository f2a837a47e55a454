"""Events and changes over HTTP: from any number on, over cuts, to an end that is said."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from engine.actions.action import ActionEvent, ActionInput, Outputs, Preview, Token
from engine.client.remote import RemoteEngine
from engine.client.remote_http import following
from engine.operations.errors import NotFound, OperationError
from engine.operations.services import Services
from schemas.messages.events import ExecutionEvent
from schemas.messages.interactions import SelectResults
from schemas.messages.sessions import EditSession
from tests.engine.fakes import Gate
from tests.engine.page import Page, kinds, text
from tests.engine.server.cutting_proxy import cutting_proxy
from tests.engine.server.running import Running, running

TOKENS = 60


async def many(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
    for number in range(TOKENS):
        yield Token(f"{number}\u2028é\r\n")
        await asyncio.sleep(0)
    yield Outputs({"done": True})


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "SHORTEST", 0.001)
    monkeypatch.setattr(following, "LONGEST", 0.002)


async def frames(reply: httpx.Response) -> AsyncIterator[dict[str, str]]:
    """Events as a reader of the format sees them; comments as `{"": …}`."""
    async for block in blocks(reply):
        fields: dict[str, str] = {}
        for line in block.split("\n"):
            name, _, value = line.partition(": ")
            fields[name] = value
        yield fields


async def blocks(reply: httpx.Response) -> AsyncIterator[str]:
    rest = b""
    async for chunk in reply.aiter_raw():
        *whole, rest = (rest + chunk).split(b"\n\n")
        for block in whole:
            yield block.decode()


async def read(http: httpx.AsyncClient, path: str, **keys: Any) -> list[dict[str, str]]:
    async with http.stream("GET", path, **keys) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        return [frame async for frame in frames(reply) if "event" in frame]


class Clock:
    """Stands still."""

    def __init__(self, now: float) -> None:
        self.now = now

    def monotonic(self) -> float:
        return self.now


async def everything(engine: RemoteEngine, execution_id: str) -> list[ExecutionEvent]:
    return [event async for event in engine.events(execution_id)]


async def test_a_stream_has_ids_and_ends_with_a_mark(page: Page, http: httpx.AsyncClient) -> None:
    execution, events = await page.run("run")
    path = f"/api/executions/{execution.id}/events"
    seen = await read(http, path)
    assert [frame["event"] for frame in seen] == [*kinds(events), "end"]
    assert [frame.get("id") for frame in seen] == [*(str(event.seq) for event in events), None]
    assert json.loads(seen[0]["data"]) == events[0].model_dump(mode="json")
    assert json.loads(seen[-1]["data"]) == {"stream": "end"}


async def test_every_place_can_be_gone_on_from(page: Page, http: httpx.AsyncClient) -> None:
    execution, events = await page.run("run")
    path = f"/api/executions/{execution.id}/events"
    for after in range(len(events) + 2):
        rest = [str(event.seq) for event in events[after:]]
        by_address = await read(http, path, params={"after": after})
        by_header = await read(http, path, params={"after": 0}, headers={"last-event-id": str(after)})
        assert [frame["id"] for frame in by_address[:-1]] == rest
        assert by_address == by_header


async def test_a_place_that_is_no_number_is_refused(page: Page, http: httpx.AsyncClient) -> None:
    execution, _ = await page.run("run")
    path = f"/api/executions/{execution.id}/events"
    for place in ("-1", "x", "1e3", "٣", "9" * 40):
        assert (await http.get(path, headers={"last-event-id": place.encode()})).status_code == 400
        assert (await http.get(path, params={"after": place})).status_code == 422


async def test_streams_of_nothing_are_404_before_they_begin(http: httpx.AsyncClient) -> None:
    for path in ("/api/executions/nothing/events", "/api/sessions/nobody/changes"):
        reply = await http.get(path)
        assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_found")


async def test_a_stream_that_is_silent_says_that_it_lives(page: Page, http: httpx.AsyncClient) -> None:
    page.fakes.action.play = gate = Gate(value=1)
    execution = await page.press("run")
    await gate.there.wait()
    async with http.stream("GET", f"/api/executions/{execution.id}/events") as reply:
        async for frame in frames(reply):
            if "" in frame:
                gate.go.set()
            if frame.get("event") == "end":
                break
    assert gate.go.is_set()


async def test_no_token_is_lost_or_doubled_however_a_connection_is_cut(
    page: Page, served: Running, tmp_path: Path
) -> None:
    page.fakes.action.play = many
    execution, events = await page.run("run")
    assert text(events) == "".join(f"{number}\u2028é\r\n" for number in range(TOKENS))
    for budget in [0, 1, 350, 487, 600, 750, 1021]:
        async with cutting_proxy(served.port, 1000, *[budget] * 8) as proxy:
            engine = await RemoteEngine.open(proxy.url, tmp_path / "other")
            assert await everything(engine, execution.id) == events
            await engine.close()
            assert proxy.connections >= 3


async def test_a_live_stream_goes_on_after_a_cut(page: Page, served: Running, tmp_path: Path) -> None:
    page.fakes.action.play = gate = Gate(value=1)
    execution = await page.press("run")
    await gate.there.wait()
    async with cutting_proxy(served.port, 1000, 500, 500) as proxy:
        engine = await RemoteEngine.open(proxy.url, tmp_path / "other")
        events = asyncio.create_task(everything(engine, execution.id))
        await proxy.connected(4)  # heartbeats use the budgets up
        assert not events.done()
        gate.go.set()
        seen = await asyncio.wait_for(events, 10)
        await engine.close()
    assert seen == await page.events(execution)


async def test_what_passes_is_seen_and_has_no_place_of_its_own(page: Page, http: httpx.AsyncClient) -> None:
    picture = BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    listening = asyncio.Event()

    async def play(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        await listening.wait()
        yield Preview(picture.getvalue(), "image/png")
        yield Outputs(1)

    page.fakes.action.play = play
    execution = await page.press("run")
    events = page.engine.events(execution.id)
    own = [await anext(events)]
    plain: list[dict[str, str]] = []
    async with http.stream("GET", f"/api/executions/{execution.id}/events") as reply:
        async for frame in frames(reply):
            plain.append(frame)
            if frame.get("event") == "started":
                listening.set()
    own += [event async for event in events]
    assert kinds(own) == ["started", "preview", "completed"]
    told = [frame for frame in plain if "event" in frame]
    assert [frame.get("id") for frame in told] == ["1", None, "2", None]
    assert [json.loads(frame["data"]) for frame in told[:-1]] == [
        each.model_dump(mode="json") for each in own
    ]


async def test_changes_go_on_after_a_cut(page: Page, served: Running, tmp_path: Path) -> None:
    async with cutting_proxy(served.port, 1000, 800, 1200, 1500) as proxy:
        engine = await RemoteEngine.open(proxy.url, tmp_path / "other")
        for number in range(5):
            await page.engine.call(EditSession(session_id=page.session_id, title=f"Title {number}"))
        last = (await page.session()).seq
        seen: list[int] = []
        async for change in engine.changes(page.session_id):
            seen.append(change.seq)
            if change.seq == last:
                break
        await engine.close()
        assert proxy.connections >= 3
    assert seen == list(range(1, last + 1))


async def test_a_server_that_shuts_down_says_come_back_and_is_found_again(
    services: Services, page: Page, served: Running, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.fakes.action.play = gate = Gate(value=1)
    execution = await page.press("run")
    await gate.there.wait()
    path = f"/api/executions/{execution.id}/events"
    plain = asyncio.create_task(read(http, path))
    events = page.engine.events(execution.id)
    seen = [await anext(events), await anext(events)]
    going_on = asyncio.ensure_future(anext(events))
    monkeypatch.setattr(following, "time", Clock(following.time.monotonic() + 3600))  # nothing came for long
    await served.stop()
    assert [frame["event"] for frame in await plain] == ["started", "token", "resume"]
    async with running(services, port=served.port):
        gate.go.set()
        seen.append(await asyncio.wait_for(going_on, 10))
        seen += [event async for event in events]
        assert seen == await page.events(execution)


async def test_a_server_that_stays_away_is_said_after_a_while(
    page: Page, served: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await RemoteEngine.open(served.url, tmp_path / "other", patience=0.01)
    page.fakes.action.play = gate = Gate()
    execution = await page.press("run")
    await gate.there.wait()
    events = engine.events(execution.id, 1)
    changes = engine.changes(page.session_id, (await page.session()).seq - 1)
    await anext(events)
    await anext(changes)
    going_on, waiting = (asyncio.ensure_future(anext(each)) for each in (events, changes))
    await served.stop()
    for asked in (going_on, anext(engine.events(execution.id))):
        with pytest.raises(OperationError, match="cannot be reached") as caught:
            await asyncio.wait_for(asked, 10)
        assert caught.value.body.code == "unreachable"
    assert not waiting.done()  # a session is followed for as long as somebody looks at it
    await engine.close()
    with pytest.raises(StopAsyncIteration):
        await waiting


async def test_what_is_gone_ends_with_an_error_in_the_stream(page: Page, engine: RemoteEngine) -> None:
    with pytest.raises(NotFound):
        await page.engine.call(SelectResults(session_id="nobody", interaction_id="x", content_ids=[]))
    with pytest.raises(NotFound):
        await anext(engine.changes("../../health"))
