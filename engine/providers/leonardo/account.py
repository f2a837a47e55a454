"""What Leonardo knows besides generations: prices, models, and what the account made lately."""

import asyncio
from collections.abc import Container, Mapping
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import number_in, object_in, objects_in
from engine.providers.hosted.unknown_outcome import is_since
from engine.providers.http.client import Http
from engine.providers.leonardo.generation_body import price_body
from schemas.clean_text import clean_line
from schemas.json_value import is_object


class Account:
    """Asks about the account behind `http`. Models are asked for once."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._models: dict[str, str] | None = None
        self._asking = asyncio.Lock()

    async def price(self, body: Mapping[str, Any]) -> float | None:
        """The credits that a generation would cost; None where Leonardo does not say."""
        family = (await self.models()).get(str(body.get("modelId") or ""), "")
        reply = await self._ask("POST", "/pricing-calculator", json=price_body(body, family), repeatable=True)
        told = reply.get("calculateProductionApiServiceCost")
        return number_in(told.get("cost")) if is_object(told) else None

    async def models(self) -> Mapping[str, str]:
        """The platform's models: id to name. Raises `ProviderError`."""
        async with self._asking:
            if self._models is None:
                reply = await self._ask("GET", "/platformModels")
                self._models = {
                    str(each["id"]): clean_line(str(each.get("name") or each["id"]))[:200]
                    for each in objects_in(reply.get("custom_models"))
                    if each.get("id")
                }
            return self._models

    async def lost_generation(
        self, body: Mapping[str, Any], sent_at: float, known: Container[str]
    ) -> str | None:
        """The id of a generation with this prompt and seed that is new and not `known`; None without one."""
        try:
            details = objects_in((await self._ask("GET", "/me")).get("user_details"))
            user = details[0].get("user") if details else None
            name = user.get("id") if is_object(user) else None
            if not isinstance(name, str):
                return None
            reply = await self._ask("GET", f"/generations/user/{name}", params={"limit": "10"})
        except ProviderError:
            return None
        for each in objects_in(reply.get("generations")):
            is_same = each.get("prompt") == body["prompt"] and str(each.get("seed")) == str(body["seed"])
            name = str(each.get("id") or "")
            if is_same and name and name not in known and is_since(each.get("createdAt"), sent_at):
                return name
        return None

    async def _ask(self, method: str, path: str, **options: Any) -> Mapping[str, Any]:
        reply = await self._http.request_json(method, path, limited=False, **options)
        return object_in(reply, self._http.where)
