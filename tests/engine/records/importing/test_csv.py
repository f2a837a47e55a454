"""Import from CSV."""

from typing import Any

import pytest

from tests.engine.records.conftest import Call
from tests.engine.records.importing.conftest import Import


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
async def test_every_row_is_a_document(imported: Import, stored: Any, delimiter: str) -> None:
    text = 'title,draft\r\nOtters,"two\r\nlines, and ""quotes"""\r\n\r\nBees,\r\n'
    if delimiter != ",":
        text = text.replace("title,draft", f"title{delimiter}draft").replace("Otters,", f"Otters{delimiter}")
        text = text.replace("Bees,", f"Bees{delimiter}")
    report = await imported("posts.csv", text)
    assert (report["delimiter"], report["columns"]) == (delimiter, ["title", "draft"])
    assert await stored("posts") == [
        {"id": 1, "title": "Otters", "draft": 'two\nlines, and "quotes"'},
        {"id": 2, "title": "Bees", "draft": ""},
    ]


async def test_one_column_needs_no_delimiter(imported: Import, stored: Any) -> None:
    await imported("posts.csv", "draft\na\nb\n")
    assert [each["draft"] for each in await stored("posts")] == ["a", "b"]


async def test_formulas_are_text(imported: Import, stored: Any) -> None:
    await imported("posts.csv", "id,draft\n5,=1+1\n6,-3\n")
    assert await stored("posts") == [{"id": 5, "draft": "=1+1"}, {"id": 6, "draft": "-3"}]


async def test_rows_that_cannot_be(imported: Import, stored: Any) -> None:
    text = b'id,draft,more\n1,a,b\n2,a\n3,a,b,c\n4,caf\xe9,b\nfive,a,b\n6,"a\nb",c,,\n7,"a"x,b\n1,d,e\n'
    report = await imported("posts.csv", text)
    assert [(each["row"], each["line"], each["column"]) for each in report["errors"]] == [
        (2, 3, ""),
        (3, 4, ""),
        (4, 5, "draft"),
        (5, 6, "id"),
        (7, 9, ""),
        (8, 10, "id"),
    ]
    messages = [each["message"] for each in report["errors"]]
    assert messages[0] == "the header has 3 columns, the row 2"
    assert messages[2] == "the byte 0xe9 is no utf-8 text"
    assert [each["id"] for each in await stored("posts")] == [1, 6]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no header"),
        ("\n\n", "no header"),
        ("a,b,a\n", "called 'a'"),
        ("a,,b\n", "Column 2 has no name"),
        (b"a,\xe9\n", "header cannot be read"),
        ('a,b\n1,"never closed\n2,3\n', "line 2"),
        (",".join(f"c{number}" for number in range(1001)), "more than 1000"),
    ],
    ids=lambda value: repr(value[:20]),
)
async def test_files_that_make_no_sense_import_nothing(
    call: Call, imported: Import, text: str | bytes, said: str
) -> None:
    error = await imported("posts.csv", text)
    assert said in error.message
    assert (await call("collections"))["collections"] == []


async def test_rows_become_sections_of_a_document(imported: Import, stored: Any) -> None:
    text = (
        "title,document.author,draft,rank\n"
        "Otters,Mia,one,1\n"
        "Bees,Ben,two,1\n"
        "Otters,Mia,three,2\n"
        "Otters,Eve,four,3\n"
        "Empty,Eve,,\n"
        ",Eve,five,1\n"
    )
    report = await imported("posts.csv", text, sections_of="title")
    assert (report["documents"], report["sections"], report["refused"]) == (3, 3, 2)
    assert [(each["row"], each["column"]) for each in report["errors"]] == [(4, ""), (6, "title")]
    otters, bees, empty = await stored("posts")
    assert (otters["title"], otters["author"]) == ("Otters", "Mia")
    assert [each["draft"] for each in otters["sections"]] == ["one", "three"]
    assert [each["draft"] for each in bees["sections"]] == ["two"]
    assert "sections" not in empty


async def test_a_column_that_is_not_there_names_the_nearest(imported: Import) -> None:
    error = await imported("posts.csv", "title,draft\n", sections_of="titel")
    assert (error.message, error.hint) == ("There is no column 'titel'.", "Did you mean title?")


async def test_an_update_adds_no_empty_fields(call: Call, imported: Import, post: int) -> None:
    text = "id,title,subtitle\n1,,\n"
    report = await imported("posts.csv", text, update=True)
    assert report["updated"] == 1
    view = await call("get", record_id=post)
    assert view["fields"] == {"title": ""}
    assert view["versions"] == {"title": 2}


async def test_an_update_keeps_values_that_the_cell_still_says(
    call: Call, imported: Import, post: int
) -> None:
    await call("edit", record_id=post, values={"rank": 5, "tags": ["a", "b"], "done": True})
    await imported("posts.csv", 'id,rank,tags,done\n1,5,"[""a"",""b""]",no\n', update=True)
    view = await call("get", record_id=post)
    assert (view["fields"]["rank"], view["fields"]["tags"]) == (5, ["a", "b"])
    assert view["fields"]["done"] == "no"
    assert view["versions"] == {"title": 1, "rank": 1, "tags": 1, "done": 2}
