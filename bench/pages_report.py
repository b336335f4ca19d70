"""The part of RESULTS.md that has a line for every page and list of the API, as each role."""

from typing import Any

from bench.pages import NOT_YET

HEAD = """
## Every page

`python -m bench pages`: {date}, commit {commit}, {cores} cores, load {load} at the end. The demo company, which has one
of everything, with {few} and with {many} unhappy customers and their tickets more; each page as each role that may read
it, through the whole application in one process. Milliseconds are medians, in brackets the slowest; on SQLite of
processor time, which suffers least from neighbours, on PostgreSQL by the wall clock of the same busy machine, as two
roles. Growth is what {many} take for each millisecond of {few}. Statements and bytes are those with {many}. Nothing
delivers alerts meanwhile: a manager’s and an administrator’s pages count all that are late for their banner.

| page | as | SQLite {few} | {many} | growth | statements | bytes | PostgreSQL {server_few} | {server_many} | growth |
|---|---|---|---|---|---|---|---|---|---|
"""


def section(found: dict[str, Any]) -> str:
    """Nothing where no page was measured."""
    if "pages" not in found:
        return ""
    one = found["pages"]
    sqlite, server = one["facts"]["sqlite"], one["facts"].get("postgresql", {})
    small, large = one["sizes"]["SMALL"], one["sizes"]["LARGE"]
    server_few, server_many = (f"{size:,}" for size in one["facts"].get("postgresql_sizes", (small, large)))
    few, many = f"{small:,}", f"{large:,}"
    rows = "".join(
        _row(page, role, measured, server.get(page, {}).get(role))
        for page, roles in sorted(sqlite.items())
        for role, measured in roles.items()
    )
    sizes = {"few": few, "many": many, "server_few": server_few, "server_many": server_many}
    head = HEAD.format(**sizes, **{name: one[name] for name in ("date", "commit", "cores", "load")})
    return head + rows + _grown(sqlite, few, many) + _not_yet()


def _row(page: str, role: str, measured: list[dict[str, Any]], server: list[dict[str, Any]] | None) -> str:
    large = measured[1]
    there = _pair(server) if server else "| | "
    plain = page.replace("|", "\\|")
    return (
        f"| `{plain}` | {role} | {_pair(measured)} | {large['statements']} | {large['bytes']:,} | {there} |\n"
    )


def _pair(measured: list[dict[str, Any]]) -> str:
    small, large = measured
    growth = large["p50"] / small["p50"]
    return f"{small['p50']:.0f} ({small['p95']:.0f}) | {large['p50']:.0f} ({large['p95']:.0f}) | {growth:.2f}"


def _grown(sqlite: dict[str, Any], few: str, many: str) -> str:
    """Pages whose slowest reader waits for the number of tickets."""
    worst = {
        page: max(large["p50"] / small["p50"] for small, large in roles.values())
        for page, roles in sqlite.items()
    }
    grown = sorted((page for page, growth in worst.items() if growth > 1.2), key=lambda page: -worst[page])
    listed = ", ".join(f"`{page}` {worst[page]:.1f}" for page in grown)
    return f"\nMore than 1.2 times as long with {many} as with {few}, on SQLite: {listed or 'none'}.\n"


def _not_yet() -> str:
    return f"\nNot measured yet: {', '.join(sorted(NOT_YET))}.\n" if NOT_YET else ""
