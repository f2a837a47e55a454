"""Tool calls in a streamed reply, gathered piece by piece until each is complete."""

import json
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.surrogates import paired
from engine.providers.text import ToolCall
from schemas.clean_text import clean_line

MOST_CALLS = 128
"""In one reply."""
MOST_CHARACTERS = 262_144
"""Of the arguments, names and ids of one reply together."""
MOST_NAME = 200
"""Characters that are kept of a name, and of an id."""


@dataclass(slots=True)
class _Begun:
    name: str = ""
    id: str = ""
    arguments: list[str] = field(default_factory=list[str])


class ToolCalls:
    """The calls of one reply, in the order in which they began. `where` names the server in errors."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._begun: dict[Hashable, _Begun] = {}
        self._count = 0
        self._size = 0

    def __contains__(self, key: Hashable) -> bool:
        """Whether the call `key` began, and has not ended."""
        return key in self._begun

    def add(self, key: Hashable, *, name: Any = None, id: Any = None, arguments: Any = None) -> None:  # noqa: A002 - as in `ToolCall`
        """Add a piece to the call `key`, which it may begin.

        The first name and id count; arguments are joined, what is no text is written as JSON.
        Raises TypeError of other names and ids, and `ProviderError("bad_reply")` beyond the limits.
        """
        call = self._begun.get(key)
        if call is None:
            self._count += 1
            call = self._begun[key] = _Begun()
        call.name = call.name or self._text(name)
        call.id = call.id or self._text(id)
        if arguments is not None and not isinstance(arguments, str):
            arguments = json.dumps(arguments, ensure_ascii=False)
        if piece := self._text(arguments):
            call.arguments.append(piece)
        if self._size > MOST_CHARACTERS or self._count > MOST_CALLS:
            raise ProviderError(
                "bad_reply",
                f"{self._where} asked for more tools than are read: "
                f"at most {MOST_CALLS}, with {MOST_CHARACTERS:,} characters of arguments.",
                hint="Try again; what arrived is kept.",
                retryable=True,
            )

    def end(self, key: Hashable, *, arguments: Any = None) -> list[ToolCall]:
        """Return the call `key` as it is now, with these arguments if any; none if it never began."""
        if key not in self._begun:
            return []
        if arguments:
            pieces = self._begun[key].arguments
            self._size -= sum(map(len, pieces))
            pieces.clear()
            self.add(key, arguments=arguments)
        call = self._begun.pop(key)
        written = paired("".join(call.arguments))
        return [
            ToolCall(
                clean_line(call.name)[:MOST_NAME],
                written if written.strip() else "{}",
                clean_line(call.id)[:MOST_NAME],
            )
        ]

    def end_all(self) -> list[ToolCall]:
        """Return every call that has not ended."""
        return [call for key in list(self._begun) for call in self.end(key)]

    def _text(self, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise TypeError
        self._size += len(value)
        return value
