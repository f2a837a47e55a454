"""Which workflow folders a person trusts, kept in `trusted.json` of the home folder.

Trust is given to what was seen: to a folder with exactly this code, and to the environment
variables that its documents send to these hosts. Any change to the code takes it back.
"""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, field
from pathlib import Path
from typing import Any, Literal, cast

from engine.store.errors import StorageError, from_os
from engine.store.whole_file import write_whole
from engine.trust.code import Code, CodeError, has_code, read_code
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

TrustStatus = Literal["none", "trusted", "untrusted"]
"""`none` means that there is no code to trust."""


@frozen
class Grant:
    """What was trusted: a folder, its code by digest, and which variables go to which hosts.

    `trusted_at` is in Unix seconds.
    """

    folder: str
    digest: str
    environment: Mapping[str, list[str]] = field(default_factory=dict[str, list[str]])
    trusted_at: float = 0.0


class Trust:
    """The grants of one home folder. What lies below `bundled` ships with Reroll and is trusted."""

    def __init__(self, home: Path, bundled: Path) -> None:
        self._file = home / "trusted.json"
        self._bundled = bundled

    def trusts(self, code: Code) -> bool:
        """Whether exactly this code may run. Raises `StorageError`."""
        return self.ships_with_us(code.folder) or self._valid_grant(code) is not None

    def lets_send(self, folder: Path, variable: str, hosts: Iterable[str]) -> bool:
        """Whether the folder's documents may send an environment variable to all of `hosts`.

        Raises `StorageError` and `CodeError`.
        """
        if self.ships_with_us(folder):
            return True
        grant = self._valid_grant(read_code(folder))
        return grant is not None and set(hosts) <= set(grant.environment.get(variable, ()))

    def status(self, folder: Path) -> TrustStatus:
        """What to show beside a workflow; what cannot be read is not trusted."""
        if not has_code(folder):
            return "none"
        try:
            return "trusted" if self.trusts(read_code(folder)) else "untrusted"
        except (CodeError, StorageError):
            return "untrusted"

    def ships_with_us(self, folder: Path) -> bool:
        """Whether a folder is one of Reroll's own."""
        return folder.resolve().is_relative_to(self._bundled.resolve())

    def grant(self, code: Code, environment: Mapping[str, Iterable[str]] | None = None) -> Grant:
        """Trust this code from now on, instead of what the folder had before. Raises `StorageError`."""
        sent = {name: sorted(hosts) for name, hosts in (environment or {}).items()}
        grant = Grant(str(code.folder), code.digest, sent, time.time())
        self._write([*(each for each in self.grants() if each.folder != grant.folder), grant])
        return grant

    def revoke(self, folder: Path) -> bool:
        """Trust a folder no more; False if it was not trusted. Raises `StorageError`."""
        known = self.grants()
        name = str(folder.resolve())
        kept = [each for each in known if each.folder != name]
        if len(kept) == len(known):
            return False
        self._write(kept)
        return True

    def grants(self) -> list[Grant]:
        """Everything that is trusted, in the order it was granted. Raises `StorageError`."""
        try:
            text = self._file.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise from_os(error, self._file) from None
        try:
            return [_read(each) for each in json.loads(text)["trusted"]]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise StorageError(
                "damaged",
                f"{self._file} cannot be read, so nothing is trusted.",
                hint="Correct it, or delete it and trust your workflows again.",
            ) from None

    def _valid_grant(self, code: Code) -> Grant | None:
        found = (each for each in self.grants() if each.folder == str(code.folder))
        return next((each for each in found if each.digest == code.digest), None)

    def _write(self, grants: list[Grant]) -> None:
        content = {"trusted": [asdict(each) for each in grants]}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise from_os(error, self._file) from None
        write_whole(self._file, (json.dumps(content, indent=2) + "\n").encode())


def _read(value: Any) -> Grant:
    folder, digest, environment = value["folder"], value["digest"], value.get("environment", {})
    if not (isinstance(folder, str) and isinstance(digest, str) and is_object(environment)):
        raise ValueError("not a grant")
    hosts = {name: [str(host) for host in listed] for name, listed in environment.items() if is_list(listed)}
    return Grant(folder, digest, hosts, float(cast("float", value.get("trusted_at", 0))))
