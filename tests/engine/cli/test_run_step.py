"""`reroll run --step`: one step over the sections of a document."""

import json
from pathlib import Path

import pytest

from engine.cli import call, records
from engine.cli import run as command

Captured = pytest.CaptureFixture[str]

STEP = {
    "inputs": {"draft": {"label": "Draft", "db_field": "draft"}},
    "outputs": {"loud": {"label": "Loud", "db_field": "loud"}},
    "script_config": {
        "type": "transform",
        "parameters": {
            "timeout": 5,
            "pipeline": [{"template": "{{ inputs.draft | upper if record.good else nothing }}"}],
        },
    },
}
POST = {
    "title": "Otters",
    "sections": [
        {"title": "One", "draft": "a river", "good": True},
        {"title": "Two", "draft": "a stone", "good": False},
    ],
}


@pytest.fixture
def flow(home: Path, tmp_path: Path, capsys: Captured) -> str:
    """A workflow with the step `shout`; document 1 has the sections 2 and 3."""
    file = tmp_path / "post.json"
    file.write_text(json.dumps([POST]), "utf-8")
    assert records.run(["import", str(file), "--into", "posts"]) == 0
    capsys.readouterr()
    steps = tmp_path / "steps.json"
    steps.write_text(json.dumps({"shout": STEP}), "utf-8")
    return str(steps)


def run(capsys: Captured, *args: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = command.run(list(args))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_reply_and_the_exit_code_of_a_failure(flow: str, capsys: Captured) -> None:
    code, out, err = run(capsys, flow, "--step", "shout", "--document", "1", "--json")
    reply = json.loads(out)
    assert code == 1
    assert (reply["success"], reply["step"], reply["sections_processed"]) == (False, "shout", [2, 3])
    good, bad = reply["results"]
    assert (good["section_id"], good["status"], good["loud"]) == (2, "success", "A RIVER")
    assert (bad["section_id"], bad["status"]) == (3, "error")
    assert "nothing" in bad["error"]
    assert "[1/2] One: success in" in err
    assert "Two: error" in err


def test_some_sections_with_other_inputs_as_a_table(flow: str, capsys: Captured) -> None:
    code, out, err = run(
        capsys, flow, "--step=shout", "--document", "1", "--sections", "2", "--set", "inputs.draft=fog", "-q"
    )
    assert (code, out, err) == (0, "2  success  FOG\n", "")


def test_what_is_missing_and_what_failed(flow: str, capsys: Captured) -> None:
    run(capsys, flow, "--step", "shout", "--document", "1")
    for only in ("failed", "missing"):
        code, out, _ = run(capsys, flow, "--step", "shout", "--document", "1", "--only", only)
        assert (code, out.split()[:2]) == (1, ["3", "error"])


WRONG = {
    "no such step": (["--step", "shot", "--document", "1"], "Did you mean shout?"),
    "no such document": (["--step", "shout", "--document", "99"], "99"),
    "no such section": (["--step", "shout", "--document", "1", "--sections", "2,77"], "77"),
    "no such setting": (["--step", "shout", "--document", "1", "--set", "parameters.timout=3"], "timeout"),
    "out of range": (["--step", "shout", "--document", "1", "--set", "parameters.timeout=-3"], "timeout"),
    "no such input": (
        ["--step", "shout", "--document", "1", "--set", "inputs.drft=x"],
        "Did you mean draft?",
    ),
}


@pytest.mark.parametrize(("args", "words"), WRONG.values(), ids=WRONG)
def test_wrong_usage_runs_nothing(flow: str, capsys: Captured, args: list[str], words: str) -> None:
    code, out, err = run(capsys, flow, *args)
    assert (code, out) == (2, "")
    assert words in err
    assert call.run(["batches.list"]) == 0
    assert json.loads(capsys.readouterr().out)["data"]["batches"] == []


def test_ids_are_numbers(flow: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        run(capsys, flow, "--step", "shout", "--document", "1", "--sections", "2,x")
    assert ended.value.code == 2
    assert "'2,x' is no list of ids" in capsys.readouterr().err


def test_the_same_through_the_operation(flow: str, capsys: Captured) -> None:
    body = {"step_id": "shout", "workflow": flow, "post_id": 1, "context": {"section_ids": [2]}}
    assert call.run(["script-steps.execute", json.dumps(body)]) == 0
    reply = json.loads(capsys.readouterr().out)["data"]
    assert reply["results"][0]["loud"] == "A RIVER"
