"""What goes into the record: texts, pictures with their files, several values, what came from the cache."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from engine.actions.action import ActionEvent, ActionInput, Outputs
from engine.client.local import LocalEngine
from engine.operations.errors import Unprocessable
from schemas.messages.record_files import ListRecordFiles
from schemas.messages.script_steps import ExecuteScriptStep, ListScriptSteps, StepContext
from tests.engine.batches.blog import FAKE, PAINT, POLISH, Blog, registry_of, write_steps
from tests.engine.fakes import Fakes

TWO: dict[str, Any] = {
    **FAKE,
    "outputs": {
        "headline": {"label": "Headline", "db_field": "title_idea", "type": "text"},
        "teaser": {"label": "Teaser", "db_field": "teaser", "type": "textarea"},
    },
}


@pytest.fixture
async def make(home: Path, fakes: Fakes, tmp_path: Path):
    engines: list[LocalEngine] = []

    async def make(steps: dict[str, Any], sections: int = 2, **workflow: Any) -> Blog:
        engine = await LocalEngine.open(home, registry=registry_of(fakes))
        engines.append(engine)
        return await Blog.of(engine, fakes, write_steps(tmp_path / "blog", steps, **workflow), sections)

    yield make
    for engine in engines:
        await engine.close()


async def test_a_text_with_the_prompt_of_its_record(blog: Blog) -> None:
    await blog.run("polish", blog.sections[1])
    assert (await blog.fields(blog.sections[1]))["polished"] == "Hello"
    assert blog.fakes.writer.asked[0].messages[-1].text == "Polish: draft 2"


async def test_a_picture_and_its_file(blog: Blog) -> None:
    await blog.run("paint", blog.sections[0])
    url = (await blog.fields(blog.sections[0]))["picture"]
    assert url.startswith("blob:")
    assert blog.fakes.painter.asked[0].prompt == "draft 1"
    assert blog.fakes.painter.asked[0].params == {}
    [file] = (await blog.engine.call(ListRecordFiles(record_id=blog.sections[0]))).files
    assert (file.url, file.field) == (url, "picture")
    assert Path(file.path).parent.name == str(blog.sections[0])
    assert await asyncio.to_thread(Path(file.path).is_file)


async def test_several_outputs_by_their_keys(make: Any, fakes: Fakes) -> None:
    async def play(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        yield Outputs({"headline": "H", "teaser": "T", "more": 1})

    fakes.action.play = play
    blog = await make({"two": TWO})
    await blog.run("two", blog.sections[0])
    fields = await blog.fields(blog.sections[0])
    assert (fields["title_idea"], fields["teaser"]) == ("H", "T")

    async def lacks(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        yield Outputs({"headline": "H2"})

    fakes.action.play = lacks
    batch = await blog.run("two", blog.sections[0])
    assert batch.records[0].message == "The run has no value for teaser: it gave headline."
    assert (await blog.fields(blog.sections[0]))["title_idea"] == "H"


async def test_over_the_document_itself(make: Any, fakes: Fakes) -> None:
    title = {"input1": {"label": "Title", "db_field": "title", "type": "text"}}
    blog = await make({"ideas": {**POLISH, "inputs": title, "over": "document"}})
    batch = await blog.run("ideas")
    assert [each.record_id for each in batch.records] == [blog.post]
    assert (await blog.fields(blog.post))["polished"] == "Hello"
    assert fakes.writer.asked[0].messages[-1].text == "Polish: Otters"


async def test_records_for_which_the_condition_is_false_are_skipped(make: Any, fakes: Fakes) -> None:
    blog = await make({"some": {**FAKE, "when": "rank > 1 and document.title == 'Otters'"}})
    batch = await blog.run("some")
    assert [each.status for each in batch.records] == ["skipped", "success"]
    assert batch.records[0].message.endswith("is false: rank > 1 and document.title == 'Otters'")
    assert fakes.action.runs == 1
    reply = await blog.engine.call(
        ExecuteScriptStep(step_id="some", post_id=blog.post, workflow=blog.workflow)
    )
    assert (reply.success, reply.sections_processed) == (True, [blog.sections[1]])


async def test_the_same_again_comes_from_the_cache(make: Any, fakes: Fakes) -> None:
    blog = await make({"polish": {**POLISH, "cache": True}, "paint": {**PAINT, "cache": True}})
    for step, asked in (("polish", fakes.writer.asked), ("paint", fakes.painter.asked)):
        first = await blog.run(step, blog.sections[0])
        again = await blog.run(step, blog.sections[0])
        assert (first.records[0].status, again.records[0].status) == ("success", "cached")
        assert again.records[0].message.startswith("From the cache: ")
        assert len(asked) == 1
        other = await blog.run(step, blog.sections[0], inputs={"draft": "something else"})
        assert other.records[0].status == "success"
        assert len(asked) == 2
    reply = await blog.engine.call(
        ExecuteScriptStep(
            step_id="paint",
            post_id=blog.post,
            context=StepContext(section_ids=[blog.sections[0]]),
            workflow=blog.workflow,
        )
    )
    assert reply.results[0]["metadata"]["cached"] is True
    picture = (await blog.fields(blog.sections[0]))["picture"]
    assert reply.results[0]["metadata"]["blob"] == picture
    files = (await blog.engine.call(ListRecordFiles(record_id=blog.sections[0]))).files
    assert reply.results[0]["image_url"] == files[-1].path
    assert f"/records/posts/{blog.post}/{blog.sections[0]}/" in Path(files[-1].path).as_posix()


async def test_the_reply_of_a_whole_run(blog: Blog) -> None:
    async def play(given: ActionInput) -> AsyncGenerator[ActionEvent]:
        if given.variables["section"]["rank"] == 2:
            raise ValueError("an ugly fault")
        yield Outputs(f"{given.variables['inputs']['input1']} at {given.config.level:g}")

    blog.fakes.action.play = play
    context = StepContext(section_ids=blog.sections[:2], inputs={"input1": "mine"}, llm_settings={"level": 3})
    reply = await blog.engine.call(
        ExecuteScriptStep(step_id="fake", post_id=blog.post, context=context, workflow=blog.workflow)
    )
    assert not reply.success
    assert (reply.step, reply.sections_processed) == ("fake", blog.sections[:2])
    good, bad = reply.results
    assert set(good) == {"section_id", "status", "output1", "metadata"}
    assert (good["section_id"], good["status"], good["output1"]) == (blog.sections[0], "success", "mine at 3")
    assert set(good["metadata"]) == {"model", "generation_time", "seconds", "execution_id", "cached"}
    assert (bad["section_id"], bad["status"]) == (blog.sections[1], "error")
    assert "an ugly fault" in bad["error"]


async def test_the_steps_that_there_are(blog: Blog) -> None:
    listed = await blog.engine.call(ListScriptSteps(workflow=blog.workflow))
    assert [(each.step_id, each.type, each.action) for each in listed.steps] == [
        ("fake", "fake.run", "fake.run"),
        ("polish", "llm_action", "llm.generate"),
        ("paint", "image_generation", "media.generate"),
        ("unread", "fake.run", "fake.run"),
    ]
    assert listed.steps[2].panel == "media.generate"


async def test_a_parameter_that_the_provider_does_not_take_runs_nothing(make: Any, fakes: Fakes) -> None:
    script = {"type": "image_generation", "parameters": {"provider": "midjourney", "stylization": 5000}}
    blog = await make({"paint": {**PAINT, "script_config": script}})
    with pytest.raises(Unprocessable, match="stylization: 5000 is greater than"):
        await blog.start("paint")
    assert fakes.painter.asked == []
