"""A slider is driven by keys and mouse, shows its number, and speaks only when a person acted."""

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.events import MouseMove
from textual.pilot import Pilot
from textual.widgets import Button

from tui.widgets.slider import Slider


class SliderApp(App[None]):
    CSS = "Slider { width: 48; }"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        self.slider = Slider(*args, **kwargs)
        self.changes: list[float | None] = []

    def compose(self) -> ComposeResult:
        yield Button("first")
        yield self.slider

    def on_slider_changed(self, event: Slider.Changed) -> None:
        assert event.control is self.slider
        self.changes.append(event.value)


def row(slider: Slider) -> str:
    return slider.render_line(0).text


async def test_keys_step_jump_and_go_to_the_ends() -> None:
    app = SliderApp(0, 1000, value=500)
    async with app.run_test(size=(120, 40)) as pilot:
        app.slider.focus()
        await pilot.press("right", "left", "shift+right", "pageup", "pagedown", "shift+left", "end", "home")
        assert app.changes == [501, 500, 510, 610, 510, 500, 1000, 0]


async def test_float_steps_are_exact() -> None:
    app = SliderApp(0, 1, 0.1, value=0.6)
    async with app.run_test(size=(120, 40)) as pilot:
        app.slider.focus()
        await pilot.press("right", "right", "right", "right", "right")
        assert app.changes == [0.7, 0.8, 0.9, 1.0]
        assert row(app.slider).rstrip().endswith("[1.0]")


async def test_only_a_person_causes_a_message() -> None:
    app = SliderApp(0, 10, value=3)
    async with app.run_test(size=(120, 40)) as pilot:
        app.slider.value = 7
        await pilot.pause()
        assert app.changes == []
        app.slider.focus()
        await pilot.press("end", "end", "right")
        assert app.changes == [10]


@pytest.mark.parametrize(("cell", "value"), [(0, 0), (40, 1000), (41, 1000), (20, 500)])
async def test_a_click_takes_the_number_under_it(cell: int, value: int) -> None:
    app = SliderApp(0, 1000, value=300)
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.slider._track_width() == 41  # 48 less a space and [1000]
        await pilot.click(app.slider, offset=(cell, 0))
        assert app.changes == ([value] if cell < 41 else [])
        assert app.focused is app.slider


async def test_a_click_on_the_thumb_keeps_a_fine_value_but_not_at_the_ends() -> None:
    app = SliderApp(0, 1000, value=503)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.click(app.slider, offset=(row(app.slider).index("●"), 0))  # 503 shares it
        assert app.changes == []
        app.slider.value = 995
        await pilot.click(app.slider, offset=(40, 0))
        assert app.changes == [1000]


async def drag_to(pilot: Pilot[None], target: Slider | None, x: int, y: int) -> None:
    await pilot._post_mouse_events([MouseMove], target, offset=(x, y), button=1)


async def test_dragging_past_the_ends_stays_at_them() -> None:
    app = SliderApp(0, 100, value=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.mouse_down(app.slider, offset=(10, 0))
        await drag_to(pilot, app.slider, 60, 2)
        await drag_to(pilot, None, 0, 20)
        await pilot.mouse_up(offset=(0, 20))
        assert app.changes[-2:] == [100, 0]
        assert app.mouse_captured is None
        await drag_to(pilot, app.slider, 30, 0)
        assert app.changes[-1] == 0


async def test_a_drag_whose_end_was_missed_ends_with_the_next_move() -> None:
    app = SliderApp(0, 100, value=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.mouse_down(app.slider, offset=(10, 0))
        changes = list(app.changes)
        await pilot.hover(offset=(0, 20))  # No button is held.
        assert app.mouse_captured is None
        assert app.changes == changes


@pytest.mark.parametrize("removed", [True, False])
async def test_a_slider_that_goes_away_lets_go_of_the_mouse(removed: bool) -> None:
    app = SliderApp(0, 100, value=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.mouse_down(app.slider, offset=(10, 0))
        assert app.mouse_captured is app.slider
        if removed:
            await app.slider.remove()
        else:
            app.slider.display = False
        await pilot.pause()
        assert app.mouse_captured is None


async def test_unset_is_shown_and_the_first_arrow_sets_it() -> None:
    app = SliderApp(5, 10, clearable=True)
    async with app.run_test(size=(120, 40)) as pilot:
        assert row(app.slider).rstrip().endswith("–")
        assert "●" not in row(app.slider)
        app.slider.focus()
        await pilot.press("right", "right", "delete", "delete", "left")
        assert app.changes == [5, 6, None, 5]


async def test_delete_does_nothing_where_a_value_is_needed() -> None:
    app = SliderApp(5, 10, value=7)
    async with app.run_test(size=(120, 40)) as pilot:
        app.slider.focus()
        await pilot.press("delete", "backspace")
        assert app.changes == []


@pytest.mark.parametrize(("value", "thumb"), [(150, "▶"), (-3, "◀")])
async def test_a_draft_out_of_bounds_is_kept_and_shown_at_the_edge(value: int, thumb: str) -> None:
    app = SliderApp(0, 100, value=value)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.slider.value == value
        assert app.changes == []
        text = row(app.slider)
        assert str(value) in text
        assert text.strip("━─").lstrip().startswith(thumb)


async def test_an_empty_range_is_harmless() -> None:
    app = SliderApp(4, 4, value=4)
    async with app.run_test(size=(120, 40)) as pilot:
        app.slider.focus()
        await pilot.press("left", "right", "pageup", "home", "end")
        await pilot.click(app.slider, offset=(20, 0))
        assert app.changes == []
        assert row(app.slider).rstrip().endswith("[4]")


async def test_focus_and_value_are_readable_without_colour() -> None:
    app = SliderApp(0, 100, value=50)
    async with app.run_test(size=(120, 40)) as pilot:
        assert row(app.slider) == "━" * 20 + "●" + "─" * 21 + "   50 "
        app.slider.focus()
        await pilot.pause()
        assert row(app.slider) == "━" * 20 + "◉" + "─" * 21 + " [ 50]"


async def test_a_narrow_slider_keeps_its_number() -> None:
    app = SliderApp(0, 100, value=42)
    async with app.run_test(size=(120, 40)) as pilot:
        app.slider.styles.width = 8
        await pilot.pause()
        assert row(app.slider) == "   42   "
        await pilot.click(app.slider, offset=(1, 0))
        assert app.changes == []
