"""What a pasted value would change, in words that are safe to show."""

from typing import Any

from engine.form.model import FormModel
from tui.form_tools.what_changes import changes, laid_over, unknown

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "title": "Full name"},
        "home": {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "note": {"type": "string"},
    },
}


def model() -> FormModel:
    held = {"name": "Ada", "home": {"city": "Rome", "zip": "1"}, "tags": ["a", "b"], "note": "n"}
    return FormModel(SCHEMA, data=held)


def test_each_value_that_differs_has_a_line_in_the_order_of_the_form() -> None:
    value = {"name": "", "home": {"city": "Oslo", "zip": "1"}, "tags": ["a", "c"]}
    assert changes(model(), value) == [
        "Full name: Ada → empty",
        "Home · City: Rome → Oslo",
        "Tags · 2: b → c",
        "Note: n → not set",
    ]


def test_the_same_keys_in_another_order_change_nothing() -> None:
    value = dict(reversed(model().submission().items()))
    assert changes(model(), value) == []


def test_hostile_and_long_texts_are_cleaned_and_cut() -> None:
    (line,) = changes(model(), {**model().submission(), "name": "\x1b[31m\u202e" + "x" * 99})
    assert line == f"Full name: Ada → {'[31m' + 'x' * 23}…"


def test_what_is_not_named_stays_at_every_depth() -> None:
    shown = {"name": "Ada", "home": {"city": "Rome", "zip": "1"}, "tags": ["a"]}
    assert laid_over(shown, {"home": {"zip": "2"}, "tags": []}) == {
        "name": "Ada",
        "home": {"city": "Rome", "zip": "2"},
        "tags": [],
    }


def test_keys_that_are_no_field_are_named() -> None:
    assert unknown(FormModel(SCHEMA), {"name": "x", "colour": 1}) == ["colour"]
    open_ = FormModel({"type": "object", "additionalProperties": {"type": "string"}})
    assert unknown(open_, {"colour": "red"}) == []
    assert unknown(FormModel({"type": "integer"}), 3) == []
