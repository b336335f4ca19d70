"""The navigation: only what the signed-in user's role may open."""

from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from cxloop.entrances import REGISTRY
from cxloop.reports.sheets import REPORTS
from cxloop.settings.parts import PARTS


@dataclass(frozen=True)
class Item:
    label: str
    href: str
    icon: str
    current: bool


SHOWN_BY = {
    "settings.rehearse": "settings.index", "settings.try_connections": "settings.connections",
    "settings.open_promises": "settings.calendars", "settings.try_provider": "settings.sign-in",
}  # fmt: skip
"""What a button answers with is its page again."""
PLACES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("tickets.my_loop", "refresh-cw", ("tickets.my_loop",)),
    ("my_team.index", "user-check", ("my_team.index",)),
    ("tickets.index", "list", ("tickets.index",)),
    ("listen", "download", (
        "intake.index", "imports.index", "sources.index", "invitations.index", "told.index", "interviews.index",
        "tokens.index",
    )),
    ("customers", "users", ("contacts.index", "accounts.index", "duplicates.index")),
    ("improvements.index", "lightbulb", ("improvements.index", "huddles.index")),
    ("reports", "chart-no-axes-column", (
        "reports.executive", *(f"reports.report_{name.replace('-', '_')}" for name in REPORTS),
    )),
    ("messages.index", "send", ("messages.index", "letters.index")),
    ("audit.index", "file-text", ("audit.index",)),
    ("settings.index", "settings", (
        "settings.index", "settings.company", "colleagues.index",
        *(f"settings.{name}" for name in PARTS if name != "company"), "settings.connections",
    )),
)  # fmt: skip
"""Each place of the navigation, its icon, and the pages under it."""


def labels() -> dict[str, str]:
    return {
        "tickets.my_loop": _("My loop"),
        "my_team.index": _("My team"),
        "tickets.index": _("Tickets"),
        "improvements.index": _("Improvements"),
        "huddles.index": _("Huddle"),
        "reports": _("Reports"),
        "reports.executive": _("Executive"),
        **{f"reports.report_{name.replace('-', '_')}": _(one.title) for name, one in REPORTS.items()},
        "messages.index": _("Messages"),
        "letters.index": _("Letters nobody could place"),
        "audit.index": _("Audit log"),
        "settings.index": _("Settings"),
        "settings.connections": _("Connections"),
        **{f"settings.{name}": _(part.title) for name, part in PARTS.items()},
        "colleagues.index": _("People"),
        "listen": _("Listen"),
        "intake.index": _("Overview"),
        "imports.index": _("Files"),
        "sources.index": _("Survey platforms"),
        "invitations.index": _("Our own survey"),
        "told.index": _("Told to us"),
        "interviews.index": _("Interviews"),
        "tokens.index": _("Programs"),
        "customers": _("Customers"),
        "contacts.index": _("People"),
        "accounts.index": _("Companies"),
        "duplicates.index": _("Possible duplicates"),
    }


def register(app: Flask) -> None:
    def may_open(endpoint: str) -> bool:
        policies = app.extensions[REGISTRY]
        return endpoint in policies and policies[endpoint](current_user)

    def is_here(endpoint: str) -> bool:
        """The page itself, any page of a room that has one place in the navigation, or a thing of a part."""
        room, _dot, part = endpoint.partition(".")
        if room == "settings":
            if request.endpoint in SHOWN_BY:
                return SHOWN_BY[request.endpoint] == endpoint
            asked = (request.view_args or {}).get("part") if request.blueprint == room else None
            return part == asked or request.endpoint == endpoint
        alone = sum(page.startswith(f"{room}.") for _, _, pages in PLACES for page in pages) == 1
        return request.endpoint == endpoint or (alone and request.blueprint == room)

    def item(name: str, icon: str, endpoints: list[str]) -> Item:
        return Item(labels()[name], url_for(endpoints[0]), icon, any(map(is_here, endpoints)))

    def given() -> dict[str, object]:
        signed_in = bool(current_user and current_user.is_authenticated)
        mine = [
            (item(name, icon, open_to_me), open_to_me)
            for name, icon, pages in PLACES
            if signed_in and (open_to_me := [page for page in pages if may_open(page)])
        ]
        under = next((pages for here, pages in mine if here.current), [])
        return {
            "nav": [here for here, _pages in mine],
            "subnav": [item(page, "", [page]) for page in under] if len(under) > 1 else [],
            "home": mine[0][0].href if mine else "/",
            "search_href": url_for("tickets.index") if signed_in and may_open("tickets.index") else None,
            "language_href": url_for("people.speak"),
            "me_href": url_for("people.me"),
            "sign_out_href": url_for("people.sign_out"),
        }

    app.context_processor(given)
