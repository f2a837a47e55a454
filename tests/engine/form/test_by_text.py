"""Texts of a command line become what a person would have entered."""

from typing import Any

import pytest

from engine.form.by_text import field_named, set_by_text
from engine.form.model import FormModel

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "size": {"type": "object", "properties": {"width": {"type": "integer"}, "a/b": {"type": "string"}}},
        "tone": {"oneOf": [{"const": 1, "title": "Warm"}, {"const": 2, "title": "Cool"}]},
        "loud": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}


@pytest.fixture
def form() -> FormModel:
    return FormModel(SCHEMA, {"tags": ["x"]})


@pytest.mark.parametrize("name", ["size/width", "/size/width", "size.width"])
def test_a_field_inside_is_named_by_path_pointer_or_dots(form: FormModel, name: str) -> None:
    assert field_named(form, name).name == "size/width"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("name", "7", "7"),
        ("size/width", "7", 7),
        ("size/a~1b", "c", "c"),
        ("tone", "Cool", 2),
        ("tone", "cool", 2),
        ("tone", "1", 1),
        ("tone", "hot", "hot"),
        ("loud", "Yes", True),
        ("tags/0", "y", "y"),
    ],
)
def test_a_text_becomes_a_value(form: FormModel, name: str, text: str, value: Any) -> None:
    assert form.value(set_by_text(form, name, text).name) == value


def test_a_text_that_does_not_parse_is_kept(form: FormModel) -> None:
    set_by_text(form, "size/width", "wide")
    assert form.text("size/width") == "wide"
    assert "size/width" in form.validate()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("nam", "x", "did you mean name?"),
        ("zzzzzz", "x", "its fields are: name, size, tone, loud, tags"),
        ("loud", "perhaps", "neither true nor false"),
        ("tags/7", "x", "no such place"),
    ],
)
def test_what_cannot_be_is_said(form: FormModel, name: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        set_by_text(form, name, text)
