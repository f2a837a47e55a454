"""What to say where a model is offered tools and cannot call any."""

from engine.providers.errors import ProviderError


def no_tools(who: str) -> ProviderError:
    """The error of `who`, a model or a provider, as a sentence begins."""
    return ProviderError(
        "no_tools",
        f"{who} cannot call tools.",
        hint='Choose another model, or a format of actions that is written in the reply, such as "brackets".',
    )
