"""The workflow's files change under an open session: the person is told, and chooses."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.scenes import scenes, write_scenes
from tui.interaction.documents_bar import DocumentsBar, DocumentsChoice
from tui.interaction.header import Header
from tui.interaction.screen import InteractionScreen

Change = Callable[[Path], object]


def retitle(folder: Path) -> None:
    for name in ("steps/1_scenes/step.json", "steps/2_story/step.json"):
        file = folder / name
        text = file.read_text("utf-8").replace('"Ending"', '"The end"').replace('"Story"', '"Tale"')
        file.write_text(text, "utf-8")


def break_it(folder: Path) -> None:
    file = folder / "steps/1_scenes/step.json"
    file.write_text(file.read_text("utf-8").replace('"uses"', '"[/x]uzes"'), "utf-8")


@pytest.fixture
async def reopened(
    tmp_path: Path, sit: Sit, cast: Cast, request: pytest.FixtureRequest
) -> AsyncIterator[Person]:
    """A person who comes back to a session after its files were changed."""
    cast.writer.plays([scenes("The dog", "The rain")])
    path = write_scenes(tmp_path / "scenes")
    async with sit(("workflow", path)) as person:
        await person.sees("Choose scenes")
        await person.types("Mine. ")
        await person.sees("✓ saved")
        session = person.page._session.id  # type: ignore[attr-defined]
    request.param(Path(path))
    async with sit(("session", session), NARROW) as person:
        await person.sees("Choose scenes", "Mine. The dog")
        yield person


changed = pytest.mark.parametrize("reopened", [retitle], indirect=True)


@changed
async def test_adopting_takes_the_new_shape_and_keeps_what_was_typed(reopened: Person) -> None:
    await reopened.sees("The workflow has changed on disk (D decides).")
    await reopened.press("escape", "D")
    await reopened.at(DocumentsChoice)
    await reopened.sees("Adopt: this page takes its new shape")
    await reopened.press("a")
    await reopened.sees("The end", "Mine. The dog", "· Tale")
    await reopened.until(lambda: not reopened.page.query(DocumentsBar))
    assert reopened.value("ending") == "happy"


@changed
async def test_keeping_goes_on_and_is_not_asked_again(reopened: Person, sit: Sit, tmp_path: Path) -> None:
    await reopened.sees("The workflow has changed on disk (D decides).")
    session = reopened.page._session.id  # type: ignore[attr-defined]
    await reopened.click("#keep")
    await reopened.until(lambda: not reopened.page.query(DocumentsBar))
    await reopened.sees("Ending")
    await reopened.press("ctrl+q")
    async with sit(("session", session)) as person:
        await person.sees("Choose scenes")
        await person.press("escape")
        await person.still()
        assert not person.page.query(DocumentsBar)


@changed
async def test_deciding_later_leaves_the_bar(reopened: Person) -> None:
    await reopened.sees("The workflow has changed on disk (D decides).")
    await reopened.press("escape", "D")
    await reopened.at(DocumentsChoice)
    await reopened.press("escape")
    await reopened.at(InteractionScreen)
    assert reopened.page.query(DocumentsBar)


@pytest.mark.parametrize("reopened", [break_it], indirect=True)
async def test_documents_that_are_wrong_are_listed_and_not_taken(reopened: Person) -> None:
    await reopened.until(lambda: list(reopened.toasts()))
    said = next(iter(reopened.toasts()))
    assert said.startswith("The documents on disk have changed, with errors.")
    assert "uzes" in said
    assert not reopened.page.query(DocumentsBar)
    await reopened.sees("Ending")


@pytest.mark.parametrize("reopened", [lambda _folder: None], indirect=True)
async def test_nothing_changed_nothing_said(reopened: Person) -> None:
    await reopened.still()
    assert not reopened.page.query(DocumentsBar)
    assert list(reopened.toasts()) == []
    assert reopened.find(Header)
