"""Running what is upstream of an open page again: all or nothing, streamed, a generation each time (A3)."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from engine.actions.action import ActionEvent, ActionInput, Outputs, Token
from engine.operations.errors import BadRequest, NotFound
from schemas.messages.executions import GetResult
from schemas.messages.interactions import (
    ChooseGeneration,
    ContinueInteraction,
    ReopenInteraction,
    SelectResults,
)
from schemas.messages.sessions import ResumeSession
from tests.engine.fakes import Gate, sub_action
from tests.engine.page import Page, kinds, text

SCENES = {
    "type": "object",
    "required": ["scenes"],
    "properties": {
        "scenes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["title"],
                "properties": {"title": {"type": "string", "minLength": 2}},
            },
        }
    },
}
BEFORE: list[dict[str, Any]] = [
    {
        "id": "make",
        "uses": "llm.generate",
        "title": "Make scenes",
        "inputs": {
            "input": "Scenes about {{ state.pet }}. {{ user_feedback }}",
            "output_schema": SCENES,
            "results_at": "scenes",
        },
        "outputs": {"scenes": "{{ outputs.scenes }}"},
    },
    {
        "id": "order",
        "uses": "fake.module",
        "inputs": {"scenes": "{{ state.scenes }}"},
        "outputs": {"scenes": "{{ outputs }}", "count": "{{ outputs | length }}"},
    },
]
RERUN = sub_action(
    "again",
    action_type="rerun",
    config={"from": "make"},
    feedback={"prompt": "What should be different?", "inject_as": "user_feedback"},
)
FORM: dict[str, Any] = {
    "inputs": {
        "scenes": "{{ state.scenes }}",
        "current_values": {"subject": "{{ state.scenes[0].title }}", "mood": "calm"},
    },
    "result_display_schema": {
        "type": "array",
        "_ux": {"selectable": True, "selection_mode": "multiple", "source": "scenes"},
    },
}


def reply(*titles: str) -> tuple[str, ...]:
    """A structured reply, in pieces of a few characters."""
    whole = json.dumps({"scenes": [{"title": title} for title in titles]})
    return tuple(whole[at : at + 7] for at in range(0, len(whole), 7))


async def reverse(given: ActionInput) -> AsyncGenerator[ActionEvent]:
    yield Outputs(list(reversed(given.variables["state"]["scenes"])))


@pytest.fixture
async def page(start: Any, fakes: Any) -> Page:
    fakes.writer.reply = reply("one", "two")
    fakes.module.play = reverse
    return await start(before=BEFORE, form=FORM, sub_actions=[RERUN], state={"pet": "a dog"})


async def titles(page: Page) -> list[str]:
    return [item["title"] for item in (await page.data())["scenes"]]


async def test_everything_from_the_module_up_to_the_page_runs_again_with_the_feedback(page: Page) -> None:
    assert await titles(page) == ["two", "one"]
    page.fakes.writer.reply = reply("three", "four", "five")

    execution, events = await page.run("again", feedback="less sentimental")

    assert execution.status == "completed"
    assert page.fakes.writer.asked[-1].messages[-1].text == "Scenes about a dog. less sentimental"
    assert await titles(page) == ["five", "four", "three"]
    assert (await page.session()).state["count"] == 3
    assert kinds(events).count("result") == 3
    assert text(events).startswith('{"scenes"')
    assert (await page.view()).completed is False


async def test_the_items_are_stored_results_that_say_where_they_came_from(page: Page) -> None:
    page.fakes.writer.reply = reply("three", "four")
    await page.run("again", feedback="shorter")
    first = (await page.data())["scenes"][0]
    result = await page.engine.call(GetResult(content_id=first["content_id"]))
    assert result.value["title"] == "four"
    assert result.provenance.action == "llm.generate"
    assert result.provenance.module_id == "make"
    assert result.provenance.feedback == "shorter"
    assert "Scenes about {{ state.pet }}" in result.provenance.template
    assert len(result.provenance.template_hash) == 64


@pytest.mark.parametrize("breaks", ["model", "later module"])
async def test_a_failure_anywhere_changes_nothing(page: Page, breaks: str) -> None:
    before, state = await page.data(), (await page.session()).state
    if breaks == "model":
        page.fakes.writer.reply = (*reply("three", "four")[:6], RuntimeError("gone"))
    else:
        page.fakes.writer.reply = reply("three", "four")

        async def fail(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
            yield Token("so far")
            raise RuntimeError("no order")

        page.fakes.module.play = fail

    execution, _ = await page.run("again", feedback="x")

    assert execution.status == "failed"
    assert await page.data() == before
    assert (await page.session()).state == state
    view = await page.view()
    assert view.arriving == []
    assert len(view.generations) == 1


async def test_items_can_be_seen_and_selected_before_the_last_has_arrived(page: Page) -> None:
    page.fakes.writer.reply = reply("three", "four")
    page.fakes.module.play = gate = Gate(value=None)
    execution = await page.press("again")
    async with asyncio.timeout(10):
        await gate.there.wait()

    arriving = (await page.view()).arriving
    assert [item["title"] for item in arriving] == ["three", "four"]
    assert await titles(page) == ["two", "one"]
    chosen = [arriving[0]["content_id"]]
    await page.engine.call(
        SelectResults(session_id=page.session_id, interaction_id=page.id, content_ids=chosen)
    )

    gate.value = [item | {"score": 1} for item in arriving]
    gate.go.set()
    await page.events(execution)
    view = await page.view()
    assert view.arriving == []
    assert view.selected == chosen
    assert await titles(page) == ["three", "four"]


async def test_a_selected_arriving_item_goes_when_the_rerun_fails(page: Page) -> None:
    kept = [(await page.data())["scenes"][0]["content_id"]]
    page.fakes.writer.reply = reply("three", "four")
    page.fakes.module.play = gate = Gate()
    execution = await page.press("again")
    async with asyncio.timeout(10):
        await gate.there.wait()
    arriving = (await page.view()).arriving
    await page.engine.call(
        SelectResults(
            session_id=page.session_id,
            interaction_id=page.id,
            content_ids=[*kept, arriving[0]["content_id"]],
        )
    )
    gate.value = 5  # no list: the outputs of the module cannot be worked out
    gate.go.set()
    await page.events(execution)
    assert (await page.view()).selected == kept


async def test_each_rerun_is_a_generation_that_one_can_come_back_to(page: Page) -> None:
    first = await page.data()
    chosen = [first["scenes"][0]["content_id"]]
    await page.engine.call(
        SelectResults(session_id=page.session_id, interaction_id=page.id, content_ids=chosen)
    )
    page.fakes.writer.reply = reply("three", "four", "five")
    await page.run("again", feedback="longer")
    view = await page.view()
    assert [(each.number, each.label, each.results) for each in view.generations] == [
        (1, "", 2),
        (2, "longer", 3),
    ]
    assert view.generation == 2
    assert view.selected == []

    async def choose(number: int) -> Any:
        return await page.engine.call(
            ChooseGeneration(session_id=page.session_id, interaction_id=page.id, number=number)
        )

    view = await choose(1)
    assert view.request.display_data["scenes"] == first["scenes"]
    assert view.selected == chosen
    assert (await page.session()).state["count"] == 2
    view = await choose(2)
    assert len(view.request.display_data["scenes"]) == 3
    assert (await page.session()).state["count"] == 3
    with pytest.raises(BadRequest):
        await choose(3)


async def test_what_the_person_edited_stays_and_it_is_said(page: Page) -> None:
    await page.save(subject="my own words", mood="calm")
    page.fakes.writer.reply = reply("three", "four")
    await page.run("again")
    view = await page.view()
    assert view.request.display_data["current_values"]["subject"] == "my own words"
    changes = [change async for change in _changes(page)]
    refreshed = next(change for change in changes if change.kind == "interaction_refreshed")
    assert refreshed.data["kept"] == ["subject"]


async def test_what_was_not_edited_follows_the_new_state(page: Page) -> None:
    await page.save(subject="two", mood="stormy")
    page.fakes.writer.reply = reply("three", "four")
    await page.run("again")
    view = await page.view()
    assert view.request.display_data["current_values"] == {"subject": "four", "mood": "stormy"}
    assert view.draft is not None
    assert view.draft.values == {"subject": "four", "mood": "stormy"}


async def _changes(page: Page) -> Any:
    seq = (await page.session()).seq
    async for change in page.engine.changes(page.session_id):
        yield change
        if change.seq >= seq:
            return


async def test_feedback_is_a_value_and_never_a_template(page: Page) -> None:
    page.fakes.writer.reply = reply("three", "four")
    await page.run("again", feedback="{{ state.pet }}{% for x in [1] %}y{% endfor %}")
    asked = page.fakes.writer.asked[-1].messages[-1].text
    assert asked == "Scenes about a dog. {{ state.pet }}{% for x in [1] %}y{% endfor %}"


async def test_cancelling_reaches_the_provider_and_changes_nothing(page: Page) -> None:
    from schemas.messages.executions import CancelExecution

    before = await page.data()
    page.fakes.writer.reply = reply("three", "four")
    page.fakes.module.play = gate = Gate()
    execution = await page.press("again")
    async with asyncio.timeout(10):
        await gate.there.wait()
    ended = await page.engine.call(CancelExecution(execution_id=execution.id))
    assert ended.status == "cancelled"
    assert await page.data() == before


async def test_an_action_the_page_does_not_offer_is_not_found(page: Page) -> None:
    with pytest.raises(NotFound):
        await page.press("regenerate")


class TestAnEarlierStep:
    async def test_a_page_in_between_is_not_asked_again(self, start: Any, fakes: Any) -> None:
        fakes.writer.reply = reply("one", "two")
        fakes.module.play = reverse
        later = {
            "id": "second",
            "uses": "form",
            "inputs": {"scenes": "{{ state.chosen }}", "prompt": "{{ state.prompt.subject }}"},
            "input_schema": {"type": "object", "properties": {"note": {"type": "string"}}},
            "result_display_schema": {"type": "array", "_ux": {"selectable": True, "source": "scenes"}},
            "sub_actions": [{**RERUN, "config": {"from": "first/make"}}],
        }
        form = {**FORM, "outputs": {"prompt": "{{ response['values'] }}", "chosen": "{{ state.scenes }}"}}
        page = await start(before=BEFORE, form=form, after=[later], sub_actions=[], state={"pet": "a dog"})
        await page.engine.call(
            ContinueInteraction(
                session_id=page.session_id, interaction_id=page.id, values={"subject": "the answer"}
            )
        )
        view = await page.engine.call(ResumeSession(session_id=page.session_id))
        assert view.interaction is not None
        assert view.interaction.module_id == "second"
        second = Page(page.engine, fakes, view)
        fakes.writer.reply = reply("three")

        execution, _ = await second.run("again", feedback="x")

        assert execution.status == "completed"
        data = await second.data()
        assert [item["title"] for item in data["scenes"]] == ["three"]
        assert data["prompt"] == "the answer"


class TestGoingBack:
    async def test_the_same_answer_brings_everything_back_and_another_runs_on(
        self, start: Any, fakes: Any
    ) -> None:
        runs: list[Any] = []

        async def count(given: ActionInput) -> AsyncGenerator[ActionEvent]:
            runs.append(given.variables["state"]["prompt"]["subject"])
            yield Outputs(f"about {runs[-1]}")

        fakes.module.play = count
        middle = {
            "id": "middle",
            "uses": "fake.module",
            "inputs": {"about": "{{ state.prompt.subject }}"},
            "outputs": {"about": "{{ outputs }}"},
        }
        second = {
            "id": "second",
            "uses": "form",
            "inputs": {"current_values": {"note": "{{ state.about }}"}},
            "input_schema": {"type": "object", "properties": {"note": {"type": "string"}}},
        }
        page = await start(after=[middle, second], sub_actions=[])
        engine, session_id = page.engine, page.session_id

        async def go_on(interaction_id: str, **values: Any) -> Any:
            await engine.call(
                ContinueInteraction(session_id=session_id, interaction_id=interaction_id, values=values)
            )
            return await engine.call(ResumeSession(session_id=session_id))

        view = await go_on(page.id, subject="cats")
        there = view.interaction.id
        at_second = Page(engine, fakes, view)
        await at_second.save(note="typed by hand")

        back = await engine.call(ReopenInteraction(session_id=session_id, interaction_id=page.id))
        assert back.interaction is not None
        assert back.interaction.id == page.id
        assert [(each.id, each.aside) for each in back.pages] == [(page.id, False), (there, True)]

        view = await go_on(page.id, subject="cats")
        assert view.interaction.id == there
        assert view.interaction.draft.values == {"note": "typed by hand"}
        assert runs == ["cats"]

        await engine.call(ReopenInteraction(session_id=session_id, interaction_id=page.id))
        view = await go_on(page.id, subject="dogs")
        assert runs == ["cats", "dogs"]
        assert view.interaction.id == there
        assert view.interaction.draft.values == {"note": "typed by hand"}
        assert view.interaction.undo == "Came back"
        assert view.state["about"] == "about dogs"
