"""YAML, read as the JSON it stands for.

Built on the parser's events instead of `safe_load`, because that lets depth, aliases and
duplicate keys be bounded while reading, and because scalars follow YAML 1.2's core schema:
`16:9` and `no` stay texts (YAML 1.1 makes 969 and false of them), dates stay texts too.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml

from engine.documents.problems import DocumentErrors, Problem
from schemas.clean_text import clean_line

MAX_DEPTH = 64
MAX_VALUES = 100_000
"""Values in one file, counting what an alias stands for each time it is used."""

_EVENTS: Any = getattr(yaml, "parse")  # noqa: B009 - its type is not known
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = ("", "~", "null", "Null", "NULL")
_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    value: list[Any] | dict[str, Any]
    anchor: str | None
    key: str | None = None
    has_key: bool = False
    size: int = 1


@dataclass(slots=True)
class _Builder:
    file: Path
    problems: list[Problem] = field(default_factory=list[Problem])
    open: list[_Open] = field(default_factory=list[_Open])
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict[str, tuple[Any, int]])
    result: Any = None
    documents: int = 0
    count: int = 0

    def fail(self, event: Any, message: str) -> NoReturn:
        mark = event.start_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}"
        raise DocumentErrors([*self.problems, Problem(self.file, "", f"{message} ({where})")])

    def take(self, event: Any) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.fail(event, "holds more than one YAML document")
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                if event.tag not in (None, "!", _TAG + ("map" if is_mapping else "seq")):
                    self.fail(event, f"the tag {event.tag} is not supported")
                if len(self.open) >= MAX_DEPTH:
                    self.fail(event, f"is nested deeper than {MAX_DEPTH} levels")
                if self._awaits_key():
                    self.fail(event, "a key must be a text")
                self.open.append(_Open({} if is_mapping else [], event.anchor))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self.open.pop()
                self._put(event, done.value, done.size, done.anchor)
            case yaml.ScalarEvent():
                if self._awaits_key():
                    self._key(event)
                else:
                    self._put(event, self._scalar(event), 1, event.anchor)
            case yaml.AliasEvent():
                if self._awaits_key() or event.anchor not in self.anchors:
                    self.fail(event, f"the alias *{event.anchor} cannot be used here")
                value, size = self.anchors[event.anchor]
                self._put(event, value, size, None)
            case _:
                pass

    def _awaits_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and not self.open[-1].has_key

    def _key(self, event: Any) -> None:
        holder = self.open[-1]
        holder.key, holder.has_key = event.value, True
        if isinstance(holder.value, dict) and event.value in holder.value:
            line = event.start_mark.line + 1
            message = f"the same key twice: {clean_line(event.value)} (line {line})"
            self.problems.append(Problem(self.file, "", message))

    def _put(self, event: Any, value: Any, size: int, anchor: str | None) -> None:
        self.count += 1
        if anchor:
            self.anchors[anchor] = (value, size)
        if not self.open:
            self.result = value
            return
        holder = self.open[-1]
        holder.size += size
        if max(holder.size, self.count) > MAX_VALUES:
            self.fail(event, f"holds more than {MAX_VALUES} values, aliases counted each time")
        if isinstance(holder.value, list):
            holder.value.append(value)
        else:
            holder.value[holder.key or ""] = value
            holder.key, holder.has_key = None, False

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.tag not in (None, "!"):
            if event.tag != _TAG + "str":
                self.fail(event, f"the tag {event.tag} is not supported")
            return text
        if not event.implicit[0]:
            return text
        if text in _NULLS:
            return None
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.fullmatch(text):
            self.fail(event, f"{text} is not a JSON number")
        if _INTEGER.fullmatch(text) and len(text) <= 300:
            return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
        if _FLOAT.fullmatch(text):
            number = float(text)
            if number in (float("inf"), float("-inf")):
                self.fail(event, "the number is too large")
            return number
        return text


def parse_yaml(text: str, file: Path) -> Any:
    """The value of the one YAML document in `text`; DocumentErrors says line and column."""
    builder = _Builder(file)
    try:
        for event in _EVENTS(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        message = f"is not valid YAML: {where}{error.problem or error.context}"
        raise DocumentErrors([Problem(file, "", message)]) from None
    except yaml.YAMLError as error:
        message = f"is not valid YAML: {clean_line(str(error))[:200]}"
        raise DocumentErrors([Problem(file, "", message)]) from None
    if builder.problems:
        raise DocumentErrors(builder.problems)
    return builder.result
