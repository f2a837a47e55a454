"""Edits a long text in the person's own editor."""

import asyncio
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textual.app import App, SuspendNotSupported

from engine.form.field import Field
from engine.form.paths import last_key
from schemas.clean_text import clean
from tui.in_browser import in_browser

_FALLBACKS = ("nano", "vim", "vi", "notepad")


class EditorFailed(Exception):
    """The text was not edited; the message says why, for the person."""


async def edit_externally(app: App[object], field: Field, text: str) -> str:
    """Edit a field's text: see `edit_in_editor`."""
    return await edit_in_editor(app, _file_name(field), text)


async def edit_in_editor(app: App[object], file_name: str, text: str) -> str:
    """Open `text` in `$VISUAL`, `$EDITOR` or what is installed; return it as saved, cleaned.

    `file_name` is what the editor shows and highlights by; it has to be made of safe characters.

    The terminal is the editor's meanwhile; what the engine does goes on. The file can be read
    by its owner only and is removed afterwards. EditorFailed, with the text untouched, when
    there is no editor, the terminal can't be handed over, or the editor says that it failed.
    """
    if in_browser():
        raise EditorFailed("There is no editor in a browser.")
    command = _command()
    with tempfile.TemporaryDirectory(prefix="reroll-") as folder:
        path = Path(folder) / file_name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode())
        try:
            with app.suspend(), app.batch_update(), _interrupts_ignored():
                # In a thread, so that streams go on; batch_update keeps us from drawing over it.
                done = await asyncio.to_thread(subprocess.run, [*command, str(path)], check=False)
        except SuspendNotSupported:
            raise EditorFailed("This terminal can't be handed to an editor.") from None
        except OSError as error:
            raise EditorFailed(f"{command[0]} did not start: {error.strerror}") from None
        if done.returncode:
            raise EditorFailed(f"{command[0]} ended with code {done.returncode}; the text is as it was.")
        try:
            edited = clean(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            raise EditorFailed("What the editor saved can't be read; the text is as it was.") from None
    # Editors end a file with a newline that the person did not type.
    return edited if text.endswith("\n") else edited.removesuffix("\n")


def _command() -> list[str]:
    for name in ("VISUAL", "EDITOR"):
        try:
            command = shlex.split(os.environ.get(name, ""))
        except ValueError:
            raise EditorFailed(f"${name} is not a command: {os.environ[name]!r}") from None
        if command:
            return command
    found = next((path for name in _FALLBACKS if (path := shutil.which(name))), None)
    if found is None:
        raise EditorFailed("No editor found: set $EDITOR.")
    return [found]


def _file_name(field: Field) -> str:
    """A name that an editor shows and highlights by; made of safe characters only."""
    stem = "".join(c if c.isascii() and c.isalnum() else "_" for c in last_key(field.name))[:40] or "text"
    return f"{stem}.json" if field.kind == "json" else f"{stem}.md"


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ctrl+C belongs to the editor: it must not end the program behind it."""
    try:
        # A function, not SIG_IGN, which the editor would inherit.
        before = signal.signal(signal.SIGINT, lambda *_: None)
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
