"""Addresses of values inside a form: `address/city`, `tags/0`; the whole form is "".

Escaped as in JSON Pointer (`~1` is /, `~0` is ~) but without the leading slash, so that a
top-level property is named as it is called. A key that is the empty text is `~`.
"""

from collections.abc import Iterable


def token(key: str | int) -> str:
    """Return one part of a path for a key or an index."""
    if isinstance(key, int):
        return str(key)
    return key.replace("~", "~0").replace("/", "~1") or "~"


def key_of(part: str) -> str:
    """Return the key that one part of a path stands for; the opposite of `token`."""
    return "" if part == "~" else part.replace("~1", "/").replace("~0", "~")


def join(parent: str, key: str | int) -> str:
    """Return the path of what stands at `key` inside the value at `parent`."""
    return f"{parent}/{token(key)}" if parent else token(key)


def path_of(keys: Iterable[str | int]) -> str:
    """Return the path for keys and indexes from the root on."""
    return "/".join(map(token, keys))


def keys_of(path: str) -> tuple[str, ...]:
    """Return the keys of a path from the root on; indexes are decimal texts."""
    return tuple(map(key_of, path.split("/"))) if path else ()


def parent_of(path: str) -> str:
    """Return the path one level up; the root is its own parent."""
    return path.rpartition("/")[0]


def last_key(path: str) -> str:
    """Return the key or index (as text) that a path ends with."""
    return key_of(path.rpartition("/")[2])


def is_within(path: str, ancestor: str) -> bool:
    """Whether `path` is `ancestor` or below it."""
    return not ancestor or path == ancestor or path.startswith(f"{ancestor}/")


def pointer(path: str) -> str:
    """Return the JSON Pointer (RFC 6901) for a path."""
    if not path:
        return ""
    return "".join(f"/{'' if part == '~' else part}" for part in path.split("/"))


def from_pointer(text: str) -> str:
    """Return the path for a JSON Pointer; what does not begin with a slash is a path already."""
    if not text.startswith("/"):
        return text
    return "/".join(part or "~" for part in text[1:].split("/"))
