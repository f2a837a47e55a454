"""Undo and redo on the page: of what was typed, field by field, and of what actions did."""

from pathlib import Path

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.postcard import SUB_ACTIONS, write_postcard
from tui.widgets.key_footer import KeyFooter


def footer(person: Person) -> str:
    return str(person.screen.query_one(KeyFooter).render())


async def left(person: Person) -> None:
    """Out of the field, and what was edited is a change."""
    await person.press("escape")
    await person.until(lambda: not person.page._parts.undoing._edited)  # type: ignore[attr-defined]


async def test_fields_are_undone_one_by_one_and_come_back(person: Person) -> None:
    await person.types("A")
    await person.press("tab")
    await person.types("mist")
    await left(person)
    await person.until(lambda: "u Undo Mood" in footer(person))
    await person.press("u")
    await person.until(
        lambda: person.value("mood") in ("", None) or not isinstance(person.value("mood"), str)
    )
    assert person.value("subject") == "Aa harbour at dawn"
    await person.sees("Undone: Mood")
    await person.until(lambda: "Undo Subject" in footer(person) and "Redo Mood" in footer(person))
    await person.press("u")
    await person.until(lambda: person.value("subject") == "a harbour at dawn")
    await person.until(lambda: "Undo" not in footer(person))
    await person.press("U", "U")
    await person.until(lambda: person.value("mood") == "mist")
    assert person.value("subject") == "Aa harbour at dawn"


async def test_what_has_a_default_stays_when_all_is_undone(person: Person) -> None:
    await person.types("A")
    await left(person)
    await person.press("u")
    await person.until(lambda: person.value("subject") == "a harbour at dawn")
    assert person.value("paper") == "matt"
    assert person.value("count") == 2


async def test_pictures_go_and_come_back(person: Person) -> None:
    await person.press("escape", "p")
    await person.until(lambda: len(person.pictures) == 2 and not person.running)
    await person.until(lambda: "u Undo Paint" in footer(person))
    await person.press("u")
    await person.until(lambda: person.pictures == [])
    await person.until(lambda: "U Redo Paint" in footer(person))
    await person.press("ctrl+y")
    await person.until(lambda: len(person.pictures) == 2)


async def test_letters_type_in_a_field_and_ctrl_z_undoes_the_text_there(person: Person) -> None:
    await person.press("escape", "p")
    await person.until(lambda: len(person.pictures) == 2)
    await person.press("f2")
    await person.types("u")
    await person.until(lambda: person.value("subject") == "ua harbour at dawn")
    await person.press("ctrl+z")
    await person.until(lambda: person.value("subject") == "a harbour at dawn")
    await person.press("ctrl+y")
    await person.until(lambda: person.value("subject") == "ua harbour at dawn")
    assert len(person.pictures) == 2


async def test_ctrl_z_outside_of_text_undoes_the_page(person: Person) -> None:
    await person.press("escape", "p")
    await person.until(lambda: len(person.pictures) == 2 and person.page._page.view.undo)  # type: ignore[attr-defined]
    await person.press("ctrl+z")
    await person.until(lambda: person.pictures == [])


async def test_undo_takes_the_value_of_the_field_that_has_the_focus(person: Person) -> None:
    await person.types("B")
    await person.press("ctrl+p")
    await person.until(lambda: person.screen is not person.page)
    await person.types("undo subj")
    await person.sees("Undo Subject")
    await person.press("enter")
    await person.until(lambda: person.value("subject") == "a harbour at dawn")
    await person.misses("Ba harbour")


async def test_a_select_is_a_change_too(person: Person) -> None:
    await person.press("tab", "tab")
    await person.until(lambda: person.focused_field == "paper")
    await person.press("right")
    await person.until(lambda: person.value("paper") == "glossy")
    await person.until(lambda: "u Undo Paper" in footer(person))
    await person.press("u")
    await person.until(lambda: person.value("paper") == "matt")
    await person.sees("‹ matt ›")


async def test_nothing_to_undo_is_not_offered(person: Person) -> None:
    await person.press("escape")
    await person.until(lambda: "p Paint" in footer(person))
    assert "Undo" not in footer(person)
    await person.press("u", "U")
    assert list(person.toasts()) == []


async def test_a_document_may_have_the_letter_for_itself(tmp_path: Path, sit: Sit, cast: Cast) -> None:
    actions = [{**SUB_ACTIONS[3], "shortcut": "u"}]
    path = write_postcard(tmp_path / "u", compose={"sub_actions": actions})
    async with sit(("workflow", path), NARROW) as person:
        await person.sees("Compose the card")
        await person.types("X")
        await person.press("escape", "u")
        await person.until(lambda: len(cast.writer.asked) == 1)
        await person.press("ctrl+z")
        await person.until(lambda: person.value("subject") == "a harbour at dawn")
