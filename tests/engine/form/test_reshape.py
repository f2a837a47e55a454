"""A form that changes its shape keeps what fits, and brings back what did not when it fits again."""

from typing import Any

import pytest

from engine.form.model import ABSENT, FormModel
from engine.form.reshape import KeptValues
from schemas.messages.session import Draft


def form(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


SMALL = form(prompt={"type": "string"}, size={"enum": ["1k", "2k"], "default": "1k"})
LARGE = form(
    prompt={"type": "string"},
    size={"enum": ["4k", "8k"], "default": "4k"},
    steps={"type": "integer", "default": 30},
)


@pytest.fixture
def kept() -> KeptValues:
    return KeptValues()


def test_what_fits_stays_and_new_fields_begin_with_their_default(kept: KeptValues) -> None:
    model = FormModel(SMALL, draft=Draft(values={"prompt": "a dog", "size": "2k"}))
    changed = kept.reshaped(model, LARGE, {})
    assert changed.values() == {"prompt": "a dog", "size": "4k", "steps": 30}


def test_what_the_page_gives_comes_before_a_default_if_it_fits(kept: KeptValues) -> None:
    model = FormModel(SMALL, draft=Draft(values={"size": "2k"}))
    assert kept.reshaped(model, LARGE, {"steps": 50, "size": "2k"}).values() == {"size": "4k", "steps": 50}


def test_there_and_back_is_what_it_was(kept: KeptValues) -> None:
    model = FormModel(SMALL, draft=Draft(values={"prompt": "a dog", "size": "2k"}))
    large = kept.reshaped(model, LARGE, {})
    large.set_value("steps", 12)
    small = kept.reshaped(large, SMALL, {})
    assert small.submission() == {"prompt": "a dog", "size": "2k"}
    again = kept.reshaped(small, LARGE, {})
    assert again.value("steps") == 12
    assert again.value("size") == "4k"


def test_a_value_chosen_since_is_kept_for_its_own_shape(kept: KeptValues) -> None:
    model = FormModel(SMALL, draft=Draft(values={"size": "2k"}))
    large = kept.reshaped(model, LARGE, {})
    large.set_value("size", "8k")
    small = kept.reshaped(large, SMALL, {})
    assert small.value("size") == "2k"
    assert kept.reshaped(small, LARGE, {}).value("size") == "8k"


def test_an_emptied_field_stays_empty(kept: KeptValues) -> None:
    model = FormModel(SMALL, draft=Draft(values={"size": "2k"}))
    assert kept.reshaped(model, LARGE, {"prompt": "given"}).value("prompt") is ABSENT


def test_what_was_wrong_already_is_left_for_the_person(kept: KeptValues) -> None:
    number = form(count={"type": "integer", "maximum": 5})
    more = form(count={"type": "integer", "maximum": 5}, name={"type": "string"})
    model = FormModel(number, draft=Draft(values={"count": 9}))
    assert kept.reshaped(model, more, {}).value("count") == 9
    typed = FormModel(number, draft=Draft(unparsed={"count": "nine"}))
    assert kept.reshaped(typed, more, {}).text("count") == "nine"


def test_without_a_default_a_misfit_leaves_nothing(kept: KeptValues) -> None:
    model = FormModel(form(a={"type": "string"}), draft=Draft(values={"a": "word"}))
    changed = kept.reshaped(model, form(a={"type": "integer"}), {})
    assert changed.value("a") is ABSENT
    assert kept.reshaped(changed, form(a={"type": "string"}), {}).value("a") == "word"


def test_taking_over_a_draft_empties_what_it_does_not_have() -> None:
    model = FormModel(SMALL, {"prompt": "a dog"})
    assert set(model.take_over(Draft(values={"size": "2k"}))) == {"prompt", "size"}
    assert model.values() == {"size": "2k"}
    assert model.take_over(Draft(values={"size": "2k"})) == ()
