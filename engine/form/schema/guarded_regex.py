"""Regular expressions of a schema, matched within a time limit.

Python's matcher tries alternatives one by one and cannot be interrupted, not even from another
thread: `(a+)+$` stops the whole program. So a pattern is matched here only if its shape bounds
what it can cost for this text; every other is matched by a process of its own, which is ended
when it takes too long.
"""

import atexit
import json
import queue
import re
import subprocess
import sys
import threading
from functools import lru_cache

from engine.form.schema.check_limits import give_up, patience

SECONDS = 0.5
"""How long one text may take."""

LONGEST_PATTERN = 10_000

_MOST_STEPS = 2_000_000
_START_UP = 10.0

_CHILD = """
import json, re, sys
for line in sys.stdin:
    pattern, text = json.loads(line)
    print(int(re.search(pattern, text) is not None), flush=True)
"""

_ESCAPED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_BACKWARDS = re.compile(r"\\[1-9]|\(\?P=")
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{)")
_REPEATED = re.compile(r"[*+]|\{\d*,\d*\}")
_PLAIN_NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")


class TooSlow(Exception):
    """A text cannot be matched against a pattern in time."""


def matches(pattern: str, text: str) -> bool:
    """Whether `pattern` is found in `text`; `re.error` if it is none, `TooSlow` if it takes too long."""
    spelt, steps = _read(pattern)
    if steps is not None and (len(text) + 1) ** steps[0] * steps[1] <= _MOST_STEPS:
        return re.search(spelt, text) is not None
    return _elsewhere.matches(spelt, text)


@lru_cache(1024)
def _read(pattern: str) -> tuple[str, tuple[int, int] | None]:
    """The pattern as Python spells it, and what bounds its cost: an exponent and a factor.

    Repetitions that stand one after another cost a power of the text's length; where a group
    is repeated there is no such bound (None).
    """
    if len(pattern) > LONGEST_PATTERN:
        raise TooSlow
    spelt = _PLAIN_NAMED.sub("(?P<", pattern)  # as JavaScript names a group
    re.compile(spelt)
    if _BACKWARDS.search(spelt):
        return spelt, None
    bare = _ESCAPED.sub("x", spelt)
    if _REPEATED_GROUP.search(bare):
        return spelt, None
    repeated = len(_REPEATED.findall(bare))
    optional = min(bare.count("?"), 30)
    return spelt, (repeated + (not bare.startswith("^")), 2**optional)


class _Elsewhere:
    """Matches in a child process, one text after another; may be asked from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._known: dict[tuple[str, str], bool] = {}
        self._slow: dict[str, int] = {}

    def matches(self, pattern: str, text: str) -> bool:
        with self._lock:
            # Once a text took too long, longer ones are not tried: a list of them would add up.
            if len(text) >= self._slow.get(pattern, sys.maxsize):
                raise TooSlow
            known = self._known.get((pattern, text))
            if known is None:
                known = self._ask(pattern, text)
                if len(self._known) > 10_000:
                    self._known.clear()
                self._known[pattern, text] = known
            return known

    def _ask(self, pattern: str, text: str) -> bool:
        child, seconds = self._child, min(SECONDS, patience())
        if seconds <= 0:
            raise TooSlow
        try:
            if child is None or child.poll() is not None:
                child = self._start()
                self._send(child, "", "")
                self._answers.get(timeout=_START_UP)
            self._send(child, pattern, text)
            return self._answer(seconds, pattern, text)
        except queue.Empty:
            self.close()
            raise TooSlow from None

    def _answer(self, seconds: float, pattern: str, text: str) -> bool:
        try:
            return self._answers.get(timeout=seconds) == "1\n"
        except queue.Empty:
            give_up(seconds)
            if seconds >= SECONDS:
                self._slow[pattern] = len(text)
            raise

    def _start(self) -> subprocess.Popen[str]:
        child = self._child = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="ascii",
        )
        answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._answers = answers

        def read() -> None:
            for line in child.stdout or ():
                answers.put(line)

        threading.Thread(target=read, daemon=True, name="regex answers").start()
        return child

    @staticmethod
    def _send(child: subprocess.Popen[str], pattern: str, text: str) -> None:
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps([pattern, text]) + "\n")
            child.stdin.flush()
        except OSError:
            raise TooSlow from None

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            if self._child.stdin:
                self._child.stdin.close()
            self._child = None


_elsewhere = _Elsewhere()
atexit.register(_elsewhere.close)
