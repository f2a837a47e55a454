"""Workflows are found and listed without loading them."""

import json
import subprocess
import sys
from pathlib import Path

from engine.documents.library import Peek, bundled_folder, find_workflows, peek


def make(folder: Path, content: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "workflow.json").write_text(content)
    return folder


def test_finds_bundled_and_own_workflows(tmp_path: Path) -> None:
    own = make(tmp_path / "workflows" / "mine", "{}")
    (tmp_path / "workflows" / "notes").mkdir()
    yaml = tmp_path / "workflows" / "other"
    yaml.mkdir()
    (yaml / "workflow.yaml").write_text("id: other")
    found = find_workflows(tmp_path)
    assert (bundled_folder() / "media_prompt", True) in found
    assert [path for path, bundled in found if not bundled] == [own, yaml]
    assert [bundled for _, bundled in found] == sorted((bundled for _, bundled in found), reverse=True)


def test_no_folder_of_ones_own_is_fine(tmp_path: Path) -> None:
    assert all(bundled for _, bundled in find_workflows(tmp_path / "nowhere"))


def test_peeks_at_titles(tmp_path: Path) -> None:
    content = {"id": "a", "title": "T\x1b[2J\nx", "description": "d", "steps": 3}
    assert peek(make(tmp_path / "a", json.dumps(content))) == Peek("a", "T[2J x", "d")


def test_a_bad_file_is_listed_with_its_problem(tmp_path: Path) -> None:
    assert "not valid JSON" in peek(make(tmp_path / "a", "{")).problem
    assert "not valid JSON" in peek(make(tmp_path / "b", "[" * 200_000)).problem
    assert peek(make(tmp_path / "c", "[]")).problem == "is not a workflow"
    assert peek(make(tmp_path / "d", '{"title": 3}')) == Peek("d", "d")


def test_listing_imports_nothing_heavy() -> None:
    code = (
        "import sys; from engine.documents.library import find_workflows, peek; "
        "print([m for m in ('pydantic', 'jinja2', 'jsonschema', 'yaml') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )
    assert ran.stdout.strip() == "[]"
