"""Where children go that flow from left to right."""

import pytest
from textual.app import App, ComposeResult
from textual.layout import Layout
from textual.widget import Widget
from textual.widgets import Static

from tui.widgets.flow_layout import FlowLayout, flow


@pytest.mark.parametrize(
    ("widths", "room", "places"),
    [
        ([], 10, []),
        ([4, 5], 10, [(0, 0, 4), (5, 0, 5)]),
        ([4, 6], 10, [(0, 0, 4), (0, 1, 6)]),
        ([4, 4, 4], 9, [(0, 0, 4), (5, 0, 4), (0, 1, 4)]),
        ([30, 2], 10, [(0, 0, 10), (0, 1, 2)]),
        ([3], 0, [(0, 0, 1)]),
    ],
)
def test_flow(widths: list[int], room: int, places: list[tuple[int, int, int]]) -> None:
    assert flow(widths, room, 1) == places


class Row(Widget):
    DEFAULT_CSS = "Row { height: auto; } Row Static { height: 1; }"

    @property
    def layout(self) -> Layout:
        return FlowLayout()

    def compose(self) -> ComposeResult:
        for number in range(5):
            label = Static(f"label {number}")
            label.styles.width = 12
            yield label


class FlowApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Row()


async def test_the_height_is_that_of_its_rows_and_follows_the_width() -> None:
    app = FlowApp()
    async with app.run_test(size=(80, 10)) as pilot:
        assert app.query_one(Row).size.height == 1
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert app.query_one(Row).size.height == 2
        assert [label.region.x for label in app.query(Static)] == [0, 13, 26, 0, 13]
