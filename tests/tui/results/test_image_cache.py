import asyncio
from collections.abc import Coroutine

import pytest

from tui.results import image_cache
from tui.results.image_cache import ImageCache
from tui.results.thumbnail import BrokenImage, Thumbnail, placeholder

SIZE = (4, 2)


class Desk:
    """A loader that finishes when told to, and what the cache did with it."""

    def __init__(self) -> None:
        self.asked: dict[str, asyncio.Future[Thumbnail | BrokenImage]] = {}
        self.order: list[str] = []
        self.arrived: list[str] = []
        self.unwanted: set[str] = set()
        self.tasks: list[asyncio.Task[None]] = []
        self.cache = ImageCache(
            self.load, self.start, lambda ref: ref not in self.unwanted, self.arrived.append
        )

    def start(self, coroutine: Coroutine[None, None, None]) -> None:
        self.tasks.append(asyncio.ensure_future(coroutine))

    async def load(self, reference: str, size: tuple[int, int]) -> Thumbnail | BrokenImage:
        self.order.append(reference)
        self.asked[reference] = asyncio.get_running_loop().create_future()
        return await self.asked[reference]

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    async def finish(self, reference: str, picture: Thumbnail | BrokenImage | None = None) -> None:
        await self.settle()
        self.asked[reference].set_result(picture or placeholder(*SIZE))
        await self.settle()


async def test_two_at_once_newest_wish_first_and_only_what_is_still_wanted() -> None:
    desk = Desk()
    for reference in "abcde":
        assert desk.cache.get(reference, SIZE) is None
    await desk.settle()
    assert desk.order == ["a", "b"]
    desk.unwanted.add("e")
    await desk.finish("a")
    assert desk.order == ["a", "b", "d"]
    await desk.finish("b")
    await desk.finish("d")
    await desk.finish("c")
    assert desk.arrived == ["a", "b", "d", "c"]
    assert isinstance(desk.cache.get("a", SIZE), Thumbnail)
    desk.unwanted.clear()
    assert desk.cache.get("e", SIZE) is None
    await desk.finish("e")
    assert desk.arrived[-1] == "e"


async def test_asking_again_while_it_loads_loads_once() -> None:
    desk = Desk()
    for _ in range(3):
        desk.cache.get("a", SIZE)
        await desk.settle()
    assert desk.order == ["a"]


async def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_cache, "MAX_CELLS", 2 * SIZE[0] * SIZE[1])
    desk = Desk()
    for reference in "ab":
        desk.cache.get(reference, SIZE)
        await desk.finish(reference)
    desk.cache.get("a", SIZE)
    desk.cache.get("c", SIZE)
    await desk.finish("c")
    assert desk.cache.get("a", SIZE) is not None
    assert desk.cache.get("c", SIZE) is not None
    assert desk.cache.get("b", SIZE) is None
    await desk.finish("b")


async def test_errors_and_long_waits_become_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_cache, "LOAD_SECONDS", 0.001)

    async def fail(reference: str, size: tuple[int, int]) -> Thumbnail:
        if reference == "slow":
            await asyncio.Event().wait()
        raise ValueError("no such blob")

    assert "no such blob" in (await image_cache.load_safely(fail, "x", SIZE)).reason  # type: ignore[union-attr]
    assert "more than" in (await image_cache.load_safely(fail, "slow", SIZE)).reason  # type: ignore[union-attr]


async def test_another_picture_behind_a_reference_takes_the_place_of_the_one_before() -> None:
    desk = Desk()
    desk.cache.get("a", SIZE)
    await desk.finish("a")
    desk.cache.renew("a")
    desk.cache.renew("nobody's")
    await desk.settle()
    assert desk.cache.get("a", SIZE) == placeholder(*SIZE), "until it is there"
    later = BrokenImage("later")
    await desk.finish("a", later)
    assert desk.cache.get("a", SIZE) == later
    assert desk.arrived == ["a", "a"]
    assert desk.cache._cells == 1
    desk.cache.renew("a")
    await desk.settle()
    desk.cache.forget("a")
    await desk.finish("a")
    assert desk.cache._cells == 0, "what was on its way is not kept either"
    assert desk.cache.get("a", SIZE) is None
