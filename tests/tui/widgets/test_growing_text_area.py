"""Prompt areas mark placeholders, show focus without colour, and leave on Tab."""

import time

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Button, TextArea

from tui.widgets.growing_text_area import PromptArea, placeholders


class AreaApp(App[None]):
    CSS = "PromptArea { width: 40; }"

    def __init__(self, area: PromptArea) -> None:
        super().__init__()
        self.area = area

    def compose(self) -> ComposeResult:
        yield self.area
        yield Button("next")


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("plain", []),
        ("a {{ x }} b", [("{{ x }}", "value")]),
        ("{name}, {a.b-c}", [("{name}", "value"), ("{a.b-c}", "value")]),
        ("{% if x %}y{% endif %}", [("{% if x %}", "statement"), ("{% endif %}", "statement")]),
        ("{# a\nb #}!", [("{# a\nb #}", "comment")]),
        ('{"json": 1} {} { x } {1}', []),
        ("{{ open {name}", [("{name}", "value")]),
        ("{{ '{name}' }}", [("{{ '{name}' }}", "value")]),
        ("{{{a}}}", [("{{{a}}", "value")]),
    ],
)
def test_placeholders_are_found(text: str, marked: list[tuple[str, str]]) -> None:
    assert [(text[start:end], kind) for start, end, kind in placeholders(text)] == marked


@pytest.mark.parametrize("text", ["{{" * 100_000, "{%" * 100_000 + "%", "{#{{{%" * 50_000, "{a" * 100_000])
def test_hostile_braces_take_linear_time(text: str) -> None:
    start = time.process_time()
    assert list(placeholders(text)) == []
    assert time.process_time() - start < 2  # Quadratic takes minutes.


def spans(area: PromptArea, y: int) -> list[tuple[str, bool]]:
    """The row's pieces and whether each is drawn unlike plain text."""
    base = area.rich_style
    [*segments] = area.render_line(y)
    return [(s.text, s.style is not None and s.style.color != base.color) for s in segments if s.text.strip()]


async def test_placeholders_are_drawn_differently() -> None:
    app = AreaApp(PromptArea("日本 {{ x }} é {name}\n{# over\nlines #} end"))
    async with app.run_test(size=(120, 40)) as pilot:
        app.query_one(Button).focus()  # A cursor would be one more piece.
        await pilot.pause()
        app.area.render_lines(app.area.size.region)
        assert spans(app.area, 0) == [("日本 ", False), ("{{ x }}", True), (" é ", False), ("{name}", True)]
        assert spans(app.area, 1) == [("{# over", True)]
        assert spans(app.area, 2) == [("lines #}", True), (" end ", False)]


async def test_marks_follow_typing() -> None:
    app = AreaApp(PromptArea("{name"))
    async with app.run_test(size=(120, 40)) as pilot:
        app.area.focus()
        app.area.move_cursor(app.area.document.end)
        assert not any(app.area._highlights.values())
        await pilot.press("}")
        assert app.area._highlights[0] == [(0, 6, "prompt-area--value")]
        await pilot.press("backspace")
        assert not any(app.area._highlights.values())


async def test_marks_follow_the_theme() -> None:
    app = AreaApp(PromptArea("{name}"))
    async with app.run_test(size=(120, 40)) as pilot:
        app.query_one(Button).focus()
        colors = set()
        for theme in ("textual-dark", "textual-light"):
            app.theme = theme
            await pilot.pause()
            app.area.render_lines(app.area.size.region)
            colors.add(next(iter(app.area.render_line(0))).style.color)
        assert len(colors) == 2


async def test_tab_leaves_the_field() -> None:
    app = AreaApp(PromptArea("x"))
    async with app.run_test(size=(120, 40)) as pilot:
        app.area.focus()
        await pilot.press("tab")
        assert app.area.text == "x"
        assert isinstance(app.focused, Button)


async def test_focus_is_seen_without_colour() -> None:
    app = AreaApp(PromptArea("x"))
    async with app.run_test(size=(120, 40)) as pilot:
        app.query_one(Button).focus()
        await pilot.pause()
        away = app.screen._compositor.render_strips()[0].text[0]
        app.area.focus()
        await pilot.pause()
        there = app.screen._compositor.render_strips()[0].text[0]
        assert away != there
        assert there.strip()
        assert app.area.region.height == 2


async def test_the_cursor_does_not_blink_and_ctrl_o_is_free() -> None:
    app = AreaApp(PromptArea())
    async with app.run_test(size=(120, 40)):
        assert not app.area.cursor_blink
        assert "ctrl+o" not in app.area._bindings.key_to_bindings


async def test_a_placeholder_text_is_never_markup() -> None:
    app = AreaApp(PromptArea(placeholder=Content("[/x] hint")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.area.render_line(0).text.startswith("[/x] hint")


async def test_a_new_theme_is_taken_and_nothing_is_worked_out_twice() -> None:
    area = PromptArea("a {{ value }}")

    app = AreaApp(area)
    async with app.run_test() as pilot:
        await pilot.pause()
        dark = (area._theme.base_style, area._theme.syntax_styles["prompt-area--value"])
        area._styles_are_known = True
        area.insert("x")
        await pilot.pause()
        assert area._styles_are_known
        app.theme = "textual-light"
        await pilot.pause()
        await pilot.pause()
        light = (area._theme.base_style, area._theme.syntax_styles["prompt-area--value"])
        assert dark[0] != light[0]
        assert dark[1] != light[1]


async def test_a_row_that_does_not_fit_yet_is_scrolled_to_with_its_first_key() -> None:
    area = PromptArea("one\ntwo")
    app = AreaApp(area)
    async with app.run_test() as pilot:
        area.focus()
        await pilot.pause()
        area.move_cursor(area.document.end)
        area.insert("\n3")
        assert area.scroll_offset.y == 1  # At once, while the height waits for a pause.
        assert area.size.height == 2


class ListeningApp(AreaApp):
    def __init__(self, area: PromptArea) -> None:
        super().__init__(area)
        self.heard: list[str] = []

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self.heard.append(event.text_area.text)

    def on_text_area_selection_changed(self) -> None:
        self.heard.append("selection")


async def test_edits_are_told_and_cursor_moves_are_not() -> None:
    app = ListeningApp(PromptArea("x"))
    async with app.run_test() as pilot:
        app.area.focus()
        await pilot.press("right", "y", "left")
        await pilot.pause()
        assert app.heard == ["xy"]


class _Measured(PromptArea):
    """Notes the heights it is given."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.heights: list[int] = []

    def on_resize(self) -> None:
        self.heights.append(self.size.height)


@pytest.mark.parametrize(
    ("text", "rows"),
    [("", 2), ("one line", 2), ("word " * 40, 6), ("a\nb\nc", 3), ("日本" * 40, 5), ("word " * 400, 8)],
)
async def test_the_first_layout_knows_the_height_of_the_text(text: str, rows: int) -> None:
    area = _Measured(text)
    async with AreaApp(area).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert set(area.heights) == {rows}
        assert area.wrapped_document.height == area.virtual_size.height
