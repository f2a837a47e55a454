"""Opens a file or folder in whatever program the desktop uses for it."""

import os
import shutil
import subprocess
import sys


def open_externally(path: str) -> bool:
    """Hand `path` to the desktop; False where there is none, as over SSH."""
    command = _opener()
    if command is None:
        return False
    quiet = subprocess.DEVNULL
    try:
        subprocess.Popen([command, path], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError:
        return False
    return True


def _opener() -> str | None:
    if sys.platform == "darwin":
        return shutil.which("open")
    if os.name == "nt":
        return shutil.which("explorer")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None
    return shutil.which("xdg-open")
