"""How a pattern for a plain reply is put to a server."""

import pytest

from engine.providers.openai_request import Structured, chat_body
from engine.providers.text import Message, TextRequest


def body(pattern: str, structured: Structured = "llguidance") -> dict[str, object]:
    request = TextRequest((Message("user", "Hello"),), output_pattern=pattern)
    return chat_body(request, model=None, structured=structured, extra={})


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("(yes|no)", "(yes|no)"),
        ("a/b", r"a\/b"),
        (r"a\/b\\/c", r"a\/b\\\/c"),
        ("a\nb", r"a\nb"),
        ("[.]{2,3}", "[.]{2,3}"),
    ],
)
def test_a_pattern_is_a_grammar_of_one_line(pattern: str, written: str) -> None:
    assert body(pattern)["grammar"] == f"%llguidance {{}}\nstart: /{written}/"


@pytest.mark.parametrize("structured", ["json_schema", "json_object", "none"])
def test_servers_that_cannot_be_held_to_it_are_not_asked(structured: Structured) -> None:
    assert set(body("x", structured)) == {"stream", "stream_options", "messages"}


def test_a_schema_comes_before_a_pattern() -> None:
    request = TextRequest((Message("user", "Hello"),), output_schema={"type": "object"}, output_pattern="x")
    grammar = chat_body(request, model=None, structured="llguidance", extra={})["grammar"]
    assert "%json" in grammar
