"""Draws one result as strips. Marks that matter are characters, so that they hold without colour."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from schemas.clean_text import clean_line
from schemas.frozen import frozen
from tui.results.result_item import ResultItem
from tui.results.result_list import Group
from tui.results.thumbnail import BrokenImage, Thumbnail
from tui.results.wrap import ellipsis, first_lines, fit

CURSOR, SELECTED, FAILED, WAITING = "▸", "✓", "✗", "…"
STAR, NOTE, FILE = "★", "✎", "▤"
# top left, top, top right, side, bottom left, bottom right
_PLAIN, _HEAVY, _DOUBLE = "╭─╮│╰╯", "┏━┓┃┗┛", "╔═╗║╚╝"
_TITLE_CHARACTERS = 400  # read from a title at most; no card is wider


@frozen
class CardStyles:
    """The grid's component styles, resolved."""

    card: Style
    cursor: Style
    selected: Style
    title: Style
    text: Style
    label: Style
    progress: Style
    failed: Style


@frozen
class CardLook:
    """How a card stands in the grid: its number from 1, and its marks."""

    number: int
    cursor: bool = False
    focused: bool = False
    selected: bool = False


Picture = Thumbnail | BrokenImage | None


def picture_size(item: ResultItem, width: int, height: int) -> tuple[int, int]:
    """Return columns and rows for the picture in a card of `width` by `height` cells."""
    if item.state == "running":
        return max(1, width - 2), max(1, height - 3)
    if _is_wide(width, height):
        return (height - 2) * 2, height - 2
    return max(1, width - 2), max(1, height - 2 - bool(item.caption))


def _is_wide(width: int, height: int) -> bool:
    """Say whether there is room for text beside a square picture."""
    return width >= height * 4


def draw_card(
    item: ResultItem, look: CardLook, width: int, height: int, styles: CardStyles, picture: Picture = None
) -> list[Strip]:
    """Return `height` strips of `width` cells: a frame, the title in it, the body, the label below."""
    if width < 4 or height < 3:
        return [Strip.blank(width, styles.card)] * height
    frame = _HEAVY if look.selected else _DOUBLE if look.cursor and look.focused else _PLAIN
    edge = (
        styles.cursor if look.cursor and look.focused else styles.selected if look.selected else styles.card
    )
    body = _body(item, width - 2, height - 2, styles, picture)
    side = Segment(frame[3], edge)
    label = ellipsis(clean_line(item.label[:_TITLE_CHARACTERS]), width - 4)
    return [
        _edge(frame[0], frame[1], frame[2], _heading(item, look), width, edge, styles.title + _weight(look)),
        *(Strip([side, *line, side], width) for line in body),
        _edge(frame[4], frame[1], frame[5], label, width, edge, styles.label),
    ]


def draw_heading(group: Group, width: int, styles: CardStyles) -> Strip:
    """Return the line over a group: what its results have in common, and how many there are."""
    count = f" {group.size} "
    title = ellipsis(clean_line(group.title[:_TITLE_CHARACTERS]) or "–", max(0, width - 6 - len(count)))
    rest = max(0, width - cell_len(title) - len(count) - 5)
    segments = [
        Segment("── ", styles.card),
        Segment(f"{title} ", styles.title + Style(bold=True)),
        Segment("─" * rest, styles.card),
        Segment(count, styles.label),
        Segment("─", styles.card),
    ]
    return Strip(segments).adjust_cell_length(width, styles.text)


def _weight(look: CardLook) -> Style:
    return Style(bold=look.cursor or look.selected)


def _heading(item: ResultItem, look: CardLook) -> str:
    signs = [CURSOR] * look.cursor + [SELECTED] * look.selected + [str(look.number)]
    signs += [FAILED] * (item.state == "failed")
    words = [marks_of(item), clean_line(item.title[:_TITLE_CHARACTERS])]
    return " ".join([*signs, *(word for word in words if word)])


