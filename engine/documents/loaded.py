"""A workflow as the engine runs it: validated, normalised, nothing left to read from disk."""

from dataclasses import field
from pathlib import Path
from typing import Any

from engine.documents.problems import Problem
from schemas.documents.module import Module
from schemas.documents.workflow import Workflow
from schemas.frozen import frozen


@frozen
class LoadedStep:
    """A step whose modules have every `$ref` replaced by the file's content.

    Text parts are `InlineText`, schemas are dicts, sub-actions are a list.
    """

    id: str
    title: str
    description: str
    modules: tuple[Module, ...]


@frozen
class LoadedLlmAction:
    """An LLM action that the workflow brings along; `body` is what `llm.generate` takes, checked."""

    id: int | None
    name: str
    title: str
    body: dict[str, Any]


@frozen
class LoadedWorkflow:
    """`content_hash` is a SHA-256 over the normalised documents: the same content, the same hash."""

    workflow: Workflow
    steps: tuple[LoadedStep, ...]
    source: Path
    content_hash: str
    warnings: tuple[Problem, ...] = field(default=())
    llm_actions: tuple[LoadedLlmAction, ...] = field(default=())

    def module(self, step_id: str, module_id: str) -> Module:
        """Find a module; KeyError if there is none."""
        for place, module in self.places():
            if (place, module.id) == (step_id, module_id):
                return module
        raise KeyError(f"{step_id}/{module_id}")

    def places(self) -> list[tuple[str, Module]]:
        """Every module in its order, each with its step's id."""
        return [(step.id, module) for step in self.steps for module in step.modules]

    def feedback_names(self) -> tuple[str, ...]:
        """The names under which templates find a person's feedback, wherever they stand."""
        named = {
            sub_action.feedback.inject_as
            for _, module in self.places()
            for sub_action in module.sub_actions
            if sub_action.feedback
        }
        return tuple(sorted({"user_feedback", *named}))
