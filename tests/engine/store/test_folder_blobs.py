"""Blobs: the same bytes for ever, or nothing."""

import errno
import hashlib
import os
import resource
from pathlib import Path

import pytest

from engine.store.errors import StorageError
from engine.store.folder_blobs import FolderBlobs
from tests.engine.store.child import Child


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")


def files(blobs: FolderBlobs) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


async def test_the_same_content_is_one_file(blobs: FolderBlobs) -> None:
    one = await blobs.write(b"data", "image/png")
    two = await blobs.write(b"data", "image/png")
    assert one == two == "blob:" + hashlib.sha256(b"data").hexdigest()
    assert [path.suffix for path in files(blobs)] == [".png"]
    assert await blobs.read(one) == b"data"


@pytest.mark.parametrize("url", ["blob:../../etc/passwd", "file:///etc/passwd", "blob:", "blob:" + "0" * 64])
async def test_what_is_no_blob_is_not_read(blobs: FolderBlobs, url: str) -> None:
    with pytest.raises(StorageError):
        await blobs.read(url)


async def test_a_full_disk_leaves_nothing_behind(blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageError) as caught:
            await blobs.write(b"data", "image/png")
    assert caught.value.code == "disk_full"
    assert files(blobs) == []
    assert await blobs.read(await blobs.write(b"data", "image/png")) == b"data"


LIMITED = """
import asyncio, resource, signal, sys
from pathlib import Path
from engine.store.folder_blobs import FolderBlobs
from engine.store.errors import StorageError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    asyncio.run(FolderBlobs(Path(sys.argv[1])).write(b"x" * 50_000, "image/png"))
except StorageError as error:
    print(error.code)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limits on files here")
def test_a_file_system_that_takes_no_more(blobs: FolderBlobs) -> None:
    with Child(LIMITED, blobs.folder) as child:
        assert child.line() == "disk_full"
    assert files(blobs) == []


KILLED = """
import asyncio, os, sys
from pathlib import Path
from engine.store.folder_blobs import FolderBlobs
def stop(handle):
    print("there", flush=True)
    sys.stdin.read()
os.fsync = stop
asyncio.run(FolderBlobs(Path(sys.argv[1])).write(b"whole", "image/png"))
"""


async def test_killed_in_the_middle_no_wrong_file_is_there(blobs: FolderBlobs) -> None:
    with Child(KILLED, blobs.folder) as child:
        assert child.line() == "there"
        child.kill()
    url = "blob:" + hashlib.sha256(b"whole").hexdigest()
    with pytest.raises(StorageError):
        blobs.find(url)
    assert await blobs.write(b"whole", "image/png") == url
    assert await blobs.read(url) == b"whole"


async def test_what_is_written_again_is_young_again(blobs: FolderBlobs) -> None:
    url = await blobs.write(b"data", "image/png")
    for again in (blobs.write(b"data", "image/png"), blobs.write_file(blobs.find(url), "image/png")):
        os.utime(blobs.find(url), (1, 1))
        await again
        found = await blobs.look(url)
        assert found is not None
        assert found.at > 1
    assert [path.suffix for path in files(blobs)] == [".png"], "nothing is left of a copy that was not needed"


async def test_a_damaged_file_is_said_and_one_that_is_cut_short_is_written_again(blobs: FolderBlobs) -> None:
    url = await blobs.write(b"data", "image/png")
    blobs.find(url).write_bytes(b"date")
    for ask in (blobs.read, blobs.verify):
        with pytest.raises(StorageError, match="damaged") as caught:
            await ask(url)
        assert caught.value.code == "damaged"
    blobs.find(url).write_bytes(b"da")
    await blobs.write(b"data", "image/png")
    assert await blobs.read(url) == b"data"
