"""The ways from a page to what there is to its session, and back again."""

import subprocess
import sys
from pathlib import Path

from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.postcard import SUB_ACTIONS, write_postcard
from tui.confirm import Confirm
from tui.finished import FinishedScreen
from tui.home.screen import HomeScreen
from tui.interaction.feedback import FeedbackScreen
from tui.interaction.results_pane import ResultsPane
from tui.interaction.screen import InteractionScreen
from tui.session.compare_screen import CompareScreen
from tui.session.history_screen import HistoryScreen
from tui.session.instruct_screen import InstructScreen
from tui.session.menu import SessionMenu
from tui.session.reference_screen import ReferenceScreen
from tui.session.settings_screen import SettingsScreen
from tui.session.tree_screen import TreeScreen

PAINT = [action for action in SUB_ACTIONS if action["id"] in ("paint", "surprise")]


async def painted(person: Person) -> None:
    await person.sees("Compose the card")
    await person.press("f5")
    await person.until(lambda: len(person.pictures) == 2 and not person.running)
    await person.press("f3", "1")


async def from_menu(person: Person, letter: str, kind: type) -> None:
    await person.press("ctrl+t")
    await person.at(SessionMenu)
    await person.press(letter)
    await person.at(kind)


async def test_each_letter_of_the_menu_opens_a_screen_and_escape_comes_back(person: Person) -> None:
    kinds = {
        "h": HistoryScreen,
        "r": ReferenceScreen,
        "a": InstructScreen,
        "s": SettingsScreen,
        "t": TreeScreen,
    }
    for letter, kind in kinds.items():
        await from_menu(person, letter, kind)
        await person.still()
        await person.press("escape")
        await person.at(InteractionScreen)


async def test_the_palette_has_them_by_name(person: Person) -> None:
    names = [command.title for command in person.screen.page_commands()]  # type: ignore[attr-defined]
    wanted = {"History", "References", "Ask a model", "Session settings", "Session tree", "Fork this session"}
    assert wanted <= set(names)
    assert "Where this result came from" not in names
    await person.press("ctrl+p")
    await person.types("references")
    await person.sees("Files and texts that go along")
    await person.press("enter")
    await person.at(ReferenceScreen)


async def test_the_screens_put_their_own_keys_into_the_palette(person: Person) -> None:
    await from_menu(person, "r", ReferenceScreen)
    await person.sees("Nothing is attached")
    names = [command.title for command in person.screen.page_commands()]  # type: ignore[attr-defined]
    assert names == ["Add file", "Add text"]


async def test_where_a_result_came_from(sit: Sit, tmp_path: Path) -> None:
    path = write_postcard(tmp_path / "card", compose={"sub_actions": PAINT})
    async with sit(("workflow", path)) as person:
        await painted(person)
        await person.press("right", "i")
        await person.at(HistoryScreen)
        await person.sees("painted, no model", "Seed", "Prompt as sent")
        assert person.screen._highlighted.result.provenance.seed == 8  # type: ignore[attr-defined]
        names = [command.title for command in person.page.page_commands()]  # type: ignore[attr-defined]
        assert {"Where this result came from", "Compare results"} <= set(names)


async def test_a_sub_actions_letter_comes_first_and_the_menu_has_the_other(person: Person) -> None:
    await painted(person)
    await person.press("i")
    await person.at(FeedbackScreen)
    await person.press("escape")
    await person.at(InteractionScreen)
    await from_menu(person, "i", HistoryScreen)
    await person.sees("painted, no model", "Prompt as sent")


async def test_values_are_used_again_and_that_can_be_undone(sit: Sit, tmp_path: Path) -> None:
    path = write_postcard(tmp_path / "card", compose={"sub_actions": PAINT})
    async with sit(("workflow", path)) as person:
        await painted(person)
        await person.press("f2", "end")
        await person.types(" in fog")
        await person.until(lambda: person.value("subject").endswith("fog"))
        await person.press("f3", "i")
        await person.at(HistoryScreen)
        await person.sees("Form values", "Use values again")
        await person.press("u")
        await person.at(InteractionScreen)
        await person.until(lambda: person.value("subject") == "a harbour at dawn")
        await person.sees("The values of Paint are back.")
        await person.press("escape", "ctrl+z")
        await person.until(lambda: person.value("subject") == "a harbour at dawn in fog")


async def test_two_results_are_compared_and_one_selected(sit: Sit, tmp_path: Path) -> None:
    path = write_postcard(tmp_path / "card", compose={"sub_actions": PAINT})
    async with sit(("workflow", path)) as person:
        await painted(person)
        await person.press("c")
        await person.sees("Marked. c on another result")
        await person.press("right", "c")
        await person.at(CompareScreen)
        await person.sees("− seed: 7", "+ seed: 8", "▸ 1 · painted")
        await person.press("right", "space")
        await person.sees("▸ ✓ 2 · painted")
        await person.press("escape")
        await person.at(InteractionScreen)
        assert person.find(ResultsPane).selected == [person.pictures[1]]
        await person.sees("✓ 2 selected")


async def test_c_twice_on_one_result_takes_the_mark_back(sit: Sit, tmp_path: Path) -> None:
    path = write_postcard(tmp_path / "card", compose={"sub_actions": PAINT})
    async with sit(("workflow", path)) as person:
        await painted(person)
        await person.press("c", "c")
        await person.sees("No longer marked.")
        await person.press("right", "c")
        await person.until(
            lambda: list(person.toasts()).count("Marked. c on another result compares the two.") == 2
        )
        assert isinstance(person.screen, InteractionScreen)


async def test_a_fork_is_made_and_shown(person: Person) -> None:
    session = person.page._session.id  # type: ignore[attr-defined]
    person.page.action_fork()  # type: ignore[attr-defined]
    await person.until(lambda: person.page._session.id != session)  # type: ignore[attr-defined]
    await person.sees("Postcard (fork)", "Compose the card", "This is the fork")


async def test_another_session_of_the_tree_is_opened(person: Person) -> None:
    first = person.page._session.id  # type: ignore[attr-defined]
    await from_menu(person, "t", TreeScreen)
    await person.sees("you are here")
    await person.press("f")
    await person.sees("2 sessions")
    await person.press("enter")
    await person.at(InteractionScreen)
    await person.until(lambda: person.page._session.id != first)  # type: ignore[attr-defined]


async def test_deleting_the_open_session_leads_home(person: Person) -> None:
    await from_menu(person, "t", TreeScreen)
    await person.sees("you are here")
    await person.press("d")
    await person.at(Confirm)
    await person.press("y")
    await person.at(HomeScreen)
    await person.sees("Nothing yet")


async def test_a_finished_session_has_a_history_too(sit: Sit, tmp_path: Path) -> None:
    path = write_postcard(tmp_path / "card", compose={"result_display_schema": None})
    async with sit(("workflow", path), NARROW) as person:
        await person.sees("Compose the card")
        await person.press("ctrl+n")
        await person.sees("Write the greeting")
        await person.press("ctrl+n")
        await person.at(FinishedScreen)
        await from_menu(person, "h", HistoryScreen)
        await person.sees("run")
        await person.press("escape")
        await person.at(FinishedScreen)


def test_nothing_of_it_is_imported_before_it_is_opened() -> None:
    code = (
        "import sys, tui.app, tui.session_screens;"
        "print(*(name for name in sys.modules if name.startswith('tui.session.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
