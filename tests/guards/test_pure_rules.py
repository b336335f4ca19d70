"""The list of pure files in pyproject.toml is exhaustive: a file of a room is pure, or needs the database."""

import tomllib

from tests.guards.sources import ROOMS, ROOT, asked_of, files, imports, module_of

IMPURE = (
    "sqlalchemy",
    "flask",
    "flask_sqlalchemy",
    "cxloop.database",
    "cxloop.clock",
    "cxloop.config",
    "jinja2",
)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
(PURE,) = (contract["source_modules"] for contract in CONTRACTS if contract["name"].startswith("Pure rules"))


def needs(path) -> set[str]:
    """What a file imports that is not pure, other files of ours that import it included."""
    seen, todo, found = set(), [path], set()
    ours = {module_of(file): file for file in files()}
    while todo:
        for name in imports(todo.pop()):
            if name.split(".")[0] in IMPURE or name in IMPURE or name.rpartition(".")[0] in IMPURE:
                found.add(name)
            if name in ours and name not in seen and name.count(".") > 1:
                seen.add(name)
                todo.append(ours[name])
    return found


@asked_of([path for path in files(*ROOMS) if path.stem != "__init__"])
def test_a_file_that_needs_nothing_is_kept_pure(path):
    module = module_of(path)
    listed = any(module == pure or module.startswith(f"{pure}.") for pure in PURE)
    assert listed == (not needs(path)), (
        f"{module} {'needs ' + str(needs(path)) if listed else 'is pure: list it'}"
    )


def test_every_listed_file_exists():
    known = {module_of(path) for path in files()}
    assert [name for name in PURE if name not in known] == []
