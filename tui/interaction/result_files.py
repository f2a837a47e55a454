"""What is done with a result outside of the page: copied, opened by another program, shown in its folder."""

from pathlib import Path

from textual.widget import Widget

from schemas.clean_text import clean, clean_line
from tui.downloads import download_file
from tui.in_browser import in_browser
from tui.interaction.pictures import Pictures
from tui.open_externally import open_externally
from tui.results.result_item import ResultItem


class ResultFiles:
    """Says what came of it in notes of `widget`'s app."""

    def __init__(self, widget: Widget, pictures: Pictures) -> None:
        self._widget = widget
        self._pictures = pictures

    def copy(self, item: ResultItem | None) -> None:
        """Put the text on the clipboard, or the path of the file."""
        if item is not None:
            self._widget.run_worker(self._copy(item), group="copy")

    def open(self, item: ResultItem | None) -> None:
        """Let another program show the file."""
        if item is not None:
            self._widget.run_worker(self._open(item), group="open")

    def reveal(self, item: ResultItem | None) -> None:
        """Let the file manager show the folder."""
        if in_browser():
            self._widget.notify(
                "Its folder is on the machine that Reroll runs on; o saves the file.", markup=False
            )
        elif item is not None:
            self._widget.run_worker(self._open(item, folder=True), group="open")

    async def _path(self, item: ResultItem) -> str | None:
        url = item.image or item.file
        return await self._pictures.path(url) if url else None

    async def _copy(self, item: ResultItem) -> None:
        path = None if in_browser() else await self._path(item)
        if text := path or item.text:
            self._widget.app.copy_to_clipboard(clean(text))
            what = "path" if path else "text"
            self._widget.notify(f"Copied the {what}: {clean_line(text)[:200]}", markup=False)

    async def _open(self, item: ResultItem, *, folder: bool = False) -> None:
        path = await self._path(item)
        if path is None:
            why = "The file is missing." if item.image or item.file else "There is no file to open"
            self._widget.notify(f"{why}; y copies the text.", severity="warning", markup=False)
        elif in_browser():
            download_file(self._widget.app, path)
            self._widget.notify("Your browser saves the file.", markup=False)
        elif not open_externally(str(Path(path).parent) if folder else path):
            self._widget.notify(f"No desktop here. The file is {path}", markup=False, timeout=10)
