"""Measures Reroll in a pseudo-terminal and compares it with floors in the same run.

    python -m benchmarks.run [--rounds N] [--only NAME ...] [--json FILE] [--nice N]

The cases of a scenario take turns, forwards in one round and backwards in the next. A ratio is the median
over the rounds of a case over its floor in the same round: ratios carry over to other machines,
milliseconds do not. Nothing fails because it is slow; the exit code is 1 only if a case could not run.
"""

import argparse
import contextlib
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    forms,
    grid,
    jobs,
    memory,
    providers,
    replies,
    results,
    server,
    sessions,
    start_up,
    store,
    streaming,
    sweeps,
    typing_speed,
)
from benchmarks.chat_server import ChatServer
from benchmarks.measures import Samples, Scenario
from benchmarks.table import table

SCENARIOS: dict[str, Callable[[ChatServer], Scenario]] = {
    "start_up": lambda _: start_up.scenario(),
    "memory": lambda _: memory.scenario(),
    "typing": typing_speed.scenario,
    "streaming": streaming.scenario,
    "providers": lambda _: providers.scenario(),
    "replies": lambda _: replies.scenario(),
    "results": lambda _: results.scenario(),
    "grid": lambda _: grid.scenario(),
    "sessions": lambda _: sessions.scenario(),
    "forms": lambda _: forms.scenario(),
    "sweeps": lambda _: sweeps.scenario(),
    "jobs": lambda _: jobs.scenario(),
    "store": lambda _: store.scenario(),
    "server": lambda _: server.scenario(),
}
_SWITCH_INTERVAL = 0.0005  # Seconds; the thread that stamps output must not wait for the one that draws it.


def main(arguments: list[str] | None = None) -> int:
    """Run the scenarios and print their tables; return the exit code."""
    options = _options(arguments)
    if not Path("/proc/self/statm").exists():
        print("The benchmarks read /proc, so they run on Linux only.")
        return 0
    if options.nice:
        os.nice(options.nice)
    sys.setswitchinterval(_SWITCH_INTERVAL)
    print(_how(options.rounds))
    everything: dict[str, object] = {}
    broken = False
    with ChatServer() as chat:
        with contextlib.suppress(Exception):  # If it cannot run, the scenarios will say so.
            _warm_up()
        for name in options.only or SCENARIOS:
            scenario = SCENARIOS[name](chat)
            samples, errors = _measure(scenario, options.rounds)
            print(f"\n{scenario.title}. {scenario.method}\n")
            print(table(scenario, samples))
            for error in errors:
                print(f"\nBROKEN {error}")
            broken = broken or bool(errors)
            everything[name] = samples.of
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1))
    return 1 if broken else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, metavar="NAME", help=", ".join(SCENARIOS))
    parser.add_argument("--json", type=Path, help="write every sample to this file")
    parser.add_argument("--nice", type=int, default=0, help="change of priority; below 0 needs root")
    return parser.parse_args(arguments)


def _how(rounds: int) -> str:
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return (
        f"{rounds} rounds in a pseudo-terminal of 120x40, Python {platform.python_version()}, {cores} cores, "
        f"load {load:.1f}. Medians; 'x floor' is the median of the ratios within a round."
    )


def _warm_up() -> None:
    """Read every file once and let Python compile what it has not."""
    start_up.scenario().cases[-1].run()


def _measure(scenario: Scenario, rounds: int) -> tuple[Samples, list[str]]:
    samples, errors = Samples(), []
    for number in range(rounds):
        for case in scenario.cases if number % 2 == 0 else reversed(scenario.cases):
            try:
                samples.add(case.name, number, case.run())
            except Exception as error:
                errors.append(f"{scenario.title}, {case.name}, round {number + 1}: {error}")
    return samples, errors


if __name__ == "__main__":
    sys.exit(main())
