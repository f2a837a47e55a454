"""A run of a script step over records, checked whole before anything is asked of a provider."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.actions.action import Action
from engine.actions.errors import ActionError
from engine.actions.registry import Registry
from engine.actions.step_script import ScriptAsked, endpoint_of, step_config
from engine.documents.loaded import LoadedWorkflow
from engine.llm_actions.llm_actions import LlmActions
from engine.providers.directory import Providers
from engine.records.collections import Collections
from engine.records.record import Record
from engine.records.record_title import record_title
from engine.records.records import Records
from engine.records.setting_checks import wrong_config, wrong_value
from engine.records.settings import StepSettings
from engine.records.step_script import SettledStep, settled_step
from engine.records.variables import inputs_of, record_variables
from engine.session.errors import SessionError
from engine.session.provider_named import lane_of
from engine.spelling import nearest
from engine.templates.sandbox import MissingName, compile_expression
from schemas.documents.script_step import ScriptStep
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object
from schemas.messages.step_settings import SettingView

USUAL_AT_ONCE = 4
"""How many records are sent at once to a provider that says nothing, unless the step does."""


@frozen
class Prepared:
    """What runs. `skipped` says why by record id, `at_once` is how many records run at once.

    `config` is the action's; `inputs` stand in for the records' own, by input key; `settings` are
    those of this run alone.
    """

    workflow: LoadedWorkflow
    step_id: str
    module_id: str
    title: str
    script: ScriptStep
    action: Action
    name: str
    document: Record
    records: Sequence[Record]
    skipped: Mapping[int, str]
    config: dict[str, Any]
    inputs: dict[str, Any]
    settings: dict[str, Any]
    provider: str
    at_once: int

    @property
    def outputs(self) -> dict[str, str]:
        """The fields to write, by output key."""
        return {key: field.db_field for key, field in self.script.outputs.items()}

    @property
    def lane(self) -> str:
        """The lane of the queue for what asks this provider."""
        return lane_of(self.name, self.provider)

    def titles(self) -> list[tuple[int, str]]:
        """Every record's id and what a person reads, in order."""
        return [(record.id, record_title(record)) for record in self.records]


class Preparing:
    """Checks runs. Raises `SessionError`, with nothing changed and nobody asked."""

    def __init__(
        self,
        *,
        records: Records,
        collections: Collections,
        settings: StepSettings,
        llm_actions: LlmActions,
        registry: Registry,
        providers: Providers,
    ) -> None:
        self._records = records
        self._collections = collections
        self._settings = settings
        self._llm_actions = llm_actions
        self._registry = registry
        self._providers = providers

    async def prepare(
        self,
        workflow: LoadedWorkflow,
        step_id: str,
        document_id: int,
        record_ids: Sequence[int] | None,
        *,
        inputs: Mapping[str, Any],
        settings: Mapping[str, Any],
        state: Mapping[str, Any],
        chosen: Mapping[str, Any],
    ) -> Prepared:
        """Everything a run needs. `state` and `chosen` (settings: who answers) are the session's."""
        step = await asyncio.to_thread(settled_step, workflow, step_id, self._registry)
        script = step.script
        document = await self._document(script, document_id)
        records = await self._chosen(script, document, record_ids)
        given = _given(script, inputs)
        reads = [field.db_field for key, field in script.inputs.items() if key not in given]
        await self._collections.check_fields(document.collection, reads)
        effective = await self._settings.effective(workflow, step_id, document.id, settings)
        parameters = self._settings.as_config(effective)
        shapes = {each.name: each.shape for each in effective if each.shape}
        config = await self._config(step, parameters, shapes)
        provider = _provider(step, effective, chosen)
        title = next(each.title for each in workflow.steps if each.id == step_id)
        return Prepared(
            workflow=workflow,
            step_id=step_id,
            module_id=next(
                m.id for place, m in workflow.places() if place == step_id and m.script is not None
            ),
            title=title,
            script=script,
            action=step.action,
            name=step.name,
            document=document,
            records=records,
            skipped=_skipped(script, records, document, given, state),
            config=config,
            inputs=given,
            settings=dict(settings),
            provider=provider,
            at_once=self._at_once(script, provider),
        )

    async def _document(self, script: ScriptStep, document_id: int) -> Record:
        document = await self._records.document(document_id)
        if script.collection is not None and document.collection != script.collection:
            raise SessionError(
                "unprocessable",
                f"Document {document_id} is in {document.collection}; the step is for {script.collection}.",
            )
        return document

    async def _chosen(
        self, script: ScriptStep, document: Record, record_ids: Sequence[int] | None
    ) -> list[Record]:
        if script.over == "document":
            others = [each for each in record_ids or () if each != document.id]
            if others:
                raise SessionError(
                    "unprocessable",
                    f"This step runs over the document itself, {document.id}, not over {others[0]}.",
                )
            return [document]
        if record_ids is None:
            found = await self._records.sections(document.id)
        else:
            found = await self._records.chosen(document.id, list(dict.fromkeys(record_ids)))
        if not found:
            raise SessionError(
                "unprocessable",
                "There are no sections to run over.",
                hint="Choose some sections." if record_ids is not None else "Import or add sections first.",
            )
        return found

    async def _config(
        self, step: SettledStep, parameters: dict[str, Any], shapes: Mapping[str, Any]
    ) -> dict[str, Any]:
        script = step.script.script_config
        stored: Mapping[str, Any] | None = None
        if script.action_id is not None and step.is_text:
            await self._llm_actions.seed(step.workflow)
            stored = (await self._llm_actions.config(script.action_id)).body
        try:
            endpoint = endpoint_of(script, step.workflow.workflow.defaults.base_url)
            asked = ScriptAsked(
                parameters, tuple(step.script.inputs), stored, endpoint, script.function or ""
            )
            config = step_config(step.action, asked)
        except ActionError as error:
            raise SessionError("unprocessable", error.message, hint=error.hint) from None
        whole = replace(step, stored=stored)

        def check() -> list[str]:
            alone = [
                each for name, value in parameters.items() for each in wrong_value(step, name, value, shapes)
            ]
            return alone or list(wrong_config(whole, parameters, endpoint))

        wrong = await asyncio.to_thread(check)
        if wrong:
            raise SessionError(
                "unprocessable", f"The step's parameters are wrong: {wrong[0]}.", details=wrong
            )
        return config

    def _at_once(self, script: ScriptStep, provider: str) -> int:
        """The step's own number, within what the provider takes."""
        kind = self._providers.kind_of(provider) if provider else None
        limit = getattr(self._providers.config.providers.get(provider), "max_concurrency", None)
        usual = 1 if kind is not None and kind.built_in else USUAL_AT_ONCE
        wanted = script.concurrency or limit or usual
        return min(wanted, limit or wanted)


