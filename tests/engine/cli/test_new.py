"""`reroll new`."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli import new, run, validate
from tests.engine.importing.given import COG, GRAPH, MODEL, SHELF, TOOL, TOOLS

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _own_home(home: Path) -> None:
    """No test looks at the person's own workflows."""


def file_with(folder: Path, value: Any) -> str:
    file = folder / "source.json"
    file.write_text(json.dumps(value), "utf-8")
    return str(file)


def test_a_starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(tmp_path)
    assert new.run(["stories"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Made stories: ")
    assert said[-1] == "Open it with: reroll open stories"
    assert validate.run(["stories"]) == 0
    assert capsys.readouterr().out == "valid: 1 step, 2 modules, 1 sub-action\n"


@pytest.mark.parametrize(
    ("value", "options"),
    [
        (SHELF, ["--operation", "addNote"]),
        (COG, []),
        (COG, ["--model", "a/b"]),
        (MODEL, ["--kind", "replicate"]),
        (TOOLS, ["--tool", "say"]),
        (GRAPH, ["--input", "7.text", "--input", "3.seed"]),
    ],
)
def test_each_kind_makes_a_valid_workflow(
    tmp_path: Path, capsys: Captured, value: Any, options: list[str]
) -> None:
    into = tmp_path / "a b"
    assert new.run(["sample", "--from", file_with(tmp_path, value), "--into", str(into), *options]) == 0
    assert capsys.readouterr().out.endswith(f"Open it with: reroll open '{into / 'sample'}'\n")
    assert validate.run([str(into / "sample")]) == 0
    assert capsys.readouterr().out.startswith("valid: 1 step")


def test_trust_is_asked_for_where_a_secret_is_sent(tmp_path: Path, capsys: Captured) -> None:
    given = [
        "sample",
        "--from",
        file_with(tmp_path, SHELF),
        "--operation",
        "listBooks",
        "--into",
        str(tmp_path),
    ]
    assert new.run(given) == 0
    said = capsys.readouterr().out
    assert "Put the access token into the environment variable SAMPLE_TOKEN.\n" in said
    assert f"Let it send that: reroll trust {tmp_path / 'sample'}\n" in said


def test_operations_are_listed(tmp_path: Path, capsys: Captured) -> None:
    assert new.run(["sample", "--from", file_with(tmp_path, SHELF), "--into", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "\n  addNote  POST /books/{book id}/notes  Add a note\n" in said.err
    assert said.err.endswith("  Add --operation ID to the command.\n")


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".", "1a", "a" * 65, "a\n", "\x1b[2J", "é"])
def test_names_that_are_none(name: str, tmp_path: Path, capsys: Captured) -> None:
    assert new.run([name, "--into", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "cannot be the name of a workflow" in said
    assert "\x1b" not in said
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_a_known_workflow_is_taken(tmp_path: Path, home: Path, capsys: Captured) -> None:
    assert new.run(["media_prompt", "--into", str(tmp_path)]) == 2
    assert "there is a workflow called media_prompt already" in capsys.readouterr().err
    assert new.run(["stories", "--into", str(home / "workflows")]) == 0
    assert new.run(["stories", "--into", str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == [home]


def test_options_without_a_file(tmp_path: Path, capsys: Captured) -> None:
    assert new.run(["sample", "--operation", "x", "--into", str(tmp_path)]) == 2
    assert "Name a file with --from." in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        new.run(["sample", "--kind", "soap"])
    assert ended.value.code == 2


def test_a_folder_that_is_there_stays(tmp_path: Path, capsys: Captured) -> None:
    assert new.run(["sample", "--into", str(tmp_path)]) == 0
    mine = tmp_path / "sample" / "workflow.json"
    mine.write_text("mine", "utf-8")
    assert new.run(["sample", "--into", str(tmp_path)]) == 2
    assert mine.read_text("utf-8") == "mine"
    assert "is there already" in capsys.readouterr().err


def test_what_was_made_runs(tmp_path: Path, home: Path, capsys: Captured) -> None:
    assert new.run(["sample", "--from", file_with(tmp_path, TOOL), "--into", str(tmp_path)]) == 0
    capsys.readouterr()
    folder = str(tmp_path / "sample")
    given = [folder, "--set", "query=a {{ b }}", "--action", "call", "--select", "1", "--continue"]
    assert run.run(given) == 0
    exported = Path(capsys.readouterr().out.strip())
    call = json.loads(exported.read_text("utf-8"))
    assert call["params"] == {"name": "find_{{ 7*7 }}", "arguments": {"query": "a {{ b }}", "limit": 5}}
    assert exported.is_relative_to(home)
