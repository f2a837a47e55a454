"""Documents and sections: added, read, changed, moved, deleted."""

from typing import Any

import pytest

from engine.operations.services import Services
from engine.session.errors import SessionError
from tests.engine.records.conftest import Call


async def places(call: Call, document_id: int) -> list[int]:
    found = await call("list", document_id=document_id)
    assert [each["place"] for each in found["records"]] == list(range(1, len(found["records"]) + 1))
    return [each["id"] for each in found["records"]]


async def test_a_collection_is_what_its_records_are(call: Call, post: int) -> None:
    (collection,) = (await call("collections"))["collections"]
    assert collection["name"] == "posts"
    assert (collection["documents"], collection["sections"]) == (1, 3)
    assert collection["fields"] == ["draft", "rank", "status", "title"]
    view = await call("get", record_id=post)
    assert view["fields"] == {"title": "Otters"}
    assert (view["sections"], view["versions"], view["files"]) == (3, {"title": 1}, 0)


async def test_a_change_is_a_version_and_no_change_is_none(call: Call, post: int) -> None:
    values = {"draft": "Better", "status": "draft", "meta.title": ["x", None]}
    view = await call("edit", record_id=2, values=values)
    assert view["fields"] == {"draft": "Better", "status": "draft", "rank": 1, "meta.title": ["x", None]}
    assert view["versions"] == {"draft": 2, "status": 1, "rank": 1, "meta.title": 1}


async def test_one_and_true_are_different_values(call: Call, post: int) -> None:
    assert (await call("edit", record_id=2, values={"rank": True}))["versions"]["rank"] == 2
    assert (await call("edit", record_id=2, values={"rank": True}))["versions"]["rank"] == 2


async def test_who_edits_what_has_changed_meanwhile_is_told(call: Call, post: int) -> None:
    seen = (await call("get", record_id=2))["versions"]
    await call("edit", record_id=2, values={"draft": "theirs", "status": "theirs"}, note="them")
    error = await call("edit", record_id=2, values={"draft": "mine", "rank": 9}, versions=seen)
    assert error.code == "conflict"
    assert error.details["draft"]["value"] == "theirs"
    assert error.details["draft"]["version"] == 2
    assert error.details["status"]["note"] == "them"
    assert (await call("get", record_id=2))["fields"]["rank"] == 1
    view = await call("edit", record_id=2, values={"rank": 9}, versions={"rank": 1, "new": 0})
    assert view["fields"]["rank"] == 9


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", 1),
        ("sections", []),
        (" ", 1),
        ("a\x1bb", 1),
        ("big", "x" * (1024 * 1024)),
        ("bytes", "ü" * (600 * 1024)),
        ("keys", {"a\n": 1}),
        ("endless", float("inf")),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_what_a_field_cannot_be_changes_nothing(call: Call, post: int, name: str, value: Any) -> None:
    error = await call("edit", record_id=2, values={"draft": "new", name: value})
    assert error.code == "unprocessable"
    assert name.strip("\x1bb ") in str(error.details)
    assert (await call("get", record_id=2))["fields"]["draft"] == "Draft 1"


async def test_values_lose_what_a_terminal_would_obey(call: Call, post: int) -> None:
    view = await call("edit", record_id=2, values={"draft": "a\x1b[2Jb", "deep": {"k": ["\x07c"]}})
    assert view["fields"]["draft"] == "a[2Jb"
    assert view["fields"]["deep"] == {"k": ["c"]}


async def test_a_nest_without_bottom_is_refused(call: Call, post: int) -> None:
    nest: Any = 1
    for _ in range(70):
        nest = [nest]
    assert (await call("edit", record_id=2, values={"nest": nest})).code == "unprocessable"


async def test_sections_move_among_their_own(call: Call, post: int) -> None:
    other = await call("add", collection="posts", fields={})
    assert other["place"] == 2
    await call("move", record_id=4, place=1)
    assert await places(call, post) == [4, 2, 3]
    await call("move", record_id=4, place=99)
    assert await places(call, post) == [2, 3, 4]
    await call("move", record_id=3, place=3)
    assert await places(call, post) == [2, 4, 3]
    added = await call("add", parent_id=post, place=2, fields={})
    assert await places(call, post) == [2, added["id"], 4, 3]
    assert (await call("get", record_id=other["id"]))["place"] == 2


