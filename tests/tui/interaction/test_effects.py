"""What the page looks like when an action runs, and when it has come back."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE, Sit
from tests.tui.person import Person
from tests.tui.scenes import MORE, TELL, scenes, write_scenes
from tui.interaction import review
from tui.interaction.panes import Panes
from tui.interaction.reader import Reader
from tui.interaction.results_pane import ResultsPane
from tui.interaction.screen import InteractionScreen
from tui.results.detail import ResultDetail

APPEND = {"target_path": "scenes", "merge_mode": "append"}

Open = Callable[..., Awaitable[Any]]


@pytest.fixture(autouse=True)
def nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "TYPING_PAUSE", 0)


@pytest.fixture
def page_of(tmp_path: Path, sit: Sit, cast: Cast) -> Callable[..., Any]:
    """Opens the page with one action `t` with these effects."""

    def page_of(size: tuple[int, int] = WIDE, **keys: Any) -> Any:
        cast.writer.plays([scenes("The dog", "The rain")], ["Once upon a time."])
        return sit(("workflow", write_scenes(tmp_path / "scenes", [{**TELL, **keys}, MORE])), size)

    return page_of


def sees(person: Person) -> set[str]:
    """The panes that are on the screen."""
    return {name for name in ("form", "results", "log") if person.page.query_one(f"#{name}").region}


async def press(person: Person) -> None:
    await person.sees("Choose scenes")
    await person.press("escape", "t")


async def test_keep_leaves_the_page(page_of: Any) -> None:
    async with page_of() as person:
        await press(person)
        await person.until(lambda: "Once upon" in person.log)
        assert sees(person) == {"form", "results", "log"}


async def test_keep_that_is_written_down_stays_on_the_form_under_tabs(page_of: Any) -> None:
    async with page_of(NARROW, effects={"running": "keep"}) as person:
        await press(person)
        await person.until(lambda: "Once upon" in person.log)
        assert sees(person) == {"form"}


@pytest.mark.parametrize(
    ("effect", "panes", "narrow"),
    [
        ("split", {"form", "log"}, {"log"}),
        ("expand", {"results"}, {"results"}),
        ("replace", {"results", "log"}, {"results"}),
    ],
)
@pytest.mark.parametrize("when", ["running", "done"])
async def test_the_page_is_shared_out_anew_until_it_is_dismissed(
    page_of: Any, effect: str, panes: set[str], narrow: set[str], when: str
) -> None:
    async with page_of(effects={when: effect}) as person:
        await press(person)
        await person.until(lambda: sees(person) == panes)
        await person.until(lambda: not person.running)
        assert sees(person) == panes
        if effect != "split":
            await person.until(lambda: person.page.focused is person.find(ResultsPane).grid)
        await person.pilot.resize_terminal(*NARROW)
        await person.until(lambda: sees(person) == narrow)
        await person.pilot.resize_terminal(*WIDE)
        await person.until(lambda: sees(person) == panes)
        await person.press("escape")
        await person.until(lambda: sees(person) == {"form", "results", "log"})


async def test_f2_brings_the_form_back_and_the_focus_into_it(page_of: Any) -> None:
    async with page_of(effects={"done": "expand"}) as person:
        await press(person)
        await person.until(lambda: sees(person) == {"results"})
        await person.press("f2")
        await person.until(lambda: sees(person) == {"form", "results", "log"})
        assert person.focused_field == "tone"


async def test_f4_shows_the_log_again(page_of: Any) -> None:
    async with page_of(effects={"done": "expand"}) as person:
        await press(person)
        await person.until(lambda: sees(person) == {"results"})
        await person.press("f4")
        await person.until(lambda: "log" in sees(person))


async def test_under_tabs_the_pane_that_is_meant_is_chosen(page_of: Any) -> None:
    async with page_of(NARROW, effects={"running": "split", "done": "expand"}) as person:
        await press(person)
        await person.until(lambda: sees(person) == {"results"})
        await person.press("escape")
        await person.until(lambda: sees(person) == {"form"})


async def test_a_failure_brings_the_form_back(page_of: Any, cast: Cast) -> None:
    async with page_of(effects={"running": "replace", "done": "expand"}) as person:
        await person.sees("Choose scenes")
        go = asyncio.Event()
        cast.writer.plays([go, ProviderError("bad", "No.")])
        await person.press("escape", "t")
        await person.until(lambda: sees(person) == {"results", "log"})
        go.set()
        await person.until(lambda: sees(person) == {"form", "results", "log"})
        await person.sees("✗ Tell: No.")


async def test_what_came_back_is_read_over_the_page(page_of: Any) -> None:
    async with page_of(effects={"done": "overlay"}) as person:
        await press(person)
        await person.at(Reader)
        await person.sees("Once upon a time.", "y Copy")
        await person.press("y")
        await person.until(lambda: "Once upon a time." in person.app.clipboard)
        await person.press("escape")
        await person.at(InteractionScreen)


async def test_it_is_read_while_it_comes(page_of: Any, cast: Cast) -> None:
    async with page_of(NARROW, effects={"running": "overlay", "done": "overlay"}) as person:
        await person.sees("Choose scenes")
        go = asyncio.Event()
        cast.writer.plays(["Once ", go, "more."])
        await person.press("escape", "t")
        await person.at(Reader)
        await person.sees("Once")
        go.set()
        await person.sees("Once more.", "done")
        await person.press("escape")
        await person.at(InteractionScreen)
        await person.still()
        assert isinstance(person.screen, InteractionScreen)


async def test_a_result_is_shown_in_its_detail_view(page_of: Any) -> None:
    async with page_of(effects={"done": "overlay"}, result_mapping=APPEND) as person:
        await press(person)
        await person.at(ResultDetail)
        await person.sees("3/3")
        await person.press("escape")
        await person.at(InteractionScreen)
        assert len(person.pictures) == 3


async def test_the_form_is_not_taken_away_from_under_the_hands(
    page_of: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "TYPING_PAUSE", 0.6)
    async with page_of(effects={"done": "expand"}) as person:
        await person.sees("Choose scenes")
        go = asyncio.Event()
        cast.writer.plays([go, "Once upon a time."])
        await person.press("ctrl+g", "t")
        await person.until(lambda: person.focused_field == "tone")
        await person.types("tt")
        go.set()
        await person.until(lambda: not person.running and len(cast.writer.asked) == 2)
        await person.types("t")
        assert not person.find(Panes).arrangement
        assert person.value("tone") == "tttThe dog"
        await person.until(lambda: sees(person) == {"results"})


async def test_someone_elses_run_leaves_the_page(page_of: Any) -> None:
    async with page_of(effects={"running": "expand"}) as person:
        await person.sees("Choose scenes")
        page = person.page._page  # type: ignore[attr-defined]
        await page.engine.call(run_sub_action(page))
        await person.until(lambda: "Once upon" in person.log)
        assert sees(person) == {"form", "results", "log"}


def run_sub_action(page: Any) -> Any:
    from schemas.messages.executions import RunSubAction

    return RunSubAction(**page.ids, action_id="tell", idempotency_key="theirs")


async def test_what_is_done_when_the_engine_answers_has_its_effect_too(page_of: Any) -> None:
    async with page_of(execution_mode="sync", effects={"done": "expand"}) as person:
        await press(person)
        await person.until(lambda: sees(person) == {"results"})
