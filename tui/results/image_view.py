"""One picture, as large as the place allows."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.results.image_cache import ImageLoader, load_safely
from tui.results.kitty_picture import KittyPicture
from tui.results.thumbnail import BrokenImage, Thumbnail
from tui.results.wrap import first_lines, fit

FindFile = Callable[[str], Awaitable[str | None]]
"""Takes a blob reference; returns the path of its file, or None."""


class ImageView(Widget):
    """Draws a picture in half cells, fitted to the widget; loads it again when the size changes.

    With `find_file`, it is drawn in pixels after that, if the person wants so and the terminal can.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ImageView {
        width: 1fr;
        height: 1fr;
        & > .image-view--message { color: $foreground 60%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"image-view--message"}

    def __init__(
        self,
        image_loader: ImageLoader,
        *,
        find_file: FindFile | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        super().__init__(id=id)
        self._loader = image_loader
        self._find_file = find_file
        self._reference: str | None = None
        self._picture: Thumbnail | BrokenImage | None = None
        self._sharp: KittyPicture | None = None

    def show(self, reference: str | None) -> None:
        """Show the picture behind an opaque reference, or nothing."""
        self._reference = reference
        self._picture = None
        self._put(None)
        self._load()

    def on_resize(self) -> None:
        """Load the picture for the new size; until it is there, the old one stays."""
        self._load()

    def on_unmount(self) -> None:
        """Leave nothing behind in the terminal."""
        self._put(None)

    def _load(self) -> None:
        self.refresh()
        if self._reference is not None and self.size:
            self.run_worker(self._load_picture(self._reference), exclusive=True, exit_on_error=False)

    async def _load_picture(self, reference: str) -> None:
        size = (self.size.width, self.size.height)
        picture = await load_safely(self._loader, reference, size)
        if reference != self._reference:
            return
        self._picture = picture
        self.refresh()
        if self._find_file is not None and isinstance(picture, Thumbnail):
            sharp = await self._load_sharp(self._find_file, reference, size)
            if reference == self._reference and self.is_mounted:
                self._put(sharp)
                self.refresh()

    async def _load_sharp(
        self, find_file: FindFile, reference: str, size: tuple[int, int]
    ) -> KittyPicture | None:
        # Only here: most terminals show no pixels.
        from tui.results.sharp_picture import cell_pixels, sharp_picture, wants_pixels  # noqa: PLC0415

        if not await asyncio.to_thread(wants_pixels, self.app):
            return None
        path = await find_file(reference)
        if path is None:
            return None
        made = await asyncio.to_thread(sharp_picture, Path(path), size, cell_pixels())
        return made if isinstance(made, KittyPicture) else None

    def _put(self, sharp: KittyPicture | None) -> None:
        """Send a picture to the terminal, and take back the one before.

        This goes past the line filters, which hold what is drawn: it has nothing in it but our own
        commands and base64.
        """
        before, self._sharp = self._sharp, sharp
        driver = self.app._driver  # Textual has no public way to write to the terminal.
        if driver is not None and (before or sharp):
            driver.write((before.taken_back if before else "") + (sharp.sent if sharp else ""))

    def render_line(self, y: int) -> Strip:
        """Draw one line of the picture, or of the words in place of it."""
        width, height = self.size
        picture = self._sharp or self._picture
        if isinstance(picture, Thumbnail | KittyPicture):
            return picture.strips(width, height)[y].apply_style(self.rich_style)
        if self._reference is None:
            return Strip.blank(width, self.rich_style)
        words = ["…"] if picture is None else first_lines(picture.reason, width, height)
        top = max(0, (height - len(words)) // 2)
        line = words[y - top].center(width) if top <= y < top + len(words) else ""
        return Strip([Segment(fit(line, width), self.get_component_rich_style("image-view--message"))], width)
