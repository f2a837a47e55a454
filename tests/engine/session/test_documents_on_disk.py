"""Documents that change under an open session are noticed, and adopted only if the person says so."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.operations.errors import Conflict, Unprocessable
from schemas.messages.documents import AdoptDocuments, CheckDocuments, DocumentsView, KeepDocuments
from schemas.messages.sessions import GetSession
from tests.engine.fakes import FIELDS, sub_action, write_flow
from tests.engine.page import Page


async def check(page: Page) -> DocumentsView:
    return await page.engine.call(CheckDocuments(session_id=page.session_id))


def new_fields() -> dict[str, Any]:
    return {**FIELDS, "properties": {**FIELDS["properties"], "tone": {"type": "string", "default": "warm"}}}


async def test_nothing_changed(page: Page) -> None:
    assert (await check(page)).state == "same"


async def test_adopting_changes_the_page_and_keeps_what_is_on_it(page: Page, tmp_path: Path) -> None:
    await page.run("paint", values={"subject": "mine"})
    await page.save(subject="mine, edited")
    painted = (await page.data())["generations"]
    write_flow(
        tmp_path / "flow", form={"input_schema": new_fields()}, sub_actions=[sub_action("other")], title="New"
    )
    view = await check(page)
    assert view.state == "changed"

    session = await page.engine.call(AdoptDocuments(session_id=page.session_id))

    assert session.interaction is not None
    assert session.interaction.id == page.id
    request = session.interaction.request
    assert [each.id for each in request.sub_actions] == ["other"]
    assert request.display_data["generations"] == painted
    assert request.display_data["current_values"] == {"subject": "mine, edited", "tone": "warm"}
    assert len(session.interaction.generations) == 1
    assert (await check(page)).state == "same"


async def test_kept_documents_are_not_asked_about_until_they_change_again(page: Page, tmp_path: Path) -> None:
    write_flow(tmp_path / "flow", title="New")
    view = await check(page)
    kept = await page.engine.call(KeepDocuments(session_id=page.session_id, content_hash=view.on_disk))
    assert kept.state == "kept"
    before = (await page.view()).request
    assert (await page.view()).request == before
    write_flow(tmp_path / "flow", title="Newer")
    assert (await check(page)).state == "changed"


async def test_documents_that_became_invalid_or_went_are_said_and_the_session_goes_on(
    page: Page, tmp_path: Path
) -> None:
    (tmp_path / "flow" / "workflow.json").write_text(json.dumps({"id": "flow"}))
    view = await check(page)
    assert view.state == "invalid"
    assert "title" in view.problems[0]
    with pytest.raises(Unprocessable):
        await page.engine.call(AdoptDocuments(session_id=page.session_id))
    shutil.rmtree(tmp_path / "flow")
    assert (await check(page)).state == "missing"
    execution, _ = await page.run("now")
    assert execution.status == "completed"


async def test_a_page_the_new_documents_do_not_have_cannot_be_left_hanging(
    page: Page, tmp_path: Path
) -> None:
    write_flow(tmp_path / "flow", form={"id": "renamed"})
    with pytest.raises(Conflict, match="no page first/page"):
        await page.engine.call(AdoptDocuments(session_id=page.session_id))
    assert (await page.engine.call(GetSession(session_id=page.session_id))).interaction is not None


async def test_a_page_opens_again_while_continue_says_so(start: Any) -> None:
    from schemas.messages.interactions import ContinueInteraction
    from schemas.messages.sessions import ResumeSession

    form = {
        "inputs": {"current_values": {"subject": "{{ state.left[0] }}"}},
        "outputs": {
            "left": "{{ state.left[1:] }}",
            "done": "{{ state.done + [response['values'].subject] }}",
            "prompt": "{{ response['values'] }}",
            "_continue": "{{ state.left | length > 0 }}",
        },
    }
    page = await start(form=form, sub_actions=[], state={"left": ["a", "b", "c"], "done": []})
    view, seen = page.started, []
    while view.interaction is not None:
        values = view.interaction.request.display_data["current_values"]
        seen.append((view.interaction.id, values["subject"]))
        await page.engine.call(
            ContinueInteraction(session_id=page.session_id, interaction_id=view.interaction.id, values=values)
        )
        view = await page.engine.call(ResumeSession(session_id=page.session_id))
    assert [subject for _, subject in seen] == ["a", "b", "c"]
    assert len({interaction_id for interaction_id, _ in seen}) == 3
    assert view.state["done"] == ["a", "b", "c"]
    assert "_continue" not in view.state
    assert view.summary.status == "completed"
