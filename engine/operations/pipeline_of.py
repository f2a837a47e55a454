"""What runs executions and takes what they make, put together when the first one runs."""

import time
from typing import TYPE_CHECKING

from engine.actions.giving_back import GivingBack
from engine.actions.landings import Landings
from engine.actions.pipeline import Pipeline
from engine.actions.scope import Landing
from engine.session.landing import SessionLanding
from engine.session.repeatable import repeatable_at

if TYPE_CHECKING:
    from engine.operations.services import Services


def pipeline_of(services: "Services", *, records_in_pictures: bool) -> Pipeline:
    """The pipeline over an engine's other parts; those that few runs land in are made when one does."""
    database, executions, owner = services.database, services.executions, services.owner.name
    session = _session_landing(services)
    landings = Landings(session)
    landings.add_late("embedded", lambda: _embedded_landing(services, session))
    landings.add_late("record", lambda: services.for_records.landing)
    landings.add_late("llm_action_test", lambda: services.for_records.trial_landing)
    return Pipeline(
        services.registry,
        database,
        executions,
        services.blobs,
        landings,
        owner,
        records_in_pictures=records_in_pictures,
        giving_back=(
            GivingBack(database, executions, owner, repeatable_at(services.providers))
            if services.jobs.redelivers
            else None
        ),
    )


def _session_landing(services: "Services") -> SessionLanding:
    async def export_folder(session_id: str) -> str:
        state = await services.log.state(session_id)
        stamp = time.strftime("%Y-%m-%d", time.localtime(state.created_at))
        return str(services.home / "exports" / f"{stamp}-{state.workflow_id}-{session_id}")

    landing = SessionLanding(services.log, services.catalogue, services.registry, export_folder)
    landing.embedding = lambda request, execution_id: services.conversing.embedded(request, execution_id)
    return landing


def _embedded_landing(services: "Services", session: Landing) -> Landing:
    from engine.conversing.landing import EmbeddedLanding  # noqa: PLC0415 - for conversations alone

    return EmbeddedLanding(services.log, services.catalogue, session)
