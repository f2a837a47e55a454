"""`reroll store`: copy, verify, clean and info, from home to home."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from engine.cli import store
from engine.store.folder_blobs import FolderBlobs
from tests.engine.moving.lived_in import live_in

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was worked in: not to be touched."""
    folder = tmp_path_factory.mktemp("model")
    asyncio.run(live_in(folder / "home", folder / "made"))
    return folder / "home"


def told(captured: Captured, *args: object) -> Any:
    code = store.run([*map(str, args), "--json"])
    return {"code": code, **json.loads(captured.readouterr().out)}


def test_to_another_home_and_looked_at(home: Path, laptop: Path, capsys: Captured) -> None:
    assert store.run(["copy", "--from", str(laptop), "--to", str(home), "--dry-run"]) == 0
    assert "Nothing was written" in capsys.readouterr().out
    assert not home.exists()
    assert store.run(["copy", "--from", str(laptop), "--to", "here"]) == 0
    said = capsys.readouterr().out
    assert "3 copied" in said
    assert "it is the same in both" in said
    ours, theirs = told(capsys, "verify"), told(capsys, "verify", laptop)
    assert ours == theirs
    assert (ours["code"], ours["whole"], ours["files"]) == (0, True, 3)
    info = told(capsys, "info")
    assert info["database"]["where"] == str(home / "reroll.db")
    assert info["database"]["rows"]["sessions"] == 3
    assert info["blobs"] == {"where": str(home / "blobs"), "files": 3, "bytes": ours["bytes"]}
    assert store.run(["info"]) == 0
    assert store.run(["verify", "--rows"]) == 0
    assert "session_events" in capsys.readouterr().out


def test_what_is_wrong_is_said_and_the_exit_code_too(home: Path, laptop: Path, capsys: Captured) -> None:
    assert store.run(["copy", "--from", str(laptop), "--to", "here"]) == 0
    missing, damaged, _ = sorted((home / "blobs").rglob("*.png"))
    missing.unlink()
    damaged.write_bytes(b"other")
    capsys.readouterr()
    found = told(capsys, "verify")
    assert (found["code"], found["missing"], found["damaged"]) == (
        1,
        [f"blob:{missing.stem}"],
        [f"blob:{damaged.stem}"],
    )
    assert store.run(["verify"]) == 1
    capsys.readouterr()
    copied = told(capsys, "copy", "--to", home.parent / "third")
    assert (copied["code"], copied["whole"]) == (1, False)
    assert copied["blobs"]["missing"] == sorted([f"blob:{missing.stem}", f"blob:{damaged.stem}"])


def test_files_that_nothing_names_go_when_they_are_old(home: Path, laptop: Path, capsys: Captured) -> None:
    assert store.run(["copy", "--from", str(laptop), "--to", "here"]) == 0
    blobs = FolderBlobs(home / "blobs")
    old, young, kept = (asyncio.run(blobs.write(data, "image/png")) for data in (b"old", b"young", b"kept"))
    presets = home / "presets" / "form.json"
    presets.parent.mkdir()
    presets.write_text(json.dumps({"presets": {"mine": {"picture": kept}}}))
    for path in (home / "blobs").rglob("*.png"):
        if path != blobs.find(young):
            os.utime(path, (1, 1))
    left = home / "blobs" / ".new-left"
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    coming = home / "blobs" / ".new-coming"
    coming.write_bytes(b"half")
    capsys.readouterr()
    assert told(capsys, "clean") == {"code": 0, "unnamed": [old], "bytes": 3, "young": 1, "removed": 0}
    assert left.exists()
    assert told(capsys, "clean", "--delete")["removed"] == 1
    assert not left.exists()
    assert coming.exists()
    assert blobs.near(old) is None
    assert blobs.near(young) is not None
    assert told(capsys, "verify")["whole"]
    assert store.run(["clean"]) == 0
    assert "0 files that nothing names" in capsys.readouterr().out


def test_files_may_go_elsewhere(
    home: Path, laptop: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert store.run(["copy", "--from", str(laptop), "--to", "here", "--to-blobs", "files"]) == 0
    assert len([*(tmp_path / "files").rglob("*.png")]) == 3
    capsys.readouterr()
    assert told(capsys, "verify")["missing"] != []
    assert told(capsys, "verify", "--blobs", "files")["whole"]
    (home / "config.toml").write_text(f'[store]\nblobs = "{tmp_path / "files"}"\n')
    assert told(capsys, "verify")["whole"]


def test_stores_that_are_none(home: Path, laptop: Path, tmp_path: Path, capsys: Captured) -> None:
    assert store.run(["copy", "--from", str(tmp_path), "--to", "here"]) == 1
    assert "There is no store in" in capsys.readouterr().err
    assert not home.exists()
    assert store.run(["copy", "--from", str(laptop), "--to", str(laptop)]) == 2
    assert store.run(["verify"]) == 1
    assert store.run(["clean", str(laptop), "--older", "0"]) == 2
    assert store.run(["info", str(laptop), "--blobs", "s3://key:secret@bucket"]) == 1
    assert "key:secret" not in capsys.readouterr().err
