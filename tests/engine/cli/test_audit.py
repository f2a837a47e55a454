"""`reroll audit` (row C9)."""

import csv
import io
import json
import shutil
import time
from pathlib import Path

import pytest

from engine.cli import audit, call
from tests.engine.cli.test_call import one_picture

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test that needs pictures leaves a copy of its home for the others."""
    return tmp_path_factory.mktemp("audit") / "home"


@pytest.fixture
def pictures(home: Path, made: Path, capsys: Captured) -> None:
    if made.exists():
        shutil.copytree(made, home)
        return
    for _ in range(2):
        one_picture(capsys)
    shutil.copytree(home, made)


def test_an_empty_log_is_no_output(home: Path, capsys: Captured) -> None:
    assert audit.run([]) == 0
    assert capsys.readouterr().out == ""
    assert audit.run(["--csv"]) == 0
    assert capsys.readouterr().out.startswith("id,at,execution_id,session_id,")


def test_it_is_shown_and_exported(pictures: None, capsys: Captured) -> None:
    assert audit.run([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].split()[2] == "completed"
    assert "sketch" in lines[0]
    assert audit.run(["--json"]) == 0
    exported = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["id"] for each in exported] == [2, 1]
    assert audit.run(["--csv", "-n", "1"]) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["status"], row["execution_id"]) == ("completed", exported[0]["execution_id"])
    assert row["error"] == ""


def test_pages_are_put_together(pictures: None, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_PAGE", 1)
    assert audit.run(["--json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    ("args", "count"),
    [
        (["--since", "2d"], 2),
        (["--since", "20m", "--status", "completed", "sketch"], 2),
        (["--until", "2020-01-01"], 0),
        (["--since", time.strftime("%Y-%m-%dT%H:%M", time.localtime(time.time() - 1200))], 2),
        (["--failed"], 0),
        (["--workflow", "media_prompt", "--provider", "sketch"], 2),
        (["--step", "nowhere"], 0),
        (["--record", "3"], 0),
        (["-n", "1"], 1),
    ],
)
def test_filters(pictures: None, capsys: Captured, args: list[str], count: int) -> None:
    assert audit.run(args) == 0
    assert len(capsys.readouterr().out.splitlines()) == count


@pytest.mark.parametrize("args", [["--since", "soon"], ["--csv", "--json"], ["-n", "0"]])
def test_wrong_usage(home: Path, capsys: Captured, args: list[str]) -> None:
    assert audit.run(args) == 2
    assert capsys.readouterr().err.startswith("reroll: ")


def test_programs_ask_the_operation(pictures: None, capsys: Captured) -> None:
    assert call.run(["audit.list", '{"limit": 1}']) == 0
    assert json.loads(capsys.readouterr().out)["data"]["more"] == 2


def test_a_reader_that_leaves_is_no_fault(pictures: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: str) -> int:
        raise BrokenPipeError

    monkeypatch.setattr("sys.stdout.write", gone)
    with pytest.raises(BrokenPipeError):  # the command line ends quietly then
        audit.run(["--json"])
