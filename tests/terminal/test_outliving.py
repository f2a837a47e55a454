"""Generation outlives the terminal: the window is closed or the screen left, and all results come, once."""

import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.terminal.conftest import CHECKOUT
from tests.terminal.tmux import Tmux

pytestmark = pytest.mark.pty

if shutil.which("tmux") is None and not os.environ.get("CI"):
    pytest.skip("tmux is not installed; CI has it", allow_module_level=True)

RUN = f"{shlex.quote(sys.executable)} -m tui.command"
IN_CHECKOUT = f"cd {shlex.quote(str(CHECKOUT))} && "
PRESSES, EACH = 4, 4
"""How often Generate is pressed, and how many pictures each makes."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def open_terminal(tmp_path: Path, home: Path):
    """Opens terminals, each a tmux server of its own: to end it is to close the window."""
    opened: list[Tmux] = []

    def open_terminal(command: str) -> Tmux:
        folder = tmp_path / f"terminal{len(opened)}"
        folder.mkdir()
        terminal = Tmux(folder, command, {"REROLL_HOME": str(home)}, size=(120, 40))
        opened.append(terminal)
        return terminal

    yield open_terminal
    for terminal in opened:
        terminal.close()
    until(lambda: not owners(home), "every program to end")


def until(holds: Callable[[], object], what: str, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds:g} s for {what}"
        time.sleep(0.1)


def owners(home: Path) -> list[Path]:
    """A file for each program that has the home open."""
    return list((home / "owners").glob("*.lock"))


def rows(home: Path, sql: str) -> list[tuple]:
    database = sqlite3.connect(f"file:{home / 'reroll.db'}?mode=ro", uri=True, timeout=10)
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def queue(home: Path) -> dict:
    """What `reroll call queue.list` says, from a program of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tui.command", "call", "queue.list", "{}"],
        env={**os.environ, "REROLL_HOME": str(home)},
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)["data"]


def begun(home: Path, count: int) -> bool:
    return len(rows(home, "SELECT 1 FROM executions")) == count


def generate(terminal: Tmux, home: Path) -> None:
    """Press Generate several times; return while the first runs and the others wait."""
    terminal.wait_for("Subject", "lighthouse keeper")
    for count in range(1, PRESSES + 1):
        terminal.press("F5")
        taken = partial(begun, home, count)
        until(taken, "the press to be taken")
        time.sleep(0.7)  # a second press at once would count as one by accident
    terminal.wait_for("waits its turn")


def check_all_made_once(home: Path) -> None:
    assert Counter(rows(home, "SELECT status FROM executions")) == {("completed",): PRESSES}
    events = Counter(rows(home, "SELECT execution_id, kind FROM execution_events WHERE kind <> 'progress'"))
    assert set(events.values()) == {1, EACH}
    assert Counter(kind for _, kind in events) == dict.fromkeys(("started", "result", "completed"), PRESSES)
    assert len(rows(home, "SELECT DISTINCT id FROM results")) == PRESSES * EACH
    until(lambda: not rows(home, "SELECT 1 FROM jobs"), "the queue to be empty")  # right after the end


def pictures(screen: str) -> int:
    found = re.search(r"Pictures · (\d+)", screen)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("shell", ["", "sh -i"], ids=["alone", "under a shell"])
def test_the_window_is_closed(open_terminal: Callable[[str], Tmux], home: Path, shell: str) -> None:
    start = f"{IN_CHECKOUT}exec {RUN} open media_prompt"
    terminal = open_terminal(shell or start)
    if shell:
        terminal.type(f"{IN_CHECKOUT}{RUN} open media_prompt")
        terminal.press("Enter")
    generate(terminal, home)
    terminal.close()

    found = queue(home)
    while found["waiting"] and not found["running"]:  # between two of them
        found = queue(home)
    assert len(found["running"]) == 1, "nothing goes on without the terminal"
    assert not found["running"][0]["here"]

    again = open_terminal(f"{IN_CHECKOUT}exec {RUN}")
    again.wait_for("Picture prompt", "running")
    again.press("Enter")
    again.wait_for("Subject", "lighthouse keeper")
    again.wait_until(lambda screen: pictures(screen) == PRESSES * EACH)
    again.wait_for("Generate images: done")
    until(lambda: not rows(home, "SELECT 1 FROM executions WHERE ended_at IS NULL"), "the last to end")
    check_all_made_once(home)
    until(lambda: len(owners(home)) == 1, "the program without a screen to end")
    assert "Traceback" not in again.screen()
    assert not (home / "logs").exists()


def test_what_goes_on_without_a_screen_is_cancelled_from_a_new_one(
    open_terminal: Callable[[str], Tmux], home: Path
) -> None:
    terminal = open_terminal(f"{IN_CHECKOUT}exec {RUN} open media_prompt")
    generate(terminal, home)
    terminal.close()
    again = open_terminal(f"{IN_CHECKOUT}exec {RUN}")
    again.wait_for("Picture prompt", "running")
    again.press("Enter")
    again.wait_for("ctrl+x cancel")
    again.press("Escape")  # in a field with nothing left to cancel, ctrl+x would cut
    while offered := again.screen().count("ctrl+x cancel"):
        again.press("C-x")
        again.wait_until(lambda screen, offered=offered: screen.count("ctrl+x cancel") < offered)
    until(lambda: not rows(home, "SELECT 1 FROM executions WHERE ended_at IS NULL"), "all to end")
    assert rows(home, "SELECT 1 FROM executions WHERE status = 'cancelled'")
    until(lambda: len(owners(home)) == 1, "the program without a screen to end")


def test_leaving_gives_the_prompt_back_and_what_runs_goes_on(
    open_terminal: Callable[[str], Tmux], home: Path
) -> None:
    terminal = open_terminal("sh -i")
    terminal.type(f"{IN_CHECKOUT}{RUN} open media_prompt")
    terminal.press("Enter")
    generate(terminal, home)
    terminal.press("C-q")
    terminal.wait_for("finish in the background?")
    terminal.press("f")
    terminal.wait_for("goes on in the background")
    terminal.type("echo prompt$((1+1))")
    terminal.press("Enter")
    terminal.wait_for("prompt2")
    assert rows(home, "SELECT 1 FROM executions WHERE ended_at IS NULL"), "it was all done before"
    terminal.close()
    until(lambda: not rows(home, "SELECT 1 FROM executions WHERE ended_at IS NULL"), "all to end")
    check_all_made_once(home)
