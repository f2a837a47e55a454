import json
from typing import Any

import pytest

from engine.providers.anthropic.stream import MessagesStream
from engine.providers.anthropic.wrapped_reply import WrappedReply
from engine.providers.errors import ProviderError
from engine.providers.text import TextDelta, TextEnd, ToolCall
from tests.engine.providers.contract_text.asking import words
from tests.servers.wires.messages import Messages, event

WIRE = Messages()


def stream(**options: Any) -> MessagesStream:
    return MessagesStream(where="there", secret=None, model="m", **options)


def read(data: bytes, **options: Any) -> tuple[str, TextEnd]:
    one = stream(**options)
    return words(one.feed(data)), one.end()


def test_usage_counts_what_came_from_a_cache_and_went_into_one() -> None:
    head = {"input_tokens": 10, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 20}
    start = event("message_start", message={"model": "claude", "usage": {**head, "output_tokens": 1}})
    _, end = read(start + WIRE.end())
    assert (end.model, end.input_tokens, end.output_tokens) == ("claude", 130, 3)
    assert end.usage == {"cached_tokens": 100, "cache_write_tokens": 20}


def test_later_figures_replace_earlier_ones_and_lies_are_left_out() -> None:
    delta = event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": -5})
    _, end = read(WIRE.head() + delta + event("message_stop"))
    assert end.output_tokens == 1


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "context_window"),
        ("pause_turn", "pause_turn"),
    ],
)
def test_stop_reasons(said: str, meant: str) -> None:
    assert read(WIRE.begin() + WIRE.token("x") + WIRE.end(said))[1].finish_reason == meant


def test_a_refusal_after_some_text() -> None:
    one = stream()
    assert words(one.feed(WIRE.begin() + WIRE.token("Well") + WIRE.end("refusal"))) == "Well"
    with pytest.raises(ProviderError) as caught:
        one.end()
    assert caught.value.code == "refused"


def test_only_message_stop_is_the_end() -> None:
    one = stream()
    one.feed((WIRE.begin() + WIRE.token("x") + WIRE.end()).replace(event("message_stop"), b""))
    assert not one.whole
    with pytest.raises(ProviderError, match="stopped in the middle"):
        one.end()


def test_thoughts_and_unknown_events_are_no_text() -> None:
    thought = event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "hm"})
    one = stream()
    assert words(one.feed(WIRE.begin() + thought + event("invented"))) == ""
    assert one.started
    assert words(one.feed(WIRE.token("yes") + WIRE.end())) == "yes"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("overloaded_error", "server_error"),
        ("rate_limit_error", "rate_limited"),
        ("authentication_error", "unauthorised"),
        ("invalid_request_error", "bad_request"),
        ("api_error", "server_error"),
    ],
)
def test_errors_in_the_stream(kind: str, code: str) -> None:
    one = stream()
    one.feed(WIRE.begin() + event("error", error={"type": kind, "message": "oh"}))
    assert one.failure is not None
    assert one.failure.code == code


class TestStructured:
    def test_an_empty_input_is_an_empty_object(self) -> None:
        assert read(WIRE.structured(), reply_tool="reply")[0] == "{}"

    def test_words_beside_the_tool_are_no_reply(self) -> None:
        words = event("content_block_delta", index=0, delta={"type": "text_delta", "text": "Sure!"})
        assert read(words + WIRE.structured('{"a": 1}'), reply_tool="reply")[0] == '{"a": 1}'

    def test_a_server_without_tools_answers_in_words(self) -> None:
        assert read(WIRE.begin() + WIRE.token('{"a": 1}') + WIRE.end(), reply_tool="reply")[0] == '{"a": 1}'

    def test_a_list_is_taken_out_of_its_object(self) -> None:
        whole = json.dumps({"value": [1, {"a": "}"}, "} "]}) + "\n"
        data = WIRE.structured(*(whole[at : at + 2] for at in range(0, len(whole), 2)))
        assert json.loads(read(data, reply_tool="reply", wrapped=True)[0]) == [1, {"a": "}"}, "} "]

    def test_a_server_that_ignores_stream(self) -> None:
        block = {"type": "tool_use", "id": "t", "name": "reply", "input": {"value": [1]}}
        one = stream(reply_tool="reply", wrapped=True)
        message = {**WIRE.unstreamed(""), "content": [block], "stop_reason": "tool_use"}
        assert json.loads(words(one.read_body(json.dumps(message).encode()))) == [1]
        assert one.end().finish_reason == "stop"


class TestTools:
    def test_beside_a_structured_reply(self) -> None:
        one = stream(reply_tool="reply")
        got = one.feed(WIRE.calling("Sure!", ("reply", ('{"a"', ": 1}")), ("save", ('{"b": 2}',))))
        assert got == [TextDelta('{"a": 1}'), ToolCall("save", '{"b": 2}', "toolu_2")]
        assert one.end().finish_reason == "tool_calls"

    def test_an_input_that_is_there_from_the_start(self) -> None:
        tool = {"type": "tool_use", "id": "t", "name": "save", "input": {"a": 1}}
        one = stream()
        got = one.feed(WIRE.head() + event("content_block_start", index=0, content_block=tool) + WIRE.end())
        assert got == [ToolCall("save", '{"a": 1}', "t")]

    def test_tools_of_the_server_itself_are_none_of_ours(self) -> None:
        tool = {"type": "server_tool_use", "id": "t", "name": "web_search", "input": {}}
        delta = event(
            "content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": "{}"}
        )
        start = event("content_block_start", index=0, content_block=tool)
        assert stream().feed(WIRE.head() + start + delta + WIRE.end()) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"value": [1, 2]}', "[1, 2]"),
        ('  {\n "value" : {"a": {}}}\n', '{"a": {}}'),
        ('{"value": "}"}', '"}"'),
        ('{"value": 7', "7"),
        ('{"other": 1}', '{"other": 1}'),
        ("[1, 2]", "[1, 2]"),
        ("x" * 500, "x" * 500),
        ("", ""),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_wrapped_replies(text: str, meant: str, size: int) -> None:
    reply = WrappedReply()
    got = "".join(reply.feed(text[at : at + size]) for at in range(0, len(text), size)) + reply.end()
    assert got.strip() == meant
