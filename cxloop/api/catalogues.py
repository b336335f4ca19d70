"""What is asked, why it happened, what is changed: surveys, causes and improvements, to read."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cxloop.api.entrance import ONE, v1
from cxloop.api.kinds import Moment
from cxloop.api.once import Answer
from cxloop.api.paging import Page, Paged, page_of
from cxloop.api.problems import not_found
from cxloop.api.speaking import said, speaks
from cxloop.database import db
from cxloop.drivers import models as drivers
from cxloop.improvements import models as improvements
from cxloop.improvements import queries
from cxloop.people.scopes import Needs
from cxloop.responses import models, surveys

READS_SURVEYS, READS_TICKETS, READS_IMPROVEMENTS = (
    Needs(scope) for scope in ("surveys:read", "tickets:read", "improvements:read")
)


class Survey(Struct, kw_only=True):
    """A questionnaire with its scale and its thresholds (at or below; null: never)."""

    key: str
    name: str
    metric: str
    scale_min: int
    scale_max: int
    report_low: int | None
    ticket_low: int | None
    urgent_low: int | None
    is_anonymous: bool
    is_relationship: bool
    touchpoint: str | None
    stage: str | None
    language: str | None


class Driver(Struct, kw_only=True):
    """A root cause; `path` names it from the top down."""

    key: str
    parent: str | None
    path: str


class Improvement(Struct, kw_only=True):
    """A change for everybody."""

    id: int
    title: str
    problem: str
    hypothesis: str | None
    driver: str | None
    owner: str | None
    state: str
    expected_fall: Annotated[
        float | None, Meta(description="Tickets of the cause per 100 answers that should disappear.")
    ]
    raised_at: Moment
    live_on: date | None
    measure_on: date | None


class ImprovementWithEffect(Improvement, kw_only=True):
    """With how much is behind it, and its newest measured effect."""

    tickets: int
    customers: int
    verdict: Annotated[
        str | None, Meta(description="improved, no_change, worse or not_measurable; null: not yet.")
    ]
    measured_at: Moment | None


@v1.get("/surveys", policy=READS_SURVEYS)
@speaks("List surveys", {200: Page[Survey]}, query=Paged)
def list_surveys(query: Paged) -> Answer:
    """The newest first."""
    return said(page_of(db.session(), select(models.Survey), models.Survey.id, query, _survey))


@v1.get("/surveys/<key>", policy=READS_SURVEYS)
@speaks("One survey", {200: Survey}, refuses=[404])
def show_survey(key: str) -> Answer:
    found = surveys.of_key(db.session(), key) if "\0" not in key else None
    if found is None:
        raise not_found()
    return said(_survey(found))


@v1.get("/drivers", policy=READS_TICKETS)
@speaks("List causes", {200: Page[Driver]}, query=Paged)
def list_drivers(query: Paged) -> Answer:
    """Those in use; a resolution names one by its key."""
    chosen = select(drivers.Driver).where(drivers.Driver.retired_at.is_(None))
    return said(page_of(db.session(), chosen, drivers.Driver.id, query, _driver))


@v1.get("/improvements", policy=READS_IMPROVEMENTS)
@speaks("List improvements", {200: Page[Improvement]}, query=Paged)
def list_improvements(query: Paged) -> Answer:
    """The newest first."""
    row = improvements.Improvement
    chosen = select(row).options(joinedload(row.driver), joinedload(row.owner))
    return said(page_of(db.session(), chosen, row.id, query, _improvement))


@v1.get(f"/improvements/{ONE}", policy=READS_IMPROVEMENTS)
@speaks("One improvement", {200: ImprovementWithEffect}, refuses=[404])
def show_improvement(number: int) -> Answer:
    session = db.session()
    found = queries.one(session, number)
    if found is None:
        raise not_found()
    behind, measured = queries.behind(session, number), queries.measurements(session, number)
    newest, own = (measured[0] if measured else None), _improvement(found)
    shown = ImprovementWithEffect(
        **{name: getattr(own, name) for name in own.__struct_fields__},
        tickets=behind.tickets, customers=behind.customers,
        verdict=newest.verdict if newest else None, measured_at=newest.at if newest else None,
    )  # fmt: skip
    return said(shown)


def _survey(row: models.Survey) -> Survey:
    return Survey(**{name: getattr(row, name) for name in Survey.__struct_fields__})


def _driver(row: drivers.Driver) -> Driver:
    return Driver(key=row.key, parent=row.parent.key if row.parent else None, path=row.path("en"))


def _improvement(row: improvements.Improvement) -> Improvement:
    return Improvement(
        id=row.id, title=row.title, problem=row.problem, hypothesis=row.hypothesis, state=row.state,
        driver=row.driver.key if row.driver else None, owner=row.owner.name if row.owner else None,
        expected_fall=row.expected_fall, raised_at=row.raised_at, live_on=row.live_on, measure_on=row.measure_on,
    )  # fmt: skip
