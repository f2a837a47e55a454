from dataclasses import dataclass, field


@dataclass
class FakeTime:
    """A clock that only sleeping moves; `naps` are the seconds slept, in order."""

    now: float = 100.0
    naps: list[float] = field(default_factory=list[float])

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds
