"""Importing a file on the screen: preview with what is wrong per row, options, import."""

import json
from pathlib import Path

from textual.widgets import Input

from engine.client.local import LocalEngine
from schemas.messages.records import ListCollections, ListRecords
from tests.tui.conftest import NARROW
from tests.tui.person import Person
from tests.tui.records.conftest import Over, add_post
from tui.letter_menu import LetterMenu
from tui.records.collections_screen import CollectionsScreen
from tui.records.import_screen import ImportScreen
from tui.session.ask import AskLine

CSV = "title,rank\nOtters,1\nHerons\xff,2\nNewts,3\n".encode("latin-1")


def csv(folder: Path) -> str:
    file = folder / "posts.csv"
    file.write_bytes(CSV)
    return str(file)


async def option(person: Person, letter: str, *typed: str) -> None:
    """Choose an option by its letter; for those that are texts, say which."""
    await person.press("o")
    await person.at(LetterMenu)
    await person.press(letter)
    if typed:
        await person.at(AskLine)
        person.screen.query_one(Input).value = typed[0]
        await person.press("enter")
    await person.at(ImportScreen)


async def test_good_rows_are_imported_after_a_preview(
    over: Over, engine: LocalEngine, tmp_path: Path
) -> None:
    async with over(CollectionsScreen(engine)) as person:
        await person.sees("No records yet.")
        await person.press("i")
        await person.at(AskLine)
        person.screen.query_one(Input).value = csv(tmp_path)
        await person.press("enter")
        await person.at(ImportScreen)
        await person.sees("Into posts: 2 documents", "3 rows, 1 cannot be", "Fields: title, rank")
        await person.sees("title: Otters", "✗ row 2, line 3", "i Import")
        assert (await engine.call(ListCollections())).collections == []
        await person.press("i")
        await person.sees("✓ Into posts: 2 documents and 0 sections are new", "1 of 3 rows were left out")
        assert "i Import" not in person.sees_now
        await person.press("escape")
        await person.sees("2 documents")


async def test_options_change_what_would_come_of_it(over: Over, engine: LocalEngine, tmp_path: Path) -> None:
    async with over(ImportScreen(engine, csv(tmp_path))) as person:
        await person.sees("Into posts")
        await option(person, "e", "latin-1")
        await person.sees("3 rows, no problems", "Herons")
        await option(person, "c", "birds")
        await person.sees("Into birds: 3 documents")
        await option(person, "c", " are not")
        await person.until(lambda: any("collection" in each for each in person.toasts()))


async def test_all_or_nothing(over: Over, engine: LocalEngine, tmp_path: Path) -> None:
    async with over(ImportScreen(engine, csv(tmp_path))) as person:
        await person.sees("Into posts")
        await option(person, "a")
        await person.sees("Into posts")
        await person.press("i")
        await person.sees("✗ Nothing was imported: 1 row cannot be.", "row 2")
        assert (await engine.call(ListCollections())).collections == []


async def test_taken_ids_are_problems_unless_they_are_updated(
    over: Over, engine: LocalEngine, tmp_path: Path
) -> None:
    post = await add_post(engine, {"title": "Otters"})
    file = tmp_path / "posts.json"
    file.write_text(json.dumps([{"id": post.id, "title": "[b]Seals[/b]"}]), "utf-8")
    async with over(ImportScreen(engine, str(file))) as person:
        await person.sees("1 row, 1 cannot be")
        assert "i Import" not in person.sees_now
        await option(person, "u")
        await person.sees("1 updated", "[b]Seals[/b]")
        await person.press("i")
        await person.sees("✓ Into posts")
        (now,) = (await engine.call(ListRecords(collection="posts"))).records
        assert now.fields == {"title": "[b]Seals[/b]"}


async def test_a_file_that_cannot_be_read_is_said(over: Over, engine: LocalEngine, tmp_path: Path) -> None:
    async with over(ImportScreen(engine, str(tmp_path / "none.json")), NARROW) as person:
        await person.sees("✗", "r Read again")
        # The path is as long as it is: the words may stand on two lines.
        await person.until(lambda: "is not there" in " ".join(person.sees_now.split()))
        (tmp_path / "none.json").write_text('[{"title": "Otters"}]', "utf-8")
        await person.press("r")
        await person.sees("title: Otters", "f3 Problems")
