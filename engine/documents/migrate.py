"""Rewrites older shapes in the files themselves: what `reroll migrate` does (row A12)."""

import copy
import json
from pathlib import Path
from typing import Any

from engine.documents.folder import CannotRead, Folder
from engine.documents.json_respelled import respelled
from engine.documents.loader import top_file
from engine.documents.normalise import normalised
from engine.documents.place import Origins, Place
from engine.documents.problems import DocumentErrors, Problem
from engine.documents.read import YAML_ENDINGS, decode, read_value
from engine.documents.step_folders import step_files
from schemas.frozen import frozen
from schemas.json_value import is_object

_MARK = "\ufeff"


@frozen
class Rewrite:
    """A file with older shapes in it, before and after. `refused` says why it is left to its author."""

    file: Path
    before: str
    after: str
    refused: str = ""


def rewrites(path: Path) -> list[Rewrite]:
    """What has to change in a workflow folder or a single document; nothing is written.

    Files without older shapes are not in the list. `DocumentErrors` with every file that
    cannot be read.
    """
    problems: list[Problem] = []
    found: list[Rewrite] = []
    try:
        top = top_file(path)
    except CannotRead as error:
        raise DocumentErrors([Problem(path, "", error.message, nearest=error.nearest)]) from None
    folder = Folder(top.parent)
    names = {top if path.is_dir() else path: top.name}
    if top.stem == "workflow":
        names |= {file: file.relative_to(top.parent).as_posix() for file in step_files(top.parent)}
    for file, name in names.items():
        try:
            rewrite = _rewrite(file, folder.read(folder.find(name)))
        except CannotRead as error:
            problems.append(Problem(file, "", error.message, nearest=error.nearest))
        except DocumentErrors as error:
            problems += error.problems
        else:
            found += [rewrite] if rewrite else []
    if problems:
        raise DocumentErrors(problems)
    return found


def _rewrite(file: Path, data: bytes) -> Rewrite | None:
    document = read_value(data, file)
    text = decode(data, file)
    is_yaml = file.suffix.lower() in YAML_ENDINGS
    given: Any = document if is_yaml else json.loads(text)
    if not is_object(given):
        return None
    new = normalised(copy.deepcopy(dict(given)), Place(Origins(file)))
    if _spelt(new) == _spelt(given):
        return None
    if is_yaml:
        from engine.documents.yaml_rewritten import CannotRewrite, rewritten  # noqa: PLC0415 - most are JSON

        try:
            return Rewrite(file, text, rewritten(text, new, file))
        except CannotRewrite as error:
            return Rewrite(file, text, text, str(error))
    mark = _MARK if data.startswith(_MARK.encode()) else ""
    return Rewrite(file, mark + text, mark + respelled(text, new))


def _spelt(value: Any) -> str:
    """Values that are written alike are alike, which `==` is not: the order of keys counts."""
    return json.dumps(value)
