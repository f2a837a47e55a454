"""Operations on presets: named sets of values, per schema."""

import asyncio
from typing import Any

from engine.access.needs import reads, writes
from engine.form.presets import PresetError, Presets
from engine.operations.errors import BadRequest, NotFound
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.presets import DeletePreset, ListPresets, Preset, PresetsView, SavePreset


async def list_presets(services: Services, request: ListPresets) -> PresetsView:
    """The presets for forms of a schema."""
    return await asyncio.to_thread(_view, services, request.form_schema)


async def save_preset(services: Services, request: SavePreset) -> PresetsView:
    """Keep values under a name."""

    def work() -> PresetsView:
        try:
            Presets(services.home).save(request.form_schema, request.name, request.value)
        except PresetError as error:
            raise BadRequest(f"{str(error).capitalize()}.") from None
        return _view(services, request.form_schema)

    return await asyncio.to_thread(work)


async def delete_preset(services: Services, request: DeletePreset) -> PresetsView:
    """Forget a preset."""

    def work() -> PresetsView:
        try:
            Presets(services.home).delete(request.form_schema, request.name)
        except PresetError as error:
            raise NotFound(f"{str(error).capitalize()}.") from None
        return _view(services, request.form_schema)

    return await asyncio.to_thread(work)


def _view(services: Services, schema: dict[str, Any]) -> PresetsView:
    held = Presets(services.home).all(schema)
    return PresetsView(presets=[Preset(name=name, value=value) for name, value in held.items()])


OPERATIONS = (
    Operation("presets.list", ListPresets, list_presets, need=reads()),
    Operation("presets.save", SavePreset, save_preset, errors=("bad_request",), need=writes()),
    Operation("presets.delete", DeletePreset, delete_preset, errors=("not_found",), need=writes()),
)
