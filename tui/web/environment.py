"""Which variables of the environment a screen in the browser gets: those that Reroll needs, and no others."""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from tui.in_browser import DRIVER

_ROOT = str(Path(__file__).parents[2])

_ALWAYS = frozenset(
    {
        *("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP"),
        *("SYSTEMROOT", "APPDATA", "LOCALAPPDATA", "USERPROFILE"),
        *("VIRTUAL_ENV", "NO_COLOR", "TEXTUAL_ANIMATIONS", "SSL_CERT_FILE", "SSL_CERT_DIR"),
        *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    }
)
_FOR_AN_ENGINE = frozenset({"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "PYTHON_KEYRING_BACKEND"})
"""The way to the keyring."""

_KINDS = ("LC_", "XDG_DATA_", "XDG_CACHE_", "XDG_CONFIG_")
_OURS_WITH_SECRETS = frozenset({"REROLL_STORE"})


def environment_of(
    here: Mapping[str, str], *, keys: Iterable[str] | None, extra: Iterable[str] = ()
) -> dict[str, str]:
    """The variables of `here` for a screen, and what makes it one in a browser.

    `keys` names those that hold providers' keys; None if the engine is a server elsewhere: then the
    screen gets nothing that opens a store or a keyring either. `extra` names what a person wants passed on.
    """
    wanted = {*_ALWAYS, *extra, *(() if keys is None else (*_FOR_AN_ENGINE, *keys))}
    kept = {
        name: value
        for name, value in here.items()
        if name.upper() in wanted
        or name in wanted
        or name.startswith(_KINDS)
        or (name.startswith("REROLL_") and (keys is not None or name not in _OURS_WITH_SECRETS))
    }
    return {
        **kept,
        "PYTHONPATH": _ROOT,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TERM_PROGRAM": "textual",
        "TEXTUAL_DRIVER": DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
    }


def key_variables(home: Path) -> set[str]:
    """The names of the variables in which the keys of providers may be, with those of `config.toml`.

    A `config.toml` that is wrong names none: the screen says what is wrong with it.
    """
    from engine.config import ConfigError, load_config  # noqa: PLC0415 - only for an engine of our own
    from engine.providers.registry import KINDS, kind_named, settings_of  # noqa: PLC0415 - the same

    names = {kind_named(kind).key_variable for kind in KINDS}
    with contextlib.suppress(ConfigError):
        providers = load_config(home, settings_of).providers.values()
        names |= {getattr(settings, "api_key_env", None) for settings in providers}
    return {name for name in names if name}
