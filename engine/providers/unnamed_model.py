"""What to say where a server needs a model's name and nobody gave one."""

from engine.providers.errors import ProviderError


def no_model(name: str) -> ProviderError:
    """The error of the provider `name`."""
    return ProviderError(
        "bad_request",
        f"No model is named for {name}.",
        hint=f'Add model = "…" to [providers.{name}] in config.toml, or name one in the session\'s settings.',
    )
