"""Loads the steps of a workflow folder: `steps/<name>/step.json`."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.actions.registry import Registry
from engine.documents.check_actions import check_unique
from engine.documents.check_reruns import check_reruns
from engine.documents.check_state import check_state
from engine.documents.file_names import readable
from engine.documents.findings import Findings, shown
from engine.documents.flow_module import FlowModule
from engine.documents.folder import CannotRead, Folder
from engine.documents.loaded import LoadedStep
from engine.documents.place import Origins, Place
from engine.documents.prepare_module import prepare_module
from engine.documents.prepare_talk import made_in_replies
from engine.documents.problems import DocumentErrors
from engine.documents.pydantic_problems import check
from engine.documents.read import YAML_ENDINGS, read_value
from engine.documents.refs import References
from engine.documents.script_steps import as_step, is_script
from engine.spelling import nearest
from schemas.clean_text import clean_line
from schemas.documents.step import Step
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object, kind_of


def load_steps(
    workflow: Mapping[str, Any], file: Path, folder: Folder, registry: Registry, findings: Findings
) -> tuple[LoadedStep, ...]:
    """Every step that could be loaded, in the workflow's order; the rest is reported."""
    place = Place(Origins(file), ("steps",))
    existing = _folders(folder.root / "steps")
    listed: Any = workflow.get("steps")
    if not is_list(listed):
        names = existing
        if not names:
            findings.problem(Place(Origins(file)), "has no steps", expected="steps/<name>/step.json")
    else:
        names = [name for name in listed if isinstance(name, str)]
        if not listed:
            findings.problem(place, "must not be empty", expected="names of folders below steps/")
        for at, name in enumerate(listed):
            if isinstance(name, str) and name not in existing:
                found, close = shown(clean_line(name)), nearest(name, existing)
                findings.problem(place.at(at), "there is no such step folder", found=found, nearest=close)
        names = [name for name in names if name in existing]
    read = [_load_step(file.parent / "steps" / name, folder, registry, findings) for name in names]
    steps = [step for step in read if step is not None]
    check_unique([step.id for step in steps], lambda at: steps[at].place.at("id"), findings)
    if len(steps) == len(listed if is_list(listed) else names):
        modules = [module for step in steps for module in step.modules]
        check_reruns(modules, registry, findings)
        check_state(workflow.get("state"), modules, findings, made_in_replies(workflow))
    return tuple(step.loaded for step in steps if step.loaded is not None)


@frozen
class _Step:
    """A step as read: its modules prepared, and `loaded` None if it is not valid."""

    id: str
    modules: tuple[FlowModule, ...]
    loaded: LoadedStep | None
    place: Place


def _folders(parent: Path) -> list[str]:
    """Names of the folders below `parent`, numbers in them sorted as numbers."""
    if not parent.is_dir():
        return []
    names = [entry.name for entry in parent.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    return sorted(names, key=lambda name: ([int(part) for part in re.findall(r"^\d{1,9}", name)], name))


def step_files(root: Path) -> list[Path]:
    """The document of every step folder below `root`, in the order of the folders' names."""
    return [_step_file(root / "steps" / name) for name in _folders(root / "steps")]


def _step_file(step: Path) -> Path:
    names = [f"step{ending}" for ending in (".json", *YAML_ENDINGS)]
    return next((step / name for name in names if (step / name).exists()), step / names[0])


def _load_step(path: Path, folder: Folder, registry: Registry, findings: Findings) -> _Step | None:
    """The step in a folder, or None after reporting why it cannot be read."""
    file = _step_file(path)
    place = Place(Origins(file))
    try:
        document = read_value(folder.read(folder.find(f"steps/{path.name}/{file.name}")), file)
    except CannotRead as error:
        findings.file_problem(file, error.message, nearest=error.nearest)
        return None
    except DocumentErrors as error:
        findings.add(error.problems)
        return None
    references = References(folder, folder.root / "steps" / path.name, findings)
    return _prepared_step(document, clean_line(path.name), place, references, registry, findings)


def load_scripts(
    scripts: Mapping[str, Any], file: Path, references: References, registry: Registry, findings: Findings
) -> tuple[LoadedStep, ...]:
    """The steps of a file that holds several by name, in its order; what is wrong is reported."""
    origins = Origins(file)
    read = [
        _prepared_step(script, clean_line(name), Place(origins, (name,)), references, registry, findings)
        for name, script in scripts.items()
    ]
    steps = [step for step in read if step is not None]
    check_unique([step.id for step in steps], lambda at: steps[at].place.at("id"), findings)
    return tuple(step.loaded for step in steps if step.loaded is not None)


def _prepared_step(
    document: Any,
    name: str,
    place: Place,
    references: References,
    registry: Registry,
    findings: Findings,
) -> _Step | None:
    """The step of a raw document, or None after reporting that it is none."""
    if not is_object(document):
        findings.problem(place, "wrong type", found=kind_of(document), expected="an object")
        return None
    if is_script(document):
        document = as_step(document, place)
    prepared: dict[str, Any] = dict(document)
    modules: Any = document.get("modules")
    if is_list(modules):
        ids = [module.get("id") if is_object(module) else None for module in modules]
        check_unique(
            [name if isinstance(name, str) else None for name in ids],
            lambda at: place.at("modules", at),
            findings,
        )
        modules = prepared["modules"] = [
            prepare_module(module, place.at("modules", at), references, registry, findings)
            if is_object(module)
            else module
            for at, module in enumerate(modules)
        ]
    given_id = document.get("id")
    step_id = given_id if isinstance(given_id, str) and given_id else name
    flow = tuple(
        FlowModule(step_id, module, place.at("modules", at))
        for at, module in enumerate(modules if is_list(modules) else [])
        if is_object(module)
    )
    step = check(Step, prepared, place, findings)
    loaded = None
    if isinstance(step, Step):
        title = step.title or readable(name)
        loaded = LoadedStep(step_id, title, step.description or "", tuple(step.modules))
    return _Step(step_id, flow, loaded, place)
