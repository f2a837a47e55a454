"""`reroll llm-actions edit`: a new version out of the editor or out of a file."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from engine.cli.output import OK, complain, say, say_json
from engine.cli.text_editor import edit_file
from engine.llm_actions.editable import from_text, to_edit
from engine.operations.dispatcher import dispatch
from engine.operations.errors import NotFound, OperationError
from engine.operations.services import Services
from schemas.messages.given import UsageError, made
from schemas.messages.llm_actions import GetLlmAction, LlmActionView, SaveLlmAction


async def edit(services: Services, given: argparse.Namespace) -> int:
    """Save what the file, or the person, says."""
    try:
        now = await dispatch(services, GetLlmAction(action=given.action))
    except NotFound:
        now = None
    name = now.name if now else given.action
    if given.file is not None:
        data = await asyncio.to_thread(_read, given.file)
        return await _save(
            services, given, now, name, data, "standard input" if given.file == "-" else given.file
        )
    with tempfile.NamedTemporaryFile("wb", prefix=f"{name}-", suffix=".yaml", delete=False) as file:
        path = Path(file.name)
        before = to_edit(now, name).encode()
        file.write(before)
    try:
        await asyncio.to_thread(edit_file, path)
        after = await asyncio.to_thread(path.read_bytes)
        if now and after == before:
            say("Nothing was changed.")
        else:
            await _save(services, given, now, name, after, path.name)
    except (UsageError, OperationError):
        complain(f"What you wrote is kept in {path}")
        raise
    path.unlink()
    return OK


async def _save(
    services: Services,
    given: argparse.Namespace,
    now: LlmActionView | None,
    name: str,
    data: bytes,
    source: str,
) -> int:
    title, body = from_text(data, source)
    seen = now.newest if now and now.deleted_at is None else None
    request = made(SaveLlmAction, name=name, title=title, body=body, note=given.note, seen=seen)
    saved = await dispatch(services, request)
    if given.json:
        say_json(saved.model_dump(mode="json"))
    elif now and now.deleted_at is None and saved.version == now.newest:
        say("Nothing was changed.")
    else:
        say(f"{saved.name} is at version {saved.version}.")
    return OK


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).expanduser().read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
