"""The Python of a workflow folder: read once, hashed, and handed on as the bytes that were hashed."""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from schemas.frozen import frozen

MAX_FILES = 200
MAX_BYTES = 4 * 1024 * 1024
MAX_ENTRIES = 20_000
"""Files and folders looked at: a workflow in a home folder must not have all of it walked."""

ENTRY = "actions.py"
"""The file whose functions a document can name."""

PLUGIN = "plugin.py"
"""The file whose classes are actions."""


class CodeError(Exception):
    """The folder's code cannot be read as a whole; the message says why."""


@frozen
class Code:
    """Every `.py` file of `folder`, by its path with slashes. `digest` is a SHA-256 in hex."""

    folder: Path
    files: Mapping[str, bytes]
    digest: str


def folder_of(source: Path | str) -> Path | None:
    """The workflow folder of a path that documents were read from; None if it is gone."""
    path = Path(source)
    if not str(source) or not path.exists():
        return None
    return path if path.is_dir() else path.parent


def has_code(folder: Path) -> bool:
    """Whether the folder has functions or actions that a document could name."""
    return (folder / ENTRY).is_file() or (folder / PLUGIN).is_file()


def read_code(folder: Path) -> Code:
    """Read the folder's code. Raises `CodeError` for too much of it, and for links that lead out.

    Folders whose name starts with a dot, `__pycache__`, and folders behind links hold none.
    """
    root = folder.resolve()
    files: dict[str, bytes] = {}
    total = 0
    try:
        for path in _python_files(root):
            name = path.relative_to(root).as_posix()
            if not path.resolve().is_relative_to(root):
                raise CodeError(f"{name} leads out of the folder through a symbolic link.")
            if not stat.S_ISREG(path.stat().st_mode):
                raise CodeError(f"{name} is not a regular file.")
            with path.open("rb") as stream:
                files[name] = stream.read(MAX_BYTES + 1)
            total += len(files[name])
            if len(files) > MAX_FILES or total > MAX_BYTES:
                raise CodeError(
                    f"The folder has more code than {MAX_FILES} files or {MAX_BYTES // 1024 // 1024} MiB."
                )
    except OSError as error:
        raise CodeError(f"{error.filename or root} cannot be read: {error.strerror}.") from None
    return Code(root, files, _digest(files))


def _python_files(root: Path) -> Iterator[Path]:
    seen = 0
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        seen += len(folders) + len(names)
        if seen > MAX_ENTRIES:
            raise CodeError(f"The folder has more than {MAX_ENTRIES:,} files; keep the workflow by itself.")
        yield from (Path(parent) / name for name in sorted(names) if name.endswith(".py"))


def _digest(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name in sorted(files):
        spelled = name.encode(errors="surrogateescape")
        whole.update(b"%d:%s%s" % (len(spelled), spelled, hashlib.sha256(files[name]).digest()))
    return whole.hexdigest()
