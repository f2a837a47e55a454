"""Small pictures kept on disk, so that a page with a thousand pictures decodes each of them once.

A file holds one line (`reroll-thumbnail 1 COLUMNS ROWS`) and the pixels as `Thumbnail` has them, so that
reading it takes neither Pillow nor much time. It is named for the picture's content and the size that was
asked for. Everything here can be deleted at any time.
"""

import contextlib
import secrets
from pathlib import Path

from tui.results.thumbnail import BrokenImage, Thumbnail, load_thumbnail

MOST_FILES = 20_000
"""A thumbnail of a card is about 2 KiB: 40 MiB."""
_KEPT = 15_000
_MARK = b"reroll-thumbnail 1"
_MOST_BYTES = 4 * 2**20


class ThumbnailShelf:
    """One folder. Blocks: call it in a thread. Where nothing can be kept, it decodes."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._counted = False

    def load(self, name: str, source: Path, size: tuple[int, int]) -> Thumbnail | BrokenImage:
        """The picture in `source` fitted into `size` cells (columns, rows). Never raises.

        `name` stands for the content of `source` (its digest) and is part of a file's name.
        """
        if self._folder is None or not name.isalnum():
            return load_thumbnail(source, size)
        path = self._folder / name[:2] / f"{name}-{size[0]}x{size[1]}"
        if (kept := _read(path)) is not None:
            return kept
        made = load_thumbnail(source, size)
        if isinstance(made, Thumbnail):
            with contextlib.suppress(OSError):
                _write(path, made)
                self._prune()
        return made

    def _prune(self) -> None:
        """Once per program: where there are too many files, the oldest go."""
        if self._counted or self._folder is None:
            return
        self._counted = True
        files = [entry for entry in self._folder.glob("*/*") if entry.is_file()]
        if len(files) <= MOST_FILES:
            return
        by_age = sorted(files, key=lambda path: path.stat().st_mtime)
        for path in by_age[: len(files) - _KEPT]:
            path.unlink(missing_ok=True)


def _read(path: Path) -> Thumbnail | None:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        head, found, pixels = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    mark, _, sizes = head.rpartition(_MARK + b" ")
    numbers = sizes.split()
    if not found or mark or len(numbers) != 2 or not all(number.isdigit() for number in numbers):
        return None
    columns, rows = map(int, numbers)
    return Thumbnail(columns, rows, pixels) if len(pixels) == columns * rows * 6 else None


def _write(path: Path, made: Thumbnail) -> None:
    """Whole or not at all: another program may read it. Not synced, since it can be made again."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        part.write_bytes(b"%s %d %d\n%s" % (_MARK, made.columns, made.rows, made.pixels))
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
