"""Sees to it that the texts before and after markup do not make a tag when the markup is gone.

`[ACT[ACTION:A]{}[/ACTION]ION:B]` would leave `[ACTION:B]`: the byte that completes such a tag is left out.
"""

from engine.embedded.notation import LONGEST_TAG, Notation


class Seam:
    """Follows everything that is shown."""

    def __init__(self, notation: Notation) -> None:
        self._notation = notation
        self._tail = b""
        self._begun = bytearray()

    def close(self) -> None:
        """Markup was taken out here."""
        mark = self._tail.rfind(self._notation.mark)
        if mark >= 0 and self._notation.may_become_tag(self._tail, mark):
            self._begun = bytearray(self._tail[mark:])

    def checked(self, text: bytes) -> list[tuple[bytes, bytes]]:
        """What of `text` can be shown: pieces, each with the tag that would be complete behind it."""
        pieces = self._pieces(text) if self._begun else [(text, b"")]
        for shown, _ in pieces:
            self._tail = (self._tail + shown[-LONGEST_TAG:])[-LONGEST_TAG:]
        return pieces

    def _pieces(self, text: bytes) -> list[tuple[bytes, bytes]]:
        pieces: list[tuple[bytes, bytes]] = []
        begun, start = self._begun, 0
        for at, byte in enumerate(text):
            begun.append(byte)
            if self._notation.tag(begun, 0):
                pieces.append((text[start:at], bytes(begun)))
                start = at + 1
                del begun[-1]
            elif len(begun) > LONGEST_TAG or not self._notation.may_become_tag(begun, 0):
                begun.clear()
                break
        return [*pieces, (text[start:], b"")]
