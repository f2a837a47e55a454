"""Answers of earlier runs for runs that ask the same, where the document allows it (row C9)."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.actions.action import Outputs
from engine.batches.cache_key import cache_key
from engine.store.batches import cached_outputs, keep_outputs
from engine.store.blobs import Blobs
from engine.store.database import Database, Transaction
from engine.store.results import get_result
from engine.templates.sandbox import MissingName
from schemas.messages.results import Result


@dataclass(slots=True)
class Taken:
    """What the cache knows of one run: its key, and the results of the earlier one if there was one."""

    key: str
    hit: bool = False
    results: list[Result] = field(default_factory=list[Result])


class RunCache:
    """Looks runs up before they run and keeps what they gave. By the run's own key in between."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        self._taken: dict[str, Taken] = {}

    async def look_up(
        self,
        run: str,
        action: str,
        config: Mapping[str, Any],
        variables: Mapping[str, Any],
        who: Mapping[str, Any],
    ) -> Outputs | None:
        """What a run like this gave before, or None."""
        try:
            key = await asyncio.to_thread(cache_key, action, config, variables, who)
        except (MissingName, ValueError):
            return None  # the run will say itself what is wrong
        taken = self._taken[run] = Taken(key)
        found = await cached_outputs(self._database, key)
        if found is None:
            return None
        _, kept = found
        results = [await get_result(self._database, each) for each in kept["results"]]
        there = [result for result in results if result is not None and await self._is_there(result)]
        if len(there) < len(results):
            return None  # some was deleted with its session
        taken.hit, taken.results = True, there
        day = time.strftime("%Y-%m-%d %H:%M", time.localtime(kept["at"]))
        return Outputs(
            kept["value"], usage={"cached": True}, message=f"From the cache: the same was asked {day}."
        )

    def take(self, run: str) -> Taken | None:
        """What is known of a run, once."""
        return self._taken.pop(run, None)

    async def keep(
        self, transaction: Transaction, taken: Taken, execution_id: str, value: Any, results: Sequence[Result]
    ) -> None:
        """Remember what a run gave."""
        now = time.time()
        outputs = {"value": value, "results": [result.id for result in results], "at": now}
        await keep_outputs(transaction, taken.key, execution_id, outputs, now)

    async def _is_there(self, result: Result) -> bool:
        url = result.value.get("url")
        if not isinstance(url, str) or not url.startswith("blob:"):
            return True
        return await self._blobs.look(url) is not None
