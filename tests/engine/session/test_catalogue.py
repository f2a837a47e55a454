import json
import os
from pathlib import Path

import pytest

from engine.actions.builtin import builtin_registry
from engine.documents.problems import DocumentErrors
from engine.session.catalogue import Catalogue
from engine.session.fingerprint import fingerprint
from engine.store.sqlite.database import SqliteDatabase


def write_workflow(folder: Path, title: str = "First") -> Path:
    step = folder / "steps" / "1_ask"
    step.mkdir(parents=True, exist_ok=True)
    (folder / "workflow.json").write_text(json.dumps({"id": "small", "title": title}))
    (step / "step.json").write_text(json.dumps({"modules": [{"id": "ask", "uses": "form"}]}))
    return folder


@pytest.fixture
async def catalogue(tmp_path: Path):
    database = await SqliteDatabase.open(tmp_path / "reroll.db")
    yield Catalogue(database, builtin_registry())
    await database.close()


async def test_what_was_checked_is_not_checked_again(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_workflow(tmp_path / "small")
    first = await catalogue.open(folder)

    def never(*_: object) -> None:
        raise AssertionError("checked again")

    monkeypatch.setattr("engine.documents.loader.load", never)
    again = await catalogue.open(folder)
    assert (again.content_hash, again.source) == (first.content_hash, folder)


async def test_a_change_is_seen_and_a_mistake_in_it_too(catalogue: Catalogue, tmp_path: Path) -> None:
    folder = write_workflow(tmp_path / "small")
    first = await catalogue.open(folder)
    write_workflow(folder, "Second title")
    assert (await catalogue.open(folder)).content_hash != first.content_hash
    (folder / "workflow.json").write_text('{"id": "small"}')
    with pytest.raises(DocumentErrors):
        await catalogue.open(folder)


async def test_the_same_content_elsewhere_keeps_its_own_place(catalogue: Catalogue, tmp_path: Path) -> None:
    here, there = write_workflow(tmp_path / "here"), write_workflow(tmp_path / "there")
    for folder in (here, there, here, there):
        assert (await catalogue.open(folder)).source == folder


def test_fingerprints_tell_times_sizes_names_and_actions_apart(tmp_path: Path) -> None:
    folder = write_workflow(tmp_path / "small")
    first = fingerprint(folder, ["form"])
    assert first == fingerprint(folder, ["form"])
    assert first != fingerprint(folder, ["form", "more"])
    os.utime(folder / "workflow.json", ns=(1, 1))
    touched = fingerprint(folder, ["form"])
    assert touched != first
    (folder / "extra.txt").write_text("x")
    assert fingerprint(folder, ["form"]) != touched


def test_links_and_missing_folders_are_not_remembered(tmp_path: Path) -> None:
    folder = write_workflow(tmp_path / "small")
    (folder / "link").symlink_to(tmp_path)
    assert fingerprint(folder, []) is None
    assert fingerprint(tmp_path / "nowhere", []) is None
