"""One source: how to set it up, what arrives, and what each call became."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from cxloop.database import db
from cxloop.loop.listen import OLD_SECRETS_LIVE
from cxloop.people.policies import steers_sources
from cxloop.responses.inbound import queries
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.models import Response
from cxloop.responses.platforms import PLATFORMS
from cxloop.responses.platforms.asked import LONGEST_LABEL, Asked
from cxloop.tickets.queries import triggered_by
from cxloop.web import current
from cxloop.web.days import midnight
from cxloop.web.imports.words import survey_words
from cxloop.web.sources import once
from cxloop.web.sources.forms import FieldsForm, PullForm, SecretForm
from cxloop.web.sources.pulls import pulling
from cxloop.web.sources.room import found, room
from cxloop.web.sources.words import why

SHOWN = 25
LOOKED_AT = 5
MOST_OFFERED = 500
"""Questions to choose from: a call may name nine thousand, and the page that mends it has to open."""
ONLY_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Arrival:
    """One call and what became of it."""

    event: InboundEvent
    why: str
    answers: tuple[Response, ...]
    tickets: tuple[int, ...]


@room.get("/sources/<int:source_id>", policy=steers_sources)
def show(source_id: int) -> ResponseReturnValue:
    return page(found(source_id), SecretForm(formdata=None), FieldsForm(formdata=None), 200)


@room.get("/sources/<int:source_id>/arrivals", policy=steers_sources)
def arrivals(source_id: int) -> ResponseReturnValue:
    """The part of the page that changes, asked for every few seconds."""
    hook = found(source_id)
    if not request.headers.get("HX-Request"):
        return redirect(url_for(".show", source_id=source_id))
    return render_template("sources/_arrivals.html", hook=hook, **standing(hook))


def offered(hook: Hook, form: FieldsForm) -> Sequence[Asked]:
    """Put the questions of the source's last calls into the form's lists; returns them."""
    platform, asked = PLATFORMS.get(hook.platform), dict[str, Asked]()
    for call in queries.last_telling(db.session, hook.source_id, LOOKED_AT) if platform else ():
        for question in platform.asked(call.body, call.content_type, call.headers or {}) if platform else ():
            if len(question.ref) <= LONGEST_LABEL and len(asked) < MOST_OFFERED:
                asked.setdefault(question.ref, question)
    form.offer(list(asked.values()), dict(hook.mapping or {}))
    return list(asked.values())


def page(
    hook: Hook, secret: SecretForm, fields: FieldsForm, status: int, pull: PullForm | None = None
) -> ResponseReturnValue:
    """The page of a source, with its forms as they are."""
    platform = PLATFORMS.get(hook.platform)
    at, public = current.moment(), current.settings().public_url
    shown = once.take(hook.source_id)
    until = hook.old_secret_until
    rendered = render_template(
        "sources/show.html", hook=hook, platform=platform, hints=platform.hint(_) if platform else [],
        address=f"{public}/hooks/{hook.platform}/{hook.address or shown.get('address', '…')}",
        knows_address=bool(hook.address or "address" in shown), shown=shown, secret=secret, fields=fields,
        asked=offered(hook, fields), only_here=urlsplit(public).hostname in ONLY_HERE,
        old_until=until if until and until > at else None, hours=round(OLD_SECRETS_LIVE.total_seconds() / 3600),
        pulling=pulling(hook, pull), measured=survey_words(hook.source.survey),
        is_full=queries.is_quarantine_full(db.session, hook.source_id), **standing(hook),
    )  # fmt: skip
    return rendered, status


def standing(hook: Hook) -> dict[str, object]:
    """The counts of a source and its newest calls."""
    counts = queries.counts(db.session, midnight(current.moment()), hook.source_id)
    events = queries.newest(db.session, hook.source_id, SHOWN)
    return {"counts": counts.get(hook.source_id, queries.Counts()), "arrivals": _arrivals(hook, events)}


def _arrivals(hook: Hook, events: Sequence[InboundEvent]) -> list[Arrival]:
    named = {one for event in events for one in _ids(event)}
    chosen = select(Response).where(Response.source_id == hook.source_id, Response.external_id.in_(named))
    answers = {answer.external_id: answer for answer in db.session.scalars(chosen)} if named else {}
    tickets = triggered_by(db.session(), [answer.id for answer in answers.values()])
    return [
        _arrival(event, answers, {answer_id: one.id for answer_id, one in tickets.items() if one})
        for event in events
    ]


def _arrival(event: InboundEvent, answers: dict[str, Response], tickets: dict[int, int]) -> Arrival:
    mine = tuple(answers[one] for one in _ids(event) if one in answers)
    return Arrival(
        event, why(event), mine, tuple(dict.fromkeys(tickets[one.id] for one in mine if one.id in tickets))
    )


def _ids(event: InboundEvent) -> Sequence[str]:
    return (event.facts or {}).get("ids", ()) if event.state in ("done", "to_fetch") else ()
