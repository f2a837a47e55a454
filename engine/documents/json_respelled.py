"""Changes values in the text of a JSON file and leaves the rest of the text as its author wrote it."""

import json
import re
from dataclasses import field
from typing import Any

from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

_INDENTED = re.compile(r"^[\[{][ \t]*\r?\n(?P<unit>[ \t]+)", re.MULTILINE)
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


@frozen
class _Span:
    """Where a value stands in the text, and where the values inside it do."""

    start: int
    end: int
    inner: dict[str | int, "_Span"] = field(default_factory=dict[str | int, "_Span"])


def respelled(text: str, new: Any) -> str:
    """The JSON `text` with its value changed to `new`.

    What is the same in both keeps its spelling: spaces, line ends, the way numbers are
    written. What is new is indented like the file, or written on one line if the file is.
    """
    span = _scan(text, _after_space(text, 0))
    indented = _INDENTED.search(text)
    unit = indented["unit"] if indented else "  "
    one_line = "\n" not in text.strip()
    writer = _Writer(text, unit, "\r\n" if "\r\n" in text else "\n", one_line, text.isascii())
    return text[: span.start] + writer.write(new, json.loads(text), span, 0) + text[span.end :]


@frozen
class _Writer:
    text: str
    unit: str
    line_end: str
    one_line: bool
    ascii_only: bool

    def write(self, new: Any, old: Any, span: _Span | None, level: int) -> str:
        """`new` as text; where it is like `old`, which stands at `span`, as it stands there."""
        inner = _members(new)
        if span is None or inner is None:
            return self._known(new, old, span) or self._plain(new, level)
        before = _members(old) or {}
        if type(new) is type(old) and list(inner) == list(before):
            return self._in_place(inner, before, span, level)
        if is_list(new):  # of a mapping's values, or of another number of items
            by_position = list(before)
            sources: list[str | int | None] = [*by_position, *([None] * len(new))]
        else:
            sources = [key if key in before else None for key in inner]
        parts = [
            self._key(key, new)
            + self.write(
                value,
                before.get(source) if source is not None else None,
                span.inner.get(source) if source is not None else None,
                level + 1,
            )
            for (key, value), source in zip(inner.items(), sources, strict=False)
        ]
        return self._enclosed(parts, "[]" if is_list(new) else "{}", level)

    def _in_place(
        self, inner: dict[str | int, Any], before: dict[str | int, Any], span: _Span, level: int
    ) -> str:
        written, at = "", span.start
        for key, value in inner.items():
            child = span.inner[key]
            written += self.text[at : child.start] + self.write(value, before[key], child, level + 1)
            at = child.end
        return written + self.text[at : span.end]

    def _known(self, new: Any, old: Any, span: _Span | None) -> str:
        same = span is not None and type(new) is type(old) and new == old
        return self.text[span.start : span.end] if same and span else ""

    def _plain(self, new: Any, level: int) -> str:
        inner = _members(new)
        if not inner:
            return self._dumped(new)
        parts = [self._key(key, new) + self._plain(value, level + 1) for key, value in inner.items()]
        return self._enclosed(parts, "[]" if is_list(new) else "{}", level)

    def _enclosed(self, parts: list[str], brackets: str, level: int) -> str:
        if not parts or self.one_line:
            return brackets[0] + ", ".join(parts) + brackets[1]
        start, end = self.line_end + self.unit * (level + 1), self.line_end + self.unit * level
        return brackets[0] + start + f",{start}".join(parts) + end + brackets[1]

    def _key(self, key: str | int, holder: Any) -> str:
        return "" if is_list(holder) else f"{self._dumped(key)}: "

    def _dumped(self, value: Any) -> str:
        written = json.dumps(value, ensure_ascii=self.ascii_only)
        # Half of a character pair cannot be written as UTF-8.
        return written if written.isprintable() else json.dumps(value)


def _members(value: Any) -> dict[str | int, Any] | None:
    if is_object(value):
        return {**value}
    return dict(enumerate(value)) if is_list(value) else None


def _scan(text: str, start: int) -> _Span:
    """The span of the value at `start`, in text that is known to be valid JSON."""
    if text[start] not in "[{":
        return _Span(start, _DECODER.raw_decode(text, start)[1])
    is_mapping = text[start] == "{"
    inner: dict[str | int, _Span] = {}
    at = _after_space(text, start + 1)
    while text[at] not in "]}":
        key: str | int = len(inner)
        if is_mapping:
            key, at = _DECODER.raw_decode(text, at)
            at = _after_space(text, _after_space(text, at) + 1)
        inner[key] = _scan(text, at)
        at = _after_space(text, inner[key].end)
        at = _after_space(text, at + 1) if text[at] == "," else at
    return _Span(start, at + 1, inner)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
