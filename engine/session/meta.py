"""What a session is for, as the person says it (row D4)."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from engine.session.log import SessionLog
from engine.session.state import SessionEvent, SessionState
from schemas.messages.meta import SessionMeta


class MetaEditor:
    """Raises `SessionError`."""

    def __init__(self, log: SessionLog) -> None:
        self._log = log

    async def edit(self, session_id: str, changes: Mapping[str, Any]) -> SessionMeta:
        """Change what `changes` names of the fields of `SessionMeta`."""

        def decide(state: SessionState) -> list[SessionEvent]:
            known = session_meta(state).model_dump()
            changed = {name: value for name, value in changes.items() if known[name] != value}
            return [SessionEvent("meta_edited", {"changes": changed})] if changed else []

        return session_meta(await self._log.change(session_id, decide))


def session_meta(state: SessionState) -> SessionMeta:
    """What a session is for, as a client sees it."""
    return SessionMeta.model_validate(asdict(state.conversation.meta))
