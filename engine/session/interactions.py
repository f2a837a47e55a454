"""What a person does to an open interaction: type, select, accept or dismiss, continue."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from engine.form.model import FormModel
from engine.form.reshape import KeptValues
from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.log import SessionLog
from engine.session.modules import module_completed
from engine.session.page import Interaction
from engine.session.page_change import changed_data
from engine.session.page_values import changed, changed_values, committed, values_committed
from engine.session.provider_forms import ProviderForms, takes_parameters
from engine.session.state import SessionEvent, SessionState
from engine.store.database import Database, Transaction
from engine.store.drafts import StoredDraft, get_draft, patch_draft, save_draft, stored_draft, type_draft
from engine.templates.sandbox import MissingName
from engine.templates.target_path import PathError
from schemas.documents.interaction import InteractionRequest
from schemas.documents.sub_action import ResultMapping
from schemas.json_value import is_object
from schemas.messages.session import Draft


class Interactions:
    """Services of one interaction. Each call is one transaction; all raise `SessionError`."""

    def __init__(
        self, log: SessionLog, catalogue: Catalogue, database: Database, forms: ProviderForms
    ) -> None:
        self._log = log
        self._catalogue = catalogue
        self._database = database
        self._forms = forms

    async def find(self, session_id: str, interaction_id: str) -> tuple[SessionState, Interaction]:
        """A session's interaction, open or completed."""
        state = await self.state(session_id)
        return state, known_page(state, interaction_id)

    async def state(self, session_id: str) -> SessionState:
        """The newest state of a session."""
        return await self._log.state(session_id)

    async def save_draft(
        self,
        session_id: str,
        interaction_id: str,
        draft: Draft,
        *,
        version: int | None = None,
        writer: str = "",
    ) -> int:
        """Keep what the form holds, on disk when this returns; its version.

        With the `version` that it goes on from, what another `writer` saved since is not lost: then it
        is a conflict. Where it chooses another provider or model, the form gets the fields of that one,
        and the draft keeps what fits.
        """
        state, interaction = await self._open(session_id, interaction_id)
        async with self._database.transaction(of=session_id) as transaction:
            stored = await stored_draft(transaction, session_id, interaction_id)
            if version is not None and stored is not None:
                _check_elsewhere(stored, draft, version, writer)
            saved = await type_draft(transaction, session_id, interaction_id, draft, writer)
        if takes_parameters(interaction.request):
            before = stored.draft if stored else None
            await self._take_parameters(state, interaction, before, draft)
        return saved

    async def _take_parameters(
        self, state: SessionState, interaction: Interaction, before: Draft | None, draft: Draft
    ) -> None:
        """Give the form the fields of what the draft chooses, as one change with the choice."""
        defaults = (await self._catalogue.find(state.content_hash)).workflow.defaults
        schema = self._forms.schema(interaction.request, draft.values, state, defaults)
        if schema is None:
            return
        reshaped = await asyncio.to_thread(_reshaped, interaction.request, draft, schema)
        change_id = f"parameters-{secrets.token_hex(8)}"
        form = ResultMapping(target_path="interaction.input_schema")
        values = ResultMapping(target_path="current_values", merge_mode="merge")

        def decide(state: SessionState) -> list[SessionEvent]:
            page = open_page(state, interaction.id)
            if page.request.input_schema != interaction.request.input_schema:
                return []  # another program was faster
            typed = committed(page, before)
            chosen = changed_values(typed, {"current_values": reshaped.values})
            return [
                values_committed(page.id, typed["current_values"]),
                changed(page.id, form, schema, change_id, "Parameters"),
                changed(page.id, values, chosen, change_id, "Parameters"),
            ]

        async def write(transaction: Transaction) -> None:
            # What was typed meanwhile has been saved with the fields that it was typed into.
            if await get_draft(transaction, state.id, interaction.id) == draft:
                await save_draft(transaction, state.id, interaction.id, reshaped)

        await self._log.change(state.id, decide, write)

    async def select(self, session_id: str, interaction_id: str, content_ids: Sequence[str]) -> None:
        """Mark results as selected; the whole selection each time."""
        await self._open(session_id, interaction_id)

        def decide(state: SessionState) -> list[SessionEvent]:
            interaction = open_page(state, interaction_id)
            _check_selection(interaction, content_ids)
            if interaction.selected == list(content_ids):
                return []
            data = {"interaction_id": interaction_id, "content_ids": list(content_ids)}
            return [SessionEvent("results_selected", data)]

        await self._log.change(session_id, decide)

    async def resolve(
        self,
        session_id: str,
        interaction_id: str,
        proposal_id: str,
        *,
        accept: bool,
        fields: Sequence[str] | None,
    ) -> None:
        """Accept a proposal (some of its fields, or all) or dismiss it."""
        await self._open(session_id, interaction_id)
        draft: Draft | None = None
        patch: dict[str, Any] = {}

        async def read(transaction: Transaction) -> None:
            nonlocal draft
            draft = await get_draft(transaction, session_id, interaction_id)

        def decide(state: SessionState) -> list[SessionEvent]:
            interaction = open_page(state, interaction_id)
            proposal = interaction.proposals.get(proposal_id)
            if proposal is None:
                raise SessionError("conflict", "This proposal was accepted or dismissed already.")
            resolved = {"interaction_id": interaction_id, "proposal_id": proposal_id, "accepted": accept}
            events = [SessionEvent("proposal_resolved", resolved)]
            if not accept:
                return events
            value = proposal.value
            if fields is not None and is_object(value):
                value = {name: item for name, item in value.items() if name in fields}
            typed = committed(interaction, draft)
            try:
                patch.update(changed_values(typed, changed_data(typed, proposal.mapping, value)))
            except PathError as error:
                raise SessionError(
                    "conflict",
                    f"The page has changed and this proposal no longer fits: {error}.",
                    hint="Dismiss it and run the action again.",
                ) from None
            return [
                *events,
                values_committed(interaction_id, typed["current_values"]),
                changed(interaction_id, proposal.mapping, value, proposal.execution_id, proposal.label),
            ]

        async def write(transaction: Transaction) -> None:
            if patch:
                await patch_draft(transaction, session_id, interaction_id, patch)

        await self._log.change(session_id, decide, write, read=read)

    async def complete(
        self, session_id: str, interaction_id: str, values: Mapping[str, Any], content_ids: Sequence[str]
    ) -> None:
        """Complete the interaction: its response goes into the module's outputs and so into the state."""
        state, interaction = await self._open(session_id, interaction_id)
        _check_selection(interaction, content_ids)
        _check_arrived(interaction, content_ids)
        display = interaction.request.result_display_schema
        if display and display.ux.selectable and display.ux.required and not content_ids:
            raise SessionError(
                "unprocessable",
                "Select a result first.",
                hint="Move to it with the arrow keys and press space.",
            )
        await _check_values(interaction, values)
        loaded = await self._catalogue.find(state.content_hash)

        def decide(state: SessionState) -> list[SessionEvent]:
            interaction = open_page(state, interaction_id)
            response = response_of(interaction, values, content_ids)
            module = loaded.module(interaction.step_id, interaction.module_id)
            try:
                completed = module_completed(module, interaction.step_id, state, {"response": response})
            except (MissingName, ValueError) as error:
                raise SessionError(
                    "unprocessable",
                    f"The outputs of {module.id} cannot be worked out: {error}.",
                    hint="Correct `outputs` in the step's document.",
                ) from None
            # Back on an earlier page and nothing changed: then what came after it still holds.
            resumes = bool(state.parked) and interaction.earlier_response == response
            done = {"interaction_id": interaction_id, "response": response, "resumes": resumes}
            return [SessionEvent("interaction_completed", done), *completed]

        await self._log.change(session_id, decide)

    async def _open(self, session_id: str, interaction_id: str) -> tuple[SessionState, Interaction]:
        state, _ = await self.find(session_id, interaction_id)
        return state, open_page(state, interaction_id)


