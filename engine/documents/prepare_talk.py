"""Takes a workflow's embedded actions and states as written to ones that can be validated and run."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.actions.action import Action
from engine.actions.handlers.embeddable import Embeddable
from engine.actions.registry import Registry
from engine.documents.check_actions import check_unique, find_action
from engine.documents.check_by_action import check_by_action
from engine.documents.check_schema import check_schema
from engine.documents.check_states import check_states
from engine.documents.check_templates import check_templates
from engine.documents.findings import Findings, shown
from engine.documents.place import Place
from engine.documents.pydantic_problems import check
from engine.documents.refs import References
from engine.documents.typed_texts import with_typed_texts
from engine.model_shape import fields
from engine.spelling import nearest
from schemas.documents.states import States
from schemas.json_value import is_list, is_object


def prepare_talk(
    workflow: Mapping[str, Any],
    folder: Path,
    place: Place,
    references: References,
    registry: Registry,
    findings: Findings,
) -> dict[str, Any]:
    """A copy with references resolved, texts typed and definitions whole; reports all it finds.

    What the models can see for themselves (unknown keys, wrong types) is left to them.
    """
    prepared = dict(workflow)
    embedded = workflow.get("embedded_actions")
    given: Any = embedded.get("definitions") if is_object(embedded) else None
    definitions: list[Any] = []
    if is_object(embedded) and is_list(given):
        at = place.at("embedded_actions", "definitions")
        preparing = _Preparing(folder, references, registry, findings)
        definitions = [preparing.definition(each, at.at(number)) for number, each in enumerate(given)]
        prepared["embedded_actions"] = {**embedded, "definitions": definitions}
        check_unique([_text(each, "name") for each in definitions], lambda number: at.at(number), findings)
    states = workflow.get("states")
    if is_object(states):
        at = place.at("states")
        resolved = with_typed_texts(States, references.resolved(states, at), at)
        prepared["states"] = resolved
        check_states(resolved, _names(definitions), place, findings)
    return prepared


def made_in_replies(workflow: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the state that embedded actions of a prepared workflow set."""
    embedded = workflow.get("embedded_actions")
    listed: Any = embedded.get("definitions") if is_object(embedded) else None
    outputs = (each.get("outputs") for each in _objects(listed))
    return frozenset(key for each in outputs if is_object(each) for key in each)


class _Preparing:
    """Prepares one definition after another."""

    def __init__(self, folder: Path, references: References, registry: Registry, findings: Findings) -> None:
        self._folder = folder
        self._references = references
        self._registry = registry
        self._findings = findings

    def definition(self, given: Any, place: Place) -> Any:
        if not is_object(given):
            return given
        made = dict(given)
        if "parameters" in made:
            made["parameters"] = self._references.schema(made["parameters"], place.at("parameters"))
        for key in ("inputs", "example"):
            if key in made:
                made[key] = self._references.resolved(made[key], place.at(key))
        uses = place.at("uses")
        action = find_action(made.get("uses"), self._folder, uses, self._registry, self._findings)
        if action is not None and action.interactive:
            message = f"{action.id} opens an interaction and cannot run inside a reply"
            self._findings.problem(uses, message)
            action = None
        if isinstance(action, Embeddable):
            own = action.definition.model_dump(exclude_unset=True, exclude={"name", "uses"})
            made = {**own, **made}
            if "parameters" in given and "example" not in given:
                made.pop("example", None)  # it was one of other parameters
        self._check(made, action, place)
        return made

    def _check(self, made: dict[str, Any], action: Action | None, place: Place) -> None:
        findings = self._findings
        parameters = made.get("parameters")
        if is_object(parameters):
            before = len(findings.problems)
            check_schema(parameters, place.at("parameters"), findings)
            if parameters.get("type", "object") != "object":
                found = shown(parameters["type"])
                message = "an action's parameters are an object"
                findings.problem(place.at("parameters", "type"), message, found=found, expected='"object"')
            if len(findings.problems) == before and is_object(made.get("example")):
                _check_example(parameters, made["example"], place.at("example"), findings)
        if action is not None and is_object(made.get("inputs")) and made["inputs"]:
            at = place.at("inputs")
            inputs = made["inputs"] = with_typed_texts(action.config_model, made["inputs"], at)
            check(action.config_model, inputs, at, findings, templates=True)
            check_by_action(action, inputs, self._folder, at, findings)
        elif action is not None and is_object(parameters):
            _check_names(parameters, action, place.at("parameters", "properties"), findings)
        check_templates(made.get("inputs"), place.at("inputs"), findings)
        check_templates(made.get("outputs"), place.at("outputs"), findings)


def _check_example(
    parameters: Mapping[str, Any], example: Mapping[str, Any], place: Place, findings: Findings
) -> None:
    """What is shown to the model as an example must be what is accepted."""
    from engine.form.schema.document import Document  # noqa: PLC0415 - only documents with actions need it
    from engine.form.validation import SchemaValidator  # noqa: PLC0415 - as above

    for problem in SchemaValidator(Document(parameters)).problems(dict(example)):
        where = f"{problem.path}: " if problem.path else ""
        findings.problem(place, f"the example does not fit the parameters: {where}{problem.message}")


def _check_names(parameters: Mapping[str, Any], action: Action, place: Place, findings: Findings) -> None:
    """Without `inputs` the parameters are the action's config: it must know their names."""
    properties = parameters.get("properties")
    known = fields(action.config_model)
    if not is_object(properties) or action.config_model.model_config.get("extra") == "allow":
        return
    for name in properties:
        if name not in known:
            close = nearest(name, known)
            message = f"{action.id} takes no such setting, and there are no inputs to make one of it"
            expected = "" if close else ", ".join(known)
            findings.problem(place.at(name), message, found=shown(name), expected=expected, nearest=close)


def _objects(listed: Any) -> Iterator[Mapping[str, Any]]:
    yield from (each for each in (listed if is_list(listed) else []) if is_object(each))


def _text(value: Any, key: str) -> str | None:
    found = value.get(key) if is_object(value) else None
    return found if isinstance(found, str) else None


def _names(definitions: Sequence[Any]) -> list[str]:
    return [name for each in definitions if (name := _text(each, "name")) is not None]
