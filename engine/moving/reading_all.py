"""Reads a whole store, thing by thing."""

from collections.abc import AsyncGenerator, Callable

from engine.moving.choosing import choose
from engine.moving.scanning import Found, scan
from engine.moving.tables import LLM_ACTION, RECORD, SESSION
from engine.store.database import Rows


async def everything(rows: Rows, tell: Callable[[str], None]) -> AsyncGenerator[Found]:
    """Every record, LLM action and session; `tell` gets how far it is, such as `session: 3 of 40`."""
    choice = await choose(rows, ())
    for kind, things in (
        (RECORD, choice.records),
        (LLM_ACTION, choice.llm_actions),
        (SESSION, choice.sessions),
    ):
        for at, (thing_id, _) in enumerate(things, start=1):
            tell(f"{kind.name}: {at} of {len(things)}")
            yield await scan(rows, kind, thing_id)
