"""What a person changed on a page can be undone and redone; earlier generations can be shown again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.session.errors import SessionError
from engine.session.interactions import open_page
from engine.session.log import SessionLog
from engine.session.marks import marked, name_of
from engine.session.page import Interaction
from engine.session.page_values import committed, values_committed
from engine.session.state import SessionEvent, SessionState
from engine.store.database import Transaction
from engine.store.drafts import get_draft, save_draft
from schemas.json_value import is_object
from schemas.messages.session import Draft

Step = tuple[list[SessionEvent], Mapping[str, Any] | None]
"""What happens, and the display data the page has then, if it goes back or forth."""


class PageHistory:
    """Services over what a page was before. Each call is one transaction; all raise `SessionError`."""

    def __init__(self, log: SessionLog) -> None:
        self._log = log

    async def commit(self, session_id: str, interaction_id: str, label: str) -> None:
        """Make what was typed since the last change one change of its own, to be undone by itself."""
        await self._change(session_id, interaction_id, lambda _page, _edited: ([], None), label)

    async def undo(self, session_id: str, interaction_id: str) -> None:
        """Take back the last change; what was typed since counts as one."""

        def step(page: Interaction, edited: bool) -> Step:
            if not page.undoable and not edited:
                raise SessionError("conflict", "There is nothing to undo.")
            before = page.data if edited else page.undoable[-1].data
            return [SessionEvent("change_undone", {"interaction_id": interaction_id})], before

        await self._change(session_id, interaction_id, step)

    async def redo(self, session_id: str, interaction_id: str) -> None:
        """Do again what was undone last, unless something was changed since."""

        def step(page: Interaction, edited: bool) -> Step:
            if not page.redoable or edited:
                raise SessionError("conflict", "There is nothing to redo.")
            return [SessionEvent("change_redone", {"interaction_id": interaction_id})], page.redoable[-1].data

        await self._change(session_id, interaction_id, step)

    async def choose_generation(self, session_id: str, interaction_id: str, number: int) -> None:
        """Show an earlier (or later) generation again, with the workflow's state that belongs to it."""

        def step(page: Interaction, _edited: bool) -> Step:
            count = len(page.generations)
            if not 1 <= number <= count:
                raise SessionError("bad_request", f"There is no generation {number}; there are {count}.")
            if number == page.generation:
                return [], None
            data = {"interaction_id": interaction_id, "number": number}
            return [SessionEvent("generation_chosen", data)], page.generations[number - 1].data

        await self._change(session_id, interaction_id, step)

    async def mark(
        self, session_id: str, interaction_id: str, content_ids: Sequence[str], marks: Mapping[str, Any]
    ) -> None:
        """Give results these marks (see `engine.session.marks`); those they have already are no change."""

        def step(page: Interaction, _edited: bool) -> Step:
            unknown = set(content_ids) - page.all_ids
            if unknown:
                raise SessionError("bad_request", f"This page has no result {min(unknown)!r}.")
            if marked(page.marks, content_ids, marks) == page.marks:
                return [], None
            data = {"interaction_id": interaction_id, "content_ids": list(content_ids), "marks": dict(marks)}
            return [SessionEvent("results_marked", {**data, "label": name_of(marks)})], None

        await self._change(session_id, interaction_id, step)

    async def _change(
        self,
        session_id: str,
        interaction_id: str,
        step: Callable[[Interaction, bool], Step],
        label: str = "Edit",
    ) -> None:
        await self._log.whole(session_id)
        draft: Draft | None = None
        then: Mapping[str, Any] | None = None

        async def read(transaction: Transaction) -> None:
            nonlocal draft
            draft = await get_draft(transaction, session_id, interaction_id)

        def decide(state: SessionState) -> list[SessionEvent]:
            nonlocal then
            page = open_page(state, interaction_id)
            typed = committed(page, draft)["current_values"]
            edited = typed != (page.data.get("current_values") or {})
            events, then = step(page, edited)
            return [values_committed(interaction_id, typed, label), *events] if edited else events

        async def write(transaction: Transaction) -> None:
            if then is not None and draft is not None:
                await save_draft(transaction, session_id, interaction_id, _restored(draft, then))

        await self._log.change(session_id, decide, write, read=read)


def _restored(draft: Draft, data: Mapping[str, Any]) -> Draft:
    """The form as it was then; texts that do not parse yet stay where nothing else takes their place."""
    values = data.get("current_values")
    known: Mapping[str, Any] = values if is_object(values) else {}
    unparsed = {
        name: text for name, text in draft.unparsed.items() if known.get(name) == draft.values.get(name)
    }
    return Draft(values=dict(known), unparsed=unparsed, shapes=draft.shapes)
