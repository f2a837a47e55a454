"""Takes a reply out of the object that was put around it, while it streams."""

import re

from engine.providers.anthropic.request import WRAPPED

_BEGINNING = re.compile(rf'\s*\{{\s*"{WRAPPED}"\s*:')
_LONGEST_BEGINNING = 200
"""Characters; what does not begin so by then was not wrapped."""
_END = re.compile(r"[\s}]*\Z")


class WrappedReply:
    """`{"value": [1, 2]}` in pieces becomes `[1, 2]` in pieces; what is not wrapped stays as it is."""

    def __init__(self) -> None:
        self._held = ""
        self._state = "before"

    def feed(self, piece: str) -> str:
        """Return what the piece adds; what may be the end of the object is held back."""
        text = self._held + piece
        if self._state == "before":
            begun = _BEGINNING.match(text)
            if begun:
                self._state, text = "inside", text[begun.end() :]
            elif len(text) < _LONGEST_BEGINNING:
                self._held = text
                return ""
            else:
                self._state = "bare"
        if self._state == "bare":
            self._held = ""
            return text
        end = _END.search(text)
        assert end is not None
        self._held = text[end.start() :]
        return text[: end.start()]

    def end(self) -> str:
        """Return what was held back, without the wrapping object's end."""
        held, self._held = self._held, ""
        if self._state != "inside":
            return held
        at = held.rfind("}")
        return held if at < 0 else held[:at] + held[at + 1 :]
