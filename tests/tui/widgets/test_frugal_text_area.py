"""After any edit the area shows what it would show if it were drawn afresh, and repaints little for it."""

import random

from textual.app import App, ComposeResult
from textual.strip import Strip
from textual.widgets import TextArea

from tui.widgets.frugal_text_area import FrugalTextArea
from tui.widgets.growing_text_area import PromptArea

PIECES = (
    "a",
    "some words ",
    "\n",
    "日本語",
    "👩‍👩‍👧",
    "é",
    "{name}",
    "{{ a\nb }}",
    "(",
    ")",
    "\t",
    " ",
    "word" * 9,
)


class AreaApp(App[None]):
    CSS = "TextArea { width: 24; height: 6; }"

    def __init__(self, area: TextArea) -> None:
        super().__init__()
        self.area = area

    def compose(self) -> ComposeResult:
        yield self.area


def shown(area: TextArea) -> list[Strip]:
    return area.render_lines(area.size.region)


def drawn_afresh(area: TextArea) -> list[Strip]:
    area._line_cache.clear()
    area._styles_cache.clear()
    return shown(area)


def random_edit(rng: random.Random, area: TextArea) -> None:
    end = area.document.end

    def somewhere() -> tuple[int, int]:
        row = rng.randint(0, end[0])
        return row, rng.randint(0, len(area.document.get_line(row)))

    match rng.randrange(9):
        case 0:
            area.move_cursor(somewhere(), select=rng.random() < 0.5)
        case 1:
            area.action_delete_left()
        case 2:
            area.action_delete_word_left()
        case 3:
            area.undo()
        case 4:
            area.redo()
        case 5:
            area.insert(rng.choice(PIECES), somewhere(), maintain_selection_offset=rng.random() < 0.5)
        case 6 if rng.random() < 0.2:
            area.clear()
        case _:
            area.insert(rng.choice(PIECES))


async def test_what_is_shown_after_edits_is_what_would_be_drawn() -> None:
    for area in (FrugalTextArea(highlight_cursor_line=False), PromptArea(), FrugalTextArea(soft_wrap=False)):
        rng = random.Random(6)
        app = AreaApp(area)
        async with app.run_test(size=(40, 12)) as pilot:
            area.cursor_blink = False
            area.focus()
            await pilot.pause()
            for step in range(250):
                random_edit(rng, area)
                if step % 20 == 0:
                    await pilot.pause()
                assert shown(area) == drawn_afresh(area), (step, area.text)


async def test_a_letter_repaints_its_row_only() -> None:
    area = FrugalTextArea("first\nsecond\nthird", highlight_cursor_line=False)
    app = AreaApp(area)
    async with app.run_test() as pilot:
        area.focus()
        area.move_cursor((1, 6))
        await pilot.pause()
        area._exchange_repaint_regions()
        area.insert("!")
        assert {y for region in area._repaint_regions for y in region.line_range} == {
            area.content_offset.y + 1,
        }


async def test_a_letter_that_wraps_repaints_the_rows_it_moves() -> None:
    area = FrugalTextArea("many words in a row of some\nlast", highlight_cursor_line=False)
    app = AreaApp(area)
    async with app.run_test() as pilot:
        area.focus()
        await pilot.pause()
        rows = area.wrapped_document.get_sections(0)
        assert len(rows) == 2
        area.move_cursor((0, 0))
        await pilot.pause()
        area._exchange_repaint_regions()
        area.insert("xxxxx")
        assert len(area.wrapped_document.get_sections(0)) == 2
        top = area.content_offset.y
        assert {y - top for region in area._repaint_regions for y in region.line_range} == {0, 1}


async def test_an_undo_that_takes_the_scrollbar_and_the_cursors_line_away() -> None:
    area = FrugalTextArea("one")
    app = AreaApp(area)
    async with app.run_test() as pilot:
        area.focus()
        area.move_cursor((0, 3))
        area.insert("\n" * 20)
        await pilot.pause()
        assert area.show_vertical_scrollbar
        area.undo()
        await pilot.pause()
        assert (area.text, area.cursor_location) == ("one", (0, 3))
