"""The `reroll` command as a person types it: help, spelling, exit codes, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui import command
from tui.command_help import COMMANDS, SCREEN_COMMANDS
from tui.start_arguments import Given, UsageError, parse_start

ROOT = Path(__file__).resolve().parents[2]
Captured = pytest.CaptureFixture[str]


def reroll(*args: str, home: Path, **kwargs: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "tui.command", *args],
        cwd=ROOT,
        env={**os.environ, "REROLL_HOME": str(home), **kwargs},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REROLL_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_help_names_every_command(capsys: Captured) -> None:
    assert command.main(["--help"]) == 0
    said = capsys.readouterr().out
    for name in [*SCREEN_COMMANDS, *COMMANDS]:
        assert f"\n  {name} " in said
    assert max(map(len, said.splitlines())) <= 100


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: reroll {name}")


def test_version(home: Path) -> None:
    done = reroll("--version", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("reroll ")


def test_an_unknown_command_is_corrected(capsys: Captured) -> None:
    assert command.main(["vaildate"]) == 2
    assert "did you mean `reroll validate`?" in capsys.readouterr().err
    assert command.main(["\x1b[2J\u202e"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_the_screen_needs_a_terminal(home: Path) -> None:
    done = reroll(home=home)
    assert done.returncode == 2
    assert done.stderr.startswith("reroll: the screen needs a terminal")
    assert not home.exists()


def test_commands_work_through_a_pipe_that_closes(home: Path) -> None:
    first = f"{sys.executable} -m tui.command schema workflow | head -n 1"
    done = subprocess.run(["bash", "-c", first], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_output_survives_a_terminal_of_another_encoding(home: Path) -> None:
    done = reroll("validate", "--help", home=home, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_open_names_what_is_missing(capsys: Captured) -> None:
    assert command.main(["open", "media_promt"]) == 1
    assert capsys.readouterr().err == (
        "reroll: there is no workflow 'media_promt', and no such file or folder\n"
        "  did you mean `reroll open media_prompt`?\n"
    )


def test_open_explains_a_broken_document_before_the_screen(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "broken.json"
    file.write_text('{"a": ')
    assert command.main(["open", str(file)]) == 1
    assert "is not valid JSON: line 1, column 7" in capsys.readouterr().out
    assert command.main(["open", str(tmp_path)]) == 1
    assert "is a folder without a workflow.json" in capsys.readouterr().out


def test_open_with_a_strange_name(capsys: Captured) -> None:
    assert command.main(["open", "a\0b"]) == 1
    assert command.main(["open", "x" * 5000]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_command_reaches_the_engine(home: Path) -> None:
    done = reroll("call", "sessions.list", home=home)
    said = {"success": True, "data": {"sessions": [], "more": None}}
    assert (done.returncode, json.loads(done.stdout)) == (0, said)


def test_what_to_open_is_read() -> None:
    assert parse_start("open", ["x"]) == Given(("workflow", "x"))
    assert parse_start("resume", ["x"]) == Given(("session", "x"))
    assert parse_start("open", ["--", "-x"]) == Given(("workflow", "-x"))
    assert parse_start("open", ["x", "--help"]) is None
    both = parse_start("open", ["--provider", "a=sketch", "x", "--provider=b=embedded"])
    assert both == Given(("workflow", "x"), {"a": "sketch", "b": "embedded"})
    recorded = parse_start("open", ["x", "--provider", "a=replay:some where/x.json"])
    assert recorded == Given(("workflow", "x"), {"a": "replay:some where/x.json"})


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "no workflow was given"),
        ([""], "no workflow was given"),
        (["a", "b"], "more than one workflow was given"),
        (["--new", "a"], "open has no option '--new'"),
        (["a", "--provider"], "--provider takes NAME=KIND"),
        (["a", "--provider", "midjourney"], "--provider takes NAME=KIND"),
        (["a", "--provider", "m=skech"], "'skech' is no built-in provider"),
    ],
)
def test_wrong_arguments_of_open(args: list[str], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_start("open", args)
    assert said in str(raised.value)


def test_the_app_is_started_with_what_was_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tui.app")
    given: list[object] = []

    class App:
        return_code = 0
        goes_on = False

        def __init__(self, *args: object, **kwargs: object) -> None:
            given.extend([args, kwargs])

        def hang_up(self) -> None: ...

        async def run_async(self) -> None:
            given.append("ran")

    monkeypatch.setattr("tui.app.RerollApp", App)
    monkeypatch.setenv("TEXTUAL_DRIVER", "someone's own")
    assert command.main(["open", "media_prompt", "--provider", "m=sketch"]) == 0
    assert given == [(home,), {"start": ("workflow", "media_prompt"), "stand_ins": {"m": "sketch"}}, "ran"]
