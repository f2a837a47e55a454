"""One line of keys: what works now, the page's own first, as many as fit."""

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from tui.widgets.key_footer import KeyFooter


class FooterApp(App[None]):
    BINDINGS = [
        Binding("b", "two", "B[/]ravo"),
        Binding("ctrl+l", "three", "Lima, a long one indeed"),
        Binding("a", "one", "Alpha", id="sub-action.alpha"),
        Binding("c,d", "four", "Charlie"),
        Binding("e", "hidden", "Echo", show=False),
        Binding("f", "off", "Foxtrot"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input()
        yield KeyFooter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "off"

    def action_one(self) -> None:
        self.done.append("one")

    def action_two(self) -> None:
        self.done.append("two")

    @property
    def shown(self) -> str:
        return str(self.query_one(KeyFooter).render())


async def test_the_first_come_first_and_letters_only_where_they_act() -> None:
    app = FooterApp()
    async with app.run_test(size=(100, 5)) as pilot:
        await pilot.pause()
        assert "Alpha" not in app.shown
        assert "^l Lima" in app.shown
        app.set_focus(None)
        await pilot.pause()
        assert app.shown.startswith("a Alpha  b B[/]ravo  ^l Lima, a long one indeed  c Charlie")
        assert "Echo" not in app.shown
        assert "Foxtrot" not in app.shown
        assert app.shown.count("Charlie") == 1


async def test_what_does_not_fit_is_left_out_and_short_ones_behind_it_stay() -> None:
    app = FooterApp()
    async with app.run_test(size=(34, 5)) as pilot:
        app.set_focus(None)
        await pilot.pause()
        assert app.shown == "a Alpha  b B[/]ravo  c Charlie"
        await pilot.resize_terminal(12, 5)
        await pilot.pause()
        assert app.shown == "a Alpha"


async def test_a_click_presses_the_key_under_it() -> None:
    app = FooterApp()
    async with app.run_test(size=(100, 5)) as pilot:
        app.set_focus(None)
        await pilot.pause()
        await pilot.click(KeyFooter, offset=(1, 0))
        await pilot.click(KeyFooter, offset=(11, 0))
        await pilot.click(KeyFooter, offset=(90, 0))
        assert app.done == ["one", "two"]
