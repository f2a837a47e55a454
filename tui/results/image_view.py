"""One picture, as large as the place allows."""

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.results.image_cache import ImageLoader, load_safely
from tui.results.thumbnail import BrokenImage, Thumbnail
from tui.results.wrap import first_lines, fit


class ImageView(Widget):
    """Draws a picture in half cells, fitted to the widget; loads it again when the size changes."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ImageView {
        width: 1fr;
        height: 1fr;
        & > .image-view--message { color: $foreground 60%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"image-view--message"}

    def __init__(self, image_loader: ImageLoader, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._loader = image_loader
        self._reference: str | None = None
        self._picture: Thumbnail | BrokenImage | None = None

    def show(self, reference: str | None) -> None:
        """Show the picture behind an opaque reference, or nothing."""
        self._reference = reference
        self._picture = None
        self._load()

    def on_resize(self) -> None:
        """Load the picture for the new size; until it is there, the old one stays."""
        self._load()

    def _load(self) -> None:
        self.refresh()
        if self._reference is not None and self.size:
            self.run_worker(self._load_picture(self._reference), exclusive=True, exit_on_error=False)

    async def _load_picture(self, reference: str) -> None:
        picture = await load_safely(self._loader, reference, (self.size.width, self.size.height))
        if reference == self._reference:
            self._picture = picture
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the picture, or of the words in place of it."""
        width, height = self.size
        if isinstance(self._picture, Thumbnail):
            return self._picture.strips(width, height)[y].apply_style(self.rich_style)
        if self._reference is None:
            return Strip.blank(width, self.rich_style)
        words = ["…"] if self._picture is None else first_lines(self._picture.reason, width, height)
        top = max(0, (height - len(words)) // 2)
        line = words[y - top].center(width) if top <= y < top + len(words) else ""
        return Strip([Segment(fit(line, width), self.get_component_rich_style("image-view--message"))], width)
