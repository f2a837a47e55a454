"""Hints are taken as the documents' models take them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from engine.form.hints import FieldHints, FormHints
from engine.form.nodes.hint_checks import FIELD, FORM, Check, right
from schemas.documents.form import FieldUx, FormUx
from schemas.documents.layout_words import Gap, InputType, Language, Layout, SectionStyle, Width

WORDS = [
    word for words in (Gap, InputType, Language, Layout, SectionStyle, Width) for word in get_args(words)
]
BY_MODEL: list[tuple[type[BaseModel], Mapping[str, Check]]] = [(FormUx, FORM), (FieldUx, FIELD)]


def number_like() -> st.SearchStrategy[Any]:
    texts = st.text("0123456789+-_. \n\u00a0e٣", max_size=6)
    small = st.integers(-2, 45)
    floats = st.floats() | small.map(float) | st.sampled_from([2.0**62, 2.0**63, 1e300, -(2.0**63)])
    return st.integers() | small | floats | texts | small.map(str)


def hints() -> st.SearchStrategy[Any]:
    plain = st.none() | st.booleans() | st.sampled_from(WORDS) | st.text() | number_like()
    return plain | st.lists(plain, max_size=2) | st.dictionaries(st.text(max_size=3), plain, max_size=2)


def as_the_model(model: type[BaseModel], name: str, value: Any) -> dict[str, Any]:
    try:
        return {name: getattr(model.model_validate({name: value}), name)}
    except ValidationError:
        return {}


@given(
    st.sampled_from([(model, checks, name) for model, checks in BY_MODEL for name in checks]),
    hints(),
)
def test_a_value_is_right_for_both_or_for_none(
    hint: tuple[type[BaseModel], Mapping[str, Check], str], value: Any
) -> None:
    model, checks, name = hint
    taken, meant = right(checks, {name: value}), as_the_model(model, name, value)
    assert taken == meant
    assert type(taken.get(name)) is type(meant.get(name))


@pytest.mark.parametrize(
    ("value", "taken"),
    [(2, 2), (2.0, 2), (" 2 ", 2), ("2.00", 2), (True, 1), ("1_0", 10)]
    + [(wrong, None) for wrong in (0, 13, 2.5, "2.", "two", "", "٣", [2], {}, None, float("nan"), 1e300)],
)
def test_whole_numbers(value: Any, taken: int | None) -> None:
    assert right(FORM, {"grid_columns": value}).get("grid_columns") == taken


def test_texts_come_clean_and_what_is_not_known_is_left_out() -> None:
    said = {"group_label": "a\x1b[31m\nb", "group": "g", "width": None, "colour": "red", "parameters": {}}
    assert right(FIELD, said) == {"group_label": "a[31m b", "group": "g", "width": None}
    assert right(FORM, said) == {}


@pytest.mark.parametrize(
    ("model", "checks", "plain", "engines"),
    [(FormUx, FORM, FormHints(), {"parameters"}), (FieldUx, FIELD, FieldHints(), set())],
)
def test_names_and_defaults_are_those_of_the_models(
    model: type[BaseModel], checks: Mapping[str, Check], plain: Any, engines: set[str]
) -> None:
    assert set(checks) == {each.name for each in fields(plain)} == set(model.model_fields) - engines
    assert {name: getattr(plain, name) for name in checks} == model().model_dump(exclude=engines)
