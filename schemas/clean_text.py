"""Makes text from outside harmless for a terminal.

Terminals obey control characters wherever they come from: OSC 52 sets the clipboard,
CSI clears the screen, bidirectional overrides make text lie. Everything that enters
Reroll (model output, documents, files, servers) passes through here once.
"""

import re

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff{_BIDI}]")


def clean(text: str) -> str:
    """Return `text` without control characters, keeping newlines and tabs.

    Dropped: C0 but newline and tab, DEL, C1, byte order marks, lone surrogates and
    bidirectional controls. CRLF and lone CR become newlines.
    """
    if text.isascii() and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub("", text)


def clean_line(text: str) -> str:
    """Return `text` cleaned and on one line: newlines and tabs become spaces."""
    return clean(text).replace("\n", " ").replace("\t", " ")
