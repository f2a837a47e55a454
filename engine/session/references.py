"""References of a session: the files and texts that its prompts get (row D5)."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.session.conversation import Reference
from engine.session.errors import SessionError
from engine.session.log import SessionLog
from engine.session.state import SessionEvent, SessionState
from schemas.clean_text import clean_line
from schemas.messages.references import ReferenceContent, ReferenceList, ReferenceView

MOST = 100
"""References a session may have."""


class References:
    """Services of references; each call is one transaction. All raise `SessionError`."""

    def __init__(self, log: SessionLog) -> None:
        self._log = log

    async def list(self, session_id: str) -> ReferenceList:
        """All of them, in order."""
        return reference_list(await self._log.state(session_id))

    async def replace(self, session_id: str, contents: Sequence[ReferenceContent]) -> ReferenceList:
        """Put these in the place of all."""
        references = [_reference(content) for content in contents]
        return await self._change(session_id, lambda _: [_replaced(references)])

    async def add(self, session_id: str, content: ReferenceContent) -> ReferenceList:
        """Attach one more, at the end."""
        added = _reference(content)

        def decide(state: SessionState) -> list[SessionEvent]:
            known = state.conversation.references
            if len(known) >= MOST:
                raise SessionError("unprocessable", f"A session has at most {MOST} references.")
            return [_replaced([*known, added])]

        return await self._change(session_id, decide)

    async def remove(self, session_id: str, index: int) -> ReferenceList:
        """Detach one."""

        def decide(state: SessionState) -> list[SessionEvent]:
            gone = _at(state, index)
            return [_replaced([each for each in state.conversation.references if each.id != gone.id])]

        return await self._change(session_id, decide)

    async def set_persist(self, session_id: str, index: int, persist: bool) -> ReferenceList:
        """Say whether a reference stays in use when its turns are used up."""
        return await self._edit(session_id, index, lambda _: {"persist": persist})

    async def set_ttl(self, session_id: str, index: int, ttl: int | None) -> ReferenceList:
        """Say how many more turns use a reference."""
        return await self._edit(session_id, index, lambda _: {"ttl": ttl})

    async def toggle(self, session_id: str, index: int, enabled: bool | None) -> ReferenceList:
        """Switch a reference on or off, or to the other."""
        return await self._edit(
            session_id, index, lambda now: {"enabled": not now.enabled if enabled is None else enabled}
        )

    async def _edit(
        self, session_id: str, index: int, changes_of: Callable[[Reference], dict[str, Any]]
    ) -> ReferenceList:
        def decide(state: SessionState) -> list[SessionEvent]:
            reference = _at(state, index)
            changes = changes_of(reference)
            if all(getattr(reference, name) == value for name, value in changes.items()):
                return []
            return [SessionEvent("reference_changed", {"reference_id": reference.id, "changes": changes})]

        return await self._change(session_id, decide)

    async def _change(
        self, session_id: str, decide: Callable[[SessionState], Sequence[SessionEvent]]
    ) -> ReferenceList:
        return reference_list(await self._log.change(session_id, decide))


def reference_list(state: SessionState) -> ReferenceList:
    """A session's references as a client sees them."""
    return ReferenceList(
        references=[
            ReferenceView(index=index, in_use=each.in_use, **asdict(each))
            for index, each in enumerate(state.conversation.references)
        ]
    )


def _reference(content: ReferenceContent) -> Reference:
    path = _absolute(content.path) if content.path is not None else None
    named = content.name.strip() or (Path(path).name if path else "") or "text"
    return Reference(
        id=secrets.token_hex(6),
        name=clean_line(named),
        path=path,
        text=content.text,
        persist=content.persist,
        ttl=content.ttl,
        enabled=content.enabled,
    )


def _absolute(path: str) -> str:
    """Whoever uses it later may stand in another folder."""
    try:
        return str(Path(path).expanduser().absolute())
    except RuntimeError:
        raise SessionError("unprocessable", f"There is no home folder for {path!r}.") from None


def _replaced(references: Sequence[Reference]) -> SessionEvent:
    return SessionEvent("references_replaced", {"references": [asdict(each) for each in references]})


def _at(state: SessionState, index: int) -> Reference:
    known = state.conversation.references
    if not 0 <= index < len(known):
        there = f"0 to {len(known) - 1}" if known else "none"
        raise SessionError("bad_request", f"There is no reference {index}.", hint=f"The session has {there}.")
    return known[index]
