"""A page is styled once, for its size."""

from typing import Any

from textual.app import App, ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tests.tui.person import text_of
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


class _DrawsItsSize(Static):
    def on_resize(self) -> None:
        self.update(f"I am {self.size.width} wide")


class _SizePage(PageScreen):
    def compose(self) -> ComposeResult:
        yield _DrawsItsSize("too early")


class _Frames(_App):
    """Notes what each frame shows."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[str] = []

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(screen, _SizePage) and renderable is not None:
            self.frames.append(text_of(screen).strip())
        super()._display(screen, renderable)


async def test_the_first_frame_shows_what_widgets_draw_for_their_size() -> None:
    async with _Frames().run_test(size=(60, 19)) as pilot:
        app = pilot.app
        assert isinstance(app, _Frames)
        await app.push_screen(_SizePage())
        await pilot.pause()
        assert app.frames
        assert set(app.frames) == {"I am 60 wide"}
        await pilot.resize_terminal(40, 19)
        await pilot.pause()
        assert app.frames[-1] == "I am 40 wide"


async def test_a_page_that_was_covered_before_its_first_frame_is_painted_when_it_is_uncovered() -> None:
    async with _Frames().run_test(size=(60, 19)) as pilot:
        app = pilot.app
        assert isinstance(app, _Frames)
        app.push_screen(_SizePage())
        app.push_screen(ModalScreen[None]())
        await pilot.pause()
        app.pop_screen()
        await pilot.pause()
        assert app.frames[-1] == "I am 60 wide"
