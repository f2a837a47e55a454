"""Two who type in the same form."""

from collections.abc import Mapping
from typing import Any

from engine.caller import Caller, calling
from engine.client.engine import Engine
from schemas.messages.interactions import GetInteraction, SaveDraft
from tests.tui.person import Person
from tui.confirm import Confirm
from tui.interaction.screen import InteractionScreen


def page(person: Person) -> tuple[Engine, dict[str, str]]:
    screen = person.screen
    assert isinstance(screen, InteractionScreen)
    return screen._page.engine, dict(screen._page.ids)


async def saved_by_bob(engine: Engine, ids: Mapping[str, str], values: Mapping[str, Any]) -> None:
    with calling(Caller("bob", "admin")):
        await engine.call(SaveDraft(**ids, values=dict(values), writer="bob's"))


async def test_what_somebody_else_typed_in_other_fields_comes_beside_what_is_typed_here(
    person: Person,
) -> None:
    engine, ids = page(person)
    await saved_by_bob(engine, ids, {"subject": "a harbour at dawn", "mood": "fog", "count": 5})
    await person.press("end")
    await person.types("!")
    await person.sees("Changed elsewhere by bob.", "✓ saved")
    assert (person.value("subject"), person.value("mood"), person.value("count")) == (
        "a harbour at dawn!",
        "fog",
        5,
    )
    held = (await engine.call(GetInteraction(**ids))).draft
    assert held is not None
    assert held.values["subject"] == "a harbour at dawn!"
    assert held.values["mood"] == "fog"


async def test_where_both_changed_a_field_the_person_is_asked(person: Person) -> None:
    engine, ids = page(person)
    await saved_by_bob(engine, ids, {"subject": "a lake", "mood": "fog"})
    await person.press("end")
    await person.types("!")
    await person.at(Confirm)
    await person.sees("Changed elsewhere by bob, and here too: Subject.", "Take theirs (n)")
    await person.press("n")
    await person.sees("✓ saved")
    assert (person.value("subject"), person.value("mood")) == ("a lake", "fog")

    await saved_by_bob(engine, ids, {"subject": "a hill", "mood": "rain"})
    await person.press("end")
    await person.types("s")
    await person.at(Confirm)
    await person.press("y")
    await person.sees("✓ saved")
    assert (person.value("subject"), person.value("mood")) == ("a lakes", "rain")
    held = (await engine.call(GetInteraction(**ids))).draft
    assert held is not None
    assert held.values["subject"] == "a lakes"
