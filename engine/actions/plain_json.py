"""Makes a plain, bounded, harmless JSON value of whatever a template, a server or a script gave."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from schemas.clean_text import clean

MAX_NODES = 200_000
"""Values, counted as they would be written: what stands at two places counts twice."""

MAX_CHARACTERS = 16 * 1024 * 1024
MAX_DEPTH = 100


def plain_json(value: Any, *, seen_text: Callable[[str], str] = clean) -> Any:
    """A copy of `value` made of objects, lists, texts, numbers, true, false and null.

    Tuples and iterators become lists; every text and key goes through `seen_text`. ValueError,
    in words that go on after "the result", for anything else or for too much of it.
    """
    return _Copy(seen_text).of(value, 0)


def measure(value: Any) -> None:
    """Raise ValueError if `value` is more than may be worked with; takes no longer than that."""
    _Copy(None).of(value, 0)


class _Copy:
    def __init__(self, seen_text: Callable[[str], str] | None) -> None:
        self._seen_text = seen_text
        self._nodes = 0
        self._characters = 0

    def of(self, value: Any, depth: int) -> Any:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise ValueError(f"has more than {MAX_NODES:,} values")
        if depth > MAX_DEPTH:
            raise ValueError(f"is nested more than {MAX_DEPTH} deep")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, int | float):
            if not isinstance(value, int) and not math.isfinite(value):
                raise ValueError(f"holds {value}, which is no JSON number")
            return value
        if isinstance(value, Mapping):
            items = cast("Mapping[Any, Any]", value).items()
            copied = [(self._key(key), self.of(item, depth + 1)) for key, item in items]
            return dict(copied) if self._seen_text else None
        if isinstance(value, list | tuple | Iterator):
            made = (self.of(item, depth + 1) for item in cast("Iterator[Any]", value))
            if self._seen_text:
                return list(made)
            for _ in made:
                pass
            return None
        raise ValueError(f"holds {type(value).__name__}, which is no JSON value")

    def _key(self, key: Any) -> str:
        if not isinstance(key, str):
            raise ValueError(f"has {key!r} as a key; keys must be texts")
        return self._text(key)

    def _text(self, text: str) -> str:
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise ValueError(f"has more than {MAX_CHARACTERS:,} characters")
        return self._seen_text(text) if self._seen_text else ""
