"""What two texts have in common."""

import time

from hypothesis import given
from hypothesis import strategies as st

from schemas.clean_text import clean
from tui.session.diff_rows import Section, rows_of
from tui.session.word_diff import Line, compare


def text_of(lines: list[Line | None]) -> str:
    return "\n".join("".join(text for text, _ in line) for line in lines if line is not None)


def new_words(line: Line | None) -> list[str]:
    return [text for text, new in line or () if new]


def test_a_word_that_differs_is_all_that_is_marked() -> None:
    (pair,) = compare("The quiet harbour sleeps.", "The loud harbour sleeps.")
    assert (new_words(pair.left), new_words(pair.right)) == (["quiet"], ["loud"])


def test_a_space_between_changed_words_belongs_to_the_change() -> None:
    (pair,) = compare("a b c", "x y z")
    assert (new_words(pair.left), new_words(pair.right)) == (["a b c"], ["x y z"])


def test_equal_texts_have_nothing_new() -> None:
    assert all(pair.same for pair in compare("one\ntwo\n", "one\ntwo\n"))


def test_a_line_that_is_only_on_one_side_has_none_beside_it() -> None:
    first, second, third = compare("one\nthree", "one\ntwo\nthree")
    assert first.same
    assert third.same
    assert (second.left, new_words(second.right)) == (None, ["two"])


def test_east_asian_text_is_compared_by_character() -> None:
    (pair,) = compare("静かな港", "静かな海")
    assert (new_words(pair.left), new_words(pair.right)) == (["港"], ["海"])


def test_nothing_against_something() -> None:
    (pair,) = compare("", "here")
    assert (pair.left, new_words(pair.right)) == (None, ["here"])
    assert compare("", "") == []


_TEXT = st.text(alphabet=st.sampled_from("ab \n\t.é静\u200d\x1b"), max_size=60)


@given(_TEXT, _TEXT)
def test_both_texts_come_back_whole(left: str, right: str) -> None:
    pairs = compare(left, right)
    ours, theirs = text_of([pair.left for pair in pairs]), text_of([pair.right for pair in pairs])
    assert ours == "\n".join(line.expandtabs(4) for line in clean(left).split("\n"))
    assert theirs == "\n".join(line.expandtabs(4) for line in clean(right).split("\n"))
    assert (ours == theirs) == all(pair.same for pair in pairs)


@given(_TEXT, _TEXT, st.integers(1, 30))
def test_rows_hold_all_of_both_texts(left: str, right: str, width: int) -> None:
    section = Section("Text", compare(left, right))
    rows = [row for row in rows_of([section], width, ("l", "r"), beside=True) if not row.title]
    if section.same:
        return
    shown = "".join("".join(text for text, _ in row.right or ()) for row in rows)
    assert shown == text_of([pair.right for pair in section.pairs]).replace("\n", "")


def test_long_texts_without_a_word_in_common_take_no_minutes() -> None:
    left = "\n".join(f"left {number} " * 40 for number in range(2000))
    right = "\n".join(f"right {number} " * 40 for number in range(2000))
    began = time.process_time()
    assert len(compare(left, right)) == 2000
    assert time.process_time() - began < 5
