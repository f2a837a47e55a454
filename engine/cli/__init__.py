"""One module for each command of `reroll` that needs no screen; each has `run(args) -> exit code`."""
