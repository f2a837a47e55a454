"""How what can be done to a form as a whole looks on a page."""

import pytest
from textual.widgets import Input, OptionList

from tests.tui.conftest import NARROW, TINY, WIDE
from tests.tui.person import Person
from tests.tui.snapshots.conftest import Looks
from tui.form_tools.jump import Jump
from tui.form_tools.menu import FormMenu
from tui.form_tools.paste_dialog import PasteDialog
from tui.form_tools.presets_menu import PresetsMenu
from tui.form_tools.value_box import ValueBox
from tui.interaction.screen import InteractionScreen

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
all_three = pytest.mark.parametrize("size", [WIDE, NARROW, TINY], ids=["wide", "narrow", "tiny"])


async def choose(person: Person, letter: str = "") -> None:
    await person.at(InteractionScreen)
    await person.still()
    await person.press("f9")
    await person.at(FormMenu)
    await person.press(*letter)


@all_three
def test_form_menu(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    assert looks(choose, size, ("workflow", postcard))


@both
def test_search(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await choose(person, "/")
        await person.types("pi")
        await person.misses("Mood")

    assert looks(play, size, ("workflow", postcard))


@both
def test_jump(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await choose(person, "j")
        await person.at(Jump)

    assert looks(play, size, ("workflow", postcard))


@both
def test_as_json_with_a_fault(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await choose(person, "t")
        await person.until(lambda: person.page.query(ValueBox))
        await person.press("x")
        await person.sees("not taken yet")

    assert looks(play, size, ("workflow", postcard))


@both
def test_only_what_changed(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.types("X")
        await choose(person, "c")
        await person.sees("only what changed")
        await person.sees("✓ saved")

    assert looks(play, size, ("workflow", postcard))


@both
def test_error_summary(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        person.app.copy_to_clipboard('{"count": 99, "paper": "silk"}')
        await choose(person, "v")
        await person.at(PasteDialog)
        await person.press("ctrl+s")
        await person.at(InteractionScreen)
        await person.press("ctrl+n")
        await person.sees("✗ Paper", "✓ saved")

    assert looks(play, size, ("workflow", postcard))


@both
def test_paste_dialog(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        person.app.copy_to_clipboard('{"subject": "a fox\\nat night", "count": 3, "colour": "[red]"}')
        await choose(person, "v")
        await person.at(PasteDialog)
        await person.sees("Changes 2")

    assert looks(play, size, ("workflow", postcard))


@both
def test_presets(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        for name in ("[b]dawn[/b]", "night"):
            await choose(person, "p")
            await person.at(PresetsMenu)
            await person.still()
            person.screen.query_one(Input).focus()
            await person.types(name)
            await person.press("enter")
            await person.at(InteractionScreen)
        person.app.clear_notifications()
        await choose(person, "p")
        await person.at(PresetsMenu)
        await person.until(lambda: person.screen.query_one(OptionList).option_count == 2)

    assert looks(play, size, ("workflow", postcard))
