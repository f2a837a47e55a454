"""`reroll validate` and `reroll schema`."""

import json
from pathlib import Path

import pytest

from engine.cli import schema, validate

MEDIA = Path(__file__).parents[2] / "documents" / "media-interaction.json"


def test_a_valid_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert validate.run([str(MEDIA)]) == 0
    assert capsys.readouterr().out == "valid: 1 step, 1 module, 1 sub-action\n"


def test_problems_are_readable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(MEDIA.read_text())
    document["sub_actions"]["generate"]["lable\u202e"] = "x"
    document["sub_actions"]["generate"]["shortcutt"] = "x"
    file = tmp_path / "media.json"
    file.write_text(json.dumps(document))
    assert validate.run([str(file)]) == 1
    del document["sub_actions"]["generate"]["lable\u202e"]
    assert "control characters in a key" in capsys.readouterr().out
    file.write_text(json.dumps(document))
    assert validate.run([str(file)]) == 1
    assert capsys.readouterr().out == (
        f"{file} /sub_actions/generate/shortcutt\n"
        "  unknown key\n"
        '  found:    "shortcutt"\n'
        "  did you mean shortcut?\n"
        "\n"
        "1 problem\n"
    )


def test_json_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert validate.run([str(tmp_path), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["valid"]
    assert said["problems"][0]["message"] == "is a folder without a workflow.json"
    assert validate.run([str(MEDIA), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"valid": True, "problems": [], "warnings": []}


def test_schemas_are_listed_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert schema.run([]) == 0
    assert "sub_action\n" in capsys.readouterr().out
    assert schema.run(["step"]) == 0
    assert json.loads(capsys.readouterr().out)["$id"] == "urn:reroll:step"
    assert schema.run(["step", "--output", str(tmp_path / "new")]) == 0
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["step.schema.json"]


def test_an_unknown_schema(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        schema.run(["sub-action"])
    assert raised.value.code == 2
    assert "did you mean sub_action?" in capsys.readouterr().err
