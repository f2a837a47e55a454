"""Tool calls as the many servers of OpenAI's chat protocol number them, or do not."""

from typing import Any

import pytest

from engine.providers.openai_stream import ChatStream
from engine.providers.text import ToolCall
from tests.servers.chat_server import DONE, chunk


def piece(name: str | None = None, arguments: Any = None, **head: Any) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {**head, "function": {key: value for key, value in function.items() if value is not None}}


def calls(*pieces: dict[str, Any], finish: str = "tool_calls") -> list[Any]:
    stream = ChatStream(where="there", secret=None, model="m")
    data = b"".join(chunk(tool_calls=[each]) for each in pieces)
    got = stream.feed(data + chunk(finish=finish) + DONE)
    assert stream.end().finish_reason == "tool_calls"
    return got


A, B = ToolCall("a", '{"x": 1}', "1"), ToolCall("b", '{"y": 2}', "2")


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(
            [
                piece("a", "", index=0, id="1"),
                piece("b", "", index=1, id="2"),
                piece(None, '{"x"', index=0),
                piece(None, '{"y"', index=1),
                piece(None, ": 1}", index=0),
                piece(None, ": 2}", index=1),
            ],
            id="in turn",
        ),
        pytest.param(
            [piece("a", '{"x": 1}', index=0, id="1"), piece("b", '{"y": 2}', index=0, id="2")],
            id="all are number 0",
        ),
        pytest.param(
            [
                piece("a", '{"x"', index=0, id="1"),
                piece(None, ": 1}", index=0),
                piece("b", '{"y"', index=0, id="2"),
                piece(None, ": 2}", index=0),
            ],
            id="all are number 0, in pieces",
        ),
        pytest.param(
            [piece("a", '{"x": 1}', id="1"), piece("b", '{"y"', id="2"), piece(None, ": 2}")],
            id="no numbers",
        ),
        pytest.param(
            [
                piece("a", '{"x"', index=0, id="1"),
                piece("a", ": 1}", index=0, id="1"),
                piece("b", '{"y": 2}', index=1, id="2"),
            ],
            id="id and name in each piece",
        ),
        pytest.param(
            [piece("a", {"x": 1}, index=0, id="1"), piece("b", {"y": 2}, index=1, id="2")],
            id="objects",
        ),
        pytest.param(
            [piece("a", '{"x": 1}', index=5, id="1"), piece("b", '{"y": 2}', index=2, id="2")],
            id="odd numbers",
        ),
    ],
)
@pytest.mark.parametrize("finish", ["tool_calls", "stop", "function_call"])
def test_calls_are_told_apart(pieces: list[dict[str, Any]], finish: str) -> None:
    assert calls(*pieces, finish=finish) == [A, B]


def test_without_ids_and_numbers_a_name_begins_a_call() -> None:
    got = calls(piece("a", "{"), piece(None, "}"), piece("b", "{}"))
    assert got == [ToolCall("a", "{}"), ToolCall("b", "{}")]


def test_what_has_no_name_is_told_all_the_same() -> None:
    assert calls(piece(None, "{", index=0), piece(None, "nonsense", index=0)) == [ToolCall("", "{nonsense")]


@pytest.mark.parametrize("odd", [{"tool_calls": 7}, {"tool_calls": [7]}, {"tool_calls": [piece(["a"])]}])
def test_nonsense(odd: dict[str, Any]) -> None:
    stream = ChatStream(where="there", secret=None, model="m")
    assert stream.feed(chunk(**odd)) == []
    assert stream.failure is not None
    assert stream.failure.code == "bad_reply"


def test_a_reply_cut_at_its_limit_gives_the_call_as_far_as_it_came() -> None:
    stream = ChatStream(where="there", secret=None, model="m")
    cut = chunk(tool_calls=[piece("a", '{"x": ', index=0, id="1")]) + chunk(finish="length") + DONE
    assert stream.feed(cut) == [ToolCall("a", '{"x": ', "1")]
    assert stream.end().finish_reason == "length"
