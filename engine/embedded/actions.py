"""Reads one action from its opening tag on, and finds the way back to the text if it is broken.

Broken markup takes as little text with it as can be told:

- Contents that do not begin as contents, or that are followed by something else than the closing tag: if
  the closing tag stands further on in the same line (and no other tag before it), everything up to it is
  markup. If not, only the opening tag is, and the contents if they are complete.
- Contents that break within: everything up to the closing tag is markup, in whichever line it stands, unless
  another tag comes first or CONTENTS_LIMIT is reached. Then the rest of the opening tag's line is.
- A reply that ends within contents was cut: all of it is markup, if no tag stands in it.

Each of these looks on from the opening tag, and what it looks at is text or the next tag afterwards, so that
no part of a reply is looked at more than a few times. That also holds for contents which break far behind
another action's tags: outside of quotes a tag breaks them, and what is quoted for one is not for the next.
"""

import re

from engine.embedded.notation import Broken, Kind, Notation, Removed, Tag, malformed, tag_at
from engine.embedded.parts import LONGEST_PARAMETERS, LONGEST_RAW, Asked
from engine.embedded.source import Source, Waiting

CONTENTS_LIMIT = 4 * LONGEST_PARAMETERS
"""Bytes after which contents without an end are given up."""

_SPACE = re.compile(rb"[ \t\r\n]*")
_LINE_END = ord("\n")


class ActionReader:
    """Reads the actions of one reply."""

    def __init__(self, notation: Notation, source: Source) -> None:
        self._notation = notation
        self._source = source
        self._stops = re.compile(rb"\n|" + notation.tag_begins)

    def read(self, tag: Tag) -> Waiting[Removed]:
        """What a tag begins: it, and all that is not shown with it."""
        source, notation = self._source, self._notation
        if tag.kind is Kind.CLOSES:
            return malformed(source, tag.start, tag.end, "A closing tag stands without an opening one.")
        if tag.kind is Kind.STANDS_ALONE:
            return self._whole(tag, tag.end, tag.end, tag.end)
        first = yield from source.past(_SPACE, tag.end)
        if not (yield from source.has(first)):
            return self._unclosed(tag, tag.end)
        if close := (yield from self._closing(first)):
            return self._whole(tag, first, first, close.end)
        if not notation.begins_contents(source.data[first]):
            return (yield from self._in_line(tag, tag.end, "The parameters are not an object."))
        try:
            end = yield from notation.contents(source, first, tag.end + CONTENTS_LIMIT)
        except Broken as broken:
            return (yield from self._anywhere(tag, f"The parameters cannot be read: {broken}."))
        if end > len(source.data):
            return (yield from self._cut(tag))
        after = yield from source.past(_SPACE, end)
        if close := (yield from self._closing(after)):
            return self._whole(tag, first, end, close.end)
        if after == len(source.data):
            return self._unclosed(tag, end)
        return (yield from self._in_line(tag, end, f"{notation.closing} does not follow the parameters."))

    def _whole(self, tag: Tag, first: int, end: int, close: int) -> Removed:
        """The action that is there from its tag to `close`, with contents from `first` to `end`."""
        source = self._source
        if tag.problem:
            return malformed(source, tag.start, close, tag.problem)
        try:
            parameters = self._notation.parameters(source.text(first, end))
        except ValueError as error:
            return malformed(source, tag.start, close, f"The parameters cannot be read: {error}.")
        raw = source.clipped(tag.start, close, LONGEST_RAW)
        return Removed(close, Asked(tag.name, parameters, raw))

    def _unclosed(self, tag: Tag, end: int) -> Removed:
        reason = f"The reply ends without {self._notation.closing}."
        return malformed(self._source, tag.start, end, reason)

    def _closing(self, at: int) -> Waiting[Tag | None]:
        source = self._source
        if not (yield from source.has(at)) or source.data[at] != self._notation.mark:
            return None
        tag = yield from tag_at(self._notation, source, at)
        return tag if tag and tag.kind is Kind.CLOSES else None

    def _in_line(self, tag: Tag, end: int, reason: str) -> Waiting[Removed]:
        """Up to a closing tag in the line of `end`, or else to `end`."""
        at = end
        while (at := (yield from self._stop(at))) < len(self._source.data):
            if self._source.data[at] == _LINE_END:
                break
            if found := (yield from tag_at(self._notation, self._source, at)):
                end = found.end if found.kind is Kind.CLOSES else end
                break
            at += 1
        return malformed(self._source, tag.start, end, reason)

    def _anywhere(self, tag: Tag, reason: str) -> Waiting[Removed]:
        """Up to the next tag if it is a closing one, or else to the end of the line."""
        line_end = 0
        at, limit = tag.end, tag.end + CONTENTS_LIMIT
        while (at := (yield from self._stop(at))) < min(limit, len(self._source.data)):
            if self._source.data[at] == _LINE_END:
                line_end = line_end or at
            elif found := (yield from tag_at(self._notation, self._source, at)):
                if found.kind is Kind.CLOSES:
                    return malformed(self._source, tag.start, found.end, reason)
                break
            at += 1
        return malformed(self._source, tag.start, line_end or min(at, limit), reason)

    def _cut(self, tag: Tag) -> Waiting[Removed]:
        """The reply ended within the contents."""
        at = tag.end
        while (at := (yield from self._stop(at))) < len(self._source.data):
            if self._source.data[at] != _LINE_END and (yield from tag_at(self._notation, self._source, at)):
                return (yield from self._anywhere(tag, "The parameters cannot be read: they have no end."))
            at += 1
        return self._unclosed(tag, len(self._source.data))

    def _stop(self, at: int) -> Waiting[int]:
        """The next line end or mark; the end of the reply if there is none."""
        while True:
            if found := self._stops.search(self._source.data, at):
                return found.start()
            if self._source.ended:
                return len(self._source.data)
            at = len(self._source.data)
            yield
