"""Files of records: under the document and the section they belong to, with their metadata (row C10)."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records.file_names import free_name, safe_name
from engine.records.files import RecordFiles
from engine.records.records import Records
from engine.session.errors import SessionError
from engine.store.database import Database
from engine.store.folder_blobs import FolderBlobs
from engine.store.results import add_blob
from engine.store.sqlite.database import SqliteDatabase
from schemas.messages.record_files import FileView
from schemas.messages.results import Provenance, Result

PNG = b"\x89PNG\r\n\x1a\n not really"


class Shelf:
    """Records with files in a home of their own."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database = database
        self.home = home
        self.blobs = FolderBlobs(home / "blobs")
        self.files = RecordFiles(database, self.blobs, home)
        self.records = Records(database, deleting=self.files.forget)

    async def add(self, record_id: int, name: str = "", data: bytes = PNG, field: str = "image") -> FileView:
        """Give a record a picture, wherever it is put afterwards."""
        url = await self.blobs.write(data, "image/png")
        made = Provenance(
            action="media.sketch.txt2img", provider="sketch", label="sketch", model="pen", seed=7
        )
        result = Result(
            id="r1", execution_id="e1", kind="image", value={"url": url}, created_at=1, provenance=made
        )
        async with self.database.transaction() as transaction:
            await add_blob(transaction, url, "image/png", len(data))
            return await self.files.add(transaction, record_id, field, result, name=name)

    async def settled(self) -> None:
        await self.files.close()


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    database = await SqliteDatabase.open(tmp_path / "reroll.db")
    shelf = Shelf(database, tmp_path)
    await shelf.records.add("posts", None, None, {"title": "Tea"})
    await shelf.records.add(None, 1, None, {"title": "Leaves"})
    yield shelf
    await shelf.settled()
    await database.close()


async def test_a_file_is_put_under_its_document_and_section_with_its_metadata(shelf: Shelf) -> None:
    of_section = await shelf.add(2)
    of_document = await shelf.add(1, name="cover.png")
    await shelf.settled()

    assert Path(of_section.path) == shelf.home / "records" / "posts" / "1" / "2" / "image.png"
    assert Path(of_document.path) == shelf.home / "records" / "posts" / "1" / "document" / "cover.png"
    assert Path(of_section.path).read_bytes() == PNG
    assert Path(of_section.path).samefile(shelf.blobs.find(of_section.url))
    said = json.loads(Path(of_section.path + ".json").read_text("utf-8"))
    assert said["execution_id"] == "e1"
    assert (said["result_id"], said["field"], said["model"]) == ("r1", "image", "pen")
    assert said["provenance"]["seed"] == 7
    assert [view.record_id for view in await shelf.files.list(1)] == [1, 2]
    assert await shelf.files.list(1, sections=False) == [of_document]
    assert (of_section.size, of_section.media_type, of_section.document_id) == (len(PNG), "image/png", 1)


async def test_names_are_unique_in_a_record(shelf: Shelf) -> None:
    names = [(await shelf.add(2, name=name)).name for name in ("a.png", "A.png", "a.png.json", "../a.png")]
    assert names == ["a.png", "A-2.png", "a.png-2.json", "_a.png"]
    await shelf.settled()
    assert len(list((shelf.home / "records/posts/1/2").iterdir())) == 8


async def test_a_file_of_somebody_else_is_never_overwritten_nor_removed(shelf: Shelf) -> None:
    folder = shelf.home / "records/posts/1/2"
    folder.mkdir(parents=True)
    (folder / "image.png").write_text("mine")
    (folder / "notes.json").write_text("[1]")
    assert (await shelf.add(2)).name == "image-2.png"
    await shelf.settled()
    await shelf.files.list(1)
    await shelf.records.delete([1])
    await shelf.settled()
    assert sorted(path.name for path in folder.iterdir()) == ["image.png", "notes.json"]


