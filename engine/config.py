"""`config.toml` in the home folder: providers and defaults. Never secrets: those are elsewhere."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.spelling import nearest
from schemas.json_value import is_object

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class ConfigError(Exception):
    """The configuration cannot be used; the message names the file, the key and what is expected."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class ProviderSettings(_Section):
    """A table `[providers.NAME]`. Each kind of provider has a model of its own: a subclass."""

    kind: str


class DefaultProviders(_Section):
    """Who answers when a document names nobody."""

    text: str = "embedded"
    media: str = "sketch"


class Pictures(_Section):
    """What is done to pictures that were made: `record` writes into their files how."""

    record: bool = True


class Store(_Section):
    """Where things are kept: `url` a database, `postgresql://…`, or "" for a file in the home folder.

    `blobs` is a folder or `s3://…`, of which `blob_cache_mb` are copied to here.
    """

    url: str = Field(default="", repr=False)
    blobs: str = ""
    blob_cache_mb: int = Field(default=2048, ge=16)


class Queue(_Section):
    """Who runs what waits: each program what it was asked for (`here`), or `reroll worker` (`workers`)."""

    jobs: Literal["here", "workers"] = "here"


class Config(_Section):
    """The whole file."""

    defaults: DefaultProviders = Field(default_factory=DefaultProviders)
    pictures: Pictures = Field(default_factory=Pictures)
    store: Store = Field(default_factory=Store)
    queue: Queue = Field(default_factory=Queue)
    providers: dict[str, ProviderSettings] = Field(default_factory=dict[str, ProviderSettings])


SettingsOf = Callable[[str], type[ProviderSettings]]
"""The settings' model of a kind of provider; raises `ConfigError` of one that does not exist."""


def load_config(home: Path, settings_of: SettingsOf) -> Config:
    """Read `<home>/config.toml`; without it the defaults. Raises `ConfigError` with all that is wrong."""
    path = home / "config.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from None
    import tomllib  # noqa: PLC0415 - most homes have no such file

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from None
    problems: list[str] = []
    tables = found.get("providers", {})
    providers = _providers(tables, settings_of, problems) if is_object(tables) else tables
    try:
        config = Config.model_validate({**found, "providers": providers})
    except ValidationError as error:
        sections = (Config, DefaultProviders, Pictures, Store, Queue)
        fields = [name for section in sections for name in section.model_fields]
        problems = [*(_explain(each, fields) for each in error.errors()), *problems]
        config = Config()
    if problems:
        raise ConfigError("\n".join(f"{path}: {problem}" for problem in problems))
    return config


def _providers(
    tables: Mapping[str, Any], settings_of: SettingsOf, problems: list[str]
) -> dict[str, ProviderSettings]:
    """The tables that are right; what is wrong with the others goes into `problems`."""
    providers: dict[str, ProviderSettings] = {}
    for name, table in tables.items():
        place = f"providers.{name}"
        kind = table.get("kind") if is_object(table) else None
        if not isinstance(kind, str):
            problems.append(f'{place}.kind: each provider needs a kind, such as kind = "openai"')
            continue
        try:
            model = settings_of(kind)
        except ConfigError as error:
            problems.append(f"{place}.kind: {error}")
            continue
        try:
            providers[name] = model.model_validate(table)
        except ValidationError as error:
            problems += [_explain(each, model.model_fields, place) for each in error.errors()]
    return providers


def _explain(error: "ErrorDetails", known: Iterable[str], under: str = "") -> str:
    place = ".".join(str(part) for part in ((under,) if under else ()) + error["loc"])
    if error["type"] == "extra_forbidden":
        close = nearest(str(error["loc"][-1]), known)
        return f"{place} is not a setting{f'; did you mean {close}?' if close else ''}"
    return f"{place}: {error['msg']}"