def _given(script: ScriptStep, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in for the records' own values, by input key; it may be named by the field, too."""
    by_field = {field.db_field: key for key, field in script.inputs.items()}
    given: dict[str, Any] = {}
    for name, value in inputs.items():
        key = name if name in script.inputs else by_field.get(name)
        if key is None:
            known = [*script.inputs, *by_field]
            close = nearest(name, known)
            raise SessionError(
                "unprocessable",
                f"The step has no input {name[:80]!r}.",
                hint=f"Did you mean {close}?" if close else f"Its inputs: {', '.join(known) or 'none'}.",
            )
        given[key] = value
    return given


def _skipped(
    script: ScriptStep,
    records: Sequence[Record],
    document: Record,
    given: Mapping[str, Any],
    state: Mapping[str, Any],
) -> dict[int, str]:
    """The records for which `when` is false, each with why."""
    if script.when is None:
        return {}
    holds = compile_expression(script.when)
    fields = {key: field.db_field for key, field in script.inputs.items()}
    skipped: dict[int, str] = {}
    for record in records:
        variables = record_variables(record, document, inputs_of(fields, record, given))
        try:
            wanted = holds({**record.fields, **variables, "state": state})
        except (MissingName, ValueError) as error:
            raise SessionError(
                "unprocessable", f"The step's condition cannot be worked out for record {record.id}: {error}."
            ) from None
        if not wanted:
            skipped[record.id] = f"the step's condition is false: {script.when}"
    return skipped


def _provider(step: SettledStep, settings: Sequence[SettingView], chosen: Mapping[str, Any]) -> str:
    """Who will answer, as far as that is said before: the session's choice stands above the workflow's."""
    if not (step.is_text or step.is_media):
        return ""
    found = next((each for each in settings if each.name == "provider"), None)
    own = chosen.get("text_provider" if step.is_text else "media_provider")
    if found is None or (own and found.source in ("default", "workflow")):
        return str(own or "")
    return found.value if isinstance(found.value, str) and "{" not in found.value else ""


def holds_nothing(value: Any) -> bool:
    """Whether an input or output is missing: None, an empty text, an empty list or object."""
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or ((is_list(value) or is_object(value)) and not value)
    )
