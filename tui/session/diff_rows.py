"""Turns compared texts into rows of a width: side by side, or one under the other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import zip_longest

from schemas.frozen import frozen
from tui.session.word_diff import Line, Pair, Span
from tui.widgets.soft_wrap import wrap

GUTTER = 2
"""Cells of the mark before a row that differs: what colour says must be seen without it."""

BETWEEN = 3
"""Cells between the columns."""


@frozen
class Section:
    """Two texts that were compared, under a title."""

    title: str
    pairs: Sequence[Pair]

    @property
    def same(self) -> bool:
        """Whether there is no difference at all."""
        return all(pair.same for pair in self.pairs)


@frozen
class Row:
    """One row on the screen: a title, or cells of the left and the right text with their marks.

    `right` is None where a row goes over the whole width.
    """

    title: str = ""
    left: Line = ()
    right: Line | None = None
    marks: tuple[str, str] = field(default=("", ""))


def rows_of(sections: Iterable[Section], width: int, names: tuple[str, str], *, beside: bool) -> list[Row]:
    """Everything as rows of `width` cells. `names` head the texts where these stand one under the other."""
    rows: list[Row] = []
    for section in sections:
        if not section.pairs:
            continue
        rows += [Row(), Row(title=f"{section.title} · the same" if section.same else section.title)]
        if section.same:
            rows += [Row(left=part) for pair in section.pairs for part in _wrapped(pair.left, width - GUTTER)]
        elif beside:
            rows += _beside(section.pairs, (width - BETWEEN) // 2 - GUTTER)
        else:
            rows.append(Row(title=f"− {names[0]}"))
            rows += [Row(left=part, marks=(mark, "")) for part, mark in _column(section, 0, width - GUTTER)]
            rows.append(Row(title=f"+ {names[1]}"))
            rows += [Row(left=part, marks=(mark, "")) for part, mark in _column(section, 1, width - GUTTER)]
    return rows[1:]


def _beside(pairs: Iterable[Pair], width: int) -> Iterator[Row]:
    for pair in pairs:
        marks = ("", "") if pair.same else (_mark(pair.left, "−"), _mark(pair.right, "+"))
        columns = zip_longest(_wrapped(pair.left, width), _wrapped(pair.right, width), fillvalue=())
        yield from (Row(left=left, right=right, marks=marks) for left, right in columns)


def _column(section: Section, side: int, width: int) -> Iterator[tuple[Line, str]]:
    for pair in section.pairs:
        line = pair.right if side else pair.left
        mark = "" if pair.same else _mark(line, "+" if side else "−")
        yield from ((part, mark) for part in _wrapped(line, width))


def _mark(line: Line | None, sign: str) -> str:
    return sign if line is not None and any(new for _, new in line) else ""


def _wrapped(line: Line | None, width: int) -> list[Line]:
    """The spans of a line on as many rows as they take."""
    if line is None:
        return []
    rows = wrap("".join(text for text, _ in line), max(1, width))
    wrapped: list[Line] = []
    left = list(reversed(line))
    for row in rows:
        room, parts = len(row), list[Span]()
        while left and room > 0:
            text, new = left.pop()
            if len(text) > room:
                left.append((text[room:], new))
                text = text[:room]
            parts.append((text, new))
            room -= len(text)
        wrapped.append(tuple(parts))
    return wrapped
