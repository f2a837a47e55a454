"""Pictures in pixels: when, how large, and that the terminal keeps none of them."""

import asyncio
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from textual.app import App, ComposeResult

from tests.tui.results.conftest import placeholder_loader
from tui.results import sharp_picture as sharp
from tui.results.image_view import ImageView
from tui.results.kitty_picture import PLACEHOLDER, KittyPicture
from tui.results.thumbnail import BrokenImage

KITTY = {"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}


def encoded(width: int, height: int, mode: str = "RGB", kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new(mode, (width, height)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("images", "environment", "version", "shows"),
    [
        ("half-cell", KITTY, (0, 40), False),
        ("auto", KITTY, (0, 40, 1), True),
        ("auto", KITTY, (0, 28), True),
        ("auto", KITTY, (0, 26, 5), False),
        ("auto", KITTY, (), False),
        ("kitty", KITTY, (), True),
        ("auto", {"TERM": "xterm-ghostty"}, (), True),
        ("auto", {"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, (), True),
        ("auto", {"TERM": "xterm-256color"}, (0, 40), False),
        ("auto", {"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, (0, 40), False),
        ("kitty", {"TERM": "xterm-256color"}, (), True),
        ("kitty", {**KITTY, "TMUX": "/tmp/tmux,1,0"}, (0, 40), False),
        ("kitty", {"TERM": "tmux-256color"}, (0, 40), False),
        ("kitty", {"TERM": "screen.xterm-256color"}, (0, 40), False),
        ("kitty", {"TERM": "linux"}, (0, 40), False),
        ("kitty", {**KITTY, "STY": "1.pts"}, (0, 40), False),
        ("kitty", {**KITTY, "ZELLIJ": "0"}, (0, 40), False),
    ],
)
def test_where_pixels_are_shown(
    images: Any,
    environment: dict[str, str],
    version: tuple[int, ...],
    shows: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sharp, "_kitty_version", lambda: version)
    assert sharp.shows_placeholders(images, environment) is shows


@pytest.mark.parametrize(
    ("changed", "wants"),
    [
        ({}, True),
        ({"images": "half-cell"}, False),
        ({"no_color": True}, False),
        ({"is_headless": True}, False),
        ({"is_web": True}, False),
        ({"console": SimpleNamespace(color_system="256")}, False),
    ],
)
def test_what_the_app_says_counts(
    changed: dict[str, Any], wants: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharp, "_reaches_terminal", lambda: True)
    for name in ("TMUX", "STY", "ZELLIJ"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-kitty")
    plain = {"images": "kitty", "no_color": False, "is_headless": False, "is_web": False}
    console = SimpleNamespace(color_system="truecolor")
    app: Any = SimpleNamespace(**{**plain, "console": console, **changed})
    assert sharp.wants_pixels(app) is wants
    del app.images
    assert not sharp.wants_pixels(app), "an app that knows of no such wish"


@pytest.mark.parametrize(
    ("says", "version"),
    [("kitty 0.35.2 created by Kovid Goyal", (0, 35, 2)), ("", ()), ("kitty new", ())],
)
def test_the_version_is_what_kitty_says(
    says: str, version: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "kitty"
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    sharp._kitty_version.cache_clear()
    assert sharp._kitty_version() == version
    sharp._kitty_version.cache_clear()


@pytest.mark.parametrize(
    ("size", "cells", "expected", "pixels"),
    [
        ((800, 400), (40, 40), (40, 10), (400, 200)),
        ((400, 800), (40, 20), (20, 20), (200, 400)),
        ((10, 10), (40, 20), (40, 20), (10, 10)),
        ((4000, 2), (1000, 1), (297, 1), (1920, 1)),
    ],
)
def test_a_picture_fits_its_place_and_is_no_larger_than_it(
    size: tuple[int, int], cells: tuple[int, int], expected: tuple[int, int], pixels: tuple[int, int]
) -> None:
    made = sharp.sharp_picture(encoded(*size), cells, (10, 20))
    assert isinstance(made, KittyPicture)
    assert (made.columns, made.rows) == expected
    with Image.open(BytesIO(made.png)) as image:
        assert (image.format, image.size) == ("PNG", pixels)


@pytest.mark.parametrize(("mode", "kind"), [("L", "JPEG"), ("RGBA", "PNG"), ("P", "GIF"), ("I;16", "PNG")])
def test_any_picture_becomes_a_plain_png(mode: str, kind: str) -> None:
    made = sharp.sharp_picture(encoded(30, 30, mode, kind), (10, 10))
    assert isinstance(made, KittyPicture)
    with Image.open(BytesIO(made.png)) as image:
        assert image.mode in ("L", "RGB", "RGBA")
        assert not image.info


def test_a_picture_that_can_not_be_shown_says_why() -> None:
    assert isinstance(sharp.sharp_picture(b"no picture", (10, 10)), BrokenImage)


class OneView(App[None]):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.sent: list[str] = []

    def compose(self) -> ComposeResult:
        yield ImageView(placeholder_loader, find_file=self.find)

    async def find(self, reference: str) -> str | None:
        return str(self.path / reference)

    def on_mount(self) -> None:
        assert self._driver is not None
        self._driver.write = self.note  # type: ignore[method-assign]

    def note(self, data: str) -> None:
        self.sent += [data] if "\x1b_G" in data else []

    @property
    def screen_text(self) -> str:
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())


async def test_a_view_sends_its_picture_once_and_takes_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharp, "wants_pixels", lambda app: True)
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(encoded(80, 40))
    app = OneView(tmp_path)

    async def until_sent(count: int) -> None:
        async with asyncio.timeout(10):
            while sum("a=T" in each for each in app.sent) < count:
                await pilot.pause()

    async with app.run_test(size=(40, 12)) as pilot:
        view = app.query_one(ImageView)
        view.show("a")
        await until_sent(1)
        await pilot.pause()
        assert PLACEHOLDER in app.screen_text
        first = view._sharp
        view.show("b")
        await until_sent(2)
        assert first is not None
        assert app.sent[1] == first.taken_back
        view.show("nowhere")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert PLACEHOLDER not in app.screen_text
        assert "▀" in app.screen_text
        view.show("a")
        await until_sent(3)
    assert sum("a=d" in each for each in app.sent) == 3, "the last one when the view is gone"


async def test_without_a_wish_nothing_is_sent(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(encoded(80, 40))
    app = OneView(tmp_path)
    async with app.run_test(size=(40, 12)) as pilot:
        app.query_one(ImageView).show("a")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "▀" in app.screen_text
        assert app.sent == []
