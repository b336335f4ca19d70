"""The executive page's figures, assembled once for the page, the command line and the digest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy.orm import Session

from cxloop.database import one_zone
from cxloop.reports import queries
from cxloop.reports.causes import CauseName, catalogue
from cxloop.reports.cohorts import Customers, customers
from cxloop.reports.later_rounds import later_rounds
from cxloop.reports.measures import Measure, score_of, six_as_passive
from cxloop.reports.metrics.attainment import attainment
from cxloop.reports.metrics.change import Change, change, smallest_visible_change
from cxloop.reports.metrics.contacted import ContactedInTime, contacted
from cxloop.reports.metrics.control import ControlLimits, control_limits
from cxloop.reports.metrics.effect import EffectVerdict, expected_by_chance
from cxloop.reports.metrics.figure import COUNTS_ONLY_BELOW
from cxloop.reports.metrics.ladder import Ladder, LoopFacts, ladder
from cxloop.reports.metrics.pareto import CodedTickets, Pareto, pareto
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.metrics.score import Score
from cxloop.reports.metrics.survival import WaitingTimes, waiting_times
from cxloop.reports.metrics.verified import VerifiedResolution, verified_resolution
from cxloop.reports.pauses import Paused, paused_by
from cxloop.reports.period import Period, months_until, this_month
from cxloop.reports.questions import asked
from cxloop.reports.shown_improvements import ShownImprovement, shown_improvements
from cxloop.reports.ticket_facts import TicketGroup, ticket_groups
from cxloop.reports.waits import WAITED_FOR, waits
from cxloop.reports.wanted import EVERYTHING, Wanted

MONTHS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class MeasuredScore:
    """One measure's score in the period and the one before, the move between them, and what could be seen at all."""

    measure: Measure
    score: Score
    before: Score
    change: Change
    smallest_visible_change: float | None
    six_as_passive: Score | None
    distribution: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MonthlyScore:
    """A calendar month (by its first day) and its score; months with few answers are left out of the limits."""

    month: date
    score: Score


@dataclass(frozen=True, slots=True)
class Executive:
    """Everything the page says about the days of `period`, days of `zone`, as it was known at `as_of`.

    What customers felt (`answers`, `causes`, `scores`, `months`) goes by the day they answered, what we did (the rest)
    by the moment we received it. `now` is this month so far. `causes` names each cause by the id of its driver as
    text; `whole_range` is given when the period has no answer but others have.
    """

    as_of: datetime
    zone: tzinfo
    period: Period
    answers: int
    tickets: int
    customers: Customers
    month: Period
    now: Customers
    ladder: Ladder
    contacted: ContactedInTime
    later_rounds: ContactedInTime
    resolved_in_time: Proportion
    paused: Paused
    """What pauses did to it."""
    times: Mapping[str, WaitingTimes]
    verified: VerifiedResolution
    causes: Pareto
    cause_names: Mapping[int, CauseName]
    scores: tuple[MeasuredScore, ...]
    chosen: MeasuredScore | None
    months: tuple[MonthlyScore, ...]
    limits: ControlLimits
    improvements: tuple[ShownImprovement, ...]
    whole_range: Period | None

    @property
    def improved_by_chance(self) -> float:
        """How many of the measured improvements chance alone would call improved."""
        return expected_by_chance([EffectVerdict(one.verdict) for one in self.improvements if one.verdict])

    def cause_name(self, name: str, language: str) -> str:
        """How a cause of the Pareto is called on a page."""
        found = self.cause_names.get(int(name))
        return found.path(language) if found else f"#{name}"


def executive(
    session: Session, period: Period, as_of: datetime, measure: str | None = None, wanted: Wanted = EVERYTHING
) -> Executive:
    """All figures of the page in fourteen statements (fifteen when the period is empty).

    Args:
        period: the days in which the answers were given, or received.
        as_of: aware; what was recorded later is not looked at.
        wanted: what the reader may see; the page has no filters of its own.
        measure: key of the score to lead with; the first in the order of the metrics when not given or not heard.
    """
    with one_zone(session) as zone:
        return _executive(session, period, as_of, measure, zone, wanted)


def _executive(
    session: Session, period: Period, as_of: datetime, measure: str | None, zone: tzinfo, wanted: Wanted
) -> Executive:
    measures = queries.surveys_by_measure(session)
    tallies = queries.tallies(session, period, wanted)
    scores = scores_of(measures, tallies)
    answers = sum(sum(tally.values()) for (_, current), tally in tallies.items() if current)
    chosen = next((one for one in scores if one.measure.key == measure), scores[0] if scores else None)
    months = months_of(session, measures, chosen.measure if chosen else None, period.end, wanted)
    month = this_month(as_of, zone)
    groups, names = ticket_groups(session, period, as_of, "received", wanted), catalogue(session)
    waited = waits(session, period, as_of, wanted)
    return Executive(
        as_of, zone, period, answers, sum(group.count for group in groups),
        customers(session, period, as_of, wanted), month, customers(session, month, as_of, wanted),
        climbed(groups), contacted_by(groups), later_rounds(session, period, as_of, wanted), resolved_by(groups),
        paused_by(session, period, as_of, wanted),
        {name: waiting_times(waited[name]) for name in WAITED_FOR},
        verified_resolution(asked(session, period, as_of, wanted)),
        causes_of(ticket_groups(session, period, as_of, "answered", wanted), answers, names), names,
        scores, chosen, months, limits_of(months),
        shown_improvements(session, as_of),
        None if answers or groups else queries.heard_from(session, wanted),
    )  # fmt: skip


