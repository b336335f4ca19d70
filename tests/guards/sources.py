"""The code of the project as a tree of syntax, for the rules of the house."""

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ROOT / "cxloop"
TEMPLATES = ROOT / "templates"
ROOMS = (
    "responses", "rules", "tickets", "improvements", "reports", "alerts", "accounts", "drivers", "calendars", "people",
    "journey", "trails", "audit_log", "settings", "wordbook",
)  # fmt: skip


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def files(*parts: str) -> list[Path]:
    """Every Python file of these parts of cxloop, or of all of it."""
    found = [path for part in parts or ("",) for path in (CODE / part).rglob("*.py")]
    return sorted([*found, *(CODE / f"{part}.py" for part in parts if (CODE / f"{part}.py").exists())])


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def asked_of(paths: Sequence[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """A rule that is one test, asked of each of these files; it names every file that breaks it."""

    def decorate(rule: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            broken: dict[str, str] = {}
            for path in paths:
                try:
                    rule(path)
                except AssertionError as error:
                    broken[name_of(path)] = str(error)
            if broken:
                pytest.fail("\n\n".join(f"{name}: {why}" for name, why in broken.items()), pytrace=False)

        test.__name__, test.__doc__ = rule.__name__, rule.__doc__
        return test

    return decorate


def module_of(path: Path) -> str:
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def nodes(path: Path) -> Sequence[ast.AST]:
    """Every node of a file's tree: walking it costs more than asking it."""
    return list(ast.walk(tree(path)))


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Each call as (line, dotted name)."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func)


def dotted(node: ast.expr) -> str:
    """`db.session().commit` as "db.session.commit"; calls inside are left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    return node.id if isinstance(node, ast.Name) else "?"


@cache
def imports(path: Path) -> set[str]:
    """The dotted names of what a file imports, wherever in it."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found
