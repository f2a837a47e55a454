"""What to say where a server needs a model's name and nobody gave one."""

from collections.abc import Iterable

from engine.providers.errors import ProviderError
from schemas.clean_text import clean_line

MOST_LISTED = 8


def no_model(name: str, there: Iterable[str] = ()) -> ProviderError:
    """The error of the provider `name`; `there` are models that it has."""
    listed = ", ".join(clean_line(each)[:80] for each in list(there)[:MOST_LISTED])
    return ProviderError(
        "bad_request",
        f"No model is named for {name}.{f' It has {listed}.' if listed else ''}",
        hint=f'Add model = "…" to [providers.{name}] in config.toml, or name one in the session\'s settings.',
    )
