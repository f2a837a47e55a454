"""A reply that does not fit is sent back once with what is wrong with it."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.text import TextDelta, TextEnd, TextRequest
from tests.engine.fakes import FakeText, sub_action
from tests.engine.page import Page, kinds, text

SCHEMA = {
    "type": "object",
    "required": ["title", "n"],
    "properties": {"title": {"type": "string"}, "n": {"type": "integer"}},
}
GOOD = '{"title": "Sea", "n": 1}'


@dataclass
class Takes(FakeText):
    """Answers with one reply after the other."""

    replies: list[str | Exception] = field(default_factory=list)

    async def generate(self, request: TextRequest) -> AsyncGenerator[TextDelta | TextEnd]:
        self.asked.append(request)
        reply = self.replies[min(len(self.asked), len(self.replies)) - 1]
        if isinstance(reply, Exception):
            raise reply
        yield TextDelta(reply)
        yield TextEnd(self.finish_reason, "takes-1", 10, 2, {"cached_tokens": 1}, 0.5)


async def run(
    start: Any, fakes: Any, *replies: str | Exception, finish: str = "stop", **config: Any
) -> tuple[Page, Any]:
    fakes.writer = Takes(replies=list(replies), finish_reason=finish)
    action = sub_action(
        "ask",
        action_type="llm.generate",
        config={"input": "Ask", "output_schema": SCHEMA, **config},
        result_mapping={"target_path": "answer", "merge_mode": "replace"},
    )
    page: Page = await start(sub_actions=[action])
    return page, await page.run("ask")


async def test_the_model_is_told_all_that_is_wrong(start: Any, fakes: Any) -> None:
    bad = '{"title": 7, "n": "x"}'
    page, (execution, _) = await run(start, fakes, bad, GOOD)
    assert execution.status == "completed"
    assert (await page.data())["answer"] == json.loads(GOOD)
    first, second = page.fakes.writer.asked
    assert second.messages[: len(first.messages)] == first.messages
    answered, corrected = second.messages[len(first.messages) :]
    assert (answered.role, answered.text) == ("assistant", bad)
    assert corrected.role == "user"
    assert "title: 7 is not of type 'string'" in corrected.text
    assert "n: 'x' is not of type 'integer'" in corrected.text
    assert second.output_schema == first.output_schema


async def test_both_replies_are_in_the_log_and_both_are_counted(start: Any, fakes: Any) -> None:
    _, (_, events) = await run(start, fakes, "Sorry, no.", GOOD)
    assert kinds(events)[0:3] == ["started", "token", "log"]
    assert text(events) == "Sorry, no." + GOOD
    [told] = [event.data["message"] for event in events if event.kind == "log"]
    assert "not JSON" in told
    assert "once more" in told
    [made] = [event.data["result"]["provenance"] for event in events if event.kind == "result"]
    assert made["repairs"] == 1
    assert made["finish_reason"] == "stop"
    used = {"input_tokens": 20, "output_tokens": 4, "cached_tokens": 2, "cost": 1.0}
    assert made["usage"] == used
    assert events[-1].data["usage"] == used


async def test_it_is_asked_once_and_no_more(start: Any, fakes: Any) -> None:
    page, (execution, _) = await run(start, fakes, "no", "no", GOOD)
    assert execution.status == "failed"
    assert len(page.fakes.writer.asked) == 2


async def test_not_at_all_where_the_document_says_so(start: Any, fakes: Any) -> None:
    page, (execution, _) = await run(start, fakes, "no", GOOD, repair=0)
    assert execution.status == "failed"
    assert len(page.fakes.writer.asked) == 1


@pytest.mark.parametrize("finish", ["length", "context_window"])
async def test_a_reply_without_room_is_not_sent_back(start: Any, fakes: Any, finish: str) -> None:
    page, (execution, _) = await run(start, fakes, '{"title": "Se', finish=finish)
    assert execution.error is not None
    assert "cut" in execution.error["message"]
    assert len(page.fakes.writer.asked) == 1


async def test_then_it_is_asked_afresh_with_another_seed(start: Any, fakes: Any) -> None:
    page, (execution, events) = await run(start, fakes, "no", "still no", GOOD, retries=1)
    assert execution.status == "completed"
    first, second, third = page.fakes.writer.asked
    assert third.messages == first.messages
    assert second.sampling.seed == first.sampling.seed != third.sampling.seed
    [made] = [event.data["result"]["provenance"] for event in events if event.kind == "result"]
    assert made["seed"] == third.sampling.seed


async def test_a_seed_that_is_named_stays(start: Any, fakes: Any) -> None:
    page, _ = await run(start, fakes, "no", GOOD, repair=0, retries=1, seed=5)
    assert [asked.sampling.seed for asked in page.fakes.writer.asked] == [5, 5]


async def test_a_pattern_is_told_too(start: Any, fakes: Any) -> None:
    config = {"output_schema": None, "output_pattern": "[a-z]+"}
    page, (execution, _) = await run(start, fakes, "No 1!", "yes", **config)
    assert execution.status == "completed"
    assert "[a-z]+" in page.fakes.writer.asked[1].messages[-1].text


async def test_a_cut_reply_says_so_and_its_result_remembers(start: Any, fakes: Any) -> None:
    _, (_, events) = await run(start, fakes, "cut", finish="length", output_schema=None)
    assert "cut at its token limit" in events[-1].data["message"]
    [made] = [event.data["result"]["provenance"] for event in events if event.kind == "result"]
    assert made["finish_reason"] == "length"


@pytest.mark.parametrize("code", ["context_overflow", "replay_ended"])
async def test_no_other_reply_is_not_what_went_wrong(start: Any, fakes: Any, code: str) -> None:
    _, (execution, _) = await run(start, fakes, "no", ProviderError(code, "There is none."))
    assert execution.error is not None
    assert execution.error["code"] == "invalid_output"


async def test_other_failures_of_asking_again_are_told(start: Any, fakes: Any) -> None:
    _, (execution, _) = await run(start, fakes, "no", ProviderError("rate_limited", "Slow down."))
    assert execution.error is not None
    assert execution.error["code"] == "rate_limited"
