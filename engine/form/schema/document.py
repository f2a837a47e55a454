"""A JSON Schema document: what it contains, and where its references lead."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from engine.form.json_at import index_of
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

_DATA = frozenset({"enum", "examples"})
"""Keywords whose values are lists of data: a `$id` in there is none."""

_LONGEST = 120


class Document:
    """One schema with everything inside it. References are followed only within it.

    The schema is never altered, and stays alive as long as the document: what is known about
    its parts is kept by their identity.
    """

    def __init__(self, root: Mapping[str, Any]) -> None:
        self.root = root

    def follow(self, reference: Any, place: Mapping[str, Any]) -> tuple[Any, str]:
        """Return the schema that a reference in `place` means, and "", or None and why not."""
        if not isinstance(reference, str):
            return None, "the reference is not a text"
        shown = clean_line(reference)[:_LONGEST]
        resource = self._resources.get(id(place), self.root)
        if reference.startswith("#"):
            fragment = reference[1:]
        else:
            address, fragment = _split(_base(resource, self.root), reference)
            found = self._identified.get(address)
            if found is None:
                return None, f"“{shown}” is another document, which is not fetched"
            resource = found
        target = self._inside(resource, unquote(fragment))
        if isinstance(target, bool) or is_object(target):
            return target, ""
        return None, f"“{shown}” is not there"

    @cached_property
    def keywords(self) -> frozenset[str]:
        """Every key of every object in the schema (some are names of properties, not keywords)."""
        return frozenset(key for part in _parts(self.root) for key in part)

    @cached_property
    def has_listed_items(self) -> bool:
        """Whether a tuple is spelt as a list under `items`, as up to draft 2019-09."""
        return any(is_list(part.get("items")) for part in _parts(self.root))

    def _inside(self, resource: Mapping[str, Any], fragment: str) -> Any:
        if not fragment:
            return resource
        if not fragment.startswith("/"):
            return self._anchors.get((id(resource), fragment))
        value: Any = resource
        for part in fragment[1:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if is_object(value) and key in value:
                value = value[key]
            elif is_list(value) and (at := index_of(key)) is not None and at < len(value):
                value = value[at]
            else:
                return None
        return value

    @cached_property
    def _identified(self) -> Mapping[str, Mapping[str, Any]]:
        """The schemas that have an address of their own, by that address."""
        found = {_base(self.root, self.root): self.root, "": self.root}
        for part in _parts(self.root):
            if part is not self.root and (name := _name(part)):
                found[_split(_base(self.root, self.root), name)[0]] = part
        return found

    @cached_property
    def _resources(self) -> Mapping[int, Mapping[str, Any]]:
        """The nearest schema with an address above each part; parts that are missing are of the root."""
        if len(self._identified) <= 2:  # the root, under its name and none: nothing to tell apart
            return {}
        return {
            id(part): resource
            for resource in self._identified.values()
            if resource is not self.root
            for part in _parts(resource, whole=False)
        }

    @cached_property
    def _anchors(self) -> Mapping[tuple[int, str], Mapping[str, Any]]:
        found: dict[tuple[int, str], Mapping[str, Any]] = {}
        for part in _parts(self.root):
            resource = self._resources.get(id(part), self.root)
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(part.get(keyword), str):
                    found[id(resource), part[keyword]] = part
            for keyword in ("$id", "id"):  # up to draft-07 an anchor is spelt as an id
                if isinstance(name := part.get(keyword), str) and name.startswith("#"):
                    found[id(resource), name[1:]] = part
        return found


def _parts(schema: Mapping[str, Any], *, whole: bool = True) -> Iterator[Mapping[str, Any]]:
    """Yield the schema and every object in it; without `whole` none that has an address of its own."""
    waiting: list[Any] = [schema]
    while waiting:
        value = waiting.pop()
        if is_list(value):
            waiting.extend(value)
        elif is_object(value) and (whole or value is schema or not _name(value)):
            yield value
            waiting.extend(inner for key, inner in value.items() if key not in _DATA or is_object(inner))


def _name(schema: Mapping[str, Any]) -> str:
    name = schema.get("$id")
    return name if isinstance(name, str) and not name.startswith("#") else ""


def _base(resource: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    name = _name(resource) or (str(root["id"]) if isinstance(root.get("id"), str) else "")
    own = _split("", name)[0]
    return own if resource is root else _split(_base(root, root), name)[0]


def _split(base: str, reference: str) -> tuple[str, str]:
    """The absolute address and the fragment of a reference."""
    try:
        address, fragment = urldefrag(urljoin(base, reference))
    except ValueError:  # such as a broken IPv6 host
        return reference, ""
    return address, fragment
