"""Settings of steps that run over records, and documents' own in their place (row C6)."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.actions.media_names import named_in
from engine.actions.registry import Registry
from engine.documents.loaded import LoadedWorkflow
from engine.llm_actions.llm_actions import LlmActions
from engine.providers.directory import Providers
from engine.records.errors import unknown_records
from engine.records.setting_checks import wrong_values
from engine.records.setting_levels import Level, as_config, layered
from engine.records.step_script import SettledStep, settled_step
from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.log import SessionLog
from engine.session.sessions import Sessions
from engine.store.database import Database, Rows
from schemas.documents.hyperparameters import Hyperparameters
from schemas.messages.step_settings import SettingView, StepSettingsView


class StepSettings:
    """Services of steps' settings. Raise `SessionError`; opening a workflow also `DocumentErrors`."""

    def __init__(
        self,
        *,
        database: Database,
        registry: Registry,
        providers: Providers,
        llm_actions: LlmActions,
        log: SessionLog,
        catalogue: Catalogue,
        sessions: Sessions,
    ) -> None:
        self._database = database
        self._registry = registry
        self._providers = providers
        self._llm_actions = llm_actions
        self._log = log
        self._catalogue = catalogue
        self._sessions = sessions

    async def effective(
        self, workflow: LoadedWorkflow, step_id: str, document_id: int | None, run: Mapping[str, Any]
    ) -> list[SettingView]:
        """Every setting with the value that counts for a run over this document's records.

        `run` is checked like anything that is stored: unprocessable, with all that is wrong.
        What of it means nothing to this step's action, such as a temperature for pictures, is left out.
        """
        return (await self._settled(workflow, step_id, document_id, run))[1]

    @staticmethod
    def as_config(settings: Sequence[SettingView]) -> dict[str, Any]:
        """The parameters of the step's script with these settings: see `setting_levels.as_config`."""
        return as_config(settings)

    async def workflow(self, session_id: str, workflow: str) -> LoadedWorkflow:
        """The workflow of a session, or the one that is named by id or path."""
        if bool(session_id) == bool(workflow):
            raise SessionError("bad_request", "Give either a session or a workflow.")
        if session_id:
            return await self._catalogue.find((await self._log.state(session_id)).content_hash)
        return await self._sessions.open(workflow)

    async def view(
        self,
        workflow: LoadedWorkflow,
        step_id: str,
        document_id: int | None,
        run: Mapping[str, Any] | None = None,
    ) -> StepSettingsView:
        """All settings of a step; without those of a stored LLM action that is not there."""
        step, settings = await self._settled(workflow, step_id, document_id, run or {}, lenient=True)
        return StepSettingsView(
            workflow_id=workflow.workflow.id,
            step_id=step_id,
            action=step.action.id,
            document_id=document_id,
            settings=settings,
        )

    async def set(
        self, workflow: LoadedWorkflow, step_id: str, document_id: int, changes: Mapping[str, Any]
    ) -> StepSettingsView:
        """Give a document settings of its own: all of these, or an error and none."""
        step = await self._step(workflow, step_id, lenient=True)
        own = await self._own(self._database, step, document_id)
        await self._check(step, own, {}, changes)
        now = time.time()
        async with self._database.transaction() as transaction:
            await self._own(transaction, step, document_id)
            await transaction.execute_many(
                _SET,
                [
                    (document_id, workflow.workflow.id, step_id, name, json.dumps(value), now)
                    for name, value in changes.items()
                ],
            )
        return await self.view(workflow, step_id, document_id)

    async def reset(
        self, workflow: LoadedWorkflow, step_id: str, document_id: int, names: Sequence[str] | None
    ) -> StepSettingsView:
        """Take a document's own settings away, these or (None) all; the step's count again."""
        step = await self._step(workflow, step_id, lenient=True)
        async with self._database.transaction() as transaction:
            own = await self._own(transaction, step, document_id)
            await transaction.execute_many(
                "DELETE FROM overrides"
                " WHERE document_id = ? AND workflow_id = ? AND step_id = ? AND name = ?",
                [
                    (document_id, workflow.workflow.id, step_id, name)
                    for name in (own if names is None else names)
                ],
            )
        return await self.view(workflow, step_id, document_id)

    async def _settled(
        self,
        workflow: LoadedWorkflow,
        step_id: str,
        document_id: int | None,
        run: Mapping[str, Any],
        *,
        lenient: bool = False,
    ) -> tuple[SettledStep, list[SettingView]]:
        step = await self._step(workflow, step_id, lenient=lenient)
        own = {} if document_id is None else await self._own(self._database, step, document_id)
        shapes = self._shapes(step, self._levels(step, own, run))
        meant = {
            name: value
            for name, value in run.items()
            if value is not None and (name in shapes or name not in Hyperparameters.model_fields)
        }
        await self._check(step, own, meant, {})
        return step, layered(self._levels(step, own, meant), shapes)

    async def _step(self, workflow: LoadedWorkflow, step_id: str, *, lenient: bool) -> SettledStep:
        step = settled_step(workflow, step_id, self._registry)
        action_id = step.script.script_config.action_id
        await self._llm_actions.seed(workflow)
        if action_id is None or not step.is_text:
            return step
        try:
            return replace(step, stored=(await self._llm_actions.config(action_id)).body)
        except SessionError:
            if lenient:
                return step
            raise

    async def _own(self, source: Rows, step: SettledStep, document_id: int) -> dict[str, Any]:
        """A document's own settings."""
        row = await source.one("SELECT parent_id FROM records WHERE id = ?", (document_id,))
        if row is None:
            raise unknown_records([document_id])
        if row[0] is not None:
            raise SessionError(
                "unprocessable",
                f"Record {document_id} is a section; settings belong to its document {row[0]}.",
            )
        rows = await source.all(
            "SELECT name, value FROM overrides"
            " WHERE document_id = ? AND workflow_id = ? AND step_id = ? ORDER BY name",
            (document_id, step.workflow.workflow.id, step.step_id),
        )
        return {row[0]: json.loads(row[1]) for row in rows}

    def _levels(self, step: SettledStep, own: Mapping[str, Any], run: Mapping[str, Any]) -> list[Level]:
        named = self._providers.config.defaults
        provider = named.text if step.is_text else named.media if step.is_media else None
        return [
            Level("default", {"provider": provider} if provider else {}),
            step.level_of_workflow(),
            *step.levels_of_step(),
            Level("document", own),
            Level("run", run),
        ]

    def _shapes(self, step: SettledStep, levels: Sequence[Level]) -> dict[str, Any]:
        """The JSON Schemas of all settings: those of the provider that will answer come last."""
        shapes: dict[str, Any] = step.own_shapes()
        if not step.is_media:
            return shapes
        chosen = {each.name: each.value for each in layered(levels, {}) if isinstance(each.value, str)}
        offered = self._providers.parameters(
            chosen.get("provider", ""),
            chosen.get("operation") or named_in(step.name)[1],
            chosen.get("model"),
        )
        properties: Mapping[str, Any] = (offered or {}).get("properties", {})
        field = self._providers.model_field(chosen.get("provider", ""))
        return shapes | {"model" if name == field else name: shape for name, shape in properties.items()}

    async def _check(
        self, step: SettledStep, own: Mapping[str, Any], run: Mapping[str, Any], changes: Mapping[str, Any]
    ) -> None:
        """Raise unprocessable if something is wrong with a run's settings, or with new ones of a document."""
        changed = run or changes
        if not changed:
            return
        before = self._levels(step, own, {})
        after = self._levels(step, {**own, **changes}, run)
        shapes = self._shapes(step, after)
        answering = "text" if step.is_text else "media" if step.is_media else None
        providers = self._providers.names(answering) if answering and "provider" in changed else None
        problems = await asyncio.to_thread(
            wrong_values,
            step,
            changed,
            as_config(layered(before, {})),
            as_config(layered(after, {})),
            shapes,
            providers,
        )
        if problems:
            count = len(problems)
            raise SessionError(
                "unprocessable",
                f"{count} setting{'s are' if count != 1 else ' is'} wrong. Nothing was changed.",
                details=problems,
            )


_SET = """
INSERT INTO overrides (document_id, workflow_id, step_id, name, value, at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (document_id, workflow_id, step_id, name) DO UPDATE SET value = excluded.value, at = excluded.at
"""