def _check_elsewhere(stored: StoredDraft, draft: Draft, version: int, writer: str) -> None:
    if stored.version == version or (writer and stored.writer == writer) or stored.draft == draft:
        return
    by = f" by {stored.user}" if stored.user else ""
    raise SessionError(
        "conflict",
        f"This form was changed elsewhere{by}.",
        hint="Take what is there, or save again with its version to replace it.",
        details={
            "version": stored.version,
            "by": stored.user,
            "at": stored.at,
            "draft": stored.draft.model_dump(mode="json"),
        },
        code="draft_changed",
    )


def known_page(state: SessionState, interaction_id: str) -> Interaction:
    """A session's interaction. Raises `SessionError`."""
    if interaction_id not in state.interactions:
        raise SessionError("not_found", f"There is no interaction {interaction_id!r} in this session.")
    return state.interactions[interaction_id]


def open_page(state: SessionState, interaction_id: str) -> Interaction:
    """The interaction, if it can be changed. Raises `SessionError`."""
    interaction = known_page(state, interaction_id)
    if interaction.completed:
        raise SessionError("conflict", "This page was completed; it can be read but not changed.")
    return interaction


def response_of(
    interaction: Interaction, values: Mapping[str, Any], content_ids: Sequence[str]
) -> dict[str, Any]:
    """What the module gets (row B10): the selection, the edited values, all results."""
    by_id = {item.get("content_id"): item for item in interaction.results()}
    chosen = [by_id[content_id] for content_id in content_ids if content_id in by_id]
    return {
        "values": dict(values),
        "selected_content_id": content_ids[0] if content_ids else None,
        "selected_content_ids": list(content_ids),
        "selected": chosen[0] if chosen else None,
        "all_selected": chosen,
        "all_content_ids": [content_id for content_id in by_id if content_id],
    }


def _reshaped(request: InteractionRequest, draft: Draft, schema: Mapping[str, Any]) -> Draft:
    """The draft for another form: what fits stays, the rest gets defaults."""
    given = request.display_data.get("current_values")
    initial: Mapping[str, Any] = given if is_object(given) else {}
    model = FormModel(request.input_schema, initial, draft)
    return KeptValues().reshaped(model, schema, initial).draft()


def _check_selection(interaction: Interaction, content_ids: Sequence[str]) -> None:
    display = interaction.request.result_display_schema
    if content_ids and (display is None or not display.ux.selectable):
        raise SessionError("bad_request", "The results of this page cannot be selected.")
    if display and display.ux.selection_mode == "single" and len(content_ids) > 1:
        raise SessionError("bad_request", "Only one result can be selected on this page.")
    known = interaction.known_ids
    unknown = [content_id for content_id in content_ids if content_id not in known]
    if unknown:
        raise SessionError("not_found", f"There is no result {unknown[0]!r} on this page.")


def _check_arrived(interaction: Interaction, content_ids: Sequence[str]) -> None:
    arriving = [item.get("content_id") for items in interaction.arriving.values() for item in items]
    if set(content_ids) & set(arriving):
        raise SessionError(
            "conflict",
            "A selected result is still arriving.",
            hint="Wait for the run to end, or select another one.",
        )


async def _check_values(interaction: Interaction, values: Mapping[str, Any]) -> None:
    form = FormModel(interaction.request.input_schema, draft=Draft(values=dict(values)))
    errors = await asyncio.to_thread(form.validate)
    if errors:
        raise SessionError(
            "unprocessable",
            "Some fields need attention.",
            details=errors,
            hint="The errors stand at the fields.",
        )
