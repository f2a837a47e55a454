from typing import Any

import pytest
from textual.app import App

from tui.results.detail import DetailActions, ResultDetail
from tui.results.image_view import ImageView
from tui.results.result_item import ResultItem
from tui.results.text_view import TextView
from tui.results.thumbnail import BrokenImage, Thumbnail, placeholder

EVIL = "[/x][@click=app.quit] \x1b]52;c;aGk=\x07\u202e日本"
ITEMS = [
    ResultItem("p", "Picture", "image", image="blob", caption="a caption", label="sketch, no AI model"),
    ResultItem("t", EVIL, "text", EVIL * 20_000, label=EVIL),
    ResultItem("f", "Failed", "image", state="failed", message="no credits"),
    ResultItem("r", "Running", "text", state="running", message="step 1"),
]


class DetailApp(App[None]):
    def __init__(self, item_id: str = "p", **options: Any) -> None:
        super().__init__()
        self.animation_level = "none"
        self.done: list[tuple[str, str]] = []
        self.sizes: list[tuple[int, int]] = []
        self.selected: set[str] = set()
        actions = DetailActions(
            select=self.select,
            copy=lambda item_id: self.done.append(("copy", item_id)),
            open_externally=lambda item_id: self.done.append(("open", item_id)),
            facts=lambda item_id: [("seed", "4711"), ("prompt " + EVIL, EVIL)],
        )
        self.detail = ResultDetail(ITEMS, item_id, actions, image_loader=self.load, **options)

    async def load(self, reference: str, size: tuple[int, int]) -> Thumbnail | BrokenImage:
        self.sizes.append(size)
        return BrokenImage("the image is [/x] damaged") if reference == "broken" else placeholder(*size)

    def select(self, item_id: str) -> bool:
        self.selected ^= {item_id}
        return item_id in self.selected

    def on_mount(self) -> None:
        self.push_screen(self.detail, lambda item_id: self.done.append(("closed", item_id or "")))

    def heading(self) -> str:
        title = self.detail.query_one("#frame")._border_title  # the public one is escaped for markup
        return title.plain if title else ""

    def text(self, selector: str) -> str:
        widget = self.detail.query_one(selector)
        return "\n".join(strip.text for strip in widget.render_lines(widget.size.region))


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12), (10, 4)])
async def test_every_result_is_shown_at_every_size(size: tuple[int, int]) -> None:
    app = DetailApp()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for _ in ITEMS:
            for selector in ("#picture", "#text", "#facts"):
                if app.detail.query_one(selector).display:
                    shown = app.text(selector)
                    assert "\x1b" not in shown
                    assert "\u202e" not in shown
            await pilot.press("right")
            await pilot.pause()
        assert app.detail.item.id == "r"


@pytest.mark.parametrize(("size", "beside"), [((120, 40), True), ((80, 24), False)])
async def test_the_facts_stand_beside_or_below(size: tuple[int, int], beside: bool) -> None:
    app = DetailApp()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        picture, facts = app.detail.query_one(ImageView).region, app.detail.query_one("#facts").region
        assert (facts.y == picture.y) is beside
        assert (facts.x == picture.x) is not beside
        assert "a caption" in app.text("#facts")
        assert "4711" in app.text("#facts")


async def test_left_and_right_walk_and_stay_at_the_ends() -> None:
    app = DetailApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left")
        assert app.heading() == "▸ 1/4 Picture"
        await pilot.press("right", "right")
        assert app.heading() == "▸ 3/4 Failed"
        assert "no credits" in app.text("#text")
        await pilot.press("right", "right", "right")
        assert app.heading() == "▸ 4/4 Running"
        await pilot.press("q")
        await pilot.pause()
        assert app.done == [("closed", "r")]


async def test_keys_are_passed_to_the_caller() -> None:
    app = DetailApp("t", selected=["t"])
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.heading().startswith("▸ ✓ 2/4 [/x]")
        app.selected.add("t")
        await pilot.press("space")
        assert app.heading().startswith("▸ 2/4")
        await pilot.press("space", "y", "o", "escape")
        await pilot.pause()
        assert app.selected == {"t"}
        assert app.done == [("copy", "t"), ("open", "t"), ("closed", "t")]


async def test_the_text_scrolls_with_the_keys() -> None:
    app = DetailApp("t")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown")
        await pilot.pause()
        assert app.detail.query_one("#text", TextView).scroll_offset.y > 0


async def test_the_picture_is_loaded_for_the_place_it_has() -> None:
    app = DetailApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        view = app.detail.query_one(ImageView)
        assert app.sizes[-1] == tuple(view.size)
        assert "▀" * view.size.width in app.text("#picture")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.pause()
        assert app.sizes[-1] == tuple(view.size)


async def test_a_broken_picture_says_why() -> None:
    app = DetailApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.detail.query_one(ImageView).show("broken")
        await pilot.pause()
        assert "the image is [/x] damaged" in app.text("#picture")


def test_an_unknown_result_is_an_error() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        DetailApp("nonsense")
