"""The matrix of a sweep on the screen: live, walked through, stopped, filled, opened, selected, copied."""

import asyncio
import json
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from schemas.messages.sweeps import AxisSpec, StartSweep, SweepView
from tests.tui.cast import Cast
from tests.tui.person import Person
from tui.interaction.results_pane import ResultsPane
from tui.interaction.screen import InteractionScreen
from tui.results.detail import ResultDetail
from tui.sweeps.matrix_screen import MatrixScreen
from tui.sweeps.matrix_view import MatrixView
from tui.sweeps.sweeps_menu import SweepsMenu

SUBJECTS = AxisSpec(field="subject", values="a fox, an owl")
COUNTS = AxisSpec(field="count", values="1, 2, 99")
VALUES = {"subject": "a harbour at dawn", "paper": "matt", "count": 1}


async def sweep(person: Person, *axes: AxisSpec, action: str = "paint", key: str = "k") -> SweepView:
    """Start a sweep without the set-up."""
    page: Any = person.page
    assert isinstance(page, InteractionScreen)
    request = StartSweep(
        **page._page.ids, action_id=action, values=VALUES, axes=list(axes), idempotency_key=key
    )
    return await page._engine.call(request)


async def shown(person: Person, *texts: str) -> MatrixView:
    """The matrix, once it is on the screen."""
    await person.press("escape", "M")
    await person.at(MatrixScreen)
    await person.sees(*texts)
    return person.screen.query_one(MatrixView)


async def test_cells_stand_under_labels_with_what_became_of_them(person: Person) -> None:
    await sweep(person, SUBJECTS, COUNTS)
    matrix = await shown(person, "4 of 6 done, 2 refused")
    await person.sees("↓ Subject   → Pictures", "a fox", "an owl", "99", "must be at", "seed 7", "1 of 2")
    assert matrix.has_focus
    assert matrix.cursor == 0
    await person.press("right", "down", "down")
    assert matrix.cursor == 4
    await person.press("up", "right", "right")
    assert matrix.cursor == 2
    await person.press("enter")
    await person.sees("count: must be at most 8")


async def test_cells_change_while_it_runs(person: Person, cast: Cast) -> None:
    gate = asyncio.Event()
    cast.painter.gates = [gate]
    await sweep(person, SUBJECTS)
    await shown(person, "0 of 2 done, 1 running, 1 waiting", "picture 1 of 1", "◷ waiting", "0%")
    gate.set()
    await person.sees("2 of 2 done", "seed 7")
    await person.misses("◷ waiting")


async def test_failures_say_why_and_are_filled(person: Person, cast: Cast) -> None:
    cast.painter.error = ProviderError("unreachable", "The studio is on fire.")
    await sweep(person, SUBJECTS)
    await shown(person, "0 of 2 done, 2 failed", "✗ The studio is on fire.")
    cast.painter.error = None
    await person.press("f")
    await person.sees("2 of 2 done")
    await person.misses("on fire")
    assert len(cast.painter.asked) == 4


async def test_stopping_keeps_what_is_done(person: Person, cast: Cast) -> None:
    cast.painter.gates = [asyncio.Event()]
    await sweep(person, AxisSpec(repeat=3))
    await shown(person, "0 of 3 done, 1 running, 2 waiting")
    await person.press("x")
    await person.sees("0 of 3 done, 3 stopped", "– stopped")
    cast.painter.gates = []
    await person.press("f")
    await person.sees("3 of 3 done")


async def test_enter_shows_the_result_alone(person: Person) -> None:
    await sweep(person, SUBJECTS)
    await shown(person, "2 of 2 done", "seed 7")
    await person.press("down", "enter")
    await person.at(ResultDetail)
    await person.sees("2/2")
    await person.press("escape")
    await person.at(MatrixScreen)


async def test_a_result_that_is_not_on_the_page_is_shown_too(person: Person, cast: Cast) -> None:
    cast.writer.plays(["Once upon a time."])
    await sweep(person, AxisSpec(repeat=2), action="story")
    await shown(person, "2 of 2 done", "Once upon a time.")
    await person.press("enter")
    await person.at(ResultDetail)
    await person.sees("Once upon a time.")


async def test_space_selects_on_the_page(person: Person) -> None:
    await sweep(person, SUBJECTS)
    await shown(person, "2 of 2 done", "seed 7")
    await person.until(lambda: len(person.pictures) == 2)
    await person.press("down", "space")
    await person.sees("✓ 2")
    await person.until(lambda: person.find(ResultsPane).selected == person.pictures[1:])
    await person.press("space")
    await person.until(lambda: person.find(ResultsPane).selected == [])


async def test_values_are_copied_as_json(person: Person) -> None:
    await sweep(person, SUBJECTS, COUNTS)
    await shown(person, "4 of 6 done")
    await person.press("end", "y")
    await person.sees("Copied the values")
    assert json.loads(person.app.clipboard) == {"subject": "an owl", "paper": "matt", "count": 99}


async def test_further_axes_are_slices(person: Person) -> None:
    await sweep(person, SUBJECTS, AxisSpec(field="count", values="1, 2"), AxisSpec(repeat=3))
    matrix = await shown(person, "12 of 12 done", "Candidate ‹1› 1/3")
    await person.press("right_square_bracket")
    await person.sees("Candidate ‹2› 2/3")
    assert matrix.cursor == 1
    await person.press("left_square_bracket", "left_square_bracket")
    await person.sees("Candidate ‹3› 3/3")
    await person.press("right", "t")
    await person.sees("↓ Pictures   → Candidate   Subject ‹a fox› 1/2")
    assert matrix.cursor == 5, "the cursor stays on its cell"


async def test_a_click_moves_and_opens(person: Person) -> None:
    await sweep(person, SUBJECTS, AxisSpec(field="count", values="1, 2"))
    matrix = await shown(person, "4 of 4 done", "seed 7")
    await person.click("MatrixView", (60, 12))
    assert matrix.cursor == 3
    await person.click("MatrixView", (60, 12))
    await person.at(ResultDetail)


async def test_other_sweeps_of_the_page(person: Person) -> None:
    await sweep(person, SUBJECTS, key="one")
    await sweep(person, AxisSpec(repeat=3), key="two")
    await shown(person, "3 of 3 done")
    await person.press("l")
    await person.at(SweepsMenu)
    await person.sees("2 Subject", "3 Candidate")
    await person.press("down", "enter")
    await person.at(MatrixScreen)
    await person.sees("2 of 2 done", "an owl")


async def test_two_thousand_cells_draw_what_is_seen(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.sweeps import matrix_view

    drawn: list[str] = []
    draw = matrix_view.draw_card

    def counting(item: Any, *given: Any) -> Any:
        drawn.append(item.id)
        return draw(item, *given)

    monkeypatch.setattr(matrix_view, "draw_card", counting)
    count = AxisSpec(field="count", values=", ".join(["99"] * 39 + ["1"]))
    await sweep(person, AxisSpec(repeat=50), count)
    matrix = await shown(person, "50 of 2000 done, 1950 refused")
    await person.press("end")
    assert matrix.cursor == 1999
    await person.sees("2000")
    assert len(set(drawn)) < 100
