"""What two texts have in common, line by line and, in lines that differ, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from schemas.clean_text import clean
from schemas.frozen import frozen

Span = tuple[str, bool]
"""A piece of a line, and whether the other text lacks it."""

Line = tuple[Span, ...]

MOST_LINES = 20_000
"""Texts with more lines are shown as they are: finding what they share could take minutes."""

MOST_WORDS = 4_000
"""Words of a passage, on each side together, that are compared one by one."""

# East Asian text has no spaces: there each character counts as a word.
_WORDS = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\s|[^\w\s]"
)
_TAB_CELLS = 4


@frozen
class Pair:
    """One line of each text, side by side; None where a text has none there."""

    left: Line | None
    right: Line | None

    @property
    def same(self) -> bool:
        return self.left == self.right and self.left is not None and not any(new for _, new in self.left)


def compare(left: str, right: str) -> list[Pair]:
    """All lines of both texts in order. Takes the texts as they came; the spans are cleaned.

    CPU work: for long texts call it in a thread.
    """
    ours, theirs = _lines(left), _lines(right)
    if max(len(ours), len(theirs)) > MOST_LINES:
        return [Pair(_whole(a, new=True), _whole(b, new=True)) for a, b in zip_longest(ours, theirs)]
    pairs: list[Pair] = []
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs).get_opcodes():
        if kind == "equal":
            pairs += [Pair(((line, False),), ((line, False),)) for line in ours[a:b]]
        else:
            pairs += _passage(ours[a:b], theirs[c:d])
    return pairs


def _lines(text: str) -> list[str]:
    cleaned = clean(text)
    return [line.expandtabs(_TAB_CELLS) for line in cleaned.split("\n")] if cleaned else []


def _whole(line: str | None, *, new: bool) -> Line | None:
    return None if line is None else ((line, new),)


def _passage(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Pair]:
    """Lines that differ: their words compared over all of them, as a word may have moved to another line."""
    left, right = _words(ours), _words(theirs)
    if not left or not right or len(left) + len(right) > MOST_WORDS:
        yield from (Pair(_whole(a, new=True), _whole(b, new=True)) for a, b in zip_longest(ours, theirs))
        return
    new_left, new_right = [True] * len(left), [True] * len(right)
    for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        new_left[block.a : block.a + block.size] = [False] * block.size
        new_right[block.b : block.b + block.size] = [False] * block.size
    sides = zip_longest(_spans(left, new_left, len(ours)), _spans(right, new_right, len(theirs)))
    yield from (Pair(a, b) for a, b in sides)


def _words(lines: Sequence[str]) -> list[str]:
    return _WORDS.findall("\n".join(lines))


def _spans(words: Sequence[str], new: list[bool], lines: int) -> list[Line]:
    """Words with their marks as spans, one tuple per line."""
    for at in range(1, len(words) - 1):
        # A space between two changed words belongs to the change.
        if words[at].isspace() and words[at] != "\n" and new[at - 1] and new[at + 1]:
            new[at] = True
    found: list[list[Span]] = [[]]
    for word, is_new in zip(words, new, strict=True):
        if word == "\n":
            found.append([])
        elif found[-1] and found[-1][-1][1] == is_new:
            found[-1][-1] = (found[-1][-1][0] + word, is_new)
        else:
            found[-1].append((word, is_new))
    assert len(found) == lines
    return [tuple(line) or (("", False),) for line in found]
