"""The bytes that an xterm sends for a key."""

_NAMED = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
    "ctrl+end": "\x1b[1;5F",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f8": "\x1b[19~",
}


def key_bytes(key: str) -> bytes:
    """Return what pressing `key` sends: a character, `ctrl+x`, `alt+x` or a name such as `pageup`."""
    if key in _NAMED:
        return _NAMED[key].encode()
    if len(key) == 1:
        return key.encode()
    modifier, _, letter = key.partition("+")
    if modifier == "ctrl" and len(letter) == 1:
        return bytes([ord(letter.upper()) & 0x1F])
    if modifier == "alt" and len(letter) == 1:
        return b"\x1b" + letter.encode()
    raise ValueError(f"{key!r} is not a known key")
