"""What a terminal answers when a program asks what it is and can do."""

import re

_SYNCHRONIZED_OUTPUT = 2026
_QUERY = re.compile(
    rb"\x1b\[(?P<csi>[<-?]*[0-9;]*(?:\$p|[cnqutx]))"
    rb"|\x1b\](?P<colour>1[0-2]|4;\d+);\?(?:\x07|\x1b\\)"
)
_LONGEST_QUERY = 24


class Answers:
    """Finds queries in a program's output.

    Knows DA1, DA2, XTVERSION, DSR, cursor position (given as home), DECRQM and colours. Synchronized
    output is known, in-band resize (2048) and the kitty keyboard protocol are not: no answer, as in xterm.
    """

    def __init__(self) -> None:
        self._tail = b""

    def to(self, data: bytes) -> bytes:
        """Return what to write back after `data`; queries may be cut anywhere."""
        data = self._tail + data
        answer, end = b"", 0
        for query in _QUERY.finditer(data):
            end = query.end()
            answer += self._colour(query["colour"]) if query["colour"] else self._report(query["csi"])
        self._tail = data[max(end, len(data) - _LONGEST_QUERY) :]
        return answer

    def _colour(self, which: bytes) -> bytes:
        value = b"1e1e/1e1e/1e1e" if which == b"11" else b"e0e0/e0e0/e0e0"
        return b"\x1b]%s;rgb:%s\x1b\\" % (which, value)

    def _report(self, query: bytes) -> bytes:
        if query.startswith(b"?") and query.endswith(b"$p"):
            mode = int(query[1:-2] or b"0")
            return b"\x1b[?%d;%d$y" % (mode, 2 if mode == _SYNCHRONIZED_OUTPUT else 0)
        known = {
            b"c": b"\x1b[?62;22c",
            b"0c": b"\x1b[?62;22c",
            b">c": b"\x1b[>0;276;0c",
            b">0c": b"\x1b[>0;276;0c",
            b">q": b"\x1bP>|reroll-benchmark(1)\x1b\\",
            b">0q": b"\x1bP>|reroll-benchmark(1)\x1b\\",
            b"5n": b"\x1b[0n",
            b"6n": b"\x1b[1;1R",
        }
        return known.get(query, b"")
