"""A stranger's words in templates stay words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.importing.template_text import FILLED, if_filled, literal, literals, quoted, value_of
from engine.templates.sandbox import render_value

TEXTS = st.lists(
    st.sampled_from([*"ab{}%#\"'\\\n\r\t é😀", "{{", "}}", "{%", "%}", "{#", "\\u007b"]), max_size=12
).map("".join)


@given(TEXTS)
def test_a_literal_renders_to_its_text(text: str) -> None:
    assert render_value(literal(text), {}) == text
    assert render_value("{{ " + quoted(text) + " }}", {}) == text


def test_a_plain_text_is_its_own_literal() -> None:
    assert literal("a {red|blue} boat") == "a {red|blue} boat"
    assert literals({"a": ["{{ 1 }}", 2, None]})["a"][1:] == [2, None]
    assert render_value(literals({"a": ["{{ 1 }}"]}), {}) == {"a": ["{{ 1 }}"]}


@given(TEXTS)
def test_any_name_is_looked_up(name: str) -> None:
    assert render_value(value_of(name, {"type": "integer"}), {"values": {name: 0}}) == 0


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "string"}, "", None),
        ({"type": "string"}, "x", "x"),
        ({"type": "integer"}, 0, 0),
        ({"type": "boolean"}, False, False),
        ({"type": "integer"}, None, None),
    ],
)
def test_what_is_empty_is_null(schema: Any, value: Any, expected: Any) -> None:
    assert render_value(value_of("a", schema), {"values": {"a": value}}) == expected
    assert render_value(value_of("a", schema), {"values": {}}) is None


def test_what_is_filled() -> None:
    values = {"a": "", "b": None, "c": 0, "d": False, "e": [], "items": 1}
    rendered = render_value("{{ " + FILLED + " }}", {"values": values})
    assert rendered == {"c": 0, "d": False, "e": [], "items": 1}
    template = if_filled("a", "values['a'] | upper", "'none'")
    assert [render_value(template, {"values": {"a": value}}) for value in ("x", "", None)] == [
        "X",
        "none",
        "none",
    ]
