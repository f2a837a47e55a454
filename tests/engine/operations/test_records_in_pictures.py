"""Whether the files of pictures say how they were made is the person's to say."""

from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from engine.picture_files.record import record_of
from schemas.messages.sessions import StartSession
from tests.engine.fakes import write_flow
from tests.engine.page import Page
from tests.tui.cast import Cast


@pytest.mark.parametrize("record", [True, False])
async def test_the_record_can_be_turned_off(home: Path, tmp_path: Path, record: bool) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(f"[pictures]\nrecord = {str(record).lower()}\n")
    fakes = Cast()  # whose pictures are real ones
    engine = await LocalEngine.open(home, registry=fakes.registry())
    try:
        page = Page(engine, fakes, await engine.call(StartSession(workflow=write_flow(tmp_path / "flow"))))
        await page.run("paint", values={"subject": "a fox"})
        [picture] = (await page.data())["generations"]
    finally:
        await engine.close()
    [file] = (home / "blobs").glob("*/*")
    assert file.stem == picture["url"].removeprefix("blob:")
    assert (record_of(file.read_bytes()) is not None) == record
