from textual.app import App, ComposeResult

from tui.results.text_view import Block, TextView


class TextApp(App[None]):
    def __init__(self, blocks: list[Block]) -> None:
        super().__init__()
        self.view = TextView(blocks)

    def compose(self) -> ComposeResult:
        yield self.view

    def lines(self) -> list[str]:
        return [strip.text for strip in self.view.render_lines(self.view.size.region)]


async def test_text_is_wrapped_again_when_the_width_changes() -> None:
    app = TextApp([("label", "prompt"), ("text", "word " * 40)])
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.lines()[0].rstrip() == "prompt"
        assert app.lines()[1].startswith("word " * 15)
        await pilot.resize_terminal(22, 24)
        await pilot.pause()
        assert app.lines()[1].rstrip() == "word word word word"


async def test_keys_scroll() -> None:
    app = TextApp([("text", "\n".join(f"line {number}" for number in range(100)))])
    async with app.run_test(size=(80, 24)) as pilot:
        for key, top in [
            ("down", 1),
            ("pagedown", 24),
            ("pageup", 1),
            ("up", 0),
            ("up", 0),
            ("end", 76),
            ("home", 0),
        ]:
            await pilot.press(key)
            await pilot.pause()
            assert app.lines()[0].rstrip() == f"line {top}", key


async def test_a_hostile_megabyte_is_drawn_line_by_line() -> None:
    app = TextApp([("text", "[/x]\x1b[2J\u202e" + "x" * 1_000_000)])
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.lines()[0].startswith("[/x][2Jxxx")
        await pilot.press("end")
        await pilot.pause()
        assert app.view.scroll_offset.y == app.view.virtual_size.height - 24
        app.view.show([("failed", "short")])
        await pilot.pause()
        assert app.lines()[0].rstrip() == "short"
        assert app.view.scroll_offset.y == 0
