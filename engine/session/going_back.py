"""Going back to an earlier page: what came after it waits, and comes back if nothing changes."""

from engine.documents.loaded import LoadedWorkflow
from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.interactions import known_page
from engine.session.log import SessionLog
from engine.session.page import Interaction
from engine.session.state import SessionEvent, SessionState


class GoingBack:
    """Opens completed pages again. Raises `SessionError`."""

    def __init__(self, log: SessionLog, catalogue: Catalogue) -> None:
        self._log = log
        self._catalogue = catalogue

    async def reopen(self, session_id: str, interaction_id: str) -> None:
        """Open a completed page; the pages after it are put aside with everything on them."""
        state = await self._log.state(session_id)
        loaded = await self._catalogue.find(state.content_hash)

        def decide(state: SessionState) -> list[SessionEvent]:
            page = known_page(state, interaction_id)
            if state.current == interaction_id:
                return []
            if not page.completed:
                raise SessionError(
                    "conflict", "This page is not completed: it comes when the ones before it are done."
                )
            modules = _from(loaded, page)
            if not modules:
                raise SessionError("conflict", "The workflow does not have this page any more.")
            data = {"interaction_id": interaction_id, "modules": [list(each) for each in modules]}
            return [SessionEvent("interaction_reopened", data)]

        await self._log.change(session_id, decide)


def _from(loaded: LoadedWorkflow, page: Interaction) -> list[tuple[str, str]]:
    """A page's module and all that come after it, in order."""
    places = [(step_id, module.id) for step_id, module in loaded.places()]
    here = (page.step_id, page.module_id)
    return places[places.index(here) :] if here in places else []
