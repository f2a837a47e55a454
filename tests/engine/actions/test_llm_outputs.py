"""`llm.generate`: outputs made of the reply, replies held to a pattern, configs tuned for a provider."""

import json
from typing import Any

import pytest

from engine.actions import llm_generate
from tests.engine.fakes import sub_action
from tests.engine.page import Page, kinds

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "colour": {"type": "string"}},
    "required": ["title", "colour"],
}


def asking(mode: str = "replace", **config: Any) -> dict[str, Any]:
    mapping = {"target_path": "texts", "merge_mode": mode}
    return sub_action(
        "ask", action_type="llm.generate", config={"input": "Ask", **config}, result_mapping=mapping
    )


async def test_output_is_what_lands_on_the_page_and_streams(start: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(llm_generate, "PARTIAL_SECONDS", 0)
    output = {"title": "{{ values.subject ~ ', ' ~ reply.title }}", "colour": "{{ reply.colour }}"}
    page: Page = await start(sub_actions=[asking(output_schema=SCHEMA, output=output)])
    page.fakes.writer.reply = list(json.dumps({"title": "at night", "colour": "blue"}))

    _, events = await page.run("ask", values={"subject": "the sea"})

    made = {"title": "the sea, at night", "colour": "blue"}
    assert (await page.data())["texts"] == made
    assert [event.data["value"] for event in events if event.kind == "partial"][-1] == made
    partials = [event.data["value"] for event in events if event.kind == "partial"]
    assert partials[0] == {"title": "the sea, at night"}, "never the raw reply, nor half of it"
    [item] = [event.data["result"]["value"] for event in events if event.kind == "result"]
    assert made.items() <= item.items()
    assert events[-1].data["outputs"] == made


async def test_output_of_a_plain_reply(start: Any) -> None:
    page: Page = await start(sub_actions=[asking("append", output={"line": "{{ reply | upper }}"})])

    await page.run("ask", values={})

    [item] = (await page.data())["texts"]
    assert item["line"] == "HELLO"


async def test_an_output_that_lacks_a_name_fails_and_says_which(start: Any) -> None:
    page: Page = await start(sub_actions=[asking(output="{{ values.nothing }}")])

    execution, _ = await page.run("ask", values={})

    assert execution.status == "failed"
    assert execution.error is not None
    assert "nothing" in execution.error["message"]


@pytest.mark.parametrize(
    ("reply", "finish", "says"),
    [
        ("Hello", "stop", ""),
        (" Hello\n", "stop", ""),
        ("Hello there", "stop", "does not fit"),
        ("Hell", "length", "cut at its token limit"),
    ],
)
async def test_a_pattern_is_asked_for_and_must_match_the_whole(
    start: Any, reply: str, finish: str, says: str
) -> None:
    page: Page = await start(sub_actions=[asking(output_pattern="H[a-z]+o")])
    page.fakes.writer.reply = [reply]
    page.fakes.writer.finish_reason = finish

    execution, events = await page.run("ask", values={})

    assert page.fakes.writer.asked[0].output_pattern == "H[a-z]+o"
    if says:
        assert execution.error is not None
        assert (execution.error["code"], execution.error["retryable"]) == ("invalid_output", True)
        assert says in execution.error["message"]
    else:
        assert kinds(events)[-1] == "completed"


async def test_the_provider_that_answers_decides_what_is_asked(start: Any) -> None:
    tuned = {"fake": {"input": "Ask briefly", "temperature": 0.25}, "embedded": {"input": "never"}}
    page: Page = await start(sub_actions=[asking(temperature=1.5, max_tokens=9, tuned_for=tuned)])

    _, events = await page.run("ask", values={})

    [asked] = page.fakes.writer.asked
    assert [message.text for message in asked.messages] == ["Ask briefly"]
    assert (asked.sampling.temperature, asked.sampling.max_tokens) == (0.25, 9)
    [result] = [event.data["result"] for event in events if event.kind == "result"]
    assert result["provenance"]["rendered"]["input"] == "Ask briefly"
    assert result["provenance"]["parameters"]["temperature"] == 0.25


async def test_nothing_is_sent_when_a_precondition_does_not_hold(start: Any) -> None:
    only_if = [{"condition": "values.subject", "otherwise": "Write a subject first."}]
    page: Page = await start(sub_actions=[{**asking(), "preconditions": only_if}])

    execution, _ = await page.run("ask", values={"subject": ""})

    assert execution.error is not None
    assert execution.error["message"] == "Write a subject first."
    assert page.fakes.writer.asked == []
