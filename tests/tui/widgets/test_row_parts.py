"""Parts of rows are what Textual's are, but for what they keep."""

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.row_parts import RowPart, divided

BOLD = Style(bold=True)


def row() -> Strip:
    return Strip([Segment("ab", BOLD), Segment("日本", None), Segment("cd", BOLD)])


@pytest.mark.parametrize("cuts", [[8], [1, 8], [2, 6, 8], [3, 8], [2, 20], []])
def test_is_divided_as_textual_divides(cuts: list[int]) -> None:
    ours, theirs = divided(row(), cuts), row().divide(cuts)
    assert [list(part) for part in ours] == [list(part) for part in theirs]
    assert [part.cell_length for part in ours] == [part.cell_length for part in theirs]


def test_parts_are_kept_with_their_row() -> None:
    strip = row()
    assert divided(strip, [2, 8]) is divided(strip, [2, 8])
    assert divided(strip, [8]) == [strip]


def test_a_part_keeps_nothing_of_what_is_made_of_it() -> None:
    part = divided(row(), [2, 8])[1]
    other = divided(row(), [3, 8])[1]
    assert isinstance(part, RowPart)
    assert part.crop(0, 4).text == "日本"
    assert part.crop(4, 6).text == "cd"
    assert part.adjust_cell_length(8).cell_length == 8
    assert part.divide([4, 6])[1].text == "cd"
    assert other.crop(0, 4).text != "日本"
    assert not part._crop_cache
