"""A button of one line."""

from textual.app import App, ComposeResult
from textual.content import Content

from tests.tui.person import text_of
from tui.widgets.push_button import PushButton


class _App(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[str | None] = []

    def compose(self) -> ComposeResult:
        yield PushButton(Content("Go [on]"), id="go")
        yield PushButton(Content("Stop"), id="stop", tooltip=Content("[b]"))

    def on_push_button_pressed(self, message: PushButton.Pressed) -> None:
        self.pressed.append(message.control.id)


async def test_enter_and_clicks_press_what_is_not_disabled() -> None:
    async with _App().run_test(size=(40, 5)) as pilot:
        app = pilot.app
        assert isinstance(app, _App)
        await pilot.press("enter")
        await pilot.click("#stop")
        app.query_one("#go").disabled = True
        await pilot.click("#go")
        await pilot.pause()
        assert app.pressed == ["go", "stop"]
        assert "Go [on]" in text_of(app.screen)


async def test_it_is_as_wide_as_its_label() -> None:
    async with _App().run_test(size=(40, 5)) as pilot:
        button = pilot.app.query_one("#go", PushButton)
        assert button.outer_size.width == button.cells == len("Go [on]") + 2
