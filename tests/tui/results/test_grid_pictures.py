import asyncio
from collections.abc import Callable
from typing import Any

from tui.results.image_cache import AT_ONCE
from tui.results.result_item import ResultItem
from tui.results.thumbnail import BrokenImage, Thumbnail, placeholder

App = Callable[..., Any]


def pictures(count: int) -> list[ResultItem]:
    return [ResultItem(f"id{n}", f"Picture {n}", "image", image=f"blob{n}") for n in range(count)]


class Loader:
    """Waits until it may answer; notes what was asked and how many at once."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.now = self.most = 0
        self.go = asyncio.Event()

    async def __call__(self, reference: str, size: tuple[int, int]) -> Thumbnail | BrokenImage:
        self.asked.append(reference)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.go.wait()
        finally:
            self.now -= 1
        return placeholder(*size)


async def until(pilot: Any, condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        await pilot.pause()
    raise AssertionError("it did not happen")


async def test_only_visible_pictures_are_loaded_two_at_once(grid_app: App) -> None:
    loader = Loader()
    app = grid_app(pictures(1_000), image_loader=loader)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(loader.asked) == AT_ONCE)
        assert "…" in app.screen_text()
        assert "▀" not in app.screen_text()
        loader.go.set()
        await until(pilot, lambda: "…" not in app.screen_text())
        assert "▀" * 20 in app.screen_text()
        assert loader.most == AT_ONCE
        assert sorted(set(loader.asked)) == [f"blob{n}" for n in range(9)]
        assert len(loader.asked) == 9


async def test_pictures_that_were_scrolled_past_are_skipped_and_asked_for_again(grid_app: App) -> None:
    loader = Loader()
    app = grid_app(pictures(100), image_loader=loader)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(loader.asked) == AT_ONCE)
        await pilot.press("end")
        await pilot.pause()
        loader.go.set()
        await until(pilot, lambda: "…" not in app.screen_text())
        await until(pilot, lambda: loader.now == 0)
        first = set(loader.asked)
        assert "blob99" in first
        assert len(first) <= AT_ONCE + 9
        await pilot.press("home")
        await until(pilot, lambda: "…" not in app.screen_text())
        assert {f"blob{n}" for n in range(9)} <= set(loader.asked)


async def test_broken_pictures_say_why(grid_app: App) -> None:
    async def broken(reference: str, size: tuple[int, int]) -> BrokenImage:
        if reference == "blob0":
            raise OSError("[/x] disk on fire")
        return BrokenImage("the image is damaged")

    app = grid_app(pictures(2), image_loader=broken)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "damaged" in app.screen_text())
        assert "[/x] disk on" in app.screen_text()


async def test_leaving_while_pictures_load_is_clean(grid_app: App) -> None:
    loader = Loader()
    app = grid_app(pictures(50), image_loader=loader)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: loader.now == AT_ONCE)
        await app.grid.remove()
        await until(pilot, lambda: loader.now == 0)


async def test_a_running_result_becomes_a_picture(grid_app: App) -> None:
    app = grid_app([ResultItem("a", "A", "image", state="running", progress=0.25, message="step 1 of 4")])
    async with app.run_test(size=(80, 24)) as pilot:
        assert "25%" in app.screen_text()
        app.grid.update_item(ResultItem("a", "A", "image", image="blob"))
        await until(pilot, lambda: "▀" in app.screen_text())
        assert "25%" not in app.screen_text()
