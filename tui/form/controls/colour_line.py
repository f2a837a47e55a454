"""A colour as text, with a sample of it beside."""

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError

from tui.form.controls.text_line import TextLine

_CELLS = 4


class ColourLine(TextLine):
    """Understands `#rgb`, `#rrggbb`, `rgb(…)` and names, as CSS does."""

    def tail(self) -> list[Segment]:
        colour = colour_of(self.value)
        return [Segment(" " * _CELLS, Style(bgcolor=colour))] if colour else []


def colour_of(text: str) -> RichColor | None:
    """Return the colour that a text names, or None."""
    text = text.strip()
    # `$name` is a colour of the theme and `ansi_…` one of the terminal: not what a schema means.
    if not text or not (text[0] == "#" or text[0].isalpha()) or text.startswith("ansi_"):
        return None
    try:
        red, green, blue = Color.parse(text.lower()).rgb
    except (ColorParseError, ValueError):
        return None
    return RichColor.from_rgb(red, green, blue)
