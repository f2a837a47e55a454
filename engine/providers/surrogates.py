"""Characters that a server cut in two.

Servers in JavaScript count in UTF-16, where an emoji has two units. Where they cut between them, JSON
brings each half as a lone surrogate, which nothing can store or show.
"""

import re

_HALF = re.compile("[\ud800-\udfff]")


def paired(text: str) -> str:
    """The text with halves that stand side by side made into their character; others stay as they are."""
    if text.isascii() or _HALF.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def ends_in_half(text: str) -> bool:
    """Whether the other half of its last character may be the next that comes."""
    return "\ud800" <= text[-1:] <= "\udbff"
