"""What `script` takes in `config` (rows A4, C2)."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from schemas.documents.base import Document
from schemas.documents.refs import FileRef

PythonName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$")]
"""A name in Python, or of an environment variable."""


class ScriptConfig(Document):
    """`script`: a function of the workflow folder's `actions.py`, in a process of its own.

    `parameters` are its keyword arguments; every value may be a template, and
    `parameters_schema` is a JSON Schema of them all. The process sees only the environment
    variables named in `environment`, besides PATH, HOME and the like.
    """

    function: PythonName
    parameters: dict[PythonName, Any] = Field(default_factory=dict[PythonName, Any])
    environment: list[PythonName] = Field(default_factory=list[PythonName])
    parameters_schema: FileRef | dict[str, Any] | None = None
    output_schema: FileRef | dict[str, Any] | None = None
    timeout: float = Field(default=60, gt=0, le=86_400, description="Seconds for the whole run.")
