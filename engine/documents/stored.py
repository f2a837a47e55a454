"""A loaded workflow as JSON: stored with the sessions it began, so that they can always go on."""

import json
from dataclasses import asdict
from pathlib import Path

from engine.documents.loaded import LoadedLlmAction, LoadedStep, LoadedWorkflow
from schemas.documents.module import Module
from schemas.documents.workflow import Workflow


def to_json(loaded: LoadedWorkflow) -> str:
    """Serialise a loaded workflow; `from_json` gives it back."""
    return json.dumps(
        {
            "workflow": loaded.workflow.model_dump(mode="json", by_alias=True, exclude_unset=True),
            "steps": [
                {
                    "id": step.id,
                    "title": step.title,
                    "description": step.description,
                    "modules": [
                        module.model_dump(mode="json", by_alias=True, exclude_unset=True)
                        for module in step.modules
                    ],
                }
                for step in loaded.steps
            ],
            "source": str(loaded.source),
            "content_hash": loaded.content_hash,
            "llm_actions": [asdict(action) for action in loaded.llm_actions],
        }
    )


def from_json(text: str) -> LoadedWorkflow:
    """Read what `to_json` wrote. Raises pydantic's ValidationError if it is not that."""
    data = json.loads(text)
    return LoadedWorkflow(
        workflow=Workflow.model_validate(data["workflow"]),
        steps=tuple(
            LoadedStep(
                id=step["id"],
                title=step["title"],
                description=step["description"],
                modules=tuple(Module.model_validate(module) for module in step["modules"]),
            )
            for step in data["steps"]
        ),
        source=Path(data["source"]),
        content_hash=data["content_hash"],
        llm_actions=tuple(LoadedLlmAction(**action) for action in data.get("llm_actions", ())),
    )
