"""Whether an action may run now: decided on the newest state, before anything is done (row E3)."""

from engine.session.machine import allowed, definitions, present_state, title_of
from engine.spelling import nearest
from schemas.documents.embedded_actions import ActionDefinition
from schemas.documents.workflow import Workflow
from schemas.frozen import frozen


@frozen
class Refusal:
    """Why it may not, in a sentence for the person."""

    message: str


def known_definition(workflow: Workflow, name: str) -> ActionDefinition | None:
    """The definition of that name, whether it is allowed now or not."""
    return next((each for each in definitions(workflow) if each.name == name), None)


def verdict(workflow: Workflow, machine: str, name: str, problem: str) -> ActionDefinition | Refusal:
    """The definition to run, or why not. `problem` is what is wrong with the parameters, if anything."""
    definition = known_definition(workflow, name)
    if definition is None:
        close = nearest(name, [each.name for each in definitions(workflow)])
        meant = f" Did it mean {close}?" if close else ""
        return Refusal(f"There is no action {name[:80]}.{meant}")
    if definition not in allowed(workflow, machine):
        state = present_state(workflow.states, machine)
        assert state is not None
        return Refusal(f"{name} is not allowed in the state {title_of(state)}.")
    if problem:
        return Refusal(f"The parameters do not fit: {problem}.")
    return definition
