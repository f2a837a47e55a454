"""Which environment variables a workflow's documents send away or hand to its code."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.actions.registry import Registry
from engine.documents.loaded import LoadedWorkflow
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object


@frozen
class UsedEnvironment:
    """`sends`: variable to hosts, as in `allow`. `gives`: variables that `script` passes on."""

    sends: Mapping[str, list[str]]
    gives: list[str]


def used_environment(loaded: LoadedWorkflow, registry: Registry) -> UsedEnvironment:
    """Look through every config of `fetch` and `script`."""
    sends: dict[str, set[str]] = {}
    gives: set[str] = set()
    for action_id, config in _configs(loaded, registry):
        if action_id == "fetch":
            hosts = {host.lower() for host in config.get("allow", []) if isinstance(host, str)}
            for name in _in_headers(config.get("headers")):
                sends.setdefault(name, set()).update(hosts)
        elif action_id == "script":
            listed = config.get("environment")
            gives |= {name for name in listed if isinstance(name, str)} if is_list(listed) else set()
    return UsedEnvironment({name: sorted(hosts) for name, hosts in sorted(sends.items())}, sorted(gives))


def _configs(loaded: LoadedWorkflow, registry: Registry) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for step in loaded.steps:
        for module in step.modules:
            named = [(module.uses, module.inputs)]
            named += [(each.action_type, each.config) for each in module.sub_actions]
            for name, config in named:
                action = registry.find(name)
                if action is not None:
                    yield action.id, config


def _in_headers(headers: Any) -> Iterator[str]:
    for value in headers.values() if is_object(headers) else ():
        if is_object(value) and isinstance(value.get("env"), str):
            yield value["env"]
