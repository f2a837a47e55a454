"""The home folder: whether it can be written, has room, and lies where SQLite can work."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from engine.config import Config, ConfigError, load_config
from engine.doctor.finding import GIB, MIB, Finding, size
from engine.providers.registry import settings_of

LITTLE, TOO_LITTLE = 2 * GIB, 200 * MIB
"""Room from which on it is said, and from which on nothing works for long."""

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "vboxsf", "ceph"}
)
"""Filesystems on which several programs cannot share the memory that SQLite's WAL needs, or not safely."""

_PRIVATE = 0o077
_MOUNTED_AT = 4


def look_at_home(home: Path, mounts: Path = Path("/proc/self/mountinfo")) -> Iterator[Finding]:
    """All of it. Makes nothing; what it writes to try is gone at once."""
    yield _folder(home)
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    yield _room(there)
    if (kind := filesystem_of(there, mounts)) is not None:
        yield _filesystem(kind)
    yield _config(home)


def settings_here(home: Path) -> Config:
    """What `config.toml` says; the defaults where it cannot be used, which was said then."""
    try:
        return load_config(home, settings_of)
    except ConfigError:
        return Config()


def _folder(home: Path) -> Finding:
    if not home.exists():
        if os.access(next(each for each in home.absolute().parents if each.exists()), os.W_OK):
            return Finding("home folder", "ok", f"{home} is made when Reroll first runs")
        todo = "Set REROLL_HOME to another folder."
        return Finding("home folder", "failed", f"{home} cannot be made", todo)
    try:
        with tempfile.NamedTemporaryFile(dir=home, prefix=".doctor-") as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        says = f"{home} cannot be written: {error.strerror or error}"
        return Finding("home folder", "failed", says, "Check its owner and permissions, or set REROLL_HOME.")
    if os.name == "posix" and home.stat().st_mode & _PRIVATE:
        says = f"{home} can be opened by others of this machine"
        return Finding("home folder", "warning", says, f"chmod 700 '{home}', unless that is meant.")
    return Finding("home folder", "ok", f"{home} can be written")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    says = f"{size(free)} free"
    if free < TOO_LITTLE:
        return Finding("room on disk", "failed", says, "Free some: nothing more will be saved soon.")
    if free < LITTLE:
        return Finding("room on disk", "warning", says, "Free some before many pictures are made.")
    return Finding("room on disk", "ok", says)


def filesystem_of(folder: Path, mounts: Path) -> str | None:
    """The kind of filesystem that a folder is on; None where that cannot be told.

    `mounts` has the form of Linux' /proc/self/mountinfo, see proc(5).
    """
    try:
        lines = mounts.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return None
    within = folder.resolve()
    best: tuple[int, str] | None = None
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) <= _MOUNTED_AT or not after:
            continue
        at = Path(fields[_MOUNTED_AT].replace("\\040", " "))
        # Of two at one place the later one hides the first.
        if within.is_relative_to(at) and (best is None or len(at.parts) >= best[0]):
            best = (len(at.parts), after.split()[0])
    return best and best[1]


def _filesystem(kind: str) -> Finding:
    if kind in NETWORK:
        todo = "Set REROLL_HOME to a disk of this machine, or REROLL_STORE to a PostgreSQL."
        return Finding("filesystem", "failed", f"{kind}: SQLite cannot share a database on it safely", todo)
    if kind in ("tmpfs", "ramfs"):
        says = f"{kind}: gone when this machine restarts"
        return Finding("filesystem", "warning", says, "Set REROLL_HOME to a disk.")
    return Finding("filesystem", "ok", kind)


def _config(home: Path) -> Finding:
    path = home / "config.toml"
    if not path.exists():
        return Finding("config.toml", "ok", "none: the defaults hold")
    try:
        load_config(home, settings_of)
    except ConfigError as error:
        return Finding("config.toml", "failed", str(error).replace("\n", "; "), "Correct what it names.")
    return Finding("config.toml", "ok", "can be used")
