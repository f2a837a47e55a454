"""What evaluating a template may cost: rounds of loops, calls, characters, seconds of processor time.

Jinja's sandbox keeps templates from reaching into the program, not from keeping it busy for ever or
from filling its memory. Loops and calls are counted here, and whatever makes long texts of short
ones says beforehand how long.
"""

import re
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from jinja2.exceptions import SecurityError

from schemas.json_value import is_list

MAX_STEPS = 2_000_000
"""Rounds of all loops, and calls."""
MAX_CHARACTERS = 16 * 1024 * 1024
"""Of all texts that are put out or put together on the way."""
MAX_SECONDS = 2.0
"""Of the processor's time in this thread: a busy machine changes nothing."""

_LOOK_EVERY = 16
_LONG_NUMBER = re.compile(r"\d{5}")
_MAX_DIGITS = 300
_MAX_INDENT = 100


class Meter:
    """Counts what one evaluation has cost. Raises `SecurityError` when it is too much."""

    __slots__ = ("_characters", "_end", "_steps")

    def __init__(self) -> None:
        self._steps = 0
        self._characters = 0
        self._end = time.thread_time() + MAX_SECONDS

    def step(self, characters: int = 0) -> None:
        """One round or call, which puts out so many characters."""
        self._steps += 1
        if characters:
            self.write(characters)
        if self._steps > MAX_STEPS:
            raise SecurityError(f"its loops go round more than {MAX_STEPS} times")
        if self._steps % _LOOK_EVERY == 0 and time.thread_time() > self._end:
            raise SecurityError(f"it takes longer than {MAX_SECONDS:g} s")

    def write(self, characters: int) -> None:
        """A text of that length is made."""
        self._characters += characters
        if self._characters > MAX_CHARACTERS:
            raise SecurityError(f"it makes more than {MAX_CHARACTERS} characters")


_meter: ContextVar[Meter | None] = ContextVar("template costs", default=None)


@contextmanager
def metered() -> Generator[None]:
    """Whatever is evaluated inside counts as one."""
    token = _meter.set(Meter())
    try:
        yield
    finally:
        _meter.reset(token)


def current() -> Meter:
    """The meter of what is evaluated; a new one while Jinja compiles constants."""
    return _meter.get() or Meter()


def rounds(items: Iterable[Any], characters: int) -> Generator[Any]:
    """The items of a loop whose body holds that many characters, counted."""
    meter = current()
    for item in items:
        meter.step(characters)
        yield item


def put_out(value: Any) -> str:
    """What `{{ … }}` puts out, counted."""
    text = str(value)
    current().write(len(text))
    return text


def concatenated(parts: list[Any]) -> str:
    """What `~` makes, counted."""
    texts = [str(part) for part in parts]
    current().write(sum(map(len, texts)))
    return "".join(texts)


def check_call(function: Any, args: tuple[Any, ...]) -> None:
    """Count a call; methods of texts and numbers say how much they would make."""
    meter = current()
    meter.step()
    of, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
    if isinstance(of, str) and (cost := _METHODS.get(name)):
        meter.write(cost(of, *args))
    elif isinstance(of, int) and name == "to_bytes":
        meter.write(max((each for each in args if isinstance(each, int)), default=0))


def check_format(text: str) -> None:
    """Widths and precisions stand in the text, and are short."""
    if _LONG_NUMBER.search(text) or re.search(r"\{[^{}]*\{", text):
        raise SecurityError("widths of more than four digits are not available")


def bounded(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Jinja's filters, of which those that make much of little are counted and two are left out."""
    kept = {name: each for name, each in filters.items() if name not in ("urlize", "xmlattr")}
    return kept | {name: _bounded(kept[name], cost) for name, cost in _FILTERS.items()}


def _bounded(filter_: Callable[..., Any], cost: Callable[..., int]) -> Callable[..., Any]:
    # Some filters get the environment or the context before the value.
    skipped = 1 if hasattr(filter_, "jinja_pass_arg") else 0

    @wraps(filter_)  # keeps the mark that says so
    def run(*args: Any, **kwargs: Any) -> Any:
        before, (value, *rest) = args[:skipped], args[skipped:]
        if not isinstance(value, str) and not is_list(value) and isinstance(value, Iterable):
            value = list(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        current().step(cost(value, *rest, **kwargs))
        return filter_(*before, value, *rest, **kwargs)

    return run


def _size(value: Any) -> int:
    return (
        len(value)
        if isinstance(value, str) or is_list(value)
        else abs(value)
        if isinstance(value, int)
        else 0
    )


def _width(_value: Any, width: Any = 80, *_rest: Any, **_named: Any) -> int:
    return _size(width)


def _indented(value: Any, width: Any = 4, *_rest: Any, **_named: Any) -> int:
    return (str(value).count("\n") + 1) * _size(width)


def _replaced(value: Any, old: Any = "", new: Any = "", *_rest: Any, **_named: Any) -> int:
    text = str(value)
    return len(text) + text.count(str(old)) * len(str(new))


def _joined(value: Any, between: Any = "", *_rest: Any, d: Any = "", **_named: Any) -> int:
    parts: list[Any] = list(value)
    return sum(len(str(part)) for part in parts) + len(parts) * len(str(between or d))


def _wrapped(
    value: Any, _width: Any = 79, _break: Any = True, wrapstring: Any = None, *_rest: Any, **_named: Any
) -> int:
    return len(str(value)) * (1 + _size(wrapstring))


def _formatted(value: Any, *_args: Any, **_named: Any) -> int:
    text = str(value)
    check_format(text)
    if "*" in text:
        raise SecurityError("a width is written out, not given by *")
    return len(text)


def _rounded(_value: Any, precision: Any = 0, *_rest: Any, **_named: Any) -> int:
    if _size(precision) > _MAX_DIGITS:
        raise SecurityError(f"numbers have at most {_MAX_DIGITS} digits")
    return 0


def _json(_value: Any, indent: Any = 0, *_rest: Any, **_named: Any) -> int:
    if _size(indent) > _MAX_INDENT:
        raise SecurityError(f"an indent is at most {_MAX_INDENT} wide")
    return 0


def _expanded(value: Any, size: Any = 8) -> int:
    return (str(value).count("\t") + 1) * _size(size)


def _joined_by(between: Any, parts: Any = ()) -> int:
    return _joined(parts, between) if is_list(parts) else 0


def _filled(_value: Any, count: Any = 1, fill_with: Any = None) -> int:
    return 0 if fill_with is None else _size(count)


def _too_much(*_args: Any) -> int:
    return MAX_CHARACTERS + 1


_METHODS: dict[str, Callable[..., int]] = {
    "center": _width,
    "expandtabs": _expanded,
    "join": _joined_by,
    "ljust": _width,
    "replace": _replaced,
    "rjust": _width,
    "translate": _too_much,
    "zfill": _width,
}
_FILTERS: dict[str, Callable[..., int]] = {
    "batch": _filled,
    "center": _width,
    "format": _formatted,
    "indent": _indented,
    "join": _joined,
    "replace": _replaced,
    "round": _rounded,
    "slice": _width,
    "tojson": _json,
    "wordwrap": _wrapped,
}
