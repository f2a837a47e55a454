"""A stream pane shows what came, in time, and leaves the reader where they are."""

import asyncio

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.selection import SELECT_ALL, Selection

from tui.widgets.stream_pane import StreamPane
from tui.widgets.stream_rows import PREFIX


class PaneApp(App[None]):
    CSS = "StreamPane { width: 21; height: 10; }"  # 20 cells of text and the scroll bar

    def __init__(self, pane: StreamPane | None = None) -> None:
        super().__init__()
        self.pane = pane or StreamPane()

    def compose(self) -> ComposeResult:
        yield self.pane


def screen(pane: StreamPane) -> list[str]:
    return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]


async def shown(pane: StreamPane) -> None:
    """What would happen by itself within a thirtieth of a second."""
    pane._show()


async def rested(pane: StreamPane) -> None:
    async with asyncio.timeout(10):
        while pane._showing_due:  # noqa: ASYNC110 - it is a timer's flag
            await asyncio.sleep(0.005)


async def test_tokens_are_wrapped_at_words() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)):
        for token in ("One two", " three", " four fi", "ve\nsix"):
            app.pane.append(token)
        await shown(app.pane)
        assert screen(app.pane)[:4] == ["One two three four", "five", "six", ""]
        assert app.pane.text == "One two three four five\nsix"


async def test_it_shows_by_itself_and_then_rests() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.pane.append("first")
        await rested(app.pane)
        app.pane.append(" second")
        await rested(app.pane)
        await pilot.pause()
        assert screen(app.pane)[0] == "first second"
        assert not app.pane._showing_due
        assert not app.pane._timers


async def test_a_burst_is_shown_in_one_go() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        shows = 0
        show = app.pane._show

        def counted() -> None:
            nonlocal shows
            shows += 1
            show()

        app.pane._show = counted  # type: ignore[method-assign]
        for _ in range(1000):
            app.pane.append("token ")
        await rested(app.pane)
        assert shows == 1


async def test_text_from_before_mounting_is_shown() -> None:
    pane = StreamPane()
    pane.append("early")
    pane.write_line("done", "success")
    app = PaneApp(pane)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert screen(pane)[:2] == ["early", "✓ done"]


async def test_kinds_differ_in_prefix_and_style() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)):
        for kind in PREFIX:
            app.pane.write_line(kind, kind)
        await shown(app.pane)
        rows = screen(app.pane)
        assert rows[:6] == ["text", "· info", "✓ success", "! warning", "✗ error", "# heading"]
        styles = {str(next(iter(app.pane.render_line(y))).style.without_color) for y in range(6)}
        colors = {next(iter(app.pane.render_line(y))).style.color for y in range(6)}
        assert len(styles) == 2
        assert len(colors) >= 5


async def test_hostile_text_is_harmless() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)):
        app.pane.append("a\x1b]52;c;x\x07b\u202ec[/notopen]\x9b2J\td")
        app.pane.write_line("[@click=app.quit]x[/]\x00", "error")
        await shown(app.pane)
        text = "\n".join(screen(app.pane))
        assert "a]52;c;xbc[/notopen]2J" in text.replace("\n", "")
        assert "[@click=app.quit]x" in text
        assert all(character.isprintable() or character == "\n" for character in text)


async def test_a_line_break_cut_in_two_is_one() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)):
        app.pane.append("one\r")
        await shown(app.pane)
        app.pane.append("\ntwo\r")
        app.pane.end_block()
        app.pane.append("three")
        assert app.pane.text == "one\ntwo\nthree"


async def test_wide_text_never_overflows() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)):
        app.pane.append(
            "日本語テキスト、とても長い文です。 👨\u200d👩\u200d👧👍🏽❤\ufe0f e\u0301te\u0301 " * 3
        )
        await shown(app.pane)
        for y in range(10):
            assert cell_len(app.pane.render_line(y).text) == app.pane.size.width


async def test_the_end_is_followed_until_the_reader_scrolls_up() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)) as pilot:
        pane = app.pane
        pane.focus()
        for number in range(30):
            pane.append(f"line {number}\n")
        await shown(pane)
        assert screen(pane)[-1] == "line 29"
        await pilot.press("pageup")
        assert not pane.following
        assert screen(pane)[0] == "line 10"
        assert screen(pane)[-1].endswith("↓ 10 more")
        for number in range(30, 35):
            pane.append(f"line {number}\n")
        await shown(pane)
        assert screen(pane)[0] == "line 10"
        assert screen(pane)[-1].endswith("↓ 15 more")
        await pilot.press("end")
        assert pane.following
        assert screen(pane)[-1] == "line 34"
        pane.append("line 35")
        await shown(pane)
        assert screen(pane)[-1] == "line 35"


async def test_scrolling_back_to_the_end_follows_again() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)) as pilot:
        pane = app.pane
        pane.focus()
        pane.append("x\n" * 30)
        await shown(pane)
        await pilot.press("up", "up")
        assert not pane.following
        await pilot.press("down", "down")
        assert pane.following
        assert "more" not in screen(pane)[-1]


