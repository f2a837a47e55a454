"""A step over the sections of a post: each by itself, the good ones kept, the failed ones run again."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from engine.actions.action import ActionEvent, ActionInput, Outputs, Progress
from engine.actions.errors import ActionError
from engine.operations.errors import BadRequest, NotFound, Unprocessable
from schemas.messages.batches import (
    BatchView,
    CancelBatch,
    GetBatch,
    ListBatches,
    PauseBatch,
    ResumeBatch,
    RetryBatch,
)
from schemas.messages.records import DeleteRecords, EditRecord, ListVersions
from tests.engine.batches.blog import Blog
from tests.engine.fakes import Gate


async def shout(given: ActionInput) -> AsyncGenerator[ActionEvent]:
    yield Outputs(str(given.variables["inputs"]["input1"]).upper())


def statuses(batch: BatchView) -> list[str]:
    return [each.status for each in batch.records]


async def test_each_section_gets_its_own_output(blog: Blog) -> None:
    blog.fakes.action.play = shout
    batch = await blog.run("fake")
    assert statuses(batch) == ["success"] * 4
    assert [each.record_id for each in batch.records] == blog.sections
    assert [each.title for each in batch.records] == ["Part 1", "Part 2", "Part 3", "Part 4"]
    assert (batch.done, batch.total, batch.seconds_left) == (4, 4, 0)
    assert [(await blog.fields(each))["polished"] for each in blog.sections] == [
        "DRAFT 1",
        "DRAFT 2",
        "DRAFT 3",
        "DRAFT 4",
    ]
    listed = await blog.engine.call(ListBatches(document_id=blog.post))
    assert [each.id for each in listed.batches] == [batch.id]


async def test_two_fail_and_only_those_are_run_again(blog: Blog) -> None:
    fails = {"draft 2", "draft 3"}

    async def play(given: ActionInput) -> AsyncGenerator[ActionEvent]:
        if given.variables["inputs"]["input1"] in fails:
            raise ActionError("no", "The writer is ill.")
        yield Outputs("good")

    blog.fakes.action.play = play
    batch = await blog.run("fake")
    assert statuses(batch) == ["success", "error", "error", "success"]
    assert batch.records[1].message == "The writer is ill."
    assert "polished" not in await blog.fields(blog.sections[1])
    fails.clear()
    ran = blog.fakes.action.runs
    again = await blog.ended(await blog.engine.call(RetryBatch(batch_id=batch.id)))
    assert statuses(again) == ["success"] * 4
    assert blog.fakes.action.runs == ran + 2
    assert [each.attempt for each in again.records] == [1, 2, 2, 1]


async def test_only_the_failed_of_the_last_batch_and_only_what_is_missing(blog: Blog) -> None:
    async def play(given: ActionInput) -> AsyncGenerator[ActionEvent]:
        if given.variables["record"]["rank"] == 2:
            raise ActionError("no", "No.")
        yield Outputs("good")

    blog.fakes.action.play = play
    await blog.run("fake", *blog.sections[:3])
    blog.fakes.action.play = shout
    missing = await blog.run("fake", only="missing")
    assert [each.record_id for each in missing.records] == [blog.sections[1], blog.sections[3]]
    with pytest.raises(Unprocessable, match="run of none"):
        await blog.start("fake", only="failed")


async def test_what_it_writes_is_a_new_version_that_names_its_execution(blog: Blog) -> None:
    batch = await blog.run("fake", blog.sections[0])
    versions = await blog.engine.call(ListVersions(record_id=blog.sections[0], field="polished"))
    [version] = versions.versions
    assert version.execution_id == batch.records[0].execution_id


async def test_the_key_is_one_batch_in_its_session(blog: Blog) -> None:
    session = await blog.session()
    first = await blog.start("fake", session_id=session, workflow=None, idempotency_key="k")
    again = await blog.start("fake", session_id=session, workflow=None, idempotency_key="k")
    assert first.id == again.id
    await blog.ended(again)
    assert blog.fakes.action.runs == 4


async def test_so_many_run_at_once(blog: Blog) -> None:
    running: list[int] = []
    most = 0

    async def play(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        nonlocal most
        running.append(1)
        most = max(most, len(running))
        await asyncio.sleep(0.01)
        running.pop()
        yield Outputs("x")

    blog.fakes.action.play = play
    await blog.run("fake")
    assert 1 < most <= 4


async def test_progress_of_a_record(blog: Blog) -> None:
    blog.fakes.action.play = gate = Gate(before=[Progress(0.5, "half of it")], value="x")
    batch = await blog.start("fake", blog.sections[0])
    await gate.there.wait()
    batch = await blog.engine.call(GetBatch(batch_id=batch.id))
    assert (batch.records[0].status, batch.records[0].fraction) == ("running", 0.5)
    assert batch.records[0].message == "half of it"
    gate.go.set()
    await blog.ended(batch)


async def test_paused_it_begins_no_more_until_it_goes_on(blog: Blog) -> None:
    blog.fakes.action.play = gate = Gate(value="x")
    batch = await blog.start("fake", settings={"level": 2})
    await gate.there.wait()
    paused = await blog.engine.call(PauseBatch(batch_id=batch.id))
    assert paused.paused
    gate.go.set()
    await blog.ended(await blog.engine.call(ResumeBatch(batch_id=batch.id)))


async def test_cancelled_what_is_done_stays(blog: Blog) -> None:
    blog.fakes.action.play = gate = Gate(value="x")
    batch = await blog.start("fake")
    await gate.there.wait()
    cancelled = await blog.engine.call(CancelBatch(batch_id=batch.id))
    assert set(statuses(cancelled)) == {"cancelled"}
    assert cancelled.cancelled
    gate.go.set()
    again = await blog.ended(await blog.engine.call(RetryBatch(batch_id=batch.id, only="missing")))
    assert statuses(again) == ["success"] * 4


async def test_a_record_that_is_deleted_meanwhile_fails_by_itself(blog: Blog) -> None:
    blog.fakes.action.play = gate = Gate(value="x")
    batch = await blog.start("fake", *blog.sections[:2])
    await gate.there.wait()
    await blog.engine.call(DeleteRecords(record_ids=[blog.sections[0]]))
    gate.go.set()
    batch = await blog.ended(batch)
    assert statuses(batch) == ["error", "success"]
    assert "deleted" in batch.records[0].message


async def test_nothing_to_work_on_is_the_record_s_error(blog: Blog) -> None:
    await blog.engine.call(EditRecord(record_id=blog.sections[0], values={"draft": " "}))
    batch = await blog.run("fake", *blog.sections[:2])
    assert statuses(batch) == ["error", "success"]
    assert batch.records[0].message == "Draft (draft) is empty: there is nothing to work on."
    assert blog.fakes.action.runs == 1


BAD: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"ids": [987654]}, NotFound, "987654"),
    ({"settings": {"timeout": "soon"}}, Unprocessable, "wrong"),
    ({"inputs": {"inptu1": "x"}}, Unprocessable, "inptu1"),
    ({"step": "fak"}, NotFound, "fak"),
    ({"step": "unread"}, Unprocessable, "drft"),
    ({"workflow": None}, BadRequest, "session"),
]


@pytest.mark.parametrize(("keys", "error", "words"), BAD, ids=[str(each[0]) for each in BAD])
async def test_what_is_wrong_is_said_before_anything_runs(
    blog: Blog, keys: dict[str, Any], error: type[Exception], words: str
) -> None:
    keys = dict(keys)
    with pytest.raises(error, match=words):
        await blog.start(keys.pop("step", "fake"), *keys.pop("ids", ()), **keys)
    assert blog.fakes.action.runs == 0
    assert not (await blog.engine.call(ListBatches())).batches


async def test_sections_of_another_document(blog: Blog) -> None:
    other = await Blog.of(blog.engine, blog.fakes, blog.workflow, 1)
    with pytest.raises(Unprocessable, match=str(other.sections[0])):
        await blog.start("fake", *other.sections)
