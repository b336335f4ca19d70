"""A second look at a file: what a better reading of it says of the answers we have. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.database import bulk, in_pieces
from cxloop.loop.listen.doors import known_file_source
from cxloop.loop.listen.others import merged_people, numbers_restart
from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.plan import Plan
from cxloop.responses.models import ImportJob, Response, ResponseChange, Source, Survey
from cxloop.responses.sameness import Said, are_two_people
from cxloop.responses.second_look import FACTS, Judged, Kept, explains, judge, says_the_same
from cxloop.responses.second_reading import Twice


@dataclass(frozen=True)
class LookTerms:
    """For which survey and door (None: its first file under this wave), and which imports heard the same file."""

    survey: Survey
    source: Source | None
    same_file: frozenset[int]
    mapping: Mapping[str, Any]
    at: datetime
    backfill_days: int | None = None


class Seen(NamedTuple):
    """A row, the answer we have of it, and what the one says of the other."""

    row: Heard
    kept: Kept | None
    judged: Judged
    was_set_aside: bool = False


class Misplaced(NamedTuple):
    """An answer that holds this row's score and words although another person gave it."""

    row: Heard
    kept: Kept


def look_terms(session: Session, job: ImportJob, at: datetime) -> LookTerms:
    """Under which a second look compares, and later corrects."""
    survey = job.survey
    if survey is None:
        raise ValueError("a second look is at a survey that has answers")
    reading = job.reading or {}
    source = known_file_source(session, survey.id, reading)
    return LookTerms(survey, source, same_file(session, job), reading, at, job.backfill_days)


def same_file(session: Session, job: ImportJob) -> frozenset[int]:
    """The imports of this survey that heard this very file."""
    alike = (
        (ImportJob.sha256 == job.sha256) & (ImportJob.survey_id == job.survey_id) & (ImportJob.id != job.id)
    )
    return frozenset(session.scalars(select(ImportJob.id).where(alike)))


def earlier_plan(session: Session, job: ImportJob) -> Plan | None:
    """How the file was read before: by the import that is looked at, else by the newest one of the same columns."""
    if job.look_of_id is not None:
        looked_at = session.get_one(ImportJob, job.look_of_id)
        return Plan.from_json(looked_at.reading or {})
    chosen = (
        select(ImportJob)
        .where(
            ImportJob.survey_id == job.survey_id, ImportJob.id != job.id, ImportJob.is_second_look.is_(False)
        )
        .where(ImportJob.state.in_(("done", "stopped")))
        .order_by((ImportJob.sha256 == job.sha256).desc(), ImportJob.id.desc())
    )
    columns = (job.reading or {}).get("columns")
    for before in session.scalars(chosen.limit(50)):
        if (before.reading or {}).get("columns") == columns:
            return Plan.from_json(before.reading or {})
    return None


def judged(session: Session, rows: Sequence[Twice], under: LookTerms) -> list[Seen]:
    """What each row of a batch that stands for an answer says of the one we have."""
    standing = [
        (one.now, one.earlier) for one in rows if isinstance(one.now, Heard) and one.standing == "stands"
    ]
    pairs = [(now, before if isinstance(before, Heard) else None) for now, before in standing]
    kept = _of_rows(session, pairs, under)
    restarts = numbers_restart(under.mapping)
    seen = []
    for (now, earlier), (_, before) in zip(pairs, standing, strict=True):
        have, is_free = kept.get(now.line, (None, True))
        verdict = judge(have, now, earlier, restarts=restarts, id_is_free=is_free)
        seen.append(Seen(now, have, verdict, before is not None and earlier is None))
    return _as_before_merging(session, seen, {now.line: before for now, before in standing}, under)


