"""What a value from elsewhere would change in a form, in words."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from engine.form.absent import ABSENT
from engine.form.changes import changed_paths
from engine.form.model import FormModel
from engine.form.paths import join, keys_of
from engine.form.state import State
from schemas.clean_text import clean_line

_LONGEST = 28


def laid_over(shown: Any, value: Any) -> Any:
    """Return `value` with what `shown` has beside it, by the keys of objects, at every depth."""
    if isinstance(shown, dict) and isinstance(value, dict):
        return {**shown, **{key: laid_over(shown.get(key), inner) for key, inner in value.items()}}
    return value


def changes(model: FormModel, value: Any) -> list[str]:
    """Return a line for each value that would be another if `value` were what the form shows."""
    before = model.submission()
    paths = sorted(changed_paths(State(before), State(value)), key=_order(before, value))
    # Where an object only has its keys in another order, there is nothing to tell.
    return [line for path in paths if (line := _line(model, path, before, value))]


def unknown(model: FormModel, value: Any) -> list[str]:
    """Return the keys of `value` that are no field of the form."""
    if not isinstance(value, dict) or model.field("").open:
        return []
    names = {keys_of(field.name)[0] for field in model.fields}
    return [key for key in value if key not in names]


def _line(model: FormModel, path: str, before: Any, after: Any) -> str:
    old, new = _at(before, path), _at(after, path)
    if isinstance(old, dict) and isinstance(new, dict):
        return ""
    return f"{_title(model, path)}: {_short(old)} → {_short(new)}"


def _title(model: FormModel, path: str) -> str:
    """The titles from the top-level field to what is at `path`."""
    words: list[str] = []
    keys = keys_of(path)
    for at, key in enumerate(keys):
        try:
            words.append(model.field("/".join(path.split("/")[: at + 1])).title)
        except KeyError:
            words.append(clean_line(key)[:_LONGEST])
    return " · ".join(words) or "The whole"


def _at(value: Any, path: str) -> Any:
    for key in keys_of(path):
        if isinstance(value, dict):
            value = value.get(key, ABSENT)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return ABSENT
    return value


def _short(value: Any) -> str:
    if value is ABSENT:
        return "not set"
    text = clean_line(value) if isinstance(value, str) else clean_line(json.dumps(value, ensure_ascii=False))
    if not text:
        return "empty"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _order(before: Any, after: Any) -> Callable[[str], int]:
    """Sorts paths as they stand in the two values."""
    places = {path: at for at, path in enumerate(dict.fromkeys((*_walk("", before), *_walk("", after))))}
    return lambda path: places.get(path, len(places))


def _walk(path: str, value: Any) -> Iterator[str]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _walk(join(path, key), each)
