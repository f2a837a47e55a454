"""Tells whether the documents of a session have changed on disk since, and takes over the new ones."""

import asyncio
from pathlib import Path

from engine.documents.loaded import LoadedWorkflow
from engine.documents.problems import DocumentErrors
from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.log import SessionLog
from engine.session.machine import adopted as machine_adopted
from engine.session.provider_forms import ProviderForms
from engine.session.refresh import refreshed
from engine.session.state import SessionEvent, SessionState
from engine.store.database import Transaction
from engine.store.drafts import get_draft, patch_draft
from schemas.documents.module import Module
from schemas.messages.documents import DocumentsView
from schemas.messages.session import Draft


class DocumentsOnDisk:
    """Services over the files a session was started from. Raises `SessionError`."""

    def __init__(self, log: SessionLog, catalogue: Catalogue, forms: ProviderForms) -> None:
        self._log = log
        self._catalogue = catalogue
        self._forms = forms

    async def view(self, session_id: str) -> DocumentsView:
        """How the files on disk compare with what the session runs."""
        state = await self._log.state(session_id)
        loaded = await self._catalogue.find(state.content_hash)
        source = Path(state.source or loaded.source)
        view = DocumentsView(state="same", loaded=state.content_hash, source=str(source))
        if not await asyncio.to_thread(source.exists):
            return view.model_copy(update={"state": "missing"})
        try:
            found = await self._catalogue.open(source)
        except DocumentErrors as error:
            problems = [str(each) for each in error.problems]
            return view.model_copy(update={"state": "invalid", "problems": problems})
        if found.content_hash == state.content_hash:
            return view
        kept = found.content_hash == state.kept_documents
        return view.model_copy(update={"state": "kept" if kept else "changed", "on_disk": found.content_hash})

    async def keep(self, session_id: str, content_hash: str) -> None:
        """Go on with what the session runs, and do not speak of that version on disk again."""
        event = SessionEvent("documents_kept", {"content_hash": content_hash})
        await self._log.change(session_id, lambda _: [event])

    async def adopt(self, session_id: str) -> None:
        """Go on with the documents on disk. The open page takes its new shape and keeps what is on it.

        Raises `SessionError`, and `DocumentErrors` for documents that are not valid.
        """
        state = await self._log.state(session_id)
        loaded = await self._catalogue.open(Path(state.source))
        if loaded.content_hash == state.content_hash:
            return
        page_id = state.current
        draft: Draft | None = None
        patch: dict[str, object] = {}

        async def read(transaction: Transaction) -> None:
            nonlocal draft
            draft = await get_draft(transaction, session_id, page_id) if page_id else None

        def decide(state: SessionState) -> list[SessionEvent]:
            moved = machine_adopted(loaded.workflow, state.machine, state.state)
            adopted = [SessionEvent("documents_adopted", {"content_hash": loaded.content_hash}), *moved]
            if not state.current:
                return adopted
            if state.current != page_id:
                raise SessionError("conflict", "The session went on meanwhile; try again.")
            page = state.interaction(page_id)
            event, values = refreshed(
                page,
                _module(loaded, page.step_id, page.module_id),
                state.state,
                changes={},
                draft=draft,
                label="New documents",
                completed=lambda request: self._forms.opened(request, state, loaded.workflow.defaults),
            )
            patch.update(values)
            return [*adopted, event]

        async def write(transaction: Transaction) -> None:
            await transaction.execute(
                "UPDATE sessions SET content_hash = ? WHERE id = ?", (loaded.content_hash, session_id)
            )
            if patch:
                await patch_draft(transaction, session_id, page_id, patch)

        await self._log.change(session_id, decide, write, read=read)


def _module(loaded: LoadedWorkflow, step_id: str, module_id: str) -> Module:
    try:
        return loaded.module(step_id, module_id)
    except KeyError:
        raise SessionError(
            "conflict",
            f"The new documents have no page {step_id}/{module_id}, which is open.",
            hint="Complete or go back from it first, or keep the documents you have.",
        ) from None
