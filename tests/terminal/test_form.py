"""`reroll form` in a shell: the screen on the terminal, the JSON where standard output goes."""

import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.terminal.program import Program
from tests.terminal.conftest import CHECKOUT

pytestmark = pytest.mark.pty

SCHEMA = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "title": "Your name"}},
}


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Program]:
    """A shell in the checkout, in which `reroll`, `$schema` and `$out` mean what they say."""
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA))
    paths = {
        "schema": tmp_path / "schema.json",
        "out": tmp_path / "out.json",
        "REROLL_HOME": tmp_path / "home",
    }
    environment = {name: str(path) for name, path in paths.items()}
    command = f'{shlex.quote(sys.executable)} -m tui.command "$@"'
    script = f'reroll() {{ {command}; }}; echo shell ready; while read -r line; do eval "$line"; done'
    program = Program(["/bin/sh", "-c", script], environment=environment, folder=CHECKOUT)
    program.wait_for("shell ready")
    yield program
    program.close()


def say(shell: Program, line: str) -> None:
    shell.send(f"{line}\n".encode())


def test_what_is_submitted_goes_to_standard_output_and_nothing_else(shell: Program, tmp_path: Path) -> None:
    say(shell, 'reroll form "$schema" > "$out"; echo ended with $?')
    shell.wait_for("Your name")
    shell.settle()
    # The size is the terminal's, though standard output is a file.
    assert any("^s Submit" in line for line in shell.screen.text().splitlines()[-1:])
    shell.send(b"Ada")
    shell.wait_for("Ada")
    shell.press("ctrl+s")
    shell.wait_for("ended with 0")
    assert json.loads((tmp_path / "out.json").read_text()) == {"name": "Ada"}


def test_leaving_prints_nothing(shell: Program, tmp_path: Path) -> None:
    say(shell, 'reroll form "$schema" > "$out"; echo ended with $?')
    shell.wait_for("Your name")
    shell.settle()
    shell.press("ctrl+q")
    shell.wait_for("ended with 130")
    assert (tmp_path / "out.json").read_bytes() == b""


def test_values_may_come_from_a_pipe(shell: Program, tmp_path: Path) -> None:
    given = 'printf \'{"name": "Bo"}\' |'
    say(shell, f'{given} reroll form "$schema" --values - > "$out" 2> /dev/null; echo ended with $?')
    shell.wait_for("Your name", "Bo")
    shell.settle()
    shell.press("ctrl+s")
    shell.wait_for("ended with 0")
    assert json.loads((tmp_path / "out.json").read_text()) == {"name": "Bo"}
