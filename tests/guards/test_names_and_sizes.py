"""Names that say what is inside, files with one subject, code that cannot be talked into running text."""

import ast
import re

from tests.guards.sources import CODE, ROOT, asked_of, calls, files, imports, name_of, nodes, tree

NO_FILE = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "handlers",
    "handle",
    "process",
    "data",
    "info",
    "misc",
}
NO_WORD = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "handler",
    "handlers",
    "handle",
    "misc",
}
ABBREVIATED = {
    "frt",
    "cfg",
    "conf",
    "mgr",
    "usr",
    "msg",
    "req",
    "res",
    "resp",
    "tkt",
    "obj",
    "tmp",
    "fmt",
    "cnt",
    "idx",
}
RUNS_TEXT = {
    "eval", "exec", "compile", "pickle.load", "pickle.loads", "marshal.loads", "yaml.load", "os.system", "os.popen",
    "subprocess.getoutput", "render_template_string", "Markup", "markupsafe.Markup", "text.format", "shelve.open",
}  # fmt: skip
LONGEST, LONGEST_TEST = 300, 400
CODE_FILES = sorted(
    [
        *files(),
        *(ROOT / "tools").glob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "bench").rglob("*.py"),
    ]
)


def words(name: str) -> set[str]:
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


@asked_of(files())
def test_names_say_what_is_inside(path):
    assert path.stem not in NO_FILE
    named = {path.stem}
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            named.add(node.name)
    assert {name for name in named if words(name) & (NO_WORD | ABBREVIATED)} == set()


@asked_of(CODE_FILES)
def test_files_stay_small(path):
    assert len(path.read_text().splitlines()) <= (LONGEST if path.is_relative_to(CODE) else LONGEST_TEST)


def test_most_files_are_very_small():
    lengths = sorted(len(path.read_text().splitlines()) for path in files() if path.stat().st_size)
    assert lengths[len(lengths) // 2] <= 90


@asked_of(files())
def test_nothing_runs_text(path):
    found = {name for _, name in calls(path)} & RUNS_TEXT
    assert found <= ({"Markup"} if name_of(path) in MARKS_UP else set())
    assert not {"pickle", "marshal", "shelve", "yaml"} & {name.split(".")[0] for name in imports(path)}
    for node in nodes(path):
        if isinstance(node, ast.keyword) and node.arg == "shell":
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False


MARKS_UP = {"cxloop/web/formats.py", "cxloop/web/pictures.py"}
"""Files that may declare text to be safe HTML; each escapes what comes from outside itself."""


@asked_of(sorted(CODE.rglob("__init__.py")))
def test_every_package_says_what_it_is(path):
    assert ast.get_docstring(tree(path))


@asked_of(files("loop"))
def test_every_public_verb_has_a_docstring(path):
    silent = [
        node.name
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []
