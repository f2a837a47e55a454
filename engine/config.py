"""`config.toml` in the home folder: providers and defaults. Never secrets: those are in the environment."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.spelling import nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class ConfigError(Exception):
    """The configuration cannot be used; the message names the file, the key and what is expected."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class OpenAISettings(_Section):
    """A server that speaks OpenAI's chat protocol: llama.cpp, Ollama, vLLM, hosted APIs.

    `base_url` ends in `/v1`. `api_key_env` names the environment variable that holds the key.
    """

    kind: Literal["openai"]
    base_url: str = Field(pattern=r"^https?://")
    model: str | None = None
    label: str = ""
    api_key_env: str | None = None
    structured: Literal["json_schema", "llguidance", "json_object", "none"] = "json_schema"


class EmbeddedSettings(_Section):
    """The embedded text model under another name."""

    kind: Literal["embedded"]


class SketchSettings(_Section):
    """The built-in scene painter under another name, so that a document's provider has a stand-in."""

    kind: Literal["sketch"]


ProviderSettings = Annotated[OpenAISettings | EmbeddedSettings | SketchSettings, Field(discriminator="kind")]


class DefaultProviders(_Section):
    """Who answers when a document names nobody."""

    text: str = "embedded"
    media: str = "sketch"


class Config(_Section):
    """The whole file."""

    defaults: DefaultProviders = Field(default_factory=DefaultProviders)
    providers: dict[str, ProviderSettings] = Field(default_factory=dict[str, ProviderSettings])


def load_config(home: Path) -> Config:
    """Read `<home>/config.toml`; without it the defaults. Raises `ConfigError`."""
    path = home / "config.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from None
    import tomllib  # noqa: PLC0415 - most homes have no such file

    try:
        return Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise ConfigError("\n".join(f"{path}: {_explain(e)}" for e in error.errors())) from None


def with_stand_ins(config: Config, kinds: Mapping[str, str]) -> Config:
    """`config` with some providers answered by built-in ones: name to kind. Raises `ConfigError`."""
    named: dict[str, ProviderSettings] = {}
    for name, kind in kinds.items():
        made = _BUILT_IN.get(kind)
        if made is None:
            close = nearest(kind, _BUILT_IN)
            hint = f"did you mean {close}?" if close else f"there are: {', '.join(_BUILT_IN)}."
            raise ConfigError(f"{kind!r} is not a built-in provider that can stand in for {name}; {hint}")
        named[name] = made()
    return config.model_copy(update={"providers": {**config.providers, **named}})


_BUILT_IN: Mapping[str, Callable[[], ProviderSettings]] = {
    "embedded": lambda: EmbeddedSettings(kind="embedded"),
    "sketch": lambda: SketchSettings(kind="sketch"),
}


def _explain(error: "ErrorDetails") -> str:
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        known = [*Config.model_fields, *OpenAISettings.model_fields, *DefaultProviders.model_fields]
        close = nearest(str(error["loc"][-1]), known)
        return f"{place} is not a setting{f'; did you mean {close}?' if close else ''}"
    return f"{place}: {error['msg']}"
