"""An engine whose pictures are on S3: everything that needs them as files or bytes gets them."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import OperationError
from schemas.messages.executions import GetBlob
from schemas.messages.exports import ExportResults
from schemas.messages.record_files import ListRecordFiles
from schemas.messages.sessions import StartSession
from tests.engine.batches.blog import Blog, registry_of, write_steps
from tests.engine.fakes import PNG, Fakes, write_flow
from tests.engine.page import Page
from tests.servers.s3_server import KEYS, new_bucket, object_names


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    address = new_bucket()
    monkeypatch.setenv("REROLL_BLOBS", address)
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return address


@pytest.fixture
async def engine(address: str, home: Path, fakes: Fakes) -> AsyncIterator[LocalEngine]:
    engine = await LocalEngine.open(home, registry=registry_of(fakes))
    yield engine
    await engine.close()


def without_copies(home: Path) -> None:
    """As on another server: nothing was fetched yet."""
    shutil.rmtree(home / "cache" / "blobs")


async def test_pictures_are_seen_and_exported(
    engine: LocalEngine, address: str, home: Path, fakes: Fakes, tmp_path: Path
) -> None:
    view = await engine.call(StartSession(workflow=write_flow(tmp_path / "flow")))
    page = Page(engine, fakes, view)
    await page.run("paint", values={"subject": "a fox"})
    url = (await page.data())["generations"][0]["url"]
    assert len(object_names(address)) == 1
    assert not (home / "blobs").exists()
    without_copies(home)
    found = await engine.call(GetBlob(url=url))
    assert found.path is not None
    assert Path(found.path).read_bytes().startswith(PNG)
    assert Path(found.path).suffix == ".png"
    without_copies(home)
    exported = await engine.call(
        ExportResults(
            session_id=page.session_id,
            interaction_id=page.id,
            folder=str(tmp_path / "out"),
            contact_sheet="html",
        )
    )
    assert (exported.problems, len(exported.files)) == ([], 1)
    assert Path(exported.files[0]).read_bytes().startswith(PNG)


async def test_files_of_records_are_fetched_when_they_are_looked_at(
    engine: LocalEngine, home: Path, fakes: Fakes, tmp_path: Path
) -> None:
    blog = await Blog.of(engine, fakes, write_steps(tmp_path / "blog"))
    await blog.run("paint", blog.sections[0])
    [made] = (await engine.call(ListRecordFiles(record_id=blog.sections[0]))).files
    assert Path(made.path).suffix == ".png"
    shutil.rmtree(home / "records")
    without_copies(home)
    [again] = (await engine.call(ListRecordFiles(record_id=blog.sections[0]))).files
    assert again == made
    assert Path(again.path).read_bytes().startswith(PNG)


async def test_an_address_that_is_none_is_said_at_the_start(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REROLL_BLOBS", "s3://Not A Bucket")
    with pytest.raises(OperationError, match="no place for blobs"):
        await LocalEngine.open(home)
