"""What was moved, what was left and why, and whether both stores have the same now."""

from dataclasses import dataclass, field
from typing import Any, Literal

from engine.moving.scanning import Digest
from schemas.frozen import frozen

Outcome = Literal["copied", "continued", "same", "ahead", "left"]
"""New there; went on there as it had here; equal already; further there than here; not copied: see why."""


@frozen
class Moved:
    """What became of one thing."""

    kind: str
    id: Any
    title: str
    outcome: Outcome
    why: str = ""


@dataclass(slots=True)
class BlobsMoved:
    """Files: written now, there already, gone or damaged in the source (by url); `size` in bytes of all."""

    written: int = 0
    there: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Report:
    """All of it. With `dry` nothing was written: it is what would be done.

    `tables` has, by part, the digest of what was read here and of what is there afterwards, of
    everything that was copied or equal already. `faults` are differences that should not be.
    """

    dry: bool = False
    things: list[Moved] = field(default_factory=list[Moved])
    blobs: BlobsMoved = field(default_factory=BlobsMoved)
    rows: dict[str, int] = field(default_factory=dict[str, int])
    """Rows that stand alone, by table: how many were written."""
    here: dict[str, Digest] = field(default_factory=dict[str, Digest])
    there: dict[str, Digest] = field(default_factory=dict[str, Digest])
    faults: list[str] = field(default_factory=list[str])

    @property
    def left(self) -> list[Moved]:
        """What was not copied although the source has it."""
        return [each for each in self.things if each.outcome == "left"]

    @property
    def whole(self) -> bool:
        """Whether everything that was asked for is there now."""
        return not (self.left or self.faults or self.blobs.missing)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many things by kind and outcome."""
        found: dict[str, dict[str, int]] = {}
        for each in self.things:
            of_kind = found.setdefault(each.kind, {})
            of_kind[each.outcome] = of_kind.get(each.outcome, 0) + 1
        return found

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "dry_run": self.dry,
            "whole": self.whole,
            "things": self.counts(),
            "left": [
                {"kind": each.kind, "id": each.id, "title": each.title, "why": each.why} for each in self.left
            ],
            "rows": self.rows,
            "blobs": {
                "written": self.blobs.written,
                "there": self.blobs.there,
                "bytes": self.blobs.size,
                "missing": self.blobs.missing,
            },
            "tables": {
                name: {"rows": digest.rows, "here": str(digest), "there": str(self.there.get(name, Digest()))}
                for name, digest in self.here.items()
            },
            "faults": self.faults,
        }
