"""Multiples by the decimals that were written, whatever the binary floats make of them."""

import time

import pytest

from engine.form.model import FormModel
from engine.form.schema.multiples import common_multiple, is_multiple


@pytest.mark.parametrize(
    ("value", "of", "expected"),
    [
        (0.35, 0.05, True),
        (0.3, 0.1, True),
        (1.1, 0.1, True),
        (19.99, 0.01, True),
        (4.35, 0.01, True),
        (0.075, 0.05, False),
        (0.35000001, 0.05, False),
        (-0.35, 0.05, True),
        (0, 0.05, True),
        (-0.0, 3, True),
        (7.0, 7, True),
        (7.5, 7, False),
        (9, 1.5, True),
        (10, 1.5, False),
        (1e308, 0.123456789, False),
        (1e308, 0.5, True),
        (1e308, 5e-324, True),
        (5e-324, 1e308, False),
        (10**400, 0.5, True),
        (10**400 + 1, 10, False),
        pytest.param(10**5000, 0.3, False, id="5,000 digits"),
        (float("inf"), 0.5, False),
        (float("nan"), 0.5, False),
        (1, float("inf"), False),
    ],
)
def test_multiples_are_exact(value: float, of: float, expected: bool) -> None:
    start = time.process_time()
    assert is_multiple(value, of) is expected
    assert time.process_time() - start < 1


@pytest.mark.parametrize("text", ["0.35", "1e308", "1e-308", "-0.05", "1e400", "9" * 399, "0.1e1"])
def test_numbers_of_any_size_can_be_typed_and_checked(text: str) -> None:
    model = FormModel({"properties": {"x": {"type": "number", "multipleOf": 0.05}}})
    model.set_text("x", text)
    wrong = {"1e-308": ["must be a multiple of 0.05"], "1e400": ["“1e400” is not a number"]}
    assert model.validate() == ({"x": wrong[text]} if text in wrong else {})


@pytest.mark.parametrize("of", [0, 0.0, "a"])
def test_a_multiple_of_nothing_is_a_mistake_of_the_schema(of: object) -> None:
    (message,) = FormModel({"properties": {"x": {"multipleOf": of}}}, {"x": 1.5}).validate()[""]
    assert "broken" in message


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [(4, 6, 12), (0.5, 0.2, 1), (0.1, 0.15, 0.3), (0.25, 2, 2), (1e308, 3, 3 * 10**308)],
)
def test_the_least_multiple_of_both(one: float, other: float, least: float) -> None:
    assert common_multiple(one, other) == least


@pytest.mark.parametrize(("one", "other"), [(0, 1), (-1, 1), (float("inf"), 1), (1, float("nan"))])
def test_where_there_is_none(one: float, other: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        common_multiple(one, other)


def test_two_steps_at_once_make_one() -> None:
    schema = {"type": "number", "multipleOf": 0.2, "allOf": [{"multipleOf": 0.5}]}
    assert FormModel({"properties": {"x": schema}}).field("x").step == 1
