"""Replaces `{"$ref": "prompts/scene.jinja"}` by what the file holds.

Only where a document (not a JSON Schema) is meant: in a module's `inputs`, in a `config`,
and as the whole value of `input_schema`, `output_schema` or `result_display_schema`. A
`$ref` that starts with `#` is always JSON Schema's own.
"""

from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from engine.documents.findings import Findings, shown
from engine.documents.folder import MISSING, CannotRead, Folder
from engine.documents.place import Place
from engine.documents.problems import DocumentErrors
from engine.documents.pydantic_problems import report
from engine.documents.read import YAML_ENDINGS, decode, read_value
from schemas.clean_text import clean, clean_line
from schemas.documents.refs import FileRef
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

SCHEMA_KEYS = ("input_schema", "output_schema", "result_display_schema")

_EMPTY_TEXT = {"text": "", "type": "text"}

_Kind = Literal["jinja2", "text", "json"]


@frozen
class References:
    """Resolves references of one document: `inside` is its own folder, searched first."""

    folder: Folder
    inside: Path | None
    findings: Findings

    def resolved(self, value: Any, place: Place, *, chain: tuple[Path, ...] = ()) -> Any:
        """A copy of `value` with every reference in it replaced.

        Texts become `{"text": …, "type": …}`, JSON becomes its content. What cannot be
        resolved is reported and becomes an empty text or object, so that one fault is one problem.
        """
        if is_list(value):
            return [self.resolved(item, place.at(at), chain=chain) for at, item in enumerate(value)]
        if not is_object(value):
            return value
        if _is_reference(value):
            return self._target(value, place, chain, schema=False)
        return {
            key: (
                self.schema(item, place.at(key), chain=chain)
                if key in SCHEMA_KEYS
                else self.resolved(item, place.at(key), chain=chain)
            )
            for key, item in value.items()
        }

    def schema(self, value: Any, place: Place, *, chain: tuple[Path, ...] = ()) -> Any:
        """A JSON Schema that may be named by a reference; inside it `$ref` is left alone."""
        if is_object(value) and _is_reference(value) and set(value) <= {"$ref", "type"}:
            return self._target(value, place, chain, schema=True)
        return value

    def _target(self, value: Any, place: Place, chain: tuple[Path, ...], *, schema: bool) -> Any:
        try:
            reference = FileRef.model_validate(value, by_alias=True, by_name=False)
        except ValidationError as error:
            report(error, value, place, self.findings, model=FileRef)
            return {} if schema else dict(_EMPTY_TEXT)
        at = place.at("$ref")
        found = shown(clean_line(reference.ref))
        kind = "json" if schema else reference.type or _kind(Path(reference.ref))
        empty: dict[str, Any] = {} if kind == "json" else dict(_EMPTY_TEXT)
        try:
            file = self.folder.find(reference.ref, self.inside)
            content = self.folder.read(file)
        except CannotRead as error:
            message = error.message if error.message == MISSING else f"the referenced file {error.message}"
            self.findings.problem(at, message, found=found, nearest=error.nearest)
            return empty
        if file.resolve() in chain:
            names = " → ".join(path.name for path in (*chain, file))
            self.findings.problem(at, f"the references go in a circle: {names}", found=found)
            return empty
        try:
            if kind != "json":
                text = clean(decode(content, file))
                place.at("text").comes_from(file)
                return {"text": text, "type": kind}
            parsed = read_value(content, file)
        except DocumentErrors as error:
            self.findings.add(error.problems)
            return empty
        if schema and not is_object(parsed):
            self.findings.file_problem(file, "a schema must be an object", found=shown(parsed))
            return empty
        place.comes_from(file)
        chain = (*chain, file.resolve())
        inner = self.schema if schema else self.resolved
        return inner(parsed, place, chain=chain)


def _is_reference(value: Any) -> bool:
    return is_object(value) and "$ref" in value and not str(value["$ref"]).startswith("#")


def _kind(file: Path) -> _Kind:
    ending = file.suffix.lower()
    if ending in (".json", *YAML_ENDINGS):
        return "json"
    return "jinja2" if ending in (".jinja", ".j2") else "text"
