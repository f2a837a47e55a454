"""Markdown from outside, laid out: headings, lists, tables, code. Links are only text."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from schemas.clean_text import clean

MOST_CHARACTERS = 60_000
"""Each block is a widget: longer texts are shown as they came."""


class MarkdownText(VerticalScroll):
    """Scrolls; empty until something is shown."""

    DEFAULT_CSS = """
    MarkdownText {
        scrollbar-size-vertical: 1;
        & Markdown { padding: 0 1; background: transparent; }
    }
    """

    def compose(self) -> ComposeResult:
        yield Markdown(open_links=False)

    def can_show(self, text: str) -> bool:
        """Say whether a text is short enough."""
        return len(text) <= MOST_CHARACTERS

    def show(self, text: str) -> None:
        """Replace the text and go to its beginning."""
        markdown = self.query_one(Markdown)
        if text or markdown.source:
            markdown.update(clean(text))
        self.scroll_home(animate=False)
