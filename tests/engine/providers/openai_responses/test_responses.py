from typing import Any

import pytest

from engine.config import ConfigError
from engine.providers.errors import ProviderError
from engine.providers.kinds.openai import OpenAISettings
from engine.providers.openai_request import Structured
from engine.providers.openai_responses.request import responses_body
from engine.providers.openai_responses.stream import ResponsesStream
from engine.providers.picture import Picture
from engine.providers.text import Message, Sampling, TextRequest
from tests.engine.providers.contract_text.asking import words
from tests.servers.wires.responses import Responses, event, response

WIRE = Responses()
ASK = (Message("system", "Be brief."), Message("user", "Hello"))


def stream() -> ResponsesStream:
    return ResponsesStream(where="there", secret=None, model="m")


def ended(*events: bytes) -> ProviderError:
    one = stream()
    one.feed(b"".join(events))
    with pytest.raises(ProviderError) as caught:
        one.end()
    return caught.value


def test_only_what_the_api_knows_is_sent_and_nothing_is_kept_there() -> None:
    sampling = Sampling(temperature=0.5, top_p=0.9, min_p=0.1, max_tokens=9, seed=3, stop=("END",))
    assert responses_body(TextRequest(ASK, sampling=sampling), model="m", structured="json_schema") == {
        "stream": True,
        "store": False,
        "model": "m",
        "instructions": "Be brief.",
        "temperature": 0.5,
        "top_p": 0.9,
        "max_output_tokens": 9,
        "input": [{"role": "user", "content": "Hello"}],
    }


@pytest.mark.parametrize(
    ("structured", "form"), [("json_object", {"format": {"type": "json_object"}}), ("none", None)]
)
def test_a_schema_in_words(structured: Structured, form: Any) -> None:
    schema = {"type": "object", "required": ["a"]}
    sent = responses_body(TextRequest(ASK, output_schema=schema), model="m", structured=structured)
    assert '"required": ["a"]' in sent["instructions"]
    assert sent.get("text") == form


def test_pictures() -> None:
    request = TextRequest((Message("user", "What?", (Picture(b"ab"),)),))
    [message] = responses_body(request, model="m", structured="json_schema")["input"]
    assert message["content"] == [
        {"type": "input_image", "image_url": "data:image/png;base64,YWI="},
        {"type": "input_text", "text": "What?"},
    ]


def test_done_alone_is_no_end() -> None:
    assert ended(WIRE.begin(), WIRE.token("x"), b"data: [DONE]\n\n").code == "truncated"


def test_an_error_event() -> None:
    error = ended(WIRE.begin(), event("error", code="rate_limit_exceeded", message="slow", param=None))
    assert (error.code, "slow" in error.message) == ("rate_limited", True)


def test_a_content_filter_is_a_refusal_and_what_it_said_is_told() -> None:
    cut = response("incomplete", incomplete_details={"reason": "content_filter"})
    assert ended(WIRE.begin(), event("response.incomplete", response=cut)).code == "refused"
    said = ended(WIRE.begin(), WIRE.refusal())
    assert "I won't." in said.message


def test_thoughts_are_counted_and_no_text() -> None:
    usage = {"input_tokens": 1, "output_tokens": 9, "output_tokens_details": {"reasoning_tokens": 8}}
    one = stream()
    thought = event("response.reasoning_summary_text.delta", delta="hm")
    done = event("response.completed", response=response("completed", usage=usage))
    assert words(one.feed(WIRE.begin() + thought + WIRE.token("yes") + done)) == "yes"
    assert one.end().usage == {"reasoning_tokens": 8}


def test_grammars_are_for_chat_only() -> None:
    with pytest.raises((ConfigError, ValueError), match="llguidance"):
        OpenAISettings(api="responses", structured="llguidance")
