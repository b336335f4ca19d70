"""Correct what was stored of a file after a second look at it, with what each answer said before, by whom and why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from cxloop.accounts import keys
from cxloop.accounts.models import Contact
from cxloop.accounts.recognising import recognise
from cxloop.crashpoints import reach
from cxloop.loop.listen.doors import file_source
from cxloop.loop.listen.hear import Became, Door, act_on, change, hear
from cxloop.loop.listen.imports import of_another, set_aside
from cxloop.loop.listen.looking import Misplaced, Seen, judged, look_terms, misplaced
from cxloop.loop.listen.retold import Retold
from cxloop.responses.importing.answers import Rejected
from cxloop.responses.models import ImportJob, ImportRow, Response, ResponseChange
from cxloop.responses.second_look import FACTS
from cxloop.responses.second_reading import Twice
from cxloop.tickets import queries
from cxloop.tickets.changes import changed
from cxloop.tickets.models import Ticket, Triggering
from cxloop.trails import Via
from cxloop.wordbook import words_changed


def correct_batch(
    session: Session, job_id: int, rows: Sequence[Twice], *, starts_at: int, at: datetime
) -> Became:
    """Correct what the rows from number `starts_at` on say otherwise, and move the ledger, in one unit of work.

    A batch that the ledger has already changes nothing. An answer that somebody changed since the comparison stays as
    it is, and its row is set aside with that reason.
    """
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    if job.rows_read != starts_at or job.state != "running":
        return Became()
    under = look_terms(session, job, at)
    door = _door(session, job, at)
    under = replace(under, source=door.source)
    seen = judged(session, rows, under)
    moved_back = misplaced(session, seen, under)
    looked_at = datetime.fromisoformat(str((job.forecast or {})["looked_at"]))
    touched = _changed_since(
        session,
        [*(one.kept.id for one in seen if one.kept), *(one.kept.id for one in moved_back)],
        looked_at,
        job,
    )
    became, corrected = _correct(session, seen, moved_back, touched, door)
    reach("answers_stored")
    left = _left_alone(job, rows, seen, touched)
    if left:
        session.execute(insert(ImportRow), [set_aside(job_id, row) for row in left])
    job.moved_at = at
    job.rows_read += len(rows)
    job.created += became.created
    job.updated += corrected
    job.duplicate += len(rows) - became.created - corrected - len(left)
    job.rejected += len(left)
    job.tickets += became.tickets
    session.flush()
    reach("ledger_moved")
    return became


def _door(session: Session, job: ImportJob, at: datetime) -> Door:
    source = file_source(session, job.survey_id or 0, job.reading or {})
    return Door(
        source, Via("import", f"import:{job.id}"), at, import_id=job.id, backfill_days=job.backfill_days,
        alerts=job.backfill_days is None, corrects=True, by_id=job.created_by_id, why=job.why,
    )  # fmt: skip


def _changed_since(
    session: Session, response_ids: Sequence[int], looked_at: datetime, job: ImportJob
) -> set[int]:
    """Answers that were heard, changed or withdrawn after the comparison, by anything but these corrections."""
    if not response_ids:
        return set()
    changes = select(ResponseChange.response_id).where(
        ResponseChange.response_id.in_(response_ids),
        ResponseChange.at > looked_at,
        func.coalesce(ResponseChange.import_id, 0) != job.id,
    )
    heard = select(Response.id).where(
        Response.id.in_(response_ids),
        (Response.withdrawn_at > looked_at)
        | ((Response.received_at > looked_at) & (func.coalesce(Response.import_id, 0) != job.id)),
    )
    return {*session.scalars(changes), *session.scalars(heard)}


def _correct(
    session: Session, seen: Sequence[Seen], moved_back: Sequence[Misplaced], touched: set[int], door: Door
) -> tuple[Became, int]:
    """Returns what became of rows that had no answer, with all tickets, and how many answers were corrected."""
    new = [one.row for one in seen if one.judged.verdict == "new"]
    became = hear(session, new, replace(door, corrects=False)) if new else Became()
    wanted = [
        one for one in seen if one.judged.verdict == "correct" and one.kept and one.kept.id not in touched
    ]
    retold = [_one(session, one, door) for one in wanted]
    for lost in moved_back:
        if lost.kept.id not in touched and (told_again := _move_back(session, lost, door)):
            retold.append(told_again)
    tickets = 0
    for named, told_under in _by_day(session, retold).items():
        tickets += act_on(session, [], told_under, door, named)
    return became + Became(tickets=tickets), len(wanted)


def _by_day(session: Session, retold: Sequence[Retold]) -> dict[int | None, list[Retold]]:
    """Answers by the verdict of the day they were heard: they are judged by the thresholds of then."""
    days: dict[int | None, list[Retold]] = {}
    for told in retold:
        response = session.get_one(Response, told.answer.response_id)
        days.setdefault(response.named_up_to, []).append(told)
    return days


def _one(session: Session, seen: Seen, door: Door) -> Retold:
    """Correct one answer, and let its ticket stand where it stands."""
    assert seen.kept is not None  # noqa: S101 - only answers that we have are corrected
    response = session.get_one(Response, seen.kept.id, with_for_update=True, populate_existing=True)
    changes = seen.judged.changes
    before: dict[str, Any] = {}
    for name in (*FACTS, "external_id", "attributes"):
        if name in changes:
            before[name] = getattr(response, name)
            setattr(response, name, changes[name][1])
    contact_before = response.contact_id
    if seen.judged.person:
        before["person"] = seen.judged.person
        _meet(session, response, seen, door.at)
    also: dict[str, Any] = {"facts_before": before or None}
    is_of_another = response.contact_id != contact_before
    if is_of_another:
        also["contact_before_id"] = contact_before
    answered_before = response.answered_at
    told = change(
        session, response, door, score=_after(changes, "score", response.score),
        comment=_after(changes, "comment", response.comment),
        answered_at=_after(changes, "answered_at", response.answered_at), withdrawn_at=response.withdrawn_at,
        also=also if before else None,
    )  # fmt: skip
    ticket = queries.triggered_by(session, [response.id]).get(response.id)
    if ticket is not None:
        ticket = queries.locked(session, ticket.id)
        if ticket.response_id == response.id and ticket.answered_at == answered_before:
            ticket.answered_at = response.answered_at
        if is_of_another and contact_before is not None:
            _follow(session, ticket, response, contact_before, door)
    return replace(told, is_of_another=is_of_another and contact_before is not None)


def _after(changes: Mapping[str, tuple[Any, Any]], name: str, now: Any) -> Any:
    return changes[name][1] if name in changes else now


def _meet(session: Session, response: Response, seen: Seen, at: datetime) -> None:
    """Let the answer be given by whom the row names, or let us learn what the row says of who gave it."""
    row = seen.row
    if seen.judged.person == "learned" and response.contact_id is not None:
        contact = session.get_one(Contact, response.contact_id)
        contact.name, contact.phone = contact.name or row.name, contact.phone or row.phone
        session.flush()
        keys.rekey(session, [contact.id])
        words_changed(session, "contact", [contact.id])
        return
    (customer,) = recognise(session, [row], at)
    response.contact_id = customer.contact_id or response.contact_id
    response.account_id = customer.account_id or (
        None if seen.judged.person == "moved" else response.account_id
    )


def _follow(session: Session, ticket: Ticket, response: Response, before_id: int, door: Door) -> None:
    """The ticket of an answer that stood under another person.

    Its own ticket is the right person's from now on. Where it had joined the ticket of the wrong one it leaves that
    ticket, and is heard as if for the first time. A ticket that others joined too stays, and its owner is told.
    """
    alone = session.scalar(select(func.count()).where(Triggering.ticket_id == ticket.id)) == 1
    if ticket.response_id == response.id:
        if alone and ticket.contact_id == before_id:
            ticket.contact_id = ticket.opened_for_id = response.contact_id
            ticket.account_id = response.account_id
        return
    session.execute(delete(Triggering).where(Triggering.response_id == response.id))
    changed(
        session, ticket, "answer_changed", at=door.at, actor_id=None, via=door.via, response=response.id,
        comment=False, corrected=True, person=True,
    )  # fmt: skip


def _move_back(session: Session, lost: Misplaced, door: Door) -> Retold | None:
    """Give an answer that holds somebody else's row what it said before; None where nobody knows that any more."""
    response = session.get_one(Response, lost.kept.id, with_for_update=True, populate_existing=True)
    chosen = select(ResponseChange).where(ResponseChange.response_id == response.id)
    before = session.scalars(chosen.order_by(ResponseChange.id.desc()).limit(1)).first()
    if before is None or before.answered_at_before is None:
        return None
    if (before.score_before, before.comment_before) == (response.score, response.comment):
        return None
    return change(
        session, response, door, score=before.score_before, comment=before.comment_before,
        answered_at=before.answered_at_before, withdrawn_at=response.withdrawn_at,
    )  # fmt: skip


def _left_alone(
    job: ImportJob, rows: Sequence[Twice], seen: Sequence[Seen], touched: set[int]
) -> list[Rejected]:
    """Rows that cannot be read, rows of somebody else, and rows of answers that were changed meanwhile."""
    fields = (job.reading or {}).get("fields") or []
    left = [one.now for one in rows if isinstance(one.now, Rejected)]
    left += [
        of_another(one.now, fields)
        for one in rows
        if one.standing == "another" and not isinstance(one.now, Rejected)
    ]
    for one in seen:
        if one.judged.verdict == "other":
            left.append(of_another(one.row, fields))
        elif one.judged.verdict == "correct" and one.kept and one.kept.id in touched:
            left.append(of_another(one.row, fields)._replace(reason="changed_meanwhile"))
    return sorted(left, key=lambda row: row.line)
