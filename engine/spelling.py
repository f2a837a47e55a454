"""The nearest valid spelling of a word that is not valid."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """The known spelling closest to `word`, or "" if none is close. Case does not count."""
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(word[:200].casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""
