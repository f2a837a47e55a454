"""Import from JSON and JSON lines."""

import asyncio
import codecs
import json
from pathlib import Path
from typing import Any

import pytest

from engine.operations.services import Services
from engine.records.importing import imports, json_documents
from schemas.messages.record_transfer import ImportRecords
from tests.engine.records.conftest import Call
from tests.engine.records.importing.conftest import Import

POSTS: list[dict[str, Any]] = [
    {"title": "Otters", "tags": ["a", 1, None], "sections": [{"draft": "One"}, {"draft": "Two"}]},
    {"title": "Bees", "meta.title": {"x": True}},
]


@pytest.mark.parametrize("name", ["posts.json", "posts.jsonl"])
async def test_documents_come_with_their_sections(imported: Import, stored: Any, name: str) -> None:
    text = "\n".join(map(json.dumps, POSTS)) + "\n\n" if name.endswith("l") else json.dumps(POSTS)
    report = await imported(name, text)
    assert (report["collection"], report["rows"], report["refused"]) == ("posts", 2, 0)
    assert (report["documents"], report["sections"], report["encoding"]) == (2, 2, "utf-8")
    assert report["columns"] == ["title", "tags", "draft", "meta.title"]
    assert await stored("posts") == [
        {**POSTS[0], "id": 1, "sections": [{"id": 2, "draft": "One"}, {"id": 3, "draft": "Two"}]},
        {**POSTS[1], "id": 4},
    ]


async def test_a_preview_shows_the_first_and_changes_nothing(call: Call, write: Any) -> None:
    path = write("posts.json", [{"id": 7, **POSTS[0]}, {"title": 1, "id": "x"}])
    report = await call("preview-import", path=path)
    assert report["records"][0]["id"] == 7
    assert [each["section"] for each in report["records"]] == [False, True, True]
    assert report["errors"][0]["row"] == 2
    assert report["errors"][0]["column"] == "id"
    assert not report["imported"]
    assert (await call("collections"))["collections"] == []


async def test_an_object_names_its_collection(imported: Import, stored: Any) -> None:
    file = {"made": [1], "collection": "texts", "documents": POSTS, "more": {}}
    assert (await imported("x.json", file))["collection"] == "texts"
    assert (await imported("x.json", file, collection="others"))["collection"] == "others"
    assert len(await stored("texts")) == len(await stored("others")) == 2
    assert (await imported("2 posts!.json", POSTS))["collection"] == "_2_posts"


async def test_sections_may_have_another_name(imported: Import, stored: Any) -> None:
    await imported("x.json", [{"title": "a", "chapters": [{"draft": "b"}]}], sections="chapters")
    assert await stored("x") == [{"id": 1, "title": "a", "sections": [{"id": 2, "draft": "b"}]}]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (7, "", "a document is an object"),
        ({"id": 0}, "id", "whole number"),
        ({"id": True}, "id", "whole number"),
        ({"id": 2**53}, "id", "whole number"),
        ({"a\x1b": 1}, "a", "control characters"),
        ({"x" * 101: 1}, "x" * 100, "100 characters"),
        ({"a": "x" * 1024 * 1024}, "a", "larger than"),
        ({"a": json.loads("[" * 900 + "]" * 900)}, "a", "deeper than 64"),
        ({"sections": {}}, "sections", "sections are a list"),
        ({"sections": [{"a": 1}, 2]}, "", "section 2: a section is an object"),
        ({"sections": [{"sections": []}]}, "sections", "section 1"),
        ({"sections": [{"id": 5}, {"id": 5}]}, "id", "5 is there twice"),
        ({"id": 3}, "id", "3 is there twice"),
        ({f"f{number}": 1 for number in range(1001)}, "", "more than 1000"),
    ],
)
async def test_a_row_that_cannot_be_is_told_and_the_others_are_taken(
    imported: Import, stored: Any, row: Any, column: str, said: str
) -> None:
    report = await imported("x.json", [{"id": 3, "a": 1}, row, {"id": 9, "a": 2}])
    assert (report["rows"], report["refused"], report["documents"]) == (3, 1, 2)
    (error,) = report["errors"]
    assert (error["row"], error["column"]) == (2, column)
    assert said in error["message"]
    assert [each["id"] for each in await stored("x")] == [3, 9]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[{"a": 1}, {"a": 1, "a": 2}]', 1, "the same key twice"),
        ('[{"a": 1},\n\n{"a": NaN}]', 3, "no JSON numbers"),
        ('[{"a": 1},\n{"a": 1e999}]', 2, "no JSON numbers"),
    ],
)
async def test_json_that_is_none_is_a_row_error(imported: Import, text: str, line: int, said: str) -> None:
    report = await imported("x.json", text)
    (error,) = report["errors"]
    assert (error["row"], error["line"], report["documents"]) == (2, line, 1)
    assert said in error["message"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "neither a list"),
        ("12", "neither a list"),
        ('{"posts": []}', "it has posts"),
        ('[{"a": 1}, {"a" 2}]', "line 1"),
        ('[{"a": 1}\n{"a": 2}]', "line 2: ',' expected"),
        ('[{"a": 1},', "line 1"),
        ('[{"a": "x', "Unterminated"),
        ("[{}] x", "something follows"),
        ('{"documents": [{}] x', "something follows"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"a": ' + "1" * 5000 + "}]", "line 1"),
        ('{"collection": "a b", "documents": []}', "is no name"),
    ],
    ids=lambda value: value[:20],
)
async def test_a_file_that_is_no_json_imports_nothing(
    call: Call, imported: Import, text: str, said: str
) -> None:
    error = await imported("x.json", text)
    assert error.code == "unprocessable"
    assert said in error.message
    assert (await call("collections"))["collections"] == []


