"""Which of a sweep's axes are rows and columns, and which cell stands where: plain arithmetic."""

from collections.abc import Sequence
from dataclasses import replace

from schemas.frozen import frozen


@frozen
class Plane:
    """Two of the axes, and a place on each of the others.

    `sizes` are the axes' lengths; cells are numbered as `itertools.product` orders them. `rows` and
    `columns` are axes by number, `columns` None where there is only one. `at` has a place for every
    axis; those of rows and columns mean nothing.
    """

    sizes: tuple[int, ...]
    rows: int
    columns: int | None
    at: tuple[int, ...]

    @classmethod
    def of(cls, sizes: Sequence[int]) -> "Plane":
        """The first axis down, the second across, the others at their first place."""
        return cls(tuple(sizes), 0, 1 if len(sizes) > 1 else None, (0,) * len(sizes))

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.sizes[self.rows]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return 1 if self.columns is None else self.sizes[self.columns]

    @property
    def others(self) -> tuple[int, ...]:
        """The axes that are neither rows nor columns."""
        return tuple(axis for axis in range(len(self.sizes)) if axis not in (self.rows, self.columns))

    def number(self, row: int, column: int) -> int:
        """The number of the cell in a row and a column."""
        at = list(self.at)
        at[self.rows] = row
        if self.columns is not None:
            at[self.columns] = column
        number = 0
        for place, size in zip(at, self.sizes, strict=True):
            number = number * size + place
        return number

    def place(self, number: int) -> tuple[int, int] | None:
        """Row and column of a cell, or None if another place of the other axes has it."""
        at = self._at(number)
        if any(at[axis] != self.at[axis] for axis in self.others):
            return None
        return at[self.rows], 0 if self.columns is None else at[self.columns]

    def turned(self) -> "Plane":
        """The next pair of axes: across becomes down, the next axis comes across."""
        if self.columns is None:
            return self
        following = (self.columns + 1) % len(self.sizes)
        return replace(self, rows=self.columns, columns=following)

    def to(self, axis: int, place: int) -> "Plane":
        """Another place on one of the other axes."""
        at = list(self.at)
        at[axis] = place % self.sizes[axis]
        return replace(self, at=tuple(at))

    def step(self, by: int) -> "Plane":
        """The next combination of places on the other axes, the last one varying fastest."""
        moved = self
        for axis in reversed(self.others):
            carry, place = divmod(moved.at[axis] + by, self.sizes[axis])
            moved = moved.to(axis, place)
            if not carry:
                break
        return moved

    def showing(self, number: int) -> "Plane":
        """The places on the other axes where a cell is."""
        at = self._at(number)
        return replace(self, at=at)

    def _at(self, number: int) -> tuple[int, ...]:
        at: list[int] = []
        for size in reversed(self.sizes):
            number, place = divmod(number, size)
            at.append(place)
        return tuple(reversed(at))
