"""Back to the form that made a picture: a session of its own, with the values of then."""

import asyncio
from collections.abc import Mapping
from typing import Any

from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.event_rows import events_in
from engine.session.forks import Forks
from engine.session.log import SessionLog
from engine.session.sessions import Sessions
from engine.session.state import SessionState
from engine.store.database import Database
from engine.store.drafts import save_draft
from engine.store.visible import visible
from schemas.json_value import is_object
from schemas.messages.restoring import RestoreForm
from schemas.messages.session import Draft, InteractionView, SessionView


class Restoring:
    """Raises `SessionError`, and `DocumentErrors` for a workflow that cannot be loaded."""

    def __init__(
        self, *, log: SessionLog, forks: Forks, sessions: Sessions, catalogue: Catalogue, database: Database
    ) -> None:
        self._log = log
        self._forks = forks
        self._sessions = sessions
        self._catalogue = catalogue
        self._database = database

    async def restore(self, given: RestoreForm) -> SessionView:
        """Open the form with the values of then. The session it was made in stays as it is."""
        state = await self._state(given.session)
        if state is not None and given.interaction in state.interactions:
            view = await self._fork(state, given.interaction)
        else:
            view = await self._anew(given)
        page = view.interaction
        if page is None or page.module_id != given.module:
            raise SessionError("conflict", "The page of this picture cannot be opened any more.")
        draft = Draft(values=_held(page, given))
        async with self._database.transaction(of=view.id) as transaction:
            await save_draft(transaction, view.id, page.id, draft)
        return await self._sessions.view(view.id)

    async def _state(self, session_id: str) -> SessionState | None:
        """The session, unless it is gone or whoever asks may not see it."""
        seen, given = visible("id", "owner")
        row = await self._database.one(
            f"SELECT 1 FROM sessions WHERE id = ? AND {seen}",  # noqa: S608 - a constant
            (session_id, *given),
        )
        try:
            return await self._log.state(session_id) if row else None
        except SessionError:
            return None

    async def _fork(self, state: SessionState, interaction_id: str) -> SessionView:
        at = await self._before_its_end(state, interaction_id)
        title = f"{state.title} (from a picture)"
        return await self._sessions.view(await self._forks.fork(state.id, at, None, title))

    async def _before_its_end(self, state: SessionState, interaction_id: str) -> int | None:
        """The number of the last event before the page was completed; None if it is open."""
        if state.current == interaction_id:
            return None
        rows = await self._database.all(_COMPLETED, (state.id,))
        ends = [each.seq for each in events_in(rows) if each.data.get("interaction_id") == interaction_id]
        return ends[-1] - 1 if ends else None

    async def _anew(self, given: RestoreForm) -> SessionView:
        path = await asyncio.to_thread(self._sessions.known, given.workflow)
        if path is None:
            raise SessionError(
                "not_found",
                f"Neither the session in which this was made nor its workflow {given.workflow!r} is here.",
                hint="Copy the workflow's folder into `workflows` of the home folder.",
            )
        loaded = await self._catalogue.open(path)
        first = next((module for _, module in loaded.places()), None)
        if first is None or first.id != given.module:
            raise SessionError(
                "conflict",
                f"The session in which this was made is not here, and {loaded.workflow.title} does not"
                " begin with its page.",
                hint="Open the workflow and go on to that page; the values are in the file's metadata.",
            )
        return await self._sessions.start(given.workflow, f"{loaded.workflow.title} (from a picture)")


def _held(page: InteractionView, given: RestoreForm) -> dict[str, Any]:
    """The values of then, for the fields that the form has now."""
    properties = page.request.input_schema.get("properties")
    known: Mapping[str, Any] = properties if is_object(properties) else {}
    values = {key: value for key, value in given.values.items() if key in known}
    if given.seed is not None and "seed" in known and values.get("seed") in (None, "", -1):
        values["seed"] = given.seed
    return values


_COMPLETED = (
    "SELECT seq, at, kind, data FROM session_events WHERE session_id = ?"
    " AND kind = 'interaction_completed' ORDER BY seq"
)