def marks_of(item: ResultItem) -> str:
    """Return what the person marked a result with, as signs: `★ 4/5 #dark ✎`."""
    signs = [STAR] if item.marks.starred else []
    signs += [f"{item.marks.rating}/5"] if item.marks.rating else []
    signs += [f"#{clean_line(tag)}" for tag in item.marks.tags]
    signs += [NOTE] if item.marks.note else []
    return " ".join(signs)


def _edge(left: str, line: str, right: str, text: str, width: int, edge: Style, style: Style) -> Strip:
    if not text:
        return Strip([Segment(left + line * (width - 2) + right, edge)], width)
    text = ellipsis(text, width - 4)
    rest = max(0, width - 4 - cell_len(text))
    return Strip(
        [Segment(left, edge), Segment(f" {text} ", style), Segment(line * rest + right, edge)],
        width,
    )


def _body(
    item: ResultItem, width: int, height: int, styles: CardStyles, picture: Picture
) -> list[list[Segment]]:
    """Return `height` lines of `width` cells."""
    inner = width - 2
    if item.state == "failed":
        lines = first_lines(f"{FAILED} {item.message or 'failed, without a reason'}", inner, height)
        return _lines(lines, width, height, styles.failed)
    if item.state == "running":
        top = _lines([bar(item.progress, inner)], width, 1, styles.progress)
        if item.image is not None:  # how it looks so far
            return top + _picture(item, width, height - 1, styles, picture)
        message = item.message or item.text or f"working {WAITING}"
        return top + _lines(first_lines(message, inner, height - 1), width, height - 1, styles.text)
    if item.kind == "file":
        about = [f"{FILE} {clean_line(item.media_type[:_TITLE_CHARACTERS])}", "o opens it"]
        top = _lines([ellipsis(line, inner) for line in about], width, min(height, 2), styles.label)
        return top + _lines(first_lines(item.text, inner, height - 2), width, height - len(top), styles.text)
    if item.kind != "image":
        return _lines(first_lines(item.text, inner, height), width, height, styles.text)
    if _is_wide(width + 2, height + 2):
        beside = width - height * 2
        text = _lines(first_lines(item.caption, beside - 2, height), beside, height, styles.text)
        pictures = _picture(item, height * 2, height, styles, picture)
        return [left + right for left, right in zip(pictures, text, strict=True)]
    caption = _lines(first_lines(item.caption, inner, 1), width, 1, styles.text) if item.caption else []
    return _picture(item, width, height - len(caption), styles, picture) + caption


def _picture(
    item: ResultItem, width: int, height: int, styles: CardStyles, picture: Picture
) -> list[list[Segment]]:
    if item.image is None:
        picture = BrokenImage("no image in this result")
    if isinstance(picture, Thumbnail):
        # Cells around the picture have no style of their own: they take the card's.
        return [
            [segment if segment.style else Segment(segment.text, styles.text) for segment in strip]
            for strip in picture.strips(width, height)
        ]
    if picture is None:
        waiting = [""] * ((height - 1) // 2) + [WAITING.center(width - 2)]
        return _lines(waiting, width, height, styles.label)
    return _lines(first_lines(f"{FAILED} {picture.reason}", width - 2, height), width, height, styles.failed)


def _lines(lines: Sequence[str], width: int, height: int, style: Style) -> list[list[Segment]]:
    """Return `height` lines of `width` cells with a blank cell at either side."""
    drawn = [[Segment(f" {fit(line, width - 2)} ", style)] for line in lines[:height]]
    return drawn + [[Segment(" " * width, style)]] * (height - len(drawn))


def bar(progress: float | None, width: int) -> str:
    """Return a bar of `width` cells: `━━━━──── 42%`, or dots when nobody knows how far it is."""
    if progress is None:
        return ("· " * width)[:width]
    done = min(1.0, max(0.0, progress))
    percent = f" {done:>4.0%}"
    cells = max(0, width - len(percent))
    full = round(done * cells)
    return ("━" * full + "─" * (cells - full) + percent)[:width]
