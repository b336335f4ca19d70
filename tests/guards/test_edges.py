"""Only edges commit, only the clock reads the time, and every door to the outside looks behind itself first."""

import ast

import pytest

from tests.guards.sources import (
    CODE,
    ROOMS,
    asked_of,
    calls,
    files,
    imports,
    module_of,
    name_of,
    nodes,
    tree,
)

INSIDE = files(*ROOMS, "loop")
COMMITS = (".commit", ".rollback", ".begin")
READS_TIME = (
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "datetime.datetime.now", "datetime.date.today",
)  # fmt: skip
DATABASE_READS_TIME = ("func.now", "func.current_timestamp", "func.current_date", "func.localtimestamp")
DOORS = {
    "slack_sdk": "cxloop/slack",
    "smtplib": "cxloop/mail",
    "imaplib": "cxloop/mail",
    "urllib.request": "cxloop/slack",
    "http.client": ("cxloop/slack", "cxloop/outward"),
    "ssl": ("cxloop/slack", "cxloop/outward", "cxloop/mail"),
    "socket": ("cxloop/slack", "cxloop/outward", "cxloop/mail", "cxloop/cli/serve"),
    "requests": (),
    "httpx": (),
    "urllib3": (),
    "aiohttp": (),
}
CLAIMS = "cxloop/alerts/delivery.py", "cxloop/alerts/outbox.py", "cxloop/alerts/claiming.py"
"""The outbox, whose business is claiming, is an edge of its own."""


@asked_of(INSIDE)
def test_rooms_and_the_loop_never_commit(path):
    if name_of(path) in CLAIMS:
        return
    assert [line for line, name in calls(path) if name.endswith(COMMITS)] == []
    assert "cxloop.database.unit_of_work" not in imports(path)


@asked_of(files())
def test_only_the_clock_reads_the_time(path):
    if path == CODE / "clock.py":
        return
    assert [
        f"line {line}: {name}" for line, name in calls(path) if name in (*READS_TIME, *DATABASE_READS_TIME)
    ] == []


@asked_of(INSIDE)
def test_time_is_an_argument_inside(path):
    assert not {name for name in imports(path) if name.startswith("cxloop.clock")}


@pytest.mark.parametrize("library", DOORS)
def test_each_outside_service_has_one_door(library):
    users = [
        name_of(path)
        for path in files()
        if any(name.split(".")[0] == library or name == library for name in imports(path))
    ]
    allowed = DOORS[library]
    assert [user for user in users if not allowed or not user.startswith(allowed)] == []


@pytest.mark.parametrize("skin", ["slack", "mail", "outward"])
def test_a_door_refuses_to_be_used_inside_a_unit_of_work(skin):
    """Every file that makes a client of the outside library asks first."""
    for path in files(skin):
        makes = {
            name
            for _, name in calls(path)
            if name.split(".")[-1]
            in {"WebClient", "SMTP", "SMTP_SSL", "IMAP4", "IMAP4_SSL", "HTTPConnection"}
        }
        if makes:
            assert any(name.endswith("forbid_network_inside_unit") for _, name in calls(path)), name_of(path)


@asked_of(files())
def test_a_wing_of_the_loop_is_used_through_its_face(path):
    """`act.resolve`, never a file behind it: only a wing itself knows how it is divided."""
    inside = wing_of(module_of(path))
    behind = {
        name for name in imports(path) if (wing := wing_of(name)) and wing != inside and is_behind(name)
    }
    assert sorted(behind) == []


def wing_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[2] if parts[:2] == ["cxloop", "loop"] and len(parts) > 2 else None


def is_behind(name: str) -> bool:
    """Whether a dotted name goes past a wing's face: `cxloop.loop.act.act.take`, or a file of it as a module."""
    wing, *rest = name.split(".")[2:]
    return len(rest) > 1 or (bool(rest) and rest[0] not in offered(wing))


def offered(wing: str) -> set[str]:
    """What a wing's face names in its `__all__`."""
    face = tree(CODE / "loop" / wing / "__init__.py")
    (names,) = (node.value for node in face.body if isinstance(node, ast.Assign))
    return set(ast.literal_eval(names))


@asked_of(files("jobs"))
def test_jobs_are_shallow(path):
    """They say when, never what: no query of their own beyond what is waiting."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef):
            assert len(node.body) <= 15, f"{node.name} does too much for a job"
