"""Markdown of a reply as rows: cheap enough to be drawn anew while the reply is being written.

What is understood stands on one line each: headings, lists, quotes, rules, fenced code, and
inside a line `**bold**`, `*slanted*` and `` `code` ``. All else is shown as it came; links are
only text. Every line takes time linear in its length.
"""

import re
from functools import lru_cache

from tui.conversation.rows import Piece, Row, prepared, wrapped

_FENCE = re.compile(r" {0,3}(```|~~~)\s*([\w.+#-]*)[^`]*$")
_HEADING = re.compile(r" {0,3}#{1,6} +(.*?)(?: +#+)? *$")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *$")
_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)]) +(.*)$")
_QUOTE = re.compile(r" {0,3}> ?(.*)$")
_MARK = re.compile(r"\*\*|\*|`")
_ONLY_MARKS = re.compile(r"[ \-*_`~#>+|]*|\d{1,9}[.)]? *")
_MOST_KEPT = 1000
"""Characters of a line whose rows are kept for when the reply has grown."""
_DEEPEST = 8
"""Cells that an item is indented at most."""


def markdown_rows(text: str, width: int, *, indent: str = "", live: bool = False) -> list[Row]:
    """Rows of a text from outside, each after `indent`, at most `width` cells wide.

    `live`: more is to come. Marks whose meaning is still open are not shown then, so that what
    is shown only grows.
    """
    lines = prepared(text).split("\n")
    if live:
        lines = _without_open_end(lines)
    margin = (Piece(indent),) if indent else ()
    rows: list[Row] = []
    fence = ""
    for at, line in enumerate(lines):
        last = live and at == len(lines) - 1
        found = _FENCE.match(line)
        if fence:
            if found and found[1] == fence and not found[2]:
                fence = ""
            else:
                bar = (*margin, Piece("│ ", "faint"))
                rows += wrapped([Piece(line, "code")], width, bar, bar)
        elif found:
            fence = found[1]
            if found[2]:
                rows.append((*margin, Piece(found[2], "faint")))
        elif line.strip():
            known = len(line) <= _MOST_KEPT and not last
            rows += _kept_line(line, width, margin) if known else _line(line, width, margin, last=last)
        elif rows and rows[-1]:
            rows.append(())
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _without_open_end(lines: list[str]) -> list[str]:
    """Leave out what could still become a mark: a last line of marks only, marks at the end."""
    if _ONLY_MARKS.fullmatch(lines[-1]):
        return lines[:-1]
    return [*lines[:-1], lines[-1].rstrip("*`")]


@lru_cache(maxsize=2048)
def _kept_line(line: str, width: int, margin: Row) -> list[Row]:
    """The same line again, in a reply that has grown since; not to be changed."""
    return _line(line, width, margin, last=False)


def _line(line: str, width: int, margin: Row, *, last: bool) -> list[Row]:
    if _RULE.match(line):
        room = max(1, width - sum(len(piece.text) for piece in margin))
        return [(*margin, Piece("─" * min(room, 24), "faint"))]
    if found := _HEADING.match(line):
        return wrapped(_inline(found[1], "heading", last=last), width, margin, margin)
    if found := _ITEM.match(line):
        space = " " * min(len(found[1]), _DEEPEST)
        mark = "•" if found[2] in "-*+" else found[2]
        first = (*margin, Piece(f"{space}{mark} ", "mark"))
        rest = (*margin, Piece(f"{space}{' ' * len(mark)} "))
        return wrapped(_inline(found[3], "", last=last), width, first, rest)
    if found := _QUOTE.match(line):
        bar = (*margin, Piece("▏ ", "faint"))
        return wrapped(_inline(found[1], "quote", last=last), width, bar, bar)
    return wrapped(_inline(line, "", last=last), width, margin, margin)


def _inline(line: str, look: str, *, last: bool) -> list[Piece]:
    """The line with its marks taken out where they come in pairs; an open one at a live end counts too."""
    marks = list(_MARK.finditer(line))
    used = _pairs(line, marks, last=last)
    pieces: list[Piece] = []
    at = 0
    on: set[str] = set()
    for number, mark in enumerate(marks):
        if number not in used:
            continue
        _add(pieces, line[at : mark.start()], look, on)
        on ^= {mark[0]}
        at = mark.end()
    _add(pieces, line[at:], look, on)
    return pieces or [Piece("", look)]


def _pairs(line: str, marks: list[re.Match[str]], *, last: bool) -> set[int]:
    """The numbers of those marks that open or close something."""
    ticks = [number for number, mark in enumerate(marks) if mark[0] == "`"]
    used = set(ticks if last else ticks[: len(ticks) // 2 * 2])
    opened: dict[str, int] = {}
    in_code = False
    for number, mark in enumerate(marks):
        kind = mark[0]
        if kind == "`":
            in_code ^= number in used
        elif in_code:
            continue
        elif kind in opened:
            if line[mark.start() - 1] != " ":
                used |= {opened.pop(kind), number}
        elif line[mark.end() : mark.end() + 1].strip():
            opened[kind] = number
    return used | set(opened.values()) if last else used


def _add(pieces: list[Piece], text: str, look: str, on: set[str]) -> None:
    if text:
        inner = "code" if "`" in on else "bold" if "**" in on else "slanted" if "*" in on else look
        pieces.append(Piece(text, inner))
