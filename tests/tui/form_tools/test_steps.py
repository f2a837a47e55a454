"""Putting a value into a form leaves alone what the form does not show."""

from typing import Any

import pytest

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from engine.form.secrets import open_value
from tui.form_tools.steps import beside, putting
from tui.form_tools.value_text import Unreadable, fitting


@pytest.mark.parametrize(
    ("held", "shown", "value", "expected"),
    [
        ({"a": 1, "hidden": 2}, {"a": 1}, {"a": 3}, {"a": 3, "hidden": 2}),
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}, {"b": 2}, {"b": 2}),
        ({"o": {"x": 1, "hidden": 2}}, {"o": {"x": 1}}, {"o": {"x": 5}}, {"o": {"x": 5, "hidden": 2}}),
        ({"o": {"x": 1, "hidden": 2}}, {"o": {"x": 1}}, {}, {}),
        (
            {"l": [{"x": 1, "hidden": 2}]},
            {"l": [{"x": 1}]},
            {"l": [{"x": 1}]},
            {"l": [{"x": 1, "hidden": 2}]},
        ),
        ({"l": [{"x": 1, "hidden": 2}]}, {"l": [{"x": 1}]}, {"l": []}, {"l": []}),
        ([1], [1], {"a": 1}, {"a": 1}),
        (ABSENT, ABSENT, None, None),
    ],
)
def test_what_is_not_shown_stays(held: Any, shown: Any, value: Any, expected: Any) -> None:
    assert beside(held, shown, value) == expected


def test_a_hidden_field_keeps_its_value_while_another_is_edited_as_text() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "on": {"type": "boolean", "default": False},
            "more": {"type": "string", "_ux": {"visible_when": "on"}},
            "name": {"type": "string"},
        },
    }
    model = FormModel(schema, {"more": "kept"})
    assert "more" not in model.submission()
    putting({"on": False, "name": "Ada"}, model.submission())(model)
    assert model.value("more") == "kept"
    putting({"on": True, "name": "Ada"}, model.submission())(model)
    assert model.submission() == {"on": True, "more": "kept", "name": "Ada"}


def test_what_is_read_only_is_not_filled_from_elsewhere() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "at": {"type": "string", "readOnly": True},
            "name": {"type": "string"},
        },
    }
    model = FormModel(schema, {"id": 7, "name": "Ada"})
    assert fitting(model, {"id": 8, "at": "now", "name": "Bo"}) == {"id": 7, "name": "Bo"}
    assert fitting(model, ABSENT) == {"id": 7}
    with pytest.raises(Unreadable, match="an object, not a list"):
        fitting(model, [])


def test_the_same_value_is_no_edit_and_no_value_clears() -> None:
    model = FormModel({"type": "integer"}, data=3)
    putting(3.0, 3)(model)
    assert not model.can_undo
    putting(ABSENT, 3)(model)
    assert model.submission() is ABSENT


def test_secrets_are_left_out_at_every_depth_and_survive_a_preset() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "key": {"type": "string", "format": "password", "title": "Key"},
            "who": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "pin": {"type": "string", "writeOnly": True}},
            },
            "all": {
                "type": "array",
                "items": {"type": "object", "properties": {"pin": {"type": "string", "writeOnly": True}}},
            },
        },
    }
    value = {"key": "s1", "who": {"name": "Ada", "pin": "s2"}, "all": [{"pin": "s3"}]}
    model = FormModel(schema, value)
    open_, titles = open_value(model)
    assert open_ == {"who": {"name": "Ada"}, "all": [{}]}
    assert titles == ["Key", "Pin", "Pin"]
    putting({"who": {"name": "Bo"}, "all": [{}]}, open_)(model)
    assert model.submission() == {"key": "s1", "who": {"name": "Bo", "pin": "s2"}, "all": [{"pin": "s3"}]}
