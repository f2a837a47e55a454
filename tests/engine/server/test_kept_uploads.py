"""Uploads that something names are kept, the others go: by age, and by how much there is."""

import os
import time
from pathlib import Path

import httpx
import pytest

from engine.operations.services import Services
from engine.server.kept_uploads import Upload, superfluous, tidy, uploads
from tests.engine.page import Page

DAY = 86_400
BYTES = {"content-type": "application/octet-stream"}


async def sent(http: httpx.AsyncClient, name: str, days: float = 0) -> Path:
    reply = await http.post("/api/uploads", params={"name": name}, content=b"abc", headers=BYTES)
    file = Path(reply.json()["data"]["path"])
    aged(file.parent, days)
    return file


def aged(folder: Path, days: float) -> None:
    at = time.time() - days * DAY
    for each in (*folder.iterdir(), folder):
        os.utime(each, (at, at))


async def test_what_nothing_names_goes_after_a_week(
    page: Page, http: httpx.AsyncClient, services: Services, home: Path
) -> None:
    old, young, needed = (
        await sent(http, "old", 8),
        await sent(http, "young", 6),
        await sent(http, "needed", 400),
    )
    reference = {"session_id": page.session_id, "reference": {"path": str(needed)}}
    assert (await http.post("/api/references/add", json=reference)).status_code == 200
    broken = home / "uploads" / ("ab" * 8)
    broken.mkdir()
    (broken / ".coming").touch()
    aged(broken, 8)
    mine = home / "uploads" / "put here by hand"
    mine.mkdir()
    aged(mine, 400)
    handed = home / "exports" / "for-clients" / "k"
    handed.mkdir(parents=True)
    (handed / "file").touch()
    aged(handed, 2)
    assert [(each.name, each.named) for each in await uploads(services)] == [
        ("needed", True),
        ("old", False),
        ("", False),
        ("young", False),
    ]
    assert await tidy(services) == 2
    assert [each.exists() for each in (old.parent, young, needed, broken, mine, handed)] == [
        *(False, True, True, False, True, False)
    ]


@pytest.mark.parametrize(("most", "left"), [(100, []), (25, [0]), (15, [0, 1]), (0, [0, 1])])
def test_the_oldest_go_sooner_where_they_are_many(most: int, left: list[int]) -> None:
    now = 1e9
    every = [Upload(Path(str(at)), "x", 10, now - hours * 3600) for at, hours in enumerate((50, 40, 0.5))]
    assert [int(str(each.folder)) for each in superfluous(every, most=most, now=now)] == left


def test_nothing_that_is_named_goes() -> None:
    every = [Upload(Path("a"), "x", 10, 0, named=True)]
    assert superfluous(every, days=0, most=0) == []
