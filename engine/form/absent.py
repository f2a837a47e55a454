"""The mark for "there is no value", which is neither empty nor null."""

from typing import Final


class Absent:
    """The type of `ABSENT`: a field that has no value, which is neither empty nor null."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Absent()