async def test_deleting_takes_what_belongs_to_it(call: Call, post: int) -> None:
    assert await call("delete", record_ids=[3, 3]) == {"documents": 0, "sections": 1}
    assert await places(call, post) == [2, 4]
    error = await call("delete", record_ids=[post, 3, 77])
    assert error.code == "not_found"
    assert "3, 77" in error.message
    assert error.details == {"records": [3, 77]}
    assert (await call("get", record_id=2))["place"] == 1
    assert await call("delete", record_ids=[post, 2]) == {"documents": 1, "sections": 2}
    assert (await call("collections")) == {"collections": []}


async def test_a_section_has_no_sections(call: Call, post: int) -> None:
    error = await call("add", parent_id=2, fields={})
    assert (error.code, error.hint) == ("unprocessable", f"Its document is {post}.")
    assert (await call("add", fields={})).code == "bad_request"
    assert (await call("add", parent_id=99, fields={})).code == "not_found"
    assert (await call("list", document_id=2)).code == "unprocessable"


async def test_chosen_sections_are_there_and_of_the_document(
    services: Services, call: Call, post: int
) -> None:
    chosen = await services.for_records.records.chosen(post, [4, 2])
    assert [each.id for each in chosen] == [4, 2]
    assert [each.id for each in await services.for_records.records.sections(post)] == [2, 3, 4]
    with pytest.raises(SessionError) as caught:
        await services.for_records.records.chosen(post, [2, 98, 99])
    assert caught.value.kind == "not_found"
    assert "98, 99" in caught.value.message
    other = await call("add", collection="posts", fields={})
    with pytest.raises(SessionError) as caught:
        await services.for_records.records.chosen(other["id"], [2])
    assert caught.value.kind == "unprocessable"


async def test_a_field_that_no_record_has_names_the_nearest(services: Services, post: int) -> None:
    await services.for_records.collections.check_fields("posts", ["draft", "title"])
    with pytest.raises(SessionError) as caught:
        await services.for_records.collections.check_fields("posts", ["draft", "drfat"])
    assert caught.value.details == {"fields": ["drfat"]}
    assert caught.value.hint == "Did you mean draft?"
    with pytest.raises(SessionError) as caught:
        await services.for_records.collections.check_fields("post", ["draft"])
    assert (caught.value.kind, caught.value.hint) == ("not_found", "Did you mean posts?")


async def test_writing_is_part_of_the_callers_transaction(services: Services, call: Call, post: int) -> None:
    async def write(fail: bool) -> None:
        async with services.database.transaction() as transaction:
            await services.for_records.records.write(
                transaction, 2, {"draft": "made"}, execution_id="e1", note="no"
            )
            if fail:
                raise RuntimeError

    with pytest.raises(RuntimeError):
        await write(fail=True)
    assert (await call("get", record_id=2))["fields"]["draft"] == "Draft 1"
    await write(fail=False)
    (newest, first) = (await call("versions", record_id=2, field="draft"))["versions"]
    assert (newest["version"], newest["value"], newest["execution_id"]) == (2, "made", "e1")
    assert newest["note"] == ""
    assert (first["version"], first["value"], first["note"]) == (1, "Draft 1", "added")
    with pytest.raises(SessionError):
        async with services.database.transaction() as transaction:
            await services.for_records.records.write(transaction, 99, {"draft": "made"})


async def test_versions_come_in_pages_and_come_back(call: Call, post: int) -> None:
    for number in range(2, 6):
        await call("edit", record_id=2, values={"draft": f"text {number}"})
    page = await call("versions", record_id=2, field="draft", limit=3)
    assert [each["version"] for each in page["versions"]] == [5, 4, 3]
    page = await call("versions", record_id=2, field="draft", limit=3, before=page["before"])
    assert [each["version"] for each in page["versions"]] == [2, 1]
    assert page["before"] is None
    view = await call("restore", record_id=2, field="draft", version=2)
    assert (view["fields"]["draft"], view["versions"]["draft"]) == ("text 2", 6)
    newest = (await call("versions", record_id=2, field="draft", limit=1))["versions"][0]
    assert newest["note"] == "restored version 2"
    assert (await call("restore", record_id=2, field="draft", version=6))["versions"]["draft"] == 6


async def test_versions_that_are_not_there(call: Call, post: int) -> None:
    assert (await call("versions", record_id=2, field="drafts")).code == "not_found"
    assert "no record 99" in (await call("versions", record_id=99, field="draft")).message
    assert "version 7" in (await call("restore", record_id=2, field="draft", version=7)).message
