"""Rules of this project that no ready-made linter knows. `python -m tests.rules` prints what breaks them.

- Text reaches a widget as content, never through markup: in `tui/` there is no `markup=True`, no escaping
  of markup, and `Content.from_markup` takes only texts written in the source.
- Files of the product stay small.
- Nothing that imports slowly stands before the first frame.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("schemas", "engine", "tui")
MOST_LINES = 400
HEAVY = (
    "pydantic",
    "httpx",
    "jinja2",
    "jsonschema",
    "PIL",
    "numpy",
    "aiosqlite",
    "yaml",
    "xllamacpp",
    "websockets",
)
FIRST_FRAME = ("tui.command", "tui.app", "tui.interaction.screen")


def markup_faults(source: str, file: str) -> Iterator[str]:
    """Where a file of `tui/` could have a text from outside read as markup."""
    for node in ast.walk(ast.parse(source, file)):
        match node:
            case ast.ImportFrom(module="rich.markup" | "textual.markup"):
                fault = f"imports {node.module}: build a Content instead"
            case ast.Call(func=ast.Name(id="escape") | ast.Attribute(attr="escape")):
                fault = "escapes a text: hand it over as Content instead"
            case ast.keyword(arg="markup", value=ast.Constant(value=True)):
                fault = "markup=True: hand over a Content instead"
            case ast.Call(func=ast.Attribute(attr="from_markup")) if not _is_written(node):
                fault = "from_markup of a text that is not written here: use Content and its styles"
            case _:
                continue
        yield f"{file}:{getattr(node, 'lineno', 0)}: {fault}"


def _is_written(call: ast.Call) -> bool:
    """Whether what is parsed is a literal; values for its `$names` are substituted as plain text."""
    return bool(call.args) and isinstance(call.args[0], ast.Constant)


def size_faults(files: Iterator[Path]) -> Iterator[str]:
    """Files that have become too long to hold one idea."""
    for file in files:
        count = len(file.read_bytes().splitlines())
        if count > MOST_LINES:
            yield f"{_name(file)}: {count} lines, more than {MOST_LINES}; it holds more than one idea"


def start_up_faults(module: str) -> list[str]:
    """Slow libraries that importing `module` brings in, looked for in a fresh process."""
    code = f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        return [f"{module} cannot be imported: {(done.stderr.splitlines() or ['no reason given'])[-1]}"]
    return [f"{module} imports {name} before the first frame" for name in done.stdout.split()]


def product_files(*folders: str) -> Iterator[Path]:
    """The Python files of these top-level folders, in order."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def all_faults() -> Iterator[str]:
    """Everything that breaks a rule, as `file:line: why`."""
    for file in product_files("tui"):
        yield from markup_faults(file.read_text("utf-8"), _name(file))
    yield from size_faults(product_files(*PRODUCT))
    for module in FIRST_FRAME:
        yield from start_up_faults(module)


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else file.name


if __name__ == "__main__":
    faults = list(all_faults())
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "The project's own rules are kept.\n")
    sys.exit(1 if faults else 0)
