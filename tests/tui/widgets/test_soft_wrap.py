"""Rows fit, lose nothing, and come out the same whether the text came at once or in pieces."""

import random

import pytest
from rich.cells import cell_len

from tui.widgets.soft_wrap import _SINGLE, wrap

ALPHABET = [
    "a",
    "bc",
    "word",
    "longerword",
    " ",
    "  ",
    "日本",
    "。",
    "👨\u200d👩\u200d👧",
    "❤\ufe0f",
    "e\u0301",
    "é",
    "…",
    "\u200b",
]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [""]),
        ("fits", ["fits"]),
        ("one two three", ["one two ", "three"]),
        ("exactly8 next", ["exactly8 ", "next"]),
        ("exactly8   ", ["exactly8   "]),
        ("abcdefghijklmnop q", ["abcdefgh", "ijklmnop ", "q"]),
        ("    indentedword", ["    inde", "ntedword"]),
        ("日本語日本語日本", ["日本語日", "本語日本"]),
        ("a日本語日本", ["a日本語", "日本"]),
        ("word 日本語日本", ["word 日", "本語日本"]),
        ("e\u0301" * 9, ["e\u0301" * 8, "e\u0301"]),
        ("👨\u200d👩\u200d👧" * 5, ["👨\u200d👩\u200d👧" * 4, "👨\u200d👩\u200d👧"]),
        ("1234567❤\ufe0f", ["1234567", "❤\ufe0f"]),
    ],
)
def test_rows_of_eight_cells(text: str, rows: list[str]) -> None:
    assert wrap(text, 8) == rows


def test_a_character_wider_than_the_row_gets_one() -> None:
    assert wrap("日本", 1) == ["日", "本"]


@pytest.mark.parametrize("seed", range(40))
def test_pieces_wrap_like_the_whole(seed: int) -> None:
    chance = random.Random(seed)
    pieces = [chance.choice(ALPHABET) for _ in range(chance.randrange(1, 120))]
    text = "".join(pieces)
    width = chance.randrange(2, 30)
    whole = wrap(text, width)
    assert "".join(whole) == text
    assert all(cell_len(row.rstrip(" ")) <= width for row in whole)
    rows = [""]
    while pieces:
        taken = "".join(pieces.pop(0) for _ in range(min(len(pieces), chance.randrange(1, 6))))
        rows[-1:] = wrap(rows[-1] + taken, width)
    assert rows == whole


@pytest.mark.parametrize("filler", [" ", "\u0301", "\u200b"])
def test_a_row_ends_even_where_nothing_takes_room(filler: str) -> None:
    rows = wrap("a" + filler * 5000, 10)
    assert max(map(len, rows)) <= 240
    assert "".join(rows) == "a" + filler * 5000


def test_characters_taken_for_single_are() -> None:
    for code in range(0x3000):
        character = chr(code)
        if _SINGLE.fullmatch(character):
            assert cell_len(character) == 1, hex(code)
            assert cell_len(character + "\ufe0f") >= 1
