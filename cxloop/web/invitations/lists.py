"""A list of people: upload, look at what would happen, send, see what became of it."""

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.orm import Session

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.loop.listen import Invited, invite
from cxloop.people.policies import invites_customers
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.upload import shown_name
from cxloop.responses.invitations import queries
from cxloop.responses.invitations.lists import PeopleList, read_list
from cxloop.responses.invitations.models import Mailing
from cxloop.responses.models import Survey
from cxloop.web import current, files
from cxloop.web.imports.forms import columns
from cxloop.web.invitations.forms import ListForm
from cxloop.web.invitations.room import found_mailing, found_survey, room
from cxloop.web.invitations.surveys import survey_page
from cxloop.web.invitations.words import field_words, rejected_words, withheld_words

SHOWN, EXAMPLES = 50, 3


class OnlyLooked(Exception):
    """Ends a dry run: what was written is taken back."""


@room.post("/invitations/surveys/<int:survey_id>/lists", policy=invites_customers)
def receive(survey_id: int) -> ResponseReturnValue:
    survey, form, at = found_survey(survey_id), ListForm(), current.moment()
    file = files.chosen(form)
    if file is None:
        return survey_page(survey, 422, people=form)
    try:
        with files.on_disk(file) as path:
            people = read_list(path)
    except UnreadableFile as refused:
        files.refuse(form, refused)
        return survey_page(survey, 422, people=form)
    name, by_id = shown_name(file.filename or ""), current.user().id

    def work() -> int:
        made = Mailing(survey_id=survey_id, name=name, via="upload", created_by_id=by_id, created_at=at)
        db.session.add(made)
        db.session.flush()
        return made.id

    mailing_id = unit_of_work(work)
    _keep(mailing_id, people)
    return redirect(url_for(".look", mailing_id=mailing_id))


@room.get("/invitations/lists/<int:mailing_id>", policy=invites_customers)
def look(mailing_id: int) -> ResponseReturnValue:
    """What would happen; after it was sent, what did."""
    mailing = found_mailing(mailing_id)
    survey = db.session.get_one(Survey, mailing.survey_id)
    facts: dict[str, Any] = {"mailing": mailing, "survey": survey, "why_rejected": rejected_words}
    if mailing.draft:
        return render_template("invitations/draft.html", **facts, **_draft(mailing.draft))
    tally = queries.tallies(db.session(), [mailing_id])[mailing_id]
    return render_template(
        "invitations/mailing.html",
        **facts,
        tally=tally,
        withheld=_withheld(mailing_id),
        rejected=_rejected(mailing),
        shown=SHOWN,
    )


@room.post("/invitations/lists/<int:mailing_id>/columns", policy=invites_customers)
def decide(mailing_id: int) -> ResponseReturnValue:
    mailing = found_mailing(mailing_id)
    if mailing.draft:
        people = PeopleList.from_json(mailing.draft)
        _keep(mailing_id, people.with_fields(columns(request.form, people.columns)))
    return redirect(url_for(".look", mailing_id=mailing_id))


@room.post("/invitations/lists/<int:mailing_id>/sending", policy=invites_customers)
def send(mailing_id: int) -> ResponseReturnValue:
    found_mailing(mailing_id)
    at = current.moment()

    def work() -> Invited | None:
        session = db.session()
        mailing = session.get_one(Mailing, mailing_id, with_for_update=True, populate_existing=True)
        return _invite(session, mailing, PeopleList.from_json(mailing.draft), at) if mailing.draft else None

    done = unit_of_work(work)
    if done:
        invited = done.counts()["invited"]
        flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", invited))
    return redirect(url_for(".look", mailing_id=mailing_id))


@room.post("/invitations/lists/<int:mailing_id>/discard", policy=invites_customers)
def discard(mailing_id: int) -> ResponseReturnValue:
    survey_id = found_mailing(mailing_id).survey_id

    def work() -> None:
        mailing = db.session.get_one(Mailing, mailing_id, with_for_update=True, populate_existing=True)
        if mailing.draft:
            db.session.delete(mailing)

    unit_of_work(work)
    return redirect(url_for(".show", survey_id=survey_id))


@room.post("/invitations/lists/<int:mailing_id>/withdrawal", policy=invites_customers)
def withdraw_mailing(mailing_id: int) -> ResponseReturnValue:
    found_mailing(mailing_id)
    at = current.moment()
    dead = unit_of_work(lambda: listen.withdraw_mailing(db.session(), mailing_id, at=at))
    flash(ngettext("%(num)s link is dead now.", "%(num)s links are dead now.", dead))
    return redirect(url_for(".look", mailing_id=mailing_id))


def _invite(session: Session, mailing: Mailing, people: PeopleList, at: Any) -> Invited:
    survey = session.get_one(Survey, mailing.survey_id)
    return invite(session, survey, people.read(), at=at, via=mailing.via, name=mailing.name, mailing=mailing)


def _keep(mailing_id: int, people: PeopleList) -> None:
    """Invite everybody, count what became of them, take it all back, and keep the list with the counts."""
    at, found = current.moment(), list[Invited]()

    def rehearse() -> None:
        mailing = db.session.get_one(Mailing, mailing_id, populate_existing=True)
        found[:] = [_invite(db.session(), mailing, people, at)]
        raise OnlyLooked

    try:
        unit_of_work(rehearse)
    except OnlyLooked:
        forecast = _forecast(found[0])

    def keep() -> None:
        mailing = db.session.get_one(Mailing, mailing_id, populate_existing=True)
        mailing.draft = {**people.as_json(), "forecast": forecast}

    unit_of_work(keep)


def _forecast(done: Invited) -> dict[str, Any]:
    counts = done.counts()
    rejections = [(one.line, one.reason, one.facts) for one in done.outcomes if one.became == "rejected"]
    return {
        **{name: counts[name] for name in ("invited", "withheld", "rejected", "already")},
        "read": len(done.outcomes),
        "reasons": [(*key, count) for key, count in done.reasons().most_common()],
        "rejections": rejections[:SHOWN],
    }


def _draft(draft: dict[str, Any]) -> dict[str, Any]:
    people = PeopleList.from_json(draft)
    examples = [
        [cells[at] for _line, cells in people.rows[:50] if len(cells) > at and cells[at]][:EXAMPLES]
        for at in range(len(people.columns))
    ]
    forecast = draft["forecast"]
    return {
        "columns": list(zip(people.columns, people.fields, examples, strict=True)),
        "fields": field_words(),
        "count": forecast,
        "withheld": [
            (withheld_words(why), count) for what, why, count in forecast["reasons"] if what == "withheld"
        ],
        "rejected": [
            (rejected_words(why), count) for what, why, count in forecast["reasons"] if what == "rejected"
        ],
    }


def _rejected(mailing: Mailing) -> list[tuple[str, int]]:
    counted = Counter(why for _line, why, _facts in mailing.rejections or ())
    return [(rejected_words(why), count) for why, count in counted.most_common()]


def _withheld(mailing_id: int) -> list[tuple[str, int]]:
    return [(withheld_words(why), count) for why, count in queries.withheld(db.session(), mailing_id)]
