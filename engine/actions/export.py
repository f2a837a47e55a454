"""`export`: writes chosen results and texts as files into a folder of the session's own."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engine.actions.action import ActionEvent, ActionInput, LogLine, Outputs
from engine.actions.errors import ActionError
from engine.actions.text_parts import render_part
from engine.store.errors import from_os
from engine.store.whole_file import write_whole
from engine.templates.sandbox import render_value
from schemas.documents.action_config import ExportConfig, ExportFile
from schemas.documents.refs import InlineText
from schemas.documents.sub_action import ExecutionMode


class Export:
    """The output is `{folder, files}` with absolute paths."""

    id = "export"
    title = "Export files"
    patterns = ("export",)
    modes: tuple[ExecutionMode, ...] = ("sync",)
    config_model = ExportConfig
    interactive = False

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Write every file whole or not at all. Raises `ActionError`, `StorageError`, `MissingName`."""
        config = given.config
        assert isinstance(config, ExportConfig)
        files = [*config.files, *_more(config.more, given)]
        if twice := [name for name, count in Counter(file.name for file in files).items() if count > 1]:
            raise ActionError("bad_input", f"Two files would be called {twice[0]}.")
        contents = [(file.name, await _content(file, given)) for file in files]
        folder = Path(await given.export_folder())
        for name, content in contents:
            await asyncio.to_thread(_write, folder / name, content)
            yield LogLine(f"{name}: {len(content)} bytes")
        written = [str(folder / name) for name, _ in contents]
        yield Outputs({"folder": str(folder), "files": written}, message=f"Exported to {folder}")


def _more(template: Any, given: ActionInput) -> list[ExportFile]:
    """The files that a template lists; what is written in them is taken as it is."""
    value = render_value(template, given.variables)
    if value is None:
        return []
    try:
        listed = _LISTED.validate_python(value)
    except ValidationError as error:
        wrong = error.errors()[0]
        place = ".".join(map(str, ("more", *wrong["loc"])))
        raise ActionError("bad_input", f"{place}: {wrong['msg']}.") from None
    return [_literal(each) for each in listed]


def _literal(file: ExportFile) -> ExportFile:
    """The file with what is in it written out: a record's text is no template."""
    text = file.text
    if file.json_value is not None:
        text = json.dumps(file.json_value, ensure_ascii=False, indent=2)
    if not isinstance(text, str):
        return file
    return file.model_copy(update={"text": InlineText(text=text, type="text"), "json_value": None})


_LISTED = TypeAdapter(list[ExportFile])


async def _content(file: ExportFile, given: ActionInput) -> bytes:
    if file.blob is not None:
        url = file.blob
        if not url.startswith("blob:"):
            raise ActionError("bad_input", f"{file.name}: there is no file to export.")
        return await given.read_blob(url)
    if file.text is not None:
        part = InlineText(text=file.text) if isinstance(file.text, str) else file.text
        return (render_part(part, given.variables).rstrip() + "\n").encode()
    value = render_value(file.json_value, given.variables)
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise from_os(error, path) from None
    write_whole(path, content)
