"""The references of a session."""

from pathlib import Path

import pytest
from textual.widgets import Input

from schemas.messages.references import AddReference, ListReferences, ReferenceContent, ReferenceView
from tests.tui.conftest import NARROW
from tests.tui.session.conftest import Sessions, Show, Visit
from tui.confirm import Confirm
from tui.session.ask import AskLine, AskText
from tui.session.reference_lines import size_in_words
from tui.session.reference_screen import ReferenceScreen
from tui.widgets.path_suggester import completion


def panel(session: Sessions) -> ReferenceScreen:
    return ReferenceScreen(session.engine, session.view.id, "Postcard")


async def add(session: Sessions, **content: object) -> None:
    reference = ReferenceContent.model_validate(content)
    await session.engine.call(AddReference(session_id=session.view.id, reference=reference))


async def kept(session: Sessions) -> list[ReferenceView]:
    return (await session.engine.call(ListReferences(session_id=session.view.id))).references


async def test_an_empty_panel_says_what_to_do(show: Show, session: Sessions) -> None:
    async with show(panel(session), NARROW) as visit:
        await visit.person.sees("Nothing is attached", "a Add file", "w Add text", "esc Back")
        assert "t Turns" not in visit.person.sees_now


async def test_references_say_how_they_stand(show: Show, session: Sessions, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("x" * 2048)
    await add(session, path=str(file), ttl=2)
    await add(session, path=str(tmp_path / "gone.txt"), name="plan")
    await add(session, path=str(tmp_path), name="folder")
    await add(session, text="The boats sleep late here.", name="tone", persist=True, ttl=0)
    await add(session, text="x", name="off", enabled=False)
    async with show(panel(session)) as visit:
        await visit.person.sees(
            "● notes.txt  2.0 KiB  2 turns left",
            "✗ plan  the file is not there  in every turn",
            "✗ folder  it is no file",
            "● tone  26 bytes  kept (no turns left)",
            "“The boats sleep late here.”",
            "○ off  1 byte  off",
            "4 of 5 in use, 2 cannot be read",
        )


async def test_a_file_is_attached_by_its_path(show: Show, session: Sessions, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    async with show(panel(session)) as visit:
        await visit.person.sees("Nothing is attached")
        await visit.person.press("a")
        await visit.person.at(AskLine)
        line = visit.person.screen.query_one(Input)
        line.value = f"{tmp_path}/no"
        line.cursor_position = len(line.value)
        await visit.person.until(lambda: line._suggestion.endswith("notes.txt"))
        await visit.person.press("right", "enter")
        await visit.person.sees("● notes.txt  5 bytes")
        (reference,) = await kept(session)
        assert reference.path == str(tmp_path / "notes.txt")


async def test_a_path_that_cannot_be_shown_is_refused(show: Show, session: Sessions) -> None:
    async with show(panel(session)) as visit:
        await visit.person.sees("Nothing is attached")
        await visit.person.press("a")
        await visit.person.at(AskLine)
        visit.person.screen.query_one(Input).value = "/" + "x" * 5000
        await visit.person.press("enter")
        await visit.person.sees("at most 4096 characters")
        assert not await kept(session)


async def test_a_text_is_attached_with_a_name(show: Show, session: Sessions) -> None:
    async with show(panel(session)) as visit:
        await visit.person.sees("Nothing is attached")
        await visit.person.press("w")
        await visit.person.at(AskText)
        await visit.person.types("be brief")
        await visit.person.press("ctrl+s")
        await visit.person.at(AskLine)
        await visit.person.press("enter")
        await visit.person.sees("● note  8 bytes")
        (reference,) = await kept(session)
        assert (reference.text, reference.name) == ("be brief", "note")


async def one(visit: Visit, session: Sessions, *keys: str) -> ReferenceView:
    await visit.person.sees("tone")
    await visit.person.press(*keys)
    return (await kept(session))[0]


async def test_a_reference_is_switched_kept_and_counted(show: Show, session: Sessions) -> None:
    await add(session, text="soft", name="tone")
    async with show(panel(session)) as visit:
        await visit.person.sees("tone")
        await visit.person.press("space")
        await visit.person.sees("○ tone")
        await visit.person.press("space", "p")
        await visit.person.sees("● tone", "kept")
        await visit.person.press("p", "t")
        await visit.person.at(AskLine)
        await visit.person.types("3")
        await visit.person.press("enter")
        await visit.person.sees("3 turns left")
        (reference,) = await kept(session)
        assert (reference.enabled, reference.persist, reference.ttl) == (True, False, 3)
        await visit.person.press("t")
        await visit.person.at(AskLine)
        await visit.person.press("backspace", "enter")
        await visit.person.sees("in every turn")


@pytest.mark.parametrize("typed", ["-1", "two", "9999999", "٣"])
async def test_turns_are_a_whole_number(show: Show, session: Sessions, typed: str) -> None:
    await add(session, text="soft", name="tone")
    async with show(panel(session)) as visit:
        await visit.person.sees("tone")
        await visit.person.press("t")
        await visit.person.at(AskLine)
        visit.person.screen.query_one(Input).value = typed
        await visit.person.press("enter")
        await visit.person.sees("Turns are a whole number")
        assert (await kept(session))[0].ttl is None


async def test_a_reference_is_removed_after_a_question(show: Show, session: Sessions) -> None:
    await add(session, text="soft", name="tone")
    await add(session, text="hard", name="other")
    async with show(panel(session)) as visit:
        await visit.person.sees("tone")
        await visit.person.press("d")
        await visit.person.at(Confirm)
        await visit.person.press("y")
        await visit.person.misses("tone")
        assert [reference.name for reference in await kept(session)] == ["other"]


async def test_hostile_names_and_paths_are_only_text(show: Show, session: Sessions, tmp_path: Path) -> None:
    await add(session, path=f"{tmp_path}/[/notopen].txt")
    await add(session, text="[@click=app.quit]x[/]\x1b[2J", name="[b]bold[/b]")
    async with show(panel(session)) as visit:
        await visit.person.sees("[/notopen]", "[b]bold[/b]", "[@click=app.quit]x[/]")
        await visit.person.press("d")
        await visit.person.at(Confirm)
        await visit.person.sees("[/notopen]")
        assert "\x1b" not in visit.person.sees_now


def test_paths_are_completed(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "one.txt").touch()
    (tmp_path / ".hidden").touch()
    (tmp_path / "odd\x1bname").touch()
    assert completion(f"{tmp_path}/n") == f"{tmp_path}/notes/"
    assert completion(f"{tmp_path}/notes/") == f"{tmp_path}/notes/one.txt"
    assert completion(f"{tmp_path}/") == f"{tmp_path}/notes/"
    assert completion(f"{tmp_path}/.") == f"{tmp_path}/.hidden"
    assert completion(f"{tmp_path}/odd") is None
    assert completion(f"{tmp_path}/nowhere/x") is None
    assert completion("~nobody-of-that-name/x") is None
    assert completion("\0") is None


def test_sizes_are_said_in_words() -> None:
    assert [size_in_words(size) for size in (0, 1, 1023, 2048, 3 * 1024 * 1024)] == [
        "0 bytes",
        "1 byte",
        "1023 bytes",
        "2.0 KiB",
        "3.0 MiB",
    ]
