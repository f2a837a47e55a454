"""`reroll providers key`: keeps keys in the system's keyring, shows none."""

import sys
from getpass import getpass
from pathlib import Path

from engine.cli.output import FAILED, OK, USAGE, complain, say
from engine.config import ConfigError, load_config
from engine.providers.credentials import NoKeyring, forget_key, store_key
from engine.providers.directory import Providers
from engine.providers.registry import settings_of
from engine.spelling import nearest


def set_key(home: Path, name: str) -> int:
    """Read a key, without echo on a terminal or else one line from a pipe, and store it."""
    try:
        providers = Providers(home, load_config(home, settings_of))
    except ConfigError as error:
        complain(str(error))
        return FAILED
    if providers.kind_of(name) is None:
        close = nearest(name, [*providers.config.providers, *providers.known()])
        complain(
            f"there is no provider named {name!r}.",
            f"Did you mean {close}?" if close else f"Add [providers.{name}] to {home / 'config.toml'} first.",
        )
        return USAGE
    try:
        key = getpass(f"Key of {name} (not shown): ") if sys.stdin.isatty() else sys.stdin.readline()
    except (EOFError, KeyboardInterrupt):
        complain("no key was given; nothing has changed.")
        return FAILED
    key = key.strip()
    if not key or not key.isascii() or not key.isprintable():
        complain("that is no key; nothing has changed.", "Copy the key again.")
        return FAILED
    try:
        store_key(name, key)
    except NoKeyring as error:
        complain(str(error), "Or use an environment variable, or .env in the home folder.")
        return FAILED
    say(f"The key of {name} is in the keyring.")
    return OK


def forget(name: str) -> int:
    """Take a key out of the keyring."""
    try:
        there = forget_key(name)
    except NoKeyring as error:
        complain(str(error))
        return FAILED
    say(f"The key of {name} is forgotten." if there else f"The keyring has no key of {name}.")
    return OK
