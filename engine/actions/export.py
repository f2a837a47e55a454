"""`export`: writes chosen results and texts as files into a folder of the session's own."""

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path

from engine.actions.action import ActionError, ActionEvent, ActionInput, LogLine, Outputs
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
        contents = [(file.name, await _content(file, given)) for file in config.files]
        folder = Path(await given.export_folder())
        for name, content in contents:
            await asyncio.to_thread(_write, folder / name, content)
            yield LogLine(f"{name}: {len(content)} bytes")
        files = [str(folder / name) for name, _ in contents]
        yield Outputs({"folder": str(folder), "files": files}, message=f"Exported to {folder}")


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
