"""A log's rows: lines and entries, numbering, bounds, what is copied."""

from tui.widgets.stream_rows import Row, StreamRows


def shown(rows: StreamRows) -> list[str]:
    return [row.text for row in rows.rows]


def test_tokens_continue_the_open_line() -> None:
    rows = StreamRows(10)
    assert rows.append("one ") == 0
    assert rows.append("two three") == 0
    assert rows.append("!\nnext") == 1
    assert shown(rows) == ["one two ", "three!", "next"]
    assert [row.begins for row in rows.rows] == ["entry", "", "entry"]
    assert rows.lines == 2


def test_a_newline_at_the_end_makes_no_empty_row() -> None:
    rows = StreamRows(10)
    rows.append("one\n")
    assert rows.append("two\n\n") == 1
    assert rows.append("three") == 3
    assert shown(rows) == ["one", "two", "", "three"]


def test_entries_stand_alone_and_close_the_open_line() -> None:
    rows = StreamRows(20)
    rows.append("token")
    assert rows.add("failed\nbadly", "error") == 1
    rows.append("more")
    rows.end_block()
    rows.append("again")
    assert rows.rows == [
        Row("token", "text", "entry"),
        Row("failed", "error", "entry"),
        Row("badly", "error", "line"),
        Row("more", "text", "entry"),
        Row("again", "text", "entry"),
    ]


def test_an_entry_leaves_room_for_its_prefix() -> None:
    rows = StreamRows(10)
    rows.add("12345678 9", "info")
    assert shown(rows) == ["12345678 ", "9"]


def test_the_oldest_lines_are_dropped_and_numbers_stay() -> None:
    rows = StreamRows(80, max_lines=100)
    for number in range(101):
        assert rows.add(f"line {number}", "info") == number
    assert rows.lines == len(rows.rows) == 90
    assert rows.dropped_rows == rows.dropped_lines == 11
    assert rows.rows[0].text == "line 11"
    assert rows.end == 101


def test_a_single_line_is_bounded_too() -> None:
    rows = StreamRows(10, max_characters=1000)
    for _ in range(300):
        rows.append("abcdefghi ")
    assert rows.characters <= 1000
    assert rows.rows[0].begins == "line"
    assert rows.text().startswith("abcdefghi abcdefghi ")
    assert "\n" not in rows.text()
    assert sum(len(row.text) for row in rows.rows) == rows.characters


def test_text_is_unwrapped_and_without_prefixes() -> None:
    rows = StreamRows(12)
    rows.append("a long line of words\n\nnext")
    rows.add("an error that wraps", "error")
    assert rows.text() == "a long line of words\n\nnext\nan error that wraps"


def test_a_part_is_addressed_as_drawn() -> None:
    rows = StreamRows(12)
    rows.add("an error that wraps", "error")  # ✗ an error / that wraps
    assert shown(rows) == ["an error ", "that wraps"]
    assert rows.text((5, 0), (6, 1)) == "error that"
    assert rows.text((0, 0), (4, 0)) == "an"
    assert rows.text((1, 0), (2, 0)) == ""
    assert rows.text(None, (4, 0)) == "an"
    assert rows.text((7, 1), None) == "wraps"
    assert rows.text((99, 0), (99, 99)) == "that wraps"


def test_rewrapping_keeps_text_and_finds_the_row_again() -> None:
    rows = StreamRows(10)
    for number in range(30):
        rows.append(f"{number:02} and some more words here\n")
    rows.append("open")
    before = rows.text()
    top = next(i for i, row in enumerate(rows.rows) if row.text.startswith("17"))
    inside = top + 1
    again = rows.rewrap(16, inside)
    assert rows.text() == before
    assert rows.rows[again].text.startswith("17")
    again = rows.rewrap(10, again)
    assert rows.rows[again].text.startswith("17")
    rows.append(" line")
    assert rows.text().endswith("\nopen line")


def test_rewrapping_nothing() -> None:
    rows = StreamRows(10)
    assert rows.rewrap(20, 0) == 0
