"""Export, and what comes of it when it is imported again."""

import asyncio
import csv
import io
import json
import math
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.clean_text import clean, clean_line
from schemas.messages.record_transfer import ExportRecords, ImportRecords
from tests.engine.records.conftest import Call


async def export(call: Call, **asked: Any) -> str:
    reply = await call("export", **{"collection": "posts", **asked})
    assert isinstance(reply, dict), reply
    return str(reply["text"])


async def test_json_says_everything(call: Call, post: int) -> None:
    await call("add", collection="posts", fields={"title": "Bees"})
    value = json.loads(await export(call))
    assert value["collection"] == "posts"
    assert [each["id"] for each in value["documents"]] == [1, 5]
    assert value["documents"][0]["sections"][2] == {"id": 4, "draft": "Draft 3", "status": "done", "rank": 3}
    assert [json.loads(line) for line in (await export(call, format="jsonl")).splitlines()] == value[
        "documents"
    ]
    chosen = json.loads(await export(call, record_ids=[5, 1, 5]))
    assert [each["id"] for each in chosen["documents"]] == [5, 1]


async def test_versions_come_if_asked_for(call: Call, post: int) -> None:
    await call("edit", record_id=2, values={"draft": "new"})
    value = json.loads(await export(call, versions=True))
    kept = value["documents"][0]["sections"][0]["_versions"]["draft"]
    assert [(each["version"], each["value"], each["note"]) for each in kept] == [
        (1, "Draft 1", "added"),
        (2, "new", "edited"),
    ]
    assert (await call("export", collection="posts", format="csv", versions=True)).code == "bad_request"


async def test_csv_has_a_row_for_each_section(call: Call, post: int, tmp_path: Path) -> None:
    await call("add", collection="posts", fields={"title": "Bees", "tags": ["a", 1], "none": None})
    text = await export(call, format="csv")
    rows = list(csv.reader(io.StringIO(text)))
    header = [
        "document.id",
        "document.title",
        "document.tags",
        "document.none",
        "id",
        "draft",
        "status",
        "rank",
    ]
    assert rows[0] == header
    assert rows[1] == ["1", "Otters", "", "", "2", "Draft 1", "draft", "1"]
    assert rows[4] == ["5", "Bees", '["a",1]', "", "", "", "", ""]
    file = tmp_path / "posts.csv"
    file.write_text(text)
    report = await call("import", path=str(file), sections_of="document.id", update=True)
    assert (report["updated"], report["refused"], report["rows"]) == (5, 0, 4)
    # What was no text is what it was.
    assert (await call("get", record_id=2))["fields"]["rank"] == 1
    bees = await call("get", record_id=5)
    assert bees["fields"] == {"title": "Bees", "tags": ["a", 1], "none": None}
    assert set(bees["versions"].values()) == {1}


async def test_csv_without_sections_is_flat(call: Call) -> None:
    await call("add", collection="posts", fields={"b": "x", "a": True})
    assert await export(call, format="csv") == "id,b,a\n1,x,true\n"


async def test_cells_that_a_spreadsheet_would_run(call: Call) -> None:
    await call("add", collection="posts", fields={"a": "=1+1", "b": "-5", "c": "@x", "d": "-x", "e": -5.5})
    assert "\n1,=1+1,-5,@x,-x,-5.5\n" in await export(call, format="csv")
    assert "\n1,'=1+1,-5,'@x,'-x,-5.5\n" in await export(call, format="csv", safe_for_spreadsheets=True)


async def test_a_file_is_written_whole_and_not_over_another(call: Call, post: int, tmp_path: Path) -> None:
    file = tmp_path / "out" / "posts.json"
    asked = {"collection": "posts", "path": str(file)}
    assert (await call("export", **asked)).code == "unavailable"
    file.parent.mkdir()
    reply = await call("export", **asked)
    assert (reply["path"], reply["documents"], reply["sections"], reply["text"]) == (str(file), 1, 3, "")
    assert (await call("export", **asked)).code == "conflict"
    before = file.read_bytes()
    assert (await call("export", **asked, overwrite=True))["path"]
    assert file.read_bytes() == before == (await export(call)).encode()
    assert [each.name for each in file.parent.iterdir()] == ["posts.json"]


async def test_what_cannot_be_exported(call: Call, post: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await call("export", collection="post")).hint == "Did you mean posts?"
    assert (await call("export", collection="posts", record_ids=[2])).code == "unprocessable"
    assert (await call("export", collection="posts", record_ids=[1, 98])).code == "not_found"
    monkeypatch.setattr("engine.records.exporting.exports.MOST_TEXT", 50)
    assert "path" in (await call("export", collection="posts")).hint


texts = st.text(max_size=20).map(clean)
names = (
    st.text(min_size=1, max_size=10)
    .map(clean_line)
    .filter(lambda name: name.strip() not in ("", "id", "sections", "_versions"))
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts.map(clean_line), inner, max_size=3),
    max_leaves=5,
)
fields = st.dictionaries(names, values, max_size=3)
documents = st.lists(st.tuples(fields, st.lists(fields, max_size=3)), max_size=4)


@settings(max_examples=25)
@given(documents)
def test_what_was_imported_is_exported_as_it_was(
    made: list[tuple[dict[str, Any], list[dict[str, Any]]]],
) -> None:
    ids = iter(range(3, 1000, 2))
    written = [
        {"id": next(ids), **own}
        | ({"sections": [{"id": next(ids), **section} for section in sections]} if sections else {})
        for own, sections in made
    ]

    async def round_trip(folder: Path) -> str:
        services = await Services.open(folder / "home", run_jobs=False)
        try:
            (folder / "posts.json").write_text(json.dumps(written), "utf-8")
            await dispatch(services, ImportRecords(path=str(folder / "posts.json"), all_or_nothing=True))
            return (await dispatch(services, ExportRecords(collection="posts"))).text
        finally:
            await services.close()

    if not written:
        return
    with tempfile.TemporaryDirectory() as folder:
        text = asyncio.run(round_trip(Path(folder)))
    found = json.loads(text)["documents"]
    assert json.dumps(found) == json.dumps(written)
    assert not any(isinstance(each, float) and math.isnan(each) for each in found)
