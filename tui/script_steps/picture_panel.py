"""The panel of a picture step: the picture, its file and what it was made with."""

from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from schemas.clean_text import clean_line
from schemas.messages.batches import BatchRecord
from schemas.messages.record_files import FileView, ListRecordFiles
from schemas.messages.records import RecordView
from tui.results.image_view import ImageView
from tui.script_steps.panel import Panel, PanelContext

_BLOB = "blob:"


class PicturePanel(Panel):
    """The first output that is a picture; a record without one says so."""

    DEFAULT_CSS = """
    PicturePanel > ImageView { height: 15; margin: 0 1; }
    PicturePanel.-none > ImageView { display: none; }
    Screen.-low PicturePanel > ImageView { height: 7; }
    Screen.-narrow PicturePanel > ImageView { height: 9; }
    """

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._shown: tuple[int, str] | None = None

    def compose(self) -> ComposeResult:
        pictures = self.context.pictures
        yield ImageView(pictures.load, find_file=pictures.path)
        yield Static(classes="facts")

    async def show(self, record: RecordView, run: BatchRecord | None) -> None:
        urls = [value for value in self.written(record).values() if _is_blob(value)]
        url = str(urls[0]) if urls else ""
        self.set_class(not url, "-none")
        if (record.id, url) != self._shown:
            self._shown = record.id, url
            self.query_one(ImageView).show(url or None)
        files = (
            (await self.context.engine.call(ListRecordFiles(record_id=record.id, sections=False))).files
            if record.files
            else []
        )
        file = next((each for each in reversed(files) if each.url == url), None)
        self.query_one(".facts", Static).update(_facts(url, file, len(files)))


def _is_blob(value: object) -> bool:
    return isinstance(value, str) and value.startswith(_BLOB)


def _facts(url: str, file: FileView | None, count: int) -> Content:
    if not url:
        return Content("No picture yet.")
    if file is None:
        return Content("This picture is in no file of the record.")
    made = file.provenance
    seed = made.get("seed")
    facts = [file.model or str(made.get("provider") or "")]
    facts += [f"seed {seed}"] if seed is not None else []
    facts.append(f"{file.size / 1024:,.0f} kB")
    facts += [f"{count} files" if count > 1 else ""]
    line = clean_line(" · ".join(fact for fact in facts if fact))
    folder = "/".join(Path(file.path).parent.parts[-3:])
    return Content.assemble(line, "\n", (clean_line(f"{folder}/{file.name}"), "dim"))
