from dataclasses import replace
from typing import Any

import pytest
from rich.style import Style

from tui.results.card import CardLook, CardStyles, draw_card, picture_size
from tui.results.result_item import ResultItem
from tui.results.thumbnail import BrokenImage, placeholder

STYLES = CardStyles(*(Style(color=f"color({number})") for number in range(8)))
TEXT = ResultItem("a", "Title", "text", "some words")
PICTURE = ResultItem("b", "Picture", "image", image="blob", caption="a caption", label="sketch, no AI model")


def drawn(item: ResultItem, width: int = 24, height: int = 8, picture: Any = None, **look: Any) -> list[str]:
    strips = draw_card(item, CardLook(3, **look), width, height, STYLES, picture)
    assert len(strips) == height
    assert [strip.cell_length for strip in strips] == [width] * height
    # The length is promised by the code; check that the characters keep the promise.
    assert [sum(segment.cell_length for segment in strip) for strip in strips] == [width] * height
    return [strip.text for strip in strips]


@pytest.mark.parametrize(
    ("look", "first", "last"),
    [
        ({}, "╭ 3 Title ─────────────╮", "╰──────────────────────╯"),
        ({"cursor": True}, "╭ ▸ 3 Title ───────────╮", "╰──────────────────────╯"),
        ({"cursor": True, "focused": True}, "╔ ▸ 3 Title ═══════════╗", "╚══════════════════════╝"),
        ({"selected": True}, "┏ ✓ 3 Title ━━━━━━━━━━━┓", "┗━━━━━━━━━━━━━━━━━━━━━━┛"),
        (
            {"cursor": True, "focused": True, "selected": True},
            "┏ ▸ ✓ 3 Title ━━━━━━━━━┓",
            "┗━━━━━━━━━━━━━━━━━━━━━━┛",
        ),
    ],
)
def test_marks_are_characters(look: dict[str, bool], first: str, last: str) -> None:
    lines = drawn(TEXT, **look)
    assert (lines[0], lines[-1]) == (first, last)


def test_text_is_wrapped_and_cut() -> None:
    lines = drawn(replace(TEXT, text="word " * 100), height=5)
    assert lines[1] == "│ word word word word  │"
    assert lines[3] == "│ word word word word… │"


def test_a_running_result_shows_how_far_it_is() -> None:
    lines = drawn(replace(TEXT, state="running", progress=0.5, message="step 4 of 8"))
    assert lines[1] == "│ ━━━━━━━━───────  50% │"
    assert "step 4 of 8" in lines[2]
    assert "working …" in drawn(replace(TEXT, text="", state="running"))[2]


def test_a_picture_that_is_being_made_shows_how_it_looks_so_far() -> None:
    item = replace(TEXT, kind="image", image="preview", state="running", progress=0.5)
    columns, rows = picture_size(item, 24, 8)
    lines = drawn(item, picture=placeholder(columns, rows))
    assert lines[1] == "│ ━━━━━━━━───────  50% │"
    assert lines[2:-1] == [f"│{'▀' * 22}│"] * rows
    assert "…" in "".join(drawn(item))


@pytest.mark.parametrize("progress", [-1.0, 0.0, 1.0, 99.0])
def test_a_wrong_progress_does_no_harm(progress: float) -> None:
    drawn(replace(TEXT, state="running", progress=progress))
    drawn(replace(TEXT, state="running", progress=progress), height=1)


def test_a_failed_result_says_why() -> None:
    lines = drawn(replace(TEXT, state="failed", message="out of credits"))
    assert lines[0].startswith("╭ 3 ✗ Title")
    assert "✗ out of credits" in lines[1]


def test_a_picture_has_its_caption_and_label() -> None:
    lines = drawn(PICTURE, height=12, picture=placeholder(*picture_size(PICTURE, 24, 12)))
    assert lines[1] == "│" + "▀" * 22 + "│"
    assert lines[10] == "│ a caption            │"
    assert lines[11] == "╰ sketch, no AI model ─╯"


def test_a_wide_card_puts_the_text_beside_the_picture() -> None:
    assert picture_size(PICTURE, 80, 8) == (12, 6)
    lines = drawn(PICTURE, 80, 8, placeholder(12, 6))
    assert lines[1].startswith("│▀▀▀▀▀▀▀▀▀▀▀▀ a caption")


def test_missing_and_broken_pictures() -> None:
    assert "…" in drawn(PICTURE)[3]
    assert "✗ the image is damaged" in drawn(PICTURE, 30, picture=BrokenImage("the image is damaged"))[1]
    assert "no image" in drawn(replace(PICTURE, image=None))[1]


@pytest.mark.parametrize(
    "hostile",
    [
        "[/x] [@click=app.quit]x[/]",
        "\x1b]52;c;aGk=\x07\x1b[2J\x9b31m",
        "\u202eright to left\u2066",
        "one\ntwo\r\nthree\ttab",
        "日本語" * 50,
        "👩‍👩‍👧‍👦" * 50,
        "e" + "\u0301" * 5_000,
        "\u0301",
        "x" * 1_000_000,
        "\x00\ufeff\ud800",
    ],
    ids=["markup", "escapes", "bidi", "lines", "wide", "joined", "zalgo", "mark", "megabyte", "junk"],
)
@pytest.mark.parametrize(("width", "height"), [(24, 8), (80, 8), (5, 3), (3, 2), (1, 1)])
def test_hostile_text_stays_inside_the_frame(hostile: str, width: int, height: int) -> None:
    item = ResultItem("h", hostile, "text", hostile, caption=hostile, label=hostile, message=hostile)
    for state in ("ready", "running", "failed"):
        for kind in ("text", "image"):
            changed = replace(item, state=state, kind=kind, image="blob" if kind == "image" else None)
            for line in drawn(changed, width, height, BrokenImage(hostile)):
                assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char == "\u202e" for char in line)
                assert len(line) < 20 * width + 20


def test_a_file_says_what_it_is_and_what_opens_it() -> None:
    item = ResultItem("a", "", "file", "Seed: 7", file="blob:x", media_type="video/mp4\x1b[31m")
    lines = drawn(item, 30)
    assert "▤ video/mp4" in lines[1]
    assert "o opens it" in lines[2]
    assert "Seed: 7" in lines[3]
    assert not any("\x1b" in line for line in lines)
