"""Where the presets of a form are kept: with the engine, or in this program's own files."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from engine.form.presets import PresetError, Presets

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.messages.presets import PresetsView


class PresetShelf(Protocol):
    """The presets of one schema, by name in the order in which they were first saved.

    Each returns all there are then. `PresetError` says for a person why something cannot be done.
    """

    async def all(self) -> dict[str, Any]: ...

    async def save(self, name: str, value: Any) -> dict[str, Any]: ...

    async def delete(self, name: str) -> dict[str, Any]: ...


class EnginePresets:
    """Kept by an engine, wherever that is."""

    def __init__(self, engine: "Engine", schema: Mapping[str, Any]) -> None:
        self._engine = engine
        self._schema = dict(schema)

    async def all(self) -> dict[str, Any]:
        from schemas.messages.presets import ListPresets  # noqa: PLC0415 - loaded with the engine

        return await self._ask(ListPresets(form_schema=self._schema))

    async def save(self, name: str, value: Any) -> dict[str, Any]:
        from schemas.messages.presets import SavePreset  # noqa: PLC0415 - as above

        if not name.strip():
            raise PresetError("a preset needs a name")
        return await self._ask(SavePreset(form_schema=self._schema, name=name, value=value))

    async def delete(self, name: str) -> dict[str, Any]:
        from schemas.messages.presets import DeletePreset  # noqa: PLC0415 - as above

        return await self._ask(DeletePreset(form_schema=self._schema, name=name))

    async def _ask(self, request: Any) -> dict[str, Any]:
        from engine.operations.errors import OperationError  # noqa: PLC0415 - as above

        try:
            view: PresetsView = await self._engine.call(request)
        except OperationError as error:
            raise PresetError(error.body.message) from None
        return {preset.name: preset.value for preset in view.presets}


class FilePresets:
    """Kept in the home folder, without an engine: `reroll form` has none, and opens as fast as that."""

    def __init__(self, home: Path, schema: Mapping[str, Any]) -> None:
        self._presets = Presets(home)
        self._schema = schema

    async def all(self) -> dict[str, Any]:
        return await asyncio.to_thread(self._presets.all, self._schema)

    async def save(self, name: str, value: Any) -> dict[str, Any]:
        await asyncio.to_thread(self._presets.save, self._schema, name, value)
        return await self.all()

    async def delete(self, name: str) -> dict[str, Any]:
        await asyncio.to_thread(self._presets.delete, self._schema, name)
        return await self.all()
