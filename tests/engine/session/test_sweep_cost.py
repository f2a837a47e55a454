"""What a sweep would cost, before it starts."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.media import MediaRequest
from engine.session import sweep_cost
from schemas.messages.sweeps import AxisSpec, PlanSweep, SweepPlan
from tests.engine.fakes import FakeMedia
from tests.engine.page import Page


class Shop(FakeMedia):
    """Asks 2 credits for each unit of size; sizes in `refuses` cannot be priced."""

    refuses: tuple[int, ...] = ()
    priced: list[MediaRequest]

    async def estimate(self, operation: str, request: MediaRequest) -> Mapping[str, Any] | None:
        assert operation == "txt2img"
        self.priced.append(request)
        size = int(request.params.get("size") or 1)
        if size in self.refuses:
            raise ProviderError("rate_limited", "Come back later.")
        return {"amount": 2.0 * size, "unit": "credits"}


@pytest.fixture
def shop(page: Page) -> Shop:
    shop = page.fakes.painter = Shop()
    shop.priced = []
    return shop


async def plan(page: Page, *axes: AxisSpec, action: str = "paint") -> SweepPlan:
    request = PlanSweep(
        session_id=page.session_id,
        interaction_id=page.id,
        action_id=action,
        values={"subject": "a fox"},
        axes=list(axes),
    )
    return await page.engine.call(request)


async def test_each_price_is_asked_once_and_counts_for_all_like_it(page: Page, shop: Shop) -> None:
    subjects = AxisSpec(field="subject", values="a fox, an owl")
    made = await plan(page, subjects, AxisSpec(field="size", values="0, 1, 3"), AxisSpec(repeat=5))
    assert made.runs == 20, "size 0 is refused, and costs nothing"
    assert made.cost == [{"amount": 10 * 2.0 + 10 * 6.0, "unit": "credits", "of": 20}]
    assert [each.params["size"] for each in shop.priced] == [1, 3]
    assert shop.asked == []


async def test_who_cannot_tell_says_nothing(page: Page) -> None:
    assert (await plan(page, AxisSpec(repeat=2))).cost == []
    assert (await plan(page, AxisSpec(repeat=2), action="run")).cost == []


async def test_a_price_that_cannot_be_had_is_said_as_such(page: Page, shop: Shop) -> None:
    shop.refuses = (2,)
    made = await plan(page, AxisSpec(field="size", values="1, 2"))
    assert made.cost == [
        {"amount": 2.0, "unit": "credits", "of": 1},
        {"unknown": "Come back later.", "of": 1},
    ]


async def test_only_a_few_are_asked_about(page: Page, shop: Shop) -> None:
    made = await plan(page, AxisSpec(field="size", values="1..30"))
    assert len(shop.priced) == sweep_cost.MOST_ASKED
    assert made.cost[0]["of"] == sweep_cost.MOST_ASKED < made.runs


async def test_nobody_waits_long_for_a_price(page: Page, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_cost, "ASK_SECONDS", 0.01)

    async def never(*_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(shop, "estimate", never)
    made = await plan(page, AxisSpec(repeat=3))
    assert made.cost == [{"unknown": "no answer within 0.01 seconds", "of": 3}]
