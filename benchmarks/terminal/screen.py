"""What a terminal shows: enough of a VT to read the screen of a full-screen program.

Follows ECMA-48 and xterm's control sequences for cursor movement, erasing, inserting, deleting,
scrolling, wrapping and the alternate screen. Colours and attributes are read over. Widths of
characters are those of Rich, as Textual's are.
"""

import codecs
import re

from rich.cells import get_character_cell_size

_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<private>[<-?]*)(?P<args>[0-9:;]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b[\]P_^X](?P<string>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[ -/]+[0-~]"
    r"|\x1b(?P<escape>[0-OQ-WYZ`-~])"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f-\x9f])"
)
_BLANK = " "
_SECOND_HALF = ""  # What the right cell of a wide character holds.
_LONGEST_SEQUENCE = 100_000


class Screen:
    """Takes bytes, keeps `columns` × `rows` cells."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self.in_frame = False
        """Inside synchronized output (mode 2026): what came so far is not meant to be seen yet."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._cells = self._blank_rows(rows)
        self._main: list[list[str]] | None = None  # The main screen, while the alternate one is shown.
        self._saved = (0, 0)
        self._x = self._y = 0
        self._wraps_next = False
        self._top, self._bottom = 0, rows - 1

    # What is to be seen

    def line(self, y: int) -> str:
        """The text of row `y`, blanks at its end removed."""
        return "".join(self._cells[y]).rstrip()

    def text(self) -> str:
        """All rows, joined by newlines."""
        return "\n".join(self.line(y) for y in range(self.rows))

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor, from 0."""
        return min(self._x, self.columns - 1), self._y

    # What comes in

    def feed(self, data: bytes) -> None:
        """Take output of the program; it may end anywhere, even inside a character."""
        text = self._rest + self._decoder.decode(data)
        at = 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None:
                if len(text) - at < _LONGEST_SEQUENCE:
                    break  # The rest of a sequence is still to come.
                at += 1
                continue
            at = token.end()
            if (run := token["text"]) is not None:
                self._draw(run)
            elif (final := token["final"]) is not None:
                if not token["between"]:
                    self._control_sequence(token["private"], token["args"], final)
            elif (control := token["control"]) is not None:
                self._control(control)
            elif (escape := token["escape"]) is not None:
                self._escape(escape)
        self._rest = text[at:]

    def resize(self, columns: int, rows: int) -> None:
        """Change the size; the program is expected to draw everything again."""
        self.__init__(columns, rows)

    def _blank_rows(self, count: int) -> list[list[str]]:
        return [[_BLANK] * self.columns for _ in range(count)]

    # Text

    def _draw(self, run: str) -> None:
        if run.isascii():
            while run:
                self._wrap_if_due()
                fits = min(len(run), self.columns - self._x)
                self._put(run[:fits], fits)
                run = run[fits:]
            return
        for character in run:
            width = get_character_cell_size(character)
            if width == 0:
                self._combine(character)
                continue
            if self._x + width > self.columns:
                self._wraps_next = True
            self._wrap_if_due()
            self._put([character] if width == 1 else [character, _SECOND_HALF], width)

    def _put(self, cells: "str | list[str]", width: int) -> None:
        row, start, end = self._cells[self._y], self._x, self._x + width
        if row[start] == _SECOND_HALF and start:
            row[start - 1] = _BLANK
        if end < self.columns and row[end] == _SECOND_HALF:
            row[end] = _BLANK
        row[start:end] = cells
        self._x = end
        if end == self.columns:
            self._x, self._wraps_next = end - 1, True

    def _combine(self, mark: str) -> None:
        x = self._x if self._wraps_next else self._x - 1
        row = self._cells[self._y]
        if x > 0 and row[x] == _SECOND_HALF:
            x -= 1
        if x >= 0:
            row[x] += mark

    def _wrap_if_due(self) -> None:
        if self._wraps_next:
            self._move(0, self._y)
            self._line_feed()

    # Movement

    def _move(self, x: int, y: int) -> None:
        self._x = max(0, min(x, self.columns - 1))
        self._y = max(0, min(y, self.rows - 1))
        self._wraps_next = False

    def _line_feed(self) -> None:
        if self._y == self._bottom:
            self._scroll(self._top, 1)
        else:
            self._move(self._x, self._y + 1)

    def _reverse_line_feed(self) -> None:
        if self._y == self._top:
            self._scroll(self._top, -1)
        else:
            self._move(self._x, self._y - 1)

    def _scroll(self, top: int, count: int) -> None:
        """Move the rows from `top` to the bottom margin up by `count`, or down when negative."""
        region = self._cells[top : self._bottom + 1]
        size = len(region)
        shift = min(abs(count), size)
        blank = self._blank_rows(shift)
        moved = [*region[shift:], *blank] if count > 0 else [*blank, *region[: size - shift]]
        self._cells[top : self._bottom + 1] = moved

    def _control(self, control: str) -> None:
        if control in "\n\x0b\x0c":
            self._line_feed()
        elif control == "\r":
            self._move(0, self._y)
        elif control == "\b":
            self._move(self._x - 1, self._y)
        elif control == "\t":
            self._move((self._x // 8 + 1) * 8, self._y)

    def _escape(self, escape: str) -> None:
        match escape:
            case "7":
                self._saved = (self._x, self._y)
            case "8":
                self._move(*self._saved)
            case "D":
                self._line_feed()
            case "E":
                self._move(0, self._y)
                self._line_feed()
            case "M":
                self._reverse_line_feed()
            case "c":
                self.resize(self.columns, self.rows)

    # Control sequences

    def _control_sequence(self, private: str, args: str, final: str) -> None:
        numbers = [int(part) if part.isdigit() else 0 for part in args.split(";")] if args else [0]
        if private:
            if private == "?" and final in "hl":
                for number in numbers:
                    self._set_mode(number, on=final == "h")
            return
        first = numbers[0]
        count = max(1, first)
        x, y = self._x, self._y
        match final:
            case "A":
                self._move(x, y - count)
            case "B" | "e":
                self._move(x, y + count)
            case "C" | "a":
                self._move(x + count, y)
            case "D":
                self._move(x - count, y)
            case "E":
                self._move(0, y + count)
            case "F":
                self._move(0, y - count)
            case "G" | "`":
                self._move(count - 1, y)
            case "d":
                self._move(x, count - 1)
            case "H" | "f":
                column = numbers[1] if len(numbers) > 1 else 1
                self._move(max(1, column) - 1, count - 1)
            case "J":
                self._erase_display(first)
            case "K":
                self._erase(y, *((x, self.columns), (0, x + 1), (0, self.columns))[min(first, 2)])
            case "X":
                self._erase(y, x, min(self.columns, x + count))
            case "@" | "P":
                row = self._cells[y]
                tail = [_BLANK] * count + row[x:] if final == "@" else row[x + count :] + [_BLANK] * count
                row[x:] = tail[: self.columns - x]
            case "L" | "M":
                if self._top <= y <= self._bottom:
                    self._scroll(y, count if final == "M" else -count)
            case "S" | "T":
                self._scroll(self._top, count if final == "S" else -count)
            case "r":
                bottom = numbers[1] if len(numbers) > 1 and numbers[1] else self.rows
                self._top, self._bottom = count - 1, min(bottom, self.rows) - 1
                self._move(0, 0)
            case "s":
                self._saved = (x, y)
            case "u":
                self._move(*self._saved)

    def _erase(self, y: int, start: int, end: int) -> None:
        self._cells[y][start:end] = [_BLANK] * (end - start)

    def _erase_display(self, what: int) -> None:
        if what == 0:
            self._erase(self._y, self._x, self.columns)
            self._cells[self._y + 1 :] = self._blank_rows(self.rows - self._y - 1)
        elif what == 1:
            self._erase(self._y, 0, self._x + 1)
            self._cells[: self._y] = self._blank_rows(self._y)
        elif what == 2:
            self._cells = self._blank_rows(self.rows)

    def _set_mode(self, number: int, *, on: bool) -> None:
        if number == 2026:
            self.in_frame = on
        elif number in (47, 1047, 1049):
            if on and self._main is None:
                self._saved = (self._x, self._y)
                self._main, self._cells = self._cells, self._blank_rows(self.rows)
            elif not on and self._main is not None:
                self._cells, self._main = self._main, None
                self._move(*self._saved)
