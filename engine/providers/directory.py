"""Finds providers by name: configured ones first, then the well-known and the built-in ones.

Each kind is imported when one of it is needed: what opens a page needs none of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from engine.config import Config, ProviderSettings
from engine.providers.credentials import Credentials
from engine.providers.errors import ProviderError
from engine.providers.parameters import Parameters, parameters_of
from engine.providers.registry import BUILT_IN, KINDS, kind_named
from engine.spelling import nearest
from schemas.frozen import frozen

if TYPE_CHECKING:
    from engine.providers.http.limits import Limits
    from engine.providers.kind import Kind, Setup
    from engine.providers.media import MediaProvider
    from engine.providers.text import TextProvider

P = TypeVar("P")

What = Literal["text", "media"]


@frozen
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
    turn: Callable[[str, int], Awaitable[float]] | None = None
    """Where several programs share the rates: takes a provider's next turn, of so many a minute."""
    _text: "dict[str, TextProvider]" = field(default_factory=lambda: {})
    _media: "dict[str, MediaProvider]" = field(default_factory=lambda: {})
    _limits: "dict[str, Limits]" = field(default_factory=lambda: {})

    def text(self, name: str | None = None) -> "TextProvider":
        """The text provider of that name, or the default one. Raises `ProviderError`."""
        name = name or self.config.defaults.text
        return _kept(self._text, name, lambda: self._make_text(name))

    def media(self, name: str | None = None) -> "MediaProvider":
        """The media provider of that name, or the default one. Raises `ProviderError`."""
        name = name or self.config.defaults.media
        return _kept(self._media, name, lambda: self._make_media(name))

    def names(self, what: What) -> list[str]:
        """Every provider of text or media that can be named, configured ones first."""
        return [name for name, kind, _ in self._all() if getattr(kind, what) is not None]

    def kind_of(self, name: str) -> "Kind[Any] | None":
        """What kind of provider goes by that name."""
        found = self._settings(name)
        return found and found[0]

    def repeatable(self, what: What, name: str) -> bool:
        """Whether a request may be sent twice, see `Kind`; without a name to the default provider."""
        kind = self.kind_of(name or getattr(self.config.defaults, what))
        return kind is not None and kind.repeatable

    def known(self) -> list[str]:
        """The names that need no table in the configuration, only a key or nothing at all."""
        return [name for name in KINDS if self.kind_of(name) is not None]

    def parameters(self, name: str, operation: str, model: str | None = None) -> Mapping[str, Any] | None:
        """The JSON Schema of what a provider takes beside the prompt; None where nobody says.

        Without `model` it is for the configured one, else for the kind's first. A name that
        is not configured may be a kind's that this Reroll only knows the parameters of.
        """
        found = self._settings(name)
        configured = getattr(found[1], "model", None) if found else None
        if found and found[0].parameters is not None:
            return found[0].parameters(self.home, operation, model or configured)
        known = parameters_of(found[0].name if found else name)
        if known is None:
            return None
        schema = known.schema(operation, model or configured)
        if configured in self.models(name) and known.model_field in schema["properties"]:
            schema["properties"][known.model_field]["default"] = configured
        return schema

    def models(self, name: str) -> list[str]:
        """The ids of the models that a provider's parameters tell apart, its default first."""
        known = self._known_parameters(name)
        found = [model.id for model in known.models()] if known else []
        configured = getattr(self.config.providers.get(name), "model", None)
        return sorted(found, key=lambda model: model != configured)

    def model_field(self, name: str) -> str | None:
        """The parameter that names the model."""
        known = self._known_parameters(name)
        return known.model_field if known else None

    def facts(self) -> list[ProviderFacts]:
        """Every provider that can be named, configured ones first. May block: it asks the keyring."""
        from engine.providers.kind import state_of_server  # noqa: PLC0415 - see above

        facts: list[ProviderFacts] = []
        for name, kind, settings in self._all():
            state = (kind.state or state_of_server)(self._setup(name, kind, settings))
            facts += [
                ProviderFacts(name, what, state.label, state.ready, state.message)
                for what, make in (("text", kind.text), ("media", kind.media))
                if make is not None
            ]
        return facts

    async def close(self) -> None:
        """Stop every process and connection; one that will not must not keep the others running."""
        providers = [*self._text.values(), *self._media.values()]
        self._text.clear()
        self._media.clear()
        await asyncio.gather(*(provider.close() for provider in providers), return_exceptions=True)

    def _known_parameters(self, name: str) -> Parameters | None:
        kind = self.kind_of(name)
        return parameters_of(kind.name if kind else name)

    def _make_text(self, name: str) -> "TextProvider":
        found = self._settings(name)
        if found is None or found[0].text is None:
            raise self._unknown(name, "text")
        return found[0].text(self._setup(name, *found))

    def _make_media(self, name: str) -> "MediaProvider":
        found = self._settings(name)
        if found is None or found[0].media is None:
            raise self._unknown(name, "media")
        return found[0].media(self._setup(name, *found))

    def _settings(self, name: str) -> "tuple[Kind[Any], ProviderSettings] | None":
        """The kind and settings of a name, configured or known without."""
        settings = self.config.providers.get(name)
        if settings is not None:
            return kind_named(settings.kind), settings
        if name not in KINDS:
            return None
        kind = kind_named(name)
        if kind.built_in or kind.key_variable:
            return kind, kind.settings(kind=name)
        return None

    def _all(self) -> "Iterator[tuple[str, Kind[Any], ProviderSettings]]":
        """Configured ones, well-known ones whose key is in the environment, and built-in ones."""
        for name, settings in self.config.providers.items():
            yield name, kind_named(settings.kind), settings
        credentials = Credentials(self.home)
        for name in (*(name for name in KINDS if name not in BUILT_IN), *BUILT_IN):
            if name in self.config.providers:
                continue
            kind = kind_named(name)
            if kind.built_in or (kind.key_variable and credentials.variable(kind.key_variable)):
                yield name, kind, kind.settings(kind=name)

    def _setup(self, name: str, kind: "Kind[Any]", settings: Any) -> "Setup[Any]":
        from engine.providers.http.limits import Limits  # noqa: PLC0415 - see above
        from engine.providers.kind import Setup  # noqa: PLC0415 - see above

        limits = self._limits.get(name)
        if limits is None:
            limits = self._limits[name] = Limits(
                getattr(settings, "max_concurrency", None),
                getattr(settings, "requests_per_minute", None),
                shared=partial(self.turn, name) if self.turn else None,
            )
        return Setup(name, settings, self.home, kind.key_variable_of(settings), limits)

    def _unknown(self, name: str, what: What) -> ProviderError:
        stand_in = "sketch" if what == "media" else "embedded"
        close = nearest(name, self.names(what))
        return ProviderError(
            "not_configured",
            f"No {what} provider named {name!r} is configured.{f' Did you mean {close}?' if close else ''}",
            hint=(
                f"Add [providers.{name}] to {self.home / 'config.toml'}; "
                f'kind = "{stand_in}" there lets the built-in one stand in for it.'
            ),
        )


def _kept(cache: dict[str, P], name: str, make: Callable[[], P]) -> P:
    if name not in cache:
        cache[name] = make()
    return cache[name]
