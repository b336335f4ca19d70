from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.drivers import catalogue
from cxloop.improvements import queries
from cxloop.improvements.evidence import STAGES, shortened
from cxloop.improvements.portfolio import portfolio, worth_most
from cxloop.loop import learn
from cxloop.people.company import company
from cxloop.people.policies import decides_improvements, raises_improvements, reads_improvements
from cxloop.reports.metrics.effect import EffectVerdict, expected_by_chance
from cxloop.tickets.models import Ticket
from cxloop.web import current
from cxloop.web.improvements import page
from cxloop.web.improvements.figures import figures_of
from cxloop.web.improvements.forms import LARGEST_ID, NewForm
from cxloop.web.improvements.moves import effort_words
from cxloop.web.improvements.room import room
from cxloop.web.language import language


@room.get("/improvements", policy=reads_improvements)
def index() -> ResponseReturnValue:
    """The register, by where each improvement stands."""
    entries, at = queries.register(db.session()), current.moment()
    stages = [
        (stage, [entry for entry in entries if entry.improvement.state in states])
        for stage, states in STAGES.items()
    ]
    verdicts = [EffectVerdict(entry.measured.verdict) for entry in entries if entry.measured]
    judged = [verdict for verdict in verdicts if verdict is not EffectVerdict.NOT_YET]
    return render_template(
        "improvements/index.html",
        portfolio=portfolio(entries, company(db.session(), at).improvements_at_once, at),
        best=worth_most(entries),
        efforts=effort_words(),
        age=lambda improvement: (at - improvement.raised_at).days,
        judged=len(judged),
        by_chance=expected_by_chance(judged),
        stages=[(stage, rows) for stage, rows in stages if rows],
        figures_of=figures_of,
        may_raise=raises_improvements(current.user()),
    )


@room.get("/improvements/new", policy=raises_improvements)
def new() -> ResponseReturnValue:
    """The form to raise one; from a ticket it is filled in already."""
    ticket = _ticket(request.args.get("ticket"))
    form = NewForm(formdata=None)
    if ticket:
        _fill_in(form, ticket)
    return _form_page(form, ticket)


@room.post("/improvements", policy=raises_improvements)
def raise_improvement() -> ResponseReturnValue:
    """Raise an improvement, linked with the ticket it comes from."""
    form = NewForm()
    form.offer_causes(catalogue.in_use(db.session()), language())
    ticket = _ticket(form.ticket.data)
    if not form.validate():
        return _form_page(form, ticket), 422
    facts, ids = form.beliefs(), [ticket.id] if ticket else []
    user, at = current.user(), current.moment()
    improvement = unit_of_work(
        lambda: learn.raise_improvement(db.session(), **facts, by=user, at=at, ticket_ids=ids)
    )
    return redirect(url_for(".show", improvement_id=improvement.id))


@room.get(f"/improvements/<int(max={LARGEST_ID}):improvement_id>", policy=reads_improvements)
def show(improvement_id: int) -> ResponseReturnValue:
    """The story of one improvement; `?decide=1`, where a link to a decision leads, with its form open."""
    wants_to_decide = bool(request.args.get("decide")) and decides_improvements(current.user())
    return page.show(page.found(improvement_id), open_dialog="decision" if wants_to_decide else None)


def _form_page(form: NewForm, ticket: Ticket | None) -> str:
    session, tongue = db.session(), language()
    form.offer_causes(catalogue.in_use(session), tongue)
    driver_id = form.driver_id.data
    return render_template(
        "improvements/new.html",
        form=form,
        ticket=ticket,
        similar=queries.with_cause(session, driver_id) if driver_id else [],
    )


def _fill_in(form: NewForm, ticket: Ticket) -> None:
    """The customer's words as the problem, the ticket's cause, and a title that can stay."""
    cause = queries.cause_of(db.session(), ticket.id)
    said = (ticket.response.comment or "").strip()
    form.ticket.data = str(ticket.id)
    form.problem.data = said
    form.driver_id.data = cause.id if cause else None
    if cause:
        form.title.data = _("Fewer customers with: %(cause)s", cause=cause.name(language()))
    elif said:
        form.title.data = shortened(said, 80)


def _ticket(number: str | None) -> Ticket | None:
    """The ticket of the address, None without one; 404 when it is not there or not this person's to see."""
    if not number:
        return None
    is_number = number.isascii() and number.isdecimal() and len(number) < 16
    ticket = page.visible_ticket(int(number)) if is_number else None
    if ticket is None:
        abort(404)
    return ticket
