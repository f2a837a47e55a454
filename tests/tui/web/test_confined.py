"""What a screen in a browser does not do on the machine that it runs on."""

import asyncio
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from engine.operations.errors import OperationError
from schemas.messages.exports import ExportedResults, ExportResults
from schemas.messages.record_transfer import ExportRecords, PreviewImport, RecordsExport
from schemas.messages.references import AddReference, ListReferences, ReferenceContent
from tui.downloads import download_file, download_folder
from tui.form.controls.file_line import about_file
from tui.form.external_editor import EditorFailed, edit_in_editor
from tui.in_browser import DRIVER
from tui.interaction.exporting import exported
from tui.preferences import Preferences
from tui.records.exporting import export
from tui.web.confined import ConfinedEngine
from tui.widgets.path_suggester import PathSuggester


class Asked:
    """An engine that does what it is asked."""

    def __init__(self) -> None:
        self.requests: list[Any] = []

    async def call(self, request: Any) -> Any:
        self.requests.append(request)

    async def drained(self) -> str:
        return "drained"


@pytest.fixture
def in_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_DRIVER", DRIVER)


def reference(path: Path | str) -> AddReference:
    return AddReference(session_id="s", reference=ReferenceContent(path=str(path)))


async def test_files_are_read_and_written_in_two_folders_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "uploads").mkdir(parents=True)
    (home / "uploads" / "out").symlink_to("/etc")
    engine: Any = Asked()
    confined = ConfinedEngine(engine, home)
    ids = {"session_id": "s", "interaction_id": "i"}
    for refused in (
        PreviewImport(collection="c", path="/etc/passwd"),
        reference("/etc/passwd"),
        reference(home / "config.toml"),
        reference(home / "uploads" / ".." / ".env"),
        reference(home / "uploads" / "out" / "passwd"),
        ExportRecords(collection="c", path=str(tmp_path / "x.json")),
        ExportResults(**ids, folder="~"),
    ):
        with pytest.raises(OperationError) as error:
            await confined.call(refused)
        assert error.value.body.code == "path_refused"
    assert not engine.requests
    allowed: list[Any] = [
        reference(home / "uploads" / "a" / "b.png"),
        ExportRecords(collection="c"),
        ExportResults(**ids, folder=str(home / "exports" / "x")),
        ListReferences(session_id="s"),
    ]
    for request in allowed:
        await confined.call(request)
    assert engine.requests == allowed
    assert await confined.drained() == "drained"


@pytest.mark.usefixtures("in_a_browser")
async def test_nobody_looks_around_or_starts_programs(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    assert await PathSuggester().get_suggestion(f"{tmp_path}/se") is None
    assert about_file(str(tmp_path / "secret.txt")) == ""
    assert about_file("data:,abc") == "data: text/plain, 3 bytes"
    with pytest.raises(EditorFailed, match="no editor in a browser"):
        await edit_in_editor(None, "x.md", "text")  # type: ignore[arg-type]
    assert not list(Preferences(tmp_path).commands()), "pixels do not pass a browser's terminal"


async def test_folders_and_files_come_as_downloads(tmp_path: Path) -> None:
    class App:
        def __init__(self) -> None:
            self.delivered: list[tuple[Any, dict[str, Any]]] = []

        def deliver_binary(self, what: BinaryIO | str, **how: Any) -> None:
            self.delivered.append((what, how))

    folder = tmp_path / "exported"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "a.txt").write_text("A")
    (folder / "manifest.json").write_text("{}")
    (folder / "link").symlink_to("/etc/passwd")
    app: Any = App()
    assert await download_folder(app, str(folder))
    [(packed, how)] = app.delivered
    assert how["save_filename"] == "exported.zip"
    with await asyncio.to_thread(zipfile.ZipFile, packed) as archive:
        assert archive.namelist() == ["exported/in/a.txt", "exported/manifest.json"]
    packed.close()
    assert not await download_folder(app, str(tmp_path / "elsewhere"))
    assert download_file(app, str(folder / "manifest.json"))
    assert not download_file(app, str(tmp_path / "elsewhere"))


class FakeScreen:
    """Somewhere to ask from; whoever asks for a folder here is wrong."""

    def __init__(self, answers: list[Any]) -> None:
        self.app: Any = self
        self.delivered: list[str] = []
        self._answers = answers

    async def push_screen_wait(self, _screen: object) -> Any:
        return self._answers.pop(0)

    def deliver_binary(self, file: BinaryIO, *, save_filename: str, **_how: Any) -> None:
        self.delivered.append(save_filename)
        file.close()

    def deliver_text(self, file: StringIO, *, save_filename: str, **_how: Any) -> None:
        self.delivered.append(f"{save_filename}: {file.read()}")


@pytest.mark.usefixtures("in_a_browser")
async def test_results_are_exported_without_a_folder_being_asked_for(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    screen: Any = FakeScreen([])
    asked: list[ExportResults] = []

    class Page:
        ids = {"session_id": "s", "interaction_id": "i"}

        @property
        def engine(self) -> Any:
            return self

        async def call(self, request: ExportResults) -> ExportedResults:
            asked.append(request)
            return ExportedResults(folder=str(tmp_path), files=["a"], manifest="m")

    page: Any = Page()
    said = await exported(screen, page, "export", ["c"])
    assert asked[0].folder == ""
    assert screen.delivered == [f"{tmp_path.name}.zip"]
    assert said == "1 result for you to save"


@pytest.mark.usefixtures("in_a_browser")
async def test_records_are_exported_as_a_text() -> None:
    screen: Any = FakeScreen(["jsonl"])

    class TextEngine:
        async def call(self, request: ExportRecords) -> RecordsExport:
            assert not request.path
            return RecordsExport(text="{}\n", documents=2, sections=0)

    engine: Any = TextEngine()
    said = await export(screen, engine, "posts", [])
    assert screen.delivered == ["posts.jsonl: {}\n"]
    assert "2 documents of posts" in said
