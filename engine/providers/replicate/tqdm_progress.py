"""How far a model is, out of what it prints: progress bars as Python's tqdm draws them.

` 45%|████▌     | 9/20 [00:03<00:04,  2.50it/s]`, each drawn over the one before with a
carriage return, or on a line of its own.
"""

import re

_BAR = re.compile(r"(\d{1,3})%\s*\|[^|\r\n]{0,200}\|\s*(\d{1,12})/(\d{1,12})\b")
TAIL = 4000
"""Characters at the end of the log that are looked at."""


def fraction_in(logs: object) -> tuple[float, str] | None:
    """The last bar as a fraction from 0 to 1 and words (`9 of 20`); None without one."""
    if not isinstance(logs, str):
        return None
    bars = _BAR.findall(logs[-TAIL:])
    if not bars:
        return None
    _percent, done, total = (int(part) for part in bars[-1])
    if total <= 0 or done > total:
        return None
    return done / total, f"{done} of {total}"


def last_line(logs: object) -> str:
    """What was printed last that is no bar; empty without any."""
    if not isinstance(logs, str):
        return ""
    lines = (line.strip() for line in reversed(re.split(r"[\r\n]+", logs[-TAIL:])))
    return next((line for line in lines if line and not _BAR.search(line)), "")[:200]
