"""Exports made on a server are brought home, or fetched by their names, and nothing else is."""

import io
import json
import zipfile
from pathlib import Path

import httpx
import pytest

from engine.client.remote import RemoteEngine
from engine.client.remote_http import downloading
from engine.operations.errors import BadRequest, Conflict
from schemas.messages.exports import ExportResults
from schemas.messages.record_transfer import ExportRecords
from schemas.messages.records import AddRecord
from tests.engine.fakes import PNG
from tests.engine.page import Page
from tests.engine.server.cutting_proxy import cutting_proxy
from tests.engine.server.running import Running


@pytest.fixture
async def made(page: Page) -> Page:
    await page.run("paint", values={"subject": "x"}, params={"count": 3})
    return page


def results(page: Page, folder: str = "", **keys: str) -> ExportResults:
    asked = {"session_id": page.session_id, "interaction_id": page.id, "folder": folder, **keys}
    return ExportResults.model_validate(asked)


async def test_results_come_to_where_a_local_export_would_be(made: Page, tmp_path: Path, home: Path) -> None:
    for number in ("", "-2"):
        done = await made.engine.call(results(made, contact_sheet="html"))
        folder = Path(done.folder)
        assert folder.name == f"results{number}"
        assert folder.parent.parent == tmp_path / "kept" / "exports"
        assert folder.parent.name.endswith(f"-flow-{made.session_id}")
        assert {each.name for each in folder.iterdir()} == {
            *(Path(each).name for each in done.files),
            "manifest.json",
            "contact-sheet.html",
        }
        assert all(Path(each).read_bytes().startswith(PNG) for each in done.files)
        assert len(done.files) == len(json.loads(Path(done.manifest).read_text())["results"]) == 3
    assert [each.name for each in (home / "exports").iterdir()] == ["for-clients"]


async def test_results_come_into_the_folder_that_was_named(made: Page, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "held").touch()
    done = await made.engine.call(results(made, str(tmp_path / "mine")))
    assert done.folder == str(tmp_path / "mine-2")
    with pytest.raises(BadRequest, match="no absolute path"):
        await made.engine.call(results(made, "mine"))


async def test_records_come_into_the_file_that_was_named(engine: RemoteEngine, tmp_path: Path) -> None:
    await engine.call(AddRecord(collection="posts", fields={"title": "One"}))
    file = tmp_path / "posts.json"
    asked = ExportRecords(collection="posts", path=str(file))
    done = await engine.call(asked)
    assert (done.path, done.documents) == (str(file), 1)
    assert json.loads(file.read_text())["documents"][0]["title"] == "One"
    assert file.stat().st_mode & 0o044  # it may be handed on
    with pytest.raises(Conflict, match="there already"):
        await engine.call(asked)
    file.write_text("")
    await engine.call(asked.model_copy(update={"overwrite": True}))
    assert file.stat().st_size
    assert [each.name for each in tmp_path.glob(".new-*")] == []


async def test_a_file_goes_on_where_it_broke_off(
    made: Page, served: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "_PAUSES", (0.001,) * 4)
    content = bytes(range(256)) * 256
    folder = made.started.id
    there = served.serving.services.home / "exports" / f"x-{folder}"
    there.mkdir(parents=True)
    (there / "file").write_bytes(content)
    async with cutting_proxy(served.port, 4096, *[20_000] * 3) as proxy:
        engine = await RemoteEngine.open(proxy.url, tmp_path / "other")
        await downloading.download(engine._connection, f"/api/exports/x-{folder}/file", tmp_path / "file")
        await engine.close()
        assert proxy.connections >= 3
    assert (tmp_path / "file").read_bytes() == content


async def test_a_file_by_its_name_in_ranges_and_not_again(
    made: Page, http: httpx.AsyncClient, home: Path
) -> None:
    reply = await http.post("/api/results/export", json=results(made).model_dump(exclude={"folder"}))
    [folder] = [each for each in (home / "exports").iterdir() if each.name != "for-clients"]
    file = Path(reply.json()["data"]["files"][0])
    path = f"/api/exports/{file.relative_to(home / 'exports')}"
    whole = await http.get(path)
    assert whole.content == file.read_bytes()
    assert "attachment" in whole.headers["content-disposition"]
    part = await http.get(path, headers={"range": "bytes=2-5", "if-range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (206, whole.content[2:6])
    again = await http.get(path, headers={"if-none-match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    zipped = await http.get(f"/api/exports/{folder.name}")
    assert zipped.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(zipped.content)) as archive:
        assert archive.testzip() is None
        assert archive.read(f"results/{file.name}") == file.read_bytes()
        assert "results/manifest.json" in archive.namelist()


async def test_nothing_but_exports_can_be_fetched(http: httpx.AsyncClient, home: Path) -> None:
    exports = home / "exports"
    (exports / "for-clients" / ("k" * 32)).mkdir(parents=True)
    (exports / "a").mkdir()
    (exports / "a" / ".hidden").touch()
    (exports / "a" / "link").symlink_to(home / "reroll.db")
    (exports / "out").symlink_to(home)
    for name in (
        *("", "/", "..", "%2e%2e/reroll.db", "a/..", "a/%2e%2e/%2e%2e/reroll.db", "a/.hidden", "a/link"),
        *("for-clients", "for-clients/", "out", "out/reroll.db", "a//link", "nothing", "a%00", "a/link/x"),
    ):
        reply = await http.get(f"/api/exports/{name}")
        assert reply.status_code == 404, name
    with zipfile.ZipFile(io.BytesIO((await http.get("/api/exports/a")).content)) as archive:
        assert archive.namelist() == []
