"""Forty columns and twelve rows: still of use, and never a traceback."""

import pytest

from tests.terminal.conftest import Launcher

pytestmark = pytest.mark.pty


def test_home(reroll: Launcher) -> None:
    program = reroll(columns=40, rows=12)
    program.wait_for("Picture prompt", seconds=60)
    program.settle()
    assert "Traceback" not in program.screen.text()


def test_a_form_takes_text_and_grows_back(reroll: Launcher) -> None:
    program = reroll("open", "media_prompt", columns=40, rows=12)
    program.wait_for("lighthouse", seconds=60)
    program.type("TINY ")
    program.wait_for("TINY")
    program.press("f3")  # Results, then back.
    program.wait_gone("TINY")
    program.press("f2")
    program.wait_for("TINY")
    program.resize(120, 40)
    program.wait_for("TINY", "Environment", "Log", seconds=60)
    assert "Traceback" not in program.screen.text()
    assert program.running


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (8, 3), (300, 5)])
def test_survives_any_size(reroll: Launcher, columns: int, rows: int) -> None:
    program = reroll("open", "media_prompt")
    program.wait_for("lighthouse", seconds=60)
    program.resize(columns, rows)
    program.settle()
    program.resize(120, 40)
    program.wait_for("Subject", "Environment", "lighthouse", seconds=60)
    assert program.running
