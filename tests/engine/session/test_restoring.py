"""Back to the form that made something: in a fork, or in a new session of the workflow."""

from pathlib import Path
from typing import Any

import pytest

from engine.operations.errors import Conflict, NotFound
from schemas.messages.interactions import ContinueInteraction
from schemas.messages.restoring import RestoreForm
from schemas.messages.session import SessionView
from schemas.messages.sessions import DeleteSession, ListSessions, ResumeSession
from tests.engine.fakes import sub_action, write_flow
from tests.engine.page import Page


def record(page: Page, **more: Any) -> RestoreForm:
    """What a picture made on the page says."""
    made: dict[str, Any] = {
        "workflow": "flow",
        "module": "page",
        "session": page.session_id,
        "interaction": page.id,
        "values": {"subject": "a fox", "size": 3},
    }
    return RestoreForm.model_validate(made | more)


def values(view: SessionView) -> dict[str, Any]:
    assert view.interaction is not None
    assert view.interaction.draft is not None
    return view.interaction.draft.values


async def test_the_page_is_opened_in_a_fork_with_the_values_of_then(page: Page) -> None:
    await page.run("paint", values={"subject": "a fox", "size": 3})
    await page.save(subject="an owl")
    view = await page.engine.call(record(page))
    assert view.id != page.session_id
    assert values(view) == {"subject": "a fox", "size": 3}
    assert view.interaction is not None
    assert len(view.interaction.request.display_data["generations"]) == 1
    held = (await page.view()).draft
    assert held is not None
    assert held.values == {"subject": "an owl"}


async def test_a_completed_page_is_opened_as_it_was_last(page: Page) -> None:
    await page.run("paint", values={"subject": "a fox"})
    await page.engine.call(
        ContinueInteraction(session_id=page.session_id, interaction_id=page.id, values={"subject": "a cat"})
    )
    ended = await page.engine.call(ResumeSession(session_id=page.session_id))
    assert ended.summary.status == "completed"
    view = await page.engine.call(record(page))
    assert view.summary.status == "open"
    assert view.interaction is not None
    assert view.interaction.id == page.id
    assert values(view)["subject"] == "a fox"


async def test_without_its_session_the_workflow_is_begun_anew(page: Page, home: Path) -> None:
    write_flow(home / "workflows" / "flow")
    await page.engine.call(DeleteSession(session_id=page.session_id))
    view = await page.engine.call(record(page))
    assert values(view) == {"subject": "a fox", "size": 3}
    assert view.summary.title == "Flow (from a picture)"


async def test_values_without_a_field_are_left_out_and_the_drawn_seed_is_put_in(start: Any) -> None:
    fields = {"type": "object", "properties": {"subject": {"type": "string"}, "seed": {"type": "integer"}}}
    page = await start(form={"input_schema": fields})
    given = {"subject": "a fox", "gone": 1}
    assert values(await page.engine.call(record(page, values=given, seed=9))) == {
        "subject": "a fox",
        "seed": 9,
    }
    kept = values(await page.engine.call(record(page, values={"seed": 4}, seed=9)))
    assert kept == {"seed": 4}


@pytest.mark.parametrize("workflow", ["nosuch", "../flow", "{path}"])
async def test_a_workflow_is_looked_up_by_its_id_alone(page: Page, tmp_path: Path, workflow: str) -> None:
    named = workflow.replace("{path}", str(tmp_path / "flow"))
    with pytest.raises(NotFound, match="Neither the session"):
        await page.engine.call(record(page, session="none", workflow=named))


async def test_a_page_in_the_middle_cannot_be_begun_with(page: Page, home: Path) -> None:
    before = [{"id": "early", "uses": "fake.run"}]
    write_flow(home / "workflows" / "flow", before=before, sub_actions=[sub_action("run")])
    sessions = len((await page.engine.call(ListSessions())).sessions)
    with pytest.raises(Conflict, match="does not begin with its page"):
        await page.engine.call(record(page, session="none"))
    assert len((await page.engine.call(ListSessions())).sessions) == sessions
