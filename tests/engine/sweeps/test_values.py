"""What a person types for an axis, as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sweeps.values import MOST_VALUES, alternatives, values_in


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a, b,c", ["a", "b", "c"]),
        ("a", ["a"]),
        ("a,,b,", ["a", "b"]),
        ('"a, b", c', ["a, b", "c"]),
        (r"a\, b, c", ["a, b", "c"]),
        ("one, two\nthree", ["one, two", "three"]),
        ("1..4", ["1", "2", "3", "4"]),
        ("4..1", ["4", "3", "2", "1"]),
        ("0..1 step 0.25", ["0", "0.25", "0.5", "0.75", "1"]),
        ("0.1..0.3 step 0.1", ["0.1", "0.2", "0.3"]),
        ("-1 .. 1", ["-1", "0", "1"]),
        ("1..4 step 2", ["1", "3"]),
        ("a..b", ["a..b"]),
    ],
)
def test_lists_and_ranges(text: str, values: list[str]) -> None:
    assert values_in(text) == values


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no values"), (" , ", "no values"), ("1..2 step 0", "no end"), ("1..1e9", "more than")],
)
def test_what_makes_no_axis(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        values_in(text)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("a {red|blue} {cat|dog}", ["a red cat", "a red dog", "a blue cat", "a blue dog"]),
        ("{|very }big", ["big", "very big"]),
        ("{{ state.x|upper }} {a|b}", ["{{ state.x|upper }} a", "{{ state.x|upper }} b"]),
        ("nothing {here}", ["nothing {here}"]),
        ("", [""]),
    ],
)
def test_alternatives(text: str, readings: list[str]) -> None:
    assert alternatives(text) == readings


def test_too_many_alternatives() -> None:
    with pytest.raises(ValueError, match="more than"):
        alternatives("{a|b}" * 20)


@given(st.text(max_size=60))
def test_any_text_is_values_or_an_error(text: str) -> None:
    for read in (values_in, alternatives):
        try:
            found = read(text)
        except ValueError:
            continue
        assert 1 <= len(found) <= MOST_VALUES
