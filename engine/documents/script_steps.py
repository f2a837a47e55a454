"""Steps that are nothing but a script over records: made into a step with one module.

`steps/<name>/step.json` may be such a script, and a file may hold one, or several by name.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.documents.file_names import identifier, readable
from engine.documents.place import Place
from schemas.json_value import is_object

USES = "script_step"
MODULE = "records"
"""The id of the step's one module."""

_OF_THE_STEP = ("$schema", "id", "title", "description")


def is_script(document: Any) -> bool:
    """Whether a document is one step's script."""
    return is_object(document) and "script_config" in document and "modules" not in document


def is_scripts(document: Mapping[str, Any]) -> bool:
    """Whether a document is a mapping of names to steps' scripts."""
    return not is_script(document) and any(is_script(value) for value in document.values())


def as_step(document: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The step that a script stands for; problems inside it are reported where its author wrote it.

    `place` is where the document stands.
    """
    script = {key: value for key, value in document.items() if key not in _OF_THE_STEP}
    place.at("modules", 0, "script").moved_from(place)
    module = {"id": MODULE, "uses": USES, "script": script}
    module |= {key: document[key] for key in ("title", "description") if key in document}
    return {**{key: document[key] for key in _OF_THE_STEP if key in document}, "modules": [module]}


def as_workflow(document: Mapping[str, Any], file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """A raw workflow for a file with scripts, and the raw documents of its steps by name."""
    scripts: Mapping[str, Any] = {file.stem: document} if is_script(document) else document
    steps = {name: script for name, script in scripts.items() if name != "$schema"}
    return {"id": identifier(file.stem), "title": readable(file.stem)}, steps
