import json
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.http.client import Http
from engine.providers.ollama.provider import Ollama, refused
from engine.providers.ollama.request import chat_body
from engine.providers.ollama.stream import OllamaStream
from engine.providers.picture import Picture
from engine.providers.text import Message, Sampling, TextRequest
from tests.engine.providers.contract_text.asking import failure, reply, words
from tests.servers.chat_server import ChatServer, status
from tests.servers.wires.ollama import Ollama as Wire
from tests.servers.wires.ollama import line
from tests.servers.wires.wire import body, whole

WIRE = Wire()


def stream() -> OllamaStream:
    return OllamaStream(where="there", secret=None, model="m")


def test_options() -> None:
    sampling = Sampling(temperature=0.5, top_p=0.9, min_p=0.1, max_tokens=9, seed=3, stop=("END",))
    asked = TextRequest((Message("system", "Be brief."), Message("user", "Hi", (Picture(b"ab"),))), None)
    sent = chat_body(
        TextRequest(asked.messages, sampling=sampling), model="m", context=8192, keep_alive="5m", think=False
    )
    assert sent == {
        "model": "m",
        "stream": True,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi", "images": ["YWI="]},
        ],
        "options": {
            "temperature": 0.5,
            "top_p": 0.9,
            "min_p": 0.1,
            "num_predict": 9,
            "seed": 3,
            "stop": ["END"],
            "num_ctx": 8192,
        },
        "keep_alive": "5m",
        "think": False,
    }


def test_thoughts_are_no_text_and_durations_are_milliseconds() -> None:
    one = stream()
    assert (
        words(one.feed(line(message={"role": "assistant", "content": "", "thinking": "hm"}, done=False)))
        == ""
    )
    assert one.started
    assert words(one.feed(WIRE.token("yes") + WIRE.end())) == "yes"
    assert one.end().usage == {"load_ms": 1000, "prompt_ms": 200, "reply_ms": 3000}


def test_a_last_line_without_its_end_counts() -> None:
    one = stream()
    assert words(one.feed(WIRE.token("all") + WIRE.end().rstrip())) == "all"
    one.finish()
    assert one.end().finish_reason == "stop"


@pytest.mark.parametrize(
    "sent", [{"done": "yes"}, {"message": 7, "done": False}, {"message": {"content": 7}}]
)
def test_nonsense(sent: dict[str, Any]) -> None:
    one = stream()
    one.feed(json.dumps(sent).encode() + b"\n" + WIRE.token("x"))
    with pytest.raises(ProviderError):
        one.end()


async def test_a_stream_that_a_proxy_calls_json_is_a_stream() -> None:
    async with ChatServer() as server:
        wire = Wire()
        wire.media_type = "application/json"
        server.answer(body(wire, whole(wire, "Hel", "lo")))
        one = Ollama("test", Http(server.url.removesuffix("/v1"), name="test"), model="m")
        assert (await reply(one))[0] == "Hello"
        await one.close()


@pytest.mark.parametrize(
    ("tags", "says"),
    [
        ({"models": [{"name": "qwen3:8b"}, {"name": "a\x1b[2Jb"}, 7]}, "It has qwen3:8b, a[2Jb."),
        ({"models": 7}, "No model is named"),
        ([], "No model is named"),
    ],
)
async def test_without_a_model_those_that_are_there_are_told(tags: Any, says: str) -> None:
    async with ChatServer() as server:
        server.answer(status(200, tags))
        one = Ollama("test", Http(server.url.removesuffix("/v1"), name="test"))
        _, error = await failure(one)
        await one.close()
    assert [request.path for request in server.requests] == ["/api/tags"]
    assert error.code == "bad_request"
    assert says in error.message
    assert "model" in error.hint


def test_a_model_that_is_not_there() -> None:
    error = refused(404, {}, b'{"error": "model \'x\' not found"}', where="there", secret=None)
    assert "not found" in error.message
    assert "ollama pull" in error.hint


def test_a_model_without_tools() -> None:
    told = b'{"error": "registry.ollama.ai/library/gemma:2b does not support tools"}'
    error = refused(400, {}, told, where="there", secret=None)
    assert error.code == "no_tools"
    assert error.hint
