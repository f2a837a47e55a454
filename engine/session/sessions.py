"""Services of whole sessions: start, find, list, rename, delete, go on."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.caller import user
from engine.documents.library import find_workflows, peek
from engine.documents.loaded import LoadedWorkflow
from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.interactions import Interactions
from engine.session.log import SessionLog
from engine.session.machine import begun
from engine.session.runner import Runner
from engine.session.state import SessionEvent
from engine.session.views import SUMMARY_COLUMNS, session_summary, session_view
from engine.store.database import Database
from engine.store.drafts import stored_draft
from engine.store.errors import AlreadyThere
from engine.store.executions import Executions
from engine.store.kept_pages import forget_page
from engine.store.thumbnails import forget_thumbnails, pictures_of
from engine.store.visible import visible
from engine.templates.sandbox import MissingName
from schemas.messages.session import SessionSummary, SessionView
from schemas.messages.sessions import SessionList


class Sessions:
    """Raises `SessionError`; `start` also `DocumentErrors`."""

    def __init__(
        self,
        *,
        home: Path,
        log: SessionLog,
        catalogue: Catalogue,
        interactions: Interactions,
        database: Database,
        executions: Executions,
        runner: Runner,
    ) -> None:
        self._home = home
        self._log = log
        self._catalogue = catalogue
        self._interactions = interactions
        self._database = database
        self._executions = executions
        self._runner = runner
        self._advancing: dict[str, asyncio.Lock] = {}

    async def start(self, workflow: str, title: str, *, advance: bool = True, key: str = "") -> SessionView:
        """Start a session of a workflow named by id or path, up to its first page with `advance`.

        The same `key` of the same user finds the session that was started with it.
        """
        loaded = await self.open(workflow)
        session_id = keyed_id(key) if key else secrets.token_hex(6)
        try:
            await self.begin(loaded, title, session_id=session_id)
        except AlreadyThere:
            if (await self._log.state(session_id)).workflow_id != loaded.workflow.id:
                raise SessionError(
                    "conflict", f"The key {key[:80]!r} began a session of another workflow."
                ) from None
        return await (self.advance(session_id) if advance else self.view(session_id))

    async def open(self, workflow: str) -> LoadedWorkflow:
        """The workflow of that id or path, checked and stored."""
        return await self._catalogue.open(await asyncio.to_thread(self._locate, workflow))

    async def begin(
        self,
        loaded: LoadedWorkflow,
        title: str = "",
        *,
        state: Mapping[str, Any] | None = None,
        session_id: str = "",
    ) -> str:
        """A new session of a workflow that is stored, before its first step; returns its id.

        `state` is laid over the state that the workflow begins with. `AlreadyThere` for an id that is used.
        """
        session_id = session_id or secrets.token_hex(6)
        name = title or loaded.workflow.title
        now = time.time()
        row = (
            session_id,
            loaded.workflow.id,
            loaded.workflow.title,
            name,
            "open",
            "",
            0,
            loaded.content_hash,
            now,
            now,
        )
        await self._log.create(session_id, row, [_started(loaded, name, state or {}), *_first_state(loaded)])
        return session_id

    async def advance(self, session_id: str) -> SessionView:
        """Go on where the workflow stopped: after a page was completed, or after a failed module."""
        await self._interactions.state(session_id)
        # A second press while modules run must wait, not run them twice.
        async with self._advancing.setdefault(session_id, asyncio.Lock()):
            await self._runner.advance(session_id)
        return await self.view(session_id)

    async def view(self, session_id: str) -> SessionView:
        """A session, whole."""
        state = await self._interactions.state(session_id)
        loaded = await self._catalogue.find(state.content_hash)
        draft = await stored_draft(self._database, session_id, state.current) if state.current else None
        return session_view(state, loaded, draft, await self._executions.of_session(session_id))

    async def list(self, limit: int, search: str, after: str = "") -> SessionList:
        """Sessions that one may see, the last used first; `search` looks in titles and first texts.

        What is used while pages are read moves to the first: it may come twice, nothing is left out.
        """
        where, given = visible("id", "owner")
        if after:
            where += " AND (updated_at, id) < (?, ?)"
            given = (*given, *_place(after))
        rows = await self._database.all(
            f"SELECT {SUMMARY_COLUMNS} FROM sessions WHERE {where}"  # noqa: S608 - constants
            " AND instr(lower(title || ' ' || workflow_title || ' ' || about), lower(?)) > 0"
            " ORDER BY updated_at DESC, id DESC LIMIT ?",
            (*given, search, limit + 1),
        )
        listed = [session_summary(row) for row in rows[:limit]]
        more = f"{listed[-1].updated_at!r}~{listed[-1].id}" if len(rows) > limit else None
        return SessionList(sessions=listed, more=more)

    async def rename(self, session_id: str, title: str) -> SessionSummary:
        """Give a session another title."""
        await self._interactions.state(session_id)
        await self._log.change(session_id, lambda _: [SessionEvent("session_renamed", {"title": title})])
        return (await self.view(session_id)).summary

    async def delete(self, session_id: str) -> None:
        """Delete a session and everything that belongs to it alone, but for the pictures' own files."""
        async with self._database.transaction() as transaction:
            running = await transaction.one(
                "SELECT 1 FROM executions WHERE session_id = ? AND ended_at IS NULL", (session_id,)
            )
            if running:
                raise SessionError(
                    "conflict", "Something still runs in this session.", hint="Cancel it first."
                )
            pictures = await pictures_of(transaction, session_id)
            if not await transaction.execute("DELETE FROM sessions WHERE id = ?", (session_id,)):
                raise SessionError("not_found", f"There is no session {session_id!r}.")
        self._log.forget(session_id)
        await asyncio.to_thread(forget_thumbnails, self._home / "cache", pictures)
        await asyncio.to_thread(forget_page, self._home / "cache", session_id)

    def known(self, workflow_id: str) -> Path | None:
        """Where a workflow of the home folder, or a bundled one, is; None if there is none of that id."""
        paths = (path for path, _bundled in find_workflows(self._home))
        return next((path for path in paths if peek(path).id == workflow_id), None)

    def _locate(self, workflow: str) -> Path:
        if (known := self.known(workflow)) is not None:
            return known
        path = Path(workflow).expanduser()
        if path.exists():
            return path.resolve()
        raise SessionError(
            "not_found",
            f"There is no workflow {workflow!r}.",
            hint="Give the id of a known workflow, or the path of a folder or a JSON file.",
        )


def _place(after: str) -> tuple[float, str]:
    at, _, session_id = after.partition("~")
    try:
        return float(at), session_id
    except ValueError:
        raise SessionError("unprocessable", "`after` is the `more` of another page.") from None


def keyed_id(key: str) -> str:
    """The id of the session that the caller begins with a key."""
    return hashlib.sha256(f"{user()}\n{key}".encode()).hexdigest()[:12]


def _first_state(loaded: LoadedWorkflow) -> list[SessionEvent]:
    try:
        return begun(loaded.workflow)
    except (MissingName, ValueError) as error:
        raise SessionError(
            "unprocessable", f"The entry of the first state cannot be worked out: {error}."
        ) from None


def _started(loaded: LoadedWorkflow, title: str, state: Mapping[str, Any]) -> SessionEvent:
    return SessionEvent(
        "session_started",
        {
            "workflow_id": loaded.workflow.id,
            "workflow_title": loaded.workflow.title,
            "content_hash": loaded.content_hash,
            "source": str(loaded.source),
            "title": title,
            "state": {**loaded.workflow.state, **state},
        },
    )
