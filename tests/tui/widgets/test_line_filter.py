"""What reaches the terminal has no control characters, whatever widget it came from."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI
from textual.app import App, ComposeResult
from textual.color import Color
from textual.content import Content
from textual.filter import ANSIToTruecolor
from textual.widgets import Log, Static, TextArea

from tui.widgets.line_filter import ControlFilter

BLACK = Color(0, 0, 0)
C1 = "\x9b"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = "\x1b]52;c;aGk=\x07" + C1 + "2J\x7f\0\x08" + BIDI + "\ufeff"


def filtered(text: str, style: Style | None = None) -> list[Segment]:
    return ControlFilter().apply([Segment(text, style)], BLACK)


@pytest.mark.parametrize(
    "character",
    [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))] + list(BIDI) + ["\ufeff"],
)
def test_every_control_character_is_deleted(character: str) -> None:
    [segment] = filtered(f"a{character}b", Style(bold=True))
    assert segment.text == "ab"
    assert segment.style == Style(bold=True)


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "日本語テキスト",
        "👨\u200d👩\u200d👧 family",
        "🏳\ufe0f\u200d🌈",
        "🇩🇪",
        "👍🏽",
        "e\u0301",
        "non\u00a0breaking",
        "━━●──",
    ],
)
def test_wide_and_joined_text_is_untouched(text: str) -> None:
    [segment] = filtered(text)
    assert segment.text == text


def test_harmless_rows_are_returned_as_they_are() -> None:
    segments = [Segment("a"), Segment("b", Style(link="https://example.org/?q=1"))]
    assert ControlFilter().apply(segments, BLACK) is segments


@pytest.mark.parametrize("text", [f"ab{HOSTILE}cd", "日\x1b本", "a\ud800b", "x\ty\nz", HOSTILE])
def test_the_width_of_a_row_is_kept(text: str) -> None:
    row = filtered(text)
    assert sum(segment.cell_length for segment in row) == cell_len(text)
    assert all(segment.text.isprintable() for segment in row)


def test_a_segment_of_nothing_else_disappears() -> None:
    assert filtered("\x1b\x07") == []


def test_control_segments_of_the_toolkit_pass() -> None:
    move = Segment("\x1b[1A", None, [(ControlType.CURSOR_UP, 1)])
    assert ControlFilter().apply([move, Segment("\x1b")], BLACK) == [move]


def test_a_link_cannot_break_out_of_its_address() -> None:
    [segment] = filtered("here", Style(link="https://example.org/\x1b\\\x1b[2J"))
    assert segment.style is not None
    assert segment.style.link == "https://example.org/\\[2J"


def test_works_after_others_as_one_filter_for_as_long_as_they_are_the_same() -> None:
    named = ANSIToTruecolor(DIMMED_MONOKAI)
    alone = ControlFilter()
    both = alone.after([named])
    [segment] = both.apply([Segment("a\x1bb", Style(color="red"))], BLACK)
    assert segment.text == "ab"
    assert segment.style
    assert segment.style.color
    assert segment.style.color.triplet
    assert alone.after([named]) is both
    assert alone.after([]) is not both


class HostileApp(App[None]):
    """Shows the hostile text in ways that Textual is known to pass through."""

    def __init__(self, filtering: bool) -> None:
        super().__init__()
        self._control_filter = ControlFilter(filtering)

    def get_line_filters(self):
        own = self._control_filter.after(super().get_line_filters())
        return [own] if own.enabled else super().get_line_filters()

    def compose(self) -> ComposeResult:
        static = Static(Content(f"static{HOSTILE}1"))
        static.border_title = Content(f"title{HOSTILE}2")
        static.styles.border = ("solid", "white")
        yield static
        yield TextArea(f"area{HOSTILE}3")
        yield Log()

    def on_mount(self) -> None:
        self.query_one(Log).write_line(f"log{HOSTILE}4")


async def drawn(app: App[None]) -> str:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        return "\n".join(strip.text for strip in strips)


async def test_an_app_that_returns_it_draws_no_control_character() -> None:
    rows = await drawn(HostileApp(filtering=True))
    assert all(row.isprintable() for row in rows.split("\n"))
    for text in ("static]52", "title]52", "area]52"):
        assert text in rows


async def test_the_same_app_without_it_does() -> None:
    """Should this ever fail, Textual cleans text itself and the filter may go."""
    assert "\x1b" in await drawn(HostileApp(filtering=False))


PROGRAM = """
from tests.tui.widgets.test_line_filter import HostileApp

class Program(HostileApp):
    def on_mount(self):
        super().on_mount()
        self.call_after_refresh(self.set_timer, 0.1, self.exit)

Program(filtering=FILTERING).run()
"""


def written(filtering: bool) -> bytes:
    """Every byte that the program writes to a real terminal."""
    pty = pytest.importorskip("pty")
    terminal, its_end = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.replace("FILTERING", str(filtering))],
        stdin=its_end,
        stdout=its_end,
        stderr=its_end,
        env=environment,
        cwd=Path(__file__).parents[3],
        start_new_session=True,
    )
    os.close(its_end)
    output = bytearray()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and select.select([terminal], [], [], deadline - time.monotonic())[0]:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # How Linux tells that the other end is closed.
            break
        if not chunk:
            break
        output += chunk
    program.kill()
    program.wait()
    os.close(terminal)
    return bytes(output)


@pytest.mark.pty
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_terminal_itself_gets_no_hostile_byte() -> None:
    unsafe, safe = written(filtering=False), written(filtering=True)
    assert b"]52;c;aGk=" in safe
    for escape in (b"\x1b]52", C1.encode(), "\u202e".encode()):
        assert escape in unsafe
        assert escape not in safe
