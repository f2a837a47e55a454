"""Undo and redo over the form's edits and over what sub-actions did to the page."""

from typing import Any

import pytest

from engine.operations.errors import Conflict
from schemas.messages.interactions import CommitValues, RedoChange, UndoChange
from schemas.messages.session import InteractionView
from tests.engine.page import Page
from tests.engine.session.test_landing import gives


def ids(page: Page) -> dict[str, str]:
    return {"session_id": page.session_id, "interaction_id": page.id}


async def undo(page: Page) -> InteractionView:
    return await page.engine.call(UndoChange(**ids(page)))


async def redo(page: Page) -> InteractionView:
    return await page.engine.call(RedoChange(**ids(page)))


def values(view: InteractionView) -> Any:
    return view.request.display_data["current_values"]


async def test_what_a_run_added_goes_and_comes_back_in_one_piece(page: Page) -> None:
    await page.run("paint", values={"subject": "a cat"}, params={"count": 3})
    painted = await page.data()
    view = await page.view()
    assert view.undo == "Paint"

    view = await undo(page)
    assert view.request.display_data["generations"] == []
    assert view.redo == "Paint"
    view = await redo(page)
    assert view.request.display_data == painted


async def test_typing_is_undone_and_the_form_gets_its_values_back(page: Page) -> None:
    await page.save(subject="a dog")
    view = await undo(page)
    assert values(view)["subject"] == "a cat"
    assert view.draft is not None
    assert view.draft.values["subject"] == "a cat"
    view = await redo(page)
    assert values(view)["subject"] == "a dog"
    assert view.draft is not None
    assert view.draft.values["subject"] == "a dog"


async def test_edits_committed_one_by_one_are_undone_one_by_one(page: Page) -> None:
    for subject in ("one", "two", "three"):
        await page.save(subject=subject)
        await page.engine.call(CommitValues(**ids(page), label="Subject"))
    seen = []
    for _ in range(3):
        seen.append(values(await undo(page))["subject"])
    assert seen == ["two", "one", "a cat"]
    with pytest.raises(Conflict):
        await undo(page)


async def test_a_new_change_ends_redo(page: Page) -> None:
    await page.save(subject="one")
    await undo(page)
    await page.save(subject="two")
    with pytest.raises(Conflict):
        await redo(page)
    view = await undo(page)
    assert values(view)["subject"] == "a cat"
    assert values(await redo(page))["subject"] == "two"


async def test_a_change_an_action_made_to_the_form_is_undone(page: Page) -> None:
    page.fakes.action.play = gives({"mood": "merry", "subject": "ours"})
    await page.save(subject="", mood="")
    await page.run("fill", values={"subject": "", "mood": ""})
    assert values(await page.view())["mood"] == "merry"
    assert values(await undo(page)) == {"subject": "", "mood": ""}
    assert values(await redo(page))["subject"] == "ours"


async def test_texts_that_do_not_parse_yet_stay(page: Page) -> None:
    await page.save({"size": "12x"}, subject="a dog")
    view = await undo(page)
    assert view.draft is not None
    assert view.draft.unparsed == {"size": "12x"}


async def test_a_page_patch_is_undone_too(start: Any, fakes: Any) -> None:
    from tests.engine.fakes import sub_action

    fakes.action.play = gives({"speed": {"type": "integer", "title": "Speed"}})
    patch = sub_action(
        "model",
        result_mapping={"target_path": "interaction.input_schema.properties", "merge_mode": "merge"},
    )
    page = await start(sub_actions=[patch])
    before = (await page.view()).request.input_schema
    execution, _ = await page.run("model", values={"subject": "x"})
    assert execution.status == "completed", execution.error
    assert "speed" in (await page.view()).request.input_schema["properties"]
    assert (await undo(page)).request.input_schema == before


async def test_a_patch_that_makes_no_page_changes_nothing(start: Any, fakes: Any) -> None:
    from tests.engine.fakes import sub_action

    fakes.action.play = gives("nonsense")
    patch = sub_action(
        "model", result_mapping={"target_path": "interaction.sub_actions", "merge_mode": "replace"}
    )
    page = await start(sub_actions=[patch])
    before = await page.view()
    execution, _ = await page.run("model", values={"subject": "a cat"})
    assert execution.status == "failed"
    assert execution.error is not None
    assert "valid page" in execution.error["message"]
    assert (await page.view()).request == before.request


async def test_what_a_union_holds_beside_its_chosen_shape_is_part_of_the_draft(page: Page) -> None:
    from schemas.messages.interactions import SaveDraft
    from schemas.messages.session import Shapes

    shapes = Shapes(chosen={"subject": [1]})
    await page.engine.call(SaveDraft(**ids(page), values={"subject": "x"}, shapes=shapes))
    view = await page.view()
    assert view.draft is not None
    assert view.draft.shapes == shapes
    assert (await undo(page)).draft.shapes == shapes  # type: ignore[union-attr]
