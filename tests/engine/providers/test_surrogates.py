import pytest

from engine.providers.openai_stream import ChatStream
from engine.providers.surrogates import ends_in_half, paired
from engine.providers.text import TextDelta, ToolCall
from engine.providers.tool_calls import ToolCalls

HIGH, LOW = "\ud83c", "\udf0a"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("plain", "plain"),
        ("wörld 🌊", "wörld 🌊"),
        (f"a {HIGH}{LOW}é", "a 🌊é"),
        (f"{LOW}{HIGH}", f"{LOW}{HIGH}"),
        (f"{HIGH}{HIGH}{LOW}x{LOW}", f"{HIGH}🌊x{LOW}"),
        ("", ""),
    ],
)
def test_pairs_become_characters_and_the_rest_stays(text: str, whole: str) -> None:
    assert paired(text) == whole


@pytest.mark.parametrize(("text", "half"), [("", False), ("a🌊", False), (f"a{HIGH}", True), (LOW, False)])
def test_only_a_first_half_waits_for_more(text: str, half: bool) -> None:
    assert ends_in_half(text) is half


def test_a_stream_waits_for_the_second_half() -> None:
    stream = ChatStream(where="there", secret=None, model="m")
    begun = stream.read(['{"choices": [{"delta": {"content": "a \\ud83c"}}]}'])
    assert begun == [TextDelta("a ")]
    assert stream.read(['{"choices": [{"delta": {"role": "assistant"}}]}']) == []
    assert stream.read(['{"choices": [{"delta": {"content": "\\udf0a!"}}]}']) == [TextDelta("🌊!")]


def test_arguments_of_a_call_are_whole_again() -> None:
    calls = ToolCalls("there")
    calls.add(0, name="save", arguments='{"title": "' + HIGH)
    calls.add(0, arguments=LOW + '"}')
    assert calls.end(0) == [ToolCall("save", '{"title": "🌊"}')]
