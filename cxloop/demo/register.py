"""The improvements of the demo company: one worked, one did not, one is too young, two wait for a decision."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.demo import story
from cxloop.demo.office import Office
from cxloop.demo.rhythm import midnight
from cxloop.demo.surveys import FELL, STAYED, TOO_YOUNG
from cxloop.demo.words.ideas import IDEAS_IN_ITALIAN
from cxloop.improvements.models import Improvement
from cxloop.improvements.planning import measurable_from
from cxloop.improvements.telling import BackLetter
from cxloop.loop import learn
from cxloop.people.policies import Scope
from cxloop.tickets.models import Resolution, Ticket

EVIDENCE = 12
WASHOUT_DAYS = 14
Decided = tuple[int, str, str, str]
"""Days back, the state it moved to, by whom, and the reason."""


@dataclass(frozen=True)
class Idea:
    """An improvement and its way; days count back from the day the demo is made for."""

    title: str
    problem: str
    driver: str
    raised: int
    by: str
    owner: str
    hypothesis: str = ""
    expected_fall: float | None = None
    baseline: tuple[int, int] | None = None
    live: int | None = None
    measured: int | None = None
    way: tuple[Decided, ...] = ()
    effort: str | None = None
    told: tuple[int, str, str] | None = None
    """Days back, and what the customers behind it were told, in English and Italian."""


IDEAS = (
    Idea(
        "Tell customers before they notice: a message when a delivery is late",
        "A late lorry is forgiven, silence is not. Customers find out from their own people, wait for nothing and pay"
        " for it.",
        FELL, story.FELL_RAISED, "Davide Riva", "Chiara Bellini",
        "If customers get a message within 30 minutes of a delay, tickets “late and not told” fall by at least 3 per"
        " 100 answers within three months.", 3.0, story.FELL_BASELINE, story.FELL_LIVE, story.FELL_MEASURED,
        (
            (story.FELL_RAISED - 3, "triaged", "Chiara Bellini", "Most frequent cause by far, in every team."),
            (story.FELL_RAISED - 8, "decided", "Pietro Zanetti", "Do it: three weeks of work, everybody asks for it."),
            (story.FELL_RAISED - 9, "doing", "Chiara Bellini", "The carrier portal can send them."),
            (story.FELL_LIVE, "live", "Chiara Bellini", "On for all lanes."),
            (story.FELL_MEASURED, "measured", "Chiara Bellini", "Measured on the day set before it went live."),
        ),
        "medium", (
            story.FELL_MEASURED - 6,
            "When a lorry is late, you now get a message within half an hour, with the new hour.",
            "Quando un camion è in ritardo, ora arriva un messaggio entro mezz’ora, con la nuova ora.",
        ),
    ),
    Idea(
        "One invoice per site",
        "Companies with several sites get one invoice a delivery and find mistakes in them; accounts corrects the same"
        " ones every month.",
        STAYED, story.STAYED_RAISED, "Emma Clarke", "Emma Clarke",
        "If each site gets one invoice a month, tickets “wrong invoice” fall by at least 2 per 100 answers within three"
        " months.", 2.0, story.STAYED_BASELINE, story.STAYED_LIVE, story.STAYED_MEASURED,
        (
            (story.STAYED_RAISED - 2, "triaged", "Chiara Bellini", "Often enough to look into."),
            (story.STAYED_RAISED - 5, "decided", "Pietro Zanetti", "Do it, accounts has the people."),
            (story.STAYED_LIVE, "live", "Emma Clarke", "On for every company with more than one site."),
            (story.STAYED_MEASURED, "measured", "Chiara Bellini", "Measured on the day set before it went live."),
        ),
    ),
    Idea(
        "A promise to call back is a task with a name on it",
        "“We'll ring you today” is nobody's job once the shift ends.",
        TOO_YOUNG, story.YOUNG_RAISED, "Carmela Russo", "Carmela Russo",
        "If every promised call has an owner and an hour, tickets “never called back” fall by half.", 1.0,
        (150, 66), story.YOUNG_LIVE, None,
        (
            (story.YOUNG_RAISED - 4, "triaged", "Chiara Bellini", "Often enough to look into."),
            (story.YOUNG_RAISED - 10, "decided", "Chiara Bellini", "Do it, it costs a checklist."),
            (story.YOUNG_LIVE, "live", "Carmela Russo", "On in both service teams."),
        ),
    ),
    Idea(
        "Photos in the claims form",
        "Customers with damaged goods cannot send a photo, so every claim takes a call more.",
        "delivery.damaged", 21, "Marta Conti", "Davide Riva", effort="small",
        way=((12, "triaged", "Chiara Bellini", "Small, but the app team is full until January."),),
    ),
    Idea(
        "A named planner for every key account", "Key customers explain themselves to somebody new each time.",
        "support.passed_around", 15, "James Whitfield", "Emma Clarke", effort="large",
    ),
    Idea(
        "Free next-day visits for everybody", "Visits that did not fix the machine are the worst experience we give.",
        "service.not_fixed", 75, "Luca Moretti", "Davide Riva",
        way=((61, "archived", "Pietro Zanetti", "Won't do: €210,000 a year. Better first visits instead."),),
    ),
)  # fmt: skip


def improve(session: Session, office: Office, on: date, language: str) -> None:
    """Raise, decide, take live and measure each idea at its moment, through the verbs of learning."""
    for idea in IDEAS:
        _play(session, office, _said_in(idea, language), on)


def _said_in(idea: Idea, language: str) -> Idea:
    """The idea in the company's language, as its people would have written it."""
    if language != "it":
        return idea
    title, problem, hypothesis = IDEAS_IN_ITALIAN[idea.title]
    return replace(idea, title=title, problem=problem, hypothesis=hypothesis)


