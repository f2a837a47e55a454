"""A small app around a grid that notes every message, and a loader that needs no files."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.message import Message

from tui.results.grid import ResultGrid
from tui.results.result_item import ResultItem
from tui.results.thumbnail import BrokenImage, Thumbnail, placeholder


async def placeholder_loader(reference: str, size: tuple[int, int]) -> Thumbnail | BrokenImage:
    return placeholder(*size)


def texts(count: int) -> list[ResultItem]:
    return [ResultItem(f"id{number}", f"Title {number}", "text", f"text {number}") for number in range(count)]


class CountingGrid(ResultGrid):
    """Counts how many lines were drawn."""

    lines_drawn = 0

    def render_line(self, y: int) -> Any:
        self.lines_drawn += 1
        return super().render_line(y)


class GridApp(App[None]):
    def __init__(self, items: list[ResultItem], **options: Any) -> None:
        super().__init__()
        self.animation_level = "none"
        options.setdefault("image_loader", placeholder_loader)
        self.grid = CountingGrid(items, **options)
        self.log_of_messages: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.grid

    def on_result_grid_opened(self, event: ResultGrid.Opened) -> None:
        self.log_of_messages.append(event)

    on_result_grid_copy_requested = on_result_grid_opened
    on_result_grid_open_externally = on_result_grid_opened
    on_result_grid_selection_changed = on_result_grid_opened

    def screen_text(self) -> str:
        """Everything on the screen, without colour."""
        width, height = self.grid.size
        strips = self.grid.render_lines(self.grid.size.region)
        assert len(strips) == height
        assert all(strip.cell_length == width for strip in strips)
        return "\n".join(strip.text for strip in strips)


@pytest.fixture
def grid_app() -> Callable[..., GridApp]:
    return GridApp


@pytest.fixture
def make_texts() -> Callable[[int], list[ResultItem]]:
    return texts
