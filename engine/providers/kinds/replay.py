"""`kind = "replay"`: recorded replies in place of a model."""

from pathlib import Path

from engine.config import ProviderSettings
from engine.providers.credentials import Credentials
from engine.providers.errors import ProviderError
from engine.providers.kind import Kind, Setup, State
from engine.providers.text import TextProvider

VARIABLE = "REROLL_REPLAY"
"""Names the file where the settings do not."""


class ReplaySettings(ProviderSettings):
    """`file` is relative to the home folder; `loop` begins again after the last reply."""

    kind: str = "replay"
    file: str = ""
    loop: bool = False


def text(setup: Setup[ReplaySettings]) -> TextProvider:
    """The player. Raises `ProviderError("not_configured")` if no file is named."""
    from engine.providers.replay.provider import Replay  # noqa: PLC0415 - when one is needed

    file = _file(setup)
    if file is None:
        raise ProviderError(
            "not_configured",
            f"{setup.name} has no recorded replies.",
            hint=f"Name their file: {VARIABLE}=PATH, or --provider {setup.name}=replay:PATH.",
        )
    return Replay(setup.name, file, loop=setup.settings.loop)


def state(setup: Setup[ReplaySettings]) -> State:
    """Whether the file is there."""
    from engine.providers.replay.provider import Replay  # noqa: PLC0415 - when one is asked about

    file = _file(setup)
    if file is None:
        return State(Replay.label, False, f"{VARIABLE} is not set")
    return State(Replay.label, file.is_file(), str(file) if file.is_file() else f"{file} is not there")


def _file(setup: Setup[ReplaySettings]) -> Path | None:
    if setup.settings.file:
        return setup.home / Path(setup.settings.file).expanduser()
    named = Credentials(setup.home).variable(VARIABLE)
    return Path(named).expanduser().absolute() if named else None


# Not built in, although it needs no server: it is listed once there is something to play.
KIND = Kind("replay", ReplaySettings, text=text, key_variable=VARIABLE, repeatable=True, state=state)
