"""Stored LLM actions: list, edit in an editor, versions, roll back, delete, test on a record."""

import asyncio

import pytest
from textual.widgets import Input

from engine.client.local import LocalEngine
from schemas.messages.llm_actions import DeleteLlmAction, GetLlmAction, SaveLlmAction
from schemas.messages.records import GetRecord
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW
from tests.tui.records.conftest import Over, add_post
from tui.confirm import Confirm
from tui.llm_actions import editing
from tui.llm_actions.screen import LlmActionsScreen
from tui.llm_actions.trial_screen import TrialScreen
from tui.llm_actions.trying import inputs_in, likely_field
from tui.llm_actions.versions_screen import ActionVersionsScreen
from tui.records.browser import RecordsScreen
from tui.records.collections_screen import CollectionsScreen
from tui.session.ask import AskLine

FIRST = {"input": "Polish: {{ inputs.draft }}", "temperature": 0.4}
SECOND = {"input": "Polish well: {{ inputs.draft }}", "temperature": 0.4}


@pytest.fixture
async def polish(engine: LocalEngine) -> int:
    """An LLM action with two versions; its number."""
    made = await engine.call(SaveLlmAction(name="polish", title="Polish [b]it[/b]", body=FIRST, note="begun"))
    await engine.call(SaveLlmAction(name="polish", body=SECOND, note="better", seen=made.version))
    return made.id


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the person does in the editor, one after another: a pair of texts is replaced."""
    deeds: list[object] = []

    async def edit(_app: object, name: str, text: str) -> str:
        assert name == "polish.yaml"
        old, new = deeds.pop(0)  # type: ignore[misc]
        assert old in text
        return text.replace(old, new)

    monkeypatch.setattr(editing, "edit_in_editor", edit)
    return deeds


async def newest(engine: LocalEngine) -> tuple[int, str]:
    view = await engine.call(GetLlmAction(action="polish"))
    return view.version, view.body["input"]


async def test_the_list_and_the_versions(over: Over, engine: LocalEngine, polish: int) -> None:
    async with over(LlmActionsScreen(engine)) as person:
        await person.sees("polish  version 2", "Polish [b]it[/b]", "Polish well: {{ inputs.draft }}")
        await person.press("enter")
        await person.at(ActionVersionsScreen)
        await person.sees("better", "begun", "version 1 → version 2", "temperature: 0.4")
        await person.press("down", "r")
        await person.sees("3 versions")
        assert await newest(engine) == (3, FIRST["input"])
        await person.press("escape")
        await person.sees("polish  version 3", "Polish: {{")


async def test_an_edit_is_a_new_version_with_a_note(
    over: Over, engine: LocalEngine, polish: int, editor: list[object]
) -> None:
    editor.append(("Polish well", "Polish gently"))
    async with over(LlmActionsScreen(engine)) as person:
        await person.sees("version 2")
        await person.press("e")
        await person.at(AskLine)
        await person.types("kinder")
        await person.press("enter")
        await person.sees("version 3", "kinder", "Polish gently")
    assert not editor


async def test_what_is_wrong_is_said_and_edited_on(
    over: Over, engine: LocalEngine, polish: int, editor: list[object]
) -> None:
    editor += [("0.4", "hot"), ("hot", "0.9")]
    async with over(LlmActionsScreen(engine)) as person:
        await person.sees("version 2")
        await person.press("e")
        await person.at(AskLine)
        await person.press("enter")
        await person.at(Confirm)
        await person.sees("Not saved", "temperature")
        await person.press("y")
        await person.at(AskLine)
        await person.press("enter")
        await person.sees("version 3", "temperature: 0.9")


async def test_what_was_not_saved_is_there_again(
    over: Over, engine: LocalEngine, polish: int, editor: list[object]
) -> None:
    editor += [("well", "badly"), ("badly", "finely")]
    async with over(LlmActionsScreen(engine)) as person:
        await person.sees("version 2")
        await person.press("e")
        await person.at(AskLine)
        await person.press("escape")
        await person.at(LlmActionsScreen)
        assert await newest(engine) == (2, SECOND["input"])
        await person.press("e")
        await person.at(AskLine)
        await person.press("enter")
        await person.sees("version 3", "finely")


async def test_somebody_else_saved_meanwhile(
    over: Over, engine: LocalEngine, polish: int, editor: list[object]
) -> None:
    editor += [("well", "mine"), ("mine", "mine")]
    async with over(LlmActionsScreen(engine)) as person:
        await person.sees("version 2")
        await person.press("e")
        await person.at(AskLine)
        await engine.call(SaveLlmAction(name="polish", body={"input": "theirs"}, seen=2))
        await person.press("enter")
        await person.at(Confirm)
        assert await newest(engine) == (3, "theirs")
        await person.press("y")
        await person.at(AskLine)
        await person.press("enter")
        await person.sees("version 4", "Polish mine")


async def test_deleted_and_brought_back(over: Over, engine: LocalEngine, polish: int) -> None:
    async with over(LlmActionsScreen(engine)) as person:
        await person.sees("version 2")
        await person.press("d")
        await person.at(Confirm)
        await person.press("y")
        await person.sees("deleted", "roll a version back")
        assert "e Edit" not in person.sees_now
        await person.press("enter")
        await person.at(ActionVersionsScreen)
        await person.sees("2 versions", "r Restore")
        await person.press("r", "escape")
        await person.sees("e Edit")


async def test_tried_on_the_record_under_the_cursor(
    over: Over, engine: LocalEngine, polish: int, cast: Cast
) -> None:
    post = await add_post(engine, {"title": "Otters", "draft": "they swim"})
    cast.writer.plays(["They [b]swim[/b] well."])
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.at(RecordsScreen)
        await person.sees("they swim", "t Test")
        await person.press("t")
        await person.at(LlmActionsScreen)
        await person.sees("version 2")
        await person.press("t")
        await person.at(AskLine)
        await person.sees("Which field of the record is the input draft?", "It has title, draft.")
        await person.press("enter")
        await person.at(TrialScreen)
        await person.sees(
            "Otters: draft = draft", "They [b]swim[/b] well.", "Nothing was written", "r Run again"
        )
        now = await engine.call(GetRecord(record_id=post.id))
        assert now.versions == {"title": 1, "draft": 1}
    assert "Polish well: they swim" in str(cast.writer.asked[0])


async def test_a_test_that_runs_is_cancelled(
    over: Over, engine: LocalEngine, polish: int, cast: Cast
) -> None:
    post = await add_post(engine, {"draft": "they swim"})
    cast.writer.plays(["They ", asyncio.Event()])
    async with over(LlmActionsScreen(engine)) as person:
        await person.sees("version 2")
        await person.press("t")
        await person.at(AskLine)
        await person.types("x")
        await person.press("enter")
        await person.until(lambda: any("whole one" in each for each in person.toasts()))
        await person.press("t")
        await person.at(AskLine)
        person.screen.query_one(Input).value = str(post.id)
        await person.press("enter")
        await person.sees("Which field")
        await person.press("enter")
        await person.sees("They", "x Cancel")
        await person.press("x")
        await person.sees("Cancelled.")


async def test_narrow_and_empty(over: Over, engine: LocalEngine) -> None:
    async with over(LlmActionsScreen(engine), NARROW) as person:
        await person.sees("none yet; n makes one")
        await person.press("e", "t", "d", "enter")
        await person.at(LlmActionsScreen)
        await engine.call(SaveLlmAction(name="polish", body=FIRST))
        await engine.call(DeleteLlmAction(action="polish"))


async def test_a_new_one(over: Over, engine: LocalEngine, editor: list[object]) -> None:
    editor.append(("Write about", "Polish"))
    async with over(LlmActionsScreen(engine)) as person:
        await person.sees("none yet")
        await person.press("n")
        await person.at(AskLine)
        await person.types("polish")
        await person.press("enter")
        await person.sees("What was changed?")
        await person.press("enter")
        await person.sees("polish  version 1", "Polish {{ inputs.input1 }}")


def test_inputs_are_found_in_templates() -> None:
    body = {
        "input": "{{ inputs.a }} {{ inputs['b c'] }}",
        "system": ['{{ inputs["d"] }} {{ inputs.a }} inputsx.e'],
    }
    assert inputs_in(body) == ["a", "b c", "d"]


def test_likely_fields() -> None:
    fields = {"title": "x", "long": "much longer", "n": 3}
    assert likely_field("title", fields, []) == "title"
    assert likely_field("input1", fields, ["title"]) == "long"
    assert likely_field("n", {"n": 3}, []) == ""
