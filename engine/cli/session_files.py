"""Writes a session into a folder: `session.json`, and every file its results name."""

import asyncio
import json
import re
import shutil
from pathlib import Path

from engine.operations.dispatcher import dispatch
from engine.operations.errors import Conflict, NotFound
from engine.operations.services import Services
from engine.store.errors import from_os
from schemas.messages.executions import GetBlob
from schemas.messages.session import SessionView

_BLOB = re.compile(r"blob:[0-9a-f]{64}")
_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


async def write_session(services: Services, view: SessionView, folder: Path) -> list[Path]:
    """Write the session into `folder`, which must not exist; return the files, `session.json` first.

    A file is named by its hash, as in the `blob:<hash>` urls of `session.json`. Raises
    `Conflict` if the folder is there, `StorageError` if it cannot be written.
    """
    text = json.dumps(view.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2)
    copies: list[tuple[Path, str]] = []
    for url in sorted(set(_BLOB.findall(text))):
        try:
            content = await dispatch(services, GetBlob(url=url))
        except NotFound:  # a url in a text of the person's own
            continue
        if content.path:
            ending = _ENDINGS.get(content.media_type, ".bin")
            copies.append((Path(content.path), url.removeprefix("blob:")[:16] + ending))
    return await asyncio.to_thread(_write, folder, text, copies)


def _write(folder: Path, text: str, copies: list[tuple[Path, str]]) -> list[Path]:
    try:
        folder.mkdir(parents=True)
        written = [folder / "session.json"]
        written[0].write_text(text + "\n", "utf-8")
        for source, name in copies:
            shutil.copyfile(source, folder / name)
            written.append(folder / name)
    except FileExistsError:
        raise Conflict(f"{folder} is there already.", hint="Name another folder.") from None
    except OSError as error:
        raise from_os(error, folder) from None
    return written
