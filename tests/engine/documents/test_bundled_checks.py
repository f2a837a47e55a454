"""Bundled workflows come checked; what is not as it was then is not taken for it."""

import os
import shutil
from pathlib import Path

import pytest

from engine.actions.builtin import builtin_registry
from engine.bundled import bundled_folder
from engine.documents import bundled_checks
from engine.documents.bundled_checks import FOLDER, checked_before, checks
from engine.documents.loader import load

ACTIONS = builtin_registry().names()


def test_the_files_are_current() -> None:
    """If this fails, run `python -m engine.documents.bundled_checks`."""
    assert {file.name: file.read_text("utf-8") for file in FOLDER.iterdir()} == checks()


def test_is_what_loading_gives() -> None:
    path = bundled_folder() / "pet_story"
    assert checked_before(path, ACTIONS) == load(path, builtin_registry())


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundled workflow of an installation of its own."""
    monkeypatch.setattr(bundled_checks, "bundled_folder", lambda: tmp_path)
    return Path(shutil.copytree(bundled_folder() / "media_prompt", tmp_path / "media_prompt"))


def test_times_do_not_count(installed: Path) -> None:
    os.utime(installed / "workflow.json", ns=(1, 1))
    found = checked_before(installed, ACTIONS)
    assert found
    assert found.source == installed


def test_a_changed_an_added_and_a_missing_file_count(installed: Path) -> None:
    file = next(installed.rglob("*.jinja"))
    text = file.read_text("utf-8")
    file.write_text(text.swapcase(), "utf-8")
    assert checked_before(installed, ACTIONS) is None
    file.unlink()
    assert checked_before(installed, ACTIONS) is None
    file.write_text(text, "utf-8")
    assert checked_before(installed, ACTIONS)
    (installed / "more.txt").write_text("")
    assert checked_before(installed, ACTIONS) is None


def test_other_actions_and_other_folders_count(installed: Path, tmp_path: Path) -> None:
    assert checked_before(installed, [*ACTIONS, "more"]) is None
    elsewhere = shutil.copytree(installed, tmp_path / "mine" / "media_prompt")
    assert checked_before(Path(elsewhere), ACTIONS) is None
    unknown = shutil.copytree(installed, tmp_path / "unknown")
    assert checked_before(Path(unknown), ACTIONS) is None


def test_a_file_that_cannot_be_read_is_no_check(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled_checks, "FOLDER", tmp_path / "none")
    assert checked_before(installed, ACTIONS) is None
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "media_prompt.json").write_text("{")
    assert checked_before(installed, ACTIONS) is None
