"""Loads the LLM actions that a workflow folder brings along: `llm_actions/*.json` (row C7)."""

from pathlib import Path
from typing import Any

from engine.documents.check_actions import check_unique
from engine.documents.check_output_schemas import check_output_schemas
from engine.documents.check_results_at import check_results_at
from engine.documents.check_templates import check_templates
from engine.documents.file_names import readable
from engine.documents.findings import Findings
from engine.documents.folder import CannotRead, Folder
from engine.documents.loaded import LoadedLlmAction
from engine.documents.place import Origins, Place
from engine.documents.problems import DocumentErrors
from engine.documents.pydantic_problems import check
from engine.documents.read import YAML_ENDINGS, read_value
from engine.documents.refs import References
from engine.documents.typed_texts import with_typed_texts
from schemas.documents.action_config import LlmConfig
from schemas.documents.llm_action import LlmActionDocument
from schemas.json_value import is_object, kind_of

FOLDER = "llm_actions"


def load_llm_actions(folder: Folder, findings: Findings) -> tuple[LoadedLlmAction, ...]:
    """Every LLM action that could be loaded, by its file's name; the rest is reported."""
    parent = folder.root / FOLDER
    if not parent.is_dir():
        return ()
    files = sorted(file for file in parent.iterdir() if file.suffix.lower() in (".json", *YAML_ENDINGS))
    read = [(file, _load(file, folder, findings)) for file in files if not file.name.startswith(".")]
    loaded = [(Place(Origins(file)), action) for file, action in read if action is not None]
    check_unique([action.name for _, action in loaded], lambda at: loaded[at][0].at("name"), findings)
    ids = [str(action.id) if action.id is not None else None for _, action in loaded]
    check_unique(ids, lambda at: loaded[at][0].at("id"), findings)
    return tuple(action for _, action in loaded)


def _load(file: Path, folder: Folder, findings: Findings) -> LoadedLlmAction | None:
    place = Place(Origins(file))
    try:
        document = read_value(folder.read(folder.find(f"{FOLDER}/{file.name}")), file)
    except CannotRead as error:
        findings.file_problem(file, error.message, nearest=error.nearest)
        return None
    except DocumentErrors as error:
        findings.add(error.problems)
        return None
    if not is_object(document):
        findings.problem(place, "wrong type", found=kind_of(document), expected="an object")
        return None
    before = len(findings.problems)
    prepared: dict[str, Any] = {"name": file.stem, "title": readable(file.stem), **document}
    at = place.at("body")
    body: Any = prepared.get("body")
    if is_object(body):
        body = References(folder, folder.root / FOLDER, findings).resolved(body, at)
        body = prepared["body"] = with_typed_texts(LlmConfig, body, at)
        check_output_schemas(body, at, findings)
        check_results_at(body, at, findings)
        check_templates(body, at, findings)
    check(LlmActionDocument, prepared, place, findings, templates=True)
    if len(findings.problems) > before:
        return None
    return LoadedLlmAction(prepared.get("id"), prepared["name"], prepared["title"], dict(body))
