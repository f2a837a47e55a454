"""What a parser gives out: the text of the reply without its markup, and what the markup meant."""

import re

from engine.embedded.notation import Notation
from engine.embedded.parts import Malformed, Part, Text
from engine.embedded.seam import Seam
from engine.embedded.source import Source

_BLANKS = re.compile(rb"[ \t\r]*")
_JOINED = "A tag is put together around another one."


class Shown:
    """Gives out a source in order. The blanks that a line begins with (`bare`) are kept back."""

    def __init__(self, notation: Notation, source: Source) -> None:
        self.bare = True
        self._source = source
        self._seam = Seam(notation)
        self._at = 0  # Up to here everything was given out, left out or is in `_blanks`.
        self._blanks = b""
        self._texts: list[bytes] = []
        self._parts: list[Part] = []

    def taken(self) -> list[Part]:
        """What was given out since the last call."""
        self._end_text()
        parts, self._parts = self._parts, []
        return parts

    def begin_line(self) -> None:
        """From here on, nothing of the line was shown yet."""
        self.bare = True

    def until(self, at: int, *, blanks: bool = True) -> None:
        """Give out what stands before `at`; if it is only the blanks of a bare line, not unless `blanks`."""
        if at <= self._at or (not blanks and self.is_blank(at)):
            return
        pieces = self._seam.checked(self._blanks + self._source.data[self._at : at])
        self._at, self._blanks, self.bare = at, b"", False
        for shown, tag in pieces:
            self._texts.append(shown)
            if tag:
                self._put(Malformed(tag.decode("utf-8", "replace"), _JOINED))

    def is_blank(self, at: int) -> bool:
        """Whether nothing but blanks of the line stands before `at`."""
        return self.bare and _BLANKS.fullmatch(self._source.data, self._at, at) is not None

    def leave_out(self, start: int, end: int, part: Part) -> None:
        """Give out `part` for what stands from `start` to `end`; before it are at most blanks to show."""
        if self.bare:
            self._blanks += self._source.data[self._at : start]
        else:
            self._seam.close()
        self._at = end
        self._put(part)

    def drop(self, at: int) -> None:
        """Leave out what stands before `at`, and blanks that were kept back."""
        self._at, self._blanks = at, b""

    def _put(self, part: Part) -> None:
        self._end_text()
        self._parts.append(part)

    def _end_text(self) -> None:
        if text := b"".join(self._texts):
            self._parts.append(Text(text.decode("utf-8", "surrogatepass")))
        self._texts.clear()
