from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import defer

from cxloop.accounts.changes import By
from cxloop.accounts.models import AccountFile
from cxloop.database import db, unit_of_work
from cxloop.people.policies import steers_customers
from cxloop.responses.customer_lists.columns import FIELDS, corrected
from cxloop.responses.customer_lists.rows import Sheet, look
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.upload import shown_name
from cxloop.web import current, files
from cxloop.web.accounts.forms import FileForm
from cxloop.web.accounts.room import found, room
from cxloop.web.accounts.running import run
from cxloop.web.accounts.set_aside import as_csv, reasons
from cxloop.web.accounts.words import list_fields
from cxloop.web.downloads import taken_away

MOST_ROWS, MOST_MEGABYTES = 5_000, 10
SHOWN, FIRST = 20, 20


@room.get("/accounts/files", policy=steers_customers)
def lists() -> ResponseReturnValue:
    return _lists(FileForm(formdata=None))


@room.post("/accounts/files", policy=steers_customers)
def upload() -> ResponseReturnValue:
    form = FileForm()
    file = files.chosen(form)
    if file is None:
        return _lists(form), 422
    body = file.read(MOST_MEGABYTES * 1024 * 1024 + 1)
    try:
        if len(body) > MOST_MEGABYTES * 1024 * 1024:
            raise UnreadableFile("file_too_big", most=MOST_MEGABYTES)
        with files.on_disk(body) as path:
            sheet = look(path)
    except UnreadableFile as refused:
        files.refuse(form, refused)
        return _lists(form), 422
    if sheet.rows > MOST_ROWS:
        said = _(
            "A list of more than %(most)s rows is for the command line: python -m cxloop accounts FILE.",
            most=MOST_ROWS,
        )
        form.file.errors = [said]
        return _lists(form), 422
    row = AccountFile(
        filename=shown_name(file.filename or ""), body=body, mapping={"columns": sheet.mapping, "date_order": None},
        created_at=current.moment(), created_by_id=current.user().id,
    )  # fmt: skip
    return redirect(url_for(".file", file_id=unit_of_work(lambda: _stored(row))))


@room.get("/accounts/files/<int:file_id>", policy=steers_customers)
def file(file_id: int) -> ResponseReturnValue:
    row = found(file_id)
    if row.state == "done" or (row.state == "checked" and not request.args.get("change")):
        return _counted(row)
    return _columns(row)


@room.post("/accounts/files/<int:file_id>/columns", policy=steers_customers)
def count(file_id: int) -> ResponseReturnValue:
    """Decide what the columns hold, and see what keeping the list would do."""
    row = found(file_id)
    if row.body is None:
        return redirect(url_for(".file", file_id=file_id))
    with files.on_disk(row.body) as path:
        sheet = look(path)
        chosen = {name: request.form.get(f"column-{at}", "") for at, name in enumerate(sheet.columns)}
        mapping = corrected(sheet.columns, chosen)
        order = request.form.get("date_order")
        order = order if order in ("day", "month") else None
        if look(path, mapping).asks_date_order and order is None:
            problem = _("Say whether the dates begin with the day or the month.")
            return _columns(row, mapping, problem), 422
        if not {"name", "external_id", "domain"} & set(mapping.values()):
            return _columns(
                row, mapping, _("Choose the column that holds the company’s name, id or domain.")
            ), 422
        decided = {"columns": mapping, "date_order": order}
        kept = run(path, mapping, order, _by(), store=False)
    facts = {"mapping": decided, "counts": kept.counts(), "rejections": kept.rejections, "state": "checked"}
    unit_of_work(lambda: _write(file_id, facts))
    return redirect(url_for(".file", file_id=file_id))


@room.post("/accounts/files/<int:file_id>/keep", policy=steers_customers)
def keep(file_id: int) -> ResponseReturnValue:
    row = found(file_id)
    if row.state == "checked" and row.body is not None:
        with files.on_disk(row.body) as path:
            kept = run(path, row.mapping["columns"], row.mapping["date_order"], _by(), store=True)
        facts = {
            "counts": kept.counts(), "rejections": kept.rejections, "state": "done", "body": None,
            "ended_at": current.moment(),
        }  # fmt: skip
        unit_of_work(lambda: _write(file_id, facts))
    return redirect(url_for(".file", file_id=file_id))


@room.post("/accounts/files/<int:file_id>/discard", policy=steers_customers)
def discard(file_id: int) -> ResponseReturnValue:
    found(file_id)

    def work() -> bool:
        row = db.session.get(AccountFile, file_id)
        if row is None or row.state == "done":
            return False
        db.session.delete(row)
        return True

    if unit_of_work(work):
        flash(_("Discarded; nothing of it was stored."), "kept")
    return redirect(url_for(".lists"))


@room.get("/accounts/files/<int:file_id>/set-aside.csv", policy=steers_customers)
def set_aside(file_id: int) -> ResponseReturnValue:
    """Every row that was rejected, with its line and reason."""
    row = found(file_id)
    return taken_away(list(as_csv(row)), f"set-aside-{file_id}", what="companies_set_aside", subject=file_id)


def _stored(row: AccountFile) -> int:
    db.session.add(row)
    db.session.flush()
    return row.id


def _write(file_id: int, facts: dict[str, Any]) -> None:
    row = db.session.get_one(AccountFile, file_id)
    for name, value in facts.items():
        setattr(row, name, value)


def _by() -> By:
    return By(current.moment(), "file", current.user().id)


def _lists(form: FileForm) -> str:
    newest = select(AccountFile).options(defer(AccountFile.body)).order_by(AccountFile.id.desc()).limit(SHOWN)
    return render_template("accounts/files.html", form=form, files=db.session.scalars(newest).all())


def _columns(row: AccountFile, mapping: dict[str, str] | None = None, problem: str | None = None) -> str:
    with files.on_disk(row.body or b"") as path:
        sheet: Sheet = look(path, mapping or row.mapping["columns"])
    columns = [
        (
            name,
            sheet.mapping.get(name),
            [cells[at] for cells in sheet.examples if len(cells) > at and cells[at]][:3],
        )
        for at, name in enumerate(sheet.columns)
    ]
    fields = [(field, list_fields()[field]) for field in ("ignored", *FIELDS[:-1])]
    return render_template(
        "accounts/columns.html", file=row, sheet=sheet, columns=columns, fields=fields, problem=problem
    )


def _counted(row: AccountFile) -> str:
    rejected = [(line, "; ".join(reasons(why))) for line, why, _cells in (row.rejections or [])[:FIRST]]
    return render_template("accounts/counted.html", file=row, counts=row.counts or {}, rejected=rejected)
