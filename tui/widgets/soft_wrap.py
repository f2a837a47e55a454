"""Breaks one line of text into rows of a width in cells, at words where it can.

Rows joined give the text back: the spaces at a break stay at the end of their row, where
they may hang over the edge. So a growing line can be wrapped on by wrapping its last row
together with what came, at the cost of that row alone.
"""

import re

from rich.cells import cell_len, get_character_cell_size

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
# Characters of one cell each that join with nothing: most of all Western text.
_SINGLE = re.compile("[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u2500-\u25fc]*")
_SPACES = re.compile(" *")


def wrap(text: str, width: int) -> list[str]:
    """Return the rows of `text` (one line, cleaned, without tabs), at least one.

    `width` is in cells, at least 1; a single character wider than that still gets its row.
    """
    rows: list[str] = []
    at = 0
    while (cut := _cut(text, at, width)) is not None:
        rows.append(text[at:cut])
        at = cut
    rows.append(text[at:])
    return rows


def _longest(width: int) -> int:
    """Characters of a row at most, so that one of spaces or accents only has an end too."""
    return 4 * width + 200


def _cut(text: str, at: int, width: int) -> int | None:
    """Return where the row that starts at `at` ends, None if the rest fits into it."""
    end = at + width
    single = _SINGLE.match(text, at, end + 1)
    if single is None or single.end() < min(end + 1, len(text)):
        return _cut_by_cells(text, at, width)
    if end >= len(text):
        return None
    if text[end] == " ":
        after = _SPACES.match(text, end, at + _longest(width))
        assert after is not None
        return after.end() if after.end() < len(text) else None
    space = text.rfind(" ", at, end)
    # A word that is too long by itself is cut; so is one that only its indentation precedes.
    return end if space < 0 or not text[at:space].strip(" ") else space + 1


def _cut_by_cells(text: str, at: int, width: int) -> int | None:
    """The same character by character, as Rich counts cells; wide characters may break anywhere."""
    cells = 0
    begin = at  # of the last character that takes cells
    good = at  # the last place to break at
    before = ""
    wide = word = False
    stop = min(len(text), at + _longest(width))
    index = at
    while index < stop:
        character = text[index]
        if character == _JOINER:  # Together with the next one it is part of the last.
            index += 2
            continue
        if character == _EMOJI_STYLE:
            taken = cell_len(before + character) - cell_len(before) if before else 0
            before = ""
        else:
            taken = get_character_cell_size(character)
            if taken:
                begin, before = index, character
                if word and (wide or taken == 2):
                    good = index
                wide = taken == 2
        cells += taken
        if character == " ":
            good = index + 1 if word else good
        else:
            word = word or taken > 0
            if taken and cells > width and begin > at:
                return good if good > at else begin
        index += 1
    return None if stop == len(text) else stop
