"""The bundled workflows as loading them gave them, so that nobody's first page waits for their check.

`python -m engine.documents.bundled_checks` writes a file for each; a test says when one is out of date.
What is not as it was then is loaded and checked like any other workflow.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from engine.bundled import bundled_folder
from engine.documents.loaded import LoadedWorkflow
from engine.documents.stored import from_json, to_json

FOLDER = Path(__file__).parent / "bundled"


def checked_before(path: Path, actions: Iterable[str]) -> LoadedWorkflow | None:
    """The workflow in folder `path`, if it is bundled and as it was checked with these actions. Blocks."""
    if path.parent != bundled_folder():
        return None
    try:
        kept = json.loads((FOLDER / f"{path.name}.json").read_text("utf-8"))
        same = kept["digest"] == _digest(path, actions)
    except (OSError, ValueError):
        return None
    return replace(from_json(json.dumps(kept["loaded"])), source=path) if same else None


def checks() -> dict[str, str]:
    """What the files have to say, by their names. Raises `DocumentErrors`."""
    from engine.actions.builtin import builtin_registry  # noqa: PLC0415 - a page needs neither
    from engine.documents.loader import load  # noqa: PLC0415 - as above

    registry = builtin_registry()
    made: dict[str, str] = {}
    for path in sorted(file.parent for file in bundled_folder().glob("*/workflow.json")):
        loaded = to_json(replace(load(path, registry), source=Path()))
        kept = {"digest": _digest(path, registry.names()), "loaded": json.loads(loaded)}
        made[f"{path.name}.json"] = json.dumps(kept, indent=1) + "\n"
    return made


def _digest(path: Path, actions: Iterable[str]) -> str:
    """SHA-256 over the actions, and over the names and contents of a folder's files: not over their times."""
    digest = hashlib.sha256(f"{sorted(actions)}".encode())
    for file in sorted(path.rglob("*")):
        if file.is_file():
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"\n{file.relative_to(path).as_posix()}\0{content}".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in checks().items():
        (FOLDER / name).write_text(text, "utf-8")
