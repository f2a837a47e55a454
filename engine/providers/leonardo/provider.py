"""The `leonardo` media provider."""

import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import (
    failed_job,
    id_in,
    nothing_made,
    object_in,
    objects_in,
    unknown_operation,
    whole_in,
)
from engine.providers.hosted.polling import Polling
from engine.providers.hosted.remote_job import remote_job
from engine.providers.hosted.results import Results
from engine.providers.hosted.sent import kept
from engine.providers.hosted.side_by_side import Part, side_by_side
from engine.providers.hosted.unknown_outcome import is_unknown, may_have_begun
from engine.providers.http.client import Http
from engine.providers.leonardo.account import Account
from engine.providers.leonardo.charge import Charge, charge_in
from engine.providers.leonardo.generation_body import MOST_IMAGES, generation_body
from engine.providers.leonardo.variations import VARIATIONS, Variation
from engine.providers.media import MediaEvent, MediaItem, MediaProgress, MediaRequest
from schemas.json_value import is_object

Reply = Mapping[str, Any]


class Leonardo:
    """A `MediaProvider` of Leonardo.Ai. Parameters are those of `POST /generations`.

    Operations but `txt2img` work on an item of this account (`MediaRequest.of`). There is
    no way to cancel: what was sent goes on over there, and stays in the account's library.
    `prices` asks what a generation costs before it is sent, and says so in its progress.
    """

    operations = frozenset({"txt2img", *VARIATIONS})

    def __init__(
        self,
        name: str,
        http: Http,
        *,
        label: str = "",
        model: str | None = None,
        prices: bool = True,
        polling: Polling | None = None,
    ) -> None:
        self.name = name
        self.label = label or name
        self._http = http
        self._model = model
        self._prices = prices
        self._polling = polling or Polling(first=2.0)
        self._results = Results(http)
        self._account = Account(http)
        self._mine: set[str] = set()

    async def generate(self, operation: str, request: MediaRequest) -> AsyncGenerator[MediaEvent]:
        """Generations of up to eight pictures each. Raises `ProviderError`."""
        if operation in VARIATIONS:
            async with aclosing(self._vary(VARIATIONS[operation], request)) as events:
                async for event in events:
                    yield event
            return
        if operation != "txt2img":
            raise unknown_operation(self.name, operation, self.operations)
        parts: list[Part] = []
        for first in range(0, request.count, MOST_IMAGES):
            count = min(MOST_IMAGES, request.count - first)
            body = generation_body(request, model=self._model, first=first, count=count)
            parts.append(Part(self._generation(body), first, count))
        async with aclosing(side_by_side(parts)) as events:
            async for event in events:
                yield event

    async def estimate(self, operation: str, request: MediaRequest) -> dict[str, Any] | None:
        """`{"amount": credits, "unit": "credits"}`, or None where nobody says. Raises `ProviderError`."""
        if operation != "txt2img":
            return None
        total = 0.0
        for first in range(0, request.count, MOST_IMAGES):
            count = min(MOST_IMAGES, request.count - first)
            price = await self._account.price(
                generation_body(request, model=self._model, first=first, count=count)
            )
            if price is None:
                return None
            total += price
        return {"amount": total, "unit": "credits"}

    async def models(self) -> list[str]:
        """The ids of the platform's models. Raises `ProviderError`."""
        return list(await self._account.models())

    async def close(self) -> None:
        """Close every connection."""
        await self._results.close()
        await self._http.close()

    async def _generation(self, body: dict[str, Any]) -> AsyncGenerator[MediaEvent]:
        price = Charge(await self._priced(body) if self._prices else None)
        yield MediaProgress(0.0, f"sending{price.words}")
        async with remote_job(self._http.limits, lambda: self._send(body), None) as held:
            generation, charge = held.job
            charge = price if charge == Charge() else charge
            yield MediaProgress(None, f"generating{charge.words}")
            done: Reply = {}
            async for reply in self._polling.answers(lambda: self._get(f"/generations/{generation}")):
                found = reply.get("generations_by_pk")
                # A generation that was just made may not be found yet.
                done = found if is_object(found) else {}
                if done and done.get("status") != "PENDING":
                    break
        async for item in self._items(generation, done, body, charge):
            yield item

    async def _priced(self, body: Reply) -> float | None:
        try:
            return await self._account.price(body)
        except ProviderError as error:
            if error.code == "unauthorised":
                raise
            return None  # without a price it can be made all the same

    async def _send(self, body: Reply) -> tuple[str, Charge]:
        """The id of a new generation, and what it costs."""
        sent_at = time.time()
        try:
            reply = object_in(
                await self._http.request_json("POST", "/generations", json=body, limited=False),
                self._http.where,
            )
        except ProviderError as error:
            if not is_unknown(error):
                raise
            found = await self._account.lost_generation(body, sent_at, self._mine)
            if found is None:
                raise may_have_begun(error) from error
            reply = {"sdGenerationJob": {"generationId": found}}
        job = reply.get("sdGenerationJob")
        told: Reply = job if is_object(job) else {}
        generation = id_in(told.get("generationId"), self._http.where)
        self._mine.add(generation)
        return generation, charge_in(told)

    async def _items(
        self, generation: str, done: Reply, body: Reply, charge: Charge
    ) -> AsyncGenerator[MediaEvent]:
        if done.get("status") != "COMPLETE":
            raise failed_job(done.get("error") or done.get("message"), self._http)
        images = objects_in(done.get("generated_images"))
        if not images:
            raise nothing_made(self._http)
        seed = whole_in(done.get("seed"))
        seed = whole_in(body.get("seed")) if seed is None else seed
        usage, cost = charge.shared(len(images))
        for number, image in enumerate(images):
            name = id_in(image.get("id"), self._http.where)
            file = await self._results.fetch(image.get("url"))
            # All of a generation come from one seed: the number tells them apart.
            returned: dict[str, Any] = {"generation": generation, "output": number}
            if image.get("nsfw") is True:
                returned["flagged"] = "nsfw"
            facts = {"parameters": kept(body, ("prompt", "modelId")), "returned": returned}
            yield MediaItem(
                file.data,
                file.media_type,
                file.width,
                file.height,
                seed or 0,
                facts,
                remote_id=name,
                actions=tuple(VARIATIONS),
                model=str(body.get("modelId") or ""),
                usage=usage,
                cost=cost,
            )

    async def _vary(self, what: Variation, request: MediaRequest) -> AsyncGenerator[MediaEvent]:
        of = id_in(request.of, self._http.where) if request.of else ""
        if not of:
            raise ProviderError(
                "bad_request",
                f"{self.name} needs a picture of its own for that.",
                hint="Choose a result of it.",
            )
        given = {name: value for name, value in request.params.items() if value is not None}
        body = {**what.defaults, **given, what.id_name: of}
        yield MediaProgress(0.0, "sending")

        async def send() -> tuple[str, Charge]:
            reply = await self._post_once(f"/variations/{what.path}", body)
            job = reply.get(what.job_name)
            told: Reply = job if is_object(job) else {}
            return id_in(told.get("id"), self._http.where), charge_in(told)

        async with remote_job(self._http.limits, send, None) as held:
            variation, charge = held.job
            yield MediaProgress(None, f"working{charge.words}")
            done: Reply = {}
            async for reply in self._polling.answers(lambda: self._get(f"/variations/{variation}")):
                found = objects_in(reply.get("generated_image_variation_generic"))
                done = found[0] if found else {}
                if done and done.get("status") != "PENDING":
                    break
        if done.get("status") != "COMPLETE":
            raise failed_job(done.get("error") or done.get("message"), self._http)
        file = await self._results.fetch(done.get("url"))
        usage, cost = charge.shared(1)
        yield MediaItem(
            file.data,
            file.media_type,
            file.width,
            file.height,
            request.seed,
            {"seed": None, "parameters": kept(body), "returned": {"variation": variation}},
            remote_id=variation,
            usage=usage,
            cost=cost,
        )

    async def _post_once(self, path: str, body: Reply) -> Reply:
        try:
            reply = await self._http.request_json("POST", path, json=body, limited=False)
        except ProviderError as error:
            raise may_have_begun(error) if is_unknown(error) else error from error
        return object_in(reply, self._http.where)

    async def _get(self, path: str) -> Reply:
        return object_in(await self._http.request_json("GET", path, limited=False), self._http.where)
