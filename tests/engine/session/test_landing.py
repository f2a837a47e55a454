"""Where results go: onto the page, into a proposal, or nowhere if they do not fit."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from engine.actions.action import ActionEvent, ActionInput, Outputs
from engine.operations.errors import Conflict
from schemas.messages.executions import GetBlob
from schemas.messages.interactions import ResolveProposal
from tests.engine.fakes import Gate, sub_action
from tests.engine.page import Page, kinds


def gives(value: Any):
    async def play(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        yield Outputs(value)

    return play


async def test_items_are_on_the_page_as_they_come_and_stay_when_a_later_one_fails(page: Page) -> None:
    page.fakes.painter.fails_after = 2

    execution, events = await page.run("paint", values={"subject": "x"}, params={"count": 3})

    assert execution.status == "failed"
    assert kinds(events).count("result") == 2
    made = (await page.data())["generations"]
    assert [item["seed"] for item in made] == [7, 8]
    blob = await page.engine.call(GetBlob(url=made[0]["url"]))
    assert blob.media_type == "image/png"
    assert (await page.session()).summary.results == 2


async def test_replacing_puts_the_stored_items_there(page: Page) -> None:
    await page.run("paint", values={"subject": "x"})
    await page.run("repaint", values={"subject": "x"})
    made = (await page.data())["generations"]
    assert [item["seed"] for item in made] == [7, 8]
    assert all(item["content_id"] and item["url"].startswith("blob:") for item in made)


async def test_a_result_that_does_not_fit_changes_nothing(page: Page) -> None:
    page.fakes.action.play = gives({"a": 1})
    before = await page.data()

    execution, events = await page.run("misfit", values=before["current_values"])

    assert kinds(events) == ["started", "failed"]
    assert execution.error is not None
    assert execution.error["code"] == "result_mapping"
    assert await page.data() == before


async def test_only_what_is_empty_is_filled_also_counting_what_was_typed_meanwhile(page: Page) -> None:
    page.fakes.action.play = gate = Gate(value={"subject": "theirs", "mood": "theirs", "size": 5})
    await page.save(subject="mine", mood="")
    execution = await page.press("fill", values={"subject": "mine", "mood": ""})
    await gate.there.wait()
    await page.save(subject="", mood="typed meanwhile")
    gate.go.set()
    await page.events(execution)

    view = await page.view()
    assert view.draft is not None
    assert view.draft.values == {"subject": "theirs", "mood": "typed meanwhile", "size": 5}
    assert view.request.display_data["current_values"] == view.draft.values


async def test_a_text_that_does_not_parse_yet_is_not_empty(page: Page) -> None:
    page.fakes.action.play = gives({"mood": "calm", "size": 5})
    await page.save({"size": "1 or 2"}, subject="mine")
    await page.run("fill", values={"subject": "mine"})
    view = await page.view()
    assert view.draft is not None
    assert view.draft.unparsed == {"size": "1 or 2"}
    assert view.draft.values == {"subject": "mine", "mood": "calm"}


async def test_a_field_that_was_emptied_counts_as_empty(page: Page) -> None:
    page.fakes.action.play = gives({"subject": "theirs"})
    await page.save(mood="mine")  # the subject, a default at first, is absent
    await page.run("fill", values={"mood": "mine"})
    assert (await page.data())["current_values"] == {"subject": "theirs", "mood": "mine"}


async def proposal(page: Page, value: Any) -> str:
    page.fakes.action.play = gives(value)
    await page.run("improve", values={"subject": "a cat", "mood": "calm"})
    [proposal] = (await page.view()).proposals
    return proposal.id


async def resolve(page: Page, proposal_id: str, *, accept: bool, fields: list[str] | None = None):
    return await page.engine.call(
        ResolveProposal(
            session_id=page.session_id,
            interaction_id=page.id,
            proposal_id=proposal_id,
            accept=accept,
            fields=fields,
        )
    )


async def test_a_proposal_changes_nothing_until_it_is_accepted(page: Page) -> None:
    await page.save(subject="a cat", mood="calm")
    known = await proposal(page, {"subject": "a tiger", "mood": "calm"})
    [waiting] = (await page.view()).proposals
    assert (waiting.before, waiting.after) == ({"subject": "a cat"}, {"subject": "a tiger"})
    assert (await page.data())["current_values"]["subject"] == "a cat"

    view = await resolve(page, known, accept=True)

    assert view.proposals == []
    assert view.draft is not None
    assert view.draft.values == {"subject": "a tiger", "mood": "calm"}
    with pytest.raises(Conflict):
        await resolve(page, known, accept=True)


async def test_part_of_a_proposal(page: Page) -> None:
    known = await proposal(page, {"subject": "a tiger", "mood": "wild"})
    view = await resolve(page, known, accept=True, fields=["mood"])
    values = view.request.display_data["current_values"]
    assert (values["subject"], values["mood"]) == ("a cat", "wild")


async def test_dismissing_a_proposal(page: Page) -> None:
    known = await proposal(page, {"subject": "a tiger"})
    view = await resolve(page, known, accept=False)
    assert view.proposals == []
    assert view.request.display_data["current_values"]["subject"] == "a cat"


async def test_items_that_wait_for_review_are_whole_items(start) -> None:
    painting = sub_action(
        "paint",
        action_type="media.fake.txt2img",
        execution_mode="sync",
        config={"prompt": "x"},
        result_mapping={"target_path": "generations", "merge_mode": "append", "review": True},
    )
    page: Page = await start(sub_actions=[painting])
    await page.run("paint")
    assert (await page.data())["generations"] == []
    [waiting] = (await page.view()).proposals
    await resolve(page, waiting.id, accept=True)
    [item] = (await page.data())["generations"]
    assert item["url"].startswith("blob:")


async def test_the_same_key_twice_is_one_execution(page: Page) -> None:
    one, two = await asyncio.gather(page.press("run", key="k"), page.press("run", key="k"))
    three = await page.press("run", key="k")
    assert one.id == two.id == three.id
    await page.events(one)
    assert page.fakes.action.runs == 1
    assert len((await page.view()).executions) == 1


async def test_what_was_typed_after_a_proposal_stays_when_it_is_accepted(page: Page) -> None:
    known = await proposal(page, {"subject": "a tiger"})
    await page.save(subject="a cat", mood="typed later")
    view = await resolve(page, known, accept=True)
    assert view.draft is not None
    assert view.draft.values == {"subject": "a tiger", "mood": "typed later"}
    assert view.request.display_data["current_values"] == view.draft.values


async def test_a_proposal_that_no_longer_fits_can_still_be_dismissed(start) -> None:
    mapping = {"target_path": "note.deep", "merge_mode": "replace", "review": True}
    plain = {"target_path": "note", "merge_mode": "replace"}
    page: Page = await start(
        sub_actions=[
            sub_action("propose", result_mapping=mapping),
            sub_action("overwrite", result_mapping=plain),
        ]
    )
    page.fakes.action.play = gives("text")
    await page.run("propose")
    await page.run("overwrite")
    [waiting] = (await page.view()).proposals
    with pytest.raises(Conflict, match="no longer fits"):
        await resolve(page, waiting.id, accept=True)
    assert (await resolve(page, waiting.id, accept=False)).proposals == []
    assert (await page.data())["note"] == "text"


async def test_outputs_without_items_are_appended_and_can_be_selected(start) -> None:
    mapping = {"target_path": "generations", "merge_mode": "append"}
    elsewhere = {"target_path": "notes", "merge_mode": "append"}
    page: Page = await start(
        sub_actions=[
            sub_action("add", execution_mode="sync", result_mapping=mapping),
            sub_action("note", execution_mode="sync", result_mapping=elsewhere),
        ]
    )
    page.fakes.action.play = gives([{"text": "one"}, {"text": "two", "content_id": "forged"}])
    await page.run("add")
    await page.run("note")
    made = (await page.data())["generations"]
    assert [item["text"] for item in made] == ["one", "two"]
    assert len({item["content_id"] for item in made} - {"forged"}) == 2
    assert (await page.data())["notes"] == [{"text": "one"}, {"text": "two", "content_id": "forged"}]
