"""What a page shows above its form: its description, and the context its display data brings."""

from collections.abc import Mapping
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from schemas.clean_text import clean, clean_line
from schemas.documents.interaction import InteractionRequest
from tui.results.image_cache import ImageLoader
from tui.results.image_view import ImageView

MOST_CHARACTERS = 300


class PageContext(Widget):
    """Title and description; `display_data.context` as a picture and lines of text."""

    DEFAULT_CSS = """
    PageContext { height: auto; }
    PageContext .title { text-style: bold; padding: 0 1; }
    PageContext .about { color: $text-muted; padding: 0 1; }
    PageContext .fact { padding: 0 1; }
    PageContext ImageView { height: 12; margin: 0 1; }
    """

    def __init__(self, request: InteractionRequest, image_loader: ImageLoader) -> None:
        super().__init__()
        self._request = request
        self._loader = image_loader
        context = request.display_data.get("context")
        self._facts: Mapping[str, Any] = context if isinstance(context, Mapping) else {}

    def compose(self) -> ComposeResult:
        if self._request.title:
            yield Static(Content(clean_line(self._request.title)), classes="title")
        if self._request.description:
            yield Static(Content(clean(self._request.description)), classes="about")
        for name, value in self._facts.items():
            if isinstance(value, str) and value.startswith("blob:"):
                yield ImageView(self._loader, id=None)
            elif isinstance(value, str | int | float) and str(value):
                label = clean_line(name.replace("_", " ").capitalize())
                text = clean(str(value))[:MOST_CHARACTERS]
                yield Static(Content.assemble((f"{label}: ", "dim"), text), classes="fact")

    def on_mount(self) -> None:
        pictures = [
            value for value in self._facts.values() if isinstance(value, str) and value.startswith("blob:")
        ]
        for view, url in zip(self.query(ImageView), pictures, strict=True):
            view.show(url)
