"""A text area for prompts: as high as its text, with placeholders marked."""

import re
from collections.abc import Iterator
from time import monotonic
from typing import ClassVar

from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from tui.widgets.frugal_text_area import FrugalTextArea

GROW_AFTER = 0.15
"""Seconds after the last key before a field takes the height of its text."""

_OPENING = re.compile(r"\{(?:[{%#]|[A-Za-z_][\w.-]*\})")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_KINDS = {"{{": "value", "{%": "statement", "{#": "comment"}


def placeholders(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of the placeholders in `text`, in order, in characters.

    Kinds: "value" for `{{ x }}` and `{name}`, "statement" for `{% … %}`, "comment" for
    `{# … #}`. What is not closed is none. Takes time linear in the text, whatever is in it.
    """
    at = 0
    unclosed: set[str] = set()
    while found := _OPENING.search(text, at):
        opening = found[0][:2]
        if opening not in _CLOSING:
            yield found.start(), found.end(), "value"
            at = found.end()
            continue
        at = found.start() + 1
        if opening in unclosed:
            continue
        end = text.find(_CLOSING[opening], found.start() + 2)
        if end < 0:
            unclosed.add(opening)
            continue
        at = end + 2
        yield found.start(), at, _KINDS[opening]


class PromptArea(FrugalTextArea):
    """A compact `TextArea` that grows from two rows to eight with its text, then scrolls.

    A bar at its left shows focus (thick) without colour; Tab leaves the field.
    """

    # On the class: TextArea measures itself before its `__init__` is through.
    _styles_are_known = False
    _edited_at = 0.0
    _grow_timer: Timer | None = None

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "prompt-area--value",
        "prompt-area--statement",
        "prompt-area--comment",
    }
    DEFAULT_CSS = """
    PromptArea {
        height: auto;
        min-height: 2;
        max-height: 8;
        padding: 0;
        border: none;
        border-left: solid $border-blurred;
        scrollbar-size-vertical: 1;
        &:focus {
            border: none;
            border-left: outer $border;
        }
        & .prompt-area--value { color: $text-accent; text-style: bold; }
        & .prompt-area--statement { color: $text-secondary; text-style: bold; }
        & .prompt-area--comment { color: $text-muted; text-style: italic; }
    }
    """

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: Content | None = None,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(
            text,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder=placeholder if placeholder is not None else "",
            name=name,
            id=id,
            classes=classes,
            disabled=disabled,
        )
        # It would pass through every widget around the area, at every key, for nobody.
        self.disable_messages(TextArea.SelectionChanged)
        self.cursor_blink = False  # A blinking cursor redraws twice a second for nothing.
        self._marks = TextAreaTheme("prompt")
        self.register_theme(self._marks)
        self.theme = "prompt"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the text takes at this width, from the first layout on.

        TextArea wraps its text only once it has a size, so that a page of areas is laid out and
        painted again with their true heights.
        """
        if not self.size:
            self.wrapped_document.wrap(max(0, width - self.gutter_width - 1), self.indent_width)
            rows = Size(0, self.wrapped_document.height)
            self.set_reactive(Widget.virtual_size, rows)  # pyright: ignore[reportArgumentType]
        return super().get_content_height(container, viewport, width)

    def _refresh_size(self) -> None:
        """Take a new height when the typing pauses (private in TextArea; held by a test).

        A new height lays out and repaints the whole page: in a long form that takes as long as
        several keys. Until then the text scrolls inside the rows it has.
        """
        rows = self.wrapped_document.height
        self._edited_at = monotonic()
        if self._grow_timer is None:
            if not (self._editing and self.has_focus) or rows == self.virtual_size.height:
                super()._refresh_size()
                return
            self._grow_timer = self.set_timer(GROW_AFTER, self._grow)
        self.set_reactive(Widget.virtual_size, Size(0, rows))  # pyright: ignore[reportArgumentType]
        if self._editing:  # An undo puts the cursor where it belongs only after this, and scrolls then.
            # TextArea did so when the rows were too few: what was typed would stay hidden until the next key.
            self.scroll_cursor_visible()

    def _grow(self) -> None:
        rest = self._edited_at + GROW_AFTER - monotonic()
        if rest > 0.005:
            self._grow_timer = self.set_timer(rest, self._grow)
            return
        self._grow_timer = None
        self.refresh(layout=True)
        self.call_after_refresh(self.scroll_cursor_visible)

    def notify_style_update(self) -> None:
        self._styles_are_known = False
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows; TextArea works its component styles out anew at every key, here when they change."""
        if not self._styles_are_known:
            for component in self.COMPONENT_CLASSES:
                self._marks.syntax_styles[component] = self.get_component_rich_style(component, partial=True)
            if self._theme:  # A copy of the registered one.
                self._theme.apply_css(self)
            self._styles_are_known = True
        return super(TextArea, self).render_lines(crop)

    def _build_highlight_map(self) -> None:
        """Mark placeholders where TextArea would mark syntax (private there; held by a test).

        Called after every edit; columns are counted in UTF-8 bytes.
        """
        self._line_cache.clear()
        self._highlights.clear()
        text = self.document.text
        if "{" not in text:
            return
        size = len if text.isascii() else _utf8_size
        row = line_start = 0
        for start, end, kind in placeholders(text):
            row += text.count("\n", line_start, start)
            line_start = text.rfind("\n", 0, start) + 1
            for piece in text[start:end].split("\n"):
                first = size(text[line_start:start])
                last = first + size(piece)
                self._highlights[row].append((first, last, f"prompt-area--{kind}"))
                if start + len(piece) < end:
                    row, start = row + 1, start + len(piece) + 1
                    line_start = start


def _utf8_size(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))
