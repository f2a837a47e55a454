"""Looks at what `reroll open` was given before the screen starts: cheap checks, no validation."""

import json
import sys
from pathlib import Path

from engine.documents.library import find_workflows, peek
from engine.home import home_folder
from engine.spelling import nearest
from schemas.clean_text import clean
from schemas.frozen import frozen

_WORKFLOW_FILES = ("workflow.json", "workflow.yaml", "workflow.yml")
_YAML = (".yaml", ".yml")


@frozen
class Problem:
    """Why it cannot be opened. `unreadable` is a document for `reroll validate` to explain."""

    message: str = ""
    hint: str = ""
    unreadable: Path | None = None

    def report(self) -> int:
        """Say it on the terminal; return the exit code."""
        if self.unreadable is not None:
            from engine.cli import validate  # noqa: PLC0415 - heavy, and only when something is wrong

            code = validate.run([str(self.unreadable)])
            if code:
                return code
        if self.message:
            sys.stderr.write(clean(f"reroll: {self.message}\n" + (f"  {self.hint}\n" if self.hint else "")))
        return 1


def is_picture(name: str) -> bool:
    """Whether this is a picture's file, by its first bytes."""
    try:
        with Path(name).expanduser().open("rb") as file:
            head = file.read(12)
    except (OSError, ValueError):
        return False
    return head.startswith((b"\x89PNG", b"\xff\xd8\xff")) or (head[:4], head[8:]) == (b"RIFF", b"WEBP")


def find_problem(workflow: str) -> Problem | None:
    """What is wrong with a workflow's id or path, as far as a glance tells; None if nothing."""
    known = [peek(path).id for path, _ in find_workflows(home_folder())]
    if workflow in known:
        return None
    path = Path(workflow).expanduser()
    try:
        if path.is_dir():
            found = any((path / name).is_file() for name in _WORKFLOW_FILES)
            return None if found else Problem(unreadable=path)
        if path.is_file():
            return _unreadable(path)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return Problem(f"{workflow!r} cannot be read: {getattr(error, 'strerror', None) or error}")
    close = nearest(workflow, known)
    hint = f"did you mean `reroll open {close}`?" if close else "`reroll workflows` lists the known ones"
    return Problem(f"there is no workflow {workflow[:200]!r}, and no such file or folder", hint)


def _unreadable(path: Path) -> Problem | None:
    if path.suffix.lower() in _YAML:
        return None
    try:
        json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        return Problem(f"{path} cannot be read: {error.strerror}", "check its permissions")
    except (ValueError, RecursionError):
        return Problem(f"{path} is not valid JSON", unreadable=path)
    return None
