"""Finds workflows without loading them: those that ship with Reroll and the person's own.

This runs before the first frame, so it uses nothing but the standard library.
"""

import json
from pathlib import Path
from typing import Any

from engine.bundled import bundled_folder
from schemas.clean_text import clean, clean_line
from schemas.frozen import frozen
from schemas.json_value import is_object

__all__ = ["Peek", "bundled_folder", "find_workflows", "peek"]

_SHOWN = ("id", "title", "description")
_MAX_PEEK = 4 * 1024 * 1024
_FIRST = ("media_prompt", "pet_story")
"""Bundled workflows that one page is enough to understand."""
_NAMES = ("workflow.json", "workflow.yaml", "workflow.yml")


@frozen
class Peek:
    """What a list of workflows shows. `problem` says why the file could not be read, or is ""."""

    id: str
    title: str
    description: str = ""
    problem: str = ""


def find_workflows(home: Path) -> list[tuple[Path, bool]]:
    """Workflow folders as (path, bundled): the bundled ones, then those below `home/workflows`.

    The bundled ones begin with the easiest, and each group is sorted by name. Nothing is read; a
    folder counts if it has a workflow file.
    """
    bundled = sorted(_workflows_in(bundled_folder()), key=lambda path: path.name not in _FIRST)
    found = [(path, True) for path in bundled]
    return found + [(path, False) for path in _workflows_in(home / "workflows")]


def peek(path: Path) -> Peek:
    """Id, title and description of a workflow folder, cheaply and without validating anything.

    A workflow in YAML is listed under its folder's name. Never raises for a bad file.
    """
    name = clean_line(path.name)
    file = path / "workflow.json"
    if not file.is_file():
        return Peek(name, name)
    try:
        with file.open("rb") as stream:
            document: Any = json.loads(stream.read(_MAX_PEEK).decode("utf-8-sig"))
    except OSError as error:
        return Peek(name, name, problem=f"cannot be read: {error.strerror}")
    except (ValueError, RecursionError) as error:
        return Peek(name, name, problem=f"is not valid JSON: {clean_line(str(error))[:200]}")
    if not is_object(document):
        return Peek(name, name, problem="is not a workflow")
    texts: dict[str, str] = {key: document[key] for key in _SHOWN if isinstance(document.get(key), str)}
    return Peek(
        clean_line(texts.get("id", name)),
        clean_line(texts.get("title", name)),
        clean(texts.get("description", "")),
    )


def _workflows_in(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [path for path in entries if any((path / name).is_file() for name in _NAMES)]
