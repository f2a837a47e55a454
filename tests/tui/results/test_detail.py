from dataclasses import replace
from typing import Any

import pytest
from textual.app import App

from tui.results.detail import DetailActions, ResultDetail
from tui.results.image_view import ImageView
from tui.results.result_item import ItemMarks, ResultItem
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


MARKDOWN = f"# Heading\n\n- one [link](javascript:alert(1))\n- [@click=app.quit]two[/]\n\n{EVIL}\n"


class MarkedApp(App[None]):
    """Two results, one of them markdown; marks are taken as they are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        self.items = {
            "m": ResultItem("m", "", "markdown", MARKDOWN),
            "t": ResultItem("t", "", "text", "plain"),
            "v": ResultItem("v", "", "file", "", file="blob", media_type="audio/mpeg"),
        }
        self.revealed: list[str] = []

    async def mark(self, name: str, item_id: str) -> None:
        assert name == "star"
        self.items[item_id] = replace(self.items[item_id], marks=ItemMarks(starred=True, note="mine"))

    async def load(self, _reference: str, size: tuple[int, int]) -> Thumbnail | BrokenImage:
        return placeholder(*size)

    def on_mount(self) -> None:
        actions = DetailActions(
            select=lambda _id: False,
            copy=lambda _id: None,
            open_externally=lambda _id: None,
            facts=lambda _id: [],
            reveal=self.revealed.append,
            mark=self.mark,
            item=self.items.get,
        )
        self.push_screen(ResultDetail(list(self.items.values()), "m", actions, image_loader=self.load))


async def test_markdown_is_laid_out_and_other_texts_are_not() -> None:
    async with MarkedApp().run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        markdown = pilot.app.screen.query_one("#markdown")
        assert markdown.display
        assert [str(each.render()) for each in markdown.query("MarkdownH1")] == ["Heading"]
        assert pilot.app.focused is markdown
        await pilot.press("right")
        assert not markdown.display
        assert pilot.app.screen.query_one("#text", TextView).display
        await pilot.press("left")
        assert markdown.display


async def test_markdown_from_outside_does_nothing() -> None:
    async with MarkedApp().run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        text = "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
        assert "\x1b" not in text
        assert "two[/]" in text
        await pilot.click("MarkdownBullet")
        assert pilot.app.is_running


async def test_a_mark_is_shown_at_once() -> None:
    async with MarkedApp().run_test(size=(100, 30)) as pilot:
        await pilot.press("right", "asterisk")
        await pilot.app.workers.wait_for_complete()
        text = "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
        assert "▸ ★ ✎ 2/3" in text
        assert "mine" in text


async def test_a_file_is_opened_elsewhere() -> None:
    app = MarkedApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("right", "right", "O")
        text = "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
        assert "audio/mpeg: o opens it" in text
        assert app.revealed == ["v"]
