"""Loads a workflow: reads, normalises, resolves, validates; every problem at once.

`load` takes a workflow folder, a `workflow.json`, or a file with a single interaction (or,
as older documents have it, with nothing but `sub_actions`).
"""

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from engine.actions.registry import Registry
from engine.documents.findings import Findings
from engine.documents.folder import CannotRead, Folder
from engine.documents.interaction_file import load_interaction
from engine.documents.llm_action_files import load_llm_actions
from engine.documents.loaded import LoadedLlmAction, LoadedStep, LoadedWorkflow
from engine.documents.normalise import page_of
from engine.documents.older_shapes.bare import is_bare
from engine.documents.place import Origins, Place
from engine.documents.prepare_talk import prepare_talk
from engine.documents.problems import DocumentErrors
from engine.documents.pydantic_problems import check
from engine.documents.read import YAML_ENDINGS, read_value
from engine.documents.refs import References
from engine.documents.script_steps import as_workflow, is_script, is_scripts
from engine.documents.step_folders import load_scripts, load_steps
from schemas.documents.workflow import Workflow
from schemas.json_value import is_object, kind_of

ENDINGS = (".json", *YAML_ENDINGS)
_LATER = frozenset({"embedded_actions", "states", "interaction"})


def load(path: Path, registry: Registry) -> LoadedWorkflow:
    """The workflow at `path`, ready to run; DocumentErrors with everything that is wrong.

    `path` is a folder with a `workflow.json` (or `.yaml`), that file itself, or a file with
    one interaction or with script steps. Nothing outside the folder is read.
    """
    findings = Findings()
    loaded = _load(path, registry, findings)
    if findings.problems or loaded is None:
        raise DocumentErrors(findings.problems)
    return replace(loaded, warnings=findings.warnings)


def _load(path: Path, registry: Registry, findings: Findings) -> LoadedWorkflow | None:
    try:
        file = top_file(path)
        folder = Folder(file.parent)
        document = read_value(folder.read(folder.find(file.name)), file)
    except CannotRead as error:
        findings.file_problem(path, error.message, nearest=error.nearest)
        return None
    except DocumentErrors as error:
        findings.add(error.problems)
        return None
    if not is_object(document):
        expected = "an object with the keys of a workflow or an interaction"
        findings.problem(Place(Origins(file)), "wrong type", found=kind_of(document), expected=expected)
        return None
    if is_bare(document) and file.stem != "workflow":
        document = page_of(document)
    if "interaction_type" in document:
        references = References(folder, None, findings)
        opened = load_interaction(dict(document), file, references, registry, findings)
        return opened and _finished(opened[0], (opened[1],), file)
    if file.stem != "workflow" and (is_script(document) or is_scripts(document)):
        raw, scripts = as_workflow(document, file)
        steps = load_scripts(scripts, file, References(folder, None, findings), registry, findings)
        return None if findings.problems else _finished(Workflow.model_validate(raw), steps, file)
    if file.stem != "workflow":
        message = "is neither a workflow nor an interaction"
        expected = 'a file called workflow.json, or one with "interaction_type" or "script_config" in it'
        findings.problem(Place(Origins(file)), message, expected=expected)
        return None
    place = Place(Origins(file))
    references = References(folder, None, findings)
    document = prepare_talk(document, folder.root, place, references, registry, findings)
    workflow = check(Workflow, document, place, findings)
    steps = load_steps(document, file, folder, registry, findings)
    llm_actions = load_llm_actions(folder, findings)
    if not isinstance(workflow, Workflow) or findings.problems:
        return None
    return _finished(workflow, steps, file.parent, llm_actions)


def top_file(path: Path) -> Path:
    """The document that `path` means; CannotRead if there is none."""
    if path.is_dir():
        found = [file for ending in ENDINGS if (file := path / f"workflow{ending}").exists()]
        if not found:
            raise CannotRead("is a folder without a workflow.json")
        if len(found) > 1:
            raise CannotRead(f"has both {found[0].name} and {found[1].name}; keep one")
        return found[0]
    if not path.exists():
        raise CannotRead("there is no such file or folder")
    if path.suffix.lower() not in ENDINGS:
        raise CannotRead(f"is no document: its name must end in {', '.join(ENDINGS)}")
    # The person named this file: a link is followed, and what it points to sets the folder.
    return path if path.stem == "workflow" else path.resolve()


def _finished(
    workflow: Workflow,
    steps: tuple[LoadedStep, ...],
    source: Path,
    llm_actions: tuple[LoadedLlmAction, ...] = (),
) -> LoadedWorkflow:
    hashed = content_hash(workflow, steps, llm_actions)
    return LoadedWorkflow(workflow, steps, source, hashed, llm_actions=llm_actions)


def content_hash(
    workflow: Workflow, steps: tuple[LoadedStep, ...], llm_actions: tuple[LoadedLlmAction, ...] = ()
) -> str:
    """SHA-256 over canonical JSON of the normalised documents: layout and file format do not count."""
    content: dict[str, Any] = {
        "workflow": _content(workflow, exclude={"schema_uri", "steps"}),
        "steps": [
            {
                "id": step.id,
                "title": step.title,
                "description": step.description,
                "modules": [_content(module) for module in step.modules],
            }
            for step in steps
        ],
    }
    if llm_actions:
        content["llm_actions"] = [asdict(action) for action in llm_actions]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _content(model: BaseModel, exclude: set[str] | None = None) -> dict[str, Any]:
    """All of a document. A key that came later counts only where it is given: hashes stay what they were."""
    content = model.model_dump(by_alias=True, exclude=exclude)
    return {key: value for key, value in content.items() if value is not None or key not in _LATER}
