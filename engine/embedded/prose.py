"""Text with actions in it, as Markdown: what is code is text, whatever it looks like.

Code is what stands between fences (``` or ~~~, indented by up to three spaces, CommonMark's rules) or, in
one line, between two runs of as many backticks. An action that has its line to itself takes the line with it,
and, if the line above is empty or there is none, an empty line below.
"""

import re
from collections.abc import Generator

from engine.embedded.actions import ActionReader
from engine.embedded.backticks import spans
from engine.embedded.notation import Notation, Tag, tag_at
from engine.embedded.parts import Part
from engine.embedded.shown import Shown
from engine.embedded.source import Source, Waiting

_BLANKS = re.compile(rb"[ \t\r]*")
_TICKS = re.compile(rb"`*")
_TILDES = re.compile(rb"~*")
_TICK_OR_END = re.compile(rb"[`\n]")
_CLOSING_FENCE = re.compile(rb" {0,3}(`+|~+)[ \t\r]*")
_INDENT = re.compile(rb" {0,3}")
_SHORTEST_FENCE = 3
_LINE_END, _TICK, _TILDE = b"\n`~"


class ProseParser:
    """Finds the actions of a notation in prose; a `ReplyParser`.

    The methods that wait read on from a position and return where to go on.
    """

    def __init__(self, notation: Notation) -> None:
        self._source = Source()
        self._notation = notation
        self._actions = ActionReader(notation, self._source)
        self._shown = Shown(notation, self._source)
        self._stops = re.compile(rb"[`\n]|" + notation.tag_begins)
        self._emptied = False  # An action was taken out of the line.
        self._after_empty = True  # Above the line is an empty one, or none.
        self._take_empty = False  # If the next line is empty, it goes with an action.
        self._spans: dict[int, int] = {}  # Code in the line: where it begins and ends.
        self._spans_until = 0
        self._reading: Generator[None, None, None] = self._read()

    def feed(self, chunk: str) -> list[Part]:
        """See `ReplyParser`."""
        self._source.add(chunk)
        next(self._reading, None)
        return self._shown.taken()

    def close(self) -> list[Part]:
        """See `ReplyParser`."""
        self._source.ended = True
        next(self._reading, None)
        return self._shown.taken()

    def _read(self) -> Waiting[None]:
        at = 0
        while (yield from self._source.has(at)):
            at = yield from self._line(at)
        self._shown.until(at)

    def _line(self, start: int) -> Waiting[int]:
        """Read the line that begins at `start`, and the fenced code that it begins."""
        data = self._source.data
        self._shown.begin_line()
        self._emptied = False
        at = yield from self._source.past(_BLANKS, start)
        if not (yield from self._source.has(at)) or data[at] not in (_TICK, _TILDE):
            return (yield from self._rest(at))
        end = yield from self._run(_TICKS if data[at] == _TICK else _TILDES, at)
        if end - at < _SHORTEST_FENCE or not _INDENT.fullmatch(data, start, at):
            return (yield from self._rest(at))
        if data[at] == _TICK:
            goes_on = yield from self._span(at, end)
            if data.find(b"`", end, self._spans_until) >= 0:
                return (yield from self._rest(goes_on))
        return (yield from self._fenced(data[at], end - at, end))

    def _rest(self, at: int) -> Waiting[int]:
        """Read on to the end of a line."""
        data = self._source.data
        while True:
            found = self._stops.search(data, at)
            if not found:
                at = len(data)
                self._shown.until(at)
                if self._source.ended:
                    return at
                yield
            elif data[at := found.start()] == _LINE_END:
                self._end_line(at)
                return at + 1
            elif data[at] == _TICK:
                end = yield from self._run(_TICKS, at)
                at = yield from self._span(at, end)
            else:
                self._shown.until(at, blanks=False)
                tag = yield from tag_at(self._notation, self._source, at)
                at = at + 1 if tag is None else (yield from self._action(tag))
                if at == len(data) and self._source.ended:
                    return at

    def _action(self, tag: Tag) -> Waiting[int]:
        """Take markup out of the line, and the blanks behind it if nothing else is left."""
        removed = yield from self._actions.read(tag)
        self._shown.leave_out(tag.start, removed.end, removed.part)
        self._emptied = True
        if not self._shown.bare:
            return removed.end
        at = yield from self._source.past(_BLANKS, removed.end)
        if not (yield from self._source.has(at)):
            self._shown.drop(at)
        return at

    def _end_line(self, at: int) -> None:
        """The line ends at `at`; what had only actions in it is not shown."""
        if not self._shown.is_blank(at):
            self._shown.until(at + 1)
            self._after_empty = self._take_empty = False
        elif self._emptied:
            self._shown.drop(at + 1)
            self._take_empty = self._after_empty
        elif self._take_empty:
            self._shown.drop(at + 1)
            self._take_empty = False
        else:
            self._shown.until(at + 1)
            self._after_empty = True

    def _run(self, run: re.Pattern[bytes], at: int) -> Waiting[int]:
        """Where backticks or tildes end; they are shown, since they cannot be markup."""
        while True:
            found = run.match(self._source.data, at)
            at = found.end() if found else at
            self._shown.until(at)
            if at < len(self._source.data) or self._source.ended:
                return at
            yield

    def _span(self, start: int, end: int) -> Waiting[int]:
        """Where to go on after backticks from `start` to `end`: behind the code that they begin, or at `end`.

        Until the line shows whether they begin code, a tag and what follows it wait.
        """
        if start < self._spans_until:
            return self._spans.get(start, end)
        data = self._source.data
        runs: list[tuple[int, int]] = []
        waits = False
        at = end
        while True:
            found = (_TICK_OR_END if waits else self._stops).search(data, at)
            at = found.start() if found else len(data)
            if not waits:
                self._shown.until(at)
            if not found:
                if self._source.ended:
                    break
                yield
            elif data[at] == _LINE_END:
                break
            elif data[at] == _TICK:
                after = yield from (self._source.past if waits else self._run)(_TICKS, at)
                if after - at == end - start:
                    self._shown.until(after)
                    self._spans_until = after
                    return after
                runs.append((at, after))
                at = after
            else:
                waits = (yield from tag_at(self._notation, self._source, at)) is not None
                at += 1
        self._spans, self._spans_until = spans(runs), at
        return end

    def _fenced(self, fence: int, length: int, at: int) -> Waiting[int]:
        """Show everything up to the end of a line that closes the fence, or to the end of the reply."""
        data = self._source.data
        self._after_empty = self._take_empty = False
        line = 0
        while True:
            end = data.find(b"\n", at)
            if end < 0:
                at = len(data)
                self._shown.until(at)
                if self._source.ended:
                    return at
                yield
                continue
            closing = _CLOSING_FENCE.fullmatch(data, line, end) if line else None
            at = line = end + 1
            if closing and closing[1][0] == fence and len(closing[1]) >= length:
                self._shown.until(at)
                return at
