from itertools import islice

import pytest
from rich.cells import cell_len

from tui.results.wrap import ellipsis, first_lines, fit, wrap_lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, []),
        ("one two three", 7, ["one two", "three"]),
        ("one\n\ntwo", 10, ["one", "", "two"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("  indented", 20, ["  indented"]),
        ("a\tb", 20, ["a   b"]),
        ("日本語 テキスト", 6, ["日本語", "テキス", "ト"]),
        ("schöne Grüße", 7, ["schöne", "Grüße"]),
        ("x", 0, []),
    ],
)
def test_lines_break_at_spaces_and_fit(text: str, width: int, lines: list[str]) -> None:
    wrapped = list(wrap_lines(text, width))
    assert wrapped == lines
    assert all(cell_len(line) <= width for line in wrapped)


@pytest.mark.parametrize("word", ["x", "ö", "日本", "a ", "é ", "👩‍👩‍👧‍👦"])
@pytest.mark.parametrize("width", [2, 7, 30])
def test_no_character_but_spaces_is_lost(word: str, width: int) -> None:
    text = word * 50
    lines = list(wrap_lines(text, width))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


def test_wrapping_is_lazy() -> None:
    assert list(islice(wrap_lines("word " * 200_000, 10), 2)) == ["word word", "word word"]


def test_only_what_can_be_shown_is_read() -> None:
    class Counted(str):
        longest = 0

        def __getitem__(self, key: object) -> str:
            part = super().__getitem__(key)  # type: ignore[index]
            Counted.longest = max(Counted.longest, len(part))
            return part

    lines = first_lines(Counted("x" * 1_000_000), 20, 5)
    assert len(lines) == 5
    assert lines[-1].endswith("…")
    assert Counted.longest < 2_000


def test_first_lines_are_clean_and_say_when_there_is_more() -> None:
    assert first_lines("a\x1b[2Jb\u202ec", 20, 3) == ["a[2Jbc"]
    assert first_lines("one\ntwo\nthree", 10, 2) == ["one", "two …"]
    assert first_lines("one\ntwo", 10, 2) == ["one", "two"]
    assert first_lines("one", 10, 0) == []


def test_fit_is_exact_for_wide_and_combining_characters() -> None:
    assert fit("日本語", 5) == "日本…"
    assert fit("ab", 4) == "ab  "
    assert fit("ab", 0) == ""
    assert ellipsis("abcdef", 1) == "…"
    zalgo = fit("a" + "\u0301" * 100_000, 5)
    assert cell_len(zalgo) == 5
    assert len(zalgo) < 100
