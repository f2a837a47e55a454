"""`python -m tests.engine.form.share`: how many schemas the form serves, by the features that they have.

`share` is that of the feature among our schemas, `real` among 1,879 real ones. Of the schemas with the
feature, in percent: `served` without a field for want of a better one edited as JSON, and with no keyword
that is not checked; `loaded`: their data is submitted as it was and called valid; `retyped`: so it is after
what each field shows was entered again; `agreed`: spoilt data is judged as by the jsonschema library;
`no JSON`: without any field that is edited as JSON, also where the schema leaves the value open.
"""

import sys
from collections.abc import Callable, Iterator

from tests.engine.form.shapes.collection import every_shape
from tests.engine.form.shapes.features import REFERENCE, features
from tests.engine.form.shapes.served import Served, serve

_COLUMNS: dict[str, Callable[[Served], bool]] = {
    "served": lambda it: not it.fallback and not it.unsupported,
    "loaded": lambda it: it.loaded and it.valid,
    "retyped": lambda it: it.loaded and it.retyped,
    "agreed": lambda it: it.agreed,
    "no JSON": lambda it: not it.fallback and not it.json,
}


def main() -> None:
    """Print the shares of all schemas, of each kind, and of those with each feature."""
    sys.stdout.write("".join(f"{line}\n" for line in _lines()))


def _lines() -> Iterator[str]:
    found = [(shape, features(shape.schema), serve(shape)) for shape in every_shape()]
    of = len(found)
    yield f"{'':22}{'schemas':>8}{'share':>8}{'real':>8}" + "".join(f"{name:>9}" for name in _COLUMNS)
    yield _line("all", [served for *_, served in found], of, "")
    for kind in dict.fromkeys(shape.kind for shape, *_ in found):
        yield _line(kind, [served for shape, _, served in found if shape.kind == kind], of, "")
    for feature, real in REFERENCE.items():
        yield _line(feature, [served for _, has, served in found if feature in has], of, f"{real:.1f}%")


def _line(name: str, served: list[Served], of: int, real: str) -> str:
    shares = (100 * sum(map(test, served)) / max(1, len(served)) for test in _COLUMNS.values())
    counted = f"{len(served):8}{100 * len(served) / of:7.1f}%{real:>8}"
    return f"{name:22}{counted}" + "".join(f"{share:8.1f}%" for share in shares)


if __name__ == "__main__":
    main()