def climbed(groups: Sequence[TicketGroup]) -> Ladder:
    """M7: only tickets of answers that a rule named, and old enough, are judged."""
    named = [group for group in groups if group.eligible]
    facts = [
        LoopFacts(
            group.contactable, group.attempted, group.reached, group.cause, group.action, group.told, group.asked,
            verified=group.answer == "yes", answered=bool(group.answer), window_expired=group.window_expired,
            unreachable=group.unreachable, count=group.count,
        )
        for group in named
        if group.is_old_enough
    ]  # fmt: skip
    return ladder(
        facts,
        running=sum(group.count for group in named if not group.is_old_enough),
        by_hand=sum(group.count for group in groups if not group.eligible),
    )


def contacted_by(groups: Sequence[TicketGroup]) -> ContactedInTime:
    """M4: only contactable tickets whose deadline has passed are judged."""
    due = [group for group in groups if group.contactable and group.promise_is_due]
    return contacted(
        attempted=sum(group.count for group in due if group.attempted_in_time),
        reached=sum(group.count for group in due if group.reached_in_time),
        matured=sum(group.count for group in due),
        running=sum(group.count for group in groups if group.contactable and not group.promise_is_due),
        uncontactable=sum(group.count for group in groups if not group.contactable),
        written_late=sum(group.count for group in due if group.written_late),
    )


def resolved_by(groups: Sequence[TicketGroup]) -> Proportion:
    """M6: tickets whose resolution is due, whether they are open or not."""
    due = [group for group in groups if group.resolution_is_due]
    return attainment(
        met=sum(group.count for group in due if group.resolved_in_time),
        due=sum(group.count for group in due),
        running=sum(group.count for group in groups if not group.resolution_is_due),
    )


def causes_of(groups: Sequence[TicketGroup], answers: int, names: Mapping[int, CauseName]) -> Pareto:
    """M11: causes of what was closed, by the id of the driver they count as."""
    closed = [group for group in groups if group.closed]
    coded = [
        CodedTickets((str(names[group.driver_id].counts_as),), group.count)
        for group in closed
        if group.driver_id is not None
    ]
    # answers may have been taken back after their tickets opened: a rate never has more tickets than answers
    return pareto(coded, sum(group.count for group in closed), max(answers, sum(one.count for one in coded)))


def scores_of(
    measures: Mapping[int, Measure], tallies: Mapping[tuple[int, bool], Mapping[int, int]]
) -> tuple[MeasuredScore, ...]:
    added: dict[tuple[Measure, bool], Counter[int]] = {}
    for (survey_id, current), tally in tallies.items():
        if survey_id in measures:
            added.setdefault((measures[survey_id], current), Counter()).update(tally)
    heard = {measure for measure, _ in added}
    return tuple(
        _measured(measure, added.get((measure, True), Counter()), added.get((measure, False), Counter()))
        for measure in sorted(heard, key=lambda measure: measure.order)
    )


def _measured(measure: Measure, now: Mapping[int, int], earlier: Mapping[int, int]) -> MeasuredScore:
    score, before = score_of(measure, now), score_of(measure, earlier)
    shown = now if score.n else {}
    distribution = tuple((step, shown.get(step, 0)) for step in range(measure.lowest, measure.highest + 1))
    return MeasuredScore(
        measure, score, before, change(before, score), smallest_visible_change(score),
        six_as_passive(measure, shown), distribution,
    )  # fmt: skip


def months_of(
    session: Session, measures: Mapping[int, Measure], chosen: Measure | None, end: date, wanted: Wanted
) -> tuple[MonthlyScore, ...]:
    """The months up to the day before `end`, of one measure."""
    if chosen is None:
        return ()
    firsts = months_until(end, MONTHS_SHOWN)
    surveys = [survey_id for survey_id, measure in measures.items() if measure == chosen]
    found = queries.monthly_tallies(session, surveys, firsts, end, wanted)
    return tuple(
        MonthlyScore(first, score_of(chosen, tally)) for first, tally in zip(firsts, found, strict=True)
    )


def limits_of(months: Sequence[MonthlyScore]) -> ControlLimits:
    """Of the months with enough answers to show a score."""
    return control_limits(
        [
            one.score.value
            for one in months
            if one.score.value is not None and one.score.n >= COUNTS_ONLY_BELOW
        ]
    )
