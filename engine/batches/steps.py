"""The script steps that there are: of one workflow, or of all that are known."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.actions.errors import ActionError
from engine.actions.registry import Registry
from engine.actions.step_script import action_named
from engine.documents.library import find_workflows
from engine.documents.loaded import LoadedWorkflow
from engine.documents.problems import DocumentErrors
from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.log import SessionLog
from engine.session.sessions import Sessions
from engine.spelling import nearest
from engine.trust.code import folder_of
from schemas.documents.script_step import ScriptStep
from schemas.json_value import is_object
from schemas.messages.script_steps import ScriptStepView


class ScriptSteps:
    """Finds script steps. Raises `SessionError`; opening a workflow also `DocumentErrors`."""

    def __init__(
        self, home: Path, registry: Registry, log: SessionLog, catalogue: Catalogue, sessions: Sessions
    ) -> None:
        self._home = home
        self._registry = registry
        self._log = log
        self._catalogue = catalogue
        self._sessions = sessions

    async def views(self, session_id: str | None, workflow: str | None) -> list[ScriptStepView]:
        """The steps of a session's workflow, of one named by id or path, or (neither) of all known."""
        if session_id is not None:
            state = await self._log.state(session_id)
            found = [await self._catalogue.find(state.content_hash)]
        elif workflow is not None:
            found = [await self._sessions.open(workflow)]
        else:
            found = await self._known()
        return [
            await asyncio.to_thread(self._view, loaded, step_id, script)
            for loaded in found
            for step_id, script in scripts_of(loaded).items()
        ]

    async def find(self, step: str, workflow: str | None) -> tuple[str, str]:
        """Workflow (id or path) and step id of a step that is named by its id, or as `workflow/step`."""
        if workflow is not None:
            return workflow, step
        named, _, step_id = step.rpartition("/")
        if named:
            return named, step_id
        having = [each for each in await self._known() if step in scripts_of(each)]
        if len(having) == 1:
            return str(having[0].source), step
        if having:
            names = " or ".join(f"{each.workflow.id}/{step}" for each in having)
            raise SessionError(
                "bad_request", f"Several workflows have a step {step!r}.", hint=f"Say which: {names}."
            )
        known = [name for each in await self._known() for name in scripts_of(each)]
        close = nearest(step, known)
        raise SessionError(
            "not_found",
            f"No known workflow has a script step {step[:80]!r}.",
            hint=f"Did you mean {close}?" if close else "Name the workflow: workflow/step.",
        )

    async def _known(self) -> list[LoadedWorkflow]:
        """Every workflow that loads, the bundled ones first."""
        found: list[LoadedWorkflow] = []
        for path, _bundled in await asyncio.to_thread(find_workflows, self._home):
            try:
                found.append(await self._catalogue.open(path))
            except DocumentErrors:
                continue  # the list of workflows says what is wrong with it
        return found

    def _view(self, loaded: LoadedWorkflow, step_id: str, script: ScriptStep) -> ScriptStepView:
        step = next(each for each in loaded.steps if each.id == step_id)
        config = script.script_config
        name, problem, schema = action_named(config), "", dict[str, Any]()
        try:
            action = self._registry.find_for(name, folder_of(loaded.source))
            if action is not None:
                name = action.id
                schema = action.config_model.model_json_schema(by_alias=True)
            else:
                problem = f"There is no action named {name}."
        except ActionError as error:
            problem = f"{error.message} {error.hint}".strip()
        own = script.parameters_schema
        return ScriptStepView(
            workflow_id=loaded.workflow.id,
            step_id=step_id,
            title=step.title,
            description=step.description,
            type=config.type,
            action=name,
            panel=script.panel or name,
            collection=script.collection,
            over=script.over,
            inputs=script.inputs,
            outputs=script.outputs,
            action_id=config.action_id,
            parameters=config.parameters,
            parameters_schema=dict(own) if is_object(own) else schema,
            when=script.when,
            cache=script.cache,
            concurrency=script.concurrency,
            problem=problem,
        )


def scripts_of(loaded: LoadedWorkflow) -> Mapping[str, ScriptStep]:
    """The scripts of a workflow by their steps' ids."""
    return {place: module.script for place, module in loaded.places() if module.script is not None}
