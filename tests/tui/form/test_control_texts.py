"""What controls work out without a screen: stepping dates, colours, files, narrowing."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tui.form.controls.choice_list import narrowed
from tui.form.controls.colour_line import colour_of
from tui.form.controls.file_line import about_file, size_in_words
from tui.form.controls.moment_text import day_of, spelt, stepped, with_day


@pytest.mark.parametrize(
    ("text", "cursor", "by", "after"),
    [
        ("2024-02-29", 0, 1, "2025-02-28"),
        ("2024-01-31", 5, 1, "2024-02-29"),
        ("2023-12-31", 9, 1, "2024-01-01"),
        ("2024-12-01", 6, 1, "2025-01-01"),
        ("23:59", 4, 1, "00:00"),
        ("00:00:00.5Z", 8, -1, "23:59:59.5Z"),
        ("2024-02-28T23:30:00+02:00", 12, 1, "2024-02-29T00:30:00+02:00"),
        ("2024-02-28 23:30", 25, 45, "2024-02-29 00:15"),
        ("9999-12-31", 9, 1, None),
        ("0001-01-01", 0, -1, None),
        ("2024-02-31", 0, 1, None),
        ("soon", 0, 1, None),
        ("", 0, 1, None),
    ],
)
def test_a_part_is_stepped(text: str, cursor: int, by: int, after: str | None) -> None:
    assert stepped(text, cursor, by) == after


def test_a_moment_is_spelt_as_its_format_wants() -> None:
    moment = datetime(2024, 2, 29, 12, 0, 5, 999, tzinfo=UTC)
    texts = [spelt(moment, name) for name in ("date", "time", "date-time")]
    assert texts == ["2024-02-29", "12:00:05Z", "2024-02-29T12:00:05Z"]


def test_the_day_of_a_text() -> None:
    assert day_of("2024-02-29T10:00Z") == date(2024, 2, 29)
    assert day_of("x") is None
    assert with_day("2024-02-29T10:00Z", date(2025, 1, 2)) == "2025-01-02T10:00Z"
    assert with_day("x", date(2025, 1, 2)) == "2025-01-02"


@pytest.mark.parametrize(
    ("text", "rgb"),
    [("#f80", (255, 136, 0)), ("#FF8800", (255, 136, 0)), ("red", (255, 0, 0)), ("rgb(1,2,3)", (1, 2, 3))],
)
def test_colours(text: str, rgb: tuple[int, int, int]) -> None:
    colour = colour_of(text)
    assert colour is not None
    assert colour.triplet == rgb


@pytest.mark.parametrize("text", ["", "#f", "$primary", "ansi_red", "no colour", "\x1b[31m"])
def test_what_is_no_colour(text: str) -> None:
    assert colour_of(text) is None


def test_files_are_told_in_a_few_words(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"x" * 1500)
    assert about_file(str(tmp_path / "a.bin")) == "1.5 kB"
    assert about_file(str(tmp_path)) == "folder"
    assert about_file(str(tmp_path / "none")) == "no such file"
    assert about_file("data:image/png;base64," + "A" * 4000) == "data: image/png, 3.0 kB"
    assert about_file("data:x") == "data: without content"
    assert about_file("https://example.invalid/a.png") == ""
    assert about_file("a\0b") == "no such file"
    assert size_in_words(999) == "999 bytes"


def test_every_word_narrows() -> None:
    labels = ["new york", "york", "newcastle", "ny"]
    assert narrowed(labels, "") == [0, 1, 2, 3]
    assert narrowed(labels, "York") == [0, 1]
    assert narrowed(labels, "new rk") == [0]
