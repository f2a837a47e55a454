"""The tokens that one shows to servers: from the environment, the keyring, or a file that only oneself reads.

They are never given on a command line, where everybody on the machine could see them.
"""

import json
import os
import stat
from pathlib import Path
from typing import Any

from engine.providers.credentials import Credentials, NoKeyring, forget_key, store_key, stored_key
from engine.store.whole_file import write_whole
from schemas.json_value import is_object

VARIABLE = "REROLL_TOKEN"
FILE = "server-tokens.json"


class OpenToOthers(Exception):
    """The file can be read by others; the message says what to do."""


def find_token(home: Path, address: str) -> str:
    """The token for a server, empty without one. Blocks. Raises `OpenToOthers`."""
    if given := Credentials(home).variable(VARIABLE):
        return given.strip()
    try:
        if found := stored_key(_kept_as(address)):
            return found
    except NoKeyring:
        pass
    return _in_file(home / FILE).get(_name(address), "")


def keep_token(home: Path, address: str, token: str) -> str:
    """Keep it in the keyring, or in a file where there is none; returns where. Blocks."""
    try:
        store_key(_kept_as(address), token)
    except NoKeyring:
        kept = {**_in_file(home / FILE), _name(address): token}
        _write(home / FILE, kept)
        return str(home / FILE)
    return "the keyring"


def drop_token(home: Path, address: str) -> bool:
    """Forget it; whether there was one. Blocks. Raises `OpenToOthers`."""
    try:
        there = forget_key(_kept_as(address))
    except NoKeyring:
        there = False
    kept = _in_file(home / FILE)
    if _name(address) in kept:
        del kept[_name(address)]
        _write(home / FILE, kept)
        return True
    return there


def _write(file: Path, kept: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = os.umask(0o077)
    try:
        write_whole(file, (json.dumps(kept, indent=2) + "\n").encode())
        file.chmod(0o600)
    finally:
        os.umask(before)


def _in_file(file: Path) -> dict[str, str]:
    try:
        with file.open("rb") as opened:
            if os.name == "posix" and stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
                raise OpenToOthers(f"Others can read {file}; chmod 600 it, and have new tokens made.")
            said: Any = json.loads(opened.read())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise OpenToOthers(f"{file} cannot be read: {error}.") from None
    return {str(name): str(token) for name, token in said.items()} if is_object(said) else {}


def _name(address: str) -> str:
    """One name for a server, however its address is written."""
    path = address.removeprefix("unix:")
    if path != address or address.startswith(("/", "~", "./")):
        return str(Path(path).expanduser().absolute())
    return address.rstrip("/").lower()


def _kept_as(address: str) -> str:
    return f"server {_name(address)}"