async def test_the_wheel_leaves_the_end_and_a_click_on_the_count_returns() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)) as pilot:
        pane = app.pane
        pane.append("x\n" * 30)
        await shown(pane)
        pane._scroll_up_for_pointer(animate=False)
        await pilot.pause()
        assert not pane.following
        await pilot.click(pane, offset=(18, 9))
        assert pane.following


async def test_resizing_rewraps_and_keeps_the_reader_in_place() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)) as pilot:
        pane = app.pane
        pane.append("".join(f"{n:02} some more words that wrap\n" for n in range(40)))
        await shown(pane)
        pane.styles.width = 41
        await pilot.pause()
        assert screen(pane)[-1] == "39 some more words that wrap"
        pane.scroll_to(y=10)
        assert screen(pane)[0].startswith("10")
        pane.styles.width = 21
        await pilot.pause()
        assert screen(pane)[0].startswith("10")
        assert not pane.following


async def test_a_shorter_pane_still_follows() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)) as pilot:
        pane = app.pane
        pane.append("".join(f"{n}\n" for n in range(40)))
        await shown(pane)
        for height in (4, 12):
            pane.styles.height = height
            await pilot.pause()
            assert screen(pane)[-1] == "39"
            assert pane.following


async def test_the_mouse_selects_text_without_the_wrapping() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)) as pilot:
        pane = app.pane
        pane.append("Select these words and not those")
        pane.write_line("日本語 done", "success")
        await shown(pane)
        await pilot.pause()
        assert screen(pane)[:3] == ["Select these words", "and not those", "✓ 日本語 done"]
        await pilot.mouse_down(pane, offset=(7, 0))
        await pilot.hover(pane, offset=(6, 1))
        await pilot.mouse_up(pane, offset=(6, 1))
        assert app.screen.get_selected_text() == "these words and not"
        [plain, selected] = list(pane.render_line(0))[:2]
        assert (plain.text, selected.text) == ("Select ", "these words ")
        assert plain.style.bgcolor != selected.style.bgcolor
        await pilot.mouse_down(pane, offset=(0, 2))
        await pilot.hover(pane, offset=(4, 2))
        await pilot.mouse_up(pane, offset=(4, 2))
        assert app.screen.get_selected_text() == "日本"


async def test_a_selection_stays_while_text_comes_and_is_dropped() -> None:
    pane = StreamPane(max_lines=20)
    app = PaneApp(pane)
    async with app.run_test(size=(120, 40)):
        for number in range(15):
            pane.write_line(f"line {number}")
        app.screen.selections = {pane: Selection(Offset(2, 12), Offset(9, 13))}
        assert app.screen.get_selected_text() == "line 12\nline 13"
        for number in range(15, 25):
            pane.write_line(f"line {number}")
        await shown(pane)
        assert app.screen.get_selected_text() == "line 12\nline 13"
        app.screen.selections = {pane: SELECT_ALL}
        assert app.screen.get_selected_text() == pane.text


async def test_dropped_lines_are_told_and_the_reader_is_not_moved() -> None:
    pane = StreamPane(max_lines=50)
    app = PaneApp(pane)
    async with app.run_test(size=(120, 40)):
        for number in range(50):
            pane.write_line(f"line {number}")
        await shown(pane)
        pane.scroll_to(y=30)
        assert screen(pane)[0] == "· line 30"
        for number in range(50, 60):
            pane.write_line(f"line {number}")
        await shown(pane)
        assert screen(pane)[0] == "· line 30"
        pane.scroll_to(y=0)
        assert screen(pane)[0].startswith("↑ ")
        assert "earlier" in screen(pane)[0]
        assert screen(pane)[1] == f"· line {pane._rows.dropped_lines}"
        pane.follow()
        assert screen(pane)[-1] == "· line 59"


async def test_clearing_starts_over() -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)) as pilot:
        pane = app.pane
        pane.append("x\n" * 50)
        await shown(pane)
        pane.scroll_to(y=0)
        pane.clear()
        pane.append("new")
        await shown(pane)
        await pilot.pause()
        assert screen(pane)[0] == "new"
        assert pane.text == "new"
        assert pane.following


@pytest.mark.parametrize("piece", ["word ", "x", "日本"])
async def test_appending_to_a_huge_line_touches_only_its_end(piece: str) -> None:
    app = PaneApp()
    async with app.run_test(size=(120, 40)):
        pane = app.pane
        pane.append(piece * (100_000 // len(piece)))
        await shown(pane)
        before = pane._rows.end
        wrapped = 0
        wrap_row = pane._rows._wrap

        def counted(row) -> None:
            nonlocal wrapped
            wrapped += len(row.text)
            wrap_row(row)

        pane._rows._wrap = counted  # type: ignore[method-assign]
        pane.append(piece)
        await shown(pane)
        assert wrapped < 60
        assert before <= pane._rows.end <= before + 1
