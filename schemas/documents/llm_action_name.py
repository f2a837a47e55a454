"""What a stored LLM action may be called."""

from typing import Annotated

from pydantic import StringConstraints

ActionName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,99}$")]
"""Never only digits: a number is an id."""
