"""Which code a folder has, and its digest."""

import os
from pathlib import Path

import pytest

from engine.trust import code as trusted_code
from engine.trust.code import CodeError, folder_of, has_code, read_code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "flow"
    (made / "parts").mkdir(parents=True)
    (made / "actions.py").write_text("A = 1")
    (made / "parts" / "names.py").write_text("B = 2")
    return made


def test_code_is_every_python_file_but_hidden_and_compiled_ones(folder: Path) -> None:
    for name in (".venv", "__pycache__"):
        (folder / name).mkdir()
        (folder / name / "other.py").write_text("X")
    (folder / "prompt.txt").write_text("text")
    assert read_code(folder).files == {"actions.py": b"A = 1", "parts/names.py": b"B = 2"}


def test_the_digest_changes_with_content_and_names_only(folder: Path) -> None:
    first = read_code(folder).digest
    (folder / "prompt.txt").write_text("text")
    assert read_code(folder).digest == first
    (folder / "actions.py").write_text("A = 3")
    changed = read_code(folder).digest
    (folder / "actions.py").write_text("A = 1")
    (folder / "parts" / "names.py").rename(folder / "parts" / "others.py")
    assert len({first, changed, read_code(folder).digest}) == 3


def test_two_files_cannot_pass_for_others(tmp_path: Path) -> None:
    for name, files in {"a": {"x.py": "1", "y.py": "2"}, "b": {"x.py": "2", "y.py": "1"}}.items():
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(text)
    assert read_code(tmp_path / "a").digest != read_code(tmp_path / "b").digest


def test_links_that_lead_out_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text("evil")
    (folder / "link.py").symlink_to(tmp_path / "outside.py")
    with pytest.raises(CodeError, match="leads out"):
        read_code(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_what_is_no_file_is_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    with pytest.raises(CodeError, match="regular"):
        read_code(folder)


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 1), ("MAX_BYTES", 5), ("MAX_ENTRIES", 1)])
def test_there_are_bounds(folder: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setattr(trusted_code, limit, value)
    with pytest.raises(CodeError, match="more"):
        read_code(folder)


def test_the_folder_of_documents(folder: Path) -> None:
    file = folder / "page.json"
    file.write_text("{}")
    assert folder_of(file) == folder_of(str(folder)) == folder
    assert folder_of("") is None
    assert folder_of(folder / "gone") is None
    assert has_code(folder)
    assert not has_code(folder / "parts")
