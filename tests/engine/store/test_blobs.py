"""What every place for blobs promises: a folder, and S3."""

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from engine.store.blobs import Blobs
from engine.store.errors import StorageError
from engine.store.opening_blobs import open_blobs
from tests.servers.s3_server import KEYS, new_bucket

PNG = b"\x89PNG\r\n\x1a\n not really"
Again = Callable[[], Blobs]


def url_of(data: bytes) -> str:
    return "blob:" + hashlib.sha256(data).hexdigest()


@pytest.fixture(params=["folder", "s3"])
def again(request: pytest.FixtureRequest, tmp_path: Path) -> Again:
    """Opens the same place once more, as another server does: with a home of its own."""
    said = new_bucket() if request.param == "s3" else str(tmp_path / "blobs")
    homes = iter(range(10))
    return lambda: open_blobs(tmp_path / str(next(homes)), said, lambda name: KEYS.get(name, ""))


@pytest.fixture
async def blobs(again: Again) -> AsyncIterator[Blobs]:
    blobs = again()
    yield blobs
    await blobs.close()


async def test_what_is_written_is_there_for_everybody(blobs: Blobs, again: Again) -> None:
    url = await blobs.write(PNG, "image/png")
    assert url == url_of(PNG)
    for each in (blobs, other := again()):
        assert await each.read(url) == PNG
        found = await each.look(url)
        assert found is not None
        assert (found.url, found.size) == (url, len(PNG))
        assert await each.verify(url) == len(PNG)
        path = await each.path(url)
        assert path.read_bytes() == PNG
        assert path.suffix == ".png"
        assert each.near(url) == path
    await other.close()


async def test_the_same_at_once_from_several_is_one(blobs: Blobs, again: Again) -> None:
    other = again()
    urls = await asyncio.gather(*(each.write(PNG, "image/png") for each in (blobs, other) * 3))
    assert {*urls} == {url_of(PNG)}
    assert [(each.url, each.size) async for each in blobs.stored()] == [(url_of(PNG), len(PNG))]
    await other.close()


async def test_a_large_file_goes_in_piece_by_piece(blobs: Blobs, again: Again, tmp_path: Path) -> None:
    data = os.urandom(1_000_003) * 9
    file = tmp_path / "film.mp4"
    file.write_bytes(data)
    url = await blobs.write_file(file, "video/mp4")
    assert url == url_of(data)
    other = again()
    assert await other.verify(url) == len(data)
    paths = await asyncio.gather(*(other.path(url) for _ in range(3)))
    assert {path.suffix for path in paths} == {".mp4"}
    assert paths[0].read_bytes() == data
    await other.close()


async def test_what_is_there_is_listed_and_goes(blobs: Blobs) -> None:
    before = time.time()
    urls = [await blobs.write(bytes([number]) * number, "text/plain") for number in range(3)]
    listed = {each.url: each async for each in blobs.stored()}
    assert {url: each.size for url, each in listed.items()} == {url: n for n, url in enumerate(urls)}
    assert all(before - 5 <= each.at <= time.time() + 5 for each in listed.values())
    await blobs.delete(urls[1])
    await blobs.delete(urls[1])
    assert {each.url async for each in blobs.stored()} == {urls[0], urls[2]}
    assert await blobs.look(urls[1]) is None
    for ask in (blobs.read, blobs.path, blobs.verify):
        with pytest.raises(StorageError, match="missing"):
            await ask(urls[1])


async def test_what_is_no_blob_is_not_looked_for(blobs: Blobs) -> None:
    for url in ("blob:../../etc/passwd", "file:///etc/passwd", "blob:", "blob:" + "0" * 63):
        for ask in (blobs.read, blobs.path, blobs.look, blobs.verify, blobs.delete):
            with pytest.raises(StorageError, match="not a blob"):
                await ask(url)


async def test_a_file_that_cannot_be_read_is_not_written(blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        await blobs.write_file(tmp_path / "none", "image/png")
    assert [each async for each in blobs.stored()] == []
