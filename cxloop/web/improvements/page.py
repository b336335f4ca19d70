"""Everything the page of an improvement shows; a refused form is shown again with what was typed."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, render_template
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from cxloop.alerts.wording import initials
from cxloop.database import company_zone, db, local_day_of
from cxloop.drivers import catalogue
from cxloop.improvements import queries
from cxloop.improvements.evidence import Quote, is_live, missing_to_measure, shortened, telling
from cxloop.improvements.models import Improvement
from cxloop.people.models import User
from cxloop.people.policies import (
    decides_improvements,
    raises_improvements,
    scope_of,
    sees_names,
    steers_improvements,
    works_tickets,
)
from cxloop.tickets.models import Ticket
from cxloop.web import current
from cxloop.web.improvements.chart import ratio_drawn, shown_trend
from cxloop.web.improvements.figures import WORDS, figures_of
from cxloop.web.improvements.forms import DecisionForm, EvidenceForm, PlanForm
from cxloop.web.improvements.history import history
from cxloop.web.improvements.moves import effort_words
from cxloop.web.interviews import words as interview_words
from cxloop.web.interviews.evidence import spoken_for
from cxloop.web.language import language


@dataclass(frozen=True)
class ShownQuote:
    """What a customer said and who it was, as far as the reader may know; `ticket_id` None: not theirs to open."""

    words: str
    language: str | None
    who: str
    score: int | None
    of: int
    ticket_id: int | None


def found(improvement_id: int) -> Improvement:
    """The improvement, or 404."""
    improvement = queries.one(db.session(), improvement_id)
    if improvement is None:
        abort(404)
    return improvement


def visible_ticket(number: int) -> Ticket | None:
    """The ticket, or None when it does not exist or is not this person's to see."""
    ticket = db.session.get(Ticket, number)
    is_theirs = ticket and scope_of(current.user()).covers(ticket.team_id, ticket.owner_id)
    return ticket if is_theirs else None


def show(
    improvement: Improvement, *, refused: FlaskForm | None = None, open_dialog: str | None = None
) -> str:
    """The page of one improvement."""
    session, user, at = db.session(), current.user(), current.moment()
    tickets = queries.linked_tickets(session, improvement.id, scope_of(user)) if works_tickets(user) else []
    behind = queries.behind(session, improvement.id)
    measured = queries.measurements(session, improvement.id)
    return render_template(
        "improvements/show.html",
        improvement=improvement,
        measured=[(row, figures_of(row)) for row in measured],
        newest=figures_of(measured[0]) if measured else None,
        history=history(improvement, queries.decisions(session, improvement.id), measured),
        trend=shown_trend(session, improvement, at),
        behind=behind,
        tickets=tickets,
        hidden=_hidden(improvement, behind.tickets, user),
        quotes=_quotes(improvement, user),
        spoken=spoken_for(improvement.id, user),
        interview_words=interview_words,
        cause=improvement.driver.counts_as.path(language()) if improvement.driver else None,
        short_cause=improvement.driver.counts_as.name(language()) if improvement.driver else None,
        missing=missing_to_measure(improvement.driver_id, improvement.baseline_from, improvement.live_on),
        effort=effort_words().get(improvement.effort or ""),
        is_live=is_live(improvement.state),
        is_due=_is_due(improvement, local_day_of(at, company_zone(session))),
        day_before=lambda day: day - timedelta(days=1),
        may_steer=steers_improvements(user),
        may_decide=decides_improvements(user),
        may_link=raises_improvements(user),
        open_dialog=open_dialog,
        ratio_drawn=ratio_drawn,
        today=local_day_of(at, company_zone(session)),
        **WORDS,
        **_forms(improvement, refused),
    )


def _hidden(improvement: Improvement, linked: int, user: User) -> int:
    """How many linked tickets somebody who works tickets may not see."""
    if not works_tickets(user):
        return 0
    return linked - queries.linked_within(db.session(), improvement.id, scope_of(user))


def _forms(improvement: Improvement, refused: FlaskForm | None) -> dict[str, FlaskForm]:
    forms: dict[str, FlaskForm] = {
        "plan_form": PlanForm.of(improvement),
        "decision_form": DecisionForm(formdata=None),
        "evidence_form": EvidenceForm(formdata=None),
    }
    for name, blank in forms.items():
        if refused is not None and type(refused) is type(blank):
            forms[name] = refused
    offer(forms["plan_form"], improvement)
    forms["decision_form"].offer(improvement)
    if refused is None:
        forms["decision_form"].seen_version.data = str(improvement.version)
    return forms


def offer(form: PlanForm, improvement: Improvement) -> None:
    """Fill the lists of the plan: causes in use and the one it has, colleagues and its owner."""
    session = db.session()
    form.judge_by(improvement)
    drivers = catalogue.in_use(session)
    if improvement.driver and improvement.driver not in drivers:
        drivers.append(improvement.driver)
    form.offer_causes(drivers, language())
    form.offer_sponsors(queries.possible_sponsors(session), improvement.sponsor)
    form.offer_owners(queries.possible_owners(session), improvement.owner)


def _is_due(improvement: Improvement, today: date) -> bool:
    waits = improvement.state in ("live", "measuring")
    return waits and improvement.measure_on is not None and improvement.measure_on <= today


def _quotes(improvement: Improvement, user: User) -> list[ShownQuote]:
    """The customers' words: of tickets in scope for who works tickets; with initials for who sees no names."""
    scope = scope_of(user) if works_tickets(user) else None
    tickets = {ticket.id: ticket for ticket in queries.linked_tickets(db.session(), improvement.id, scope)}
    spoken = [
        Quote(ticket.id, ticket.response.comment, ticket.response.language, ticket.contact_id)
        for ticket in tickets.values()
        if ticket.response.comment
    ]
    return [_shown(quote, tickets[quote.ticket_id], user) for quote in telling(spoken)]


def _shown(quote: Quote, ticket: Ticket, user: User) -> ShownQuote:
    names = sees_names(user)
    score = ticket.response.score
    return ShownQuote(
        words=shortened(quote.words),
        language=quote.language,
        who=who(ticket, names=names),
        score=score,
        of=ticket.survey.scale_max,
        ticket_id=ticket.id if names and works_tickets(user) else None,
    )


def who(ticket: Ticket, *, names: bool) -> str:
    """The customer and their company, or only initials."""
    if ticket.contact is None:
        return str(_("a customer"))
    if not names:
        return initials(ticket.contact.name) or str(_("a customer"))
    company = ticket.account.name if ticket.account else ""
    return ", ".join(part for part in (ticket.contact.called, company) if part)
