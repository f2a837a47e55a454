"""A server whose pictures are on S3 gives them as it gives those of a folder."""

import asyncio
import shutil
from pathlib import Path

import httpx
import pytest

from tests.engine.page import Page
from tests.servers.s3_server import KEYS, new_bucket


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {**KEYS, "REROLL_BLOBS": new_bucket()}.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "home"


async def test_whole_and_in_parts(page: Page, http: httpx.AsyncClient, home: Path) -> None:
    await page.run("paint", values={"subject": "x"})
    digest = (await page.data())["generations"][0]["url"].removeprefix("blob:")
    shutil.rmtree(home / "cache" / "blobs")
    ranges = ({}, {"range": "bytes=2-5"}, {"range": "bytes=-3"})
    whole, part, last = await asyncio.gather(
        *(http.get(f"/api/blobs/{digest}", headers=headers) for headers in ranges)
    )
    assert (whole.status_code, part.status_code, last.status_code) == (200, 206, 206)
    assert (part.content, last.content) == (whole.content[2:6], whole.content[-3:])
    assert whole.headers["content-type"] == "image/png"
    assert (await http.get(f"/api/blobs/{'0' * 64}")).status_code == 404
