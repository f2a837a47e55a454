"""Templates and paths: Jinja2 in a sandbox, and addresses into the display data."""
