"""Reads the arguments of `reroll open` and `reroll resume`, without argparse: it would cost a frame."""

from collections.abc import Sequence
from dataclasses import field
from typing import Literal

from schemas.frozen import frozen

BUILT_IN_KINDS = ("sketch", "embedded", "replay")


class UsageError(Exception):
    """The arguments make no sense; `hint` says what would."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@frozen
class Given:
    """What to open first, which built-in kind answers for which provider, and on which server, if on one."""

    start: tuple[Literal["workflow", "session", "continue", "picture", "records"], str] | None = None
    stand_ins: dict[str, str] = field(default_factory=dict[str, str])
    server: str = ""


def split_server(args: Sequence[str]) -> tuple[str, list[str]]:
    """The address after a leading `--server`, or "", and the other arguments. Raises `UsageError`."""
    first = args[0] if args else ""
    if first != "--server" and not first.startswith("--server="):
        return "", list(args)
    address, rest = (first.partition("=")[2], args[1:]) if "=" in first else ("".join(args[1:2]), args[2:])
    if not address or address.startswith("-"):
        raise UsageError("--server takes an address", "for example --server http://127.0.0.1:8377")
    if rest and rest[0] not in ("open", "resume", "-h", "--help"):
        raise UsageError(
            f"--server is for the screen, and {rest[0][:80]!r} needs none",
            "give it before `open` or `resume`, or alone for the home screen",
        )
    return address, list(rest)


def parse_start(command: str, args: Sequence[str]) -> Given | None:
    """The arguments of `open` or `resume`; None if help is asked for. Raises `UsageError`."""
    named: list[str] = []
    stand_ins: dict[str, str] = {}
    go_on = False
    rest = iter(args)
    for arg in rest:
        if arg in ("-h", "--help"):
            return None
        if arg == "--":
            named.extend(rest)
        elif arg == "--continue" and command == "open":
            go_on = True
        elif arg == "--provider":
            stand_ins.update([_stand_in(next(rest, ""))])
        elif arg.startswith("--provider="):
            stand_ins.update([_stand_in(arg.partition("=")[2])])
        elif arg.startswith("-") and arg != "-":
            raise UsageError(f"{command} has no option {arg[:80]!r}", f"`reroll {command} --help` says more")
        else:
            named.append(arg)
    what = "workflow" if command == "open" else "session"
    if len(named) != 1 or not named[0]:
        count = "no" if not named or not named[0] else "more than one"
        raise UsageError(f"{command} needs one {what}; {count} {what} was given", _example(command))
    kind = "session" if command == "resume" else "continue" if go_on else "workflow"
    return Given((kind, named[0]), stand_ins)


def _stand_in(text: str) -> tuple[str, str]:
    name, found, kind = text.partition("=")
    if not (found and name.strip() and kind.strip()):
        raise UsageError(
            f"--provider takes NAME=KIND, not {text[:80]!r}", "for example --provider midjourney=sketch"
        )
    named = kind.partition(":")[0].strip()  # a file may follow, as in replay:demo.json
    if named not in BUILT_IN_KINDS:
        known = f"{', '.join(BUILT_IN_KINDS[:-1])} and {BUILT_IN_KINDS[-1]}"
        raise UsageError(f"{named[:80]!r} is no built-in provider", f"there are {known}")
    return name.strip(), kind.strip()


def _example(command: str) -> str:
    if command == "open":
        return "for example `reroll open media_prompt`; `reroll workflows` lists them"
    return "`reroll sessions` lists their ids"
