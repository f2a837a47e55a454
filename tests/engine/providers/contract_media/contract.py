"""What every media provider has to do, whatever it speaks. See `scenario.py` for how to join."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from engine.providers.errors import ProviderError
from engine.providers.media import MediaEvent, MediaItem, MediaPreview, MediaProgress, MediaRequest
from tests.engine.providers.contract_media.pictures import SVG, WEB_PAGE, picture, truncated
from tests.engine.providers.contract_media.scenario import KEY, Scenario, lacks

PATIENCE = 10.0
"""Seconds until a test that hangs fails."""


class MediaContract:
    """A subclass names its scenario; pytest runs every test with a fresh one."""

    scenario: type[Scenario]

    @pytest.fixture
    async def fake(self) -> AsyncIterator[Scenario]:
        async with asyncio.timeout(PATIENCE * 3), self.scenario.running() as running:
            yield running

    async def test_an_item_with_its_bytes_and_seed(self, fake: Scenario) -> None:
        fake.makes(picture(1))
        request = ask(fake)
        (item,) = items(await collect(fake, request))
        if not fake.made_itself():
            assert item.data == picture(1)
            assert (item.width, item.height) == (24, 16)
        assert item.media_type == "image/png"
        assert [item.seed] == fake.seeds(request)

    async def test_several_items(self, fake: Scenario) -> None:
        pictures = [picture(number) for number in (1, 2, 3)]
        fake.makes(*pictures)
        request = ask(fake, count=3)
        made = items(await collect(fake, request))
        assert len(made) == 3
        if not fake.made_itself():
            assert sorted(item.data for item in made) == sorted(pictures)
        assert sorted(item.seed for item in made) == sorted(fake.seeds(request))

    async def test_what_it_is_not_labelled(self, fake: Scenario) -> None:
        fake.makes(picture(1, "JPEG"))
        if fake.made_itself():
            lacks("foreign picture")
        (item,) = items(await collect(fake, ask(fake)))
        assert (item.media_type, item.width, item.height) == ("image/jpeg", 24, 16)

    async def test_progress_goes_up(self, fake: Scenario) -> None:
        fake.makes(picture(1), picture(2))
        events = await collect(fake, ask(fake, count=2))
        told = [event.fraction for event in events if isinstance(event, MediaProgress)]
        known = [fraction for fraction in told if fraction is not None]
        assert told
        assert known == sorted(known)
        assert all(0 <= fraction <= 1 for fraction in known)
        if fake.tells_progress():
            assert any(0 < fraction < 1 for fraction in known)
        for event in events:
            if isinstance(event, MediaPreview):
                assert 0 <= event.index < 2
                assert event.media_type.startswith("image/")

    async def test_an_unknown_operation(self, fake: Scenario) -> None:
        error = await failure(fake, operation="sing")
        assert error.code == "bad_request"
        assert "sing" in error.message

    async def test_an_error_body_is_told(self, fake: Scenario) -> None:
        fake.refuses(400, fake.error_body(f"width must be a multiple of 8, {KEY}"))
        error = await failure(fake)
        assert (error.code, error.retryable) == ("bad_request", False)
        assert "width must be a multiple of 8" in error.message

    async def test_too_many_requests(self, fake: Scenario) -> None:
        fake.refuses(429, fake.error_body("slow down"), retry_after="7")
        error = await failure(fake)
        assert (error.code, error.retryable, error.retry_after) == ("rate_limited", True, 7.0)

    async def test_a_server_that_fails(self, fake: Scenario) -> None:
        fake.refuses(500, fake.error_body("out of memory"))
        error = await failure(fake)
        assert (error.code, error.retryable) == ("server_error", True)

    async def test_a_failure_after_the_beginning(self, fake: Scenario) -> None:
        fake.fails("out of \x1b[31mmemory")
        error = await failure(fake)
        assert "out of" in error.message
        assert "\x1b" not in error.message

    @pytest.mark.parametrize("status", [200, 502])
    async def test_a_web_page_where_data_should_be(self, fake: Scenario, status: int) -> None:
        fake.refuses(status, WEB_PAGE, "text/html")
        error = await failure(fake)
        assert error.code == ("bad_reply" if status == 200 else "server_error")
        assert "<" not in error.message

    async def test_a_wrong_key(self, fake: Scenario) -> None:
        fake.wants_another_key()
        error = await failure(fake)
        assert (error.code, error.retryable) == ("unauthorised", False)

    @pytest.mark.parametrize(
        ("data", "words"),
        [(SVG, "SVG"), (truncated(), "part of"), (WEB_PAGE, "web page"), (b"", "")],
        ids=("svg", "truncated", "web page", "empty"),
    )
    async def test_what_is_no_picture(self, fake: Scenario, data: bytes, words: str) -> None:
        fake.makes(data)
        if fake.made_itself():
            lacks("foreign picture")
        error = await failure(fake)
        assert error.code == "bad_reply"
        assert words in error.message

    async def test_a_result_without_an_id(self, fake: Scenario) -> None:
        fake.gives_no_id()
        assert (await failure(fake)).code == "bad_reply"

    async def test_an_address_that_has_expired(self, fake: Scenario) -> None:
        fake.makes(picture(1))
        fake.lets_urls_expire()
        error = await failure(fake)
        assert error.code == "bad_reply"
        assert "picture" in error.message

    async def test_closing_the_iterator_stops_the_work(self, fake: Scenario) -> None:
        fake.never_ends()
        async with asyncio.timeout(PATIENCE):
            async with aclosing(fake.provider.generate(fake.operation, ask(fake))) as events:
                begun = asyncio.create_task(fake.begun())
                while not begun.done():
                    following = asyncio.create_task(anext(events))
                    await asyncio.wait({following, begun}, return_when=asyncio.FIRST_COMPLETED)
                    if not following.done():  # nothing is told: leave in the middle of waiting
                        following.cancel()
                    await asyncio.gather(following, return_exceptions=True)
            await fake.stopped()

    async def test_cancelling_the_task_stops_the_work(self, fake: Scenario) -> None:
        fake.never_ends()
        async with asyncio.timeout(PATIENCE):
            task = asyncio.create_task(collect(fake, ask(fake)))
            await fake.begun()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await fake.stopped()


def ask(fake: Scenario, **given: int) -> MediaRequest:
    """A request for one small picture, or as `given` says."""
    return MediaRequest("a lighthouse", **{"seed": 41, **given}, params=fake.params, idempotency_key="once")


async def read(events: AsyncIterator[MediaEvent]) -> list[MediaEvent]:
    return [event async for event in events]


async def collect(fake: Scenario, request: MediaRequest, operation: str = "") -> list[MediaEvent]:
    """All events, the iterator closed as callers do."""
    async with aclosing(fake.provider.generate(operation or fake.operation, request)) as events:
        return await read(events)


async def failure(fake: Scenario, operation: str = "") -> ProviderError:
    """The error of a request; it says something, and does not show the key."""
    with pytest.raises(ProviderError) as caught:
        await collect(fake, ask(fake), operation)
    error = caught.value
    assert error.message
    assert KEY not in f"{error!r} {error.message} {error.hint}"
    return error


def items(events: list[MediaEvent]) -> list[MediaItem]:
    """The finished ones."""
    return [event for event in events if isinstance(event, MediaItem)]
