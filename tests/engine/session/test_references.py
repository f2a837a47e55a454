"""References of a session: what prompts get, for how many turns, and what is remembered of it (row D5)."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import BadRequest, NotFound
from engine.store.errors import StorageError
from engine.store.executions import Executions
from schemas.messages.executions import GetResult
from schemas.messages.references import (
    AddReference,
    ListReferences,
    ReferenceContent,
    ReferenceView,
    RemoveReference,
    ReplaceReferences,
    SetReferencePersist,
    SetReferenceTtl,
    ToggleReference,
)
from schemas.messages.sessions import StartSession
from schemas.messages.turns import ListTurns, TurnView
from tests.engine.fakes import Fakes, sub_action, write_flow
from tests.engine.page import Page
from tests.servers.chat_server import ChatServer
from tests.servers.chat_server import text as says


async def attach(page: Page, **content: Any) -> list[ReferenceView]:
    request = AddReference(session_id=page.session_id, reference=ReferenceContent(**content))
    return (await page.engine.call(request)).references


async def references(page: Page) -> list[ReferenceView]:
    return (await page.engine.call(ListReferences(session_id=page.session_id))).references


async def turns(page: Page) -> list[TurnView]:
    return (await page.engine.call(ListTurns(session_id=page.session_id))).turns


def system(page: Page) -> str:
    """The system message that was sent last."""
    return next((each.text for each in page.fakes.writer.asked[-1].messages if each.role == "system"), "")


@pytest.fixture
async def server() -> AsyncIterator[ChatServer]:
    async with ChatServer() as server:
        server.answer(says("Fine."))
        yield server


async def test_a_real_server_gets_them_and_the_turn_keeps_their_hash(
    home: Path, tmp_path: Path, server: ChatServer
) -> None:
    home.mkdir()
    config = f'[defaults]\ntext = "here"\n[providers.here]\nkind = "openai"\nbase_url = "{server.url}"\n'
    (home / "config.toml").write_text(config + 'model = "m"\n')
    notes = tmp_path / "notes.md"
    notes.write_text("The cat is {{ values.subject }} grey.\n")
    only = sub_action("write", action_type="llm.generate", config={"input": "Write", "system": ["Be brief."]})
    engine = await LocalEngine.open(home)
    try:
        view = await engine.call(StartSession(workflow=write_flow(tmp_path / "flow", sub_actions=[only])))
        page = Page(engine, Fakes(), view)
        await attach(page, path=str(notes))
        await attach(page, text="It rains.", name="weather")

        execution, _ = await page.run("write", values={"subject": "x"})

        assert execution.error is None
        [request] = server.requests
        assert request.body["messages"] == [
            {
                "role": "system",
                "content": "Be brief.\n\n# Reference: notes.md\n\nThe cat is {{ values.subject }} grey."
                "\n\n# Reference: weather\n\nIt rains.",
            },
            {"role": "user", "content": "Write"},
        ]
        [turn] = await turns(page)
        assert (turn.system, turn.asked, turn.reply, turn.usage) == (
            "Be brief.",
            "Write",
            "Fine.",
            {"input_tokens": 7, "output_tokens": 3},
        )
        assert [(each.name, each.hash) for each in turn.references] == [
            ("notes.md", hashlib.sha256(notes.read_bytes()).hexdigest()),
            ("weather", hashlib.sha256(b"It rains.").hexdigest()),
        ]
    finally:
        await engine.close()


async def test_a_file_is_read_each_time_it_is_used(page: Page, tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("first")
    await attach(page, path=str(notes))
    await page.run("write", values={"subject": "x"})
    notes.write_text("second")
    await page.run("write", values={"subject": "x"})
    assert system(page).endswith("# Reference: notes.md\n\nsecond")
    first, second = await turns(page)
    assert first.references[0].hash != second.references[0].hash


async def test_a_file_that_is_gone_fails_the_action_before_anything_is_sent(
    page: Page, tmp_path: Path
) -> None:
    await attach(page, path=str(tmp_path / "gone.md"), ttl=3)
    execution, _ = await page.run("write", values={"subject": "x"})
    assert execution.status == "failed"
    assert execution.error is not None
    assert execution.error["code"] == "reference"
    assert "gone.md is not there" in execution.error["message"]
    assert page.fakes.writer.asked == []
    assert await turns(page) == []
    assert (await references(page))[0].ttl == 3


async def test_templates_may_place_them_and_read_turns_and_meta(start) -> None:
    system_of_its_own = (
        "{% for each in references %}<{{ each.name }}:{{ each.text }}>{% endfor %}"
        "{{ turns | map(attribute='reply') | join(',') }}|{{ meta.purpose }}"
    )
    page: Page = await start(
        sub_actions=[
            sub_action(
                "write", action_type="llm.generate", config={"input": "Go", "system": [system_of_its_own]}
            )
        ]
    )
    await attach(page, text="{{ 7 * 7 }}", name="R")
    await page.run("write", values={"subject": "x"})
    assert system(page) == "<R:{{ 7 * 7 }}>|"
    await page.run("write", values={"subject": "x"})
    assert system(page) == "<R:{{ 7 * 7 }}>Hello|"
    assert [len(turn.references) for turn in await turns(page)] == [1, 1]


async def test_ttl_counts_down_with_each_turn_and_persist_keeps(page: Page) -> None:
    await attach(page, text="short", name="short", ttl=1)
    await attach(page, text="kept", name="kept", ttl=1, persist=True)
    await attach(page, text="off", name="off", ttl=5, enabled=False)

    await page.run("write", values={"subject": "x"})
    assert "short" in system(page)
    assert "off" not in system(page)
    assert [(each.ttl, each.in_use) for each in await references(page)] == [(0, False), (0, True), (5, False)]

    await page.run("write", values={"subject": "x"})
    assert "short" not in system(page)
    assert "kept" in system(page)
    assert [each.ttl for each in await references(page)] == [0, 0, 5]


async def test_other_actions_and_failed_ones_use_up_nothing(page: Page) -> None:
    await attach(page, text="x", ttl=2)
    await page.run("now", values={"subject": "x"})
    page.fakes.writer.reply = [" "]
    execution, _ = await page.run("write", values={"subject": "x"})
    assert execution.status == "failed"
    assert (await references(page))[0].ttl == 2


async def test_the_turn_and_the_countdown_are_one_transaction(
    page: Page, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up after the events of the end were written, and before they are committed."""
    await attach(page, text="x", ttl=2)
    end = Executions.end

    async def full(
        self: Executions, transaction: Any, execution_id: str, status: Any, *rest: Any, **more: Any
    ):
        if status == "completed":
            assert await transaction.one("SELECT 1 FROM session_events WHERE kind = 'turn_added'")
            raise StorageError("disk_full", "The disk is full.")
        return await end(self, transaction, execution_id, status, *rest, **more)

    monkeypatch.setattr(Executions, "end", full)
    execution, _ = await page.run("write", values={"subject": "x"})
    assert execution.status == "failed"
    assert (await references(page))[0].ttl == 2
    assert await turns(page) == []

    monkeypatch.undo()
    await page.run("write", values={"subject": "x"})
    other = await LocalEngine.open(home, registry=page.fakes.registry())
    try:
        seen = Page(other, page.fakes, page.started)
        assert (await references(seen))[0].ttl == 1
        assert len(await turns(seen)) == 1
    finally:
        await other.close()


