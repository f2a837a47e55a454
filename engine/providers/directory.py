"""Finds providers by name: configured ones first, then the built-in ones.

Each kind is imported when one of it is needed: what opens a page needs none of them.
"""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.config import Config, EmbeddedSettings, OpenAISettings, SketchSettings
from engine.providers.errors import ProviderError

if TYPE_CHECKING:
    from engine.providers.media import MediaProvider
    from engine.providers.text import TextProvider

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """One line about a provider. `ready` says whether it can answer now; `message` why not."""

    name: str
    kind: str
    label: str
    ready: bool
    message: str = ""


@dataclass(slots=True)
class Providers:
    """Makes each provider on first use and keeps it until `close`."""

    home: Path
    config: Config = field(default_factory=Config)
    _text: "dict[str, TextProvider]" = field(default_factory=lambda: {})
    _media: "dict[str, MediaProvider]" = field(default_factory=lambda: {})

    def text(self, name: str | None = None) -> "TextProvider":
        """The text provider of that name, or the default one. Raises `ProviderError`."""
        name = name or self.config.defaults.text
        return _kept(self._text, name, lambda: self._make_text(name))

    def media(self, name: str | None = None) -> "MediaProvider":
        """The media provider of that name, or the default one. Raises `ProviderError`."""
        name = name or self.config.defaults.media
        return _kept(self._media, name, lambda: self._make_media(name))

    def facts(self) -> list[ProviderFacts]:
        """Every provider that can be named, configured ones first."""
        named = dict(self.config.providers)
        named.setdefault("embedded", EmbeddedSettings(kind="embedded"))
        named.setdefault("sketch", SketchSettings(kind="sketch"))
        return [self._describe(name, settings) for name, settings in named.items()]

    async def close(self) -> None:
        """Stop every process and connection; one that will not must not keep the others running."""
        providers = [*self._text.values(), *self._media.values()]
        self._text.clear()
        self._media.clear()
        await asyncio.gather(*(provider.close() for provider in providers), return_exceptions=True)

    def _make_text(self, name: str) -> "TextProvider":
        settings = self.config.providers.get(name)
        if isinstance(settings, OpenAISettings):
            from engine.providers.openai_compatible import OpenAICompatible  # noqa: PLC0415 - see above

            return OpenAICompatible(
                name,
                settings.base_url,
                label=settings.label,
                model=settings.model,
                api_key=_secret(name, settings.api_key_env),
                structured=settings.structured,
            )
        if isinstance(settings, EmbeddedSettings) or (settings is None and name == "embedded"):
            from engine.providers.embedded.provider import EmbeddedText  # noqa: PLC0415 - see above

            return EmbeddedText(self.home)
        raise self._unknown(name, "text")

    def _make_media(self, name: str) -> "MediaProvider":
        settings = self.config.providers.get(name)
        if isinstance(settings, SketchSettings) or (settings is None and name == "sketch"):
            from engine.providers.sketch.provider import SketchProvider  # noqa: PLC0415 - see above

            return SketchProvider()
        raise self._unknown(name, "media")

    def _unknown(self, name: str, kind: str) -> ProviderError:
        stand_in = "sketch" if kind == "media" else "embedded"
        return ProviderError(
            "not_configured",
            f"No {kind} provider named {name!r} is configured.",
            hint=(
                f"Add [providers.{name}] to {self.home / 'config.toml'}; "
                f'kind = "{stand_in}" there lets the built-in one stand in for it.'
            ),
        )

    def _describe(
        self, name: str, settings: OpenAISettings | EmbeddedSettings | SketchSettings
    ) -> ProviderFacts:
        if isinstance(settings, OpenAISettings):
            missing = settings.api_key_env and not os.environ.get(settings.api_key_env)
            message = f"{settings.api_key_env} is not set" if missing else settings.base_url
            return ProviderFacts(name, "text", settings.label or settings.model or name, not missing, message)
        if isinstance(settings, EmbeddedSettings):
            from engine.providers.embedded import weights  # noqa: PLC0415 - see above
            from engine.providers.embedded.provider import EmbeddedText  # noqa: PLC0415 - see above

            status = weights.status(self.home)
            here = status.state != "missing"
            return ProviderFacts(
                name, "text", EmbeddedText.label, here, "" if here else "run `reroll models fetch` once"
            )
        from engine.providers.sketch.provider import SketchProvider  # noqa: PLC0415 - see above

        return ProviderFacts(name, "media", SketchProvider.label, True)


def _kept(cache: dict[str, P], name: str, make: Callable[[], P]) -> P:
    if name not in cache:
        cache[name] = make()
    return cache[name]


def _secret(provider: str, variable: str | None) -> str | None:
    if variable is None:
        return None
    value = os.environ.get(variable)
    if not value:
        raise ProviderError(
            "unauthorised",
            f"The key of {provider} is not there: the environment variable {variable} is not set.",
            hint=f"Set {variable} and start Reroll again.",
        )
    return value
