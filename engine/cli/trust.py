"""`reroll trust PATH`: shows a workflow's own code and lets it run from then on."""

import argparse
import sys
from pathlib import Path

from engine.bundled import bundled_folder
from engine.cli.output import FAILED, OK, age, complain, say, say_json, say_table
from engine.cli.with_services import with_services
from engine.home import home_folder
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from engine.store.errors import StorageError
from engine.trust.store import Trust
from schemas.messages.trust import GetTrust, TrustView, TrustWorkflow

_EPILOG = """A workflow folder may have Python of its own (actions.py, plugin.py, panel.py), and may
send environment variables to servers. Neither happens before you have trusted it. Trust holds
for the code as it is now: any change to a .py file of the folder takes it back.

examples:
  reroll trust my_workflow
  reroll trust --list
  reroll trust --revoke my_workflow"""


def run(args: list[str]) -> int:
    """0 if the workflow is trusted (or, with --revoke, no more); 1 if not; 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="reroll trust",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("workflow", nargs="?", metavar="PATH", help="its folder, or the id of a known one")
    parser.add_argument("--yes", action="store_true", help="do not ask: for scripts")
    parser.add_argument("--list", action="store_true", help="print what is trusted")
    parser.add_argument("--revoke", action="store_true", help="trust it no more")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    given = parser.parse_args(args)
    if given.list:
        return _list(as_json=given.json)
    if given.workflow is None:
        parser.error("name a workflow, or use --list")
    if given.revoke:
        return _revoke(given.workflow)

    async def work(services: Services) -> int:
        seen = await dispatch(services, GetTrust(workflow=given.workflow))
        say_json(seen.model_dump(mode="json")) if given.json else say(_shown(seen))
        if seen.bundled or seen.trusted != "untrusted":
            return OK
        if not (given.yes or _agreed()):
            complain("it is not trusted")
            return FAILED
        await dispatch(services, TrustWorkflow(workflow=given.workflow, digest=seen.digest))
        if not given.json:
            say("Trusted until its code changes.")
        return OK

    return with_services(work)


def _shown(seen: TrustView) -> str:
    lines = [seen.folder]
    if seen.bundled:
        return "\n".join([*lines, "  ships with Reroll and is trusted"])
    if seen.trusted == "none":
        return "\n".join([*lines, "  has no code of its own: there is nothing to trust"])
    lines.append(f"  SHA-256:  {seen.digest}")
    lines += [f"  code:     {name} ({size:,} bytes)" for name, size in seen.files.items()]
    lines += [f"  sends:    the variable {name} to {', '.join(hosts)}" for name, hosts in seen.sends.items()]
    lines += [f"  uses:     the variable {name}, in its code" for name in seen.gives]
    if seen.trusted == "trusted":
        lines.append("  is trusted already")
    elif seen.files:
        lines.append("Its code runs as you, and can do what you can: read it before you trust it.")
    return "\n".join(lines)


def _agreed() -> bool:
    if not sys.stdin.isatty():
        complain("nobody is there to ask", "with --yes it is trusted without asking")
        return False
    sys.stdout.write("Trust it? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _list(*, as_json: bool) -> int:
    trust = Trust(home_folder(), bundled_folder())
    try:
        grants = trust.grants()
    except StorageError as error:
        complain(error.message, error.hint)
        return FAILED
    rows = [(trust.status(Path(each.folder)), each) for each in grants]
    if as_json:
        say_json([{"folder": each.folder, "digest": each.digest, "status": status} for status, each in rows])
    elif rows:
        words = {"trusted": "trusted", "untrusted": "changed", "none": "no code"}
        say_table([(words[status], age(each.trusted_at), each.folder) for status, each in rows])
    return OK


def _revoke(workflow: str) -> int:
    """By path, also where the folder is gone or its documents cannot be loaded any more."""
    trust = Trust(home_folder(), bundled_folder())
    try:
        known = {Path(each.folder).name: each.folder for each in trust.grants()}
        path = Path(workflow).expanduser()
        if not path.exists() and workflow in known:
            path = Path(known[workflow])
        revoked = trust.revoke(path.parent if path.is_file() else path)
    except StorageError as error:
        complain(error.message, error.hint)
        return FAILED
    if not revoked:
        complain(f"{workflow} was not trusted", "`reroll trust --list` prints what is")
        return FAILED
    say(f"{workflow} is trusted no more.")
    return OK
