"""The benchmark's screen shows what tmux shows for the same bytes."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.terminal.program import Program
from benchmarks.terminal.screen import Screen

COLUMNS, ROWS = 60, 12

PIECES = {
    "plain lines": b"one\r\ntwo\r\n\tthree\r\n",
    "moves": b"\x1b[3;5Hat 5,3\x1b[2Aup\x1b[2Bdown\x1b[4Cright\x1b[9Dleft\x1b[7Ecol\x1b[2Fup",
    "moves to columns and rows": b"\x1b[20Gcol 20\x1b[9dline 9\x08\x08XY",
    "wraps at the end of a row": b"x" * 59 + b"y" + b"z" * 5 + b"\r\n" + b"w" * 60 + b"\r\nnext",
    "erases in rows": b"a" * 660 + b"\x1b[5;10H\x1b[K\x1b[7;10H\x1b[1K\x1b[8;10H\x1b[2K\x1b[9;5H\x1b[4X",
    "erases below": b"a" * 660 + b"\x1b[10;30H\x1b[J",
    "erases above": b"a" * 660 + b"\x1b[5;10H\x1b[1J",
    "inserts and deletes characters": b"abcdefghij\x1b[1;3H\x1b[2@\x1b[1;8H\x1b[3P",
    "inserts and deletes rows": b"1\r\n2\r\n3\r\n4\x1b[3;1H\x1b[L\x1b[5;1H\x1b[M",
    "scrolls": b"".join(b"line %d\r\n" % n for n in range(30)) + b"\x1b[2S\x1b[1T",
    "scrolls inside margins": b"".join(b"row %d\r\n" % n for n in range(11))
    + b"\x1b[3;6r\x1b[6;1Hlow\n\nlower\x1b[3;1H\x1bMhigh\x1b[r\x1b[12;1Hend",
    "wide and joined characters": "日本語 e\u0301 ½ │ 漢\x1b[2;59H漢字\x1b[4;60H漢".encode(),
    "colours and titles": b"\x1b[1;38;2;1;2;3mred\x1b[0m\x1b]0;title\x07\x1b]8;;http://x\x1b\\link\x1b(Bend",
    "comes back from the alternate screen": b"main text\x1b[?1049h\x1b[Hother\x1b[?1049l after",
    "saves the cursor": b"\x1b[4;4H\x1b7\x1b[8;8Hthere\x1b8here",
}


@pytest.fixture
def shown_by_tmux(tmp_path: Path) -> "TmuxPane":
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    return TmuxPane(tmp_path)


class TmuxPane:
    """Shows bytes, each time in a tmux of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown = 0

    def show(self, data: bytes, columns: int, rows: int) -> list[str]:
        self.shown += 1
        (self.folder / "data").write_bytes(data)
        done = self.folder / f"done{self.shown}"
        script = f"stty raw -echo; cat '{self.folder}/data'; touch '{done}'; exec sleep 60"
        size = ("-x", str(columns), "-y", str(rows))
        self.run("new-session", "-d", *size, script, ";", "set", "status", "off")
        try:
            end = time.monotonic() + 20
            while not done.exists() and time.monotonic() < end:
                time.sleep(0.01)
            previous, rows_shown = None, self.captured()
            while previous != rows_shown and time.monotonic() < end:  # tmux may still be reading.
                time.sleep(0.05)
                previous, rows_shown = rows_shown, self.captured()
            return rows_shown[:rows]
        finally:
            self.run("kill-server")

    def captured(self) -> list[str]:
        return [row.rstrip() for row in self.run("capture-pane", "-p").split("\n")]

    def run(self, *arguments: str) -> str:
        tmux = ["tmux", "-f", "/dev/null", "-S", str(self.folder / f"tmux{self.shown}")]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        done = subprocess.run(
            [*tmux, *arguments], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout


def drawn(data: bytes, columns: int, rows: int, piece: int = 7) -> list[str]:
    screen = Screen(columns, rows)
    for start in range(0, len(data), piece):
        screen.feed(data[start : start + piece])
    return [screen.line(y) for y in range(rows)]


@pytest.mark.pty
def test_shows_what_tmux_shows(shown_by_tmux: TmuxPane) -> None:
    for name, data in PIECES.items():
        alone = b"\x1b[2J\x1b[H" + data
        assert drawn(alone, COLUMNS, ROWS) == shown_by_tmux.show(alone, COLUMNS, ROWS), name


@pytest.mark.pty
def test_shows_a_textual_app_as_tmux_does(shown_by_tmux: TmuxPane) -> None:
    with Program(
        [sys.executable, "-m", "benchmarks.floors.one_input"], columns=COLUMNS, rows=ROWS
    ) as program:
        program.wait_for("floor ready")
        program.type("日本語 and more")
        program.wait_for("and more")
        output = program.output
        seen = program.screen.text().split("\n")
    assert "日本語 and more" in seen[1]
    assert seen == shown_by_tmux.show(output, COLUMNS, ROWS)


def test_a_frame_is_not_seen_before_its_end() -> None:
    screen = Screen(20, 3)
    screen.feed(b"\x1b[?2026hhalf")
    assert screen.in_frame
    screen.feed(b" done\x1b[?2026l")
    assert not screen.in_frame
    assert screen.text() == "half done\n\n"
