"""The main job in tmux: type, generate, reroll, select, be killed, resume, go on."""

import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.conftest import CHECKOUT
from tests.terminal.tmux import Tmux

pytestmark = pytest.mark.pty

if shutil.which("tmux") is None and not os.environ.get("CI"):
    pytest.skip("tmux is not installed; CI has it", allow_module_level=True)

REROLL = f"cd {shlex.quote(str(CHECKOUT))} && exec {shlex.quote(sys.executable)} -m tui.command"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Tmux]:
    home = {"REROLL_HOME": str(tmp_path / "home")}
    tmux = Tmux(tmp_path, f"{REROLL} open media_prompt", home, size=(120, 40))
    yield tmux
    tmux.close()


def resume(session: Tmux) -> None:
    """Start again and open the session from the home screen."""
    session.start(REROLL)
    session.wait_for("Picture prompt", "just now")
    session.press("Enter")  # Sessions, the latest first, have the focus when there are any.


def pictures(screen: str) -> int:
    """How many pictures the pane's title counts."""
    found = re.search(r"Pictures · (\d+)", screen)
    return int(found[1]) if found else 0


def test_nothing_is_lost(session: Tmux) -> None:
    session.wait_for("Subject", "lighthouse keeper")
    session.type("FIRST LIGHT ")
    session.wait_for("FIRST LIGHT")
    session.press("F5")
    session.wait_until(lambda screen: pictures(screen) >= 4, 120)
    session.press("F5")  # Reroll.
    session.wait_until(lambda screen: pictures(screen) >= 8, 120)

    session.press("F3")
    session.wait_for("Details")  # The grid has the focus.
    session.press("Space")
    chosen = session.wait_for("selected", "✓ saved").split("✓ ", 2)
    assert len(chosen) > 1
    session.press("F2")
    session.type("AND MORE ")
    session.wait_for("AND MORE")
    session.wait_for("✓ saved")
    before = session.screen()
    session.kill_program()

    resume(session)
    after = session.wait_for("FIRST LIGHT", "AND MORE", "lighthouse keeper", "selected")
    assert pictures(after) == pictures(before) == 8
    assert title_of(after) == title_of(before), "another picture is selected"

    session.press("C-n")
    session.wait_for("Caption", "FIRST LIGHT", "w  Write a caption")
    assert "Traceback" not in session.screen()


def title_of(screen: str) -> str:
    """The line that says which picture is selected."""
    return next(line.split("│", 1)[1].strip() for line in screen.split("\n") if "selected" in line)


def test_killed_while_painting(session: Tmux) -> None:
    session.wait_for("Subject", "lighthouse keeper")
    session.type("NO WARNING ")
    session.wait_for("NO WARNING", "✓ saved")
    session.press("F5")
    session.wait_for("Generating images")
    session.kill_program()

    resume(session)
    session.wait_for("NO WARNING")
    # A queued execution goes on; one that was running says that it was cut off and offers another go.
    session.wait_until(lambda screen: pictures(screen) >= 4 or "etry" in screen or "again" in screen)
    assert "Traceback" not in session.screen()
