"""Reads what a Pydantic model accepts at an address: which keys, which types."""

from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

Shape = Any
"""A type annotation."""


def branches(shape: Shape) -> list[Shape]:
    """The members of a union, without `Annotated` and aliases; a lone type is its own branch."""
    if get_origin(shape) is Annotated:
        return branches(get_args(shape)[0])
    if get_origin(shape) in (Union, UnionType):
        return [branch for member in get_args(shape) for branch in branches(member)]
    return [shape]


def models(shape: Shape) -> list[type[BaseModel]]:
    """The models among a union's members."""
    return [
        branch for branch in branches(shape) if isinstance(branch, type) and issubclass(branch, BaseModel)
    ]


def item(shape: Shape) -> list[Shape]:
    """What the items of the lists among a union's members are."""
    return [get_args(branch)[0] for branch in branches(shape) if get_origin(branch) is list]


def member(shape: Shape) -> list[Shape]:
    """What the values of the dicts among a union's members are."""
    return [get_args(branch)[1] for branch in branches(shape) if get_origin(branch) is dict]


def fields(model: type[BaseModel]) -> dict[str, Shape]:
    """The keys of a model as documents spell them, each with its type."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def keys_at(model: type[BaseModel], keys: tuple[str | int, ...]) -> list[str]:
    """Which keys an object at this address may have; empty if any, or if nobody knows."""
    shapes: list[Shape] = [model]
    for key in keys:
        shapes = [inner for shape in shapes for inner in _step(shape, key)]
    found = [name for shape in shapes for inner in models(shape) for name in fields(inner)]
    return sorted(set(found))


def _step(shape: Shape, key: str | int) -> list[Shape]:
    if isinstance(key, int):
        return item(shape)
    found = [fields(model)[key] for model in models(shape) if key in fields(model)]
    return found + member(shape)
