"""How far a task is: `POST /internal/progress`, which the web UI itself asks."""

from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.http.client import Http
from engine.providers.media import MediaPreview, MediaProgress
from engine.providers.picture_check import check_picture, picture_bytes
from schemas.json_value import is_list, is_object


class TaskProgress:
    """What is told about one task of `count` pictures; each call of `ask` is one question."""

    def __init__(self, http: Http, task: str, count: int) -> None:
        self._http = http
        self._task = task
        self._count = count
        self._preview = -1
        self._told: MediaProgress | None = None
        self._known = True

    async def ask(self) -> list[MediaProgress | MediaPreview]:
        """What is new; nothing where the server does not tell, or does not answer just now."""
        if not self._known:
            return []
        try:
            state = await self.state()
        except ProviderError as error:
            # A web UI that was started without its pages has no such address.
            self._known = error.status not in (404, 405)
            return []
        events: list[MediaProgress | MediaPreview] = []
        progress = await self._progress(state)
        if progress is not None and progress != self._told:
            self._told = progress
            events.append(progress)
        preview = await self._new_preview(state)
        return [*events, preview] if preview else events

    async def state(self) -> dict[str, Any]:
        """`{active, queued, completed, progress, eta, live_preview, id_live_preview}`."""
        body = {"id_task": self._task, "id_live_preview": self._preview, "live_preview": True}
        # Not limited: the request that does the work has the slot already.
        state = await self._http.request_json(
            "POST", "/internal/progress", json=body, limited=False, repeatable=False, first_byte=10
        )
        return dict(state) if is_object(state) else {}

    async def _progress(self, state: dict[str, Any]) -> MediaProgress | None:
        if state.get("active") is not True:
            if state.get("queued") is not True:
                return None
            return MediaProgress(None, await self._place_in_queue())
        fraction = state.get("progress")
        if not isinstance(fraction, int | float) or not 0 <= fraction <= 1:
            return None
        before = self._told.fraction if self._told else None
        fraction = max(float(fraction), before or 0.0)
        eta = state.get("eta")
        return MediaProgress(
            fraction, f"about {eta:.0f} s" if isinstance(eta, int | float) and eta > 0 else ""
        )

    async def _place_in_queue(self) -> str:
        try:
            pending = await self._http.request_json("GET", "/internal/pending-tasks", limited=False)
        except ProviderError:
            return "waiting"
        tasks: Any = pending.get("tasks") if is_object(pending) else None
        before = tasks.index(self._task) if is_list(tasks) and self._task in tasks else 0
        return f"waiting behind {before} more" if before else "waiting"

    async def _new_preview(self, state: dict[str, Any]) -> MediaPreview | None:
        number, encoded = state.get("id_live_preview"), state.get("live_preview")
        if not isinstance(number, int) or not isinstance(encoded, str):
            return None
        self._preview = number
        try:
            data = await picture_bytes(encoded, self._http.where)
            facts = check_picture(data, self._http.where)
        except ProviderError:
            return None  # nobody misses one
        done = self._told.fraction if self._told and self._told.fraction else 0.0
        return MediaPreview(data, facts.media_type, min(self._count - 1, int(done * self._count)))
