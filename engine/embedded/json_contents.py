"""Waits for the end of a JSON value in a reply."""

from engine.embedded.json_scan import JsonScan
from engine.embedded.notation import Broken
from engine.embedded.parts import DEEPEST
from engine.embedded.source import Source, Waiting


def json_end(source: Source, at: int, limit: int, deepest: int = DEEPEST) -> Waiting[int]:
    """Where the JSON value at `at` ends; Broken if it does not, or only after `limit`.

    If the reply ends within it, it ends beyond the reply.
    """
    scan = JsonScan(deepest)
    while True:
        at = scan.scan(source.data, at, min(len(source.data), limit))
        if scan.problem:
            raise Broken(scan.problem)
        if scan.done:
            return at
        if at >= limit:
            raise Broken("it has no end")
        if source.ended:
            return len(source.data) + 1
        yield
