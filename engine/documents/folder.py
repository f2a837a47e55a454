"""Reads files of one folder, and only of that folder.

Documents may come from strangers. A path in a document never leads out of the folder it
belongs to: not by `..`, not as an absolute path, not through a symbolic link. What is read
is bounded in number and size.
"""

import os
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

from engine.spelling import nearest

MAX_FILE = 4 * 1024 * 1024
MAX_TOTAL = 16 * 1024 * 1024
MAX_FILES = 500
MISSING = "there is no such file"


class CannotRead(Exception):
    """Why a file was not read; `nearest` is the path of a file that may have been meant."""

    def __init__(self, message: str, nearest: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.nearest = nearest


class Folder:
    """The files below `root`. Each is read once, however often it is asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._read: dict[Path, bytes] = {}
        self._total = 0

    def find(self, name: str, inside: Path | None = None) -> Path:
        """The file `name` means: below `inside` (a folder within the root) first, then the root.

        CannotRead if the path leads out, or to nothing, or to something that is no file.
        """
        _refuse_outside(name)
        tried = [folder for folder in (inside, self.root) if folder is not None]
        for folder in tried:
            candidate = folder / name
            try:
                real = candidate.resolve(strict=True)
                mode = real.stat().st_mode
            except (FileNotFoundError, NotADirectoryError):
                continue
            except (OSError, RuntimeError) as error:
                reason = getattr(error, "strerror", None) or "a loop of symbolic links"
                raise CannotRead(f"cannot be read: {reason}") from None
            if not real.is_relative_to(self.root):
                raise CannotRead("leads out of the workflow folder through a symbolic link")
            if stat.S_ISDIR(mode):
                raise CannotRead("is a folder, not a file")
            if not stat.S_ISREG(mode):
                raise CannotRead("is not a regular file")
            return candidate
        raise CannotRead(MISSING, self._suggest(name, tried))

    def read(self, file: Path) -> bytes:
        """The content of a file that `find` returned; CannotRead if it is too large."""
        real = file.resolve()
        if not real.is_relative_to(self.root):
            raise CannotRead("leads out of the workflow folder through a symbolic link")
        if real not in self._read:
            if len(self._read) >= MAX_FILES:
                raise CannotRead(f"is one file too many: a workflow may have {MAX_FILES}")
            try:
                with real.open("rb") as stream:
                    content = stream.read(MAX_FILE + 1)
            except OSError as error:
                raise CannotRead(f"cannot be read: {error.strerror}") from None
            if len(content) > MAX_FILE:
                raise CannotRead(f"is larger than {MAX_FILE // 1024 // 1024} MiB")
            if self._total + len(content) > MAX_TOTAL:
                raise CannotRead(f"all files together are larger than {MAX_TOTAL // 1024 // 1024} MiB")
            self._total += len(content)
            self._read[real] = content
        return self._read[real]

    def _suggest(self, name: str, folders: list[Path]) -> str:
        """The path, relative to one of `folders`, that is nearest to `name`."""
        known = [path for folder in folders for path in _some_files(folder)]
        same_name = (path for path in known if PurePosixPath(path).name == PurePosixPath(name).name)
        return nearest(name, known) or next(same_name, "")


def _some_files(folder: Path) -> list[str]:
    """Relative paths of files below `folder`: a bounded look, links to folders not followed."""
    found: list[str] = []
    for visited, (parent, folders, names) in enumerate(os.walk(folder)):
        folders.sort()
        found += [(Path(parent) / name).relative_to(folder).as_posix() for name in sorted(names)]
        if visited >= 50 or len(found) >= MAX_FILES:
            break
    return found[:MAX_FILES]


def _refuse_outside(name: str) -> None:
    if "\0" in name or len(name) > 500:
        raise CannotRead("is not a path")
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    if posix.is_absolute() or windows.drive or windows.root:
        raise CannotRead("is an absolute path; paths are relative to the workflow folder")
    if ".." in posix.parts or ".." in windows.parts:
        raise CannotRead("leads out of the workflow folder with ..")
