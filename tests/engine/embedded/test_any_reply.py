"""What holds for every reply, however it is cut.

A few hundred examples each; REROLL_FUZZ=100000 makes it as many, and other ones every time:

    REROLL_FUZZ=100000 pytest tests/engine/embedded/test_any_reply.py
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.embedded.formats import parser_for
from engine.embedded.parts import Malformed, Part, Text
from schemas.documents.embedded_actions import Format
from tests.engine.embedded.reading import merged, read, text
from tests.engine.embedded.replies_at_random import chunked, replies

FORMATS: tuple[Format, ...] = ("brackets", "xml", "json", "tools")
_FUZZ = int(os.environ.get("REROLL_FUZZ", "0"))
_EXAMPLES = settings(
    max_examples=_FUZZ or 200,
    derandomize=not _FUZZ,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.parametrize("written", FORMATS)
def test_any_reply(written: Format) -> None:
    @_EXAMPLES
    @given(chunked(replies(written)))
    def check(cut: tuple[str, list[str]]) -> None:
        reply, chunks = cut
        whole = read(written, reply)
        _cut_anywhere(written, chunks, whole)
        if written in ("brackets", "xml"):
            _without_markup(written, reply, text(whole))
            _complete(reply, whole)

    check()


def _cut_anywhere(written: Format, chunks: list[str], whole: list[Part]) -> None:
    """Where a reply is cut does not matter, and nothing that was shown is taken back."""
    parser = parser_for(written)
    given_out: list[Part] = []
    shown = ""
    for chunk in chunks:
        parts = parser.feed(chunk)
        assert all(part.text for part in parts if isinstance(part, Text))
        given_out += parts
        shown += text(parts)
        assert text(whole).startswith(shown)
    given_out += parser.close()
    assert merged(given_out) == whole


def _without_markup(written: Format, reply: str, shown: str) -> None:
    """What is shown has no markup in it, unless there was code."""
    if "`" not in reply and "~" not in reply:
        assert read(written, shown) == ([Text(shown)] if shown else [])


def _complete(reply: str, whole: list[Part]) -> None:
    """All that a reply says is shown, an action or broken, but for blanks in lines that had only actions."""
    if any(isinstance(part, Malformed) and "around another" in part.reason for part in whole):
        return  # Its raw text is one that is not there in one piece.
    said = "".join(part.text if isinstance(part, Text) else part.raw for part in whole)
    assert "".join(said.split()) == "".join(reply.split())


@pytest.mark.parametrize("written", ["brackets", "xml"])
def test_text_without_marks_passes_as_it_is(written: Format) -> None:
    @_EXAMPLES
    @given(st.text(st.characters(exclude_characters="[<", codec=None)))
    def check(reply: str) -> None:
        assert read(written, list(reply)) == ([Text(reply)] if reply else [])

    check()
