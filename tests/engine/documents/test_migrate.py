"""Migrating rewrites the files of a workflow, once, and changes nothing that it means."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.actions.builtin import builtin_registry
from engine.actions.registry import Registry
from engine.cli import migrate
from engine.documents.loader import load
from engine.documents.migrate import rewrites
from engine.documents.problems import DocumentErrors
from tests.engine.documents.conftest import WORKFLOW, Write, form
from tests.engine.documents.test_older_shapes import REGENERATE

OLDER = {
    "label": "Go",
    "action_type": "llm_generate",
    "config": {"input": {"$ref": "p.txt"}},
    "result_target": "x",
}


def older_flow(**files: Any) -> dict[str, Any]:
    return {
        "workflow.json": WORKFLOW,
        "steps/1_a/step.json": json.dumps({"modules": [form(sub_actions={"go": OLDER})]}, indent=4) + "\n",
        "steps/2_b/step.json": {"modules": [form()]},
        "p.txt": "Say it",
        **files,
    }


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_a_folder_is_migrated_once_and_means_the_same(registry: Registry, write: Write) -> None:
    folder = write(older_flow())
    before, files = load(folder, registry), contents(folder)
    step = folder / "steps/1_a/step.json"
    step.chmod(0o640)
    assert [rewrite.file for rewrite in rewrites(folder)] == [step]
    assert contents(folder) == files
    assert migrate.run([str(folder), "--write"]) == 0
    after = contents(folder)
    assert [file for file in files if after[file] != files[file]] == [step]
    assert load(folder, registry).content_hash == before.content_hash
    assert step.stat().st_mode & 0o777 == 0o640
    (action,) = json.loads(step.read_text())["modules"][0]["sub_actions"]
    assert list(action) == ["id", "label", "action_type", "config", "result_mapping"]
    assert action["config"] == {"input": {"$ref": "p.txt"}}
    assert step.read_text().endswith('                    "result_mapping": {\n'
        '                        "target_path": "x",\n'
        '                        "merge_mode": "append"\n'
        "                    }\n                }\n            ]\n        }\n    ]\n}\n")  # fmt: skip
    assert rewrites(folder) == []
    assert migrate.run([str(folder), "--write"]) == 0
    assert contents(folder) == after


def test_the_diff_changes_nothing(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(older_flow())
    files = contents(folder)
    assert migrate.run([str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"--- {folder}/steps/1_a/step.json"
    assert '-                    "result_target": "x"' in lines
    assert '+                    "action_type": "llm.generate",' in lines
    assert contents(folder) == files


def test_check_is_for_scripts(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(older_flow())
    assert migrate.run([str(folder), "--check"]) == 1
    assert capsys.readouterr().out == f"{folder}/steps/1_a/step.json\n"
    assert migrate.run([str(folder), "--write"]) == 0
    assert migrate.run([str(folder), "--check"]) == 0


@pytest.mark.parametrize("name", ["step.json", "my.json"])
def test_a_single_file(write: Write, registry: Registry, name: str) -> None:
    folder = write({**older_flow(), "my.json": {"interaction_type": "form_with_sub_actions",
                                                "sub_actions": {"go": OLDER}}})  # fmt: skip
    file = folder / ("steps/1_a/step.json" if name == "step.json" else name)
    files = contents(folder)
    assert migrate.run([str(file), "--write"]) == 0
    assert [each for each, data in contents(folder).items() if files[each] != data] == [file]


def test_bare_sub_actions_become_an_interaction(tmp_path: Path) -> None:
    shutil.copytree(REGENERATE.parent, tmp_path / "flow")
    file = tmp_path / "flow" / REGENERATE.name
    before = load(file, builtin_registry()).content_hash
    assert migrate.run([str(file), "--write"]) == 0
    older, current = REGENERATE.read_text(), file.read_text()
    listed = older[older.index("[") : older.rindex("]") + 1]
    assert current.startswith('{\n  "interaction_type": "form_with_sub_actions",\n  "sub_actions": [\n')
    assert listed.replace("llm_generate", "llm.generate") in current
    assert json.loads(current)["result_display_schema"]["_ux"]["source"] == "scenes"
    assert load(file, builtin_registry()).content_hash == before
    assert rewrites(file) == []


def test_a_link_stays_a_link(write: Write, tmp_path: Path) -> None:
    folder = write(older_flow())
    step = folder / "steps/1_a/step.json"
    step.rename(folder / "real.json")
    step.symlink_to(folder / "real.json")
    assert migrate.run([str(folder), "--write"]) == 0
    assert step.is_symlink()
    assert "llm.generate" in (folder / "real.json").read_text()


def test_nothing_outside_the_folder_is_touched(write: Write, tmp_path: Path) -> None:
    folder = write(older_flow())
    step = folder / "steps/1_a/step.json"
    step.rename(tmp_path / "outside.json")
    step.symlink_to(tmp_path / "outside.json")
    text = (tmp_path / "outside.json").read_text()
    assert migrate.run([str(folder), "--write"]) == 1
    assert (tmp_path / "outside.json").read_text() == text


@pytest.mark.parametrize("content", ["{", '{"modules": [], "modules": []}', "[1]"])
def test_what_cannot_be_read_stops_everything(
    write: Write, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(older_flow(**{"steps/3_c/step.json": content}))
    files = contents(folder)
    expected = 0 if content == "[1]" else 1  # whatever else is wrong with a file, `validate` says
    assert migrate.run([str(folder), "--write"]) == expected
    if expected:
        assert contents(folder) == files
        assert "3_c" in capsys.readouterr().err


def test_there_is_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(DocumentErrors, match="is a folder without"):
        rewrites(tmp_path)


YAML = """modules:
- id: m
  uses: form
  inputs:
    aspect: '16:9'
  sub_actions:
    go:
      label: Go
      action_type: llm_generate
      config:
        input: say
"""


def yaml_flow(text: str) -> dict[str, Any]:
    return {"workflow.json": WORKFLOW, "steps/1_a/step.yaml": text}


def test_yaml_is_rewritten_if_nothing_is_lost(write: Write, registry: Registry) -> None:
    folder = write(yaml_flow(YAML))
    before = load(folder, registry).content_hash
    assert migrate.run([str(folder), "--write"]) == 0
    assert "action_type: llm.generate" in (folder / "steps/1_a/step.yaml").read_text()
    assert load(folder, registry).content_hash == before
    assert rewrites(folder) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (YAML + "# why\n", "comments"),
        (YAML.replace("label: Go", "label: &go Go"), "anchors"),
        (YAML.replace("input: say", "input: |\n          say\n          it"), "blocks of text"),
        (YAML.replace("'16:9'", "'1e3'"), "same values"),
    ],
)
def test_yaml_is_left_alone_otherwise(
    write: Write, text: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(yaml_flow(text))
    files = contents(folder)
    assert migrate.run([str(folder), "--write"]) == 1
    assert contents(folder) == files
    assert why in capsys.readouterr().err
