"""Tabs in one widget."""

from textual.app import App, ComposeResult
from textual.content import Content

from tests.tui.person import text_of
from tui.widgets.tab_line import TabLine


class _App(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield TabLine({"one": "One", "two": "Second [b]", "three": "Three"})

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        self.chosen.append(message.name)


async def test_arrows_go_round_and_say_so() -> None:
    async with _App().run_test(size=(40, 3)) as pilot:
        app = pilot.app
        assert isinstance(app, _App)
        line = app.query_one(TabLine)
        assert line.active == "one"
        line.focus()
        await pilot.press("right", "right", "right", "left")
        assert app.chosen == ["two", "three", "one", "three"]
        assert line.active == "three"


async def test_a_click_chooses_the_tab_under_it_and_none_behind_the_last() -> None:
    async with _App().run_test(size=(40, 3)) as pilot:
        app = pilot.app
        assert isinstance(app, _App)
        assert " One  Second [b]  Three " in text_of(app.screen)
        for column in (4, 5, 16, 17, 24, 0):
            await pilot.click(TabLine, offset=(column, 0))
        assert app.chosen == ["two", "three", "one"]


async def test_setting_a_tab_or_a_label_posts_nothing() -> None:
    async with _App().run_test(size=(40, 3)) as pilot:
        app = pilot.app
        assert isinstance(app, _App)
        line = app.query_one(TabLine)
        line.active = "two"
        line.label("three", Content("Three 5"))
        await pilot.pause()
        assert app.chosen == []
        assert "Three 5" in text_of(app.screen)
