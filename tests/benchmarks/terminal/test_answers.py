"""Terminal queries are answered once each, wherever the output is cut."""

import pytest

from benchmarks.terminal.answers import Answers

OUTPUT = b"x\x1b[?1049h\x1b[?2026$p\x1b[?2048$p\x1b[c\x1b[31mtext\x1b[6n\x1b]11;?\x1b\\y\x1b[>0q"
ANSWERS = (
    b"\x1b[?2026;2$y\x1b[?2048;0$y\x1b[?62;22c\x1b[1;1R"
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1bP>|reroll-benchmark(1)\x1b\\"
)


@pytest.mark.parametrize("piece", [1, 3, 5, 1000])
def test_answers_each_query_once(piece: int) -> None:
    answers = Answers()
    sent = b"".join(answers.to(OUTPUT[start : start + piece]) for start in range(0, len(OUTPUT), piece))
    assert sent == ANSWERS


def test_says_nothing_to_what_is_no_query() -> None:
    assert Answers().to(b"\x1b[?25l\x1b[2;3Hhello\x1b[>25u\x1b]22;default\x07") == b""
