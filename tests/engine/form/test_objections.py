"""What others say against values stands at their fields until those have other values."""

from typing import Any

from engine.form.model import FormModel

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "model": {"type": "string"},
        "steps": {"type": "integer"},
        "style": {"type": "string", "_ux": {"visible_when": "steps > 1"}},
        "size": {"type": "object", "properties": {"width": {"type": "integer"}}},
    },
}


def form(**values: Any) -> FormModel:
    return FormModel(SCHEMA, values)


def test_an_objection_stands_while_the_value_does() -> None:
    model = form(model="dream", steps=5)
    model.object_to([("steps", "is too much")], model.submission())
    assert model.objections == [("steps", "is too much")]
    assert model.valid
    assert not model.validate()
    model.set_text("model", "other")
    assert model.objections
    model.set_text("steps", "4")
    assert not model.objections
    model.set_text("steps", "5")  # refused once already
    assert model.objections


def test_it_is_about_the_value_that_was_sent() -> None:
    model = form(steps=5)
    sent = model.submission()
    model.set_text("steps", "6")
    model.object_to([("steps", "is too much"), ("model", "is missing")], sent)
    assert model.objections == [("model", "is missing")]
    model.set_text("model", "dream")
    assert not model.objections


def test_the_newest_take_the_place_of_those_before() -> None:
    model = form(steps=5)
    model.object_to([("steps", "is too much")], model.submission())
    model.object_to([], model.submission())
    assert not model.objections


def test_only_at_fields_that_are_there_and_shown() -> None:
    model = form(steps=1, style="oil", size={"width": 3})
    said = [("cfg", "no such thing"), ("style", "is odd"), ("size/width", "is small"), ("steps/0", "is odd")]
    model.object_to(said, model.submission() | {"style": "oil"})
    assert [path for path, _ in model.objections] == ["size/width", "steps"]
