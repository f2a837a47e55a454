"""A fault of ours: kept in a file, told in a few words."""

import time
import traceback
from pathlib import Path

from schemas.clean_text import clean, clean_line


def report_fault(home: Path, error: BaseException | None) -> str:
    """Write the traceback (without variables) below `home`; return what to tell the person."""
    name = type(error).__name__ if error else "an unknown error"
    told = f"Reroll met a fault of its own ({name}) and had to end. What was shown as saved is kept."
    file = home / "logs" / f"fault-{time.strftime('%Y%m%d-%H%M%S')}.txt"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = traceback.format_exception(error) if error else ["no exception was recorded\n"]
        file.write_text(clean("".join(lines)), encoding="utf-8")
    except OSError:
        return f"{told}\n{clean_line(str(error))[:300]}\nNo report could be written to {file.parent}."
    return f"{told}\nA report for the authors is in {file}. Start Reroll again to go on."
