"""Writes a draft as a workflow folder: whole and valid, or not at all."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from engine.actions.builtin import builtin_registry
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors
from engine.importing.draft import Draft
from engine.importing.refused import Refused
from schemas.clean_text import clean_line


def write_draft(draft: Draft, name: str, into: Path, command: str) -> list[str]:
    """Make the folder `name` in `into`; the paths of its files. `command` is what the README says made it.

    The folder gets its name once everything in it is written and loads. Raises `Refused`.
    """
    target = into / name
    if target.exists() or target.is_symlink():
        raise Refused(f"{target} is there already", "Choose another name, or another place with --into.")
    try:
        into.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=into))
    except OSError as error:
        raise Refused(
            f"{into} cannot be written to: {error.strerror}", "Choose another place with --into."
        ) from None
    try:
        files = _contents(draft, name, command)
        for path, content in files.items():
            file = temporary / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, "utf-8")
        _check(temporary)
        temporary.chmod(0o755)
        if target.exists() or target.is_symlink():
            raise Refused(f"{target} is there already", "Choose another name, or another place with --into.")
        temporary.rename(target)
    except OSError as error:
        raise Refused(f"{target} cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return list(files)


def _contents(draft: Draft, name: str, command: str) -> dict[str, str]:
    workflow: dict[str, Any] = {"id": name, "title": draft.title}
    workflow["description"] = draft.description or draft.about
    workflow["steps"] = [draft.step]
    step = {"title": draft.modules[0].get("title", draft.title), "modules": draft.modules}
    files = {"workflow.json": _json(workflow), f"steps/{draft.step}/step.json": _json(step)}
    files |= {path: each if isinstance(each, str) else _json(each) for path, each in draft.files.items()}
    return {**files, "README.md": _readme(draft, name, command)}


def _json(value: Any) -> str:
    try:
        return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    except (ValueError, RecursionError) as error:
        raise Refused(f"the file holds something that cannot be written as JSON: {error}") from None


def _readme(draft: Draft, name: str, command: str) -> str:
    """What a stranger wrote stands in it only as code, where Markdown leaves it alone."""
    about = draft.about.replace("`", "'")
    lines = [f"`{draft.title.replace('`', chr(39))}`", "", f"    {about}", ""]
    lines += [f"Made by `{command.replace('`', chr(39))}`; open it with `reroll open {name}`.", ""]
    return "\n".join(lines)


def _check(folder: Path) -> None:
    try:
        load(folder, builtin_registry())
    except DocumentErrors as error:
        rows = tuple(
            clean_line(f"{problem.pointer}: {problem.message} {problem.found}".strip())[:200]
            for problem in error.problems[:5]
        )
        raise Refused("what is in the file does not make a valid workflow", "", rows) from None
