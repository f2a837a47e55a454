"""A reply that does not fit is asked for again as often as the document allows, and no more."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.providers.text import TextDelta, TextEnd, TextRequest
from tests.engine.fakes import FakeText, sub_action
from tests.engine.page import Page, kinds

SCHEMA = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}
LIST = {"type": "array", "items": {"type": "object", "required": ["n"]}}


@dataclass
class Takes(FakeText):
    """Answers with one reply after the other, each in pieces of a few characters."""

    replies: list[str] = field(default_factory=list)

    async def generate(self, request: TextRequest) -> AsyncGenerator[TextDelta | TextEnd]:
        self.asked.append(request)
        reply = self.replies[min(len(self.asked), len(self.replies)) - 1]
        for at in range(0, len(reply), 4):
            yield TextDelta(reply[at : at + 4])
        yield TextEnd("stop", "takes-1", 1, 1)


def ask(retries: int, **config: Any) -> dict[str, Any]:
    return sub_action(
        "ask",
        action_type="llm.generate",
        config={"input": "Ask", "output_schema": SCHEMA, "repair": 0, "retries": retries, **config},
        result_mapping={"target_path": "answer", "merge_mode": "replace"},
    )


async def page_with(start: Any, fakes: Any, action: dict[str, Any], *replies: str) -> Page:
    fakes.writer = Takes(replies=list(replies))
    return await start(sub_actions=[action])


async def test_the_reply_that_fits_counts_and_the_others_are_in_the_log(start: Any, fakes: Any) -> None:
    page = await page_with(start, fakes, ask(2), "not JSON", '{"titel": 1}', '{"title": "Sea"}')
    execution, events = await page.run("ask")
    assert execution.status == "completed"
    assert (await page.data())["answer"] == {"title": "Sea"}
    told = [event.data["message"] for event in events if event.kind == "log"]
    assert len(told) == 2
    assert "Asking again (1 of 2)" in told[0]
    assert "Asking again (2 of 2)" in told[1]
    assert kinds(events).count("result") == 1


async def test_when_none_fits_it_fails_with_everything_kept(start: Any, fakes: Any) -> None:
    page = await page_with(start, fakes, ask(2), '{"titel": 1}')
    before = await page.data()
    execution, events = await page.run("ask")
    assert execution.status == "failed"
    assert execution.error is not None
    assert execution.error["code"] == "invalid_output"
    assert execution.error["retryable"]
    assert len(page.fakes.writer.asked) == 3
    assert "titel" in "".join(event.data["text"] for event in events if event.kind == "token")
    assert await page.data() == before


async def test_without_leave_it_asks_once(start: Any, fakes: Any) -> None:
    page = await page_with(start, fakes, ask(0), "no", '{"title": "Sea"}')
    execution, _ = await page.run("ask")
    assert execution.status == "failed"
    assert len(page.fakes.writer.asked) == 1


async def test_items_that_were_shown_are_not_made_twice(
    start: Any, fakes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.actions.llm_generate.PARTIAL_SECONDS", 0)
    action = ask(3, output_schema=LIST, results_at="")
    page = await page_with(start, fakes, action, json.dumps([{"n": 1}, {"n": 2}, {"m": 3}]))
    execution, events = await page.run("ask")
    assert execution.status == "failed"
    assert len(page.fakes.writer.asked) == 1
    assert kinds(events).count("result") == 2


async def test_each_member_of_the_list_is_a_result_and_so_is_the_output(start: Any, fakes: Any) -> None:
    action = ask(0, output_schema=LIST, results_at="")
    page = await page_with(start, fakes, action, json.dumps([{"n": 1}, {"n": 2}]))
    _, events = await page.run("ask")
    made = [event.data["result"]["value"] for event in events if event.kind == "result"]
    assert [each["n"] for each in made] == [1, 2]
    assert (await page.data())["answer"] == made


async def test_a_list_that_is_not_where_the_document_says_fails(start: Any, fakes: Any) -> None:
    page = await page_with(start, fakes, ask(0, output_schema={"type": "object"}, results_at="scenes"), "{}")
    execution, _ = await page.run("ask")
    assert execution.error is not None
    assert "no list at 'scenes'" in execution.error["message"]
