"""Streaming JSON made readable, however it is cut into pieces."""

import json
from typing import Any

import pytest

from tui.interaction.json_reading import JsonReading

TITLES = {"subject": "Subject"}
CASES: list[tuple[Any, str]] = [
    ({"subject": "a cat", "mood": "calm"}, "Subject  a cat\nmood  calm"),
    ({"tags": ["red", "blue"]}, "tags  \n• red\n• blue"),
    ({"count": 3, "done": True, "none": None}, "count  3\ndone  true\nnone  null"),
    ({"subject": 'say "hi"\nnow \\ é \U0001f600'}, 'Subject  say "hi" now \\ é \U0001f600'),
    ({"a": {"b": "c"}}, "a  \nb  c"),
    ({}, ""),
]


def read(text: str, size: int) -> str:
    reading = JsonReading(lambda name: TITLES.get(name, name))
    return "".join(reading.feed(text[at : at + size]) for at in range(0, len(text), size))


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(("value", "shown"), CASES)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_json_is_shown_by_property(value: Any, shown: str, size: int, ascii_only: bool) -> None:
    assert read(json.dumps(value, ensure_ascii=ascii_only), size) == shown
    assert read(json.dumps(value, ensure_ascii=ascii_only, indent=2), size) == shown


@pytest.mark.parametrize(
    "text", ['no "json", at all: }', "```\nfence", "a, b: c] d", "", 'He said: "yes".\n\nAnd left.']
)
@pytest.mark.parametrize("size", [1, 1000])
def test_other_text_comes_out_as_it_is(text: str, size: int) -> None:
    assert read(text, size) == text


@pytest.mark.parametrize(
    "text", ['{"a": "b', '{"a"', '{"a": "\\', '{"a": "\\u00', '{"a": "\\ud83d"}', "]]]{{{", "[[[,,"]
)
def test_what_is_cut_or_broken_does_not_stop_it(text: str) -> None:
    assert isinstance(read(text, 1), str)
