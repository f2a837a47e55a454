"""A config is changed for the provider that answers, and only in what its tuning names."""

from collections.abc import AsyncGenerator

import pytest

from engine.actions.tuning import tuned
from engine.providers.text import TextDelta, TextEnd, TextRequest
from schemas.documents.action_config import LlmConfig


class Provider:
    label = ""

    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind

    async def generate(self, request: TextRequest) -> AsyncGenerator[TextDelta | TextEnd]:
        raise AssertionError(f"nobody asked for {request}")
        yield

    async def close(self) -> None: ...


CONFIG = LlmConfig.model_validate(
    {
        "input": "long",
        "system": "be precise",
        "output_schema": {"type": "object"},
        "temperature": 0.7,
        "max_tokens": 500,
        "tuned_for": {
            "embedded": {"input": "short", "temperature": 0, "min_p": 0.1},
            "mine": {"system": [], "output_schema": None, "output": {"a": "{{ reply.a }}"}},
        },
    }
)


def test_by_kind_whatever_the_name() -> None:
    config = tuned(CONFIG, Provider("stand-in", "embedded"))
    assert (config.input, config.temperature, config.min_p) == ("short", 0, 0.1)


def test_what_the_tuning_leaves_out_stays() -> None:
    config = tuned(CONFIG, Provider("embedded", "embedded"))
    assert (config.system, config.output_schema, config.max_tokens) == ("be precise", {"type": "object"}, 500)


def test_the_name_comes_before_the_kind_and_null_takes_away() -> None:
    config = tuned(CONFIG, Provider("mine", "embedded"))
    assert (config.input, config.system, config.output_schema) == ("long", [], None)
    assert config.output == {"a": "{{ reply.a }}"}


@pytest.mark.parametrize("name", ["openai", "big"])
def test_others_get_the_config_as_it_is(name: str) -> None:
    assert tuned(CONFIG, Provider(name, "openai")) is CONFIG


def test_what_stands_in_for_a_kind_is_not_that_kind() -> None:
    assert tuned(CONFIG, Provider("embedded", "replay")) is CONFIG
