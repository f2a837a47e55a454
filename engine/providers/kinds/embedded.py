"""`kind = "embedded"`: the text model that comes with Reroll."""

from engine.config import ProviderSettings
from engine.providers.kind import Kind, Setup, State
from engine.providers.text import TextProvider


class EmbeddedSettings(ProviderSettings):
    """The embedded text model under another name."""

    kind: str = "embedded"


def text(setup: Setup[EmbeddedSettings]) -> TextProvider:
    """The model in a process of its own."""
    from engine.providers.embedded.provider import EmbeddedText  # noqa: PLC0415 - when one is needed

    return EmbeddedText(setup.home)


def state(setup: Setup[EmbeddedSettings]) -> State:
    """Whether its weights are here."""
    from engine.providers.embedded import weights  # noqa: PLC0415 - when one is asked about
    from engine.providers.embedded.provider import EmbeddedText  # noqa: PLC0415 - the same

    here = weights.status(setup.home).state != "missing"
    return State(EmbeddedText.label, here, "" if here else "run `reroll models fetch` once")


KIND = Kind("embedded", EmbeddedSettings, text=text, built_in=True, repeatable=True, state=state)
