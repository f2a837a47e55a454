"""`reroll run --sweep`: an action over every combination of some values."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli import run as command
from tests.engine.cli.desk import write_desk

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def desk(home: Path, tmp_path: Path) -> str:
    return write_desk(tmp_path / "desk")


def run(desk: str, capsys: Captured, *args: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = command.run([desk, *args])
    said = capsys.readouterr()
    return code, said.out, said.err


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_every_combination_runs_once(desk: str, capsys: Captured) -> None:
    code, out, err = run(
        desk, capsys, "--action", "write", "--sweep", "topic=fog, ice", "--sweep", "count=1..2"
    )
    assert code == 0
    assert sorted(out.split("\n\n")[0:3]) == ["fog 1", "fog 2", "fog 3"]
    assert out.count("ice 3") == 2
    table = [line.split() for line in err.splitlines() if line.endswith("results") or "completed" in line]
    assert table[0] == ["Topic", "Count", "ended", "results"]
    assert [row[:3] for row in table[1:]] == [
        [topic, count, "completed"] for topic in ("fog", "ice") for count in "12"
    ]


def test_json_has_the_whole_sweep(desk: str, capsys: Captured) -> None:
    code, out, _ = run(desk, capsys, "--json", "--action", "plain", "--repeat", "3")
    (sweep,) = [line for line in lines(out) if line.get("kind") == "sweep"]
    assert code == 0
    assert sweep["axes"] == [{"title": "Candidate", "labels": ["1", "2", "3"]}]
    assert [cell["status"] for cell in sweep["cells"]] == ["completed"] * 3
    assert [cell["at"] for cell in sweep["cells"]] == [[0], [1], [2]]
    end = lines(out)[-1]
    assert len(end["interaction"]["request"]["display_data"]["notes"]) == 3


def test_the_texts_own_alternatives(desk: str, capsys: Captured) -> None:
    code, out, _ = run(desk, capsys, "--set", "topic={wet|dry} fog", "--action", "write", "--sweep", "topic")
    assert code == 0
    assert {"wet fog 1", "dry fog 1"} <= set(out.strip().split("\n\n"))


def test_nothing_runs_where_the_form_refuses_a_value(desk: str, capsys: Captured) -> None:
    code, out, err = run(desk, capsys, "--action", "write", "--sweep", "count=1, 99")
    assert (code, out) == (2, "")
    assert "refuses 1 of 2 runs; none was started" in err
    assert "must be at most 5" in err


def test_nothing_runs_where_another_field_is_wrong(desk: str, capsys: Captured) -> None:
    for file in Path(desk).rglob("*.json"):
        file.write_text(file.read_text("utf-8").replace('"default": "rain", ', ""), "utf-8")
    code, _, err = run(desk, capsys, "--action", "plain", "--repeat", "2")
    assert code == 2
    assert "topic: " in err
    code, _, _ = run(desk, capsys, "--action", "plain", "--sweep", "topic=fog")
    assert code == 0, "the axis fills that field"


def test_a_failure_is_told_and_is_the_exit_code(desk: str, capsys: Captured) -> None:
    code, out, err = run(desk, capsys, "--action", "fail", "--repeat", "2")
    assert (code, out) == (1, "")
    assert "2 of 2 runs were no success" in err
    assert "failed: " in err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--action", "write", "--sweep", "nothing=1"), "no field 'nothing'"),
        (("--action", "write", "--sweep", "topic="), "--sweep takes FIELD=VALUES"),
        (("--sweep", "topic=a"), "belongs right after the --action"),
        (("--action", "write", "--repeat", "none"), "--repeat takes a number"),
        (("--action", "write", "--sweep-providers", " , "), "names with commas"),
        (("--action", "write", "--param", "feedback=x", "--repeat", "2"), "parameters in a sweep"),
        (("--action", "shout", "--repeat", "2"), "a result to work on"),
    ],
)
def test_wrong_usage(desk: str, capsys: Captured, args: tuple[str, ...], said: str) -> None:
    try:
        code, _, err = run(desk, capsys, *args)
    except SystemExit as exit_:
        code, err = exit_.code, capsys.readouterr().err
    assert code == 2
    assert said in err
