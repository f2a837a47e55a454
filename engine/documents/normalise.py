"""Rewrites older shapes of documents into the one that the models describe (row A12).

Every rewrite is one function in `engine/documents/older_shapes/`; it changes a raw object in
place where it knows the shape, and leaves everything else alone for the models to complain
about. The loader applies them in memory, `reroll migrate` in the files.
`docs/older-documents.md` has the table for authors.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine.documents.older_shapes import bare, listed, media, names, prompts, reruns, targets
from engine.documents.place import Origins, Place
from schemas.json_value import is_list, is_object

_Rewrite = Callable[[dict[str, Any], Place], None]

_OF_A_HOLDER: tuple[_Rewrite, ...] = (listed.mapping_to_list, names.module_action_id, media.page)
_OF_A_SUB_ACTION: tuple[_Rewrite, ...] = (
    names.handler,
    names.action_id,
    reruns.rerun,
    media.payload,
    media.payload_in_config,
    prompts.prompt_template,
    prompts.output_schema,
    targets.result_target,
    targets.target_field,
)


def normalise(holder: dict[str, Any], place: Place) -> None:
    """Rewrite a module or an interaction (whatever has `sub_actions`) in place.

    What is inside it is copied before it is changed.
    """
    for rewrite in _OF_A_HOLDER:
        rewrite(holder, place)
    actions = holder.get("sub_actions")
    if is_list(actions):
        holder["sub_actions"] = [
            _rewritten(action, place.at("sub_actions", at)) if is_object(action) else action
            for at, action in enumerate(actions)
        ]


def page_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """A bare document as an interaction; its sub-actions are as they were."""
    tried = dict(document)
    normalise(tried, Place(Origins(Path())))
    listed = tried.get("sub_actions")
    return bare.as_page(document, listed if is_list(listed) else [])


def normalised(document: dict[str, Any], place: Place) -> dict[str, Any]:
    """A copy of a step, an interaction or bare sub-actions in the current shape.

    Any other document is returned as it is. References stay references.
    """
    document = page_of(document) if bare.is_bare(document) else dict(document)
    modules = document.get("modules")
    if is_list(modules):
        document["modules"] = [
            _module(module, place.at("modules", at)) if is_object(module) else module
            for at, module in enumerate(modules)
        ]
    elif "interaction_type" in document:
        normalise(document, place)
    return document


def _module(given: Mapping[str, Any], place: Place) -> dict[str, Any]:
    module = dict(given)
    normalise(module, place)
    return module


def _rewritten(given: Mapping[str, Any], place: Place) -> dict[str, Any]:
    action = dict(given)
    for rewrite in _OF_A_SUB_ACTION:
        rewrite(action, place)
    return action
