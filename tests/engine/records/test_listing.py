"""Pages of records: filtered, ordered, one after the other."""

from typing import Any

import pytest

from engine.records import listing
from tests.engine.records.conftest import Call


async def ids(call: Call, **body: Any) -> list[int]:
    found = await call("list", **body)
    assert isinstance(found, dict), found
    return [each["id"] for each in found["records"]]


async def all_pages(call: Call, **body: Any) -> list[int]:
    found: list[int] = []
    after: int | None = None
    while True:
        page = await call("list", **body, after=after)
        found += [each["id"] for each in page["records"]]
        after = page["after"]
        if after is None:
            return found


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("status == 'draft'", [2, 3]),
        ("rank > 1 and 'Draft' in draft", [3, 4]),
        ("fields['status'] != 'draft'", [4]),
        ("id == 3 or place == 1", [2, 3]),
        ("draft | length > 100", []),
        ("title", []),
    ],
)
async def test_where_is_an_expression_over_fields(
    call: Call, post: int, where: str, expected: list[int]
) -> None:
    assert await ids(call, document_id=post, where=where) == expected


@pytest.mark.parametrize(
    ("where", "code", "said"),
    [
        ("status ==", "bad_request", "cannot be read"),
        ("statsu == 'draft'", "unprocessable", "statsu"),
        ("fields['statsu'] == 'draft'", "unprocessable", "statsu"),
        ("rank + 'x'", "bad_request", "record 2"),
        ("range(99999999) | list", "bad_request", "record 2"),
        ("'%s' % draft", "bad_request", "record 2"),
    ],
)
async def test_a_condition_that_is_wrong_says_why(
    call: Call, post: int, where: str, code: str, said: str
) -> None:
    error = await call("list", document_id=post, where=where)
    assert error.code == code
    assert said in error.message


async def test_search_looks_into_values_in_any_case(call: Call, post: int) -> None:
    await call("edit", record_id=4, values={"deep": {"list": ["Größe"]}})
    assert await ids(call, document_id=post, search="GRÖSSE") == [4]
    assert await ids(call, document_id=post, search="dRAFT 2") == [3]
    assert await ids(call, document_id=post, search="rank") == []
    assert await ids(call, collection="posts", search="otter") == [post]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order", ["place", "id", "field:key", 'field:a"b\\c'])
async def test_pages_follow_each_other_in_every_order(call: Call, order: str, descending: bool) -> None:
    values: list[Any] = ["b", "a", None, 3, 20, "a", "ä", ""]
    made = [await call("add", collection="posts", fields={"key": each, 'a"b\\c': each}) for each in values]
    made.append(await call("add", collection="posts", fields={}))
    expected = {"place": [1, 2, 3, 4, 5, 6, 7, 8, 9], "id": [1, 2, 3, 4, 5, 6, 7, 8, 9]}.get(
        order, [4, 5, 3, 8, 9, 2, 6, 1, 7]
    )
    expected = expected[::-1] if descending else expected
    body = {"collection": "posts", "order": order, "descending": descending}
    assert await ids(call, **body) == expected
    assert await all_pages(call, **body, limit=2) == expected
    assert await all_pages(call, **body, limit=2, where="id != 5") == [each for each in expected if each != 5]


async def test_a_page_says_how_many_there_are_and_shows_what_was_asked_for(call: Call, post: int) -> None:
    page = await call("list", document_id=post, where="status == 'draft'", fields=["rank", "none"])
    assert (page["total"], page["after"]) == (3, None)
    assert [each["fields"] for each in page["records"]] == [{"rank": 1}, {"rank": 2}]
    assert page["records"][0]["versions"] == {"rank": 1}


async def test_what_is_not_there_names_the_nearest(call: Call, post: int) -> None:
    error = await call("list", collection="psots")
    assert (error.code, error.hint) == ("not_found", "Did you mean posts?")
    assert (await call("list")).code == "bad_request"
    assert (await call("list", collection="posts", document_id=post)).code == "bad_request"
    assert (await call("list", collection="posts", after=99)).code == "not_found"


async def test_a_filter_that_takes_too_long_is_ended(
    call: Call, post: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FILTER_SECONDS", 0.05)
    where = "range(99999) | map('string') | join | length * 0 + range(99999) | map('string') | join | length"
    error = await call("list", document_id=post, where=" and ".join([where] * 20))
    assert error.code == "bad_request"
    assert "seconds" in error.message
