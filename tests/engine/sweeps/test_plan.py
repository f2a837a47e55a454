"""Every combination of the axes, each with the form's values for it."""

import re
from typing import Any

import pytest

from engine.form.model import FormModel
from engine.sweeps.plan import (
    MOST_CELLS,
    alternatives_axis,
    field_axis,
    plan,
    provider_axis,
    repeat_axis,
)

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "prompt": {"type": "string", "title": "Prompt"},
        "steps": {"type": "integer", "title": "Steps", "maximum": 50},
        "style": {"oneOf": [{"const": 1, "title": "Ink"}, {"const": 2, "title": "Oil"}]},
        "size": {"type": "object", "properties": {"width": {"type": "integer"}}},
    },
}


@pytest.fixture
def form() -> FormModel:
    return FormModel(SCHEMA, {"prompt": "a {red|blue} cat", "steps": 20})


def test_cells_are_all_combinations(form: FormModel) -> None:
    made = plan(form, [alternatives_axis(form, "prompt"), field_axis(form, "steps", "10..20 step 5")])
    assert made.count == len(made.cells) == 6
    assert made.cells[0].values == {"prompt": "a red cat", "steps": 10}
    assert made.cells[-1].values == {"prompt": "a blue cat", "steps": 20}
    assert made.cells[4].at == (1, 1)


def test_values_are_read_by_the_field(form: FormModel) -> None:
    assert field_axis(form, "style", "ink, Oil").values == (1, 2)
    assert field_axis(form, "size.width", "512, 1024").values == (512, 1024)
    made = plan(form, [field_axis(form, "size.width", "512")])
    assert made.cells[0].values["size"] == {"width": 512}


def test_who_answers_and_how_often(form: FormModel) -> None:
    made = plan(form, [provider_axis(["sketch", "local"]), repeat_axis(3)])
    assert [(cell.provider, cell.at) for cell in made.cells][3:] == [
        ("local", (1, 0)),
        ("local", (1, 1)),
        ("local", (1, 2)),
    ]
    assert made.cells[0].values == {"prompt": "a {red|blue} cat", "steps": 20}


def test_what_the_form_refuses_is_said_of_its_cell(form: FormModel) -> None:
    made = plan(form, [field_axis(form, "steps", "50, 51")])
    assert [cell.errors for cell in made.cells] == [(), ("steps: must be at most 50",)]


def test_no_axis_is_one_run(form: FormModel) -> None:
    assert [cell.at for cell in plan(form, []).cells] == [()]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda form: [field_axis(form, "stepz", "1")], "did you mean steps"),
        (lambda form: [field_axis(form, "steps", "1, two")], "“two” is no value"),
        (lambda form: [alternatives_axis(form, "style")], "no {a|b}"),
        (lambda form: [provider_axis([])], "at least one"),
        (lambda form: [repeat_axis(0)], "from 1 to"),
        (lambda form: [repeat_axis(MOST_CELLS), field_axis(form, "steps", "1, 2")], "the most is"),
        (lambda form: [field_axis(form, "steps", "1"), field_axis(form, "steps", "2")], "two axes"),
        (lambda form: [repeat_axis(2), repeat_axis(2)], "two axes"),
    ],
)
def test_what_makes_no_sweep(form: FormModel, make: Any, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        plan(form, make(form))


def test_the_form_itself_stays(form: FormModel) -> None:
    before = form.draft()
    plan(form, [field_axis(form, "steps", "1, 2")])
    assert form.draft() == before
