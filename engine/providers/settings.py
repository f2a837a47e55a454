"""What the table of a provider that is a server may say in config.toml."""

from pydantic import Field

from engine.config import ProviderSettings


class ServerSettings(ProviderSettings):
    """A kind's own settings are a subclass; one with a well-known address gives `base_url` a default.

    `timeout` is the seconds until an answer begins; `retries` are further tries.
    `api_key_env` names the environment variable (or line of the home's `.env`) that holds
    the key; with `keyring` it is looked for in the system's keyring even without that.
    """

    base_url: str = Field(pattern=r"^https?://")
    model: str | None = None
    label: str = ""
    api_key_env: str | None = None
    keyring: bool = False
    max_concurrency: int | None = Field(default=None, ge=1, le=1000)
    requests_per_minute: int | None = Field(default=None, ge=1, le=100_000)
    retries: int = Field(default=2, ge=0, le=20)
    timeout: float = Field(default=120, gt=0, le=3600)
