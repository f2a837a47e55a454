"""A page that is shown before its engine, in a real terminal: nothing typed into it is lost."""

import time

import pytest

from tests.terminal.conftest import Launcher

pytestmark = pytest.mark.pty


def begin_and_leave(reroll: Launcher, *, typed: str = "") -> None:
    """Begin a session, wait until its page is kept, and quit."""
    program = reroll("open", "media_prompt")
    program.wait_for("Subject", "lighthouse keeper")
    ends = time.monotonic() + 30
    while not any((reroll.home / "cache/pages").glob("new-*.json")):
        assert time.monotonic() < ends, "the page is not kept"
        time.sleep(0.02)
    if typed:
        program.type(typed)
        program.wait_for(typed, "saved")
    program.press("ctrl+q")
    program.wait_for_end()


def test_what_is_typed_at_once_survives_a_kill(reroll: Launcher) -> None:
    begin_and_leave(reroll)
    program = reroll("open", "media_prompt")
    program.wait_for("Subject", "lighthouse keeper")
    program.type("FIRST ")
    program.wait_for("FIRST")
    program.wait_for("saved")
    program.kill()

    again = reroll("open", "media_prompt", "--continue")
    again.wait_for("FIRST a lighthouse keeper")
    assert "Traceback" not in again.screen.text()


def test_a_session_that_was_quit_goes_on_where_it_was(reroll: Launcher) -> None:
    begin_and_leave(reroll, typed="FIRST ")
    program = reroll("open", "media_prompt", "--continue")
    program.wait_for("FIRST a lighthouse keeper")
    program.type("SECOND ")
    program.wait_for("SECOND", "saved")
    program.press("ctrl+q")
    program.wait_for_end()

    third = reroll("open", "media_prompt", "--continue")
    third.wait_for("FIRST", "SECOND", "lighthouse keeper")


def test_an_action_pressed_at_once_runs(reroll: Launcher) -> None:
    begin_and_leave(reroll)
    program = reroll("open", "media_prompt")
    program.wait_for("Subject", "lighthouse keeper")
    program.type("FIRST ")
    program.press("f5")
    program.wait_for("done, 4 results", seconds=60)
    program.wait_for("seed", "FIRST")
