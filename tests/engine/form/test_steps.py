"""What an edit changes, what is taken back, and what is refused."""

from typing import Any

import pytest

from engine.form.model import FormModel
from tests.engine.form.one_property import form


def test_undo_takes_back_one_edit_and_typing_is_one() -> None:
    model = form({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}})
    for text in ("h", "he", "hey"):
        model.set_text("x/a", text)
    model.set_text("x/b", "b")
    model.seal()
    model.set_text("x/b", "bc")
    assert model.undo() == {"x/b"}
    assert model.submission() == {"x": {"a": "hey", "b": "b"}}
    model.undo()
    model.undo()
    assert (model.submission(), model.can_undo, model.dirty) == ({}, False, False)
    model.redo()
    assert model.submission() == {"x": {"a": "hey"}}
    model.clear("x")
    assert not model.can_redo


def test_reset_and_dirty_marks_are_per_place() -> None:
    model = form({"properties": {"a": {}, "b": {"type": "array", "items": {}}}}, {"a": 1, "b": [1, 2]})
    model.set_value("x/b/1", 3)
    assert [path for path in ("x", "x/a", "x/b", "x/b/0", "x/b/1") if model.is_dirty(path)] == [
        "x",
        "x/b",
        "x/b/1",
    ]
    assert model.reset("x/b") == {"x/b/1"}
    assert not model.dirty
    model.clear("x")
    model.reset("x/b")
    assert model.value("x/b") == [1, 2]


def test_children_stay_the_same_objects_until_they_change() -> None:
    model = form({"properties": {"a": {"type": "string"}, "b": {"type": "array", "items": {}}}})
    before, items = model.children("x"), model.children("x/b")
    model.set_text("x/a", "t")
    assert model.children("x") is before
    assert model.reshaped == frozenset()
    model.add("x/b", value=1)
    assert model.children("x") is before
    assert model.reshaped == {"x/b"}
    assert model.children("x/b") != items


@pytest.mark.parametrize(
    "edit",
    [
        lambda model: model.set_value("y", 1),
        lambda model: model.set_value("x/nothing", 1),
        lambda model: model.add("x/a"),
        lambda model: model.remove("x/b/7"),
        lambda model: model.move("x/b/7", 0),
        lambda model: model.rename("x/a", "z"),
    ],
)
def test_places_that_are_not_there_are_refused_and_nothing_changes(edit: Any) -> None:
    schema = {"properties": {"a": {"type": "string"}, "b": {"type": "array", "items": {}}}, "type": "object"}
    model = FormModel({"properties": {"x": schema}}, data={"x": {"b": [1]}})
    before = model.draft()
    with pytest.raises(KeyError):
        edit(model)
    assert model.draft() == before
    assert not model.can_undo
