"""Markdown of replies as rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.conversation.markdown_rows import markdown_rows
from tui.conversation.rows import Piece, text_of


def shown(text: str, width: int = 40, *, live: bool = False) -> str:
    return text_of(markdown_rows(text, width, live=live))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("plain", [(Piece("plain"),)]),
        ("a **b** c", [(Piece("a "), Piece("b", "bold"), Piece(" c"))]),
        ("a *b* c", [(Piece("a "), Piece("b", "slanted"), Piece(" c"))]),
        ("a `b*c*` d", [(Piece("a "), Piece("b*c*", "code"), Piece(" d"))]),
        ("2 * 3 * 4", [(Piece("2 * 3 * 4"),)]),
        ("a ** b", [(Piece("a ** b"),)]),
        ("a *b", [(Piece("a *b"),)]),
        ("a `b", [(Piece("a `b"),)]),
        ("snake_case_name", [(Piece("snake_case_name"),)]),
        ("## Title", [(Piece("Title", "heading"),)]),
        ("- one", [(Piece("• ", "mark"), Piece("one"))]),
        ("12. one", [(Piece("12. ", "mark"), Piece("one"))]),
        ("> said", [(Piece("▏ ", "faint"), Piece("said", "quote"))]),
        ("[a](https://b)", [(Piece("[a](https://b)"),)]),
    ],
)
def test_what_is_understood(text: str, rows: list[object]) -> None:
    assert markdown_rows(text, 40) == rows


def test_code_keeps_its_marks_and_its_indentation() -> None:
    assert shown("```py\nif **x**:\n    # y\n```\nafter") == "py\n│ if **x**:\n│     # y\nafter"


def test_items_hang() -> None:
    assert shown("- one two three four", 12) == "• one two\n  three four"


def test_control_characters_are_gone() -> None:
    assert shown("a\x1b[2Jb\u202ec\td") == "a[2Jbc    d"


def test_what_is_still_open_does_not_show() -> None:
    assert shown("see **bol", live=True) == "see bol"
    assert shown("see **", live=True) == "see"
    assert shown("one\n#", live=True) == "one"
    assert shown("one\n-", live=True) == "one"


def test_text_only_grows_while_it_comes() -> None:
    whole = "## A title\n\nSome **bold words** and *slanted* ones, `code` too.\n\n- one\n- two **b**\n\nEnd."
    before = ""
    for end in range(1, len(whole) + 1):
        now = shown(whole[:end], 60, live=True)
        assert now.startswith(before.rstrip()), (before, now)
        before = now
    assert shown(whole, 60) == before


@given(st.text(alphabet="ab *`_#->~1.\n漢\t", max_size=80), st.integers(1, 30), st.booleans())
def test_anything_goes_and_fits(text: str, width: int, live: bool) -> None:
    for row in markdown_rows(text, width, live=live):
        assert all("\n" not in piece.text and "\t" not in piece.text for piece in row)


def test_takes_linear_time() -> None:
    for piece in ("**a ", "*a", "`", "** ", "a*b`c", "> > ", "- - "):
        assert len(markdown_rows(piece * 5_000, 80)) > 0
