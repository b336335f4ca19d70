from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.accounts import suggesting
from cxloop.accounts.models import Contact, Merge, Suggestion
from cxloop.database import db, unit_of_work
from cxloop.loop import customers
from cxloop.loop.customers import MergeRefused
from cxloop.people.policies import steers_customers
from cxloop.tickets import people
from cxloop.web import current
from cxloop.web.contacts.words import buying_roles, changed_fields, why_alike
from cxloop.web.duplicates.room import LARGEST_ID, room
from cxloop.web.tickets.queue import whole_number


@room.get("/duplicates", policy=steers_customers)
def index() -> ResponseReturnValue:
    """Pairs that may be one person, the newest first."""
    page = suggesting.suggested(db.session(), before=_before())
    return render_template("duplicates/index.html", page=page, why=why_alike())


@room.get(
    f"/duplicates/<int(max={LARGEST_ID}):one_id>/<int(max={LARGEST_ID}):other_id>", policy=steers_customers
)
def compare(one_id: int, other_id: int) -> ResponseReturnValue:
    """Two contacts side by side, with what merging would move in either direction."""
    one, other = _two(one_id, other_id)
    session = db.session()
    suggestion = session.get(Suggestion, (min(one_id, other_id), max(one_id, other_id)))
    newest = people.newest_answers(session, [one.id, other.id])
    sides = [
        (mine, customers.preview(session, other_one, mine), newest.get(mine.id))
        for mine, other_one in ((one, other), (other, one))
    ]
    return render_template(
        "duplicates/compare.html",
        sides=sides,
        why=[why_alike().get(code, code) for code in (suggestion.why if suggestion else [])],
        learnt=changed_fields,
        roles=buying_roles(),
        one_id=one_id,
        other_id=other_id,
    )


@room.post(
    f"/duplicates/<int(max={LARGEST_ID}):one_id>/<int(max={LARGEST_ID}):other_id>/merge",
    policy=steers_customers,
)
def merge(one_id: int, other_id: int) -> ResponseReturnValue:
    kept_id = whole_number(request.form.get("kept"))
    if kept_id not in (one_id, other_id):
        _two(one_id, other_id)
        flash(_("Choose which of the two to keep."), "late")
        return redirect(url_for(".compare", one_id=one_id, other_id=other_id))
    merged_id = one_id + other_id - kept_id
    by, at = current.user(), current.moment()
    try:
        record = unit_of_work(lambda: customers.merge(db.session(), kept_id, merged_id, by=by, at=at))
    except LookupError:
        abort(404)
    except MergeRefused:
        flash(_("These two are one person already."), "late")
        return redirect(url_for(".index"))
    flash(_("Merged. The history of the person kept offers to tell the two apart again."), "kept")
    return redirect(url_for("contacts.show", contact_id=record.kept_id))


@room.post(
    f"/duplicates/<int(max={LARGEST_ID}):one_id>/<int(max={LARGEST_ID}):other_id>/two-people",
    policy=steers_customers,
)
def two_people(one_id: int, other_id: int) -> ResponseReturnValue:
    _two(one_id, other_id)
    at, by_id = current.moment(), current.user().id
    unit_of_work(lambda: suggesting.two_people(db.session(), one_id, other_id, at, by_id))
    flash(_("Noted: two different people. They are not suggested again."), "kept")
    return redirect(url_for(".index"))


@room.post(f"/merges/<int(max={LARGEST_ID}):merge_id>/undo", policy=steers_customers)
def tell_apart(merge_id: int) -> ResponseReturnValue:
    by, at = current.user(), current.moment()
    try:
        record = unit_of_work(lambda: customers.tell_apart(db.session(), merge_id, by=by, at=at))
    except LookupError:
        abort(404)
    except MergeRefused:
        flash(_("The person kept was merged again since. Tell those two apart first."), "late")
        kept = db.session.get_one(Merge, merge_id).kept_id
        return redirect(url_for("contacts.show", contact_id=kept))
    flash(_("Told apart: what had moved is back. What came in since stays here."), "kept")
    return redirect(url_for("contacts.show", contact_id=record.kept_id))


def _two(one_id: int, other_id: int) -> tuple[Contact, Contact]:
    one, other = db.session.get(Contact, one_id), db.session.get(Contact, other_id)
    if one is None or other is None or one.id == other.id or one.merged_into_id or other.merged_into_id:
        abort(404)
    return one, other


def _before() -> tuple[int, int] | None:
    first, _separator, second = request.args.get("before", "").partition("-")
    one, other = whole_number(first), whole_number(second)
    return (one, other) if one and other else None
