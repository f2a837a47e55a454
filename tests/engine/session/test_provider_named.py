"""Which provider the list of the queue names before an execution has begun, and its lane."""

from typing import Any

import pytest

from engine.session.provider_named import lane_of, provider_named
from engine.store.executions import ExecutionRequest


def request(action: str, provider: Any = None, **values: Any) -> ExecutionRequest:
    config = {} if provider is None else {"provider": provider}
    return ExecutionRequest(action, "L", "async", "s", "", "", config=config, values=values)


@pytest.mark.parametrize(
    ("asked", "settings", "named"),
    [
        (request("media.sketch.txt2img"), {}, "sketch"),
        (request("media.sketch.txt2img", "fal"), {}, "fal"),
        (request("media.generate", "{{ values.by }}", by="fal"), {}, "fal"),
        (request("media.generate", "{{ values.by }}", by="fal"), {"media_provider": "comfy"}, "comfy"),
        (request("media.generate", "{{ values.by }}"), {}, ""),
        (request("media.generate", "{{ state.by }}"), {}, ""),
        (request("media.generate", 7), {}, ""),
        (request("media.generate"), {}, ""),
        (request("llm.generate", "local"), {"media_provider": "comfy"}, "local"),
        (request("llm.generate"), {"text_provider": "claude"}, "claude"),
        (request("transform", "x"), {"media_provider": "comfy"}, ""),
    ],
)
def test_the_session_comes_before_the_document_and_the_document_before_the_action(
    asked: ExecutionRequest, settings: dict[str, Any], named: str
) -> None:
    assert provider_named(asked, settings) == named


def test_each_provider_has_a_lane_of_its_own() -> None:
    assert lane_of("media.generate", "fal") != lane_of("media.generate", "comfy")
    assert lane_of("transform", "") == "transform"
