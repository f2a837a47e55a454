"""Lets a person edit a text in `$VISUAL` or `$EDITOR`, from a command."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from schemas.messages.given import UsageError

_FALLBACKS = ("nano", "vim", "vi", "notepad")


def edit_file(path: Path) -> None:
    """Open a file in the editor and wait for its end. Raises `UsageError`. Blocks."""
    command = _command()
    try:
        done = subprocess.run([*command, str(path)], check=False)
    except OSError as error:
        raise UsageError(f"{command[0]} did not start: {error.strerror}") from None
    if done.returncode:
        raise UsageError(f"{command[0]} ended with code {done.returncode}; nothing was saved")


def _command() -> list[str]:
    for name in ("VISUAL", "EDITOR"):
        try:
            command = shlex.split(os.environ.get(name, ""))
        except ValueError:
            raise UsageError(f"${name} is not a command: {os.environ[name]!r}") from None
        if command:
            return command
    found = next((path for name in _FALLBACKS if (path := shutil.which(name))), None)
    if found is None:
        raise UsageError("there is no editor", "set $EDITOR, or give a FILE")
    return [found]
