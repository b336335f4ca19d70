"""Whether two answers with one id are one answer: forms number from 1, and people copy a form each month. Pure."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.spelling import plain

ONE_SITTING = timedelta(days=1)
MOST_FIGURES = 7
MIDNIGHT = time(0)


class Said(NamedTuple):
    """What we have under an id: who gave it, as far as known, and what they said when."""

    contact_external_id: str | None
    email: str | None
    name: str | None
    score: int | None
    comment: str | None
    answered_at: datetime


def said_by(answer: Heard, at: datetime) -> Said:
    """What an answer says; `at` is when it was heard, for one without a moment of its own."""
    return Said(
        answer.contact_external_id, answer.email, answer.name, answer.score, answer.comment, answer.answered_at or at
    )  # fmt: skip


def is_another(before: Said, now: Heard, *, restarts: bool) -> bool:
    """Whether the id came back with another answer: another person's, or another day's with other words.

    Who says the same at the same moment says it again, whatever their address is by now. Two people are told apart by
    the first thing that both answers know of them: the customer's id, the address, the name. Where nothing does, or
    where it is one person, other words are another answer only under ids that may restart or are a ticket's, when the
    day is another or only one of the two says who it was: a corrected answer keeps its day and its person, and ids
    that are random never come back.
    """
    said_again = (before.score, before.comment, before.answered_at) == (
        now.score,
        now.comment,
        now.answered_at,
    )
    if said_again and (now.comment or before.answered_at.time() != MIDNIGHT):
        return False
    if two := are_two_people(before, now):
        return True
    if not (restarts or is_short_number(now.external_id)) or now.answered_at is None:
        return False
    other_words = _differ(before.comment, now.comment) or _differ(before.score, now.score)
    one_is_nobody = two is None and any(before[:3]) != any((now.contact_external_id, now.email, now.name))
    return other_words and (one_is_nobody or abs(now.answered_at - before.answered_at) >= ONE_SITTING)


def says_otherwise(before: Said, now: Heard) -> bool:
    """Whether two rows of one file under one id are two answers: an export holds each answer once, as it stands."""
    if (before.score, before.comment) != (now.score, now.comment):
        return True
    return now.answered_at is not None and abs(now.answered_at - before.answered_at) >= ONE_SITTING


def are_two_people(before: Said, now: Heard) -> bool | None:
    """Whether two people gave these answers; None where nothing tells."""
    people = (
        (before.contact_external_id, now.contact_external_id),
        (before.email, now.email),
        (before.name and plain(before.name), now.name and plain(now.name)),
    )
    told = [one == other for one, other in people if one and other]
    return not (any(told[:2]) or told[0]) if told else None


def is_short_number(external_id: str) -> bool:
    """An id as a form counts its answers, alone or behind the form's own number ("282267-17")."""
    form, _, number = external_id.rpartition("-")
    return number.isdigit() and len(number) <= MOST_FIGURES and (not form or form.isdigit())


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other
