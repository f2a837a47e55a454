"""Choosing a result and going on: the selection stays, the next page follows, files are exported."""

from pathlib import Path

import pytest

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.postcard import write_postcard
from tests.tui.scenes import scenes, write_scenes
from tui.finished import FinishedScreen
from tui.home.screen import HomeScreen
from tui.interaction import going_on
from tui.interaction.results_pane import ResultsPane
from tui.interaction.screen import InteractionScreen
from tui.results.detail import ResultDetail


@pytest.fixture
async def painted(person: Person) -> Person:
    """A person at the grid, with two pictures."""
    await person.press("f5")
    await person.until(lambda: len(person.pictures) == 2 and not person.running)
    await person.press("f3")
    await person.sees("seed 8")
    return person


def selected(person: Person) -> list[int]:
    pane = person.find(ResultsPane)
    return [person.pictures.index(item) + 1 for item in pane.selected]


async def test_space_selects_and_the_title_says_which(painted: Person) -> None:
    await painted.press("1", "space")
    await painted.sees("Pictures · 2 · ✓ 1 selected")
    await painted.press("right", "space")
    await painted.sees("✓ 2 selected")
    await painted.press("space")
    await painted.sees("space selects")


async def test_a_click_selects_the_card_under_the_cursor(painted: Person) -> None:
    await painted.press("1")
    await painted.click("ResultGrid", (5, 3))
    await painted.until(lambda: selected(painted) == [1])


async def test_the_selection_survives_new_results(painted: Person) -> None:
    await painted.press("1", "space")
    await painted.until(lambda: selected(painted) == [1])
    await painted.press("p")
    await painted.until(lambda: len(painted.pictures) == 4 and not painted.running)
    assert selected(painted) == [1]
    await painted.sees("Pictures · 4 · ✓ 1 selected")


async def test_the_detail_view_selects_too(painted: Person) -> None:
    await painted.press("1", "enter")
    await painted.at(ResultDetail)
    await painted.sees("Made by", "painted, no model", "Seed", "48 × 27", "a harbour at dawn")
    await painted.press("right", "space", "escape")
    await painted.until(lambda: selected(painted) == [2])
    await painted.sees("✓ 2 selected")


async def test_a_result_is_copied_as_a_path(painted: Person) -> None:
    await painted.press("1", "y")
    await painted.sees("Copied the path")
    assert Path(painted.app.clipboard).is_file()


async def test_going_on_without_a_choice_says_what_to_do(painted: Person) -> None:
    await painted.press("ctrl+n")
    await painted.sees("Select a result first.")
    assert isinstance(painted.screen, InteractionScreen)


async def test_from_the_first_page_to_the_files(painted: Person, home: Path) -> None:
    await painted.press("1", "space")
    await painted.until(lambda: selected(painted) == [1])
    await painted.press("ctrl+n")
    await painted.sees("Write the greeting", "✓ Compose", "▸ Greet", "Subject: a harbour at dawn")
    await painted.press("end")
    await painted.types(" now")
    await painted.press("ctrl+n")
    await painted.at(FinishedScreen)
    await painted.sees("Done.", "2 results in this session", "Exported to")
    files = list((home / "exports").rglob("words.txt"))
    assert [file.read_text("utf-8").strip() for file in files] == ["Wish you were here now"]
    await painted.press("y")
    await painted.sees("Copied the path.")
    assert Path(painted.app.clipboard) == files[0].parent
    await painted.press("n")
    await painted.sees("Compose the card")


async def test_ctrl_n_twice_goes_on_once(painted: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(going_on, "SETTLE_SECONDS", 3600)
    painted.page._going_on._shown_at = 0  # type: ignore[attr-defined]
    await painted.press("1", "space")
    await painted.until(lambda: selected(painted) == [1])
    await painted.press("ctrl+n", "ctrl+n")
    await painted.sees("Write the greeting")
    await painted.still()
    assert isinstance(painted.screen, InteractionScreen)


async def test_a_failed_module_says_why_and_is_tried_again(tmp_path: Path, sit: Sit) -> None:
    files = [{"name": "words.txt", "text": "{{ state.words }}"}]
    export = {"id": "files", "uses": "export", "inputs": {"files": files}}
    path = write_postcard(
        tmp_path / "fails",
        compose={"result_display_schema": None, "sub_actions": []},
        last=[export],
    )
    home = tmp_path / "home"
    async with sit(("workflow", path)) as person:
        await person.sees("Compose the card")
        await person.press("ctrl+n")
        await person.sees("Write the greeting")
        home.mkdir(exist_ok=True)
        (home / "exports").write_text("in the way")
        await person.press("ctrl+n")
        await person.at(FinishedScreen)
        await person.sees("The workflow stopped here.", "Everything made so far is kept", "r Try again")
        await person.press("r")
        await person.sees("The workflow stopped here.")
        (home / "exports").unlink()
        await person.press("r")
        await person.sees("Done.", "Exported to")
        await person.press("h")
        await person.at(HomeScreen)
        await person.sees("✓ Postcard", "done")


async def test_texts_are_results_too(sit: Sit, tmp_path: Path, cast: Cast) -> None:
    path = write_postcard(tmp_path / "texts", compose={"result_display_schema": None})
    cast.writer.plays(["Ahoy [from] the harbour."], ["Second."])
    async with sit(("workflow", path), NARROW) as person:
        await person.sees("Compose the card")
        await person.press("ctrl+n")
        await person.sees("Write the greeting")
        await person.press("f5")
        await person.until(lambda: len(person.pictures) == 1)
        await person.press("f3", "enter")
        await person.at(ResultDetail)
        await person.sees("Ahoy [from] the harbour.", "scripted")


async def test_a_page_without_fields_begins_in_its_results(tmp_path: Path, sit: Sit, cast: Cast) -> None:
    cast.writer.plays((scenes("A grey morning", "The long way home"),))
    empty = {"type": "object", "properties": {}}
    async with sit(("workflow", write_scenes(tmp_path / "flow", [], form=empty))) as person:
        await person.at(InteractionScreen)
        await person.sees("A grey morning")
        await person.press("space")
        await person.sees("1 selected")
