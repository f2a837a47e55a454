"""Results taken home: files, manifest, contact sheets."""

import hashlib
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from engine.operations.errors import BadRequest, Conflict
from schemas.messages.exports import ExportedResults, ExportResults
from schemas.messages.marks import MarkResults
from tests.engine.page import Page
from tests.engine.session.test_history import ids


async def painted(page: Page, count: int = 3) -> list[str]:
    await page.run("paint", values={"subject": "a <b>cat</b>"}, params={"count": count})
    return [each["content_id"] for each in (await page.data())["generations"]]


async def export(page: Page, **asked: Any) -> ExportedResults:
    return await page.engine.call(ExportResults(**ids(page), **asked))


def manifest_of(done: ExportedResults) -> Any:
    return json.loads(Path(done.manifest).read_text("utf-8"))


async def test_all_results_are_files_and_the_manifest_says_where_they_came_from(
    page: Page, tmp_path: Path
) -> None:
    shown = await painted(page)
    done = await export(page, folder=str(tmp_path / "out"))
    assert [Path(each).name for each in done.files] == [
        f"{number:03}-{content_id}.png" for number, content_id in enumerate(shown, start=1)
    ]
    said = manifest_of(done)
    assert said["workflow"]["id"]
    for entry, path in zip(said["results"], done.files, strict=True):
        content = Path(path).read_bytes()
        assert entry["file"] == Path(path).name
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["provenance"]["provider"]
        assert "cat" in entry["provenance"]["rendered"]["prompt"]


async def test_chosen_ones_come_in_the_order_asked_for_with_their_marks(page: Page, tmp_path: Path) -> None:
    first, _, third = await painted(page)
    await page.engine.call(MarkResults(**ids(page), content_ids=[third], starred=True, tags=["best"]))
    done = await export(page, folder=str(tmp_path / "out"), content_ids=[third, first, third])
    entries = manifest_of(done)["results"]
    assert [entry["id"] for entry in entries] == [third, first]
    assert entries[0]["marks"] == {"starred": True, "tags": ["best"]}


async def test_what_is_there_already_stays_as_it_is(page: Page, tmp_path: Path) -> None:
    await painted(page)
    once, twice = [await export(page, folder=str(tmp_path / "out")) for _ in range(2)]
    assert (Path(once.folder).name, Path(twice.folder).name) == ("out", "out-2")


async def test_without_a_folder_it_goes_beside_the_other_exports(page: Page) -> None:
    await painted(page)
    done = await export(page)
    assert Path(done.folder).parent.parent.name == "exports"
    assert Path(done.manifest).is_file()


async def test_a_contact_sheet_is_one_picture(page: Page, tmp_path: Path) -> None:
    await painted(page, 5)
    done = await export(page, folder=str(tmp_path / "out"), contact_sheet="png")
    assert done.contact_sheet is not None
    with Image.open(done.contact_sheet) as sheet:
        assert sheet.width > sheet.height > 256
    assert manifest_of(done)["contact_sheet"] == "contact-sheet.png"


class Elements(HTMLParser):
    """Names of elements, and where they lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


async def test_a_page_needs_nothing_else_and_hostile_texts_are_texts(page: Page, tmp_path: Path) -> None:
    first, *_ = await painted(page)
    note = "<script>alert(1)</script><img src=http://elsewhere>"
    await page.engine.call(MarkResults(**ids(page), content_ids=[first], note=note))
    done = await export(page, folder=str(tmp_path / "out"), contact_sheet="html")
    assert done.contact_sheet is not None
    text = Path(done.contact_sheet).read_text("utf-8")
    elements = Elements(text)
    assert "script" not in elements.names
    assert "b" not in elements.names
    assert all(
        link.startswith("data:") or link in {Path(each).name for each in done.files}
        for link in elements.links
    )
    assert "&lt;script&gt;" in text
    assert "default-src 'none'" in text


async def test_a_missing_file_is_a_problem_and_the_rest_is_there(
    page: Page, home: Path, tmp_path: Path
) -> None:
    await painted(page)
    url = (await page.data())["generations"][0]["url"]
    (blob,) = (home / "blobs").rglob(f"{url.removeprefix('blob:')}.*")
    blob.unlink()
    done = await export(page, folder=str(tmp_path / "out"), contact_sheet="png")
    same = sum(each["url"] == url for each in (await page.data())["generations"])
    assert len(done.problems) == same
    assert len(done.files) == 3 - same


async def test_what_cannot_be_exported_is_refused(page: Page, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="nothing to export"):
        await export(page)
    await painted(page)
    with pytest.raises(BadRequest, match="no result 'other'"):
        await export(page, content_ids=["other"])
    with pytest.raises(BadRequest, match="no absolute path"):
        await export(page, folder="here")
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    done = await export(page, folder=str(in_the_way))
    assert Path(done.folder).name == "file-2"
