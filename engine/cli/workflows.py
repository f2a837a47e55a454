"""`reroll workflows`: lists the workflows that can be opened by id."""

import argparse

from engine.cli.output import FAILED, OK, complain, say_json, say_table
from engine.home import home_folder
from engine.operations.workflows import known_workflows


def run(args: list[str]) -> int:
    """Print id, title and folder of each workflow; 1 if one of them cannot be read."""
    parser = argparse.ArgumentParser(prog="reroll workflows", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    given = parser.parse_args(args)
    found = known_workflows(home_folder())
    if given.json:
        say_json(found.model_dump(mode="json"))
    elif found.workflows:
        say_table([(each.id, each.title, each.path) for each in found.workflows])
    broken = [each for each in found.workflows if each.problem]
    for each in broken:
        complain(f"{each.path} {each.problem}", f"`reroll validate {each.path}` says more")
    return FAILED if broken else OK
