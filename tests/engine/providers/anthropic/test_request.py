from typing import Any

import pytest

from engine.providers.anthropic.request import messages_body, needs_wrapping
from engine.providers.picture import Picture
from engine.providers.text import Message, Sampling, TextRequest, Tool

ASK = (Message("system", "Be brief."), Message("system", "Rhyme."), Message("user", "Hello"))


def body(request: TextRequest) -> dict[str, Any]:
    return messages_body(request, model="m", max_tokens=4096)


def test_system_messages_stand_apart_and_a_limit_is_always_there() -> None:
    assert body(TextRequest(ASK)) == {
        "model": "m",
        "max_tokens": 4096,
        "stream": True,
        "system": "Be brief.\n\nRhyme.",
        "messages": [{"role": "user", "content": "Hello"}],
    }


def test_only_what_the_api_knows_is_sent() -> None:
    sampling = Sampling(temperature=0.5, top_p=0.9, min_p=0.1, max_tokens=9, seed=3, stop=("END",))
    sent = body(TextRequest(ASK[2:], sampling=sampling))
    assert sent == {
        "model": "m",
        "max_tokens": 9,
        "stream": True,
        "temperature": 0.5,
        "top_p": 0.9,
        "stop_sequences": ["END"],
        "messages": [{"role": "user", "content": "Hello"}],
    }


def test_pictures_are_blocks_before_the_text() -> None:
    sent = body(TextRequest((Message("user", "What?", (Picture(b"ab", "image/webp"),)),)))
    picture = {"type": "base64", "media_type": "image/webp", "data": "YWI="}
    assert sent["messages"][0]["content"] == [
        {"type": "image", "source": picture},
        {"type": "text", "text": "What?"},
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": {"$ref": "#/$defs/n"}, "$defs": {"n": {"type": "integer"}}},
        {"anyOf": [{"type": "object"}, {"type": "null"}]},
        {"type": "object", "oneOf": [{"required": ["a"]}]},
        {},
    ],
)
def test_what_a_tool_cannot_take_is_wrapped(schema: dict[str, Any]) -> None:
    assert needs_wrapping(schema)
    [tool] = body(TextRequest(ASK, output_schema=schema))["tools"]
    wrapped = tool["input_schema"]
    assert wrapped["type"] == "object"
    assert wrapped["required"] == ["value"]
    inner = {name: value for name, value in schema.items() if name != "$defs"}
    assert wrapped["properties"] == {"value": inner}
    assert wrapped.get("$defs") == schema.get("$defs"), "where references look for them"


def test_tools_beside_a_schema_and_what_their_schemas_may_say() -> None:
    odd = Tool("reply", "Odd.", {"properties": {"a": {}}, "anyOf": [{"required": ["a"]}]})
    sent = body(TextRequest(ASK, output_schema={"type": "object"}, tools=(odd,)))
    assert [each["name"] for each in sent["tools"]] == ["reply_", "reply"]
    assert sent["tools"][1]["input_schema"] == {"type": "object", "properties": {"a": {}}}
    assert sent["tool_choice"] == {"type": "any"}


def test_the_user_has_the_first_word() -> None:
    sent = body(TextRequest((Message("system", "s"), Message("assistant", "Hi!"), Message("user", "Hello"))))
    assert [(each["role"], each["content"]) for each in sent["messages"]] == [
        ("user", "…"),
        ("assistant", "Hi!"),
        ("user", "Hello"),
    ]
