"""`llm.generate`: streaming, structured replies, and replies that are no good."""

import json
from typing import Any

import pytest

from engine.actions import llm_generate
from engine.actions.structured_output import StructuredOutput
from engine.providers.errors import ProviderError
from tests.engine.fakes import sub_action
from tests.engine.page import Page, kinds, text

PARTS: dict[str, Any] = {
    "type": "object",
    "required": ["title", "scenes"],
    "properties": {
        "title": {"type": "string", "maxLength": 20},
        "scenes": {
            "type": "array",
            "items": {"type": "object", "properties": {"n": {"type": "integer"}, "t": {"type": "string"}}},
        },
    },
}
SCENES = sub_action(
    "scenes",
    action_type="llm.generate",
    config={"input": "Scenes", "output_schema": PARTS, "repair": 0},
    result_mapping={"target_path": "scenes", "merge_mode": "replace"},
)


async def test_a_plain_reply_streams_and_is_appended_as_one_item(page: Page) -> None:
    execution, events = await page.run("write", values={"subject": "the sea"})

    assert text(events) == "Hello"
    assert kinds(events)[-2:] == ["result", "completed"]
    [item] = (await page.data())["texts"]
    assert item["text"] == "Hello"
    assert events[-1].data["usage"] == {"input_tokens": 3, "output_tokens": 5}
    [asked] = page.fakes.writer.asked
    assert [message.text for message in asked.messages] == ["Be brief.", "Write about the sea"]
    assert execution.status == "completed"


async def test_partial_objects_are_validated_and_never_half_an_item(start, monkeypatch) -> None:
    monkeypatch.setattr(llm_generate, "PARTIAL_SECONDS", 0)
    page: Page = await start(sub_actions=[SCENES])
    whole = {"title": "Sea", "scenes": [{"n": 1, "t": "a"}, {"n": 23, "t": "b"}]}
    page.fakes.writer.reply = list(json.dumps(whole))

    execution, events = await page.run("scenes")

    partials = [event.data["value"] for event in events if event.kind == "partial"]
    assert {"title": "Sea"} in partials
    for partial in partials:
        assert partial.get("title", "Sea") == "Sea"
        for scene, meant in zip(partial.get("scenes", []), whole["scenes"], strict=False):
            assert scene == meant
    assert partials[-1] == whole
    assert execution.status == "completed"
    assert (await page.data())["scenes"] == whole


@pytest.mark.parametrize(
    ("reply", "finish", "says"),
    [
        ("I am sorry, no.", "stop", "not JSON"),
        ('{"title": "Sea", "sce', "length", "cut at its token limit"),
        ('{"title": "Sea"}', "stop", "scenes"),
    ],
)
async def test_an_invalid_reply_fails_and_stays_in_the_log(start, reply, finish, says) -> None:
    page: Page = await start(sub_actions=[SCENES])
    page.fakes.writer.reply = [reply]
    page.fakes.writer.finish_reason = finish

    execution, events = await page.run("scenes")

    assert execution.error is not None
    assert execution.error["code"] == "invalid_output"
    assert execution.error["retryable"]
    assert says in execution.error["message"]
    assert text(events) == reply
    assert "scenes" not in await page.data()


async def test_a_truncated_stream_fails_with_the_text_kept(page: Page) -> None:
    page.fakes.writer.reply = ["half", ProviderError("truncated", "The reply ended in the middle.")]
    execution, events = await page.run("write", values={"subject": "x"})
    assert execution.error is not None
    assert execution.error["code"] == "truncated"
    assert text(events) == "half"


async def test_a_provider_that_forgets_to_end_its_stream_is_truncated_too(page: Page) -> None:
    page.fakes.writer.ends = False
    execution, _ = await page.run("write", values={"subject": "x"})
    assert execution.error is not None
    assert execution.error["code"] == "truncated"


async def test_an_empty_reply_fails(page: Page) -> None:
    page.fakes.writer.reply = [" ", "\n"]
    execution, _ = await page.run("write", values={"subject": "x"})
    assert execution.error is not None
    assert execution.error["code"] == "empty_output"


async def test_hostile_text_is_cleaned_everywhere(page: Page) -> None:
    page.fakes.writer.reply = ["a\x1b]52;c;", "eA==\x07b", "\u202e"]
    _, events = await page.run("write", values={"subject": "x"})
    everything = json.dumps([event.model_dump() for event in events])
    for bad in ("\\u001b", "\\u0007", "\\u202e"):
        assert bad not in everything


@pytest.mark.parametrize(
    ("unfinished", "expected"),
    [
        ('{"title": "a", "scenes": [{"n": 1', {"title": "a", "scenes": []}),
        ('{"title": "a", "scenes": [{"n": 1}, {"n": 2', {"title": "a", "scenes": [{"n": 1}]}),
        ('{"title": "a", "scenes": [{"n": 1}, {"n": 2}', {"title": "a", "scenes": [{"n": 1}, {"n": 2}]}),
        ('{"title": "un', None),
        ('{"title": 5, "scenes": [{"n": "x"}]', {"scenes": []}),
        ('{"title": "[{", "scenes": [{"t": "}]"}', {"title": "[{", "scenes": [{"t": "}]"}]}),
    ],
)
def test_the_valid_part_of_an_unfinished_reply(unfinished: str, expected: Any) -> None:
    assert StructuredOutput(PARTS).partial(unfinished) == expected


@pytest.mark.parametrize(
    ("unfinished", "expected"), [("[1, 23", [1]), ("[1, 23,", [1, 23]), ("[1, 23]", [1, 23]), ("[1", None)]
)
def test_a_number_counts_once_it_is_over(unfinished: str, expected: Any) -> None:
    schema = {"type": "array", "items": {"type": "integer"}}
    assert StructuredOutput(schema).partial(unfinished) == expected


def test_an_unfinished_number_of_an_object_waits() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    assert StructuredOutput(schema).partial('{"n": 12') is None
    assert StructuredOutput(schema).partial('{"n": 123}') == {"n": 123}


def test_shapes_may_be_references() -> None:
    schema = {"type": "array", "items": {"$ref": "#/$defs/n"}, "$defs": {"n": {"type": "integer"}}}
    assert StructuredOutput(schema).partial('[1, "x", 2]') == [1, 2]
