"""What a page shows above its form: its description, and the context its display data brings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from schemas.clean_text import clean, clean_line
from tui.results.image_cache import ImageLoader

if TYPE_CHECKING:
    from schemas.documents.interaction import InteractionRequest

MOST_CHARACTERS = 300


class PageContext(Widget):
    """Title and description; what the display data says beside values and results.

    `context` is shown as pictures and lines of text, other plain values (`provider`,
    `prompt_id`) on one line. A page that says nothing takes no room.
    """

    DEFAULT_CSS = """
    PageContext { height: auto; }
    PageContext.-empty { display: none; }
    PageContext .title { text-style: bold; padding: 0 1; }
    PageContext .about { color: $text-muted; padding: 0 1; }
    PageContext .fact { padding: 0 1; }
    PageContext ImageView { height: 12; margin: 0 1; }
    """

    def __init__(self, request: "InteractionRequest", image_loader: ImageLoader) -> None:
        super().__init__()
        self._loader = image_loader
        self._take(request)

    def _take(self, request: "InteractionRequest") -> None:
        self._title, self._about = request.title, request.description
        context = request.display_data.get("context")
        self._facts: dict[str, Any] = dict(context) if isinstance(context, Mapping) else {}
        self._plain = {
            name: value
            for name, value in request.display_data.items()
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value)
        }
        self.set_class(not (self._title or self._about or self._facts or self._plain), "-empty")

    async def show(self, request: "InteractionRequest") -> None:
        """Say what the page says now."""
        before = (self._title, self._about, self._facts, self._plain)
        self._take(request)
        if before != (self._title, self._about, self._facts, self._plain):
            await self.recompose()
            self._load()

    def compose(self) -> ComposeResult:
        if self._title:
            yield Static(Content(clean_line(self._title)), classes="title")
        if self._about:
            yield Static(Content(clean(self._about)), classes="about")
        if self._plain:
            facts = [_fact(name, clean_line(str(value))) for name, value in self._plain.items()]
            yield Static(Content("   ").join(facts), classes="fact")
        for name, value in self._facts.items():
            if isinstance(value, str) and value.startswith("blob:"):
                from tui.results.image_view import ImageView  # noqa: PLC0415 - few pages show any

                yield ImageView(self._loader)
            elif isinstance(value, str | int | float) and str(value):
                yield Static(_fact(name, clean(str(value))), classes="fact")

    def on_mount(self) -> None:
        self._load()

    def _load(self) -> None:
        pictures = [
            value for value in self._facts.values() if isinstance(value, str) and value.startswith("blob:")
        ]
        if pictures:
            from tui.results.image_view import ImageView  # noqa: PLC0415 - as above

            for view, url in zip(self.query(ImageView), pictures, strict=True):
                view.show(url)


def _fact(name: str, text: str) -> Content:
    label = clean_line(name.replace("_", " ").capitalize())
    return Content.assemble((f"{label}: ", "dim"), text[:MOST_CHARACTERS])
