"""Identifiers and titles made of the names of files and folders."""

import re


def identifier(name: str) -> str:
    """A valid identifier made from a file's name."""
    safe = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:60]
    return safe if re.match(r"[A-Za-z_]", safe) else f"_{safe}"


def readable(name: str) -> str:
    """A title made from a file's or folder's name: `1_prompt` becomes `Prompt`."""
    words = re.sub(r"^\d+[_-]", "", name).replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:] if words else name
