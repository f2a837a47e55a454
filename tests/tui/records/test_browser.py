"""Collections, documents, sections and fields: filter, select, delete, edit, export."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from engine.client.local import LocalEngine
from schemas.messages.record_files import FileView
from schemas.messages.records import DeleteRecords, EditRecord, GetRecord, ListCollections, ListRecords
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.records.conftest import Over, add_post
from tui.command import USAGE, main
from tui.confirm import Confirm
from tui.engine_host import EngineHost
from tui.home.screen import HomeScreen
from tui.letter_menu import LetterMenu
from tui.records import row
from tui.records.browser import RecordsScreen
from tui.records.collections_screen import CollectionsScreen
from tui.records.field_list import file_line
from tui.records.row_list import RowList
from tui.records.versions_screen import VersionsScreen
from tui.session.ask import AskLine, AskText


async def posts(engine: LocalEngine) -> None:
    """Three documents; the first has two sections."""
    await add_post(
        engine, {"title": "Otters", "status": "draft"}, {"heading": "Rivers"}, {"heading": "[b]Lakes[/b]"}
    )
    await add_post(engine, {"title": "Herons", "status": "done"})
    await add_post(engine, {"title": "Newts", "status": "draft", "tags": ["pond"]})


def titles(person: Person) -> list[str]:
    return [each.title for each in person.screen.query_one(RowList).rows]


async def documents(engine: LocalEngine) -> list[str]:
    found = await engine.call(ListRecords(collection="posts"))
    return [each.fields["title"] for each in found.records]


async def test_down_to_the_versions_of_a_section_and_back(over: Over, engine: LocalEngine) -> None:
    await posts(engine)
    async with over(CollectionsScreen(engine)) as person:
        await person.sees("posts", "3 documents · 2 sections", "status, title")
        await person.press("enter")
        await person.at(RecordsScreen)
        await person.sees("3 documents", "Otters", "2 sections", "draft", "⏎ Sections")
        await person.press("enter")
        await person.sees("posts · Otters", "Rivers", "[b]Lakes[/b]", "⏎ Fields")
        await person.press("enter", "enter")
        await person.at(VersionsScreen)
        await person.sees("heading · Rivers", "1 version")
        await person.press("escape", "escape", "escape")
        await person.sees("3 documents")
        await person.press("escape")
        await person.at(CollectionsScreen)


async def test_filter_by_words_and_by_expression(over: Over, engine: LocalEngine) -> None:
    await posts(engine)
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.sees("3 documents", "Newts")
        await person.press("slash")
        await person.types("hero")
        await person.until(lambda: titles(person) == ["Herons"])
        await person.press("enter", "escape")
        await person.until(lambda: len(titles(person)) == 3)
        await person.press("slash")
        await person.types("where status == 'draft'")
        await person.until(lambda: titles(person) == ["Otters", "Newts"])
        await person.sees("3 documents, 2 found")
        await person.types(" and nam")
        await person.sees("No record of posts has the field")


async def test_what_is_selected_is_deleted_after_a_question(over: Over, engine: LocalEngine) -> None:
    await posts(engine)
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.sees("Newts")
        await person.press("space", "space")
        await person.sees("2 selected", "[x] 1 Otters")
        await person.press("d")
        await person.at(Confirm)
        await person.sees("Delete 2 documents with 2 sections")
        await person.press("n")
        await person.at(RecordsScreen)
        assert await documents(engine) == ["Otters", "Herons", "Newts"]
        await person.press("d")
        await person.at(Confirm)
        await person.press("y")
        await person.until(lambda: titles(person) == ["Newts"])
        assert await documents(engine) == ["Newts"]
        await person.press("a", "d")
        await person.at(Confirm)
        await person.press("y")
        await person.at(CollectionsScreen)
        await person.sees("No records yet.")


async def test_a_question_says_what_the_filter_hides(over: Over, engine: LocalEngine) -> None:
    await posts(engine)
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.sees("Newts")
        await person.press("a", "slash")
        await person.types("hero")
        await person.until(lambda: titles(person) == ["Herons"])
        await person.press("enter", "d")
        await person.at(Confirm)
        await person.sees("Delete 3 documents", "2 of them the filter hides.")


async def test_a_field_is_edited_as_a_new_version(over: Over, engine: LocalEngine) -> None:
    await posts(engine)
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.sees("Newts")
        await person.press("end", "tab", "e")
        await person.at(AskText)
        await person.press("end")
        await person.types(" at dusk")
        await person.press("ctrl+s")
        await person.until(lambda: titles(person)[2] == "Newts at dusk")
        await person.sees("version 2")
        await person.press("end", "e")
        await person.at(AskText)
        person.screen.query_one(TextArea).text = "["
        await person.press("ctrl+s")
        await person.sees("No JSON yet")
        person.screen.query_one(TextArea).text = "[7]"
        await person.press("ctrl+s")
        await person.at(RecordsScreen)
        await person.sees("tags  version 2")
        record_id = person.screen.query_one(RowList).rows[2].id
        now = await engine.call(GetRecord(record_id=record_id))
        assert now.fields == {"title": "Newts at dusk", "status": "draft", "tags": [7]}


async def test_nothing_is_overwritten_that_was_not_seen(over: Over, engine: LocalEngine) -> None:
    post = await add_post(engine, {"title": "Otters"})
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.sees("Otters")
        await person.press("tab", "e")
        await person.at(AskText)
        await engine.call(EditRecord(record_id=post.id, values={"title": "Seals"}))
        await person.press("end", "!", "ctrl+s")
        await person.sees("It was changed meanwhile; now it says: Seals", "Otters!")
        assert (await engine.call(GetRecord(record_id=post.id))).fields == {"title": "Seals"}
        await person.press("ctrl+s")
        await person.until(lambda: titles(person) == ["Otters!"])
        assert (await engine.call(GetRecord(record_id=post.id))).versions == {"title": 3}


async def test_export_of_what_is_selected(over: Over, engine: LocalEngine, tmp_path: Path) -> None:
    await posts(engine)
    file = tmp_path / "out.json"
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.sees("Newts")
        for again in (False, True):
            await person.press("x")
            await person.at(LetterMenu)
            await person.sees("Export 1 document of posts")
            await person.press("j")
            await person.at(AskLine)
            person.screen.query_one(Input).value = str(file)
            await person.press("enter")
            if again:
                await person.at(Confirm)
                await person.sees("is there already")
                await person.press("y")
        await person.until(lambda: len(list(person.toasts())) == 2)
    (post,) = json.loads(file.read_text("utf-8"))["documents"]
    assert [post["title"], len(post["sections"])] == ["Otters", 2]


async def test_many_come_page_by_page(
    over: Over, engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row, "PAGE", 2)
    await posts(engine)
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.until(lambda: titles(person) == ["Otters", "Herons", "Newts"])
        await person.press("end")
        await person.sees("pond")


async def test_narrow_shows_the_fields_under_their_key(over: Over, engine: LocalEngine) -> None:
    await posts(engine)
    async with over(CollectionsScreen(engine, "posts"), NARROW) as person:
        await person.sees("Otters", "f3 Fields")
        assert "Edit field" not in person.sees_now
        await person.press("f3")
        await person.sees("status", "f2 Records", "e Edit field")
        await person.press("f2", "down")
        await person.sees("Herons")


async def test_from_home_and_the_command_line(sit: Sit, engine: LocalEngine, home: Path) -> None:
    async def the_engine() -> LocalEngine:
        return engine

    await posts(engine)
    async with sit(("records", "posts"), host=EngineHost(home, open_engine=the_engine)) as person:
        await person.at(RecordsScreen)
        await person.sees("Otters")
        await person.press("escape")
        await person.at(CollectionsScreen)
        await person.press("escape")
        await person.at(HomeScreen)
        await person.sees("m More")
        await person.press("m")
        await person.at(LetterMenu)
        await person.press("r")
        await person.at(CollectionsScreen)
        names = [command.title for command in person.app.get_system_commands(person.screen)]
        assert {"Records", "Import", "Export"} <= set(names)
        assert len((await engine.call(ListCollections())).collections) == 1


def test_a_file_says_where_it_is() -> None:
    file = FileView(
        id="f",
        record_id=1,
        document_id=1,
        name="otter.png",
        path="/home/records/posts/1/document/otter.png",
        url="blob:1",
        media_type="image/png",
        size=2048,
        model="\x1b[1msketch",
        at=0,
    )
    assert file_line(file).plain == (
        "otter.png  2 KB · image/png · [1msketch\n/home/records/posts/1/document/otter.png\n"
    )


async def test_what_is_gone_is_not_selected(over: Over, engine: LocalEngine) -> None:
    await posts(engine)
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.sees("Newts")
        await person.press("a")
        await person.sees("3 selected")
        gone = person.screen.query_one(RowList).rows[1].id
        await engine.call(DeleteRecords(record_ids=[gone]))
        await person.press("d")
        await person.at(Confirm)
        await person.press("y")
        await person.until(lambda: any(f"no record {gone}" in each for each in person.toasts()))
        await person.until(lambda: titles(person) == ["Otters", "Newts"])
        await person.sees("2 documents, 2 selected")


def test_browse_takes_one_collection(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["records", "--browse", "posts", "pages"]) == USAGE
    assert main(["records", "list", "--browse", "--json"]) == USAGE
    assert "takes one collection" in capsys.readouterr().err


async def test_a_collection_from_nothing(over: Over, engine: LocalEngine) -> None:
    async with over(CollectionsScreen(engine)) as person:
        await person.sees("No records yet", "n begins with nothing")
        await person.press("n")
        await person.at(AskLine)
        await person.types("posts")
        await person.press("enter")
        await person.sees("New document of posts: its title")
        await person.types("Otters")
        await person.press("enter")
        await person.at(RecordsScreen)
        await person.sees("1 document", "Otters")
        await person.press("N")
        await person.sees("New section of “Otters”: its heading")
        await person.types("Rivers")
        await person.press("enter")
        await person.sees("1 section", "⏎ Sections")
        await person.press("enter")
        await person.sees("posts · Otters", "Rivers")


async def test_a_new_record_stands_after_the_one_it_was_asked_from(over: Over, engine: LocalEngine) -> None:
    await posts(engine)
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.sees("3 documents", "draft")
        await person.press("n")
        await person.sees("New document: its title")
        await person.types("Toads")
        await person.press("enter")
        await person.until(lambda: titles(person) == ["Otters", "Toads", "Herons", "Newts"])
        assert person.screen.query_one(RowList).current == person.screen.query_one(RowList).rows[1]
        assert await documents(engine) == ["Otters", "Toads", "Herons", "Newts"]
        await person.press("n", "escape")
        assert len(await documents(engine)) == 4


async def test_records_change_places_and_the_cursor_goes_with_them(over: Over, engine: LocalEngine) -> None:
    await posts(engine)
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.sees("3 documents", "Newts")
        await person.press("J")
        await person.until(lambda: titles(person) == ["Herons", "Otters", "Newts"])
        await person.press("shift+down")
        await person.until(lambda: titles(person) == ["Herons", "Newts", "Otters"])
        await person.press("J")  # It is the last already.
        await person.press("K")
        await person.until(lambda: titles(person) == ["Herons", "Otters", "Newts"])
        assert await documents(engine) == ["Herons", "Otters", "Newts"]
        await person.press("slash")
        await person.types("otter")
        await person.until(lambda: titles(person) == ["Otters"])
        await person.press("enter", "K")
        assert any("places are counted among all" in note for note in person.toasts())
        assert await documents(engine) == ["Herons", "Otters", "Newts"]


async def test_a_record_gets_a_new_field(over: Over, engine: LocalEngine) -> None:
    await posts(engine)
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.sees("3 documents", "draft")
        await person.press("f3", "n")
        await person.at(AskLine)
        await person.types("status")
        await person.press("enter")
        assert any("has a field status already" in note for note in person.toasts())
        await person.press("n")
        await person.types("mood")
        await person.press("enter")
        await person.at(AskText)
        await person.types("calm")
        await person.press("ctrl+s")
        await person.sees("mood", "calm")
        found = await engine.call(ListRecords(collection="posts"))
        assert found.records[0].fields["mood"] == "calm"


async def test_reading_anew_keeps_all_lines_until_it_is_done(
    over: Over, engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await posts(engine)
    monkeypatch.setattr(row, "PAGE", 1)
    async with over(CollectionsScreen(engine, "posts")) as person:
        await person.until(lambda: len(titles(person)) == 3)
        seen: list[int] = []
        rows = person.screen.query_one(RowList)
        monkeypatch.setattr(
            rows, "show", lambda found, show=rows.show: (seen.append(len(found)), show(found))
        )
        await person.press("J")
        await person.until(lambda: titles(person) == ["Herons", "Otters", "Newts"])
        assert seen == [3]