async def test_nothing_is_put_anywhere_when_the_transaction_fails(shelf: Shelf) -> None:
    with pytest.raises(SessionError):
        await shelf.add(99)

    async def fail() -> None:
        url = await shelf.blobs.write(PNG, "image/png")
        made = Provenance(action="a", provider="p", label="l")
        result = Result(
            id="r", execution_id="e", kind="image", value={"url": url}, created_at=1, provenance=made
        )
        async with shelf.database.transaction() as transaction:
            await shelf.files.add(transaction, 2, "image", result)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    await shelf.settled()
    assert await shelf.files.list(1) == []
    assert not (shelf.home / "records").exists()


async def test_what_a_killed_program_left_is_put_right_at_the_next_listing(shelf: Shelf) -> None:
    view = await shelf.add(2)
    other = await shelf.add(1)
    await shelf.settled()
    Path(view.path).unlink()  # killed between the commit and the link
    Path(other.path + ".json").unlink()  # and between the link and its metadata
    await shelf.files.list(1)
    assert Path(view.path).read_bytes() == PNG
    assert json.loads(Path(other.path + ".json").read_text("utf-8"))["id"] == other.id

    async with shelf.database.transaction() as transaction:  # killed after a deletion was committed
        await transaction.execute("DELETE FROM record_files WHERE id = ?", (view.id,))
    assert await shelf.files.list(1) == [other]
    assert not Path(view.path).parent.exists()
    Path(other.path).unlink()
    assert (await shelf.files.get(other.id)).path == other.path
    assert Path(other.path).exists()


async def test_what_a_killed_program_left_is_put_right_at_the_next_start(shelf: Shelf) -> None:
    await shelf.records.add("posts", None, None, {"title": "Coffee"})
    gone, kept = await shelf.add(3), await shelf.add(2)
    await shelf.settled()
    Path(kept.path).unlink()
    async with shelf.database.transaction() as transaction:
        await transaction.execute("DELETE FROM records WHERE id = 3")
    shelf.files.start()
    await shelf.settled()
    assert Path(kept.path).exists()
    assert not (shelf.home / "records/posts/3").exists()
    assert shelf.blobs.find(gone.url).exists()


async def test_a_deleted_record_takes_its_files_along_and_leaves_the_blobs(shelf: Shelf) -> None:
    views = [await shelf.add(1), await shelf.add(2)]
    await shelf.settled()
    await shelf.records.delete([1])
    await shelf.settled()
    assert not (shelf.home / "records" / "posts").exists()
    assert shelf.blobs.find(views[0].url).read_bytes() == PNG


async def test_one_file_is_deleted(shelf: Shelf) -> None:
    view, other = await shelf.add(2), await shelf.add(2)
    await shelf.settled()
    await shelf.files.delete(view.id)
    assert not Path(view.path).exists()
    assert not Path(view.path + ".json").exists()
    assert await shelf.files.list(2) == [other]
    with pytest.raises(SessionError) as refused:
        await shelf.files.delete(view.id)
    assert refused.value.kind == "not_found"
    with pytest.raises(SessionError):
        await shelf.files.list(99)


async def test_where_no_link_can_be_made_it_is_a_copy(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    view = await shelf.add(2)
    await shelf.settled()
    assert Path(view.path).read_bytes() == PNG
    assert not Path(view.path).samefile(shelf.blobs.find(view.url))


async def test_many_at_once_keep_their_names_apart(shelf: Shelf) -> None:
    views = await asyncio.gather(*(shelf.add(2, data=PNG + bytes([at])) for at in range(8)))
    await shelf.settled()
    assert len({view.path for view in views}) == 8
    assert all(Path(view.path).exists() for view in views)


@given(st.text(max_size=300))
def test_a_safe_name_is_one_part_of_a_path(name: str) -> None:
    safe = safe_name(name)
    assert safe not in ("", ".", "..")
    assert Path(safe).name == safe
    assert not set(safe) & set('\\/:*?"<>|')
    assert not safe.startswith(".")
    assert safe == safe.rstrip(". ")
    assert len(safe.encode()) <= 200
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_._etc_passwd"),
        ("CON.png", "_CON.png"),
        ("", "file"),
        (".png", "png"),
        ("a. ", "a"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_free_name_is_free_for_its_metadata_too() -> None:
    assert free_name("a.png", []) == "a.png"
    assert free_name("a.png", ["a.png.json"]) == "a-2.png"
    assert free_name("a.png.json", ["a.png"]) == "a.png-2.json"
