"""`kind = "sketch"`: the scene painter that comes with Reroll."""

from engine.config import ProviderSettings
from engine.providers.kind import Kind, Setup, State
from engine.providers.media import MediaProvider


class SketchSettings(ProviderSettings):
    """The built-in scene painter under another name, so that a document's provider has a stand-in."""

    kind: str = "sketch"


def media(_setup: Setup[SketchSettings]) -> MediaProvider:
    """The painter in processes of its own."""
    from engine.providers.sketch.provider import SketchProvider  # noqa: PLC0415 - when one is needed

    return SketchProvider()


def state(_setup: Setup[SketchSettings]) -> State:
    """Always ready."""
    from engine.providers.sketch.provider import SketchProvider  # noqa: PLC0415 - when one is asked about

    return State(SketchProvider.label)


KIND = Kind("sketch", SketchSettings, media=media, built_in=True, repeatable=True, state=state)
