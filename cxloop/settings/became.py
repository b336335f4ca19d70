"""What became of such answers: of tickets that would not open, how many led somewhere; of the others, who fell."""

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import aliased

from cxloop.language import marked as _
from cxloop.reports.metrics.proportions import wilson
from cxloop.responses.models import Response
from cxloop.settings.replay import Both
from cxloop.settings.sentences import Sentence, sentence
from cxloop.tickets.models import Resolution, Triggering


def told(both: Both, gained: int, lost: int) -> list[Sentence]:
    """k of n with its interval, each an association and no cause."""
    found = []
    if lost:
        n, cause, not_actionable = _ended(both)
        found += _share(
            _("Of the tickets that would not open, %(k)d of %(n)d led to a cause and an action%(range)s."),
            cause,
            n,
        )
        found += _share(
            _("Of the tickets that would not open, %(k)d of %(n)d were not actionable%(range)s."),
            not_actionable,
            n,
        )
    if gained:
        n, lower = _came_back(both)
        found += _share(
            _("Of those who would be called, %(k)d of %(n)d who answered again in these days gave less%(range)s."),
            lower, n,
        )  # fmt: skip
    return (
        [*found, sentence(_("These figures go together with the rules; they do not prove a cause."))]
        if found
        else []
    )


def _share(text: str, k: int, n: int) -> list[Sentence]:
    bounds = wilson(k, n)
    if bounds is None:
        return []
    low, high = (round(100 * one) for one in bounds)
    return [sentence(text, k=k, n=n, range=sentence(_(" (%(low)d to %(high)d %%)"), low=low, high=high))]


def _ended(both: Both) -> tuple[int, int, int]:
    """Tickets with an end that only today's rules open: all, with cause and action, not actionable."""
    counts = [0, 0, 0]
    led = and_(
        Resolution.kind == "resolved", Resolution.driver_id.is_not(None), Resolution.action.is_not(None)
    )
    columns = [func.count(Triggering.ticket_id.distinct())] + [
        func.count(case((one, Triggering.ticket_id)).distinct())
        for one in (led, Resolution.kind == "not_actionable")
    ]
    for survey in both.surveys():
        asked = (
            both.joined(select(*columns), survey)
            .join(Triggering, Triggering.response_id == Response.id)
            .join(Resolution, Resolution.ticket_id == Triggering.ticket_id)
            .where(*both.heard(survey, both.since, None), both.differs(survey, gained=False))
        )
        counts = [sum(pair) for pair in zip(counts, both.session.execute(asked).one(), strict=True)]
    return counts[0], counts[1], counts[2]


def _came_back(both: Both) -> tuple[int, int]:
    again = aliased(Response)
    later = (
        again.contact_id == Response.contact_id, again.survey_id == Response.survey_id,
        again.answered_at > Response.answered_at, again.withdrawn_at.is_(None), again.score.is_not(None),
        again.received_at <= both.at,
    )  # fmt: skip
    n = k = 0
    for survey in both.surveys():
        asked = both.joined(
            select(func.count(), func.count().filter(exists().where(*later, again.score < Response.score))),
            survey,
        ).where(
            *both.heard(survey, both.since, None), both.differs(survey, gained=True), exists().where(*later)
        )
        more, lower = both.session.execute(asked).one()
        n, k = n + more, k + lower
    return n, k
