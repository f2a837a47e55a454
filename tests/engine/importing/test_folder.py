"""A draft on disk: whole and valid, or not at all."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.importing.draft import FORM, Wishes
from engine.importing.folder import write_draft
from engine.importing.refused import Refused
from engine.importing.starter import starter_draft
from tests.engine.importing.given import written

DRAFT = starter_draft(Wishes("sample"))


def test_the_starter_is_a_workflow(tmp_path: Path) -> None:
    loaded = written(DRAFT, tmp_path)
    assert [module.uses for module in loaded.steps[0].modules] == ["form", "export"]
    assert (tmp_path / "sample" / "prompts" / "write.jinja").read_text("utf-8").startswith("Write {{")
    assert json.loads((tmp_path / "sample" / "workflow.json").read_text("utf-8"))["title"] == "Sample"
    assert (tmp_path / "sample").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_what_is_there_stays(tmp_path: Path, there: str) -> None:
    target = tmp_path / "sample"
    if there == "folder":
        target.mkdir()
    elif there == "file":
        target.write_text("mine", "utf-8")
    else:
        target.symlink_to(tmp_path / "nowhere")
    before = target.lstat()
    with pytest.raises(Refused, match="is there already"):
        write_draft(DRAFT, "sample", tmp_path, "reroll new")
    assert (target.lstat().st_ino, target.lstat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [path.name for path in tmp_path.iterdir()] == ["sample"]


def test_what_does_not_load_is_not_made(tmp_path: Path) -> None:
    broken = replace(DRAFT, files={**DRAFT.files, FORM: {"type": "array"}})
    with pytest.raises(Refused, match="valid workflow") as refused:
        write_draft(broken, "sample", tmp_path, "reroll new")
    assert "a form must be an object" in refused.value.details[0]
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(Refused, match="cannot be written"):
        write_draft(DRAFT, "sample", tmp_path / "file", "reroll new")


def test_the_readme_shows_a_strangers_words_as_code(tmp_path: Path) -> None:
    write_draft(replace(DRAFT, title="a` <img>", about="b"), "sample", tmp_path, "reroll new 'x`'")
    readme = (tmp_path / "sample" / "README.md").read_text("utf-8")
    assert readme.startswith("`a' <img>`\n\n    b\n\n")
    assert readme.count("`") == 6
