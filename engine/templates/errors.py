"""What can be wrong with the variables of a template."""


class MissingName(Exception):
    """A template needs something that is not there; the text says what, as far as Jinja knows."""
