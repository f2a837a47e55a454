"""Settings of a session: what the person has set, over what the workflow says (row D7)."""

from collections.abc import Mapping
from typing import Any

from engine.providers.directory import Providers, What
from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.log import SessionLog
from engine.session.state import SessionEvent, SessionState
from schemas.documents.hyperparameters import Hyperparameters
from schemas.messages.settings import Setting, SettingsView


class Settings:
    """Services of settings. All raise `SessionError`."""

    def __init__(self, log: SessionLog, catalogue: Catalogue, providers: Providers) -> None:
        self._log = log
        self._catalogue = catalogue
        self._providers = providers

    async def get(self, session_id: str) -> SettingsView:
        """Every setting with where it comes from."""
        return await self._view(await self._log.state(session_id))

    async def edit(self, session_id: str, changes: Mapping[str, Any]) -> SettingsView:
        """Set these; None removes a setting. Providers must be known."""
        self._check_provider("text", changes.get("text_provider"))
        self._check_provider("media", changes.get("media_provider"))

        def decide(state: SessionState) -> list[SessionEvent]:
            known = state.conversation.settings
            changed = {name: value for name, value in changes.items() if known.get(name) != value}
            return [SessionEvent("settings_edited", {"changes": changed})] if changed else []

        return await self._view(await self._log.change(session_id, decide))

    def _check_provider(self, kind: What, name: str | None) -> None:
        known = self._providers.names(kind)
        if name is not None and name not in known:
            raise SessionError(
                "unprocessable",
                f"There is no {kind} provider named {name!r}.",
                hint=f"Known are {', '.join(known)}.",
            )

    async def _view(self, state: SessionState) -> SettingsView:
        loaded = await self._catalogue.find(state.content_hash)
        defaults = {
            "text_provider": self._providers.config.defaults.text,
            "media_provider": self._providers.config.defaults.media,
        }
        workflow = loaded.workflow.defaults.model_dump(exclude_none=True)
        own = state.conversation.settings

        def setting(name: str) -> Setting:
            if name in own:
                return Setting(value=own[name], source="session")
            if name in workflow:
                return Setting(value=workflow[name], source="workflow")
            return Setting(value=defaults.get(name), source="default")

        return SettingsView(settings={name: setting(name) for name in Hyperparameters.model_fields})
