"""A folder as a ZIP that is made while it is sent: nothing is written to disk, little is held in memory."""

import io
import zipfile
from collections.abc import Generator, Iterator
from pathlib import Path

_PIECE = 256 * 1024


def zipped(folder: Path) -> Generator[bytes]:
    """The ZIP's bytes, piece by piece. Blocks. Links and hidden files are left out."""
    sink = _Sink()
    # Pictures are packed already: to pack them again would only take time.
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for file in _files(folder):
            info = zipfile.ZipInfo.from_file(file, str(file.relative_to(folder)), strict_timestamps=False)
            with file.open("rb") as content, archive.open(info, "w") as entry:
                while piece := content.read(_PIECE):
                    entry.write(piece)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not path.is_symlink() and not hidden:
            yield path


class _Sink(io.RawIOBase):
    """What was written since it was last taken. It cannot be gone back in, as a connection cannot."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        """What waits, once."""
        data = bytes(self._waiting)
        self._waiting.clear()
        return data
