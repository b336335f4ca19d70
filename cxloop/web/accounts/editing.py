from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.accounts import changes, companies
from cxloop.accounts.changes import By
from cxloop.accounts.models import Account
from cxloop.accounts.refusals import FieldsRefused
from cxloop.database import db, unit_of_work
from cxloop.people.models import User
from cxloop.people.policies import scope_of, steers_customers
from cxloop.tickets import pressing
from cxloop.web import current
from cxloop.web.accounts.forms import AccountForm
from cxloop.web.accounts.room import room, visible
from cxloop.web.contacts.refused import changed_meanwhile, put


@room.get("/accounts/<int:account_id>/edit", policy=steers_customers)
def form(account_id: int) -> ResponseReturnValue:
    account = visible(account_id)
    blank = _offered(AccountForm(formdata=None), account)
    blank.fill(account, _newest(account))
    return _page(account, blank)


@room.post("/accounts/<int:account_id>/edit", policy=steers_customers)
def edit(account_id: int) -> ResponseReturnValue:
    account = visible(account_id)
    sent = _offered(AccountForm(), account)
    if not sent.validate():
        return _page(account, sent), 422
    if sent.seen.data != str(_newest(account)):
        changed_meanwhile(sent, changes.newest(db.session(), account))
        sent.seen.data = str(_newest(account))
        return _page(account, sent), 409
    given, by = sent.given(), By(current.moment(), "web", current.user().id)
    try:
        unit_of_work(lambda: companies.edit_account(db.session(), account_id, given, by))
    except FieldsRefused as refused:
        put(sent, refused)
        return _page(visible(account_id), sent), 422
    flash(_("Saved."), "kept")
    return redirect(url_for(".show", account_id=account_id))


def _offered(form: AccountForm, account: Account) -> AccountForm:
    session = db.session()
    form.offer(
        pressing.colleagues(session, scope_of(current.user())),
        session.get(User, account.owner_id) if account.owner_id else None,
    )
    return form


def _newest(account: Account) -> int:
    change = changes.newest(db.session(), account)
    return change.id if change else 0


def _page(account: Account, form: AccountForm) -> str:
    return render_template("accounts/edit.html", account=account, form=form)
