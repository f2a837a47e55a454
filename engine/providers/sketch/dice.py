"""Chance that is the same in every process: generators seeded through blake2b."""

from hashlib import blake2b

import numpy as np


class Dice:
    """Named, independent streams of chance for one prompt and seed.

    Streams have names so that one more draw for the clouds does not move the trees.
    """

    def __init__(self, prompt: str, seed: int) -> None:
        self._prompt = prompt.encode(errors="surrogatepass")
        self._key = f"{seed}\n".encode() + self._prompt
        self._seed = seed

    def __call__(self, purpose: str) -> np.random.Generator:
        digest = blake2b(self._key, digest_size=16, salt=purpose.encode()[:16]).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))

    def turn(self, purpose: str, choices: int) -> int:
        """One of `choices`; the next seed gets the next one, so a reroll never repeats it."""
        return (self._start(purpose) + self._seed) % choices

    def spread(self, purpose: str, low: float, high: float) -> float:
        """A value between `low` and `high`, far from that of the next seed (golden-ratio steps)."""
        whole = (self._start(purpose) % 100_003) / 100_003 + self._seed % 1_000_003 * 0.6180339887498949
        return low + (high - low) * (whole % 1.0)

    def _start(self, purpose: str) -> int:
        digest = blake2b(self._prompt, digest_size=8, salt=purpose.encode()[:16]).digest()
        return int.from_bytes(digest, "little")
