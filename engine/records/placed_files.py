"""Files of records on disk: a link to the blob, and its metadata beside it. Everything here blocks."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.records.file_names import SIDECAR
from schemas.frozen import frozen
from schemas.json_value import is_object

FORMAT = "reroll.record_file"
DOCUMENT = "document"
"""The folder of the files that belong to a document itself, beside those of its sections."""


@frozen
class PlacedFile:
    """Where a file of a record belongs, the blob it is made of, and its metadata, with `id` and `format`."""

    path: Path
    blob: Path
    metadata: Mapping[str, Any]


def place(file: PlacedFile) -> None:
    """Put a file where it belongs, unless it is there. Raises OSError.

    A hard link where that can be made: then it takes no room of its own.
    """
    sidecar = sidecar_of(file.path)
    if is_placed(file.path):
        return
    file.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.path.exists():
        _link(file.blob, file.path)
    text = json.dumps(file.metadata, ensure_ascii=False, indent=2) + "\n"
    handle, temporary = tempfile.mkstemp(dir=sidecar.parent, prefix=".new-")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(temporary).replace(sidecar)


def is_placed(path: Path) -> bool:
    """Whether a file is where it belongs, with its metadata. Raises OSError."""
    sidecar = sidecar_of(path)
    return sidecar.exists() and path.exists() and bool(sidecar.stat().st_size)


def remove(path: Path) -> None:
    """Take a file and its metadata away, and folders that are empty then. Raises OSError."""
    path.unlink(missing_ok=True)
    sidecar_of(path).unlink(missing_ok=True)
    # The section's, the document's, the collection's: whoever puts something there meanwhile keeps it.
    for folder in list(path.parents)[:3]:
        try:
            folder.rmdir()
        except OSError:
            return


def placed_below(folder: Path) -> dict[str, Path]:
    """What we put below the folder of a document or of a section, by the files' ids.

    Files without metadata of ours are somebody else's.
    """
    found: dict[str, Path] = {}
    for sidecar in folder.glob(f"**/*{SIDECAR}"):
        identity = _identity(sidecar)
        if identity:
            found[identity] = sidecar.with_name(sidecar.name.removesuffix(SIDECAR))
    return found


def sidecar_of(path: Path) -> Path:
    """Where a file's metadata is."""
    return path.with_name(path.name + SIDECAR)


def _link(blob: Path, target: Path) -> None:
    try:
        target.hardlink_to(blob)
        # An edit in place would change the blob, and with it every result that shows it.
        if os.name == "posix":
            target.chmod(0o400)
    except FileExistsError:
        return
    except OSError:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        os.close(handle)
        try:
            shutil.copyfile(blob, temporary)
            Path(temporary).replace(target)
        except OSError:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise


def _identity(sidecar: Path) -> str:
    try:
        with sidecar.open("rb") as stream:
            read: Any = json.loads(stream.read(4 * 1024 * 1024))
    except (OSError, ValueError, RecursionError):
        return ""
    return str(read["id"]) if is_object(read) and read.get("format") == FORMAT else ""