def _of_rows(
    session: Session, rows: Sequence[tuple[Heard, Heard | None]], under: LookTerms
) -> dict[int, tuple[Kept, bool]]:
    """By line, the answer we have of it, and whether the row's own id is free for it.

    It is the one that the earlier reading of the line explains, else the one under the row's own id.
    """
    if under.source is None:
        return {}
    ids = {now.external_id for now, _ in rows} | {before.external_id for _, before in rows if before}
    kept = {
        one.external_id: one
        for one in kept_answers(session, ids, under, Response.source_id == under.source.id)
    }
    found: dict[int, tuple[Kept, bool]] = {}
    for now, before in rows:
        own, as_before = kept.get(now.external_id), kept.get(before.external_id) if before else None
        if as_before is not None and (own is None or explains(before, as_before.said)):
            found[now.line] = as_before, own is None
        elif own is not None:
            found[now.line] = own, False
    return found


def _as_before_merging(
    session: Session, seen: list[Seen], earlier: Mapping[int, Any], under: LookTerms
) -> list[Seen]:
    """Who was merged still answers by the address they had: that is nobody else."""
    strangers = [one.row for one in seen if one.judged.verdict == "other"]
    if not strangers or under.source is None:
        return seen
    also = merged_people(session, under.source, strangers)
    restarts = numbers_restart(under.mapping)
    again = []
    for one in seen:
        alias = next(
            (who for who in also.get(one.row.external_id, ()) if are_two_people(who, one.row) is False), None
        )
        if one.judged.verdict == "other" and alias is not None and one.kept is not None:
            said = one.kept.said._replace(
                contact_external_id=alias.contact_external_id, email=alias.email, name=alias.name
            )
            before = earlier[one.row.line]
            known = before if isinstance(before, Heard) else None
            one = one._replace(judged=judge(one.kept._replace(said=said), one.row, known, restarts=restarts))  # noqa: PLW2901
        again.append(one)
    return again


def misplaced(session: Session, seen: Sequence[Seen], under: LookTerms) -> list[Misplaced]:
    """Answers of the survey's other files under these ids that hold what these rows say, as another person's."""
    ids = {one.row.external_id for one in seen if one.judged.verdict != "other"}
    if not ids:
        return []
    files = select(Source.id).where(Source.survey_id == under.survey.id, Source.door == "file")
    if under.source is not None:
        files = files.where(Source.id != under.source.id)
    others = list(session.scalars(files))
    if not others:
        return []
    found: dict[str, list[Kept]] = {}
    for kept in kept_answers(session, ids, under, Response.source_id.in_(others)):
        found.setdefault(kept.external_id, []).append(kept)
    return [
        Misplaced(one.row, kept)
        for one in seen
        for kept in found.get(one.row.external_id, ())
        if one.judged.verdict != "other"
        and says_the_same(kept.said, one.row)
        and are_two_people(kept.said, one.row)
    ]


def kept_answers(session: Session, ids: Iterable[str], under: LookTerms, where: Any) -> list[Kept]:
    """The answers we have under these ids, as they stand now."""
    changes = (
        select(func.count())
        .where(ResponseChange.response_id == Response.id)
        .correlate(Response)
        .scalar_subquery()
    )
    kept = []
    for piece in in_pieces(ids):
        rows = session.execute(
            select(Response, Contact, changes)
            .outerjoin(Contact, Contact.id == Response.contact_id)
            .where(where, bulk.among(session, Response.external_id, piece))
            .execution_options(populate_existing=True)
        )
        kept += [_kept(response, contact, changed, under) for response, contact, changed in rows]
    return kept


def _kept(response: Response, contact: Contact | None, changed: int, under: LookTerms) -> Kept:
    who = (contact.external_id, contact.email, contact.name) if contact else (None, None, None)
    said = Said(*who, response.score, response.comment, response.answered_at)
    is_untouched = changed == 0 and response.import_id in under.same_file
    facts = {name: getattr(response, name) for name in FACTS}
    return Kept(
        response.id, response.external_id, said, contact.phone if contact else None, response.contact_id, facts,
        response.attributes or {}, is_untouched, under.survey.is_anonymous, response.named_up_to,
    )  # fmt: skip
