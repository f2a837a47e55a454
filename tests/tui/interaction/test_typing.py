"""Typing: the draft is on disk soon, and the screen never says so before."""

from tests.tui.person import Person


async def test_a_page_opens_with_its_first_field_focused(person: Person) -> None:
    await person.until(lambda: person.focused_field == "subject")
    assert person.value("subject") == "a harbour at dawn"
