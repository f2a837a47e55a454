"""`docs/operations.md` is made from the operations, and is up to date."""

import pytest

from engine.operations.errors import BY_KIND
from engine.operations.listed import all_operations
from engine.operations.reference import FILE, errors_of, reference, reply_of
from schemas.messages.base import Message


def test_the_page_is_up_to_date() -> None:
    assert FILE.read_text("utf-8") == reference(), "run `python -m engine.operations.reference`"


@pytest.mark.parametrize("operation", all_operations(), ids=lambda each: each.name)
def test_every_operation_is_described(operation) -> None:
    page = reference([operation])
    assert f"### `{operation.name}`" in page
    for name in operation.request.model_fields:
        assert f"| `{name}` |" in page
    reply = reply_of(operation)
    assert issubclass(reply, Message)
    assert f"Reply: [{reply.__name__}](#{reply.__name__.lower()})" in page
    assert f"### {reply.__name__}\n" in page
    assert set(errors_of(operation)) < set(BY_KIND)


def test_what_names_something_may_not_find_it() -> None:
    by_name = {operation.name: operation for operation in all_operations()}
    assert errors_of(by_name["workflows.list"]) == []
    assert errors_of(by_name["sessions.list"]) == ["unprocessable"]
    assert errors_of(by_name["sessions.start"]) == ["not_found", "unprocessable"]
    assert errors_of(by_name["references.toggle"]) == ["bad_request", "not_found", "unprocessable"]


def test_every_link_leads_somewhere() -> None:
    import re

    page = reference()
    headings = {title.strip("`").lower() for title in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    for target in re.findall(r"\]\(#([^)]+)\)", page):
        assert target in headings
