"""`reroll doctor`: looks at everything that Reroll stands on here, and says what to do."""

import argparse
import asyncio
from dataclasses import asdict
from pathlib import Path

from engine.cli.output import FAILED, OK, say, say_json
from engine.doctor.examination import examination
from engine.doctor.finding import Finding
from engine.home import home_folder

_SIGNS = {"ok": "ok  ", "note": "–   ", "warning": "!   ", "failed": "FAIL"}
_EPILOG = """Nothing is changed, and nothing is asked over the network unless --online or --server say so, but
for the database and the S3 that settings name. Lines with ! may be meant; with FAIL something will not work.

examples:
  reroll doctor
  reroll doctor --server https://prompts.example
  reroll doctor --json | jq '.findings[] | select(.state == "failed")'"""


def run(args: list[str]) -> int:
    """0 if nothing failed, else 1."""
    parser = argparse.ArgumentParser(
        prog="reroll doctor",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument("--server", default="", metavar="ADDRESS", help="look at a server, too")
    parser.add_argument("--online", action="store_true", help="ask the configured providers, too")
    parser.add_argument("--thorough", action="store_true", help="all of the database and of the files")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="instead of $REROLL_HOME")
    given = parser.parse_args(args)
    home: Path = given.home.expanduser() if given.home else home_folder()

    async def examine() -> list[Finding]:
        found: list[Finding] = []
        looks = examination(home, server=given.server, online=given.online, thorough=given.thorough)
        async for finding in looks:
            found.append(finding)
            if not given.json:
                _say(finding)
        return found

    found = asyncio.run(examine())
    failed = [each for each in found if each.state == "failed"]
    if given.json:
        say_json({"ok": not failed, "findings": [asdict(each) for each in found]})
    elif failed:
        say(f"\n{len(failed)} of {len(found)} failed.")
    return FAILED if failed else OK


def _say(finding: Finding) -> None:
    say(f"{_SIGNS[finding.state]}  {finding.what}: {finding.says}")
    if finding.todo:
        say(f"      {finding.todo}")
