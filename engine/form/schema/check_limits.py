"""Bounds on what one validation may cost: its time, and schemas that lead back to themselves.

The library evaluates a schema that refers to itself for the same value until the stack is full,
which in a thread can end the program; and a few nested references can ask for more checks than
anyone waits for.
"""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any


class TooMuch(Exception):
    """A value cannot be checked; the message says why, to be read after "the form's schema"."""


class _Run(threading.local):
    until: float = float("inf")
    given_up: float = 0.0
    following: set[tuple[int, int]]

    def __init__(self) -> None:
        self.following = set()


_run = _Run()
_LONGEST_GIVEN_UP = 1.0
_MOST_REFERENCES = 100


@contextmanager
def limited(seconds: float) -> Generator[None]:
    """Let what is checked inside, in this thread, take that long and no longer; `TooMuch` else."""
    before = _run.until, _run.following, _run.given_up
    _run.until, _run.following, _run.given_up = min(before[0], time.monotonic() + seconds), set(), 0.0
    try:
        yield
    finally:
        _run.until, _run.following, _run.given_up = before


def check_time() -> None:
    """Raise `TooMuch` if the time is over."""
    if time.monotonic() > _run.until:
        raise TooMuch("takes too long to check")


def patience() -> float:
    """Return the seconds that one step, such as a pattern, may still take; infinite without a limit.

    Steps that are given up may take a second in all: several would add up.
    """
    return max(0.0, min(_run.until - time.monotonic(), _patience_left()))


def give_up(seconds: float) -> None:
    """Note that a step took that long in vain."""
    _run.given_up += seconds


def _patience_left() -> float:
    return _LONGEST_GIVEN_UP - _run.given_up if _run.until < float("inf") else float("inf")


@contextmanager
def following(schema: Any, instance: Any) -> Generator[None]:
    """Note that a reference is followed for a value; `TooMuch` if it is being followed already.

    A value is never inside itself, so the same reference for the same value has no end.
    """
    step = (id(schema), id(instance))
    if step in _run.following:
        raise TooMuch("is broken: it leads back to itself without end")
    if len(_run.following) >= _MOST_REFERENCES:
        raise TooMuch("refers to itself for values that are nested too deep")
    _run.following.add(step)
    try:
        yield
    finally:
        _run.following.discard(step)