async def test_provenance_names_them_without_their_text(page: Page) -> None:
    await attach(page, text="a secret of its own", name="R")
    _, events = await page.run("write", values={"subject": "x"})
    [item] = [event.data["result"] for event in events if event.kind == "result"]
    result = await page.engine.call(GetResult(content_id=item["id"]))
    rendered = result.provenance.rendered
    assert rendered["system"] == "Be brief."
    assert [each["name"] for each in result.provenance.references] == ["R"]
    assert "secret" not in result.model_dump_json()


async def test_the_list_is_replaced_and_changed_by_index(page: Page, tmp_path: Path) -> None:
    call, sid = page.engine.call, page.session_id
    contents = [
        ReferenceContent(text="a"),
        ReferenceContent(path="~/b.txt", ttl=0),
        ReferenceContent(text="c"),
    ]
    listed = (await call(ReplaceReferences(session_id=sid, references=contents))).references
    assert [(each.index, each.name, each.in_use) for each in listed] == [
        (0, "text", True),
        (1, "b.txt", False),
        (2, "text", True),
    ]
    assert listed[1].path == str(Path("~/b.txt").expanduser())

    assert (await call(SetReferencePersist(session_id=sid, index=1, persist=True))).references[1].in_use
    assert (await call(SetReferenceTtl(session_id=sid, index=0, ttl=4))).references[0].ttl == 4
    assert (await call(SetReferenceTtl(session_id=sid, index=0, ttl=None))).references[0].ttl is None
    assert not (await call(ToggleReference(session_id=sid, index=2))).references[2].enabled
    assert (await call(ToggleReference(session_id=sid, index=2))).references[2].enabled
    assert (await call(ToggleReference(session_id=sid, index=2, enabled=True))).references[2].enabled
    left = (await call(RemoveReference(session_id=sid, index=0))).references
    assert [each.id for each in left] == [listed[1].id, listed[2].id]
    assert (await call(ReplaceReferences(session_id=sid, references=[]))).references == []


@pytest.mark.parametrize("index", [-1, 1])
async def test_an_index_out_of_range_is_a_bad_request_and_an_unknown_session_is_not_found(
    page: Page, index: int
) -> None:
    await attach(page, text="only one")
    before = (await page.session()).seq
    for sid, error in ((page.session_id, BadRequest), ("nobody", NotFound)):
        for request in (
            RemoveReference(session_id=sid, index=index),
            SetReferencePersist(session_id=sid, index=index, persist=True),
            SetReferenceTtl(session_id=sid, index=index, ttl=1),
            ToggleReference(session_id=sid, index=index),
        ):
            with pytest.raises(error):
                await page.engine.call(request)
    assert (await page.session()).seq == before
