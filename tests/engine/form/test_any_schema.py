"""Whatever the schema and the data: no crash, nothing lost, and every edit can be taken back."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from jsonschema.validators import Draft202012Validator

from engine.form.model import FormModel, same_json
from engine.form.validation import BROKEN
from schemas.messages.session import Draft
from tests.engine.form.schemas_at_random import EDITS, SCHEMAS, VALUES


def paths_of(model: FormModel, path: str = "", depth: int = 0) -> list[str]:
    """The paths of a form, as far as a person would open it."""
    found = [path]
    for field in model.children(path) if depth < 4 else ():
        found += paths_of(model, field.name, depth + 1)
    return found


def look(model: FormModel) -> None:
    """Ask a form for everything that a screen would."""
    for path in paths_of(model):
        field = model.field(path)
        assert field.name == path
        model.text(path)
        model.visible(path)
        model.is_set(path)
        model.is_dirty(path)


def edit(model: FormModel, kind: str, at: int, value: Any) -> None:
    """Do one edit, or be refused in the two ways that there are."""
    paths = paths_of(model)
    path = paths[at % len(paths)]
    key = value if isinstance(value, str) else "k"
    try:
        match kind:
            case "text":
                model.set_text(path, key if isinstance(value, str) else json.dumps(value))
            case "value":
                model.set_value(path, value)
            case "clear":
                model.clear(path)
            case "begin":
                model.begin(path)
            case "choose":
                model.choose(path, at % 3)
            case "add":
                model.add(path)
            case "remove":
                model.remove(path)
            case "move":
                model.move(path, at % 4)
            case "duplicate":
                model.duplicate(path)
            case "key":
                model.add_key(path, key)
            case "rename":
                model.rename(path, key)
            case "reset":
                model.reset(path)
            case "apply":
                model.apply({"a": value})
            case "undo":
                model.undo()
            case _:
                model.redo()
    except (KeyError, ValueError):
        pass


def form(schema: dict[str, Any], **given: Any) -> FormModel | None:
    try:
        return FormModel(schema, tree=True, **given)
    except ValueError as error:
        assert "visible_when" in str(error)
        return None


@given(SCHEMAS, VALUES)
@settings(max_examples=300)
def test_any_schema_with_any_data_makes_a_form(schema: dict[str, Any], data: Any) -> None:
    for model in (form(schema, data=data), form(schema)):
        if model is not None:
            look(model)
            model.validate()
    with suppress(ValueError):
        flat = FormModel(schema, data if isinstance(data, dict) else None)
        flat.validate()
        for field in flat.fields:
            flat.text(field.name)


@given(SCHEMAS, VALUES)
@settings(max_examples=400)
def test_valid_data_comes_out_as_it_went_in(schema: dict[str, Any], data: Any) -> None:
    model = form(schema, data=data)
    if model is None:
        return
    look(model)
    errors = model.validate()
    if "visible_when" in str(schema) or any(p.keyword == BROKEN for p in errors.problems):
        return
    try:
        valid = Draft202012Validator(schema).is_valid(data)
    except Exception:
        return
    if valid:
        assert same_json(model.submission(), data)
        assert "nullable" in str(schema) or "format" in str(schema) or not errors


@given(SCHEMAS, VALUES, EDITS)
@settings(max_examples=400)
def test_undo_after_any_edits_restores_and_redo_does_them_again(
    schema: dict[str, Any], data: Any, edits: list[Any]
) -> None:
    model = form(schema, data=data)
    if model is None:
        return
    before = model.draft()
    for kind, at, value in edits:
        edit(model, kind, at, value)
        look(model)
    after = model.draft()
    while model.can_undo:
        model.undo()
    assert model.draft() == before or model.can_redo
    while model.can_redo:
        model.redo()
    while model.can_undo:
        model.undo()
    assert model.draft() == before
    assert isinstance(after, Draft)


@given(SCHEMAS, VALUES, EDITS)
@settings(max_examples=200)
def test_a_draft_brings_everything_back(schema: dict[str, Any], data: Any, edits: list[Any]) -> None:
    model = form(schema, data=data)
    if model is None:
        return
    for kind, at, value in edits:
        edit(model, kind, at, value)
    stored = model.draft().model_dump_json()
    again = FormModel(schema, data=data, draft=Draft.model_validate_json(stored), tree=True)
    assert again.draft().model_dump_json() == stored
    look(again)
    again.validate()
