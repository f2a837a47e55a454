"""Types letters at a steady pace and finds out when each was on the screen."""

import random
import time
from statistics import median

from benchmarks.terminal.program import Program
from benchmarks.terminal.screen import Screen

COUNT = 100
GAP = 0.030
"""Seconds between two keys: a fast typist's bursts."""
JITTER = 0.004
"""Keeps keys from falling into step with a program's timers."""
_WORD = 5
_LONGEST = 2.0
# One-cell letters that no screen shows by itself: each is found on the screen as soon as it is there.
_LETTERS = [chr(code) for code in (*range(0x410, 0x482), *range(0x48A, 0x530), *range(0x391, 0x3A2))]


class LettersLost(Exception):
    """Some letters never came to the screen."""


def type_letters(program: Program, *, first: int = 0) -> dict[str, float]:
    """Type `COUNT` letters, whether or not the last was shown; return `key_median` and `key_p95` in ms.

    `first` chooses other letters than those that are on the screen from before. Nothing is drawn while
    typing, so that drawing the screen does not disturb the timing.
    """
    rng = random.Random(first)
    letters = _LETTERS[first : first + COUNT]
    while program.take() is not None:
        pass
    sent: dict[str, int] = {}
    due = time.monotonic()
    for number, letter in enumerate(letters):
        time.sleep(max(0.0, due - time.monotonic()))
        sent[letter] = program.send(letter.encode())
        due += GAP + rng.uniform(-JITTER, JITTER)
        if number % _WORD == _WORD - 1:
            time.sleep(max(0.0, due - time.monotonic()))
            program.send(b" ")
            due += GAP
    delays = _shown(program, sent)
    delays.sort()
    return {"key_median": median(delays), "key_p95": delays[int(len(delays) * 0.95) - 1]}


def _shown(program: Program, sent: dict[str, int]) -> list[float]:
    """How long after being sent each letter was on the screen, in ms."""
    missing = dict(sent)
    delays: list[float] = []
    now = 0

    def look(screen: Screen) -> bool:
        text = screen.text()
        for letter in [letter for letter in missing if letter in text]:
            delays.append((now - missing.pop(letter)) / 1e6)
        return not missing

    end = time.monotonic() + _LONGEST
    while missing and time.monotonic() < end:
        taken = program.take()
        if taken is None:
            time.sleep(0.005)
            continue
        now = taken
        if not program.screen.in_frame:
            look(program.screen)
    if missing:
        raise LettersLost(f"{len(missing)} of {len(sent)} letters were not shown:\n{program.screen.text()}")
    return delays
