"""`python -m tests.engine.form.share`: how many schemas the form serves, by the features that they have."""

from collections.abc import Callable

from tests.engine.form.shapes.collection import every_shape
from tests.engine.form.shapes.features import REFERENCE, features
from tests.engine.form.shapes.served import Served, serve

_COLUMNS: dict[str, Callable[[Served], bool]] = {
    "served": lambda it: not it.fallback and not it.unsupported,
    "loaded": lambda it: it.loaded and it.valid,
    "round": lambda it: it.loaded and it.retyped,
    "agreed": lambda it: it.agreed,
    "no JSON": lambda it: not it.fallback and not it.json,
}


def main() -> None:
    """Print the shares of all schemas, of each kind, and of those with each feature."""
    found = [(shape, features(shape.schema), serve(shape)) for shape in every_shape()]
    print(f"{'':22}{'schemas':>8}{'share':>8}{'real':>7}", *(f"{name:>8}" for name in _COLUMNS))
    _line("all", [served for *_, served in found], len(found))
    for kind in dict.fromkeys(shape.kind for shape, *_ in found):
        _line(kind, [served for shape, _, served in found if shape.kind == kind], len(found))
    for feature, share in REFERENCE.items():
        _line(feature, [served for _, has, served in found if feature in has], len(found), share)


def _line(name: str, served: list[Served], of: int, real: float | None = None) -> None:
    shares = (100 * sum(map(test, served)) / max(1, len(served)) for test in _COLUMNS.values())
    print(
        f"{name:22}{len(served):8}{100 * len(served) / of:7.1f}%{'' if real is None else f'{real:.1f}%':>7}",
        *(f"{share:7.1f}%" for share in shares),
    )


if __name__ == "__main__":
    main()
