"""Operations on the settings of a session."""

from engine.access.needs import reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.settings import EditSettings, GetSettings, SettingsView


async def get_settings(services: Services, request: GetSettings) -> SettingsView:
    """Who answers in a session and how, and where each value comes from."""
    return await services.settings.get(request.session_id)


async def edit_settings(services: Services, request: EditSettings) -> SettingsView:
    """Set or remove settings of a session."""
    return await services.settings.edit(request.session_id, request.settings)


OPERATIONS = (
    Operation("settings.get", GetSettings, get_settings, need=reads("session_id")),
    Operation("settings.edit", EditSettings, edit_settings, need=writes("session_id")),
)
