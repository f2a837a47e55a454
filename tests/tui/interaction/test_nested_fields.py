"""Fields of every kind on a workflow's page: kept while typed, undone, resumed, handed on."""

from pathlib import Path
from typing import Any

import pytest

from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.postcard import COMPOSE, FORM, write_postcard
from tui.widgets.key_footer import KeyFooter

PLACES: dict[str, Any] = {
    "type": "array",
    "title": "Places",
    "items": {"type": "string", "title": "Place"},
}
SENDER: dict[str, Any] = {
    "type": "object",
    "title": "Sender",
    "properties": {
        "name": {"type": "string", "title": "Name"},
        "post": {
            "title": "Post",
            "oneOf": [
                {
                    "title": "Street",
                    "type": "object",
                    "properties": {"street": {"type": "string", "title": "Street name"}},
                    "required": ["street"],
                },
                {
                    "title": "Box",
                    "type": "object",
                    "properties": {"box": {"type": "integer", "title": "Box number"}},
                    "required": ["box"],
                },
            ],
        },
    },
    "required": ["name"],
}


@pytest.fixture
def letter(tmp_path: Path) -> str:
    """The postcard, whose form has an object, a union inside it, and a list."""
    form = {**FORM, "properties": {"sender": SENDER, "places": PLACES, **FORM["properties"]}}
    given = {"subject": "a harbour", "sender": {"name": "Ada", "post": {"box": 7}}, "places": ["Rome"]}
    page = {**COMPOSE, "input_schema": form, "inputs": {"current_values": given, "pictures": []}}
    return write_postcard(tmp_path / "letter", compose=page)


def footer(person: Person) -> str:
    return str(person.screen.query_one(KeyFooter).render())


async def to(person: Person, path: str) -> None:
    """The focus on the field at `path`, wherever it stands."""
    form: Any = person.page.query_one("#fields")

    def there() -> bool:
        # Again, if the page chose its first focus meanwhile.
        return person.focused_field == path or bool(form.focus_field(path))

    await person.until(there, path)


async def test_what_is_typed_inside_is_there_when_the_page_is_opened_again(sit: Sit, letter: str) -> None:
    async with sit(("workflow", letter)) as person:
        await person.sees("Sender", "Ada", "Places")
        await to(person, "sender/name")
        await person.press("end")
        await person.types(" L")
        await to(person, "sender/post/box")
        await person.press("backspace")
        await person.types("x")
        session = person.page._session.id  # type: ignore[attr-defined]
        await person.press("ctrl+q")
    async with sit(("session", session)) as person:
        await person.sees("Ada L")
        assert person.value("sender/name") == "Ada L"
        assert person.page._model.text("sender/post/box") == "x"  # type: ignore[attr-defined]


async def test_each_branch_keeps_its_values_over_a_restart(sit: Sit, letter: str) -> None:
    async with sit(("workflow", letter)) as person:
        await person.sees("Sender")
        model = person.page._model  # type: ignore[attr-defined]
        form: Any = person.page.query_one("#fields")
        form.take_shape(model.field("sender/post"), 0, 0)
        await to(person, "sender/post/street")
        await person.types("Elm")
        await person.until(lambda: person.save_state == "saved")
        session = person.page._session.id  # type: ignore[attr-defined]
        await person.press("ctrl+q")
    async with sit(("session", session), NARROW) as person:
        await person.sees("Sender")
        await person.until(lambda: person.value("sender/post") == {"street": "Elm"})
        form = person.page.query_one("#fields")
        model = person.page._model  # type: ignore[attr-defined]
        assert model.submission()["sender"]["post"] == {"street": "Elm"}
        form.take_shape(model.field("sender/post"), 1, 0)
        assert person.value("sender/post") == {"box": 7}


async def test_an_edit_inside_is_undone_as_its_field(sit: Sit, letter: str) -> None:
    async with sit(("workflow", letter)) as person:
        await person.sees("Sender")
        await to(person, "sender/name")
        await person.types("x")
        await person.press("escape")
        await person.until(lambda: "u Undo Sender" in footer(person))
        await to(person, "places/0")
        await person.press("ctrl+delete", "escape")
        await person.until(lambda: person.value("places") == [])
        await person.until(lambda: "u Undo Places" in footer(person))
        await person.press("u")
        await person.until(lambda: person.value("places") == ["Rome"])
        await person.press("u")
        await person.until(lambda: person.value("sender/name") == "Ada")
        assert person.value("sender/post/box") == 7


async def test_what_is_wrong_inside_is_shown_there(sit: Sit, letter: str) -> None:
    async with sit(("workflow", letter)) as person:
        await person.sees("Sender")
        await to(person, "sender/post/box")
        await person.press("backspace")
        await person.types("x")
        await person.press("f5")
        await person.sees("“x” is not a whole number")
        assert not person.pictures
        assert person.focused_field == "sender/post/box"


async def test_the_next_module_gets_it_all(sit: Sit, letter: str) -> None:
    async with sit(("workflow", letter)) as person:
        await person.sees("Sender")
        await to(person, "sender/name")
        await person.types("x")
        await person.press("f5")
        await person.until(lambda: len(person.pictures) == 2 and not person.running)
        await person.press("f3", "1", "space", "ctrl+n")
        await person.sees("Write the greeting")
        prompt = person.page._session.state["prompt"]  # type: ignore[attr-defined]
        assert prompt["sender"] == {"name": "Adax", "post": {"box": 7}}
        assert prompt["places"] == ["Rome"]
