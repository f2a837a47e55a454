"""A rerun: items arrive, can be chosen at once, become the page, or go; earlier ones come back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.actions import llm_generate
from engine.providers.errors import ProviderError
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.scenes import scenes, write_scenes
from tui.interaction.feedback import FeedbackScreen
from tui.interaction.results_pane import ResultsPane


@pytest.fixture(autouse=True)
def items_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply is looked at after each piece of it."""
    monkeypatch.setattr(llm_generate, "PARTIAL_SECONDS", 0)


@pytest.fixture
async def chooser(tmp_path: Path, sit: Sit, cast: Cast) -> AsyncIterator[Person]:
    """A person at the page, with two scenes on it."""
    cast.writer.plays([scenes("The dog", "The rain")])
    async with sit(("workflow", write_scenes(tmp_path / "scenes"))) as person:
        await person.sees("Choose scenes", "The rain")
        yield person


async def rerun(person: Person, feedback: str = "") -> None:
    await person.press("escape", "r")
    await person.at(FeedbackScreen)
    await person.types(feedback)
    await person.press("enter")


def shown(person: Person) -> list[str]:
    return [item.text for item in person.find(ResultsPane).items]


async def test_items_arrive_before_the_present_ones_and_then_take_their_place(
    chooser: Person, cast: Cast
) -> None:
    go = asyncio.Event()
    cast.writer.plays(['{"scenes": [{"title": "The cat"}, ', go, '{"title": "The sun"}]}'])
    await rerun(chooser, "less sentimental")
    await chooser.until(lambda: shown(chooser) == ["The cat", "The dog", "The rain"])
    await chooser.sees("1 arriving", "⟳ arriving")
    go.set()
    await chooser.until(lambda: shown(chooser) == ["The cat", "The sun"])
    await chooser.sees("Scenes · 2/2 · less sentimental · 2", "New scenes.")
    await chooser.misses("⟳")


async def test_an_item_is_chosen_while_others_are_still_to_come(chooser: Person, cast: Cast) -> None:
    go = asyncio.Event()
    cast.writer.plays(['{"scenes": [{"title": "The cat"}, ', go, '{"title": "The sun"}]}'])
    await rerun(chooser)
    await chooser.until(lambda: len(shown(chooser)) == 3)
    await chooser.press("f3", "1", "space")
    await chooser.sees("✓ 1 selected")
    chosen = chooser.find(ResultsPane).selected
    go.set()
    await chooser.until(lambda: shown(chooser) == ["The cat", "The sun"] and not chooser.running)
    await chooser.sees("✓ 1 selected")
    assert chooser.find(ResultsPane).selected == chosen
    assert list(chooser.page._page.view.selected) == chosen  # type: ignore[attr-defined]


async def test_what_was_arriving_goes_when_the_run_fails(chooser: Person, cast: Cast) -> None:
    go = asyncio.Event()
    broken = ProviderError("unreachable", "The server does not answer.")
    cast.writer.plays(['{"scenes": [{"title": "The cat"}, ', go, broken])
    await rerun(chooser)
    await chooser.until(lambda: len(shown(chooser)) == 3)
    await chooser.press("f3", "1", "space")
    await chooser.sees("✓ 1 selected")
    go.set()
    await chooser.until(lambda: shown(chooser) == ["The dog", "The rain"])
    await chooser.until(lambda: list(chooser.toasts()))
    assert list(chooser.toasts()) == [
        "Other scenes failed. The result that was arriving is gone; what was there before stays."
    ]
    await chooser.sees("space selects")
    assert "1/" not in chooser.sees_now


async def test_brackets_step_through_the_generations_and_the_form_follows(
    chooser: Person, cast: Cast
) -> None:
    cast.writer.plays([scenes("The cat", "The sun")])
    await rerun(chooser, "drier")
    await chooser.until(lambda: shown(chooser) == ["The cat", "The sun"])
    assert chooser.value("tone") == "The cat"
    await chooser.press("left_square_bracket")
    await chooser.until(lambda: shown(chooser) == ["The dog", "The rain"])
    await chooser.sees("Scenes · 1/2 · 2", "Generation 1 of 2")
    assert chooser.value("tone") == "The dog"
    await chooser.press("left_square_bracket")
    await chooser.press("right_square_bracket")
    await chooser.until(lambda: shown(chooser) == ["The cat", "The sun"])
    await chooser.sees("2/2 · drier")
    assert chooser.value("tone") == "The cat"


async def test_it_is_said_what_was_kept_and_what_is_not_selected_any_more(
    chooser: Person, cast: Cast
) -> None:
    await chooser.types("Dry. ")
    await chooser.press("f3", "1", "space")
    await chooser.sees("✓ 1 selected")
    cast.writer.plays([scenes("The cat")])
    await rerun(chooser)
    await chooser.until(lambda: list(chooser.toasts()))
    assert list(chooser.toasts()) == [
        "New scenes. Your edit of Tone stays. "
        "1 selected result is not among them: press [ for the earlier ones."
    ]
    assert chooser.value("tone") == "Dry. The dog"
    await chooser.press("left_square_bracket")
    await chooser.sees("✓ 1 selected")


async def test_undo_takes_a_rerun_back(chooser: Person, cast: Cast) -> None:
    cast.writer.plays([scenes("The cat")])
    await rerun(chooser, "shorter")
    await chooser.until(lambda: shown(chooser) == ["The cat"])
    await chooser.press("u")
    await chooser.until(lambda: shown(chooser) == ["The dog", "The rain"])
    assert chooser.value("tone") == "The dog"
    await chooser.press("U")
    await chooser.until(lambda: shown(chooser) == ["The cat"])


async def test_brackets_type_in_a_field(chooser: Person, cast: Cast) -> None:
    cast.writer.plays([scenes("The cat")])
    await rerun(chooser)
    await chooser.until(lambda: shown(chooser) == ["The cat"])
    await chooser.press("f2", "left_square_bracket", "u")
    await chooser.until(lambda: chooser.value("tone") == "[uThe cat")
    assert shown(chooser) == ["The cat"]


async def test_hostile_feedback_and_scenes_are_shown_as_text(tmp_path: Path, sit: Sit, cast: Cast) -> None:
    cast.writer.plays([scenes("One")])
    async with sit(("workflow", write_scenes(tmp_path / "scenes")), NARROW) as person:
        await person.sees("Choose scenes")
        cast.writer.plays([scenes("[/x] \x1b[2J[@click=app.quit]y")])
        await rerun(person, "[/nope]")
        await person.press("f3")
        await person.sees("2/2 · [/nope]", "[/x] [2J[@click=app.quit]y")
