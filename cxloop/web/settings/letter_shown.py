"""A letter's template as a customer would read it, with an invented customer; and what can be filled in."""

from datetime import datetime
from typing import Any

from babel.dates import format_date

from cxloop.database import db
from cxloop.language import LANGUAGES, words
from cxloop.people.company import company
from cxloop.tickets.conversation import merging
from cxloop.web import current

INVENTED = {
    "en": ("Alison Whitlock", "The lorry came late."),
    "it": ("Carla Rossi", "Il camion è arrivato tardi."),
}


def letters_shown(values: dict[str, Any], at: datetime, _language: str) -> dict[str, object]:
    """Each language's subject and text with an invented customer's facts, and every merge field with its words."""
    us = company(db.session(), at)
    shown = []
    for language in LANGUAGES:
        subject, body = values.get(f"subject_{language}"), values.get(f"body_{language}")
        if subject and body:
            facts = _facts(language, at) | {"company": us.name or "", "call_hours": us.call_hours or ""}
            shown.append((language, merging.filled(subject, facts), merging.filled(body, facts)))
    return {"shown": shown, "fields": merging.FIELDS}


def _facts(language: str, at: datetime) -> dict[str, str]:
    name, said = INVENTED[language]
    return {
        "greeting": words(language).gettext("Dear %(name)s,") % {"name": name}, "name": name, "account": "Rossi SpA",
        "said": said, "said_on": format_date(at, "d MMMM", locale=language), "ticket": "4119",
        "writer": current.user().name,
    }  # fmt: skip
