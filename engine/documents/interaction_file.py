"""Opens a single interaction in a file as a workflow of one step with one module."""

from pathlib import Path
from typing import Any

from engine.actions.registry import Registry
from engine.documents.check_reruns import check_reruns
from engine.documents.check_state import check_state
from engine.documents.file_names import identifier, readable
from engine.documents.findings import Findings
from engine.documents.flow_module import FlowModule
from engine.documents.loaded import LoadedStep
from engine.documents.place import Origins, Place
from engine.documents.prepare_module import prepare_module
from engine.documents.pydantic_problems import check
from engine.documents.refs import References
from schemas.documents.interaction import InteractionDocument
from schemas.documents.module import Module
from schemas.documents.workflow import Workflow

_STEP = "interaction"
_CARRIED = (
    "title",
    "description",
    "input_schema",
    "result_display_schema",
    "sub_actions",
    "navigation",
    "continue_label",
)
_OUTPUTS = {
    "selected": "{{ response.selected }}",
    "selected_content_id": "{{ response.selected_content_id }}",
    "all_content_ids": "{{ response.all_content_ids }}",
    "final_prompt": "{{ response['values'] }}",
}


def load_interaction(
    document: dict[str, Any], file: Path, references: References, registry: Registry, findings: Findings
) -> tuple[Workflow, LoadedStep] | None:
    """The workflow an interaction stands for, or None after reporting why there is none.

    `display_data` becomes the module's inputs literally: `{{` in it is text.
    """
    origins = Origins(file)
    place = Place(origins, ("modules", 0))
    place.comes_from(file)
    place.at("inputs").comes_from(file, ("display_data",))
    raw = {
        "id": _STEP,
        "uses": "form",
        "inputs": document.get("display_data", {}),
        "literal_inputs": True,
        "outputs": _OUTPUTS,
        **{key: document[key] for key in _CARRIED if key in document},
    }
    if document.get("interaction_type") == "conversation":
        raw["interaction"] = "conversation"
    prepared = prepare_module(raw, place, references, registry, findings)
    alone = [FlowModule(_STEP, prepared, place)]
    check_reruns(alone, registry, findings)
    check_state({}, alone, findings)
    normalised = {**document, **{key: prepared[key] for key in _CARRIED if key in prepared}}
    interaction = check(InteractionDocument, normalised, place, findings)
    if not isinstance(interaction, InteractionDocument) or findings.problems:
        return None
    title = interaction.title or readable(file.stem)
    workflow = Workflow(
        id=interaction.id or identifier(file.stem), title=title, description=interaction.description
    )
    module = Module.model_validate(prepared, by_alias=True, by_name=False)
    return workflow, LoadedStep(_STEP, title, interaction.description or "", (module,))
