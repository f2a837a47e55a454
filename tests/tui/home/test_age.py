"""How long ago, in a word."""

import pytest

from tui.home.age import age

HOUR, DAY = 3600, 86_400


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "just now"),
        (4.9, "just now"),
        (5, "5 s ago"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (HOUR - 1, "59 min ago"),
        (HOUR, "1 h ago"),
        (DAY - 1, "23 h ago"),
        (DAY, "1 d ago"),
        (14 * DAY - 1, "13 d ago"),
        (14 * DAY, "2 weeks ago"),
        (60 * DAY - 1, "8 weeks ago"),
        (60 * DAY, "2 months ago"),
        (800 * DAY, "26 months ago"),
    ],
)
def test_age(seconds: float, said: str) -> None:
    assert age(1_000_000, 1_000_000 + seconds) == said