@pytest.mark.parametrize("piece", [1, 2, 7])
async def test_pieces_of_a_file_may_end_anywhere(
    imported: Import, stored: Any, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(json_documents, "_PIECE", piece)
    documents = [{"a": 12345, "b": 1.5e10}, {"a": 'q"\\u00e9\\', "b": [True, False, None, -1]}, {}]
    report = await imported(
        "x.json", "\n" + json.dumps({"collection": "c", "documents": documents}, indent=1)
    )
    assert report["refused"] == 0
    assert [{k: v for k, v in each.items() if k != "id"} for each in await stored("c")] == documents


def in_utf16(text: str) -> bytes:
    return codecs.BOM_UTF16_BE + text.encode("utf-16-be")


@pytest.mark.parametrize(
    ("content", "encoding", "found"),
    [
        ('[{"a": "é"}]'.encode("utf-8-sig"), "", "utf-8-sig"),
        (in_utf16('[{"a": "é"}]'), "", "utf-16"),
        ('[{"a": "é"}]'.encode("cp1252"), "cp1252", "cp1252"),
        ('[{"a": "é"}]'.encode("utf-16-le"), "utf-16-le", "utf-16-le"),
    ],
)
async def test_encodings(imported: Import, stored: Any, content: bytes, encoding: str, found: str) -> None:
    report = await imported("x.json", content, encoding=encoding)
    assert report["encoding"] == found
    assert await stored("x") == [{"id": 1, "a": "é"}]


@pytest.mark.parametrize("name", ["x.json", "x.jsonl"])
async def test_bytes_that_are_no_text_lose_their_row_only(imported: Import, stored: Any, name: str) -> None:
    rows = [b'{"a": "one"}', b'{"a": "caf\xe9"}', '{"a": "drei ü"}'.encode()]
    content = b"\n".join(rows) if name.endswith("l") else b"[" + b",\n".join(rows) + b"]"
    report = await imported(name, content)
    (error,) = report["errors"]
    assert (error["row"], error["line"]) == (2, 2)
    assert error["message"] == "the byte 0xe9 is no utf-8 text"
    assert [each["a"] for each in await stored("x")] == ["one", "drei ü"]


async def test_all_or_nothing(call: Call, imported: Import) -> None:
    error = await imported("x.json", [{"a": 1}, 2, {"id": -1}], all_or_nothing=True)
    assert error.code == "unprocessable"
    assert "2 rows" in error.message
    assert error.details[0] == "row 2 (line 1): a document is an object, not a number"
    assert (await call("collections"))["collections"] == []


async def test_ids_that_are_taken(call: Call, imported: Import, stored: Any, post: int) -> None:
    file = [{"id": post, "title": "Seals", "sections": [{"id": 2, "draft": "new"}, {"draft": "more"}]}]
    report = await imported("posts.json", file)
    assert (report["refused"], report["errors"][0]["message"]) == (1, "1 is taken")
    report = await imported("posts.json", file, update=True)
    assert (report["updated"], report["documents"], report["sections"]) == (2, 0, 1)
    (document,) = await stored("posts")
    assert document["title"] == "Seals"
    assert [each["draft"] for each in document["sections"]] == ["new", "Draft 2", "Draft 3", "more"]
    versions = (await call("versions", record_id=2, field="draft"))["versions"]
    assert [(each["version"], each["note"]) for each in versions] == [(2, "imported"), (1, "added")]
    assert (await call("versions", record_id=2, field="rank"))["versions"][0]["version"] == 1


async def test_an_update_does_not_reach_elsewhere(call: Call, imported: Import, post: int) -> None:
    for name, row in {
        "others.json": {"id": post},
        "posts.json": {"id": 2, "title": "a section"},
        "posts.jsonl": {"id": 50, "sections": [{"id": 2}]},
    }.items():
        report = await imported(name, [row] if name.endswith("json") else json.dumps(row), update=True)
        assert "is taken: it is" in report["errors"][0]["message"]
    assert len((await call("list", document_id=post))["records"]) == 3


async def test_new_ids_take_any_file(imported: Import, stored: Any, post: int) -> None:
    file = [{"id": 1, "a": 1, "sections": [{"id": 1, "b": 2}]}, {"id": "uuid-1", "a": 3}]
    report = await imported("posts.json", file, new_ids=True)
    assert report["refused"] == 0
    assert [each["id"] for each in await stored("posts")] == [1, 5, 7]


async def test_new_records_come_after_those_that_are_there(call: Call, imported: Import, post: int) -> None:
    await imported("posts.json", [{"id": 100, "a": 1}, {"a": 2}])
    found = await call("list", collection="posts")
    assert [(each["id"], each["place"]) for each in found["records"]] == [(1, 1), (100, 2), (101, 3)]
    assert (await call("add", collection="posts", fields={}))["id"] == 102


async def test_files_that_cannot_be_read(call: Call, tmp_path: Path, write: Any) -> None:
    for path in (str(tmp_path / "none.json"), str(tmp_path)):
        assert "is not there" in (await call("preview-import", path=path)).message
    assert "does not say its format" in (await call("preview-import", path=write("x", "[]"))).message
    assert (await call("preview-import", path=write("x", "[]"), format="json"))["rows"] == 0
    error = await call("preview-import", path=write("x.json", "[]"), encoding="latin-99")
    assert "no text encoding" in error.message
    error = await call("preview-import", path=write("x.json", "[]"), encoding="base64")
    assert "no text encoding" in error.message


async def test_limits(call: Call, write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.records.importing.source.MAX_BYTES", 10)
    assert "MiB" in (await call("import", path=write("x.json", [{"a": 1}, {"a": 2}]))).message
    monkeypatch.undo()
    monkeypatch.setattr("engine.records.importing.plan.MAX_RECORDS", 2)
    assert (
        "More than 2 records"
        in (await call("import", path=write("x.json", [{}, {"sections": [{}, {}]}]))).message
    )
    assert (await call("collections"))["collections"] == []


async def test_an_import_that_is_stopped_leaves_nothing(
    services: Services, call: Call, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("x.json", [{"a": number} for number in range(2000)])
    written = asyncio.Event()
    write_step = imports._write

    async def write_and_tell(*args: Any) -> None:
        await write_step(*args)
        written.set()

    monkeypatch.setattr(imports, "_write", write_and_tell)
    running = asyncio.create_task(
        services.for_records.imports.run(ImportRecords(path=path), all_or_nothing=False)
    )
    await written.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await call("collections"))["collections"] == []
    assert (await call("import", path=path))["documents"] == 2000