def _play(session: Session, office: Office, idea: Idea, on: date) -> None:
    raised_at = _at(on, idea.raised)
    driver_id = office.drivers[idea.driver]
    improvement = learn.raise_improvement(
        session, title=idea.title, problem=idea.problem, by=office.staff.users[idea.by], at=raised_at,
        driver_id=driver_id, ticket_ids=_evidence(session, driver_id, raised_at),
    )  # fmt: skip
    learn.change(
        session, improvement, seen_version=improvement.version, owner_id=office.staff.users[idea.owner].id,
        hypothesis=idea.hypothesis or None, expected_fall=idea.expected_fall,
        baseline_from=_day(on, idea.baseline[0]) if idea.baseline else None,
        baseline_to=_day(on, idea.baseline[1]) if idea.baseline else None,
        sponsor_id=office.staff.users["Pietro Zanetti"].id, effort=idea.effort,
        measure_on=_day(on, idea.measured) if idea.measured else _measure_day(on, idea),
    )  # fmt: skip
    for back, state, by, reason in idea.way:
        if state == "measured":
            learn.measure(session, improvement, _at(on, back), by=office.staff.users[by])
            continue
        learn.decide(
            session, improvement, state=state, reason=reason, by=office.staff.users[by], at=_at(on, back),
            live_on=_day(on, back) if state == "live" else None,
        )  # fmt: skip
    if idea.told:
        _tell(session, office, improvement, idea.told, on)


def _tell(
    session: Session, office: Office, improvement: Improvement, told: tuple[int, str, str], on: date
) -> None:
    """The customers behind it were written to, and the letters left."""
    back, english, italian = told
    by, at = office.staff.users["Chiara Bellini"], _at(on, back)
    words = {"en": english, "it": italian}
    act = learn.tell_back(session, improvement, words, by=by, at=at, scope=Scope(True, frozenset(), by.id))
    for number in session.scalars(select(BackLetter.id).where(BackLetter.tell_back_id == act.id)):
        learn.letter_left(session, number, at)


def _evidence(session: Session, driver_id: int, at: datetime) -> list[int]:
    """Tickets of this cause that were over by then: the newest ones."""
    chosen = (
        select(Ticket.id)
        .join(Resolution, Resolution.ticket_id == Ticket.id)
        .where(Resolution.driver_id == driver_id, Ticket.closed_at < at)
        .group_by(Ticket.id, Ticket.closed_at)
        .order_by(Ticket.closed_at.desc())
        .limit(EVIDENCE)
    )
    return list(session.scalars(chosen))


def _measure_day(on: date, idea: Idea) -> date | None:
    if idea.live is None or idea.baseline is None:
        return None
    first, end = (_day(on, back) for back in idea.baseline)
    return measurable_from(first, end, _day(on, idea.live), WASHOUT_DAYS)


def _day(on: date, back: int) -> date:
    return on - timedelta(days=back)


def _at(on: date, back: int) -> datetime:
    """In the late morning of that day."""
    return midnight(_day(on, back)) + timedelta(hours=10, minutes=back % 50)
