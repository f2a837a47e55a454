"""A page is styled once, for its size."""

from textual.app import App, ComposeResult
from textual.widgets import Static

from tui.page_screen import PageScreen


class _Page(PageScreen):
    def __init__(self) -> None:
        super().__init__()
        self.styled_again = 0
        self.known_when_composed = False

    def compose(self) -> ComposeResult:
        self.known_when_composed = self.has_class("-narrow", "-low")
        yield Static("text")

    def update_node_styles(self, animate: bool = True) -> None:
        if self.children:
            self.styled_again += 1
        super().update_node_styles(animate)


class _App(App[None]):
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-tall")]


async def test_the_size_is_known_before_anything_is_mounted_and_nothing_is_styled_again() -> None:
    async with _App().run_test(size=(60, 19)) as pilot:
        page = _Page()
        await pilot.app.push_screen(page)
        await pilot.pause()
        assert page.known_when_composed
        assert page.styled_again == 0


async def test_a_new_size_styles_again() -> None:
    async with _App().run_test(size=(60, 19)) as pilot:
        page = _Page()
        await pilot.app.push_screen(page)
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert page.has_class("-wide", "-tall")
        assert not page.has_class("-narrow")
        assert not page.has_class("-low")
        assert page.styled_again
