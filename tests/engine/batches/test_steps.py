"""How a step is named, and in which session it runs without a page."""

from pathlib import Path

import pytest

from engine.operations.errors import BadRequest, NotFound
from schemas.messages.script_steps import ExecuteScriptStep, ListScriptSteps
from schemas.messages.sessions import ListSessions
from tests.engine.batches.blog import FAKE, Blog, write_steps


async def test_by_its_id_or_with_its_workflow(blog: Blog, home: Path) -> None:
    folder = home / "workflows"
    write_steps(folder / "one", {"fake": FAKE, "only": FAKE}, id="one")
    write_steps(folder / "two", {"fake": FAKE}, id="two")
    known = (await blog.engine.call(ListScriptSteps())).steps
    assert {("one", "fake"), ("one", "only"), ("two", "fake")} <= {
        (each.workflow_id, each.step_id) for each in known
    }
    for name in ("only", "two/fake"):
        assert (await blog.engine.call(ExecuteScriptStep(step_id=name, post_id=blog.post))).success
    with pytest.raises(BadRequest, match="Several") as several:
        await blog.engine.call(ExecuteScriptStep(step_id="fake", post_id=blog.post))
    assert several.value.body.hint == "Say which: one/fake or two/fake."
    with pytest.raises(NotFound) as unknown:
        await blog.engine.call(ExecuteScriptStep(step_id="onli", post_id=blog.post))
    assert unknown.value.body.hint == "Did you mean only?"


async def test_runs_without_a_page_share_a_session_for_each_document(blog: Blog) -> None:
    first, second = await blog.run("fake"), await blog.run("polish")
    assert first.session_id == second.session_id
    [session] = (await blog.engine.call(ListSessions())).sessions
    assert session.title == "Blog: Otters"
    other = await Blog.of(blog.engine, blog.fakes, blog.workflow, 1)
    assert (await other.run("fake")).session_id != first.session_id


async def test_a_page_of_records_says_whose_they_are(blog: Blog) -> None:
    listed = await blog.engine.call(ListScriptSteps(session_id=await blog.session()))
    assert [each.step_id for each in listed.steps] == ["fake", "polish", "paint", "unread"]
