"""The navigation: only what the signed-in user's role may open."""

from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from cxloop.entrances import REGISTRY


@dataclass(frozen=True)
class Item:
    label: str
    href: str
    icon: str
    current: bool


def register(app: Flask) -> None:
    places = (
        ("tickets.my_loop", "refresh-cw"),
        ("tickets.index", "list"),
        ("improvements.index", "lightbulb"),
        ("imports.index", "download"),
        ("reports.executive", "chart-no-axes-column"),
        ("messages.index", "send"),
    )

    def labels() -> dict[str, str]:
        return {
            "tickets.my_loop": _("My loop"),
            "tickets.index": _("Tickets"),
            "improvements.index": _("Improvements"),
            "imports.index": _("Imports"),
            "reports.executive": _("Executive"),
            "messages.index": _("Messages"),
        }

    def is_here(endpoint: str) -> bool:
        """The page itself, or any page of a room that has one place in the navigation."""
        room = endpoint.partition(".")[0]
        alone = [place for place, _icon in places if place.startswith(f"{room}.")] == [endpoint]
        return request.endpoint == endpoint or (alone and request.blueprint == room)

    def given() -> dict[str, object]:
        signed_in = bool(current_user and current_user.is_authenticated)
        policies = app.extensions[REGISTRY]
        mine = [
            Item(labels()[endpoint], url_for(endpoint), icon, is_here(endpoint))
            for endpoint, icon in places
            if signed_in and endpoint in policies and policies[endpoint](current_user)
        ]
        return {
            "nav": mine,
            "home": mine[0].href if mine else "/",
            "search_href": url_for("tickets.index") if any(item.icon == "list" for item in mine) else None,
            "language_href": url_for("people.speak"),
            "sign_out_href": url_for("people.sign_out"),
        }

    app.context_processor(given)
