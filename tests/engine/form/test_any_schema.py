"""Whatever the schema and the data: no crash, nothing lost, and every edit can be taken back."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.validators import Draft202012Validator

from engine.form.field import WITH_PARTS, Field
from engine.form.model import FormModel, same_json
from engine.form.validation import BROKEN
from schemas.messages.session import Draft
from tests.engine.form.schemas_at_random import EDITS, SCHEMAS, SENSIBLE, VALUES


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
    """Do one edit at a place where it makes sense, or be refused in the two ways that there are."""
    fields = [model.field(path) for path in paths_of(model)]
    wanted = [field for field in fields if _SUITS.get(kind, lambda _: True)(field)] or fields
    path = wanted[at % len(wanted)].name
    key = value if isinstance(value, str) else "k"
    texts = key if isinstance(value, str) else json.dumps(value)
    edits: dict[str, Callable[[], object]] = {
        "text": lambda: model.set_text(path, texts),
        "value": lambda: model.set_value(path, value),
        "clear": lambda: model.clear(path),
        "begin": lambda: model.begin(path),
        "choose": lambda: model.choose(path, at % 3),
        "add": lambda: model.add(path, at % 3 if at % 2 else None),
        "remove": lambda: model.remove(path),
        "move": lambda: model.move(path, at % 4),
        "duplicate": lambda: model.duplicate(path),
        "key": lambda: model.add_key(path, key),
        "rename": lambda: model.rename(path, key),
        "reset": lambda: model.reset(path),
        "apply": lambda: model.apply({"a": value}),
        "undo": model.undo,
        "redo": model.redo,
    }
    with suppress(KeyError, ValueError):
        edits[kind]()


_SUITS: dict[str, Callable[[Field], bool]] = {
    "text": lambda field: field.kind not in WITH_PARTS,
    "value": lambda field: field.kind not in WITH_PARTS,
    "choose": lambda field: bool(field.shapes),
    "add": lambda field: field.kind in ("list", "tuple"),
    "key": lambda field: field.open,
    **dict.fromkeys(("remove", "move", "duplicate", "rename"), lambda field: field.entry),
}


def form(schema: dict[str, Any], **given: Any) -> FormModel | None:
    try:
        return FormModel(schema, **given)
    except ValueError:
        return None  # a `visible_when` that cannot be compiled, which the tests of visibility are about


@given(SCHEMAS, VALUES)
@settings(max_examples=150)
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
@settings(max_examples=150)
def test_valid_data_comes_out_of_any_schema_as_it_went_in(schema: dict[str, Any], data: Any) -> None:
    model = form(schema, data=data)
    if model is None or "visible_when" in str(schema):
        return
    errors = model.validate()
    try:
        valid = Draft202012Validator(schema).is_valid(data)
    except Exception:
        return
    if valid and not any(problem.keyword == BROKEN for problem in errors.problems):
        assert same_json(model.submission(), data)
        assert "nullable" in str(schema) or "format" in str(schema) or not errors


@given(SENSIBLE)
@settings(max_examples=200)
def test_valid_data_comes_out_as_it_went_in(pair: tuple[dict[str, Any], Any]) -> None:
    schema, data = pair
    assert Draft202012Validator(schema).is_valid(data) or "oneOf" in str(schema)
    model = FormModel(schema, data=data)
    look(model)
    assert same_json(model.submission(), data)
    assert json.dumps(model.submission()) == json.dumps(data)  # the order of keys as well
    assert not model.dirty
    assert bool(model.validate()) is not Draft202012Validator(schema).is_valid(data)


@given(SENSIBLE, EDITS)
@settings(max_examples=200)
def test_a_form_begins_and_is_edited_without_data(pair: tuple[dict[str, Any], Any], edits: list[Any]) -> None:
    model = FormModel(pair[0])
    begun = model.draft()
    for kind, at, value in edits:
        edit(model, kind, at, value)
        look(model)
        model.submission()
    model.validate()
    while model.can_undo:
        model.undo()
    assert model.draft() == begun


@given(SENSIBLE | st.tuples(SCHEMAS, VALUES), EDITS)
@settings(max_examples=250)
def test_undo_after_any_edits_restores_and_redo_does_them_again(
    pair: tuple[dict[str, Any], Any], edits: list[Any]
) -> None:
    model = form(pair[0], data=pair[1])
    if model is None:
        return
    drafts = [model.draft()]
    for kind, at, value in edits:
        if kind in ("undo", "redo"):
            continue
        model.seal()
        revision = model.revision
        edit(model, kind, at, value)
        look(model)
        if model.revision != revision:
            drafts.append(model.draft())
    for draft in reversed(drafts[:-1]):
        model.undo()
        assert model.draft() == draft
        look(model)
    assert not model.can_undo
    for draft in drafts[1:]:
        model.redo()
        assert model.draft() == draft
    assert not model.can_redo


@given(SENSIBLE | st.tuples(SCHEMAS, VALUES), EDITS)
@settings(max_examples=150)
def test_a_draft_brings_everything_back(pair: tuple[dict[str, Any], Any], edits: list[Any]) -> None:
    schema, data = pair
    model = form(schema, data=data)
    if model is None:
        return
    for kind, at, value in edits:
        edit(model, kind, at, value)
    stored = model.draft().model_dump_json()
    again = FormModel(schema, data=data, draft=Draft.model_validate_json(stored))
    assert again.draft() == model.draft()
    assert same_json(again.submission(), model.submission())
    look(again)
