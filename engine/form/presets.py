"""Named sets of values, kept per schema in the home folder.

Each schema has one file, `presets/<fingerprint>.json`: `{"presets": {name: value}}`. The
fingerprint is that of the schema without titles and descriptions, so that better words do
not lose a person's presets.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

MOST = 200
"""Presets of one schema."""

_LONGEST_NAME = 80
_WORDS = frozenset({"title", "description", "$comment", "examples", "_ux"})


class PresetError(ValueError):
    """What was asked for cannot be done; the message says why, for a person."""


class Presets:
    """The presets of one home folder. Writing replaces a file whole, so a kill loses nothing."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "presets"

    def all(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values by name, in the order in which they were first saved."""
        try:
            held = json.loads(self._file(schema).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        presets = held.get("presets") if is_object(held) else None
        return dict(presets) if is_object(presets) else {}

    def save(self, schema: Mapping[str, Any], name: str, value: Any) -> str:
        """Keep a value under a name, in place of another of that name; returns the name as kept."""
        name = clean_line(name).strip()[:_LONGEST_NAME]
        if not name:
            raise PresetError("a preset needs a name")
        presets = self.all(schema)
        if name not in presets and len(presets) >= MOST:
            raise PresetError(f"there are {MOST} presets already")
        self._write(schema, {**presets, name: value})
        return name

    def delete(self, schema: Mapping[str, Any], name: str) -> None:
        """Forget a preset. PresetError if there is none of that name."""
        presets = self.all(schema)
        if name not in presets:
            raise PresetError(f"there is no preset “{clean_line(name)[:_LONGEST_NAME]}”")
        del presets[name]
        self._write(schema, presets)

    def _write(self, schema: Mapping[str, Any], presets: Mapping[str, Any]) -> None:
        file = self._file(schema)
        draft = file.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps({"presets": presets}, ensure_ascii=False, indent=1), encoding="utf-8")
            draft.chmod(0o600)
            draft.replace(file)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise PresetError(f"the preset cannot be kept: {error.strerror}") from None

    def _file(self, schema: Mapping[str, Any]) -> Path:
        return self._folder / f"{fingerprint(schema)}.json"


def fingerprint(schema: Mapping[str, Any]) -> str:
    """Return a short text that is the same for schemas that describe the same values."""
    text = json.dumps(_bare(schema, names=False), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _bare(value: Any, *, names: bool) -> Any:
    """The schema without words; below `properties` the keys are names, whatever they are."""
    if is_object(value):
        return {
            key: _bare(inner, names=key in ("properties", "$defs", "definitions") and not names)
            for key, inner in value.items()
            if names or key not in _WORDS
        }
    return [_bare(each, names=False) for each in value] if is_list(value) else value
