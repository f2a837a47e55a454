"""Files over HTTP: blobs out, uploads in, and paths that a client may not name."""

import asyncio
import hashlib
import typing
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from engine.client.remote import RemoteEngine
from engine.operations.errors import BadRequest, NotFound, OperationError
from engine.operations.listed import all_operations
from schemas.messages.executions import GetBlob
from schemas.messages.record_transfer import PreviewImport
from schemas.messages.references import AddReference, ReferenceContent, ReplaceReferences
from schemas.messages.sessions import StartSession
from schemas.messages.trust import TrustWorkflow
from tests.engine.fakes import PNG
from tests.engine.page import Page
from tests.engine.server.running import Running

BYTES = {"content-type": "application/octet-stream"}


async def picture(page: Page) -> str:
    await page.run("paint", values={"subject": "x"})
    return (await page.data())["generations"][0]["url"]


async def test_a_blob_whole_in_ranges_and_not_again(page: Page, http: httpx.AsyncClient) -> None:
    digest = (await picture(page)).removeprefix("blob:")
    path = f"/api/blobs/{digest}"
    whole = await http.get(path)
    assert hashlib.sha256(whole.content).hexdigest() == digest
    assert whole.headers["etag"] == f'"{digest}"'
    assert whole.headers["content-type"] == "image/png"
    assert "immutable" in whole.headers["cache-control"]
    assert "sandbox" in whole.headers["content-security-policy"]
    part = await http.get(path, headers={"range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, whole.content[2:6])
    assert part.headers["content-range"] == f"bytes 2-5/{len(whole.content)}"
    beyond = await http.get(path, headers={"range": "bytes=9999-"})
    assert beyond.status_code == 416
    for kept in (f'"{digest}"', f'"x", W/"{digest}"', "*"):
        again = await http.get(path, headers={"if-none-match": kept})
        assert (again.status_code, again.content) == (304, b"")
    assert (await http.get(path, headers={"if-none-match": '"x"'})).status_code == 200
    head = await http.head(path)
    assert (head.headers["content-length"], head.content) == (str(len(whole.content)), b"")


async def test_blobs_that_are_none(http: httpx.AsyncClient) -> None:
    assert (await http.get("/api/blobs/" + "0" * 64)).status_code == 404
    assert (await http.get("/api/blobs/..%2F..%2Freroll.db")).status_code in (404, 422)


async def test_a_client_gets_a_copy_of_its_own_once(
    page: Page, http: httpx.AsyncClient, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await picture(page)
    told = (await http.post("/api/blobs/get", json={"url": url})).json()["data"]
    assert told["path"] is told["cache"] is None  # folders of the server are nobody's business
    blob = await page.engine.call(GetBlob(url=url))
    assert blob.path is not None
    assert blob.cache is not None
    assert Path(blob.path).is_relative_to(tmp_path / "kept")
    assert Path(blob.cache).is_relative_to(tmp_path / "kept")
    assert Path(blob.path).read_bytes().startswith(PNG)
    for file in (home / "blobs").rglob("*.png"):
        file.write_bytes(b"other")
    assert await page.engine.call(GetBlob(url=url)) == blob
    Path(blob.path).unlink()
    with pytest.raises(OperationError, match="damaged"):
        await page.engine.call(GetBlob(url=url))


async def sent(http: httpx.AsyncClient, name: str, content: Any) -> httpx.Response:
    return await http.post("/api/uploads", params={"name": name}, content=content, headers=BYTES)


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 1024


async def test_an_upload_is_kept_whole(http: httpx.AsyncClient, home: Path) -> None:
    told = (await sent(http, "näme.csv", pieces(200))).json()["data"]
    file = Path(told["path"])
    assert file.is_relative_to(home / "uploads")
    assert (file.name, file.read_bytes()) == ("näme.csv", b"x" * 1024 * 200)
    assert (told["size"], told["sha256"]) == (204_800, hashlib.sha256(file.read_bytes()).hexdigest())
    assert [each.name for each in file.parent.iterdir()] == ["näme.csv"]


async def test_an_upload_that_is_too_large_or_breaks_off_leaves_nothing(
    http: httpx.AsyncClient, home: Path
) -> None:
    assert (await sent(http, "a", pieces(300))).status_code == 413
    assert (await sent(http, "a", b"x" * 300 * 1024)).status_code == 413

    async def broken() -> AsyncIterator[bytes]:
        yield b"x"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await sent(http, "a", broken())
    async with asyncio.timeout(10):
        while any(each.is_file() for each in (home / "uploads").rglob("*")):  # noqa: ASYNC110 - a file says nothing
            await asyncio.sleep(0.005)  # the server may not have seen it yet


async def test_names_of_uploads_are_names(http: httpx.AsyncClient) -> None:
    for name in ("../a", "/etc/passwd", "a/b", ".hidden", "..", "a\x00b", "a\nb", "", "n" * 201):
        assert (await sent(http, name, b"x")).status_code in (400, 422), name


async def test_imports_read_what_was_sent_and_nothing_else(
    engine: RemoteEngine, http: httpx.AsyncClient, tmp_path: Path, home: Path
) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("title\nOne\nTwo\n")
    refused = await http.post("/api/records/preview-import", json={"path": str(file), "collection": "posts"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "path_refused")
    # A client's own engine sends its file, once.
    for _ in range(2):
        report = await engine.call(PreviewImport(path=str(file), collection="posts"))
        assert report.rows == 2
    assert len(list((home / "uploads").iterdir())) == 1


async def test_paths_of_the_server_are_refused(page: Page, http: httpx.AsyncClient, home: Path) -> None:
    (home / "config.toml").write_text("")
    (home / "uploads").mkdir()
    (home / "uploads" / "link").symlink_to(home / "config.toml")
    for path in (
        "/etc/passwd",
        "~/.ssh/id_rsa",
        "config.toml",
        str(home / "config.toml"),
        str(home / "uploads" / ".." / "config.toml"),
        str(home / "uploads" / "link"),
        str(home / "uploads"),
    ):
        reference = {"session_id": page.session_id, "reference": {"path": path}}
        several = {"session_id": page.session_id, "references": [{"text": "a"}, {"path": path}]}
        for operation, asked in (("add", reference), ("replace", several)):
            reply = await http.post(f"/api/references/{operation}", json=asked)
            assert (reply.status_code, reply.json()["error"]["code"]) == (400, "path_refused"), path
    ids = {"session_id": page.session_id, "interaction_id": page.id}
    for operation, asked in (
        ("records/export", {"collection": "posts", "path": "/tmp/out.json"}),
        ("records/export", {"collection": "posts", "path": "../out.json"}),
        ("results/export", {**ids, "folder": str(home / "workflows")}),
        ("results/export", {**ids, "folder": "a/../../workflows"}),
    ):
        reply = await http.post(f"/api/{operation}", json=asked)
        assert (reply.status_code, reply.json()["error"]["code"]) == (400, "path_refused"), asked


async def test_workflows_elsewhere_are_as_unknown_ones(
    engine: RemoteEngine, tmp_path: Path, page: Page, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.engine.fakes import write_flow

    there = write_flow(tmp_path / "elsewhere")
    # What anybody may upload would ask addresses of the server's network for them.
    uploaded = write_flow(home / "uploads" / "1")
    monkeypatch.chdir(tmp_path)
    said: list[str] = []
    for named in (there, "elsewhere", str(tmp_path / "nothing"), uploaded):
        with pytest.raises(NotFound, match="on this server") as caught:
            await engine.call(StartSession(workflow=named))
        said.append(caught.value.body.message.replace(named, "NAME"))
    assert len(set(said)) == 1
    with pytest.raises(NotFound):
        await engine.call(TrustWorkflow(workflow=there, digest="x"))
    assert (await engine.call(StartSession(workflow="flow"))).summary.workflow_id == "flow"


async def test_references_of_a_client_are_its_files(page: Page, tmp_path: Path, home: Path) -> None:
    file = tmp_path / "style.txt"
    file.write_text("Short sentences.")
    added = await page.engine.call(
        AddReference(session_id=page.session_id, reference=ReferenceContent(path=str(file)))
    )
    [reference] = added.references
    assert reference.path is not None
    assert Path(reference.path).is_relative_to(home / "uploads")
    assert (reference.name, Path(reference.path).read_text()) == ("style.txt", "Short sentences.")
    # What is there already stays as it is.
    again = ReplaceReferences(session_id=page.session_id, references=[ReferenceContent(path=reference.path)])
    assert (await page.engine.call(again)).references[0].path == reference.path


def named_files(model: type[BaseModel], seen: frozenset[type] = frozenset()) -> set[str]:
    """Fields, however deep, whose names say that they hold a path or a workflow."""
    found = set()
    for name, field in model.model_fields.items():
        if any(word in name for word in ("path", "folder", "file", "workflow", "directory")):
            found.add(f"{model.__name__}.{name}")
        for part in inner(field.annotation):
            if part not in seen:
                found |= named_files(part, seen | {model})
    return found


def inner(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {each for part in typing.get_args(annotation) for each in inner(part)}


def test_no_new_operation_takes_a_path_that_nobody_checks() -> None:
    found = set().union(*(named_files(operation.request) for operation in all_operations()))
    workflows = {name for name in found if name.endswith(".workflow")}
    assert found - workflows == {
        "ReferenceContent.path",
        "PreviewImport.path",
        "ImportRecords.path",
        "ExportRecords.path",
        "ExportResults.folder",
        "KeptShape.path",  # a place in a form
        "GetRecordFile.file_id",
        "DeleteRecordFile.file_id",
        "ListAudit.workflow_id",
    }, "say in engine/server/named_paths.py what a client may name there"


async def test_a_server_that_is_none(served: Running, tmp_path: Path) -> None:
    for address in ("http://", "ftp://localhost", "localhost:1", "http://localhost/?x"):
        with pytest.raises(BadRequest, match="no address"):
            await RemoteEngine.open(address, tmp_path)
    with pytest.raises(OperationError, match="no Reroll server"):
        await RemoteEngine.open(f"{served.url}/api", tmp_path)
