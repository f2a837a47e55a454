"""Forking, renaming and the tree, from the list of sessions."""

from pathlib import Path

import pytest
from textual.widgets import OptionList

from engine.client.local import LocalEngine
from schemas.messages.sessions import EditSession, StartSession
from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.person import Person
from tui.home.screen import HomeScreen
from tui.interaction.screen import InteractionScreen
from tui.session.ask import AskLine
from tui.session.tree_screen import TreeScreen


@pytest.fixture
async def begun(home: Path, cast: Cast, postcard: str) -> str:
    engine = await LocalEngine.open(home, registry=cast.registry())
    view = await engine.call(StartSession(workflow=postcard))
    await engine.call(EditSession(session_id=view.id, title="Harbour [/x]"))
    await engine.close()
    return view.id


async def at_list(person: Person) -> None:
    await person.sees("Harbour [/x]", "f Fork", "r Rename", "t Tree")
    await person.until(lambda: person.screen.query_one("#sessions", OptionList).has_focus)


async def test_a_session_is_forked(sit: Sit, begun: str) -> None:
    async with sit() as person:
        await at_list(person)
        await person.press("f")
        await person.sees("Harbour [/x] (fork)")


async def test_a_session_is_renamed(sit: Sit, begun: str) -> None:
    async with sit() as person:
        await at_list(person)
        await person.press("r")
        await person.at(AskLine)
        await person.press("end")
        await person.types(" two")
        await person.press("enter")
        await person.sees("Harbour [/x] two")


async def test_a_fork_is_opened_from_the_tree(sit: Sit, begun: str) -> None:
    async with sit() as person:
        await at_list(person)
        await person.press("t")
        await person.at(TreeScreen)
        await person.sees("no forks yet")
        await person.press("f")
        await person.sees("2 sessions")
        await person.press("enter")
        await person.at(InteractionScreen)
        assert person.page._session.summary.title == "Harbour [/x] (fork)"  # type: ignore[attr-defined]


async def test_escape_leads_back_to_a_list_that_knows_the_fork(sit: Sit, begun: str) -> None:
    async with sit() as person:
        await at_list(person)
        await person.press("t")
        await person.at(TreeScreen)
        await person.sees("no forks yet")
        await person.press("f")
        await person.sees("2 sessions")
        await person.press("escape")
        await person.at(HomeScreen)
        await person.sees("(fork)")
