"""Files for the person on the other side of a browser; see `tui.in_browser`."""

import asyncio
import io
import tempfile
from pathlib import Path
from typing import IO, Any

from textual.app import App

MOST_IN_MEMORY = 8 * 1024 * 1024


def download_text(app: App[Any], text: str, name: str) -> None:
    """Let the browser save a text under that name."""
    app.deliver_text(io.StringIO(text), save_filename=name, encoding="utf-8")


def download_file(app: App[Any], path: str) -> bool:
    """Let the browser save a file of this machine; False if there is none."""
    if not Path(path).is_file():
        return False
    app.deliver_binary(path)
    return True


async def download_folder(app: App[Any], folder: str) -> bool:
    """Let the browser save all files of a folder as one zip; False if there is no such folder here."""
    path = Path(folder)
    if not await asyncio.to_thread(path.is_dir):
        return False
    # Textual closes it when it was read to its end, or cannot be.
    packed = await asyncio.to_thread(_packed, path)
    app.deliver_binary(packed, save_filename=f"{path.name}.zip", mime_type="application/zip")  # pyright: ignore[reportArgumentType] - a file of another name
    return True


def _packed(folder: Path) -> IO[bytes]:
    import zipfile  # noqa: PLC0415 - no page needs it to begin with

    packed = tempfile.SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 - it outlives this
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                # Pictures are packed already; the rest is small.
                archive.write(file, Path(folder.name) / file.relative_to(folder))
    return packed
